/** CSV files of the offices, turned into events: checked cell by cell, cut into chunks, safe to repeat. */
import { createHash } from 'node:crypto';
import { isCountUnit, thousandthsOf, type Unit, unitNames } from '../../shared/domain/quantity.ts';
import { type Cell, csvRows, type Row } from './csv-rows.ts';
import { CliFailure } from './failure.ts';

export const importKinds = ['households', 'handovers', 'payments'] as const;
export type ImportKind = (typeof importKinds)[number];

/** Values for columns that the file leaves out. */
export interface ImportDefaults {
  readonly orderId?: string;
  readonly centreId?: string;
  readonly payerId?: string;
  readonly effectiveFrom?: string;
  readonly currency?: string;
}

interface ImportedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Imported =
  | {
      readonly kind: 'event';
      readonly event: ImportedEvent;
      readonly rows: number;
      readonly bytesRead: number;
    }
  | {
      readonly kind: 'rejected';
      readonly header: readonly string[];
      readonly cells: readonly string[];
      /** Each as `file:line:column field: expected …`. */
      readonly errors: readonly string[];
    };

type Reading = { readonly value: unknown } | { readonly expected: string };
type Read = (text: string) => Reading;

const expected = (what: string): Reading => ({ expected: what });

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const id: Read = (text) =>
  idPattern.test(text)
    ? { value: text }
    : expected('an id of 1 to 128 letters, digits and . _ : -, beginning with a letter or digit');

const anyText: Read = (text) => ({ value: text });

const wholeNumber =
  (least: number, most: number): Read =>
  (text) => {
    const value = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? { value } : expected(`a whole number from ${least} to ${most}`);
  };

const date: Read = (text) => {
  const parsed = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  const isDate = parsed && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
  return isDate ? { value: text } : expected('a date as YYYY-MM-DD');
};

const currency: Read = (text) =>
  /^[A-Z]{3}$/.test(text) ? { value: text } : expected('a currency of three capital letters, such as KPW');

const amount: Read = (text) =>
  /^\d{1,15}(\.\d{1,4})?$/.test(text) && Number(text) > 0
    ? { value: Number(text) }
    : expected('an amount greater than zero, without grouping');

const largestQuantityThousandths = 10n ** 12n;

const quantity =
  (unit: Unit): Read =>
  (text) => {
    const thousandths = /^\d+(\.\d+)?$/.test(text) ? thousandthsOf(text) : undefined;
    const fits = thousandths !== undefined && thousandths > 0n && thousandths <= largestQuantityThousandths;
    if (isCountUnit(unit)) {
      return fits && thousandths % 1_000n === 0n
        ? { value: Number(text) }
        : expected(`a whole number of ${unit} greater than zero, or nothing`);
    }
    return fits
      ? { value: Number(text) }
      : expected(`a quantity in ${unit} greater than zero with at most three decimals, or nothing`);
  };

interface Column {
  readonly read: Read;
  readonly need: 'required' | 'optional' | keyof ImportDefaults;
}

const columnsOf: Readonly<Record<ImportKind, Readonly<Record<string, Column>>>> = {
  households: {
    householdId: { read: id, need: 'required' },
    adults: { read: wholeNumber(0, 50), need: 'required' },
    children: { read: wholeNumber(0, 50), need: 'required' },
    centreId: { read: id, need: 'centreId' },
    effectiveFrom: { read: date, need: 'effectiveFrom' },
    name: { read: anyText, need: 'optional' },
    neighbourhood: { read: anyText, need: 'optional' },
    priority: { read: wholeNumber(-1_000_000, 1_000_000), need: 'optional' },
  },
  handovers: {
    receiptId: { read: id, need: 'required' },
    householdId: { read: id, need: 'required' },
    centreId: { read: id, need: 'centreId' },
    orderId: { read: id, need: 'orderId' },
    collectedBy: { read: anyText, need: 'optional' },
  },
  payments: {
    paymentId: { read: id, need: 'required' },
    householdId: { read: id, need: 'required' },
    amount: { read: amount, need: 'required' },
    payerId: { read: id, need: 'payerId' },
    orderId: { read: id, need: 'orderId' },
    currency: { read: currency, need: 'currency' },
  },
};

/** The option that stands in for a column. */
const optionOf: Readonly<Record<keyof ImportDefaults, string>> = {
  orderId: '--order',
  centreId: '--centre',
  payerId: '--payer',
  effectiveFrom: '--effective-from',
  currency: '--currency',
};

