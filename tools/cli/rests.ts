/** Tables for a terminal of 80 columns: a line that says what it is, and below it the rest. */
import { widthOf } from './words/width.ts';

const columns = 80;
const indent = '    ';

/** A table in which each row is followed by what else there is to say of it. */
export function withRests(table: string, rests: readonly (readonly (string | undefined)[])[]): string {
  const [title = '', rule = '', ...lines] = table.split('\n');
  const all = lines.flatMap((line, index) => [
    line,
    ...(rests[index] ?? [])
      .filter((rest) => rest !== undefined && rest !== '')
      .flatMap((rest) => wrapped(rest ?? '')),
  ]);
  return [title, rule, ...all].join('\n');
}

/** Breaks at spaces; a word that is longer than a line stays whole. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || widthOf(last) + 1 + widthOf(word) > columns) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
