/** What is wrong with a file or with one of its rows, and where. */

export interface CellPlace {
  /** Both from 1; a column counts characters, in a workbook cells. */
  readonly line: number;
  readonly column: number;
}

export interface CellFault extends CellPlace {
  /** The column of the file, `row` or `header`; none where the bytes are no text. */
  readonly field?: string;
  readonly expected: string;
  /** As it is shown, a text in quotation marks. */
  readonly found?: string;
}

/** That the system rejected a row after it was sent. */
export interface RejectedAs extends CellPlace {
  readonly field: 'row';
  /** The reason, with the facts behind it. */
  readonly rejectedAs: string;
}

export type RowFault = CellFault | RejectedAs;

export const faultAt = (
  { line, column }: CellPlace,
  field: string,
  expected: string,
  found?: string,
): CellFault => ({
  line,
  column,
  field,
  expected,
  ...(found !== undefined && { found: JSON.stringify(found) }),
});

/** A fault as it is shown and kept in rejects files: `file:line:column field: expected …`. */
export function faultText(file: string, fault: RowFault): string {
  const { line, column, field } = fault;
  const place = `${file}:${line}:${column} ${field === undefined ? '' : `${field}: `}`;
  if ('rejectedAs' in fault) return `${place}rejected as ${fault.rejectedAs}`;
  const { expected, found } = fault;
  return `${place}expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
}

/** Why nothing of a file can be read. */
export type FileProblem =
  | { readonly is: 'fault'; readonly fault: CellFault }
  /** A workbook of Excel before 2007. */
  | { readonly is: 'old-workbook' }
  | { readonly is: 'broken-workbook'; readonly said: string };

export class FileError extends Error {
  override readonly name = 'FileError';
  readonly problem: FileProblem;

  constructor(problem: FileProblem, options?: ErrorOptions) {
    super(problemText('the file', problem), options);
    this.problem = problem;
  }
}

export function problemText(file: string, problem: FileProblem): string {
  switch (problem.is) {
    case 'fault':
      return faultText(file, problem.fault);
    case 'old-workbook':
      return `${file} is a workbook of an old Excel (.xls); save it as .xlsx or as "CSV UTF-8"`;
    case 'broken-workbook':
      return `${file} cannot be read as an Excel workbook: ${problem.said}`;
  }
}

/** The error of a file whose header, or whose form, is at fault. */
export const fileFault = (fault: CellFault, options?: ErrorOptions): FileError =>
  new FileError({ is: 'fault', fault }, options);
