/** What became of each row of a sheet, in reads that hardly grow with its rows. */
import { readMessage } from '../../shared/contract/read-message.ts';
import {
  auditAccount,
  householdGoodsAccount,
  householdStipendAccount,
  parseAccount,
} from '../../shared/domain/accounts.ts';
import { instantOf } from '../../shared/domain/zoned-date.ts';
import type { NamedRow, RefusedRow, SheetPlace } from '../../shared/ledger/event-records.ts';
import type { StoredException } from '../../shared/ledger/exceptions.ts';
import {
  documentIdempotencyKey,
  exceptionIdOf,
  unnamedRowIdempotencyKey,
} from '../../shared/ledger/id-claims.ts';
import type { ItemKey } from '../../shared/ledger/keys.ts';
import { missedKey } from '../../shared/ledger/missed-keys.ts';
import { bookAccountOf } from '../../shared/posting/batch.ts';
import { batchOfEvent, namedRows } from '../../shared/posting/batch-rows.ts';
import { bookOf } from '../../shared/posting/judge-row.ts';
import type { ExceptionOutcome } from '../../shared/store/exceptions.ts';
import type { Store } from '../../shared/store/store.ts';

/** A sheet, and where what was posted of it is found. */
export interface Sheet extends Omit<SheetPlace, 'from'> {
  /** `source#id`. */
  readonly key: string;
  readonly type: string;
  /** Unknown of a sheet whose first rows were all refused, or known before. */
  readonly from: number | undefined;
}

/** A row, with the exception that keeps it unless it was posted at once. */
export interface RowState extends NamedRow {
  readonly exception: ExceptionOutcome | undefined;
}

/** The sheet that a claim keeps as a whole; `undefined` of an event that is none. */
export function keptSheet(key: string, { original }: StoredException): Sheet | undefined {
  const reading = readMessage(original);
  if (!reading.ok) return undefined;
  const { header, event } = reading;
  const { type, time } = header;
  if (event.type === 'relief.audit.observed.v1')
    return { key, type, time, book: auditAccount(event.auditId), rows: namedRows(event), from: undefined };
  const batch = batchOfEvent(header, event);
  if (batch === undefined) return undefined;
  return { key, type, time, book: bookAccountOf(batch), rows: namedRows(event), from: undefined };
}

/** The states of all rows, in order; `undefined` while one of them is not decided. */
export async function rowStates(
  sheet: Sheet,
  refused: readonly RefusedRow[],
  journal: Store,
): Promise<readonly RowState[] | undefined> {
  const exceptionIds = new Map(refused.map(({ index, exceptionId }) => [index, exceptionId]));
  const others = sheet.rows.filter((_, index) => !exceptionIds.has(index));
  const [exceptions, found] = await Promise.all([
    journal.exceptions.allNow([...exceptionIds.values()]),
    sheet.type === 'relief.audit.observed.v1'
      ? postedTogether(sheet)
      : sheet.type === 'relief.handovers.missed.v1'
        ? keptRows(sheet, exceptionIds, journal)
        : bookedRows(sheet, others, journal),
  ]);
  const states = sheet.rows.map((row, index): RowState | undefined => {
    const exceptionId = exceptionIds.get(index);
    if (exceptionId !== undefined) return { ...row, exception: exceptions.get(exceptionId) };
    return found.has(row) ? { ...row, exception: found.get(row) } : undefined;
  });
  return states.every((state) => state !== undefined) ? states : undefined;
}

/** Rows that are decided without an exception of their own event; one that copies what was refused has that exception. */
type FoundRows = ReadonlyMap<NamedRow, ExceptionOutcome | undefined>;

/** Observations are posted with their event, all that are not refused. */
const postedTogether = ({ rows }: Sheet): FoundRows => new Map(rows.map((row) => [row, undefined]));

/** A group holds about ninety rows; arrivals, counts and losses may stand between two groups. */
const entriesOf = (rows: number): number => 2 * Math.ceil(rows / 90) + 6;

async function bookedRows(sheet: Sheet, rows: readonly NamedRow[], journal: Store): Promise<FoundRows> {
  if (rows.length === 0) return new Map();
  const { book, from } = sheet;
  const table = tableOf(book);
  const entries =
    from === undefined ? [] : await journal.chains.someFrom(table, book, from, entriesOf(rows.length));
  const booked = new Set(entries.flatMap(({ group = [] }) => group.map(({ reference }) => reference)));
  const isBooked = ({ reference = '' }: NamedRow): boolean => booked.has(reference);
  const found = new Map(rows.filter(isBooked).map((row) => [row, undefined] as const));
  const copies = await copiedRows(
    sheet,
    rows.filter((row) => !isBooked(row)),
    journal,
  );
  return new Map([...found, ...copies]);
}

/** Rows that another event has brought before: posted, or refused, as the documents of their households and numbers tell. */
async function copiedRows(sheet: Sheet, rows: readonly NamedRow[], journal: Store): Promise<FoundRows> {
  if (rows.length === 0) return new Map();
  const { book } = sheet;
  const [exceptions, accounts] = await Promise.all([
    journal.exceptions.allNow(rows.map((row) => documentExceptionId(book, row))),
    journal.chains.entries('ledgers', [...new Set(rows.map((row) => accountOf(book, row)))]),
  ]);
  const found = new Map<NamedRow, ExceptionOutcome | undefined>();
  for (const row of rows) {
    const entries = accounts.get(accountOf(book, row)) ?? [];
    const isPosted = entries.some((entry) => entry.reference === row.reference && bookOf(entry) === book);
    const exception = exceptions.get(documentExceptionId(book, row));
    if (isPosted || exception !== undefined) found.set(row, isPosted ? undefined : exception);
  }
  return found;
}

/** Rows about missed households are decided in their order: when the last is, all are. */
async function keptRows(
  { key, book, rows, time }: Sheet,
  refused: ReadonlyMap<number, string>,
  journal: Store,
): Promise<FoundRows> {
  const others = new Map(rows.map((row) => [row, undefined]));
  const last = rows.length - 1;
  const { householdId } = rows[last] ?? {};
  const account = parseAccount(book);
  if (refused.has(last) || householdId === undefined || account?.kind !== 'centre') return others;
  const { locationId: centreId, orderId } = account;
  const claimId = exceptionIdOf(unnamedRowIdempotencyKey(key, last));
  const place = missedKey({ orderId, centreId, householdId }, instantOf(time), claimId);
  return (await journal.record(place)) === undefined ? new Map() : others;
}

const tableOf = (book: string): ItemKey['table'] => (book.startsWith('payer:') ? 'ledgers' : 'stock');

const documentExceptionId = (book: string, { reference = '' }: NamedRow): string =>
  exceptionIdOf(documentIdempotencyKey(book, reference));

function accountOf(book: string, { householdId = '' }: NamedRow): string {
  const account = parseAccount(book);
  const orderId = account !== undefined && 'orderId' in account ? account.orderId : '';
  return account?.kind === 'payer'
    ? householdStipendAccount(householdId, orderId)
    : householdGoodsAccount(householdId, orderId);
}
