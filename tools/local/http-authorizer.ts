/** Who is let in: the JWT authoriser of an HTTP API, and nobody's on a machine of one's own. */
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

/** Claims as an HTTP API hands them to a function: every one as text. */
export type TokenClaims = Readonly<Record<string, string>>;

/** Shape: the claims of a token that is good; undefined for no token, and for any other. */
export type Authorizer = (authorization: string | undefined) => Promise<TokenClaims | undefined>;

export interface TokenIssuer {
  /** Without a slash at its end. */
  readonly issuerUrl: string;
  readonly audience: readonly string[];
}

/** On loopback nobody signs in: whoever can reach the port owns the machine, and is coordinator and auditor at once. */
export function overseerOnLoopback(rolesClaim: string): Authorizer {
  const claims = { [rolesClaim]: '[coordinator auditor]' };
  return () => Promise.resolve(claims);
}

/** Only these are taken by an HTTP API. */
const algorithms = ['RS256', 'RS384', 'RS512'];

/**
 * Checks tokens as an HTTP API does: signed with a key that the issuer publishes, not yet expired, of this issuer, and
 * for this audience, which a token names as `aud` or else as `client_id`.
 */
export function jwtAuthorizer({ issuerUrl, audience }: TokenIssuer): Authorizer {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  return async (authorization) => {
    const token = /^(?:Bearer +)?(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      return undefined;
    }
    keys ??= publishedKeys(issuerUrl);
    try {
      const { payload } = await jwtVerify(token, await keys, {
        algorithms,
        issuer: [issuerUrl, `${issuerUrl}/`],
        requiredClaims: ['exp'],
      });
      return isFor(payload, audience) ? asTexts(payload) : undefined;
    } catch {
      // The issuer may be there by the next question.
      keys = undefined;
      return undefined;
    }
  };
}

/** Source: OpenID Connect Discovery 1.0. */
async function publishedKeys(issuerUrl: string): Promise<ReturnType<typeof createRemoteJWKSet>> {
  const response = await fetch(`${issuerUrl}/.well-known/openid-configuration`);
  const { jwks_uri } = (await response.json()) as { readonly jwks_uri: string };
  return createRemoteJWKSet(new URL(jwks_uri));
}

function isFor({ aud, client_id }: JWTPayload, audience: readonly string[]): boolean {
  const named = aud ?? client_id;
  return [named].flat().some((one) => typeof one === 'string' && audience.includes(one));
}

/** A list is written as `[one other]`. */
const asTexts = (payload: JWTPayload): TokenClaims =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? `[${value.join(' ')}]`
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value),
    ]),
  );
