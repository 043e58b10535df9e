/** What became of every row that was sent, as `GET /events` tells of each event. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EventAnswer, RowOutcomeAnswer } from '../../shared/contract/answers/events.ts';
import { memberOf } from '../../shared/contract/json.ts';
import { readMessage } from '../../shared/contract/read-message.ts';
import { askedInTens } from './in-tens.ts';
import { ForbiddenError, type LedgerClient, type LedgerOwner } from './ledger-client.ts';

/** `undone`: it was booked, and taken back since. `undecided`: nothing has been decided in the time that was waited. */
export type RowStatus = 'posted' | 'held' | 'rejected' | 'undone' | 'undecided';

/** One row of a sheet, or an event that is no sheet. */
export interface SentRow {
  readonly eventId: string;
  /** Its place among the rows of its event. */
  readonly index: number;
  readonly reference?: string | undefined;
  readonly householdId?: string | undefined;
}

/** Why a row is not in the books. */
export interface RowException extends SentRow, Required<Pick<RowOutcomeAnswer, 'detail'>> {
  /** Empty where the API gave none. */
  readonly reason: string;
  readonly exceptionId: string;
  readonly status: 'held' | 'rejected';
  readonly locationId?: string | undefined;
  readonly payerId?: string | undefined;
}

export interface RowOutcome extends SentRow {
  readonly status: RowStatus;
  readonly exception?: RowException;
  /** Whether its event had been decided before it was sent this time. */
  readonly isCopy: boolean;
}

/** An event that is sent, as it is asked for. */
export interface SentEvent {
  readonly source: string;
  readonly id: string;
  /** The digest of its content: another content may have its id. */
  readonly content: string;
  readonly type: string;
  readonly data: unknown;
  /** What the system will say of it, where it says so of the text alone. */
  readonly fault: { readonly path: string; readonly expected: string } | undefined;
}

/** How the system will read an event. */
export function sentEvent(body: string): SentEvent {
  const reading = readMessage(body);
  const { source = '', id = '', type = '' } = reading.ok ? reading.header : reading;
  const data = memberOf(JSON.parse(body), ['data']);
  return reading.ok
    ? { source, id, type, data, content: reading.header.digest, fault: undefined }
    : { source, id, type, data, content: reading.digest, fault: reading.problem };
}

/** Where the rows of each sheet stand, and the id of a row. */
const sheets: Readonly<Record<string, { readonly list: string; readonly idName: string | undefined }>> = {
  'relief.handovers.made.v1': { list: 'receipts', idName: 'receiptId' },
  'relief.handovers.returned.v1': { list: 'receipts', idName: 'receiptId' },
  'relief.handovers.missed.v1': { list: 'households', idName: undefined },
  'relief.payments.made.v1': { list: 'payments', idName: 'paymentId' },
  'relief.payments.reversed.v1': { list: 'payments', idName: 'paymentId' },
  'relief.households.registered.v1': { list: 'households', idName: undefined },
};

const references = ['shipmentId', 'countId', 'lossId', 'fundingId', 'transferId'] as const;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The rows of an event. */
export function rowsOf({ type, id: eventId, data }: SentEvent): readonly SentRow[] {
  const sheet = sheets[type];
  const rows = sheet && memberOf(data, [sheet.list]);
  if (sheet === undefined || !Array.isArray(rows)) {
    const reference = references.map((name) => text(memberOf(data, [name]))).find(Boolean);
    return [{ eventId, index: 0, reference }];
  }
  return rows.map((row: unknown, index) => ({
    eventId,
    index,
    reference: sheet.idName === undefined ? undefined : text(memberOf(row, [sheet.idName])),
    householdId: text(memberOf(row, ['householdId'])),
  }));
}

/** Which of some events are decided already. */
export async function decidedBefore(
  api: LedgerClient,
  events: readonly SentEvent[],
): Promise<ReadonlySet<SentEvent>> {
  const answers = await askedInTens(events, (event) => api.event(event));
  return new Set(events.filter((_, index) => answers[index] !== undefined));
}

/** A message whose worker failed comes back after its queue's visibility timeout, 360 s. */
const stallMs = 420_000;
const [firstPauseMs, longestPauseMs] = [50, 2_000];

