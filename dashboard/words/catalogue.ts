/** Saying a phrase of a language: its numbers in the reader's form, its plural by the language's rule. */
import type { en } from './en.ts';
import { once } from './once.ts';

/** Text with `{names}` to be filled in; by plural category of `count` where that matters. */
export type Phrase = string | ({ readonly other: string } & { readonly [C in Intl.LDMLPluralRule]?: string });

/** The texts of one room. */
export type Phrases = Readonly<Record<string, Phrase>>;
/** The same texts in another language: all keys, and no others. */
export type TranslationOf<T extends Phrases> = { readonly [K in keyof T]: Phrase };

export type Key = keyof typeof en;
export type Catalogue = TranslationOf<typeof en>;

export type Filling = Readonly<Record<string, string | number>>;

/** Fills in a phrase. Units: numbers are written with at most three decimals, exactly. */
export function say(catalogue: Catalogue, locale: string, key: Key, filling: Filling = {}): string {
  return phraseText(catalogue[key], locale, filling);
}

/** A phrase of any catalogue, filled in. */
export function phraseText(phrase: Phrase, locale: string, filling: Filling): string {
  const text = typeof phrase === 'string' ? phrase : chosen(phrase, locale, filling['count']);
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = filling[name] ?? '';
    return typeof value === 'number' ? numberText(locale, value) : value;
  });
}

function chosen(phrase: Exclude<Phrase, string>, locale: string, count: string | number | undefined): string {
  const category = pluralRules(locale).select(Number(count ?? 0));
  return phrase[category] ?? phrase.other;
}

const pluralRules = once((locale: string) => new Intl.PluralRules(locale));
const numbers = once((locale: string) => new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }));
const moneys = once(
  (locale: string, currency: string) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'code',
      minimumFractionDigits: 0,
      maximumFractionDigits: 3,
    }),
);

/** By way of the number's own decimal text, so that no digit is made up. */
export const numberText = (locale: string, figure: number): string =>
  numbers(locale).format(String(figure) as Intl.StringNumericLiteral);

/** A figure of an axis: from 100,000 in the reader's short form, such as 20M. */
export const axisText = (locale: string, figure: number): string =>
  Math.abs(figure) < 100_000
    ? numberText(locale, figure)
    : new Intl.NumberFormat(locale, { notation: 'compact' }).format(figure);

/** Money with its currency's code, and decimals only where there are some. */
export const moneyText = (locale: string, amount: number, currency: string): string =>
  moneys(locale, currency).format(String(amount) as Intl.StringNumericLiteral);
