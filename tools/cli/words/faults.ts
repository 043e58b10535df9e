/** What is wrong with a file or an event, in the language: what reads them says it in English. */
import type { Filling } from '../../../dashboard/words/catalogue.ts';
import type { FormKey, SentenceWords } from '../../../dashboard/writing/model/sentences.ts';
import type { FileProblem, RowFault } from '../../../shared/files/fault.ts';
import { faults as english } from './en/faults.ts';
import { unitName } from './names.ts';
import { language, room } from './words.ts';

export const faults = room(english, async () => (await import('./ko/faults.ts')).faults);

let translated: ((words: SentenceWords, expected: string) => string) | undefined;

/** The sentences of what was expected are the page's own. */
const expectations = room({}, async () => {
  translated = (await import('../../../dashboard/writing/files/sentences.ts')).expectedOfCell;
  return (await import('./ko/faults.ts')).expectations;
});

const sentenceWords: SentenceWords = {
  tell: (key: FormKey, filling?: Filling) => expectations.named(key, key, filling),
  unit: (unit) => (unit === undefined ? '' : unitName(unit)),
};

/** A column that an option of the command may stand for. */
const columnOrOption = /^a column (?<column>\w+), or the option (?<option>--[\w-]+)/;

/** What was expected of a cell or a field. */
export function expectedText(expected: string): string {
  if (language() === 'en' || translated === undefined) return expected;
  const column = columnOrOption.exec(expected)?.groups;
  return column === undefined
    ? translated(sentenceWords, expected)
    : sentenceWords.tell('file.expected.columnOr', { ...column });
}

/** What was expected of a value, and what was found. */
export const valueText = (expected: string, found: string | undefined): string =>
  found === undefined
    ? faults('expected', { expected: expectedText(expected) })
    : faults('found', { expected: expectedText(expected), found });

/** A fault as it is shown and kept in rejects files: `file:line:column field: expected …`. */
export function faultText(file: string, fault: RowFault): string {
  const { line, column, field } = fault;
  const place = `${file}:${line}:${column} ${field === undefined ? '' : `${field}: `}`;
  if ('rejectedAs' in fault) return place + faults('rejected', { reason: fault.rejectedAs });
  return place + valueText(fault.expected, fault.found);
}

export function problemText(file: string, problem: FileProblem): string {
  switch (problem.is) {
    case 'fault':
      return faultText(file, problem.fault);
    case 'old-workbook':
      return faults('workbook.old', { file });
    case 'broken-workbook':
      return faults('workbook.broken', { file, said: problem.said });
  }
}
