import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import { removeDirectory, startFixture, writeAssembly } from './fixture.ts';

let issuer: Server;
let issuerUrl: string;
let key: CryptoKey;
let strangersKey: CryptoKey;
let assembly: string;
let guarded: LocalSystem;
let open: LocalSystem;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  strangersKey = (await generateKeyPair('RS256')).privateKey;
  const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'key', alg: 'RS256' }];
  issuer = createServer(({ url }, response) => {
    response.end(JSON.stringify(url === '/keys' ? { keys } : { jwks_uri: `${issuerUrl}/keys` }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  assembly = writeAssembly();
  guarded = await startFixture(assembly, { issuer: { issuerUrl, audience: ['page', 'office'] } });
  open = await startFixture(assembly);
});
afterAll(async () => {
  await Promise.all([guarded?.stop(), open?.stop()]);
  issuer?.close();
  removeDirectory(assembly);
});

const good: JWTPayload = { aud: 'page', groups: ['centre-staff', 'location:C-1'] };

/** A token of the issuer, valid for an hour, but for what is said otherwise. */
function token(
  payload: JWTPayload = good,
  { signedBy = key, expiresIn = 3_600, iss = issuerUrl } = {},
): Promise<string> {
  const seconds = Math.floor(Date.now() / 1_000);
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: 'key' })
    .setIssuer(iss)
    .setExpirationTime(seconds + expiresIn)
    .sign(signedBy);
}

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
      iss: issuerUrl,
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
    ['an expired token', async () => `Bearer ${await token(good, { expiresIn: -60 })}`],
    ['a forged token', async () => `Bearer ${await token(good, { signedBy: strangersKey })}`],
    ['a token of another issuer', async () => `Bearer ${await token(good, { iss: 'https://elsewhere' })}`],
    ['a token for another audience', async () => `Bearer ${await token({ aud: 'other' })}`],
    ['a token for nobody', async () => `Bearer ${await token({})}`],
    [
      'a good client under another audience',
      async () => `Bearer ${await token({ aud: 'x', client_id: 'page' })}`,
    ],
    [
      'an unsigned token',
      () => {
        const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
        const body = { iss: issuerUrl, aud: 'page', exp: Math.floor(Date.now() / 1_000) + 60 };
        return `Bearer ${part({ alg: 'none', kid: 'key' })}.${part(body)}.`;
      },
    ],
    [
      'a token whose claims were changed after it was signed',
      async () => {
        const [head, , signature] = (await token()).split('.');
        const body = { ...good, iss: issuerUrl, exp: 9_999_999_999, groups: ['coordinator'] };
        return `Bearer ${head}.${Buffer.from(JSON.stringify(body)).toString('base64url')}.${signature}`;
      },
    ],
  ])('refuses %s', async (_, authorization) => {
    const response = await ask(guarded, '/guarded', await authorization());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ title: 'Unauthorized', status: 401 });
  });

  it('has readers sign in at the page, which may speak to the issuer', async () => {
    const response = await ask(guarded, '/config.json');
    expect(await response.json()).toEqual({ signIn: { issuer: issuerUrl, clientId: 'page' } });
    expect(response.headers.get('content-security-policy')).toContain(`connect-src 'self' ${issuerUrl};`);
  });
});

describe('on a machine of one’s own', () => {
  it('nobody signs in: whoever asks reads as a coordinator', async () => {
    const response = await ask(open, '/guarded');
    expect(await claimsOf(response)).toEqual({ groups: '[coordinator]' });
    expect(await (await ask(open, '/config.json')).json()).toEqual({});
  });

  it('a route without an authoriser has no claims', async () => {
    expect(await claimsOf(await ask(guarded, '/orders'))).toBeUndefined();
  });
});
