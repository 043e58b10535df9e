/** Meters programs that bring a DynamoDB client of their own, such as bundled functions: by standing in between. */
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenAt, loopback } from '../local/ports.ts';
import type { UnitMeter } from './units.ts';

export interface MeteringProxy {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Passes requests on to a DynamoDB server; counts those sent while `meterOf` returns a meter. */
export async function startMeteringProxy(
  endpoint: string,
  meterOf: () => UnitMeter | undefined,
): Promise<MeteringProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    passOn(endpoint, agent, meterOf(), incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
  const port = await listenAt(server, 0);
  return {
    endpoint: `http://${loopback}:${port}`,
    async stop() {
      await closed(server);
      agent.destroy();
    },
  };
}

async function passOn(
  endpoint: string,
  agent: Agent,
  meter: UnitMeter | undefined,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await buffer(incoming);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method, headers, url } = incoming;
    // The portable engine answers to its own name only.
    const own = { ...headers, host: new URL(endpoint).host };
    request(new URL(url ?? '/', endpoint), { method, headers: own, agent }, resolve)
      .once('error', reject)
      .end(body);
  });
  const answered = await buffer(answer);
  const target = String(incoming.headers['x-amz-target'] ?? '');
  if (meter !== undefined && target !== '') {
    const output = answer.statusCode === 200 ? (JSON.parse(answered.toString()) as object) : undefined;
    meter.take(target.slice(target.indexOf('.') + 1), JSON.parse(body.toString()) as object, output);
  }
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
