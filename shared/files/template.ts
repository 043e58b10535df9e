/** Files to start from: a header, and rows that show how to fill it in. */
import type { CsvTable } from './csv.ts';
import { csvRows } from './csv-rows.ts';

const numbers = /^(?:adults|children|priority|quantity|contains|lost|amount|draw|.* \(\w+\))$/;

/** A template as a table, its numbers as numbers. */
export function templateTable(text: string): CsvTable {
  const [columns = [], ...rows] = csvRows(text).rows.map(({ cells }) => cells.map((cell) => cell.text));
  const cellOf = (content: string, at: number) =>
    content === '' ? undefined : numbers.test(columns[at] ?? '') ? Number(content) : content;
  return { columns, rows: rows.map((cells) => cells.map(cellOf)) };
}
