/** What was expected of a field, in the reader's language: the contract says it in English. */
import type { Unit } from '../../../shared/domain/quantity.ts';
import type { Filling } from '../../words/catalogue.ts';
import type { formsInEnglish } from '../words/en.ts';

export type FormKey = keyof typeof formsInEnglish;

/** The words that sentences need, of the page and of the command line. */
export interface SentenceWords {
  tell(key: FormKey, filling?: Filling): string;
  unit(unit: Unit | undefined): string;
}

/** Said by the page itself, of an instant that the schemas of `data` do not see. */
export const soon = 'a time that is not more than 24 hours ahead';
export const someMoment = 'a date and a time of day';

type Row = readonly [pattern: RegExp, key: FormKey];

const exact = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

/** Groups of a pattern fill in the phrase, by their names. */
const sentences: readonly Row[] = [
  [/^an id of 1 to 128/, 'expected.id'],
  [/^a waybill number of 1 to 128/, 'expected.waybill'],
  [/^text of 1 to (?<maximum>[\d,]+) characters/, 'expected.text'],
  [/^a whole number from (?<least>[-\d,]+) to (?<most>[\d,]+)$/, 'expected.wholeBetween'],
  [/^one or more of quantityPer/, 'expected.scale'],
  [/^one of .*because the pledge has a quantity$/, 'expected.pledgeUnit'],
  [/^one of /, 'expected.choice'],
  [/^true or false$/, 'expected.choice'],
  [/^an array of 1 to (?<most>[\d,]+) entries$/, 'expected.entries'],
  [/^an array of 0 to (?<most>[\d,]+) entries$/, 'expected.atMostEntries'],
  [/^"all" or an array of 1 to (?<most>[\d,]+)/, 'expected.entries'],
  [/^a commodity of 1 to 64/, 'expected.commodity'],
  [/^a calendar date/, 'expected.date'],
  [/^a number greater than 0, because the line has no losses$/, 'expected.receivedOrLost'],
  [/^a number greater than 0, at most/, 'expected.quantity'],
  [/^a number from 0 to/, 'expected.quantityFromZero'],
  [/^a whole number of (?<unit>\w+)$/, 'expected.wholeOf'],
  [/^nothing, because (?<unit>\w+) is no count unit$/, 'expected.noContents'],
  [/^another unit than (?<unit>\w+), which contains it$/, 'expected.otherUnit'],
  [/^at most (?<most>[\d,]+) (?<unit>\w+) in all$/, 'expected.atMostInAll'],
  [/^each \w+ once$/, 'expected.once'],
  [/^an amount greater than 0/, 'expected.amount'],
  [/^an ISO 4217 currency code$/, 'expected.currency'],
  [/^an amount with no decimals/, 'expected.noDecimals'],
  [/^an amount with at most (?<decimals>\d) decimals/, 'expected.decimals'],
  [/^a date not before startsOn, (?<date>.+)$/, 'expected.notBeforeStart'],
  [/^another location than itself$/, 'expected.otherLocation'],
  [/^another household than itself$/, 'expected.otherHousehold'],
  [/^1 to 10,000 adults and children together$/, 'expected.persons'],
  [/^at most \d+ characters, or the number of a share for/, 'expected.waybill'],
  [/^why the remainder was lost$/, 'expected.cause'],
  [/^another order than/, 'expected.otherOrder'],
  [/^a URI reference/, 'expected.source'],
  [/^an (exceptionId|anomalyId)/, 'expected.exceptionId'],
  [/^an RFC 3339 instant/, 'expected.moment'],
  [/^either \{ "source"/, 'expected.origin'],
  [/^either a commodity or a currency$/, 'expected.measure'],
  [/^a quantity and unit for a commodity, or an amount/, 'expected.tolerance'],
  [/^a quantity and unit, an amount and currency, or/, 'expected.found'],
  [/^a number greater than 0 and below 50/, 'expected.riskPercent'],
  [/^20 to 64 digits$/, 'expected.seed'],
  [/^an amount from 0/, 'expected.amountFromZero'],
  [/expected object/, 'expected.choice'],
  [exact(someMoment), 'expected.moment'],
  [exact(soon), 'expected.soon'],
];

/** The sentence; one that the page does not know is told as it came. */
export function expectedText(words: SentenceWords, expected: string): string {
  for (const [pattern, key] of sentences) {
    const found = pattern.exec(expected);
    if (found === null) continue;
    const { unit, ...others } = found.groups ?? {};
    return words.tell(key, { ...others, ...(unit !== undefined && { unit: words.unit(unit as never) }) });
  }
  return expected;
}

/** What is wrong with a field: what was expected, and what was found. */
export function faultText(
  words: SentenceWords,
  { expected, found }: { readonly expected: string; readonly found?: string | undefined },
  typed: string,
): string {
  if (typed.trim() === '' && found === undefined) return words.tell('fault.empty');
  return words.tell('fault', { expected: expectedText(words, expected), found: found ?? typed.trim() });
}
