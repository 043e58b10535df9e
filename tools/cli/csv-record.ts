/** One row of a CSV file, read by the file's header: its fields, or what is wrong with its cells. */
import { decimalsOf } from '../../shared/contract/currencies.ts';
import {
  columnsOf,
  type HeaderColumn,
  type ImportDefaults,
  type ImportKind,
  utf8Expected,
} from './csv-columns.ts';
import type { Cell, Row } from './csv-rows.ts';

export type RecordReading =
  | { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> }
  /** Each as `file:line:column field: expected …`. */
  | { readonly ok: false; readonly errors: readonly string[] };

type CellPlace = Pick<Cell, 'line' | 'column'>;

/** What is wrong with a cell, as it is shown and kept in rejects files. */
export const problemText = (
  file: string,
  { line, column }: CellPlace,
  field: string,
  expected: string,
  found?: string,
): string => {
  const place = `${file}:${line}:${column} ${field}: expected ${expected}`;
  if (found === undefined) return place;
  const hint = /^\d+,\d+$/.test(found) ? '; write decimals with a point, as in 2.5' : '';
  return `${place}, found ${JSON.stringify(found)}${hint}`;
};

/** Reads a row. Guarantees: reports everything that is wrong with the row, not only the first thing. */
export function readRecord(
  kind: ImportKind,
  header: readonly HeaderColumn[],
  row: Row,
  defaults: ImportDefaults,
  file: string,
): RecordReading {
  const errors: string[] = [];
  const start: CellPlace = { line: row.line, column: 1 };
  const fail = (place: CellPlace | undefined, field: string, expected: string, found?: string) =>
    void errors.push(problemText(file, place ?? start, field, expected, found));
  const cellOf = (name: string) => row.cells[header.findIndex(({ field }) => field === name)];
  const fields: Record<string, unknown> = defaultsFor(kind, defaults);
  const lines: unknown[] = [];
  const surplus = row.cells[header.length];
  if (surplus) fail(surplus, 'row', `${header.length} cells`, String(row.cells.length));
  for (const [index, column] of header.entries()) {
    const cell = row.cells[index];
    const text = cell?.text ?? '';
    if (column.ignored) continue;
    if (text === '') {
      const isMissing = column.need !== 'optional' && fields[column.field] === undefined;
      if (isMissing) fail(cell, column.field, 'a value');
      continue;
    }
    // A printed sheet says 0 where nothing was handed over.
    if (column.goods && /^0+(\.0+)?$/.test(text)) continue;
    const reading = text.includes('\ufffd') ? { expected: utf8Expected } : column.read(text);
    if ('expected' in reading) fail(cell, column.field, reading.expected, text);
    else if (column.goods) lines.push({ ...column.goods, quantity: reading.value });
    else fields[column.field] = reading.value;
  }
  if (errors.length > 0) return { ok: false, errors };
  switch (kind) {
    case 'households': {
      const persons = Number(fields['adults']) + Number(fields['children']);
      if (persons < 1 || persons > 50)
        fail(cellOf('adults'), 'adults', '1 to 50 adults and children together', String(persons));
      break;
    }
    case 'handovers':
      if (lines.length === 0) fail(start, 'row', 'a quantity of at least one commodity');
      fields['lines'] = lines;
      break;
    case 'payments': {
      const code = String(fields['currency']);
      const decimals = String(fields['amount']).split('.')[1]?.length ?? 0;
      if (decimals > decimalsOf(code))
        fail(
          cellOf('amount'),
          'amount',
          `at most ${decimalsOf(code)} decimals for ${code}`,
          cellOf('amount')?.text,
        );
      break;
    }
  }
  return errors.length === 0 ? { ok: true, fields } : { ok: false, errors };
}

function defaultsFor(kind: ImportKind, defaults: ImportDefaults): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columnsOf[kind]).flatMap(([field, { need }]) => {
      const value = need === 'required' || need === 'optional' ? undefined : defaults[need];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
