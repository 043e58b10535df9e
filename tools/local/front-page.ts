import { bundleDashboard, contentSecurityPolicy } from '../../dashboard/build.ts';
import type { HttpAnswer } from './http-gateway.ts';

/** Names of files that hold the hash of their content. */
const forGood = 'public, max-age=31536000, immutable';

const headers = {
  'content-security-policy': contentSecurityPolicy(),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/**
 * Bundles the operator's page, and answers the paths of its files; any other path is left to the API.
 *
 * The page asks the API it was served from, and nobody to sign in, so its configuration is empty.
 */
export async function frontPage(): Promise<(path: string) => HttpAnswer | undefined> {
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
  const configuration: HttpAnswer = {
    status: 200,
    headers: { ...headers, 'content-type': 'application/json', 'cache-control': 'no-cache' },
    body: '{}',
  };
  const answers = new Map([...files, ['/config.json', configuration] as const]);
  return (path) => answers.get(path);
}