/** The columns of a kind of file, for help texts. */
export const columnNames = (kind: ImportKind): string[] => Object.keys(columnsOf[kind]);

const commodityColumn = /^(.+) \((\w+)\)$/;
/** Added to rejects files and ignored when they are sent again. */
export const errorColumn = 'error';

/** How rows of a kind become events: what they share, how many fit, and where they go in the data. */
const shapes: Readonly<
  Record<
    ImportKind,
    {
      readonly type: string;
      readonly shared: readonly string[];
      readonly list: string;
      readonly rows: number;
    }
  >
> = {
  households: {
    type: 'relief.households.registered.v1',
    shared: ['centreId', 'effectiveFrom'],
    list: 'households',
    rows: 500,
  },
  // 98 receipts or payments and their book entry fill one transaction of the store.
  handovers: {
    type: 'relief.handovers.made.v1',
    shared: ['centreId', 'orderId'],
    list: 'receipts',
    rows: 98,
  },
  payments: { type: 'relief.payments.made.v1', shared: ['payerId', 'orderId'], list: 'payments', rows: 98 },
};

interface HeaderColumn {
  readonly field: string;
  readonly read: Read;
  readonly need: Column['need'];
  /** Set on columns of goods. */
  readonly goods?: { readonly commodity: string; readonly unit: Unit };
  readonly ignored?: true;
}

function headerColumn(kind: ImportKind, cell: Cell, file: string): HeaderColumn {
  const { text: field } = cell;
  if (field === errorColumn) return { field, read: anyText, need: 'optional', ignored: true };
  const column = Object.hasOwn(columnsOf[kind], field) ? columnsOf[kind][field] : undefined;
  if (column) return { field, ...column };
  const [, commodity, unit] = commodityColumn.exec(field) ?? [];
  const known = unitNames.find((name) => name === unit);
  if (kind === 'handovers' && commodity !== undefined && known !== undefined) {
    return { field, read: quantity(known), need: 'optional', goods: { commodity, unit: known } };
  }
  const goods = kind === 'handovers' ? ', or goods with their unit such as "rice (kg)"' : '';
  throw new CliFailure(
    `${file}:${cell.line}:${cell.column} header: expected one of ${columnNames(kind).join(', ')}${goods}, found ${JSON.stringify(field)}`,
    2,
  );
}

function checkHeader(
  kind: ImportKind,
  header: readonly HeaderColumn[],
  defaults: ImportDefaults,
  row: Row,
  file: string,
) {
  const repeated = header.findIndex(
    ({ field }, at) => header.findIndex((other) => other.field === field) < at,
  );
  if (repeated >= 0) {
    const cell = row.cells[repeated];
    throw new CliFailure(
      `${file}:${cell?.line}:${cell?.column} header: expected each column once, found ${JSON.stringify(cell?.text)} again`,
      2,
    );
  }
  for (const [field, { need }] of Object.entries(columnsOf[kind])) {
    if (need === 'optional' || header.some((column) => column.field === field)) continue;
    if (need === 'required')
      throw new CliFailure(`${file}:${row.line}:1 header: expected a column ${field}`, 2);
    if (defaults[need] === undefined) {
      throw new CliFailure(
        `${file}:${row.line}:1 header: expected a column ${field}, or the option ${optionOf[need]}`,
        2,
      );
    }
  }
  if (kind === 'handovers' && !header.some(({ goods }) => goods)) {
    throw new CliFailure(`${file}:${row.line}:1 header: expected a column of goods such as "rice (kg)"`, 2);
  }
}

type RowReading =
  | { readonly ok: true; readonly fields: Record<string, unknown> }
  | { readonly ok: false; readonly errors: readonly string[] };

