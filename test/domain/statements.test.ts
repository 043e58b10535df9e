import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Booked, missingOf, newestStatement, type Said } from '../../shared/domain/statements.ts';
import { lawful } from '../support/lawful.ts';

const said = (time: string, recordedAt: string) => ({ time, recordedAt });

describe('the statement that counts', () => {
  it('is none where nothing was said', () => {
    expect(newestStatement([])).toBeUndefined();
  });

  it('is the newest by its own time, in whatever zone it was written and whenever it was recorded', () => {
    const late = said('2020-08-09T01:00:00+09:00', '2020-08-10T00:00:00.000Z');
    const later = said('2020-08-08T17:00:00Z', '2020-08-09T00:00:00.000Z');
    expect(newestStatement([late, later])).toBe(later);
    expect(newestStatement([later, late])).toBe(later);
  });

  it('is of two of one instant the one recorded later, and of two recorded at once the one named last', () => {
    const first = said('2020-08-08T09:00:00+09:00', '2020-08-09T00:00:00.000Z');
    const second = said('2020-08-08T00:00:00Z', '2020-08-09T00:00:01.000Z');
    const third = said('2020-08-08T00:00:00Z', '2020-08-09T00:00:01.000Z');
    expect(newestStatement([first, second])).toBe(second);
    expect(newestStatement([second, first])).toBe(second);
    expect(newestStatement([first, second, third])).toBe(third);
  });
});

const goods: Booked = {
  lines: new Map([
    ['rice', 10_000n],
    ['oil', 2n],
  ]),
};
const money: Booked = { lines: new Map(), money: 800_000n };

describe('what is missing', () => {
  it.each<[string, Said, Booked, unknown]>([
    ['is nothing of what was received', { statement: 'received' }, goods, []],
    [
      'is all that was booked where nothing came',
      { statement: 'not-received' },
      goods,
      [
        { of: 'goods', commodity: 'rice', quantity: 10_000n },
        { of: 'goods', commodity: 'oil', quantity: 2n },
      ],
    ],
    [
      'is what a household got less than was booked',
      {
        statement: 'less',
        lines: new Map([
          ['rice', 7_000n],
          ['oil', 2n],
        ]),
      },
      goods,
      [{ of: 'goods', commodity: 'rice', quantity: 3_000n }],
    ],
    [
      'is a commodity that it does not name',
      { statement: 'less', lines: new Map([['rice', 10_000n]]) },
      goods,
      [{ of: 'goods', commodity: 'oil', quantity: 2n }],
    ],
    [
      'is not made up for by more of another',
      {
        statement: 'less',
        lines: new Map([
          ['rice', 12_000n],
          ['oil', 1n],
        ]),
      },
      goods,
      [{ of: 'goods', commodity: 'oil', quantity: 1n }],
    ],
    [
      'is not told where it says less without a quantity',
      { statement: 'less' },
      goods,
      [
        { of: 'goods', commodity: 'rice' },
        { of: 'goods', commodity: 'oil' },
      ],
    ],
    [
      'is all of the money where none came',
      { statement: 'not-received' },
      money,
      [{ of: 'money', quantity: 800_000n }],
    ],
    [
      'is the rest of the money',
      { statement: 'less', amountMinor: 500_000n },
      money,
      [{ of: 'money', quantity: 300_000n }],
    ],
    ['is no money where all of it came', { statement: 'less', amountMinor: 800_000n }, money, []],
    ['is money that is not told', { statement: 'less' }, money, [{ of: 'money' }]],
  ])('%s', (_, statement, booked, missing) => {
    expect(missingOf(statement, booked)).toEqual(missing);
  });

  it('and what came are what was booked, wherever no more came', () => {
    lawful(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        (had, got) => {
          const lines = new Map([['rice', got]]);
          const [missing] = missingOf({ statement: 'less', lines }, { lines: new Map([['rice', had]]) });
          expect(missing?.quantity ?? 0n).toBe(got < had ? had - got : 0n);
        },
      ),
    );
  });
});
