import { causeOf } from '../desk-context.ts';
import { EmptyListError } from '../model/list.ts';
import type { DeskWords } from '../words/words.ts';

/** Why no list was taken along. */
export const takeFault = (words: DeskWords, error: unknown): string =>
  error instanceof EmptyListError
    ? words.tell('take.empty')
    : words.tell('take.failed', { said: causeOf(words, error) });
