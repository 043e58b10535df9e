/** Hands events to a system, and waits until it has decided them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { CliError, exitCodes, whyOf } from './cli-error.ts';
import type { LedgerClient } from './ledger-client.ts';
import type { SystemOutputs } from './outputs.ts';
import { countDead, type Depths, QueueDepths } from './queue-depths.ts';
import { type QueueMessage, sendMessages, sendThrough, sqsClient } from './queue-sender.ts';
import { sendOverApi } from './sending.ts';
import { system as words } from './words/system.ts';

const unreachable = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EHOSTUNREACH'];

/** A failure of the queue service as a sentence. */
export function queueError(system: SystemOutputs, cause: unknown): CliError {
  if (cause instanceof CliError) return cause;
  const { code } = cause as { code?: string };
  const isDown = system.sqsEndpoint !== undefined && code !== undefined && unreachable.includes(code);
  const sentence = isDown
    ? words('api.silent', { address: system.sqsEndpoint ?? '' })
    : words('queues.failed', { why: whyOf(cause) });
  return new CliError(sentence, exitCodes.noSystem, { cause });
}

/** Sends over the API where there is a token for it, and to the queues otherwise; returns how many. Errors: as both. */
export const sendAll = (
  system: SystemOutputs,
  api: LedgerClient | undefined,
  messages: readonly QueueMessage[],
  onSent?: (count: number) => void,
): Promise<number> =>
  api === undefined
    ? deliver(system, messages, onSent)
    : sendOverApi(
        api,
        messages.map(({ body }) => body),
        onSent,
      );

/** Sends all messages and returns how many. Errors: a `CliError` for queues that cannot be reached. */
export async function deliver(
  system: SystemOutputs,
  messages: Iterable<QueueMessage> | AsyncIterable<QueueMessage>,
  onSent?: (count: number) => void,
): Promise<number> {
  const queues = new Queues(system);
  return await queues.deliver(messages, onSent).finally(() => queues.close());
}

/**
 * On AWS the count of a queue may lag by a minute. A local one is exact, but the seven are not read at one instant. Grace is for
 * what decided events set going, such as retries, where the queues of others never run empty.
 */
const patience = {
  local: { everyMs: 10, emptyReads: 3, graceMs: 5_000 },
  deployed: { everyMs: 5_000, emptyReads: 13, graceMs: 90_000 },
} as const;

export interface Processing {
  readonly depths: Depths;
  /** Whether one's own messages are known to be decided. */
  readonly isDecided: () => Promise<boolean>;
  readonly patience: { readonly everyMs: number; readonly emptyReads: number; readonly graceMs: number };
  /** Messages that were in dead-letter queues before. @default those that are there now */
  readonly deadBefore?: number | undefined;
}

/** The queues of a system, for as long as something is sent to them. Errors: a `CliError` for those that cannot be reached. */
export class Queues {
  readonly #system: SystemOutputs;
  readonly #client: SQSClient;
  readonly #depths: QueueDepths;
  #dead: number | undefined;

  constructor(system: SystemOutputs) {
    this.#system = system;
    this.#client = sqsClient(system);
    this.#depths = new QueueDepths(this.#client, system);
  }

  /** Sends all messages and returns how many. */
  deliver(
    messages: Iterable<QueueMessage> | AsyncIterable<QueueMessage>,
    onSent?: (count: number) => void,
  ): Promise<number> {
    return this.#tried(sendMessages(messages, sendThrough(this.#client), onSent));
  }

  /** Returns once all that was sent is processed. Errors: a `CliError` when messages ended in a dead-letter queue. */
  async untilProcessed(isDecided: Processing['isDecided']): Promise<void> {
    this.#dead = await this.#tried(
      untilQuiet({
        depths: this.#depths,
        isDecided,
        patience: this.#system.sqsEndpoint === undefined ? patience.deployed : patience.local,
        deadBefore: this.#dead,
      }),
    );
  }

  close(): void {
    this.#client.destroy();
  }

  async #tried<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw queueError(this.#system, cause);
    }
  }
}

/**
 * Returns once every queue has been empty for a while. Others may send all the time: then once one's own messages are decided and
 * the grace is over. Returns how many messages are in dead-letter queues. Errors: a `CliError` when messages ended in a dead-letter queue.
 */
export async function untilQuiet(processing: Processing): Promise<number> {
  const { depths, isDecided, patience: patient } = processing;
  const { everyMs, emptyReads, graceMs } = patient;
  const before = processing.deadBefore ?? (await countDead(depths));
  const expectNoneDied = async (): Promise<number> => {
    const now = await countDead(depths);
    const dead = now - before;
    if (dead > 0) throw new CliError(words('queues.dead', { count: dead }), exitCodes.noSystem);
    return now;
  };
  let decidedAt: number | undefined;
  let lookedAt = performance.now();
  for (let empty = 0; empty < emptyReads; ) {
    const askedAt = performance.now();
    const backlogs = await depths.backlogs();
    const left = backlogs.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
    empty = left === 0 ? empty + 1 : 0;
    // Queues mostly run empty before anything has to be asked.
    if (left > 0 && decidedAt === undefined && performance.now() - lookedAt >= graceMs) {
      await expectNoneDied();
      if (await isDecided()) decidedAt = performance.now();
      lookedAt = performance.now();
    }
    if (decidedAt !== undefined && performance.now() - decidedAt >= graceMs) break;
    // A local system works on the same cores: asking leaves it three quarters of the time.
    await pause(left === 0 ? everyMs : Math.max(everyMs, 3 * (performance.now() - askedAt)));
  }
  return expectNoneDied();
}
