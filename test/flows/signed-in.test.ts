/** A system whose readers sign in: who may read what, and sending over HTTP, through the gateway, the intake and the queues. */
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import { asked, everything, rights } from '../functions/ledger-api/rights.ts';
import { altered, type IssuerOfTokens, startTokenIssuer, unsignedToken } from '../support/token-issuer.ts';
import { Desk, type SentEvent, startSystem } from './desk.ts';
import { arrival, handovers, households, locations, order, payment, payments, receipt } from './events.ts';

type Json = any;

const audience = 'page';
const rolesClaim = 'cognito:groups';

let issuer: IssuerOfTokens;
let system: LocalSystem;

const claims = (groups: readonly string[]): JWTPayload => ({ aud: audience, [rolesClaim]: groups });

beforeAll(async () => {
  issuer = await startTokenIssuer();
  system = await startSystem(':memory:', { issuerUrl: issuer.url, audience: [audience] });
});
afterAll(async () => {
  await system?.stop();
  issuer?.stop();
});

const ask = (path: string, token: string | undefined): Promise<Response> =>
  fetch(new URL(path, system.outputs.ApiUrl), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

describe('reading, on every route of the system', () => {
  beforeAll(async () => {
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

  const everyPath = [...everything.map((path) => asked[path] ?? ''), '/openapi.json', '/asyncapi.json'];

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

describe('sending', () => {
  /** What is sent has centres, orders and a household of its own, beside those that are read. */
  const centres: SentEvent = {
    type: 'relief.locations.registered.v1',
    data: {
      locations: ['CS-1', 'CS-2'].map((locationId) => ({ locationId, name: locationId, kind: 'centre' })),
    },
  };

  const tokenOf = (sub: string, ...groups: readonly string[]): Promise<string> =>
    issuer.token({ payload: { ...claims(groups), sub } });

  async function post(
    token: string | undefined,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Json }> {
    const response = await fetch(new URL('/events', system.outputs.ApiUrl), {
      method: 'POST',
      headers: {
        'content-type': `application/cloudevents${Array.isArray(body) ? '-batch' : ''}+json`,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  const by = (sub: string, id: string, event: object) => ({
    specversion: '1.0',
    id,
    source: `urn:relief:reader:${sub}`,
    time: '2020-08-08T09:00:00+09:00',
    ...event,
  });
  const waiting = { prefer: 'wait=20' };

  describe('a coordinator and a clerk', () => {
    it('bring a whole round into the books, each under their own name', async () => {
      const lead = await tokenOf('lead', 'coordinator');
      const clerk = await tokenOf('clerk', 'centre-staff', 'location:CS-1');
      const rice = [{ commodity: 'rice', quantity: 20, unit: 'kg' }];
      const setting = [
        centres,
        households('CS-1', [{ householdId: 'HS-1', adults: 2, children: 2 }]),
        order('OS-1'),
      ];
      for (const [index, event] of setting.entries()) {
        const answer = await post(lead, by('lead', `setting-${index}`, event), waiting);
        expect(answer, JSON.stringify(answer.body)).toMatchObject({
          status: 200,
          body: { status: 'posted' },
        });
      }
      const arrived = by('clerk', 'arrival-1', arrival('OS-1', 'WS-1', 'CS-1', rice));
      expect(await post(clerk, arrived, waiting)).toMatchObject({ status: 200, body: { status: 'posted' } });
      const batch = await post(
        clerk,
        [
          by(
            'clerk:tablet',
            'sheet-1',
            handovers('OS-1', 'CS-1', [receipt('RS-1', 'HS-1', 5), receipt('RS-2', 'HS-1', 500)]),
          ),
          by('clerk', 'sheet-2', handovers('OS-1', 'CS-2', [receipt('RS-1', 'HS-1', 5)])),
          by('lead', 'sheet-3', handovers('OS-1', 'CS-1', [receipt('RS-3', 'HS-1', 5)])),
        ],
        waiting,
      );
      expect(batch.status).toBe(207);
      expect(batch.body.items).toMatchObject([
        {
          status: 'queued',
          outcome: { status: 'mixed', rows: [{ status: 'posted' }, { status: 'rejected' }] },
        },
        { status: 'refused', problem: { status: 403 } },
        { status: 'refused', problem: { status: 400, errors: [{ path: 'source' }] } },
      ]);
      const { items } = (await (await ask('/households/HS-1/ledger', clerk)).json()) as Json;
      expect(items[0]).toMatchObject({ reference: 'RS-1', event: 'urn:relief:reader:clerk:tablet#sheet-1' });
      const voided = await post(
        lead,
        by('lead', 'void-1', {
          type: 'relief.event.voided.v1',
          data: { source: 'urn:relief:reader:clerk:tablet', id: 'sheet-1', reason: 'typed twice' },
        }),
        waiting,
      );
      expect(voided).toMatchObject({ status: 200, body: { status: 'rejected', reason: 'not-voidable' } });
    });

    it('take back what is still on its way: the void waits for its event', async () => {
      const lead = await tokenOf('lead', 'coordinator');
      const clerk = await tokenOf('clerk', 'centre-staff', 'location:CS-1');
      const source = 'urn:relief:reader:clerk';
      const voidOf = (id: string) => ({
        type: 'relief.event.voided.v1',
        data: { source, id, reason: 'typed 9 t for 9 kg' },
      });
      const outcomeOf = async (sub: string, id: string): Promise<Json> => {
        return (await ask(`/events?source=urn:relief:reader:${sub}&id=${id}`, lead)).json();
      };
      expect(await post(lead, by('lead', 'void-early', voidOf('typo')), waiting)).toMatchObject({
        status: 200,
        body: { status: 'held', reason: 'unknown-reference' },
      });
      expect((await post(clerk, by('clerk', 'void-mine', voidOf('typo')))).status).toBe(403);
      const lines = [{ commodity: 'rice', quantity: 9, unit: 't' }];
      const typed = by('clerk', 'typo', arrival('OS-1', 'WS-9', 'CS-1', lines));
      expect(await post(clerk, typed, waiting)).toMatchObject({ status: 200, body: { status: 'posted' } });
      await expect
        .poll(() => outcomeOf('lead', 'void-early'), { timeout: 20_000 })
        .toMatchObject({ status: 'posted' });
      expect(await outcomeOf('clerk', 'typo')).toMatchObject({
        status: 'posted',
        voidedBy: { source: 'urn:relief:reader:lead', id: 'void-early' },
      });
    });

    it('are told where to look when they do not wait, and that nothing is known before', async () => {
      const lead = await tokenOf('lead', 'coordinator');
      const { status, headers } = await post(lead, by('lead', 'order-2', order('OS-2')));
      expect(status).toBe(202);
      const look = () => ask(headers.get('location') ?? '', lead);
      let answer = await look();
      for (let tries = 0; answer.status === 404 && tries < 200; tries += 1) {
        expect(answer.headers.get('retry-after')).toBe('1');
        await new Promise((resolve) => setTimeout(resolve, 50));
        answer = await look();
      }
      expect(await answer.json()).toMatchObject({ status: 'posted' });
    });
  });

  it.each<readonly [string, () => Promise<string | undefined> | undefined]>([
    ['without a token', () => undefined],
    [
      'with one that was altered',
      async () =>
        altered(await tokenOf('clerk', 'centre-staff'), {
          ...claims(['coordinator']),
          sub: 'lead',
          iss: issuer.url,
        }),
    ],
    [
      'with one that another signed',
      () => issuer.token({ payload: { ...claims(['coordinator']), sub: 'lead' }, isForged: true }),
    ],
  ])('nothing is taken %s', async (_, token) => {
    expect(await post(await token(), by('lead', 'never', order('OS-3')))).toMatchObject({ status: 401 });
  });

  it('a page of another origin, or under another name, sends nothing', async () => {
    const lead = await tokenOf('lead', 'coordinator');
    const event = by('lead', 'never', order('OS-3'));
    expect(await post(lead, event, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await post(lead, event, { origin: system.outputs.ApiUrl })).toMatchObject({ status: 202 });
  });
});
