/** What became of every row that was sent, asked of the books themselves. */
import { isDeepStrictEqual } from 'node:util';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { RoutedEvent } from '../../shared/contract/routing.ts';
import { askedInTens } from './in-tens.ts';
import type { LedgerClient, LedgerEntry, LedgerOwner } from './ledger-client.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `undone`: it was booked, and returned or reversed since. `undecided`: it is in no book and among no exceptions.
 */
export type RowStatus = 'posted' | 'held' | 'rejected' | 'undone' | 'undecided';

/** One row of a sheet, or an event that is no sheet. */
export interface SentRow {
  readonly event: RoutedEvent;
  /** Its place among the rows of its event. */
  readonly index: number;
  readonly reference?: string | undefined;
  readonly householdId?: string | undefined;
  /** As it was sent. */
  readonly content: unknown;
  readonly book?: Book | undefined;
}

export interface RowOutcome extends SentRow {
  readonly status: RowStatus;
  /** Why it is not in the books. */
  readonly exception?: ExceptionAnswer;
  /** Whether that was decided when an equal row came before. */
  readonly isCopy: boolean;
}

interface Book {
  readonly owner: LedgerOwner;
  readonly id: string;
  readonly orderId: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** Where the rows of each sheet stand, and the id of a row. */
const sheets: Readonly<Record<string, { readonly list: string; readonly idName: string | undefined }>> = {
  'relief.handovers.made.v1': { list: 'receipts', idName: 'receiptId' },
  'relief.handovers.returned.v1': { list: 'receipts', idName: 'receiptId' },
  'relief.handovers.missed.v1': { list: 'households', idName: undefined },
  'relief.payments.made.v1': { list: 'payments', idName: 'paymentId' },
  'relief.payments.reversed.v1': { list: 'payments', idName: 'paymentId' },
  'relief.households.registered.v1': { list: 'households', idName: undefined },
};

/** Which field of a document names it, and which the location or payer whose book has it. */
const documents: Readonly<
  Record<string, { readonly reference: string; readonly owner: LedgerOwner; readonly at: string }>
> = {
  'relief.shipment.arrived.v1': { reference: 'shipmentId', owner: 'locations', at: 'at' },
  'relief.stock.counted.v1': { reference: 'countId', owner: 'locations', at: 'locationId' },
  'relief.stock.lost.v1': { reference: 'lossId', owner: 'locations', at: 'locationId' },
  'relief.payer.funded.v1': { reference: 'fundingId', owner: 'payers', at: 'payerId' },
};

const bookOf = (owner: LedgerOwner, id: unknown, orderId: unknown): Book | undefined =>
  typeof id === 'string' && typeof orderId === 'string' ? { owner, id, orderId } : undefined;

/** The rows of an event. */
export function rowsOf(event: RoutedEvent): readonly SentRow[] {
  const type = text(event.type) ?? '';
  const data = fieldsOf(event.data);
  const sheet = sheets[type];
  if (sheet === undefined) {
    const form = documents[type];
    const reference = form === undefined ? text(data['shipmentId']) : text(data[form.reference]);
    const book = form && bookOf(form.owner, data[form.at], data['orderId']);
    return [{ event, index: 0, reference, content: data, book }];
  }
  const rows: unknown = data[sheet.list];
  const hasBook = sheet.idName !== undefined;
  const owner = data['payerId'] === undefined ? 'locations' : 'payers';
  const book = hasBook ? bookOf(owner, data['payerId'] ?? data['centreId'], data['orderId']) : undefined;
  return (Array.isArray(rows) ? rows : []).map((row: unknown, index) => ({
    event,
    index,
    reference: sheet.idName === undefined ? undefined : text(fieldsOf(row)[sheet.idName]),
    householdId: text(fieldsOf(row)['householdId']),
    content: row,
    book,
  }));
}

const keyOf = ({ source, id }: { readonly source?: unknown; readonly id?: unknown }): string =>
  `${String(source)}#${String(id)}`;

/**
 * Asks what became of the events, row by row, once they have been decided.
 *
 * Guarantees: a row counts as posted only where nothing refused it, and where its book is known, only if it is there.
 */
export async function outcomesOf(
  api: LedgerClient,
  events: readonly RoutedEvent[],
): Promise<readonly RowOutcome[]> {
  const rows = events.flatMap(rowsOf);
  const exceptions = await exceptionsFor(api, rows);
  const judged = rows.map((row): RowOutcome | SentRow => {
    const exception = exceptions.ofRow(row) ?? exceptions.ofCopy(row);
    if (exception === undefined) return row;
    const isCopy = keyOf(exception.event) !== keyOf(row.event);
    return { ...row, status: exception.status, exception, isCopy };
  });
  const open = judged.filter((row): row is SentRow => !('status' in row));
  const inBooks = await statusesInBooks(api, open);
  return judged.map((row) =>
    'status' in row ? row : { ...row, status: inBooks.get(row) ?? 'posted', isCopy: false },
  );
}

interface ExceptionsByRow {
  ofRow(row: SentRow): ExceptionAnswer | undefined;
  ofCopy(row: SentRow): ExceptionAnswer | undefined;
}

/** The exceptions of the orders that the rows name, or all of them where a row names none. */
async function exceptionsFor(api: LedgerClient, rows: readonly SentRow[]): Promise<ExceptionsByRow> {
  const orderIds = new Set(rows.map(({ event }) => text(fieldsOf(event.data)['orderId'])));
  const filters = orderIds.has(undefined)
    ? [{}]
    : [...orderIds].map((orderId) => ({ orderId: orderId ?? '' }));
  const found: ExceptionAnswer[] = [];
  for (const filter of filters) for await (const exception of api.exceptions(filter)) found.push(exception);
  const byEvent = grouped(found, ({ event }) => keyOf(event));
  const byReference = grouped(found, ({ reference }) => reference ?? '');
  return {
    ofRow(row) {
      const ofEvent = byEvent.get(keyOf(row.event)) ?? [];
      return (
        ofEvent.find((one) => isContentOf(one.original, row)) ??
        ofEvent.find(({ reference, householdId }) =>
          row.reference === undefined
            ? householdId === undefined || householdId === row.householdId
            : reference === undefined ||
              (reference === row.reference && (householdId ?? row.householdId) === row.householdId),
        )
      );
    },
    ofCopy: (row) =>
      (row.reference === undefined ? [] : (byReference.get(row.reference) ?? [])).find((one) =>
        isContentOf(one.original, row),
      ),
  };
}

/** Whether an exception was kept of an equal row, or of an event with equal data. */
function isContentOf(original: unknown, { content }: SentRow): boolean {
  const whole = fieldsOf(original)['data'] ?? original;
  return isDeepStrictEqual(whole, content);
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    group.push(item);
    groups.set(keyOf(item), group);
  }
  return groups;
}

