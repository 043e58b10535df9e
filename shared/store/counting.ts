/**
 * What a commit changes of the tallies, read off its writes: so nothing lists an exception, settles it, corrects it or notes
 * its state without being counted.
 *
 * Guarantees: a tally changes in the transaction that changes what it counts, on the condition that this is as it was
 * counted here.
 */
import type { JsonObject } from '../domain/canonical.ts';
import { type FindingState, findingStates } from '../domain/events.ts';
import {
  exceptionIndex,
  exceptionKey,
  holdKey,
  isExceptionSubject,
  subjectOfException,
} from '../ledger/exception-keys.ts';
import { stateOf } from '../ledger/exception-states.ts';
import { type ExceptionEvent, holdOf, readOutcome, type StoredException } from '../ledger/exceptions.ts';
import { findingIdOfSubject, findingKey, isFindingSubject, notedState } from '../ledger/findings.ts';
import { isExceptionId } from '../ledger/id-claims.ts';
import { type ItemKey, seqOfItem } from '../ledger/keys.ts';
import { type ListedException, listedAt, readListedAt } from '../ledger/listed-exceptions.ts';
import { DamagedRecordError, nameOf } from '../ledger/record-fields.ts';
import { TallyChanges } from '../ledger/tallies.ts';
import type { Write } from '../ledger/writes.ts';
import { type Exceptions, holdIn } from './exceptions.ts';
import type { Findings } from './findings.ts';

/** What counting reads: of what is settled its listings and its events, and of what is noted or corrected its state. */
interface CountingReads {
  /** Whose calendar the days of imports are of. */
  readonly zone: string;
  readonly exceptions: Exceptions;
  readonly findings: Findings;
  records(table: ItemKey['table'], keys: readonly ItemKey[]): Promise<readonly (JsonObject | undefined)[]>;
}

type Append = Extract<Write, { kind: 'append' }>;

/** The writes with those of the tallies; `conflict` where what one of them settles is settled already. */
export async function countedWrites(
  writes: readonly Write[],
  reads: CountingReads,
): Promise<readonly Write[] | 'conflict'> {
  return writes.some(isCounted) ? new Counting(reads).count(writes) : writes;
}

const isCounted = (write: Write): boolean =>
  write.kind === 'hold' ||
  write.kind === 'settle' ||
  (write.kind === 'append' && (isListed(write) || isCorrection(write) || givesState(write)));

const listingOf = (record: JsonObject): string | undefined => {
  const listed = record[exceptionIndex.sort];
  return typeof listed === 'string' ? listed : undefined;
};

const isListed = ({ record }: Append): boolean => listingOf(record) !== undefined;

/** A rejected exception that is corrected keeps its place in the list. */
const isCorrection = (write: Append): boolean =>
  isExceptionSubject(write.key.subject) && write.record['correctedBy'] !== undefined && !isListed(write);

/** A note that gives an exception its state; anomalies are not counted. */
const givesState = ({ key: { subject }, record }: Append): boolean =>
  isFindingSubject(subject) && record['state'] !== undefined && isExceptionId(findingIdOfSubject(subject));

/** One commit being counted. */
class Counting {
  readonly #reads: CountingReads;
  readonly #changes: TallyChanges;
  /** What people made of the exceptions that the commit settles, by exceptionId. */
  readonly #settled = new Map<string, FindingState>();
  readonly #others: Write[] = [];
  /** The events of the exceptions whose outcomes the commit records, by the subjects of these. */
  readonly #events = new Map<string, ExceptionEvent>();

  constructor(reads: CountingReads) {
    this.#reads = reads;
    this.#changes = new TallyChanges(reads.zone);
  }

