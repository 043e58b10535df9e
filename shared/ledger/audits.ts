/**
 * Audits by visits: a chain for each audit. Its first link fixes what is drawn from, each further one holds what visits
 * found. No name of a household stands in it, and no note about one.
 */
import { auditAccount } from '../domain/accounts.ts';
import {
  type AuditJudgement,
  type AuditMethod,
  type AuditTest,
  auditMethods,
  judgeAudit,
  type Observation,
} from '../domain/audit-evidence.ts';
import type { AuditMeasure, Population, PopulationEntry } from '../domain/audit-population.ts';
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import type { CalendarDate, Instant } from '../domain/events.ts';
import { type Unit, unitNames } from '../domain/quantity.ts';
import { instantOf } from '../domain/zoned-date.ts';
import { type Link, nextLink, readLink } from './chain.ts';
import { auditListing, entryKey, populationPartKey, sealedTailsKey } from './keys.ts';
import { countOf, integerOf, listOf, RecordFields, textOf } from './record-fields.ts';
import type { Write } from './writes.ts';

/** A book up to the last entry that a seal holds. */
export interface SealedBook {
  readonly account: string;
  readonly seq: number;
}

/** What an audit draws from, and what it sets out to prove. Units: base or minor units. */
export interface AuditTerms {
  readonly auditId: string;
  readonly orderId: string;
  readonly measure: AuditMeasure;
  /** Of goods: the unit of the order's line, which answers use. */
  readonly unit?: Unit;
  readonly tolerance: bigint;
  readonly riskThousandths: bigint;
  readonly method: AuditMethod;
  readonly seed: string;
  readonly sealDate: CalendarDate;
  readonly sealDigest: string;
  readonly receipts: number;
  readonly total: bigint;
  readonly returned: bigint;
  /** By the numbers that the population calls them by. */
  readonly books: readonly SealedBook[];
  /** The first unit of each part of the population. */
  readonly parts: readonly bigint[];
  /** The event that opened it, `source#id`. */
  readonly event: string;
  readonly time: string;
  /** Digest of that event. */
  readonly digest: string;
}

export interface OpenedAudit extends AuditTerms, Link {}

/** What a visit found of a receipt, and whose it is. */
export interface ObservedReceipt extends Observation {
  /** The receiptId or paymentId. */
  readonly reference: string;
  readonly householdId: string;
  /** The number of its book. */
  readonly book: number;
  readonly visitedOn: CalendarDate;
  readonly visitor: string;
}

/** What one event brought. */
export interface ObservedSheet extends Link {
  readonly event: string;
  /** When it was found out, as its sender says; a sheet may be recorded after one that is newer. */
  readonly time: string;
  readonly rows: readonly ObservedReceipt[];
  /** Draws of what was returned, as far as it was found out with this sheet. */
  readonly voids: readonly number[];
}

/** An audit with all that was observed, in the order of its recording. */
export interface StoredAudit {
  readonly opened: OpenedAudit;
  readonly sheets: readonly ObservedSheet[];
}

export const testOf = ({
  method,
  tolerance,
  total,
  returned,
  riskThousandths,
}: Pick<AuditTerms, 'method' | 'tolerance' | 'total' | 'returned' | 'riskThousandths'>): AuditTest => ({
  method,
  tolerance,
  standing: total - returned,
  riskThousandths,
});

export function judgementOf({ opened, sheets }: StoredAudit): AuditJudgement {
  const voids = voidDraws(sheets);
  const observed = newestRows(sheets).map(({ rows }) => rows);
  return judgeAudit(testOf(opened), observed, (draw) => voids.has(draw));
}

export const voidDraws = (sheets: readonly Pick<ObservedSheet, 'voids'>[]): ReadonlySet<number> =>
  new Set(sheets.flatMap(({ voids }) => voids));

/** The sheets without the rows that are older than what was known of their draw when they were recorded. */
function newestRows<Sheet extends Pick<ObservedSheet, 'rows' | 'time'>>(
  sheets: readonly Sheet[],
): readonly Sheet[] {
  const known = new Map<number, Instant>();
  return sheets.map((sheet) => {
    const instant = instantOf(sheet.time);
    const rows = sheet.rows.filter(({ draw }) => instant >= (known.get(draw) ?? instant));
    for (const { draw } of rows) known.set(draw, instant);
    return { ...sheet, rows };
  });
}

