import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleDashboard, type DashboardFile } from '../../dashboard/build.ts';
import type { Configuration } from '../../dashboard/configuration.ts';
import { contentSecurityPolicy } from '../../dashboard/content-security-policy.ts';
import { contentHash, removeAllButNewest } from './content-hash.ts';
import type { TokenIssuer } from './http-authorizer.ts';
import type { HttpAnswer } from './http-gateway.ts';

const inputs = ['dashboard', 'shared', 'examples/templates', 'package-lock.json'];
const keptPages = 3;

type KeptFile = Omit<DashboardFile, 'bytes'> & { readonly base64: string };

/** For files whose names hold the hash of their content. */
const forGood = 'public, max-age=31536000, immutable';

/**
 * Reads the bundled page, and returns, for the zone of its books, what serves the paths of its files; every other path is
 * left to the API.
 *
 * The page queries the API that it was served from, and asks readers to sign in only if there is an issuer.
 */
export async function frontPage(
  projectRoot: string,
  issuer?: TokenIssuer,
): Promise<(zone: string) => (path: string) => HttpAnswer | undefined> {
  const headers = {
    'content-security-policy': contentSecurityPolicy(
      issuer === undefined ? [] : [new URL(issuer.issuerUrl).origin],
    ),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
  const files = (await bundledPage(projectRoot)).map(
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

/** Where bundled pages are kept. */
export const pagesOf = (projectRoot: string): string => join(projectRoot, '.local', 'pages');

/** The files of the page; they are bundled if any of their inputs has changed since, which takes a second of a processor. */
async function bundledPage(projectRoot: string): Promise<readonly DashboardFile[]> {
  const parent = pagesOf(projectRoot);
  const file = join(parent, `${contentHash(projectRoot, inputs)}.json`);
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as readonly KeptFile[];
    return kept.map(({ base64, ...rest }) => ({ ...rest, bytes: Buffer.from(base64, 'base64') }));
  }
  const files = await bundleDashboard();
  const kept = files.map(
    ({ bytes, ...rest }): KeptFile => ({ ...rest, base64: Buffer.from(bytes).toString('base64') }),
  );
  mkdirSync(parent, { recursive: true });
  // Whole or not at all: systems that start together may each write it.
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(kept));
  renameSync(unfinished, file);
  removeAllButNewest(parent, keptPages);
  return files;
}
