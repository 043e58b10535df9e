import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { sealArchiveAt } from '../../shared/audit/archive/seal-archive-address.ts';

afterEach(() => vi.unstubAllEnvs());

it('asks an AWS-compatible server for the archive under the one name that the server has', async () => {
  const asked: string[] = [];
  const server = createServer(({ headers, url }, response) => {
    asked.push(`${headers.host}${url?.split('?')[0]}`);
    response.end('<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>');
  }).listen(0, 'localhost');
  await once(server, 'listening');
  const address = `localhost:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://${address}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'any');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  try {
    await sealArchiveAt('s3://seals').sealedBooks();
  } finally {
    server.closeAllConnections();
    server.close();
  }
  expect(new Set(asked)).toEqual(new Set([`${address}/seals/`]));
});