/** What was observed last of each draw, whatever was recorded last. */
export const newestObservations = (
  sheets: readonly Pick<ObservedSheet, 'rows' | 'time'>[],
): ReadonlyMap<number, ObservedReceipt> =>
  new Map(newestRows(sheets).flatMap(({ rows }) => rows.map((row) => [row.draw, row] as const)));

/** What sets a receipt apart among those of an audit: each centre and payer numbers its own. */
export const receiptMark = ({ book, reference }: Pick<ObservedReceipt, 'book' | 'reference'>): string =>
  JSON.stringify([book, reference]);

/** A receipt of which the newest visit found less than recorded. */
export interface ShortReceipt extends ObservedReceipt {
  readonly mark: string;
  /** When the first observation of it was recorded. */
  readonly recordedAt: Instant;
}

/** The receipts of which something is missing, by their marks; whoever was drawn twice is one receipt. */
export function shortReceipts({ sheets }: Pick<StoredAudit, 'sheets'>): readonly ShortReceipt[] {
  const newest = new Map<string, ShortReceipt & { readonly instant: Instant }>();
  for (const { at, time, rows } of sheets) {
    const instant = instantOf(time);
    for (const row of rows) {
      const mark = receiptMark(row);
      const known = newest.get(mark);
      if (known === undefined || instant >= known.instant)
        newest.set(mark, { ...row, mark, recordedAt: known?.recordedAt ?? at, instant });
    }
  }
  return [...newest.values()]
    .filter(({ missing }) => missing > 0n)
    .sort((one, other) => (one.mark < other.mark ? -1 : 1));
}

/** Entries in one part: read whole for a draw, some ten kilobytes. */
const entriesOfPart = 2_000;
/** What one transaction has room for beside the opening itself. */
const maxParts = 80;

/** A population in parts, each with the first unit of the line that it holds. */
export function partsOf({ entries }: Pick<Population, 'entries'>): readonly {
  readonly first: bigint;
  readonly entries: readonly PopulationEntry[];
}[] {
  const size = Math.max(entriesOfPart, Math.ceil(entries.length / maxParts));
  const parts: { first: bigint; entries: readonly PopulationEntry[] }[] = [];
  let first = 0n;
  for (let start = 0; start < entries.length; start += size) {
    const some = entries.slice(start, start + size);
    parts.push({ first, entries: some });
    first += some.reduce((sum, { amount }) => sum + amount, 0n);
  }
  return parts;
}

/** Opens an audit; fails where its id is taken. */
export function recordOpening(
  terms: Omit<AuditTerms, 'parts'>,
  population: Population,
  now: Instant,
): readonly Write[] {
  const { auditId, measure, unit, books, tolerance, riskThousandths, receipts, total, returned, ...texts } =
    terms;
  const account = auditAccount(auditId);
  const parts = partsOf(population);
  const record = nextLink(account, undefined, now, {
    ...texts,
    auditId,
    measure: { ...measure },
    ...(unit !== undefined && { unit }),
    tolerance: tolerance.toString(),
    riskThousandths: riskThousandths.toString(),
    receipts,
    total: total.toString(),
    returned: returned.toString(),
    books: books.map(({ account: book, seq }) => [book, seq]),
    parts: parts.map(({ first }) => first.toString()),
  });
  return [
    { kind: 'append', key: entryKey('ledgers', account, 1), record },
    { kind: 'append', key: auditListing(auditId), record: { orderId: terms.orderId } },
    ...parts.map(
      ({ entries }, part): Write => ({
        kind: 'append',
        key: populationPartKey(auditId, part),
        record: { entries: entries.map(({ book, seq, amount }) => [book, seq, amount.toString()]) },
      }),
    ),
  ];
}

