/** An OpenID Connect issuer on loopback, and tokens that it signed, or never did. */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { listenAt } from '../../tools/local/ports.ts';

export interface TokenOf {
  readonly payload: JWTPayload;
  /** A key that is not the issuer's. */
  readonly isForged?: boolean;
  /** @default an hour */
  readonly expiresInSeconds?: number;
  /** @default the issuer */
  readonly issuerUrl?: string;
}

export interface IssuerOfTokens {
  readonly url: string;
  token(of: TokenOf): Promise<string>;
  stop(): void;
}

export async function startTokenIssuer(): Promise<IssuerOfTokens> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'key', alg: 'RS256' }];
  let url = '';
  const server = createServer((request, response) => {
    response.end(JSON.stringify(request.url === '/keys' ? { keys } : { jwks_uri: `${url}/keys` }));
  });
  url = `http://127.0.0.1:${await listenAt(server, 0)}`;
  return {
    url,
    token: ({ payload, isForged = false, expiresInSeconds = 3_600, issuerUrl = url }) =>
      new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: 'key' })
        .setIssuer(issuerUrl)
        .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
        .sign(isForged ? stranger.privateKey : privateKey),
    stop: () => server.close(),
  };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that no key signed. */
export const unsignedToken = (payload: JWTPayload): string =>
  `${part({ alg: 'none', kid: 'key' })}.${part({ ...payload, exp: Math.floor(Date.now() / 1_000) + 60 })}.`;

/** A token whose claims were changed after it was signed. */
export function altered(token: string, payload: JWTPayload): string {
  const [head, , signature] = token.split('.');
  return `${head}.${part({ ...payload, exp: 9_999_999_999 })}.${signature}`;
}
