/** The words of the language a reader has chosen, for components. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Unit } from '../../shared/domain/quantity.ts';
import { type Catalogue, type Filling, type Key, moneyText, numberText, say } from './catalogue.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** Every language of the page, by its BCP 47 tag. */
export const languages = { en, ko } as const satisfies Readonly<Record<string, Catalogue>>;
export type Language = keyof typeof languages;
export const languageNames = Object.keys(languages) as Language[];

export interface Words {
  readonly language: Language;
  readonly locale: string;
  say(key: Key, filling?: Filling): string;
  number(figure: number): string;
  money(amount: number, currency: string): string;
  /** What the books call by a name of their own, in the language; what has no words there keeps its name. */
  named(kind: string, name: string): string;
  commodity(commodity: string): string;
  unit(unit: Unit | undefined, figure?: number): string;
  /** A figure with its unit. */
  quantity(figure: number, unit: Unit | undefined): string;
}

export function wordsOf(language: Language): Words {
  const catalogue = languages[language];
  // Dates and numbers follow the region a reader has set, where it is one of the language.
  const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  const words: Words = {
    language,
    locale,
    say: (key, filling) => say(catalogue, locale, key, filling),
    number: (figure) => numberText(locale, figure),
    money: (amount, currency) => moneyText(locale, amount, currency),
    named(kind, name) {
      const key = `${kind}.${name.replaceAll(' ', '-')}`;
      return Object.hasOwn(catalogue, key) ? words.say(key as Key) : name;
    },
    commodity: (commodity) => words.named('commodity', commodity),
    unit: (unit, figure = 0) => (unit === undefined ? '' : words.say(`unit.${unit}`, { count: figure })),
    quantity: (figure, unit) => `${words.number(figure)} ${words.unit(unit, figure)}`.trim(),
  };
  return words;
}

export const WordsContext = createContext<Words | undefined>(undefined);

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === undefined) throw new Error('There are no words around this component');
  return words;
}
