import { bundleDashboard } from '../../dashboard/build.ts';
import type { Configuration } from '../../dashboard/configuration.ts';
import { contentSecurityPolicy } from '../../dashboard/content-security-policy.ts';
import type { TokenIssuer } from './http-authorizer.ts';
import type { HttpAnswer } from './http-gateway.ts';

/** For files whose names hold the hash of their content. */
const forGood = 'public, max-age=31536000, immutable';

/**
 * Bundles the page, and returns, for the zone of its books, what serves the paths of its files; every other path is left
 * to the API.
 *
 * The page queries the API that it was served from, and asks readers to sign in only if there is an issuer.
 */
export async function frontPage(
  issuer?: TokenIssuer,
): Promise<(zone: string) => (path: string) => HttpAnswer | undefined> {
  const headers = {
    'content-security-policy': contentSecurityPolicy(
      issuer === undefined ? [] : [new URL(issuer.issuerUrl).origin],
    ),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
  const files = (await bundleDashboard()).map(
    ({ name, contentType, isImmutable, bytes }): readonly [string, HttpAnswer] => [
      name === 'index.html' ? '/' : `/${name}`,
      {
        status: 200,
        headers: {
          ...headers,
          'content-type': contentType,
          'cache-control': isImmutable ? forGood : 'no-cache',
        },
        body: Buffer.from(bytes),
      },
    ],
  );
  return (zone) => {
    const configuration: HttpAnswer = {
      status: 200,
      headers: { ...headers, 'content-type': 'application/json', 'cache-control': 'no-cache' },
      body: JSON.stringify(configurationOf(issuer, zone)),
    };
    const answers = new Map([...files, ['/config.json', configuration] as const]);
    return (path) => answers.get(path);
  };
}

const configurationOf = (issuer: TokenIssuer | undefined, zone: string): Configuration => ({
  ...(issuer !== undefined && {
    signIn: { issuer: issuer.issuerUrl, clientId: issuer.audience[0] ?? '' },
  }),
  zone,
});
