/** An OpenID Connect issuer in memory that signs anyone in, and holds the page to PKCE. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { listenAt } from '../../tools/local/ports.ts';

export interface Issuer {
  readonly url: string;
  /** The access tokens it has given. */
  readonly tokens: ReadonlySet<string>;
  /** Who signs in from now on, and in what groups they are. */
  signIn(groups: readonly string[], sub?: string): void;
  /** An access token of somebody in these groups. */
  tokenOf(groups: readonly string[]): string;
  stop(): void;
}

export async function startIssuer(clientId: string): Promise<Issuer> {
  const challenges = new Map<string, string>();
  const tokens = new Set<string>();
  let url = '';
  let now: { readonly groups: readonly string[]; readonly sub?: string | undefined } = { groups: [] };
  const { publicKey, token } = signer(clientId, () => url);
  const server: Server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    const asked = new URL(request.url ?? '/', url);
    const answer = (body: object, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (asked.pathname) {
      case '/.well-known/openid-configuration':
        return answer({
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/keys`,
        });
      case '/keys':
        return answer({ keys: [publicKey] });
      case '/authorize': {
        const { searchParams } = asked;
        const code = randomUUID();
        if (searchParams.get('code_challenge_method') !== 'S256') return answer({ error: 'no PKCE' }, 400);
        challenges.set(code, searchParams.get('code_challenge') ?? '');
        const back = new URL(searchParams.get('redirect_uri') ?? '');
        back.search = new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString();
        return response.writeHead(302, { location: back.toString() }).end();
      }
      case '/token': {
        const form = new URLSearchParams(await bodyOf(request));
        const verifier = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        if (challenges.get(form.get('code') ?? '') !== verifier)
          return answer({ error: 'invalid_grant' }, 400);
        const access = token(now.groups, now.sub);
        tokens.add(access);
        return answer({
          access_token: access,
          id_token: token(now.groups, now.sub),
          token_type: 'Bearer',
          expires_in: 600,
          scope: 'openid',
        });
      }
      default:
        return answer({}, request.method === 'OPTIONS' ? 200 : 404);
    }
  });
  url = `http://127.0.0.1:${await listenAt(server, 0)}`;
  return {
    url,
    tokens,
    signIn: (groups, sub) => {
      now = { groups, sub };
    },
    tokenOf: (groups) => token(groups),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Signer {
  /** As a JSON Web Key. */
  readonly publicKey: object;
  token(groups: readonly string[], sub?: string): string;
}

function signer(clientId: string, issuerUrl: () => string): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    publicKey: { ...publicKey.export({ format: 'jwk' }), kid: 'key', alg: 'RS256' },
    token(groups, sub = 'somebody') {
      const seconds = Math.floor(Date.now() / 1_000);
      const who = { iss: issuerUrl(), sub, aud: clientId, 'cognito:groups': groups };
      const body = { ...who, iat: seconds, exp: seconds + 600 };
      const head = `${part({ alg: 'RS256', kid: 'key' })}.${part(body)}`;
      return `${head}.${sign('sha256', Buffer.from(head), privateKey).toString('base64url')}`;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