  async count(writes: readonly Write[]): Promise<readonly Write[] | 'conflict'> {
    const settling = writes.filter((write) => write.kind === 'settle');
    const held = settling.map(({ key }) => holdIn(key));
    const read = await this.#reads.records('ledgers', [
      ...settling.map(({ key }) => key),
      ...held.map(({ exceptionId, recordSeq }) => exceptionKey(exceptionId, recordSeq)),
    ]);
    const settled = new Map<Write, string>();
    for (const [index, write] of settling.entries()) {
      const listing = listingOf(read[index] ?? {});
      if (listing === undefined) return 'conflict';
      settled.set(write, listing);
      const { exceptionId, recordSeq } = held[index] ?? holdIn(write.key);
      const record = read[settling.length + index];
      if (record === undefined) throw new DamagedRecordError('item', `ledgers ${exceptionId}`);
      this.#settle(readListedAt(listing), readOutcome(record, recordSeq).event);
    }
    for (const write of writes) if (write.kind === 'append') this.#takeEvent(write);
    const counted: Write[] = [];
    for (const write of writes) counted.push(await this.#count(write, settled.get(write)));
    const tallies = this.#changes.all().map(({ key, cells }): Write => ({ kind: 'count', key, cells }));
    return [...counted, ...this.#others, ...tallies];
  }

  #takeEvent({ key: { subject, item }, record }: Append): void {
    if (!isExceptionSubject(subject) || record['reason'] === undefined) return;
    this.#events.set(subject, readOutcome(record, seqOfItem(item)).event);
  }

  /** Whatever is listed is recorded in the same commit. */
  #eventOf({ exceptionId }: ListedException): ExceptionEvent {
    const subject = subjectOfException(exceptionId);
    const event = this.#events.get(subject);
    if (event === undefined) throw new DamagedRecordError('event', `ledgers ${subject}`);
    return event;
  }

  #settle(listed: ListedException, event: ExceptionEvent): void {
    const { exceptionId, reason, state = 'open' } = listed;
    this.#settled.set(exceptionId, state);
    this.#changes.addListed(listed, event, { status: 'held', reason, state }, -1);
  }

  /** Counts a write; returns it with what it must say of how things are listed. */
  async #count(write: Write, listing: string | undefined): Promise<Write> {
    if (write.kind === 'settle') return listing === undefined ? write : { ...write, listedAt: listing };
    if (write.kind === 'hold') return this.#hold(write);
    if (write.kind !== 'append') return write;
    if (isListed(write)) this.#reject(write);
    else if (isCorrection(write)) await this.#correct(write);
    else if (givesState(write)) await this.#note(write);
    return write;
  }

  /** What is held for something else from now on keeps what people made of it. */
  #hold(write: Extract<Write, { kind: 'hold' }>): Write {
    const listed = readListedAt(listingOf(write.record) ?? '');
    const { exceptionId, reason } = listed;
    const state = this.#settled.get(exceptionId) ?? 'open';
    this.#changes.addListed(listed, this.#eventOf(listed), { status: 'held', reason, state }, 1);
    const record = { ...write.record, [exceptionIndex.sort]: listedAt({ ...listed, state }) };
    return { ...write, record };
  }

  #reject({ record }: Append): void {
    const listed = readListedAt(listingOf(record) ?? '');
    const { exceptionId, reason } = listed;
    const state = stateOf(this.#settled.get(exceptionId) ?? 'open', { reason });
    this.#changes.addListed(listed, this.#eventOf(listed), { status: 'rejected', reason, state }, 1);
  }

  async #correct({ key, record }: Append): Promise<void> {
    const exception = readOutcome(record, seqOfItem(key.item));
    const { exceptionId, reason } = exception;
    const notes = await this.#reads.findings.notes(exceptionId);
    const noted = notedState(notes);
    this.#move({ ...exception, status: 'rejected' }, stateOf(noted, { reason }), stateOf(noted, exception));
    this.#others.push({ kind: 'precondition', key: findingKey(exceptionId, notes.length + 1) });
  }

  async #note({ key, record }: Append): Promise<void> {
    const exceptionId = findingIdOfSubject(key.subject);
    const given = nameOf(record['state'], findingStates, 'state');
    const exception = await this.#reads.exceptions.get(exceptionId);
    const hold = exception && holdOf(exception);
    if (exception?.status === 'rejected') {
      const before = notedState(await this.#reads.findings.notes(exceptionId));
      const { status, recordSeq } = exception;
      this.#move({ ...exception, status }, stateOf(before, exception), stateOf(given, exception));
      this.#others.push({ kind: 'precondition', key: exceptionKey(exceptionId, recordSeq + 1) });
    } else if (exception !== undefined && hold !== undefined) {
      const [held] = await this.#reads.records('ledgers', [holdKey(hold)]);
      const before = held && listingOf(held);
      if (before === undefined) {
        // It is in the books and listed no more, unless it was settled otherwise since it was read.
        this.#others.push({ kind: 'precondition', key: exceptionKey(exceptionId, exception.recordSeq + 1) });
        return;
      }
      const listed = readListedAt(before);
      this.#move({ ...listed, status: 'held' }, listed.state ?? 'open', given);
      const relisted = { ...held, [exceptionIndex.sort]: listedAt({ ...listed, state: given }) };
      this.#others.push({ kind: 'relist', key: holdKey(hold), before, record: relisted });
    }
  }

  #move(
    exception: Pick<StoredException, 'orderId' | 'locationId' | 'payerId' | 'exceptionId' | 'reason'> & {
      readonly status: 'held' | 'rejected';
    },
    before: FindingState,
    after: FindingState,
  ): void {
    const { status, reason } = exception;
    this.#changes.add(exception, { status, reason, state: before }, -1);
    this.#changes.add(exception, { status, reason, state: after }, 1);
  }
}
