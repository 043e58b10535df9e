/** The DynamoDB JSON protocol over HTTP, for programs on this machine. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { accessDenied, refusalOfForeign } from '../foreign-requests.ts';
import { listenAt } from '../ports.ts';
import { answer } from './operations.ts';
import { type Reason, RequestError } from './request-error.ts';
import type { SqliteTables } from './sqlite-tables.ts';

/** DynamoDB takes no larger request: 16 MB, and some room for how it is written. */
const maxRequestBytes = 24 * 1024 * 1024;

const target = /^DynamoDB(?:Streams)?_20120810\.(\w+)$/;

export interface PortableServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves tables at a port of this machine.
 *
 * Guarantees: each request is worked on whole before the next, and none of a web page is worked on.
 */
export async function servePortableEngine(tables: SqliteTables, port: number): Promise<PortableServer> {
  const server = createServer((request, response) => {
    void respond(tables, request, response);
  });
  // A client's connection that rests is closed by the client; the SDK would meet the end of one as a failure.
  server.keepAliveTimeout = 0;
  return {
    port: await listenAt(server, port),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  tables: SqliteTables,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOfForeign(request.headers, request.socket.localPort);
  if (refusal !== undefined) {
    response.shouldKeepAlive = false;
    send(response, 403, accessDenied(refusal));
    return;
  }
  const [, operation] = target.exec(String(request.headers['x-amz-target'] ?? '')) ?? [];
  try {
    const body = await bodyOf(request);
    if (operation === undefined)
      throw new RequestError('UnknownOperationException', 'No operation is named by X-Amz-Target');
    send(response, 200, answer(tables, operation, parsed(body)));
  } catch (error) {
    if (error instanceof RequestError) {
      send(response, 400, errorText(error.name, error.message, error.reasons));
    } else {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      send(response, 500, errorText('InternalServerError', 'The table engine failed'));
    }
  }
}

/** Errors: `RequestError` for more than DynamoDB takes. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxRequestBytes)
      throw new RequestError('RequestEntityTooLargeException', 'The request is larger than 16 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): object {
  try {
    const input: unknown = JSON.parse(body);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  } catch {
    // Said below.
  }
  throw new RequestError('SerializationException', 'The request is no JSON object');
}

function send(response: ServerResponse, status: number, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': bytes.length,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(bytes);
}

const errorText = (name: string, message: string, reasons?: readonly Reason[]): string =>
  JSON.stringify({
    __type: `com.amazonaws.dynamodb.v20120810#${name}`,
    message,
    ...(reasons && { CancellationReasons: reasons }),
  });
