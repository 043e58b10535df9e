/** The columns of the three CSV files: what each cell may hold, and which columns a header must name. */

import { currencyDecimals } from '../../shared/contract/currencies.ts';
import { isCountUnit, thousandthsOf, type Unit, unitNames } from '../../shared/domain/quantity.ts';
import { CliError } from './cli-error.ts';
import type { Cell, Row } from './csv-rows.ts';

export const importKinds = ['households', 'handovers', 'payments'] as const;
export type ImportKind = (typeof importKinds)[number];

/** Values for columns that the file leaves out. */
export interface ImportDefaults {
  readonly orderId?: string;
  readonly centreId?: string;
  readonly payerId?: string;
  readonly effectiveFrom?: string;
  readonly currency?: string;
  readonly time?: string;
}

type CellReading = { readonly value: unknown } | { readonly expected: string };
type ReadCell = (text: string) => CellReading;

const expected = (what: string): CellReading => ({ expected: what });

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const id: ReadCell = (text) =>
  idPattern.test(text)
    ? { value: text }
    : expected('an id of 1 to 128 letters, digits and . _ : -, beginning with a letter or digit');

const anyText: ReadCell = (text) => ({ value: text });

/** As in the message check: no control characters, which a cell of two lines would contain. */
const textUpTo = (max: number): ReadCell => {
  const pattern = new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${max}}$`, 'u');
  return (text) =>
    pattern.test(text) ? { value: text } : expected(`text of at most ${max} characters on one line`);
};

const instant: ReadCell = (text) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
    ? { value: text }
    : expected('a date and time with an offset, such as 2020-08-08T17:00:00+09:00');

const wholeNumber =
  (min: number, max: number): ReadCell =>
  (text) => {
    const value = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { value } : expected(`a whole number from ${min} to ${max}`);
  };

const date: ReadCell = (text) => {
  const parsed = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  const isDate = parsed && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
  return isDate ? { value: text } : expected('a date as YYYY-MM-DD');
};

const currency: ReadCell = (text) =>
  currencyDecimals.has(text) ? { value: text } : expected('an ISO 4217 currency code, such as KPW');

const maxAmount = 1_000_000_000_000;

const amount: ReadCell = (text) =>
  /^\d{1,13}(\.\d{1,4})?$/.test(text) && Number(text) > 0 && Number(text) <= maxAmount
    ? { value: Number(text) }
    : expected(
        `an amount greater than zero, at most ${maxAmount.toLocaleString('en')}, without thousands separators`,
      );

const maxQuantityThousandths = 10n ** 12n;

const quantity =
  (unit: Unit): ReadCell =>
  (text) => {
    const thousandths = /^\d+(\.\d+)?$/.test(text) ? thousandthsOf(text) : undefined;
    const fits = thousandths !== undefined && thousandths > 0n && thousandths <= maxQuantityThousandths;
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
  readonly read: ReadCell;
  readonly need: 'required' | 'optional' | keyof ImportDefaults;
}

export const columnsOf: Readonly<Record<ImportKind, Readonly<Record<string, Column>>>> = {
  households: {
    householdId: { read: id, need: 'required' },
    adults: { read: wholeNumber(0, 50), need: 'required' },
    children: { read: wholeNumber(0, 50), need: 'required' },
    centreId: { read: id, need: 'centreId' },
    effectiveFrom: { read: date, need: 'effectiveFrom' },
    name: { read: textUpTo(500), need: 'optional' },
    neighbourhood: { read: textUpTo(500), need: 'optional' },
    priority: { read: wholeNumber(-1_000_000, 1_000_000), need: 'optional' },
    time: { read: instant, need: 'optional' },
  },
  handovers: {
    receiptId: { read: id, need: 'required' },
    householdId: { read: id, need: 'required' },
    centreId: { read: id, need: 'centreId' },
    orderId: { read: id, need: 'orderId' },
    collectedBy: { read: textUpTo(200), need: 'optional' },
    time: { read: instant, need: 'optional' },
  },
  payments: {
    paymentId: { read: id, need: 'required' },
    householdId: { read: id, need: 'required' },
    amount: { read: amount, need: 'required' },
    payerId: { read: id, need: 'payerId' },
    orderId: { read: id, need: 'orderId' },
    currency: { read: currency, need: 'currency' },
    time: { read: instant, need: 'optional' },
  },
};

/** The option that stands in for a column. */
const optionOf: Readonly<Record<keyof ImportDefaults, string>> = {
  orderId: '--order',
  centreId: '--centre',
  payerId: '--payer',
  effectiveFrom: '--effective-from',
  currency: '--currency',
  time: '--time',
};

/** What is wrong with the value of an option; `undefined` if it is fine. */
export function problemOfDefault(name: keyof ImportDefaults, text: string): string | undefined {
  const reads = { orderId: id, centreId: id, payerId: id, effectiveFrom: date, currency, time: instant };
  const reading = reads[name](text);
  return 'expected' in reading
    ? `${optionOf[name]}: expected ${reading.expected}, found ${JSON.stringify(text)}`
    : undefined;
}

/** The columns of a kind of file, for help texts. */
export const columnNames = (kind: ImportKind): string[] => Object.keys(columnsOf[kind]);

const commodityColumn = /^(.+) \((\w+)\)$/;
/** Added to rejects files, and ignored when they are imported. */
export const errorColumn = 'error';

/** What is expected of a cell whose bytes are in another encoding. */
export const utf8Expected = 'UTF-8 (save the file as "CSV UTF-8")';

export interface HeaderColumn {
  readonly field: string;
  readonly read: ReadCell;
  readonly need: Column['need'];
  /** Set on columns of goods. */
  readonly goods?: { readonly commodity: string; readonly unit: Unit };
  readonly ignored?: true;
}

/** The column that a header's cell names, in upper or lower case. */
function headerColumn(kind: ImportKind, cell: Cell, file: string): HeaderColumn {
  const { text } = cell;
  const isCalled = (name: string): boolean => name.toLowerCase() === text.toLowerCase();
  if (isCalled(errorColumn)) return { field: errorColumn, read: anyText, need: 'optional', ignored: true };
  const found = Object.entries(columnsOf[kind]).find(([name]) => isCalled(name));
  if (found) return { field: found[0], ...found[1] };
  const [, commodity, unit] = commodityColumn.exec(text) ?? [];
  const known = unitNames.find((name) => name === unit?.toLowerCase());
  if (kind === 'handovers' && commodity !== undefined && known !== undefined) {
    const field = `${commodity} (${known})`;
    return { field, read: quantity(known), need: 'optional', goods: { commodity, unit: known } };
  }
  const goods = kind === 'handovers' ? ', or goods with their unit such as "rice (kg)"' : '';
  throw new CliError(
    `${file}:${cell.line}:${cell.column} header: expected one of ${columnNames(kind).join(', ')}${goods}, found ${JSON.stringify(text)}`,
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
    throw new CliError(
      `${file}:${cell?.line}:${cell?.column} header: expected each column once, found ${JSON.stringify(cell?.text)} again`,
      2,
    );
  }
  for (const [field, { need }] of Object.entries(columnsOf[kind])) {
    if (need === 'optional' || header.some((column) => column.field === field)) continue;
    if (need === 'required')
      throw new CliError(`${file}:${row.line}:1 header: expected a column ${field}`, 2);
    if (defaults[need] === undefined) {
      throw new CliError(
        `${file}:${row.line}:1 header: expected a column ${field}, or the option ${optionOf[need]}`,
        2,
      );
    }
  }
  if (kind === 'handovers' && !header.some(({ goods }) => goods)) {
    throw new CliError(`${file}:${row.line}:1 header: expected a column of goods such as "rice (kg)"`, 2);
  }
}

/** Errors: a `CliError` that names the first thing wrong with the header, and where it is. */
export function readHeader(
  kind: ImportKind,
  row: Row,
  defaults: ImportDefaults,
  file: string,
): readonly HeaderColumn[] {
  for (const { text, line, column } of row.cells) {
    if (/[\0\ufffd]/.test(text))
      throw new CliError(`${file}:${line}:${column} header: expected ${utf8Expected}`, 2);
  }
  const header = row.cells.map((cell) => headerColumn(kind, cell, file));
  checkHeader(kind, header, defaults, row, file);
  return header;
}
