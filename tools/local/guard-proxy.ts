/** Stands before a server that checks nobody, at the port that is known. */
import { once } from 'node:events';
import { Agent, request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { accessDenied, refusalOfForeign } from './foreign-requests.ts';
import { listenAt, loopback } from './ports.ts';

export interface GuardProxy {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Passes requests on to a server of this machine, and its answers back.
 *
 * Guarantees: nothing that a page of another origin asks reaches the server, and no page may read what it answers.
 */
export async function startGuardProxy(port: number, endpoint: string): Promise<GuardProxy> {
  const { hostname, port: behind } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const refusal = refusalOfForeign(request.headers, request.socket.localPort);
    if (refusal === undefined) passOn({ hostname, port: behind, agent }, request, response);
    else refuse(response, 403, refusal);
  });
  // A client's connection that rests is closed by the client; the SDK would meet the end of one as a failure.
  server.keepAliveTimeout = 0;
  const opened = await listenAt(server, port);
  return {
    endpoint: `http://${loopback}:${opened}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

interface Behind {
  readonly hostname: string;
  readonly port: string;
  readonly agent: Agent;
}

function passOn(behind: Behind, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request;
  const asked = ask({ ...behind, method, path: url, headers: { ...headers, connection: 'keep-alive' } });
  asked.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, ownHeaders(answer));
    pipeline(answer, response, () => undefined);
  });
  asked.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else refuse(response, 503, error.message);
  });
  // Whoever asked has gone: nobody waits for the answer.
  response.on('close', () => asked.destroy());
  request.pipe(asked);
}

/** Without a permission for every page to read it, and without what is about the other connection. */
const ownHeaders = (answer: IncomingMessage): NodeJS.Dict<string | string[]> =>
  Object.fromEntries(
    Object.entries(answer.headers).filter(
      ([name]) => !name.startsWith('access-control-') && name !== 'connection' && name !== 'keep-alive',
    ),
  );

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.shouldKeepAlive = false;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(accessDenied(reason));
}
