import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../dashboard/words/words.ts';
import { formOf, kindOfType } from '../../../dashboard/writing/forms.ts';
import { faultsIn, fieldAt, placeIn } from '../../../dashboard/writing/model/check.ts';
import { eventContent } from '../../../dashboard/writing/model/content.ts';
import { clockText, numberOf, valuesOf } from '../../../dashboard/writing/model/conversion.ts';
import { type Field, isList } from '../../../dashboard/writing/model/fields.ts';
import type { FormPlace } from '../../../dashboard/writing/model/form.ts';
import { expectedText } from '../../../dashboard/writing/model/sentences.ts';
import { type FieldPath, rowsIn, type Values, withValue } from '../../../dashboard/writing/model/values.ts';
import { formNames, isKind, type KindName } from '../../../dashboard/writing/offers.ts';
import { formWordsOf } from '../../../dashboard/writing/words/words.ts';
import { dataOfType } from '../../contract/samples.ts';

const zone = 'Asia/Pyongyang';
const time = '2020-08-08T09:00:00+09:00';

const samples = Object.entries(dataOfType).flatMap(([type, data]) => {
  const name = kindOfType(type);
  return name === undefined ? [] : [[name, data] as const];
});

const place = (form: KindName): FormPlace => ({
  form,
  orderId: 'O-1',
  of: undefined,
  order: undefined,
  reader: { roles: ['coordinator'], locations: [], payers: [] },
  zone,
  number: (prefix) => `${prefix}-1`,
});

/** The values that a sample would have been typed as. */
function valuesFor(name: KindName, data: unknown): Values {
  const kind = formOf(name);
  const values = valuesOf(kind.fields, { time, data }, zone);
  return { ...values, ...kind.asides?.(values) };
}

/** An amendment leaves out what it does not change; without an order, nothing stands that could be left out. */
const whole = samples.filter(([name]) => name !== 'amend');

describe('every form', () => {
  it('is of an event that the contract knows', () => {
    expect(samples.map(([name]) => name).sort()).toEqual(formNames.filter(isKind).sort());
  });

  it.each(whole)('%s sends what was typed, and is filled from what was sent', (name, data) => {
    const values = valuesFor(name, data);
    expect(eventContent(formOf(name), place(name), values)).toEqual({ time, data });
  });

  it.each(whole)('%s finds nothing wrong with what is right', (name, data) => {
    const values = valuesFor(name, data);
    expect(faultsIn(formOf(name), eventContent(formOf(name), place(name), values), values)).toEqual([]);
  });

  it.each(whole)('%s leads each fault to a field that is asked for', (name) => {
    const kind = formOf(name);
    const values = valuesOf(kind.fields, {}, zone);
    const faults = faultsIn(kind, eventContent(kind, place(name), values), values);
    expect(faults.length).toBeGreaterThan(0);
    for (const { path } of faults) expect(path).toBeDefined();
  });
});

/** The places of every text that is typed into a form. */
const textPaths = (fields: readonly Field[], values: Values, above: FieldPath = []): FieldPath[] =>
  fields.flatMap((field) =>
    isList(field)
      ? rowsIn(values, field.name).flatMap((row, index) =>
          textPaths(field.rows, row, [...above, field.name, index]),
        )
      : [[...above, field.name]],
  );

describe('what was expected', () => {
  const [english, korean] = [formWordsOf(wordsOf('en')), formWordsOf(wordsOf('ko'))];
  const wrong = [
    '',
    'no such thing',
    'x'.repeat(600),
    '-1',
    '0',
    '1.2345',
    '1,5',
    '10000000000',
    '２',
    '2020-02-30',
  ];

  it.each(whole)('is told in the language of the reader: %s', (name, data) => {
    const kind = formOf(name);
    const right = valuesFor(name, data);
    const sentences = textPaths(kind.fields, right).flatMap((path) =>
      wrong.flatMap((text) => {
        const values = withValue(right, path, text);
        return faultsIn(kind, eventContent(kind, place(name), values), values).map(
          ({ expected }) => expected,
        );
      }),
    );
    for (const sentence of new Set(sentences)) {
      expect(expectedText(korean, sentence), sentence).not.toBe(sentence);
      expect(expectedText(english, sentence) + expectedText(korean, sentence)).not.toMatch(/[{}]/);
    }
  });
});

describe('a place in an event', () => {
  const { fields } = formOf('receive');
  const values = { lines: [{ losses: [{}, {}] }] };

  it.each([
    ['data.lines[0].losses[1].quantity', ['lines', 0, 'losses', 1, 'quantity']],
    ['data.lines[0].contains.quantity', ['lines', 0]],
    ['data.lines[0]', ['lines', 0]],
    ['data.lines', ['lines']],
    ['data.at', ['at']],
    ['time', ['time']],
    ['data', undefined],
    ['data["no field"]', undefined],
  ])('%s is that of a field', (path, expected) => {
    expect(fieldAt(fields, placeIn(path), values)).toEqual(expected);
  });
});

describe('a number', () => {
  it.each([
    ['22.125', 22.125],
    ['0', 0],
    ['1000000000', 1_000_000_000],
    ['1,5', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['9007199254740993', undefined],
  ])('%j is %j, to the last digit or not at all', (text, number) => {
    expect(numberOf(text)).toBe(number);
  });
});

describe('an instant', () => {
  it('is typed by the clock of the zone', () => {
    expect(clockText(zone, new Date('2020-08-08T00:00:00Z'))).toBe('2020-08-08T09:00');
    expect(clockText(zone, new Date('2020-08-08T00:00:07Z'))).toBe('2020-08-08T09:00:07');
  });

  it.each([
    ['2020-08-08T25:00', 'a date and a time of day'],
    ['2062-08-08T09:00', 'a time that is not more than 24 hours ahead'],
  ])('%s is refused', (typed, expected) => {
    const kind = formOf('count');
    const values = { ...valuesFor('count', dataOfType['relief.stock.counted.v1']), time: typed };
    expect(faultsIn(kind, eventContent(kind, place('count'), values), values)).toEqual([
      { path: ['time'], expected },
    ]);
  });
});