/** What the books say of rows that no exception names; nothing for those whose book is not known. */
async function statusesInBooks(
  api: LedgerClient,
  rows: readonly SentRow[],
): Promise<ReadonlyMap<SentRow, RowStatus>> {
  const statuses = new Map<SentRow, RowStatus>();
  const books = grouped(
    rows.filter(({ book, reference }) => book !== undefined && reference !== undefined),
    ({ book }) => JSON.stringify(book),
  );
  for (const ofBook of books.values()) {
    const { book } = ofBook[0] ?? {};
    if (book === undefined) continue;
    const found = await foundInBook(api, book, ofBook);
    for (const row of ofBook) statuses.set(row, found.posted.has(row) ? 'posted' : 'undecided');
    const doubtful = ofBook.filter(
      (row) =>
        found.posted.has(row) && row.householdId !== undefined && found.reversedFor.has(row.householdId),
    );
    const undone = await askedInTens(doubtful, (row) => isUndone(api, row, book.orderId));
    for (const [at, row] of doubtful.entries()) if (undone[at]) statuses.set(row, 'undone');
  }
  return statuses;
}

const reversing: readonly string[] = ['return', 'reversal', 'void'];

/** Reads a book from its newest entry back until every row was found. */
async function foundInBook(
  api: LedgerClient,
  { owner, id, orderId }: Book,
  rows: readonly SentRow[],
): Promise<{ readonly posted: ReadonlySet<SentRow>; readonly reversedFor: ReadonlySet<string> }> {
  const posted = new Set<SentRow>();
  const reversedFor = new Set<string>();
  const byReference = grouped(rows, ({ reference }) => reference);
  for await (const entry of api.ledger(owner, id, orderId)) {
    for (const { reference, householdId } of membersOf(entry)) {
      if (reversing.includes(entry.type) && householdId !== undefined) reversedFor.add(householdId);
      for (const row of byReference.get(reference) ?? [])
        if (isEntryOf(entry, householdId, row)) posted.add(row);
    }
    if (posted.size === rows.length) break;
  }
  return { posted, reversedFor };
}

const membersOf = ({
  group,
  reference,
  counterparty,
}: LedgerEntry): readonly { readonly reference: string; readonly householdId?: string | undefined }[] =>
  group ?? [{ reference, householdId: /^household:([^/]+)/.exec(counterparty)?.[1] }];

/** A waybill may arrive in parts: only the entry of the event itself is its own. */
function isEntryOf(entry: LedgerEntry, householdId: string | undefined, { event, ...row }: SentRow): boolean {
  if (event.type === 'relief.shipment.arrived.v1') return entry.event === keyOf(event);
  return row.householdId === undefined || householdId === undefined || householdId === row.householdId;
}

async function isUndone(
  api: LedgerClient,
  { householdId = '', reference }: SentRow,
  orderId: string,
): Promise<boolean> {
  for await (const entry of api.ledger('households', householdId, orderId))
    if (entry.reverses === reference) return true;
  return false;
}
