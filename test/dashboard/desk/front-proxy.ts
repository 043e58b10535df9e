/** What stands before the local system in a test: it can serve the page as a later deployment would, and lose what is sent. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { listenAt } from '../../../tools/local/ports.ts';

export interface FrontProxy {
  readonly url: string;
  /** From now on the page is of this version: another worker, and a mark in the page itself. */
  deploy(version: string): void;
  /** Whether whatever is sent from now on is lost on its way; what is asked for still comes. */
  lose(isLost: boolean): void;
  stop(): void;
}

export async function startFrontProxy(systemUrl: string): Promise<FrontProxy> {
  let version: string | undefined;
  let isLosing = false;
  const { origin, host } = new URL(systemUrl);
  const asDeployed = (path: string, body: Buffer): Buffer => {
    if (version === undefined) return body;
    if (path === '/') return Buffer.from(String(body).replace('<html', `<html data-version="${version}"`));
    if (path !== '/service-worker.js') return body;
    return Buffer.from(String(body).replace(/page-[0-9a-f]{16}/, `page-${version}`));
  };
  const server = createServer((asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url: path = '/', headers } = asked;
    if (isLosing && method === 'POST') {
      answer.destroy();
      return;
    }
    const address = new URL(path, systemUrl);
    // The system serves no page but its own.
    const own = { ...headers, host, ...(headers.origin !== undefined && { origin }) };
    const passed = request(address, { method, headers: own }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const { 'content-length': _, 'transfer-encoding': __, ...kept } = response.headers;
        answer
          .writeHead(response.statusCode ?? 502, kept)
          .end(asDeployed(address.pathname, Buffer.concat(parts)));
      });
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  const port = await listenAt(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    deploy: (later) => {
      version = later;
    },
    lose: (isLost) => {
      isLosing = isLost;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