function readRow(
  header: readonly HeaderColumn[],
  row: Row,
  defaults: ImportDefaults,
  kind: ImportKind,
  file: string,
): RowReading {
  const errors: string[] = [];
  const fail = (
    cell: { readonly line: number; readonly column: number },
    field: string,
    what: string,
    found?: string,
  ) =>
    errors.push(
      `${file}:${cell.line}:${cell.column} ${field}: expected ${what}${found === undefined ? '' : `, found ${JSON.stringify(found)}`}`,
    );
  const start = { line: row.line, column: 1 };
  const fields: Record<string, unknown> = {};
  const lines: unknown[] = [];
  const surplus = row.cells[header.length];
  if (surplus) fail(surplus, 'row', `${header.length} cells`, String(row.cells.length));
  for (const [index, column] of header.entries()) {
    if (column.ignored) continue;
    const cell = row.cells[index];
    const text = cell?.text ?? '';
    if (text === '') {
      const fallback =
        column.need === 'required' || column.need === 'optional' ? undefined : defaults[column.need];
      if (fallback !== undefined) fields[column.field] = fallback;
      else if (column.need !== 'optional') fail(cell ?? start, column.field, 'a value');
      continue;
    }
    // A printed sheet says 0 where nothing was handed over.
    if (column.goods && /^0+(\.0+)?$/.test(text)) continue;
    const reading = column.read(text);
    if ('expected' in reading) fail(cell ?? start, column.field, reading.expected, text);
    else if (column.goods) lines.push({ ...column.goods, quantity: reading.value });
    else fields[column.field] = reading.value;
  }
  for (const { need, field } of Object.entries(columnsOf[kind]).map(([field, column]) => ({
    field,
    ...column,
  }))) {
    if (need === 'required' || need === 'optional' || fields[field] !== undefined) continue;
    if (!header.some((column) => column.field === field)) fields[field] = defaults[need];
  }
  if (errors.length === 0 && kind === 'households') {
    const persons = Number(fields['adults']) + Number(fields['children']);
    const cell = row.cells[header.findIndex(({ field }) => field === 'adults')] ?? start;
    if (persons < 1 || persons > 50)
      fail(cell, 'adults', '1 to 50 adults and children together', String(persons));
  }
  if (errors.length === 0 && kind === 'handovers') {
    if (lines.length === 0) fail(start, 'row', 'a quantity of at least one commodity');
    fields['lines'] = lines;
  }
  return errors.length === 0 ? { ok: true, fields } : { ok: false, errors };
}

interface Chunk {
  readonly shared: Readonly<Record<string, unknown>>;
  readonly rows: Readonly<Record<string, unknown>>[];
  readonly position: number;
}

/**
 * Reads a file row by row and yields events as their chunks fill, and rejected rows as they come.
 *
 * Guarantees: the same file gives the same event ids, so that importing it again changes nothing; a bad row
 * costs only itself. Errors: a `CliFailure` where the file or its header cannot be read.
 */
export async function* importCsv(
  kind: ImportKind,
  file: string,
  defaults: ImportDefaults,
  time: string,
): AsyncGenerator<Imported> {
  const shape = shapes[kind];
  const open = new Map<string, Chunk>();
  const positions = new Map<string, number>();
  let header: HeaderColumn[] | undefined;
  let bytesRead = 0;

  const eventOf = (key: string, { shared, rows, position }: Chunk): Imported => {
    const data = { ...shared, [shape.list]: rows };
    const digest = createHash('sha256')
      .update(JSON.stringify([kind, key, position, data]))
      .digest('hex');
    return {
      kind: 'event',
      rows: rows.length,
      bytesRead,
      event: {
        specversion: '1.0',
        id: `${kind}-${digest.slice(0, 32)}-${position}`,
        source: 'urn:relief:import',
        type: shape.type,
        time,
        data,
      },
    };
  };

  for await (const row of csvRows(file)) {
    bytesRead = row.bytesRead;
    if (header === undefined) {
      header = row.cells.map((cell) => headerColumn(kind, cell, file));
      checkHeader(kind, header, defaults, row, file);
      continue;
    }
    const reading = readRow(header, row, defaults, kind, file);
    if (!reading.ok) {
      yield {
        kind: 'rejected',
        header: header.filter(({ ignored }) => !ignored).map(({ field }) => field),
        cells: row.cells.filter((_, index) => !header?.[index]?.ignored).map(({ text }) => text),
        errors: reading.errors,
      };
      continue;
    }
    const shared = Object.fromEntries(shape.shared.map((field) => [field, reading.fields[field]]));
    const own = Object.fromEntries(
      Object.entries(reading.fields).filter(([field]) => !shape.shared.includes(field)),
    );
    const key = JSON.stringify(shared);
    const position = positions.get(key) ?? 1;
    const chunk = open.get(key) ?? { shared, rows: [], position };
    open.set(key, chunk);
    chunk.rows.push(own);
    if (chunk.rows.length === shape.rows) {
      yield eventOf(key, chunk);
      open.delete(key);
      positions.set(key, position + 1);
    }
  }
  if (header === undefined)
    throw new CliFailure(`${file}:1:1 header: expected ${columnNames(kind).join(', ')}`, 2);
  for (const [key, chunk] of open) yield eventOf(key, chunk);
}

/** One line of CSV; cells are quoted where they must be. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
