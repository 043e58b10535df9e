/** One row of a file, read by the file's header: its fields and its time, or what is wrong with its cells. */
import { decimalsOf } from '../contract/currencies.ts';
import { dayIn, instantIn, middleOfDay } from '../domain/moments.ts';
import type { ReadingContext } from './cells.ts';
import { type CellFault, type CellPlace, faultAt } from './fault.ts';
import type { Header } from './header.ts';
import { type Fields, type ImportKind, kindsOfFiles } from './kinds.ts';
import type { ImportDefaults } from './options.ts';
import type { Row } from './rows.ts';

export interface RecordContext extends ReadingContext {
  readonly kind: ImportKind;
  readonly header: Header;
  readonly defaults: ImportDefaults;
  /** When rows happened that nothing dates. */
  readonly now: string;
}

export type RecordReading =
  | {
      readonly ok: true;
      readonly fields: Fields;
      readonly time: string;
      /** Whether neither the row nor an option says when it happened. */
      readonly isDatedNow: boolean;
    }
  | { readonly ok: false; readonly faults: readonly CellFault[] };

/** Where a field of a row stands; the start of the row for a field that has no cell. */
export function placeOf({ columns }: Header, row: Row, field: string): CellPlace {
  const column = columns.find((one) => one.field === field);
  return (column && row.cells[column.at]) ?? { line: row.line, column: 1 };
}

/** Reads a row. Guarantees: reports everything that is wrong with the row, not only the first thing. */
export function readRecord(row: Row, context: RecordContext): RecordReading {
  const { kind, header, defaults, now } = context;
  const faults: CellFault[] = [];
  const start: CellPlace = { line: row.line, column: 1 };
  const fail = (place: CellPlace, field: string, expected: string, found?: string) =>
    void faults.push(faultAt(place, field, expected, found));
  const fields: Record<string, unknown> = defaultsFor(kind, defaults);
  const lines: unknown[] = [];
  const surplus = row.cells.slice(header.row.cells.length).find(({ text }) => text !== '');
  if (surplus) fail(surplus, 'row', `${header.row.cells.length} cells`, String(row.cells.length));
  for (const column of header.columns) {
    const cell = row.cells[column.at];
    if (cell === undefined || cell.text === '') {
      const isMissing = column.need !== 'optional' && fields[column.field] === undefined;
      if (isMissing) fail(cell ?? start, column.field, 'a value');
      continue;
    }
    // A printed sheet says 0 where nothing was handed over.
    if (column.goods && /^0+([.,]0+)?$/.test(cell.text)) continue;
    const reading = column.read(cell, context);
    if ('expected' in reading) fail(cell, column.field, reading.expected, cell.text);
    else if (column.goods) lines.push({ ...column.goods, quantity: reading.value });
    else fields[column.field] = reading.value;
  }
  const { date, time, ...rest } = fields;
  if (kindsOfFiles[kind].hasGoodsColumns) {
    if (faults.length === 0 && lines.length === 0) fail(start, 'row', 'a quantity of at least one commodity');
    rest['lines'] = lines;
  }
  for (const { field, expected } of contradictionsIn(kind, rest))
    fail(placeOf(header, row, field), field, expected, foundIn(row, header, field));
  const happened = momentOf({ date, time }, context);
  if (typeof happened !== 'string' && happened !== undefined)
    fail(
      placeOf(header, row, happened.field),
      happened.field,
      happened.expected,
      foundIn(row, header, happened.field),
    );
  if (faults.length > 0) return { ok: false, faults };
  const isDatedNow = happened === undefined;
  return { ok: true, fields: rest, time: typeof happened === 'string' ? happened : now, isDatedNow };
}

const foundIn = (row: Row, { columns }: Header, field: string): string | undefined => {
  const column = columns.find((one) => one.field === field);
  return (column && row.cells[column.at]?.text) || undefined;
};

interface Contradiction {
  readonly field: string;
  readonly expected: string;
}

/** What is wrong between the cells of a row, each of which is fine by itself. */
function contradictionsIn(kind: ImportKind, fields: Fields): Contradiction[] {
  const has = (name: string): boolean => fields[name] !== undefined;
  const found: Contradiction[] = [];
  const wrong = (field: string, expected: string) => void found.push({ field, expected });
  if (kind === 'payments' && typeof fields['currency'] === 'string') {
    const decimals = decimalsOf(fields['currency']);
    if ((String(fields['amount']).split('.')[1]?.length ?? 0) > decimals)
      wrong('amount', `at most ${decimals} decimals for ${fields['currency']}`);
  }
  if (kind === 'waybills' && has('from') === has('source'))
    wrong(
      has('from') ? 'source' : 'from',
      'either a location in from, or the name of an outside source in source',
    );
  if (kind === 'arrivals' && has('from') && has('source'))
    wrong('source', 'nothing, because from names a location');
  if (kind === 'observations' && typeof fields['found'] === 'number' && !has('unit'))
    wrong('unit', 'the unit or the currency of what was found');
  if (has('contains') !== has('containsUnit'))
    wrong(has('contains') ? 'containsUnit' : 'contains', 'both contains and containsUnit, or neither');
  if (kind === 'arrivals' && Number(fields['lost'] ?? 0) > 0 && !has('cause'))
    wrong('cause', 'the cause of the loss');
  return found;
}

/** When a row happened; `undefined` where neither the row nor an option says so and the kind may do without. */
function momentOf(
  { date, time }: { readonly date: unknown; readonly time: unknown },
  { kind, defaults, zone, header, options }: RecordContext,
): string | undefined | Contradiction {
  const day = typeof date === 'string' ? date : defaults.date;
  const isWhole = typeof time === 'string' && time.includes('T');
  if (isWhole && typeof date === 'string' && dayIn(zone, time) !== date)
    return { field: 'time', expected: `a time on ${date}, the date of the row` };
  if (isWhole) return time;
  if (typeof time === 'string') {
    if (day === undefined)
      return { field: 'time', expected: `a date beside it, in a column date or by ${options.date}` };
    return (
      instantIn(zone, day, time) ?? {
        field: 'time',
        expected: `a time with its offset: the clock of ${zone} was changed`,
      }
    );
  }
  if (typeof date !== 'string' && defaults.time !== undefined) return defaults.time;
  if (kind === 'counts')
    return { field: 'time', expected: `the time of the count, in a column time or by ${options.time}` };
  if (day !== undefined) return middleOfDay(zone, day);
  if (kindsOfFiles[kind].mayHappenNow) return undefined;
  const isNamed = header.columns.some(({ field }) => field === 'date' || field === 'time');
  const where = isNamed ? 'in this row' : 'in a column date or time';
  return { field: 'date', expected: `when it happened, ${where}, or by ${options.date} or ${options.time}` };
}

function defaultsFor(kind: ImportKind, defaults: ImportDefaults): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kindsOfFiles[kind].columns).flatMap(([field, { need }]) => {
      const value = need === 'required' || need === 'optional' ? undefined : defaults[need];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
