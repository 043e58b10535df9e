import { reading as english } from './en/reading.ts';
import { room } from './words.ts';

/** Texts of the commands that read the books. */
export const reading = room(english, async () => (await import('./ko/reading.ts')).reading);

type ColumnName = keyof typeof english extends infer K ? (K extends `column.${infer N}` ? N : never) : never;

/** The titles of a table's columns. */
export const titles = (...names: readonly ColumnName[]): readonly string[] =>
  names.map((name) => reading(`column.${name}`));
