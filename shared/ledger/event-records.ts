/** What stands beside an event's claim: the rows of it that were refused, and the void that took it back. */
import { parseAccount } from '../domain/accounts.ts';
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import { type Instant, isQueued, type QueueName, queueNames, queueOfType } from '../domain/events.ts';
import { exceptionKey, refusedRowsKey, voidKey } from './exception-keys.ts';
import { eventClaimId, eventIdempotencyKey, exceptionIdOf, type IdClaim, readClaim } from './id-claims.ts';
import { countOf, listOf, RecordFields, textOf } from './record-fields.ts';
import type { Write } from './writes.ts';

/** A row as its event's claim names it: by its number and its household, as far as they could be read. */
export interface NamedRow {
  readonly reference: string | undefined;
  readonly householdId: string | undefined;
}

/** Where what was posted of a sheet is found. */
export interface SheetPlace {
  /** The account of its book. */
  readonly book: string;
  /** The number of the first entry of the book that may hold rows of it. */
  readonly from: number;
  /** When it happened, as its sender wrote it. */
  readonly time: string;
  readonly rows: readonly NamedRow[];
}

interface ClaimedSheet extends SheetPlace {
  /** `source#id`. */
  readonly key: string;
  readonly digest: string;
  readonly type: string;
}

/**
 * The claim of a sheet, which says where the rest of it is.
 *
 * Guarantees: it fails if the claim was taken meanwhile.
 */
export const claimEvent = (
  { key, digest, type, book, from, time, rows }: ClaimedSheet,
  now: Instant,
): Write => ({
  kind: 'append',
  key: exceptionKey(eventClaimId(key), 1),
  record: {
    scope: eventIdempotencyKey(key),
    digest,
    status: 'posted',
    type,
    book,
    from,
    time,
    recordedAt: now,
    rows: rows.map(({ reference, householdId }) => [reference ?? null, householdId ?? null]),
  },
});

/** An event as its claim tells it. */
export interface EventClaim extends IdClaim {
  /** Empty of a message of which not that much could be read. */
  readonly type: string;
  /** The queue that it came on, or that its type belongs on. */
  readonly queue: QueueName | undefined;
  /** The message group that it came in, or that its book belongs to. */
  readonly messageGroup: string | undefined;
  readonly recordedAt: Instant | undefined;
  /** Of a sheet, unless its claim keeps the whole of it. */
  readonly sheet: SheetPlace | undefined;
}

/** Reads the first record of an event. Errors: `DamagedRecordError` naming the field. */
export function readEventClaim(record: JsonObject): EventClaim {
  const fields = new RecordFields(record);
  const type =
    record['event'] === undefined
      ? (fields.optionalText('type') ?? '')
      : new RecordFields(fields.object('event')).text('type');
  const queue = isQueued(type) ? queueOfType[type] : fields.optionalName('queue', queueNames);
  const sheet = record['book'] === undefined ? undefined : readSheetPlace(fields);
  const messageGroup = fields.optionalText('messageGroup') ?? groupOfBook(sheet?.book ?? '');
  return {
    ...readClaim(record),
    type,
    queue,
    messageGroup,
    recordedAt: fields.optionalText('recordedAt'),
    sheet,
  };
}

/** The message group of the sheets of a book. */
export function groupOfBook(book: string): string | undefined {
  const account = parseAccount(book);
  if (account?.kind === 'centre') return account.locationId;
  if (account?.kind === 'audit') return account.auditId;
  return account?.kind === 'payer' ? account.payerId : undefined;
}

const readSheetPlace = (fields: RecordFields): SheetPlace => ({
  book: fields.text('book'),
  from: fields.count('from'),
  time: fields.text('time'),
  rows: fields.list('rows').map((row) => {
    const [reference, householdId] = listOf(row, 'rows');
    return { reference: nameOrNone(reference), householdId: nameOrNone(householdId) };
  }),
});

const nameOrNone = (value: JsonValue | undefined): string | undefined =>
  value === null ? undefined : textOf(value, 'rows');

/** A row that was not posted, by its number in its event. */
export interface RefusedRow {
  readonly index: number;
  readonly exceptionId: string;
}

/** Lists the rows of an event that a group refuses, which are not none. */
export const listRefusedRows = (event: string, rows: readonly RefusedRow[]): Write => ({
  kind: 'append',
  key: refusedRowsKey(event, rows[0]?.index ?? 0),
  record: { rows: rows.map(({ index, exceptionId }) => [index, exceptionId]) },
});

/** Reads what {@link listRefusedRows} wrote. Errors: `DamagedRecordError` naming the field. */
export const readRefusedRows = (record: JsonObject): readonly RefusedRow[] =>
  new RecordFields(record).list('rows').map((row) => {
    const [index, exceptionId] = listOf(row, 'rows');
    return { index: countOf(index, 'rows'), exceptionId: textOf(exceptionId, 'rows') };
  });

/** What took an event back. */
export interface VoidRecord {
  /** The void, `source#id`. */
  readonly by: string;
  readonly reason: string;
  readonly recordedAt: Instant;
}

/** Records that an event is taken back; fails when another void was first. */
export const recordVoid = (event: string, { by, reason, recordedAt }: VoidRecord): Write => ({
  kind: 'append',
  key: voidKey(event),
  record: { event, by, reason, recordedAt },
});

/** Reads what {@link recordVoid} wrote. Errors: `DamagedRecordError` naming the field. */
export function readVoid(record: JsonObject): VoidRecord {
  const fields = new RecordFields(record);
  return { by: fields.text('by'), reason: fields.text('reason'), recordedAt: fields.text('recordedAt') };
}

/** The exceptionId that holds how a held event ended: posted after all, or withdrawn. Only one of them can be. */
export const endOfHeldId = (idempotencyKey: string): string => exceptionIdOf(`ended/${idempotencyKey}`);

export const recordEndOfHeld = (
  { idempotencyKey, digest }: { readonly idempotencyKey: string; readonly digest: string },
  status: 'posted' | 'rejected',
): Write => ({
  kind: 'append',
  key: exceptionKey(endOfHeldId(idempotencyKey), 1),
  record: { scope: `ended/${idempotencyKey}`, digest, status },
});
