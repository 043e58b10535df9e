import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startFauxqs } from 'fauxqs';
import { region } from './aws-names.ts';
import { checkDatabaseFile, dropRemnants } from './data-directory.ts';
import { accessDenied, refusalOfForeign } from './foreign-requests.ts';
import { keepTakenMessages } from './kept-messages.ts';
import { noteTrace } from './lineage.ts';
import { loopback, portError } from './ports.ts';
import { answerOtherProtocol, type QueueRequest } from './queue-protocols.ts';

export interface QueueServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The part of the server's Fastify instance that is changed here. */
interface ListeningServer {
  listen(options: object): Promise<string>;
  addHook(
    name: 'onSend',
    hook: (request: ReceivedRequest, reply: unknown, payload: unknown) => Promise<unknown>,
  ): unknown;
  addHook(
    name: 'onRequest' | 'preHandler',
    hook: (request: ReceivedRequest, reply: Reply) => Promise<unknown>,
  ): unknown;
}

interface ReceivedRequest extends QueueRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly localPort?: number };
}

interface Reply {
  status(code: number): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  send(text: string): Reply;
}

/**
 * Starts the SQS server; with a directory, queues and what was taken survive this process, however it ends.
 *
 * Guarantees: it is reachable from this machine only, and by no page of another origin.
 */
export async function startQueueServer(port: number, directory: string | undefined): Promise<QueueServer> {
  if (directory !== undefined) {
    releaseReceivedMessages(join(directory, 'fauxqs.db'));
  }
  await allowAllOfUnicode();
  await keepTakenMessages();
  const adapt = (message: unknown): void => {
    adaptServer((message as { fastify: ListeningServer }).fastify);
  };
  subscribe('fastify.initialization', adapt);
  try {
    const server = await startFauxqs({
      port,
      host: 'localhost',
      logger: false,
      defaultRegion: region,
      ...(directory === undefined ? {} : { dataDir: directory }),
    });
    return {
      endpoint: `http://${loopback}:${server.port}`,
      async stop() {
        await server.stop();
        if (directory !== undefined) dropRemnants(join(directory, 'fauxqs.db'));
      },
    };
  } catch (error) {
    throw portError(port, 'SQS_PORT', error as NodeJS.ErrnoException);
  } finally {
    unsubscribe('fastify.initialization', adapt);
  }
}

const refusalHeaders = { 'content-type': 'application/x-amz-json-1.0', connection: 'close' };

/**
 * The server listens on every interface and writes queue addresses under a name that many resolvers do not
 * know (`sqs.us-east-1.localhost`), with the port on which a kept queue was first made; it has an option for
 * none of these.
 */
function adaptServer(server: ListeningServer): void {
  const listen = server.listen.bind(server);
  server.listen = (options) => listen({ ...options, host: loopback });
  server.addHook('onRequest', async ({ headers, socket }, reply) => {
    const refusal = refusalOfForeign(headers, socket.localPort);
    return refusal && reply.status(403).headers(refusalHeaders).send(accessDenied(refusal));
  });
  server.addHook('onSend', async ({ socket }, _reply, payload) =>
    typeof payload === 'string' && payload.includes('"QueueUrl')
      ? payload.replaceAll(
          /http:\/\/sqs\.[a-z0-9-]+\.localhost:\d+\//g,
          `http://${loopback}:${socket.localPort}/`,
        )
      : payload,
  );
  server.addHook('preHandler', async (request, reply) => {
    noteTrace(request.headers, request.body);
    const answer = await answerOtherProtocol(request, `http://${loopback}:${request.socket.localPort}`);
    return answer && reply.status(answer.status).headers(answer.headers).send(answer.text);
  });
}

/**
 * SQS takes characters beyond U+FFFF, such as a rare ideograph in a name; the server counts each as two that are
 * refused, by one expression that all its ways to send share and that no option changes.
 *
 * Source: SQS API reference, SendMessage: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, #x10000 to #x10FFFF.
 */
async function allowAllOfUnicode(): Promise<void> {
  const { href } = new URL('sqs/sqsTypes.js', import.meta.resolve('fauxqs'));
  const { INVALID_MESSAGE_BODY_CHAR: refused } = (await import(href)) as {
    readonly INVALID_MESSAGE_BODY_CHAR: RegExp;
  };
  refused.test = (text) => /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text);
}

/**
 * Hands received but undeleted messages out again at once: whoever received them ended with the last process,
 * and would otherwise block their groups for a whole visibility timeout. That receive does not count: a system
 * that was killed a few times would put good messages into a dead-letter queue.
 */
function releaseReceivedMessages(file: string): void {
  checkDatabaseFile(file);
  if (!existsSync(file)) {
    return;
  }
  using database = new DatabaseSync(file);
  database.exec(
    `UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL,
       approximate_receive_count = MAX(0, approximate_receive_count - 1)
     WHERE receipt_handle IS NOT NULL`,
  );
}
