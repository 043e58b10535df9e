import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import { asked, everything, rights } from '../functions/ledger-api/rights.ts';
import { altered, type IssuerOfTokens, startTokenIssuer, unsignedToken } from '../support/token-issuer.ts';
import { Desk, startSystem } from './desk.ts';
import { arrival, handovers, households, locations, order, payment, payments, receipt } from './events.ts';

const audience = 'page';
const rolesClaim = 'cognito:groups';

let issuer: IssuerOfTokens;
let system: LocalSystem;

const claims = (groups: readonly string[]): JWTPayload => ({ aud: audience, [rolesClaim]: groups });

const ask = (path: string, token: string | undefined): Promise<Response> =>
  fetch(new URL(path, system.outputs.ApiUrl), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

beforeAll(async () => {
  issuer = await startTokenIssuer();
  system = await startSystem(':memory:', { issuerUrl: issuer.url, audience: [audience] });
  const desk = new Desk(system, await issuer.token({ payload: claims(['auditor']) }));
  const rice = [{ commodity: 'rice', quantity: 20, unit: 'kg' }];
  await desk.send(locations);
  await desk.send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 2 }]));
  await desk.until('the household', () => desk.get('/households/H-1'), Boolean);
  await desk.send(order('O-1'));
  await desk.until('the order', () => desk.get('/orders/O-1'), Boolean);
  await desk.send(arrival('O-1', 'W-1', 'C-1', rice));
  const sheet = handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 5), receipt('R-2', 'H-1', 500)]);
  await desk.send({ ...sheet, id: 'handovers-1' });
  await desk.send(payments('O-1', 'P-1', [payment('M-1', 'H-1', 8000)]));
  for (const path of ['/households/H-1/ledger', '/payers/P-1/ledger', '/exceptions?locationId=C-1'])
    await desk.until(
      path,
      () => desk.get(path),
      (answer) => answer?.items.length > 0,
    );
  await desk.until('the waybill', () => desk.get('/shipments/W-1'), Boolean);
  desk.close();
});
afterAll(async () => {
  await system?.stop();
  issuer?.stop();
});

const everyPath = [...everything.map((path) => asked[path] ?? ''), '/openapi.json', '/asyncapi.json'];

describe('on every route of the system', () => {
  it.each<readonly [string, () => Promise<string> | string | undefined]>([
    ['no token', () => undefined],
    [
      'a token that has expired',
      () => issuer.token({ payload: claims(['coordinator']), expiresInSeconds: -60 }),
    ],
    ['a token that another signed', () => issuer.token({ payload: claims(['coordinator']), isForged: true })],
    [
      'a token of another issuer',
      () => issuer.token({ payload: claims(['coordinator']), issuerUrl: 'https://elsewhere' }),
    ],
    [
      'a token for another audience',
      () => issuer.token({ payload: { ...claims(['coordinator']), aud: 'other' } }),
    ],
    ['a token that nobody signed', () => unsignedToken({ ...claims(['coordinator']), iss: issuer.url })],
    [
      'a token that was altered',
      async () =>
        altered(await issuer.token({ payload: claims(['payer']) }), {
          ...claims(['coordinator']),
          iss: issuer.url,
        }),
    ],
    ['no JWT', () => 'coordinator'],
  ])('%s is refused, and told nothing', async (_, make) => {
    const token = await make();
    for (const path of everyPath) {
      const response = await ask(path, token);
      expect({ path, status: response.status }).toEqual({ path, status: 401 });
      expect(await response.text()).not.toMatch(/H-1|C-1|P-1|O-1|R-1/);
    }
  });

  it.each(rights)('a good token of $reader opens what is theirs, and no more', async ({ groups, reads }) => {
    const token = await issuer.token({ payload: claims(groups) });
    for (const route of everything) {
      const response = await ask(asked[route] ?? '', token);
      // No day was sealed yet, no audit opened, and no complaint raised.
      const answered = /^\/(seals|audits|complaints)\/\{/.test(route) ? 404 : 200;
      expect({ route, status: response.status }).toEqual({
        route,
        status: reads.includes(route) ? answered : 403,
      });
      if (response.status === 403) expect(await response.text()).not.toMatch(/H-1|C-1|P-1|O-1|R-1/);
    }
  });
});
