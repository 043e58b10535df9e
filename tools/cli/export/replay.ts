/**
 * Sends exported events to a system again, in waves: within a wave order does not matter, and each wave waits until the
 * one before is decided. So an empty system arrives at the same books.
 */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { groupOf, type RoutedEvent } from '../../../shared/contract/routing.ts';
import type { QueueName } from '../../../shared/domain/events.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import { fileSentence, nameOf, streamOf } from '../input.ts';
import type { QueueMessage } from '../queue-sender.ts';
import { system } from '../words/system.ts';
import { type RecordedEvent, recordedEventSchema } from './recorded-event.ts';

/** Enough to keep every function busy, and few enough to show progress. */
const maxWaveEvents = 1_000;

export interface ReplayedEvent extends RecordedEvent {
  readonly text: string;
  readonly routed: RoutedEvent;
}

/** Reads `events.ndjson`. Errors: a `CliError` that names the line. */
export async function* readRecordedEvents(file: string): AsyncGenerator<ReplayedEvent> {
  const name = nameOf(file);
  let number = 0;
  try {
    for await (const line of createInterface({
      input: streamOf(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      if (line.trim() !== '') yield readLine(line, `${name}:${number}:1`);
    }
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause && 'code' in cause)
      throw new CliError(fileSentence(file, String(cause.code)), exitCodes.badInput, { cause });
    throw cause;
  }
  if (number === 0) throw new CliError(system('replay.empty', { file: name }), exitCodes.badInput);
}

function readLine(line: string, where: string): ReplayedEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new CliError(system('replay.notJson', { where }), exitCodes.badInput, { cause });
  }
  const parsed = recordedEventSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CliError(
      system('replay.noEvent', {
        where,
        field: issue?.path.join('.') || 'line',
        why: z.prettifyError(parsed.error).split('\n')[0] ?? '',
      }),
      exitCodes.badInput,
    );
  }
  const { event, body = JSON.stringify(event) } = parsed.data;
  return { ...parsed.data, text: body, routed: event ?? {} };
}

/**
 * Events that are sent together, and whether another may join them.
 *
 * Orders, locations and erasures go alone, and so does whatever was not posted when it came. Goods use one queue at a
 * time, because shipments, counts and handovers share one stock; shipments keep to one group, because an arrival at a
 * hub sends goods on to its centres. Money and goods meet only in the order. Registrations go together unless two of
 * them name the same household.
 */
class Wave {
  readonly events: ReplayedEvent[] = [];
  readonly #queues = new Set<QueueName>();
  readonly #households = new Map<string, string>();
  #isClosed = false;

  takes(next: ReplayedEvent): boolean {
    const [first] = this.events;
    if (first === undefined) return true;
    if (this.#isClosed || goesAlone(next) || this.events.length >= maxWaveEvents) return false;
    const goods = new Set([...this.#queues, next.queue]);
    goods.delete('payments');
    const money = next.queue === 'payments' || this.#queues.has('payments');
    if (goods.size > 1 || (money && goods.has('registrations'))) return false;
    const last = this.events.findLast(({ queue }) => queue === next.queue);
    const group = groupOf(next.routed);
    switch (next.queue) {
      case 'registrations':
        return householdsOf(next).every((id) => (this.#households.get(id) ?? group) === group);
      case 'shipment-arrivals':
        return last === undefined || groupOf(last.routed) === group;
      default:
        return true;
    }
  }

  add(event: ReplayedEvent): void {
    this.events.push(event);
    this.#queues.add(event.queue);
    this.#isClosed = goesAlone(event);
    for (const id of householdsOf(event)) this.#households.set(id, groupOf(event.routed));
  }
}

const goesAlone = ({ isDelicate, queue, routed }: ReplayedEvent): boolean =>
  isDelicate === true ||
  queue === 'policy-orders' ||
  (queue === 'registrations' && routed.type !== 'relief.households.registered.v1');

function householdsOf({ queue, event }: ReplayedEvent): readonly string[] {
  if (queue !== 'registrations') return [];
  const { households = [] } = (event?.['data'] ?? {}) as { households?: readonly { householdId?: string }[] };
  return households.flatMap(({ householdId }) => householdId ?? []);
}

/** Cuts events into waves. Guarantees: nothing is reordered, and events of one group stay in theirs. */
export async function* wavesOf(
  events: AsyncIterable<ReplayedEvent> | Iterable<ReplayedEvent>,
): AsyncGenerator<readonly ReplayedEvent[]> {
  let wave = new Wave();
  for await (const event of events) {
    if (!wave.takes(event)) {
      yield wave.events;
      wave = new Wave();
    }
    wave.add(event);
  }
  if (wave.events.length > 0) yield wave.events;
}

/** The message that brings an event as it came. */
export const messageOf = (
  { queue, text, routed }: ReplayedEvent,
  queues: Readonly<Record<QueueName, string>>,
): QueueMessage => ({ queueUrl: queues[queue], body: text, event: routed });
