import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import {
  altered,
  type IssuerOfTokens,
  startTokenIssuer,
  type TokenOf,
  unsignedToken,
} from '../support/token-issuer.ts';
import { removeDirectory, startFixture, writeAssembly } from './fixture.ts';

let issuer: IssuerOfTokens;
let assembly: string;
let guarded: LocalSystem;
let open: LocalSystem;

beforeAll(async () => {
  issuer = await startTokenIssuer();
  assembly = writeAssembly();
  guarded = await startFixture(assembly, {
    issuer: { issuerUrl: issuer.url, audience: ['page', 'office'] },
  });
  open = await startFixture(assembly);
});
afterAll(async () => {
  await Promise.all([guarded?.stop(), open?.stop()]);
  issuer?.stop();
  removeDirectory(assembly);
});

const good: JWTPayload = { aud: 'page', groups: ['centre-staff', 'location:C-1'] };

const token = (payload: JWTPayload = good, of: Omit<TokenOf, 'payload'> = {}): Promise<string> =>
  issuer.token({ payload, ...of });

const ask = (system: LocalSystem, path: string, authorization?: string): Promise<Response> =>
  fetch(`${system.outputs.ApiUrl}${path}`, {
    headers: authorization === undefined ? {} : { authorization },
  });

const claimsOf = async (response: Response): Promise<unknown> => {
  const event = (await response.json()) as { requestContext: { authorizer?: { jwt: { claims: object } } } };
  return event.requestContext.authorizer?.jwt.claims;
};

describe('where an issuer is named, a route behind an authoriser', () => {
  it('lets a good token in, and hands its claims on as API Gateway writes them', async () => {
    const response = await ask(guarded, '/guarded', `Bearer ${await token()}`);
    expect(response.status).toBe(200);
    expect(await claimsOf(response)).toMatchObject({
      iss: issuer.url,
      aud: 'page',
      groups: '[centre-staff location:C-1]',
    });
  });

  it('takes the client for the audience where a token names none, as those of Cognito do', async () => {
    const response = await ask(guarded, '/guarded', `Bearer ${await token({ client_id: 'office' })}`);
    expect(response.status).toBe(200);
  });

  it.each<[string, () => Promise<string> | string | undefined]>([
    ['no token', () => undefined],
    ['no bearer', () => 'Basic cGFnZTpwYWdl'],
    ['no JWT', () => 'Bearer page'],
    ['an expired token', async () => `Bearer ${await token(good, { expiresInSeconds: -60 })}`],
    ['a forged token', async () => `Bearer ${await token(good, { isForged: true })}`],
    [
      'a token of another issuer',
      async () => `Bearer ${await token(good, { issuerUrl: 'https://elsewhere' })}`,
    ],
    ['a token for another audience', async () => `Bearer ${await token({ aud: 'other' })}`],
    ['a token for nobody', async () => `Bearer ${await token({})}`],
    [
      'a good client under another audience',
      async () => `Bearer ${await token({ aud: 'x', client_id: 'page' })}`,
    ],
    ['an unsigned token', () => `Bearer ${unsignedToken({ ...good, iss: issuer.url })}`],
    [
      'a token whose claims were changed after it was signed',
      async () => `Bearer ${altered(await token(), { ...good, iss: issuer.url, groups: ['coordinator'] })}`,
    ],
  ])('refuses %s', async (_, authorization) => {
    const response = await ask(guarded, '/guarded', await authorization());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ title: 'Unauthorized', status: 401 });
  });

  it('has readers sign in at the page, which may speak to the issuer', async () => {
    const response = await ask(guarded, '/config.json');
    expect(await response.json()).toMatchObject({ signIn: { issuer: issuer.url, clientId: 'page' } });
    expect(response.headers.get('content-security-policy')).toContain(`connect-src 'self' ${issuer.url};`);
  });
});

describe('on a machine of one’s own', () => {
  it('nobody signs in: whoever asks is coordinator and auditor', async () => {
    const response = await ask(open, '/guarded');
    expect(await claimsOf(response)).toEqual({ groups: '[coordinator auditor]' });
    expect(await (await ask(open, '/config.json')).json()).toEqual({ zone: expect.any(String) });
  });

  it('a route without an authoriser has no claims', async () => {
    expect(await claimsOf(await ask(guarded, '/orders'))).toBeUndefined();
  });
});