export interface OutcomeWatch {
  /** Told how many events are decided. */
  readonly onDecided?: (events: number) => void;
  readonly nowMs?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * Waits until each event is decided, and tells what became of its rows.
 *
 * Guarantees: a row counts as posted only where the system says so of this very content; nothing is asked but what became of
 * these events. It gives up when nothing more was decided for seven minutes.
 */
export async function outcomesOf(
  api: LedgerClient,
  events: readonly SentEvent[],
  before: ReadonlySet<SentEvent> = new Set(),
  watch: OutcomeWatch = {},
): Promise<readonly RowOutcome[]> {
  const answers = await answersTo(api, events, watch);
  const outcomes = events.flatMap((event) => outcomesOfEvent(event, answers.get(event), before.has(event)));
  const undone = await undoneRows(api, events, outcomes);
  return outcomes.map((row) => (undone.has(row) ? { ...row, status: 'undone' } : row));
}

async function answersTo(
  api: LedgerClient,
  events: readonly SentEvent[],
  { onDecided = () => {}, nowMs = () => performance.now(), pause: wait = (ms) => pause(ms) }: OutcomeWatch,
): Promise<ReadonlyMap<SentEvent, EventAnswer>> {
  const answers = new Map<SentEvent, EventAnswer>();
  let left = events.filter(({ source, id }) => source !== '' && id !== '');
  let movedAt = nowMs();
  for (let pauseMs = firstPauseMs; left.length > 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const asked = left;
    const found = await askedInTens(asked, (event) => api.event(event));
    for (const [index, event] of asked.entries()) {
      const answer = found[index];
      if (answer !== undefined) answers.set(event, answer);
    }
    left = asked.filter((event) => !answers.has(event));
    if (left.length < asked.length) {
      movedAt = nowMs();
      pauseMs = firstPauseMs;
      onDecided(answers.size);
    }
    if (nowMs() - movedAt > stallMs) break;
    if (left.length > 0) await wait(pauseMs);
  }
  return answers;
}

function outcomesOfEvent(
  event: SentEvent,
  answer: EventAnswer | undefined,
  isCopy: boolean,
): readonly RowOutcome[] {
  return rowsOf(event).map((row): RowOutcome => {
    if (answer === undefined) return { ...row, ...unasked(event, row), isCopy };
    const own = answer.rows?.[row.index] ?? answer;
    const { status, reason = '', detail = {}, exceptionId = '' } = own;
    if (status === 'mixed' || status === 'posted')
      return { ...row, status: answer.voidedBy === undefined ? 'posted' : 'undone', isCopy };
    const { locationId, payerId } = answer;
    return {
      ...row,
      status,
      isCopy,
      exception: { ...row, status, reason, detail, exceptionId, locationId, payerId },
    };
  });
}

/** An event that names nobody cannot be asked for; its text alone tells that it is rejected. */
function unasked({ source, id, fault }: SentEvent, row: SentRow): Pick<RowOutcome, 'status' | 'exception'> {
  if (fault === undefined || (source !== '' && id !== '')) return { status: 'undecided' };
  const exception = {
    ...row,
    status: 'rejected',
    reason: 'invalid-message',
    detail: fault,
    exceptionId: '',
  } as const;
  return { status: 'rejected', exception };
}

const undoable: Readonly<Record<string, { readonly owner: LedgerOwner; readonly name: string }>> = {
  'relief.handovers.made.v1': { owner: 'locations', name: 'centreId' },
  'relief.payments.made.v1': { owner: 'payers', name: 'payerId' },
};

/** The rows of events that were known before, and that a return or reversal has undone since, as far as the sender may see. */
async function undoneRows(
  api: LedgerClient,
  events: readonly SentEvent[],
  outcomes: readonly RowOutcome[],
): Promise<ReadonlySet<RowOutcome>> {
  const undone = new Set<RowOutcome>();
  const copies = Map.groupBy(
    outcomes.filter(({ status, isCopy }) => isCopy && status === 'posted'),
    ({ eventId }) => eventId,
  );
  // The sheets of one file are of few books, and a book has many pages.
  const reversedIn = new Map<string, Promise<ReadonlySet<string>>>();
  for (const { id, type, data } of events) {
    const rows = copies.get(id) ?? [];
    const book = undoable[type];
    const [holder, orderId] = [book && text(memberOf(data, [book.name])), text(memberOf(data, ['orderId']))];
    if (rows.length === 0 || book === undefined || holder === undefined || orderId === undefined) continue;
    try {
      const name = `${book.owner} ${holder} ${orderId}`;
      const reading = reversedIn.get(name) ?? householdsReversed(api, book.owner, holder, orderId);
      reversedIn.set(name, reading);
      const households = await reading;
      const doubtful = rows.filter(({ householdId = '' }) => households.has(householdId));
      const found = await askedInTens(doubtful, (row) => isUndone(api, row, orderId));
      for (const [at, row] of doubtful.entries()) if (found[at]) undone.add(row);
    } catch (error) {
      // A payer may not see households. That it was booked is true all the same.
      if (!(error instanceof ForbiddenError)) throw error;
    }
  }
  return undone;
}

async function householdsReversed(
  api: LedgerClient,
  owner: LedgerOwner,
  holder: string,
  orderId: string,
): Promise<ReadonlySet<string>> {
  const households = new Set<string>();
  for await (const { type, group, counterparty } of api.ledger(owner, holder, orderId)) {
    if (type !== 'return' && type !== 'reversal') continue;
    const single = /^household:([^/]+)/.exec(counterparty)?.[1];
    for (const { householdId } of group ?? (single === undefined ? [] : [{ householdId: single }]))
      households.add(householdId);
  }
  return households;
}

async function isUndone(
  api: LedgerClient,
  { householdId = '', reference }: RowOutcome,
  orderId: string,
): Promise<boolean> {
  for await (const entry of api.ledger('households', householdId, orderId))
    if (entry.reverses === reference) return true;
  return false;
}