/** Reads what {@link recordOpening} wrote. Errors of all readers here: `DamagedRecordError` naming the field. */
export function readOpening(record: JsonObject): OpenedAudit {
  const fields = new RecordFields(record);
  const unit = fields.optionalName('unit', unitNames);
  return {
    ...readLink(record),
    auditId: fields.text('auditId'),
    orderId: fields.text('orderId'),
    measure: measureOf(fields.object('measure')),
    ...(unit !== undefined && { unit }),
    tolerance: fields.integer('tolerance'),
    riskThousandths: fields.integer('riskThousandths'),
    method: fields.name('method', auditMethods),
    seed: fields.text('seed'),
    sealDate: fields.text('sealDate'),
    sealDigest: fields.text('sealDigest'),
    receipts: fields.count('receipts'),
    total: fields.integer('total'),
    returned: fields.integer('returned'),
    books: booksOf(fields.list('books')),
    parts: fields.list('parts').map((part) => integerOf(part, 'parts')),
    event: fields.text('event'),
    time: fields.text('time'),
    digest: fields.text('digest'),
  };
}

function measureOf(record: JsonObject): AuditMeasure {
  const fields = new RecordFields(record);
  const commodity = fields.optionalText('commodity');
  return commodity === undefined ? { currency: fields.text('currency') } : { commodity };
}

const booksOf = (rows: readonly JsonValue[]): readonly SealedBook[] =>
  rows.map((row) => {
    const [account, seq] = listOf(row, 'books');
    return { account: textOf(account, 'books'), seq: countOf(seq, 'books') };
  });

/** Reads a part of a population. */
export const readPopulationPart = (record: JsonObject): readonly PopulationEntry[] =>
  new RecordFields(record).list('entries').map((row) => {
    const [book, seq, amount] = listOf(row, 'entries');
    return {
      book: countOf(book, 'entries'),
      seq: countOf(seq, 'entries'),
      amount: integerOf(amount, 'entries'),
    };
  });

/** Records what an event observed as the next link of the audit; fails where another was first. */
export function recordObserved(
  { opened, sheets }: StoredAudit,
  { event, time, rows, voids }: Pick<ObservedSheet, 'event' | 'time' | 'rows' | 'voids'>,
  now: Instant,
): Write {
  const { account, orderId } = opened;
  const record = nextLink(account, sheets.at(-1) ?? opened, now, {
    orderId,
    event,
    time,
    rows: rows.map((row) => [
      row.draw,
      row.recorded.toString(),
      row.missing.toString(),
      row.reference,
      row.householdId,
      row.book,
      row.visitedOn,
      row.visitor,
    ]),
    ...(voids.length > 0 && { voids: [...voids] }),
  });
  return { kind: 'append', key: entryKey('ledgers', account, record.seq), record };
}

/** Reads what {@link recordObserved} wrote. */
export function readObserved(record: JsonObject): ObservedSheet {
  const fields = new RecordFields(record);
  return {
    ...readLink(record),
    event: fields.text('event'),
    time: fields.text('time'),
    rows: fields.list('rows').map(rowOf),
    voids: record['voids'] === undefined ? [] : fields.list('voids').map((draw) => countOf(draw, 'voids')),
  };
}

function rowOf(value: JsonValue): ObservedReceipt {
  const [draw, recorded, missing, reference, householdId, book, visitedOn, visitor] = listOf(value, 'rows');
  return {
    draw: countOf(draw, 'rows'),
    recorded: integerOf(recorded, 'rows'),
    missing: integerOf(missing, 'rows'),
    reference: textOf(reference, 'rows'),
    householdId: textOf(householdId, 'rows'),
    book: countOf(book, 'rows'),
    visitedOn: textOf(visitedOn, 'rows'),
    visitor: textOf(visitor, 'rows'),
  };
}

/** Keeps how far the books of an order are sealed, where an audit looks it up. */
export const listSealedBooks = (
  date: CalendarDate,
  orderId: string,
  books: readonly SealedBook[],
): Write => ({
  kind: 'append',
  key: sealedTailsKey(date, orderId),
  record: { books: books.map(({ account, seq }) => [account, seq]) },
});

/** Reads what {@link listSealedBooks} wrote. */
export const readSealedBooks = (record: JsonObject): readonly SealedBook[] =>
  booksOf(new RecordFields(record).list('books'));
