/** What was not posted, by what belongs together: a reason, an import, or an order. */

import type {
  EventsTold,
  ExceptionGroup,
  GroupedEvent,
  Grouping,
} from '../../shared/contract/answers/exception-groups.ts';
import type { FindingCounts, Searched } from '../../shared/contract/answers/findings.ts';
import type { FindingState } from '../../shared/domain/events.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { eventKey, parseEventKey } from '../../shared/ledger/event-key.ts';
import { unnamed } from '../../shared/ledger/exception-keys.ts';
import type { StoredException } from '../../shared/ledger/exceptions.ts';
import { ageOf } from '../../shared/ledger/listed-exceptions.ts';
import { isOfImport, readReason } from '../../shared/ledger/tallies.ts';
import type { ExceptionInList, ListedStatus } from '../../shared/store/exception-lists.ts';
import { countOf, type TalliedCell } from '../../shared/store/tallies.ts';
import { type ExceptionFilter, fitsListed, newestFirst } from './exceptions.ts';
import { countedImports } from './import-counts.ts';
import { missingOrder, QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export interface GroupFilter
  extends Pick<ExceptionFilter, 'status' | 'orderId' | 'locationId' | 'payerId' | 'source' | 'recordedOn'> {
  readonly by: Grouping | undefined;
  /** By import: whether its events are told. */
  readonly events: EventsTold | undefined;
}

type Page = ItemPage<ExceptionGroup>;

/** By reason, unless it is asked otherwise. Imports with their events are found in the list itself, part by part. */
export async function answerExceptionGroups(
  { by = 'reason', events = 'all', ...filter }: GroupFilter,
  page: PageRequest<string>,
  context: QueryContext,
): Promise<Page | QueryProblem> {
  if (by === 'order') return byOrder(filter, page, context);
  const { orderId } = filter;
  if (orderId === undefined) return missingOrder('it names the order, or is - for what names none');
  if (by === 'reason') return byReason(orderId, filter, context);
  return events === 'none'
    ? countedImports(orderId, filter, page, context)
    : byImport(orderId, filter, page, context);
}

type Filter = Omit<GroupFilter, 'by' | 'events'>;

async function byReason(
  orderId: string,
  { status, locationId, payerId }: Filter,
  { journal }: QueryContext,
): Promise<Page> {
  const cells = ofStatus(await journal.tallies.ofOrder(orderId, { locationId, payerId }), status);
  const reasons = [...new Set(cells.map(({ reason }) => reason))];
  const groups = reasons.map((reason) => ({
    reason: readReason(reason),
    ...totalsOf(cells.filter((cell) => cell.reason === reason)),
  }));
  return { items: groups.sort(largestFirst), beside: { searched: { complete: true } } };
}

/** The orders that exceptions name, known or not, and those that name none. */
async function byOrder(
  { status, locationId, payerId }: Filter,
  { limit, after }: PageRequest<string>,
  context: QueryContext,
): Promise<Page> {
  const { journal } = context;
  const known = new Set(await context.orderIds());
  const items: ExceptionGroup[] = [];
  let last = after;
  for (let examined = 0; ; examined += 1) {
    if (items.length === limit || examined === maxOrders)
      return { items, ...(last && { next: last }), beside: { searched: { complete: false } } };
    const orderId = await journal.exceptionLists.nextOrder(listed(status), last);
    if (orderId === undefined) return { items, beside: { searched: { complete: true } } };
    const cells = ofStatus(await journal.tallies.ofOrder(orderId, { locationId, payerId }), status);
    if (cells.length > 0)
      items.push({
        ...(orderId !== unnamed && { orderId, isKnown: known.has(orderId) }),
        ...totalsOf(cells),
      });
    last = orderId;
  }
}

const listed = (status: ListedStatus | undefined): readonly ListedStatus[] =>
  status === undefined ? ['held', 'rejected'] : [status];

const ofStatus = (cells: readonly TalliedCell[], status: ListedStatus | undefined): readonly TalliedCell[] =>
  cells.filter((cell) => status === undefined || cell.status === status);

function totalsOf(cells: readonly TalliedCell[]): {
  readonly held: number;
  readonly rejected: number;
  readonly counts: FindingCounts;
} {
  const ofState = (state: FindingState): number => countOf(cells, { state });
  return {
    held: countOf(cells, { status: 'held' }),
    rejected: countOf(cells, { status: 'rejected' }),
    counts: { open: ofState('open'), lookedInto: ofState('looked-into'), explained: ofState('explained') },
  };
}

const largestFirst = (one: ExceptionGroup, other: ExceptionGroup): number =>
  other.held + other.rejected - (one.held + one.rejected);

/** Orders whose tallies one page reads, at 8 read units each. */
const maxOrders = 100;
/** Read units that one page of imports may take, about. */
const maxEffort = 4_000;
/** A row as the index alone tells it, and whole; an event: its claim and its list of rows. */
const [effortOfListed, effortOfRow, effortOfEvent] = [0.05, 1, 7];
const examinedAtOnce = 500;
/** Rows whose events are read ahead, and how many at the same time. */
const [rowsAtOnce, eventsAtOnce] = [500, 20];

/**
 * The imports behind what is listed, the newest first: the events of one sender and one type that were recorded on one day.
 *
 * The index does not tell the event of a row. The first row that is met is read; its event lists the others, which are
 * known from then on. So a sheet of 500 rows costs hardly more than one of a single row.
 */
async function byImport(
  orderId: string,
  filter: Filter,
  { limit, after }: PageRequest<string>,
  context: QueryContext,
): Promise<Page | QueryProblem> {
  const { journal } = context;
  const wanted: ExceptionFilter = { ...noFilter, ...filter, orderId };
  const imports = new Imports(filter, journal.zone);
  const events = new EventsOfRows(context);
  let effort = 0;
  let last: ExceptionInList | undefined;
  const page = (searched: Searched): Page => ({
    items: imports.all(),
    ...(!searched.complete && last !== undefined && { next: ageOf(last) }),
    beside: { searched },
  });
  for await (const some of newestFirst(wanted, examinedAtOnce, after, journal)) {
    if (some instanceof QueryProblem) return some;
    for (const [at, row] of some.entries()) {
      if (last !== undefined && (effort >= maxEffort || context.hasTakenLong))
        return page({ complete: false, to: last.recordedAt });
      effort += effortOfListed;
      if (at % rowsAtOnce === 0) {
        const ahead = some.slice(at, at + rowsAtOnce).filter((one) => fitsListed(wanted, one, journal.zone));
        effort += await events.readAhead(ahead);
      }
      if (fitsListed(wanted, row, journal.zone)) {
        if (!events.isKnown(row)) effort += await events.read([row]);
        const event = events.of(row);
        if (event !== undefined && imports.size === limit && !imports.hasRoomFor(event, row))
          return page({ complete: false, ...(last && { to: last.recordedAt }) });
        if (event !== undefined) imports.add(event, row);
      }
      last = row;
    }
  }
  return page({ complete: true });
}

const noFilter = {
  exceptionId: undefined,
  status: undefined,
  locationId: undefined,
  payerId: undefined,
  householdId: undefined,
  reason: undefined,
  state: undefined,
  reference: undefined,
  source: undefined,
  eventId: undefined,
  recordedOn: undefined,
} satisfies Partial<ExceptionFilter>;

interface EventOfRow extends Omit<GroupedEvent, 'held' | 'rejected'> {
  readonly source: string;
  readonly type: string;
}

/** The events that rows came with, each read once. */
class EventsOfRows {
  readonly #context: QueryContext;
  /** By the exceptions of their rows. */
  readonly #events = new Map<string, EventOfRow | undefined>();
  readonly #byKey = new Map<string, EventOfRow>();

  constructor(context: QueryContext) {
    this.#context = context;
  }

  isKnown = ({ exceptionId }: ExceptionInList): boolean => this.#events.has(exceptionId);

  of = ({ exceptionId }: ExceptionInList): EventOfRow | undefined => this.#events.get(exceptionId);

  /** Reads the events of what was recorded at one instant, many at once: they are nearly all there are. Returns the effort. */
  readAhead(rows: readonly ExceptionInList[]): Promise<number> {
    const firsts = new Map(
      rows.filter((row) => !this.isKnown(row)).map((row) => [row.recordedAt, row] as const),
    );
    return this.read([...firsts.values()]);
  }

  /** Reads the events of rows, each once, however many of the rows it brought. Returns the effort. */
  async read(rows: readonly ExceptionInList[]): Promise<number> {
    const exceptions = await this.#context.journal.exceptionLists.whole(rows);
    const keys = exceptions.map(({ event }) => keyOf(event));
    const unread = new Map(
      exceptions.flatMap((exception, at) => {
        const key = keys[at];
        return key === undefined || this.#byKey.has(key) ? [] : [[key, exception]];
      }),
    );
    const events = [...unread];
    for (let from = 0; from < events.length; from += eventsAtOnce)
      await Promise.all(
        events.slice(from, from + eventsAtOnce).map(([key, exception]) => this.#readEvent(key, exception)),
      );
    for (const [at, { exceptionId }] of rows.entries()) {
      const key = keys[at];
      this.#events.set(exceptionId, key === undefined ? undefined : this.#byKey.get(key));
    }
    return effortOfRow * rows.length + effortOfEvent * events.length;
  }

  async #readEvent(key: string, { event, queue, messageGroup, recordedAt }: StoredException): Promise<void> {
    const records = await this.#context.journal.exceptions.event(key);
    const { source, type, id } = event;
    const own: EventOfRow = {
      source,
      type,
      id,
      queue,
      messageGroup,
      firstRecordedAt: records?.claim.recordedAt ?? recordedAt,
      ...(records?.voidedBy !== undefined && { voidedBy: parseEventKey(records.voidedBy) }),
    };
    this.#byKey.set(key, own);
    for (const { exceptionId } of records?.refused ?? []) this.#events.set(exceptionId, own);
  }
}

const keyOf = (event: StoredException['event']): string | undefined =>
  isOfImport(event) ? eventKey(event) : undefined;

interface Import {
  readonly source: string;
  readonly type: string;
  readonly recordedOn: string;
  readonly events: Map<EventOfRow, { held: number; rejected: number }>;
}

/** Rows put together, import by import. */
class Imports {
  readonly #source: string | undefined;
  readonly #zone: string;
  readonly #imports = new Map<string, Import>();

  constructor({ source }: Filter, zone: string) {
    this.#source = source;
    this.#zone = zone;
  }

  get size(): number {
    return this.#imports.size;
  }

  hasRoomFor = (event: EventOfRow, row: ExceptionInList): boolean =>
    !this.#isAskedFor(event) || this.#imports.has(this.#keyOf(event, row));

  add(event: EventOfRow, row: ExceptionInList): void {
    if (!this.#isAskedFor(event)) return;
    const key = this.#keyOf(event, row);
    const { source, type } = event;
    const own = this.#imports.get(key) ?? { source, type, recordedOn: this.#dayOf(row), events: new Map() };
    this.#imports.set(key, own);
    const counts = own.events.get(event) ?? { held: 0, rejected: 0 };
    counts[row.status] += 1;
    own.events.set(event, counts);
  }

  all(): readonly ExceptionGroup[] {
    return [...this.#imports.values()].map(({ source, type, recordedOn, events }) => {
      const told = [...events].map(([{ source: _, type: __, ...event }, counts]) => ({
        ...event,
        ...counts,
      }));
      const sum = (status: ListedStatus): number => told.reduce((total, one) => total + one[status], 0);
      return { source, type, recordedOn, held: sum('held'), rejected: sum('rejected'), events: told };
    });
  }

  #isAskedFor = ({ source }: EventOfRow): boolean => this.#source === undefined || source === this.#source;

  #dayOf = ({ recordedAt }: ExceptionInList): string => dateIn(this.#zone, recordedAt);

  #keyOf = ({ source, type }: EventOfRow, row: ExceptionInList): string =>
    JSON.stringify([source, type, this.#dayOf(row)]);
}

export const exceptionGroupsTable = (groups: readonly ExceptionGroup[]): CsvTable =>
  csvTable(groups, {
    reason: ({ reason }) => reason,
    orderId: ({ orderId }) => orderId,
    source: ({ source }) => source,
    type: ({ type }) => type,
    recordedOn: ({ recordedOn }) => recordedOn,
    held: ({ held }) => held,
    rejected: ({ rejected }) => rejected,
    open: ({ counts }) => counts?.open,
    lookedInto: ({ counts }) => counts?.lookedInto,
    explained: ({ counts }) => counts?.explained,
    events: ({ events }) => events?.length,
  });
