/** What was expected of a cell of a file, in the reader's language: what reads files says it in English. */
import type { CellFault, RowFault } from '../../../shared/files/fault.ts';
import type { OptionNames } from '../../../shared/files/options.ts';
import { expectedText, type FormKey, type SentenceWords } from '../model/sentences.ts';
import { besideNames } from './beside.ts';

type Row = readonly [pattern: RegExp, key: FormKey];

/** Groups of a pattern fill in the phrase, by their names. */
const sentences: readonly Row[] = [
  [/^a waybill number of letters/, 'file.expected.waybill'],
  [/^text of at most (?<maximum>\d+) characters on one line$/, 'file.expected.text'],
  [/^one of (?<names>.+), or an ISO 4217 currency code$/, 'file.expected.unitOrCurrency'],
  [/^one of (?<names>.+)$/, 'file.expected.oneOf'],
  [/^a date of the calendar as YYYY-MM-DD$/, 'file.expected.date'],
  [/^a time of the calendar and the clock/, 'file.expected.time'],
  [/^a date and time, such as/, 'file.expected.instant'],
  [/^an ISO 4217 currency code, such as/, 'expected.currency'],
  [/^a number that every country reads alike/, 'file.expected.number'],
  [/^an amount greater than zero, at most (?<most>[\d,]+)$/, 'file.expected.amount'],
  [/^a whole number of (?<unit>\w+) greater than zero, or nothing$/, 'file.expected.wholeOf'],
  [/^a quantity in (?<unit>\w+) greater than zero/, 'file.expected.quantityIn'],
  [/^a quantity greater than zero/, 'file.expected.quantity'],
  [/^a quantity from zero on/, 'file.expected.quantityFromZero'],
  [/^(?<columns>.+); the file is empty$/, 'file.expected.empty'],
  [/^goods with their unit .*, the unit one of (?<names>.+)$/, 'file.expected.goodsUnit'],
  [/^each column once$/, 'file.expected.columnOnce'],
  [/^a column of goods/, 'file.expected.goods'],
  [/^a column (?<column>\w+), or the option (?<option>“[^”]+”)/, 'file.expected.columnOr'],
  [/^a column (?<column>\w+)/, 'file.expected.column'],
  [/^(?<cells>\d+) cells$/, 'file.expected.cells'],
  [/^a value$/, 'file.expected.value'],
  [/^a quantity of at least one commodity$/, 'file.expected.anyGoods'],
  [/^at most (?<decimals>\d) decimals for (?<currency>\w+)$/, 'file.expected.decimals'],
  [/^either a location in from/, 'file.expected.origin'],
  [/^nothing, because from names a location$/, 'file.expected.noSource'],
  [/^the unit or the currency of what was found$/, 'file.expected.unitOfFound'],
  [/^both contains and containsUnit/, 'file.expected.contains'],
  [/^the cause of the loss$/, 'file.expected.cause'],
  [/^a time on (?<date>\S+), the date of the row$/, 'file.expected.timeOn'],
  [/^a date beside it/, 'file.expected.dateBeside'],
  [/^a time with its offset/, 'file.expected.offset'],
  [/^the time of the count/, 'file.expected.timeOfCount'],
  [/^when it happened/, 'file.expected.when'],
  [/^what line (?<line>\d+) says of the same document$/, 'file.expected.sameDocument'],
  [/^the same as in line (?<line>\d+)$/, 'file.expected.sameAs'],
  [/^line (?<line>\d+) of the same document to be right$/, 'file.expected.restOfDocument'],
  [/^a closing quote$/, 'file.expected.quote'],
  [/^at most (?<most>[\d,]+) characters; is a quote/, 'file.expected.rowLength'],
  [/^CSV: /, 'file.expected.csv'],
  [/^(?<encoding>UTF-8|CP949|UTF-16LE|UTF-16BE); save the file/, 'file.expected.encoding'],
  [/^a day of (?<order>\S+), from (?<from>\S+) to (?<to>[\d-]+)/, 'file.expected.dayOfOrder'],
  [/^a day of (?<order>\S+), from (?<from>[\d-]+) on/, 'file.expected.dayFrom'],
  [/^a receipt number of household (?<household>\S+)$/, 'file.expected.receiptOf'],
  [/^(?<household>\d+), with its zeros$/, 'file.expected.zeros'],
  [/^what is yours: (?<names>.+)$/, 'file.expected.own'],
  [/^nothing, because only coordinators send it$/, 'file.expected.overIssue'],
];

/** How the fields beside a file are called in what is expected. */
export function optionNamesOf(words: SentenceWords): OptionNames {
  const names = Object.fromEntries(besideNames.map((name) => [name, `“${words.tell(`file.${name}`)}”`])) as {
    readonly [N in (typeof besideNames)[number]]: string;
  };
  return {
    ...names,
    cp949: words.tell('file.cp949'),
    decimal: `“${words.tell('file.decimal')}”`,
  };
}

export function expectedOfCell(words: SentenceWords, expected: string): string {
  for (const [pattern, key] of sentences) {
    const found = pattern.exec(expected);
    if (found !== null) return words.tell(key, { ...found.groups });
  }
  return expectedText(words, expected);
}

/** What was expected, and what was found. */
export function cellFaultText(words: SentenceWords, { expected, found }: CellFault): string {
  const told = expectedOfCell(words, expected);
  return found === undefined
    ? words.tell('file.fault', { expected: told })
    : words.tell('fault', { expected: told, found });
}

export const rowFaultText = (words: SentenceWords, fault: RowFault): string =>
  'rejectedAs' in fault
    ? words.tell('file.rejected', { reason: fault.rejectedAs })
    : cellFaultText(words, fault);
