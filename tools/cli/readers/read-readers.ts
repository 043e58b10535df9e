/** Reads a file of readers: who they are by mail, what they may read, and of which locations and payers. */
import { CsvError, parse } from 'csv-parse/sync';
import { type RoleName, roleNames } from '../../../shared/domain/roles.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import { readers as words } from '../words/readers.ts';

export interface NewReader {
  readonly line: number;
  readonly mail: string;
  /** The role, and the groups that name its locations or payers. */
  readonly groups: readonly string[];
}

export interface ReaderFault {
  readonly line: number;
  readonly column: string;
  readonly fault: string;
}

export const readerColumns = ['mail', 'role', 'locations', 'payers'] as const;
type Column = (typeof readerColumns)[number];
type Row = Readonly<Record<Column, string>>;

/** Which column says of whom a role reads; the others read everything. */
const ownColumns = { 'centre-staff': 'locations', payer: 'payers' } as const satisfies Partial<
  Record<RoleName, Column>
>;
const groupPrefixes = { locations: 'location', payers: 'payer' } as const;
/** What Cognito takes as the name of a group, less its prefix. */
const idPattern = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,115}$/u;
const mailPattern = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;

/**
 * Reads the text of a CSV file with the columns `mail`, `role`, `locations` and `payers`; ids are parted by spaces.
 *
 * Errors: a `CliError` for a text that is no such file; faults of rows are returned, each with its line.
 */
export function readReaders(text: string): {
  readonly readers: readonly NewReader[];
  readonly faults: readonly ReaderFault[];
} {
  const faults: ReaderFault[] = [];
  const lines = new Map<string, number>();
  const readers = rowsOf(text).flatMap(({ row, line }): readonly NewReader[] => {
    const found = faultsOf(row, lines.get(row.mail.toLowerCase()));
    faults.push(...found.map((fault) => ({ line, ...fault })));
    if (!lines.has(row.mail.toLowerCase())) lines.set(row.mail.toLowerCase(), line);
    return found.length > 0 ? [] : [{ line, mail: row.mail, groups: groupsOf(row) }];
  });
  return { readers, faults };
}

function rowsOf(text: string): readonly { readonly row: Row; readonly line: number }[] {
  const [first = ''] = text.split(/[\r\n]/, 1);
  const delimiter = [';', '\t'].find((one) => first.includes(one)) ?? ',';
  try {
    const records = parse(text, { bom: true, delimiter, info: true, skip_empty_lines: true, trim: true });
    const [header, ...rows] = records as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    const names = header?.record.map((name) => name.toLowerCase()) ?? [];
    const wrong = names.find((name) => !readerColumns.some((column) => column === name));
    if (wrong !== undefined || !names.includes('mail') || !names.includes('role'))
      throw new CliError(
        wrong === undefined
          ? words('fault.header')
          : words('fault.column', { column: JSON.stringify(wrong) }),
        exitCodes.badInput,
      );
    const cell = (record: readonly string[], column: Column): string => record[names.indexOf(column)] ?? '';
    return rows.map(({ record, info }) => ({
      line: info.lines,
      row: {
        mail: cell(record, 'mail'),
        role: cell(record, 'role'),
        locations: cell(record, 'locations'),
        payers: cell(record, 'payers'),
      },
    }));
  } catch (error) {
    if (error instanceof CsvError) throw new CliError(error.message, exitCodes.badInput, { cause: error });
    throw error;
  }
}

const isRole = (text: string): text is RoleName => roleNames.some((name) => name === text);
const idsIn = (cell: string): readonly string[] => cell.split(/\s+/).filter((id) => id !== '');

/** `before`: the line that has the same mail. */
function faultsOf(row: Row, before: number | undefined): readonly Omit<ReaderFault, 'line'>[] {
  const { mail, role } = row;
  const faults: Omit<ReaderFault, 'line'>[] = [];
  if (!mailPattern.test(mail))
    faults.push({ column: 'mail', fault: words('fault.mail', { mail: JSON.stringify(mail) }) });
  if (before !== undefined)
    faults.push({ column: 'mail', fault: words('fault.before', { mail, line: String(before) }) });
  if (!isRole(role)) {
    faults.push({
      column: 'role',
      fault: words('fault.role', { roles: roleNames.join(', '), role: JSON.stringify(role) }),
    });
    return faults;
  }
  const own = role === 'centre-staff' || role === 'payer' ? ownColumns[role] : undefined;
  for (const column of ['locations', 'payers'] as const) {
    const ids = idsIn(row[column]);
    if (column === own && ids.length === 0) faults.push({ column, fault: words('fault.empty', { role }) });
    if (column !== own && ids.length > 0) faults.push({ column, fault: words('fault.filled', { role }) });
    for (const id of ids)
      if (!idPattern.test(id))
        faults.push({ column, fault: words('fault.group', { id: JSON.stringify(id) }) });
  }
  return faults;
}

const groupsOf = ({ role, ...row }: Row): readonly string[] => [
  role,
  ...(['locations', 'payers'] as const).flatMap((column) =>
    idsIn(row[column]).map((id) => `${groupPrefixes[column]}:${id}`),
  ),
];
