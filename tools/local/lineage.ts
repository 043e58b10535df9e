/**
 * Lambda's guard against functions that call themselves: a trace header goes along from a function to the messages that it
 * sends and on to whoever receives them, and counts how often each function was invoked by the same chain.
 *
 * Source: Lambda developer guide, "Use Lambda recursive loop detection to prevent infinite loops"; the header as
 * AWS's blog of 13 July 2023 shows it, `Root=…;Parent=…;Sampled=1;Lineage=43e12f0f:5`.
 */
import { createHash, randomBytes } from 'node:crypto';

/** "Approximately 16 times", says AWS; the invocation after these is stopped. */
export const maxHops = 16;

const traceHeaderName = 'x-amzn-trace-id';
/** SQS keeps the header as this system attribute of a message. */
export const traceAttributeName = 'AWSTraceHeader';

export interface Hop {
  /** The header that the invocation has, and that its messages carry on. */
  readonly trace: string;
  /** Invocations of the function by this chain, this one included. */
  readonly hops: number;
}

/** The hop to a function, by the headers of what invokes it: of several messages the longest chain counts. */
export function nextHop(functionArn: string, traces: readonly (string | undefined)[]): Hop {
  const counts = new Map<string, number>();
  for (const [name, count] of traces.flatMap(lineageOf)) {
    counts.set(name, Math.max(count, counts.get(name) ?? 0));
  }
  const own = createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
  const hops = (counts.get(own) ?? 0) + 1;
  const lineage = [...counts.set(own, hops)].map(([name, count]) => `${name}:${count}`).join('|');
  const root = traces
    .map((trace) => /Root=[^;]+/.exec(trace ?? '')?.[0])
    .find((found) => found !== undefined);
  const parent = `Parent=${randomBytes(8).toString('hex')}`;
  return { trace: [root ?? newRoot(), parent, 'Sampled=0', `Lineage=${lineage}`].join(';'), hops };
}

const lineageOf = (trace = ''): readonly (readonly [name: string, count: number])[] =>
  [...(/Lineage=([^;]+)/.exec(trace)?.[1] ?? '').matchAll(/([0-9a-f]{8}):(\d+)/g)].map(
    ([, name = '', count]) => [name, Number(count)] as const,
  );

const newRoot = (): string =>
  `Root=1-${Math.floor(Date.now() / 1_000).toString(16)}-${randomBytes(12).toString('hex')}`;

interface Sent {
  MessageAttributes?: Readonly<Record<string, unknown>>;
}

/**
 * Notes the trace header of a request in each message that it sends. The SQS server knows no system attributes of
 * senders, so the header is kept as an attribute of the message until the poller hands it to a function.
 */
export function noteTrace(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: unknown,
): void {
  const trace = headers[traceHeaderName];
  if (typeof trace !== 'string' || typeof body !== 'object' || body === null) return;
  const entries: readonly Sent[] =
    'MessageBody' in body ? [body] : 'Entries' in body && Array.isArray(body.Entries) ? body.Entries : [];
  for (const entry of entries) {
    const noted = { DataType: 'String', StringValue: trace };
    entry.MessageAttributes = { ...entry.MessageAttributes, [traceAttributeName]: noted };
  }
}
