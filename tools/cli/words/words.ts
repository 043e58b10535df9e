/**
 * The texts of the command line, room by room. English comes with the code that says it. Another language is loaded once it is
 * asked for, and of it only the rooms of the code that runs.
 */
import {
  type Filling,
  type Phrase,
  type Phrases,
  phraseText,
  type TranslationOf,
} from '../../../dashboard/words/catalogue.ts';
import type { Language } from './language.ts';

export type { Filling } from '../../../dashboard/words/catalogue.ts';

/** Says a phrase of a room, filled in. */
export interface Room<T extends Phrases> {
  (key: keyof T & string, filling?: Filling): string;
  /** The same in English, for what programs read. */
  readonly inEnglish: (key: keyof T & string, filling?: Filling) => string;
  /** What is named so, in the language; its name where the room has no word for it. */
  readonly named: (key: string, name: string, filling?: Filling) => string;
}

let spoken: Language = 'en';

/** Loads what each room says in another language. */
const loaders: (() => Promise<void>)[] = [];

export const language = (): Language => spoken;

export function room<T extends Phrases>(english: T, korean: () => Promise<TranslationOf<T>>): Room<T> {
  let translated: TranslationOf<T> | undefined;
  loaders.push(async () => {
    translated ??= await korean();
  });
  const phrases = (): TranslationOf<T> => (spoken === 'en' ? english : (translated ?? english));
  const text = (phrase: Phrase | undefined, locale: Language, filling: Filling): string =>
    phrase === undefined ? '' : phraseText(phrase, locale, filling);
  return Object.assign(
    (key: keyof T & string, filling: Filling = {}) => text(phrases()[key], spoken, filling),
    {
      inEnglish: (key: keyof T & string, filling: Filling = {}) => text(english[key], 'en', filling),
      named: (key: string, name: string, filling: Filling = {}) =>
        Object.hasOwn(phrases(), key) ? text(phrases()[key], spoken, filling) : name,
    },
  );
}

/** From now on, everything is said in this language. Rooms that are made later are loaded by the next call. */
export async function speak(wanted: Language): Promise<void> {
  spoken = wanted;
  if (wanted !== 'en') await Promise.all(loaders.map((load) => load()));
}
