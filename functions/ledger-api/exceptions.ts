/** What was not posted, why, and the original. */

import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { FindingCounts, Searched } from '../../shared/contract/answers/findings.ts';
import { keepable, readJson } from '../../shared/contract/json.ts';
import type { CalendarDate, FindingState, Instant } from '../../shared/domain/events.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { parseEventKey } from '../../shared/ledger/event-key.ts';
import { unnamed } from '../../shared/ledger/exception-keys.ts';
import { isClosed } from '../../shared/ledger/exception-states.ts';
import type { StoredException } from '../../shared/ledger/exceptions.ts';
import type { FindingNote } from '../../shared/ledger/findings.ts';
import { ageOf } from '../../shared/ledger/listed-exceptions.ts';
import { readReason } from '../../shared/ledger/tallies.ts';
import type { ExceptionInList, ListedStatus } from '../../shared/store/exception-lists.ts';
import type { Store } from '../../shared/store/store.ts';
import { countOf } from '../../shared/store/tallies.ts';
import { newestOfAll } from './exceptions-of-all.ts';
import { factsOf } from './facts.ts';
import { foundOf, noteTexts } from './findings.ts';
import { QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export interface ExceptionFilter {
  readonly exceptionId: string | undefined;
  readonly status: ListedStatus | undefined;
  /** `-` for what names no order. */
  readonly orderId: string | undefined;
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
  readonly householdId: string | undefined;
  readonly reason: string | undefined;
  readonly state: FindingState | undefined;
  readonly reference: string | undefined;
  readonly source: string | undefined;
  readonly eventId: string | undefined;
  readonly recordedOn: CalendarDate | undefined;
}

/** What the index tells of an exception. */
export const fitsListed = (
  { locationId, payerId, reason, recordedOn }: ExceptionFilter,
  listed: Pick<ExceptionInList, 'locationId' | 'payerId' | 'reason' | 'recordedAt'>,
  zone: string,
): boolean =>
  (recordedOn === undefined || dateIn(zone, listed.recordedAt) === recordedOn) &&
  (locationId === undefined || listed.locationId === locationId) &&
  (payerId === undefined || listed.payerId === payerId) &&
  (reason === undefined || listed.reason === reason);

/** What only the exception itself tells. */
const fitsWhole = (
  { householdId, reference, source, eventId }: ExceptionFilter,
  exception: Pick<StoredException, 'householdId' | 'reference' | 'event'>,
): boolean =>
  (householdId === undefined || exception.householdId === householdId) &&
  (reference === undefined || exception.reference === reference) &&
  (source === undefined || exception.event.source === source) &&
  (eventId === undefined || exception.event.id === eventId);

/** Read units that one page may take, about: a narrow filter gives short pages, not slow ones. */
const maxEffort = 5_000;
/** An exception of a list that is left out by the index alone, some 150 bytes of it, or read whole. */
const [effortOfListed, effortOfWhole] = [0.05, 5];
const examinedAtOnce = 500;
const wholeAtOnce = 50;

/** Originals in one answer: API Gateway and Lambda carry 6 MB. Units: characters. */
const maxOriginalCharacters = 3_000_000;

/** Held and rejected exceptions, the newest first, with how many there are in each state. */
export async function answerExceptions(
  filter: ExceptionFilter,
  page: PageRequest<string>,
  context: QueryContext,
): Promise<ItemPage<ExceptionAnswer> | QueryProblem> {
  if (filter.exceptionId !== undefined) return answerOne(filter.exceptionId, filter, context);
  const known = await countsByTally(filter, context);
  if (known !== undefined && ofState(known, filter.state) === 0)
    return { items: [], beside: { counts: known, searched: { complete: true } } };
  const found = await find(filter, page, context);
  if (found instanceof QueryProblem) return found;
  const { items, counts, next, to } = found;
  const searched: Searched = to === undefined ? { complete: next === undefined } : { complete: false, to };
  return { items, ...(next !== undefined && { next }), beside: { counts: known ?? counts, searched } };
}

/** One exception by its id, wherever it is listed; none where the rest of the filter does not fit it. */
async function answerOne(
  exceptionId: string,
  filter: ExceptionFilter,
  { journal }: QueryContext,
): Promise<ItemPage<ExceptionAnswer>> {
  const [exception, notes] = await Promise.all([
    journal.exceptions.now(exceptionId),
    journal.findings.notesOf([exceptionId]),
  ]);
  const counts = { open: 0, lookedInto: 0, explained: 0 };
  const items: ExceptionAnswer[] = [];
  const { status: wanted, orderId, state } = filter;
  const status = exception?.status;
  const isListed = status === 'held' || status === 'rejected';
  if (exception !== undefined && isListed && (wanted ?? status) === status) {
    const isOfOrder = orderId === undefined || (exception.orderId ?? unnamed) === orderId;
    const answer = exceptionAnswerOf(exception, status, notes.get(exceptionId));
    const fits =
      isOfOrder &&
      fitsListed(filter, { ...exception, ...placesOf(exception) }, journal.zone) &&
      fitsWhole(filter, exception);
    if (fits) counts[countNames[answer.state]] += 1;
    if (fits && (state ?? answer.state) === answer.state) items.push(answer);
  }
  return { items, beside: { counts, searched: { complete: true } } };
}

const placesOf = ({ locationId, payerId }: StoredException) => ({ locationId, payerId });

interface FoundExceptions {
  readonly items: readonly ExceptionAnswer[];
  /** Of what was found for this page. */
  readonly counts: FindingCounts;
  readonly next?: string;
  /** Set where the search ended for its effort, before the page was full. */
  readonly to?: Instant;
}

async function find(
  filter: ExceptionFilter,
  { limit, after }: PageRequest<string>,
  context: QueryContext,
): Promise<FoundExceptions | QueryProblem> {
  const items: ExceptionAnswer[] = [];
  const counts = { open: 0, lookedInto: 0, explained: 0 };
  let characters = 0;
  let effort = 0;
  let last: ExceptionInList | undefined;
  for await (const step of examine(filter, limit, after, context)) {
    if (step instanceof QueryProblem) return step;
    const { listed, exception, notes } = step;
    const isAbout = exception !== undefined && fitsWhole(filter, exception);
    const answer = isAbout ? exceptionAnswerOf(exception, listed.status, notes) : undefined;
    const fits = answer !== undefined && (filter.state === undefined || answer.state === filter.state);
    characters += fits && isAbout ? exception.original.length : 0;
    const isFull =
      fits && (items.length === limit || (items.length > 0 && characters > maxOriginalCharacters));
    if (last !== undefined && isFull) return { items, counts, next: ageOf(last) };
    if (last !== undefined && (effort >= maxEffort || context.hasTakenLong))
      return { items, counts, next: ageOf(last), to: last.recordedAt };
    if (answer !== undefined) counts[countNames[answer.state]] += 1;
    if (fits) items.push(answer);
    effort += exception === undefined ? effortOfListed : effortOfWhole;
    last = listed;
  }
  return { items, counts };
}

const countNames = {
  open: 'open',
  'looked-into': 'lookedInto',
  explained: 'explained',
} as const satisfies { readonly [S in FindingState]: keyof FindingCounts };

const ofState = (counts: FindingCounts, state: FindingState | undefined): number =>
  state === undefined ? counts.open + counts.lookedInto + counts.explained : counts[countNames[state]];

/** How many there are by the tallies, whatever their state; `undefined` of a filter that these do not tell apart. */
async function countsByTally(
  filter: ExceptionFilter,
  context: QueryContext,
): Promise<FindingCounts | undefined> {
  const { orderId, status, reason, locationId, payerId } = filter;
  const { householdId, reference, source, eventId, recordedOn } = filter;
  const isOfRecords = [householdId, reference, source, eventId, recordedOn].some((one) => one !== undefined);
  const isOfTwoPlaces = locationId !== undefined && payerId !== undefined;
  if (orderId === undefined || isOfRecords || isOfTwoPlaces) return undefined;
  const cells = await context.journal.tallies.ofOrder(orderId, { locationId, payerId });
  const wanted = { ...(status !== undefined && { status }), ...(reason !== undefined && { reason }) };
  return {
    open: countOf(cells, { ...wanted, state: 'open' }),
    lookedInto: countOf(cells, { ...wanted, state: 'looked-into' }),
    explained: countOf(cells, { ...wanted, state: 'explained' }),
  };
}

interface Examined {
  readonly listed: ExceptionInList;
  /** `undefined` where the index alone tells that it is not asked for. */
  readonly exception?: StoredException;
  readonly notes?: readonly FindingNote[] | undefined;
}

async function* examine(
  filter: ExceptionFilter,
  limit: number,
  after: string | undefined,
  { journal }: QueryContext,
): AsyncGenerator<Examined | QueryProblem> {
  const atOnce = Math.min(limit + 1, wholeAtOnce);
  for await (const page of newestFirst(filter, limit, after, journal)) {
    if (page instanceof QueryProblem) {
      yield page;
      return;
    }
    const wanted = page.filter((listed) => fitsListed(filter, listed, journal.zone));
    let taken = 0;
    let read: readonly StoredException[] = [];
    let notes: ReadonlyMap<string, readonly FindingNote[]> = new Map();
    for (const listed of page) {
      if (wanted[taken] !== listed) {
        yield { listed };
        continue;
      }
      const index = taken % atOnce;
      if (index === 0) {
        const some = wanted.slice(taken, taken + atOnce);
        [read, notes] = await Promise.all([
          journal.exceptionLists.whole(some),
          journal.findings.notesOf(some.map(({ exceptionId }) => exceptionId)),
        ]);
      }
      const exception = read[index];
      yield {
        listed,
        ...(exception !== undefined && { exception, notes: notes.get(exception.exceptionId) }),
      };
      taken += 1;
    }
  }
}

/** What is listed, page by page: of one order from the index as it is, of all orders put together here. */
export async function* newestFirst(
  { status, orderId, ...narrowing }: ExceptionFilter,
  limit: number,
  after: string | undefined,
  { exceptionLists }: Store,
): AsyncGenerator<readonly ExceptionInList[] | QueryProblem> {
  const statuses: readonly ListedStatus[] = status === undefined ? ['held', 'rejected'] : [status];
  const isNarrowed = Object.values(narrowing).some((one) => one !== undefined);
  const atOnce = isNarrowed ? examinedAtOnce : limit + 1;
  if (orderId === undefined) {
    yield* newestOfAll(exceptionLists, statuses, atOnce, after);
    return;
  }
  const { first, last: end } = recordingsOn(narrowing.recordedOn);
  let before = after === undefined || (end !== undefined && end < after) ? end : after;
  do {
    const page = await exceptionLists.newest(statuses, orderId, atOnce, before);
    yield page.exceptions.filter(({ recordedAt }) => recordedAt >= first);
    const last = page.exceptions.at(-1);
    before = page.more && last !== undefined && last.recordedAt >= first ? ageOf(last) : undefined;
  } while (before !== undefined);
}

const dayMs = 86_400_000;

/** Instants between which a day lies in any zone, as ages are told; all of time without a day. */
function recordingsOn(date: CalendarDate | undefined): { readonly first: Instant; readonly last?: Instant } {
  if (date === undefined) return { first: '' };
  const at = (days: number): Instant => new Date(Date.parse(date) + days * dayMs).toISOString();
  return { first: at(-1), last: at(2) };
}

function exceptionAnswerOf(
  one: StoredException,
  status: ListedStatus,
  notes: readonly FindingNote[] | undefined,
): ExceptionAnswer {
  const { exceptionId, reason, detail, event, recordedAt, original } = one;
  const { reference, orderId, locationId, payerId, householdId, correctedBy } = one;
  return {
    exceptionId,
    status,
    reason: readReason(reason),
    detail: factsOf(detail),
    ...(reference !== undefined && { reference }),
    ...(orderId !== undefined && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(payerId !== undefined && { payerId }),
    ...(householdId !== undefined && { householdId }),
    ...(correctedBy !== undefined && { correctedBy: parseEventKey(correctedBy) }),
    // A message that could not be read tells only some of it.
    event: {
      ...(event.source !== '' && { source: event.source }),
      ...(event.id !== '' && { id: event.id }),
      ...(event.type !== '' && { type: event.type }),
    },
    recordedAt,
    ...foundOf(notes, isClosed(one)),
    original: originalOf(original),
  };
}

/** As JSON where that loses nothing: JSON that names a key twice stays text. */
function originalOf(original: string): unknown {
  const json = readJson(original);
  return json.ok ? keepable(json.value) : original;
}

export const exceptionsTable = (exceptions: readonly ExceptionAnswer[]): CsvTable =>
  csvTable(exceptions, {
    exceptionId: (exception) => exception.exceptionId,
    status: (exception) => exception.status,
    reason: (exception) => exception.reason,
    detail: (exception) => JSON.stringify(exception.detail),
    reference: (exception) => exception.reference,
    orderId: (exception) => exception.orderId,
    locationId: (exception) => exception.locationId,
    payerId: (exception) => exception.payerId,
    householdId: (exception) => exception.householdId,
    correctedBySource: (exception) => exception.correctedBy?.source,
    correctedById: (exception) => exception.correctedBy?.id,
    eventSource: (exception) => exception.event.source,
    eventId: (exception) => exception.event.id,
    eventType: (exception) => exception.event.type,
    recordedAt: (exception) => exception.recordedAt,
    state: (exception) => exception.state,
    owner: (exception) => exception.owner,
    notes: ({ notes }) => noteTexts(notes),
    original: ({ original }) => (typeof original === 'string' ? original : JSON.stringify(original)),
  });
