import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { refusalOfForeign, refusalOfForeignVisit } from './foreign-requests.ts';
import { decodedPath, httpEvent } from './http-event.ts';
import { type HttpRoute, matchRoute } from './http-routes.ts';
import type { LocalFunction } from './local-function.ts';
import { listenAt, loopback, portError } from './ports.ts';

/** API Gateway gives up on an integration after this. */
const integrationTimeoutMs = 30_000;
const bodyLimitBytes = 10 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

export interface HttpGatewayOptions {
  readonly port: number;
  readonly routes: readonly HttpRoute<LocalFunction>[];
  /** What is served beside the API, such as a page; undefined leaves the path to the API. */
  readonly page: (path: string) => HttpAnswer | undefined;
  readonly log: (line: string) => void;
}

export interface HttpGateway {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the routes of an HTTP API on this machine only.
 *
 * Guarantees: nothing that a page of another origin asks is worked on; a link of another site may lead to the page.
 */
export async function startHttpGateway(options: HttpGatewayOptions): Promise<HttpGateway> {
  const server = createServer((request, response) => {
    void answer(request, options)
      .catch((error: unknown) => {
        options.log(`${request.method} ${request.url}: ${error instanceof Error ? error.message : error}`);
        return problem(500, 'Internal Server Error');
      })
      .then((given) => send(response, given, request.method === 'HEAD'));
  });
  const port = await listenAt(server, options.port).catch((error: Error) => {
    throw portError(options.port, 'API_PORT', error);
  });
  return {
    url: `http://${loopback}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, options: HttpGatewayOptions): Promise<HttpAnswer> {
  const path = decodedPath(request.url ?? '/');
  if (path === undefined) {
    return problem(400, 'Bad Request', 'The path is no valid percent-encoding.');
  }
  const page = request.method === 'GET' || request.method === 'HEAD' ? options.page(path) : undefined;
  const refusalOf = page === undefined ? refusalOfForeign : refusalOfForeignVisit;
  const refusal = refusalOf(request.headers, request.socket.localPort);
  if (refusal !== undefined) {
    return problem(403, 'Forbidden', refusal);
  }
  const body = await readBody(request);
  if (body === undefined) {
    return problem(413, 'Content Too Large', `A body takes at most ${bodyLimitBytes} bytes.`);
  }
  if (page !== undefined) {
    return page;
  }
  const match = matchRoute(options.routes, request.method ?? 'GET', path);
  if (match === undefined) {
    return problem(404, 'Not Found', `There is no ${request.method} ${path}.`);
  }
  const { authorizer, target } = match.route;
  const claims = await authorizer?.(request.headers.authorization);
  if (authorizer !== undefined && claims === undefined) {
    return unauthorized;
  }
  const event = httpEvent(request, body, path, match, claims, new Date());
  const result = await withinTime(integrationTimeoutMs, target.invoke(event));
  if (result === undefined) {
    return problem(503, 'Service Unavailable');
  }
  if (!result.ok) {
    options.log(`${request.method} ${path}: ${result.message}`);
    return problem(500, 'Internal Server Error');
  }
  return answerOf(result.payload);
}

/** Maps what a function returned, by the rules of payload format 2.0; without a status it is a JSON body. */
function answerOf(payload: unknown): HttpAnswer {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    };
  }
  const { statusCode, headers, body, cookies, isBase64Encoded } = payload as {
    readonly statusCode: unknown;
    readonly headers?: Readonly<Record<string, boolean | number | string>>;
    readonly body?: string;
    readonly cookies?: readonly string[];
    readonly isBase64Encoded?: boolean;
  };
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599 || (body ?? '') !== String(body ?? '')) {
    return problem(500, 'Internal Server Error');
  }
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(named),
      ...(cookies === undefined || cookies.length === 0 ? {} : { 'set-cookie': cookies }),
    },
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

/** RFC 9457, with API Gateway's own wording as the title. */
function problem(status: number, title: string, detail?: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, ...(detail === undefined ? {} : { detail }) }),
  };
}

const unauthorized: HttpAnswer = {
  ...problem(401, 'Unauthorized', 'This takes a token of the issuer: Authorization: Bearer …'),
  headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' },
};

function send(response: ServerResponse, { status, headers, body }: HttpAnswer, isHead: boolean): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
  response.setHeader('content-length', Buffer.byteLength(body));
  response.statusCode = status;
  response.end(isHead ? undefined : body);
}

/** `undefined` for one that is too large, which is read to its end: an answer before that would break the connection. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyLimitBytes) {
      chunks.push(chunk);
    }
  }
  return bytes > bodyLimitBytes ? undefined : Buffer.concat(chunks);
}

async function withinTime<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
