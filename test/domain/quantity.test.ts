import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountIn } from '../../shared/domain/money.ts';
import {
  addAmounts,
  amountOf,
  amountsOfLines,
  baseIn,
  baseQuantity,
  baseThousandths,
  isCountUnit,
  isNothing,
  negateAmounts,
  quantityIn,
  thousandthsOf,
  type Unit,
  unitNames,
} from '../../shared/domain/quantity.ts';
import { lawful } from '../support/lawful.ts';

const amounts = fc
  .array(fc.tuple(fc.constantFrom('rice', 'oil', 'soap'), fc.bigInt({ min: -100n, max: 100n })))
  .map((rows) => new Map(rows));

describe('a decimal', () => {
  it.each([
    ['0.001', 1n],
    ['12.5', 12_500n],
    ['-3', -3_000n],
    ['1e3', 1_000_000n],
    ['2.5E-2', 25n],
    ['1000000000', 10n ** 12n],
    ['0.0000', 0n],
    ['-1.5e-2', -15n],
    ['20e-4', 2n],
    ['1e-3', 1n],
    ['1e12', 10n ** 15n],
    ['0.000000001e12', 10n ** 6n],
    // What floating point gets wrong: 1.005 * 1000 is 1004.9999999999999.
    ['1.005', 1_005n],
  ] as const)('%s is exactly %d thousandths', (text, expected) => {
    expect(thousandthsOf(text)).toBe(expected);
  });

  it.each(['0.0001', '1e-4', '', 'NaN', 'Infinity', '1,5', '.5', '5.', '0x10'])(
    '%j has no thousandths',
    (text) => {
      expect(thousandthsOf(text)).toBeUndefined();
    },
  );

  it('of at most three decimals comes back as it was', () => {
    lawful(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (thousandths) => {
        const text = `${thousandths / 1_000n}.${(thousandths % 1_000n).toString().padStart(3, '0')}`;
        expect(thousandthsOf(text)).toBe(thousandths);
        expect(thousandthsOf(String(Number(text)))).toBe(thousandths);
      }),
    );
  });
});

describe('a quantity', () => {
  it('per person is kept in thousandths of the base unit', () => {
    expect(baseThousandths(500n, 'kg')).toBe(500_000n);
    expect(baseThousandths(300n, 'bottle')).toBe(300n);
  });

  /** Up to 10^9 of the largest unit, which is 10^15 g and below 2^53. */
  const bases = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

  it('comes back to the same base units from any unit of its family', () => {
    lawful(
      fc.property(bases, fc.constantFrom('g', 'kg', 'ml', 'l', 'bottle', 'piece'), (base, unit: Unit) => {
        const told = quantityIn(base, unit);
        const thousandths = thousandthsOf(String(told));
        expect(thousandths !== undefined && baseQuantity(thousandths, unit)).toBe(base);
        expect(baseIn(told, unit)).toBe(base);
      }),
      500,
    );
  });

  it.each([
    [0.0005, 'kg'],
    [0.5, 'bottle'],
    [Number.NaN, 'kg'],
    [1e21, 'g'],
  ] as const)('of %d %s is no whole number of base units', (told, unit) => {
    expect(baseIn(told, unit)).toBeUndefined();
  });

  it('in tonnes comes back to the gram', () => {
    lawful(
      fc.property(bases, (base) => {
        expect(baseIn(quantityIn(base, 't'), 't')).toBe(base);
      }),
    );
  });

  it('is a safe integer of base units, as JSON tells it', () => {
    lawful(
      fc.property(bases, (base) => {
        expect(BigInt(quantityIn(base, 'g'))).toBe(base);
      }),
    );
  });

  it.each([
    [1n, 'kg', 0.001],
    [180_000_000n, 't', 180],
    [-1_500n, 'l', -1.5],
    [0n, 'bar', 0],
  ] as const)('of %d base units is in %s told as %d', (base, unit, told) => {
    expect(Object.is(quantityIn(base, unit), told)).toBe(true);
  });

  it('of a count unit is whole, or none', () => {
    for (const unit of unitNames.filter(isCountUnit)) {
      expect(baseQuantity(1_500n, unit)).toBeUndefined();
      expect(baseQuantity(2_000n, unit)).toBe(2n);
    }
  });

  it('of less than a gram is none', () => {
    expect(baseQuantity(1n, 'g')).toBeUndefined();
    expect(baseQuantity(1n, 'kg')).toBe(1n);
  });
});

describe('money', () => {
  it('is told with the decimals of its currency', () => {
    expect([amountIn(800_000n, 2), amountIn(1_234n, 3), amountIn(-5n, 0), amountIn(1n, 2)]).toEqual([
      8_000, 1.234, -5, 0.01,
    ]);
  });
});

describe('amounts', () => {
  it('sum up by commodity, in whatever order', () => {
    lawful(
      fc.property(amounts, amounts, (one, other) => {
        const sum = addAmounts(one, other);
        const sorted = (of: typeof sum) => [...of].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(addAmounts(other, one))).toEqual(sorted(sum));
        for (const commodity of sum.keys())
          expect(amountOf(sum, commodity)).toBe(amountOf(one, commodity) + amountOf(other, commodity));
      }),
    );
  });

  it('less themselves are nothing, and stay listed', () => {
    lawful(
      fc.property(amounts, (some) => {
        const none = addAmounts(some, negateAmounts(some));
        expect(isNothing(none)).toBe(true);
        expect(none.size).toBe(some.size);
      }),
    );
  });

  it('of a document sum its lines', () => {
    const line = { commodity: 'rice', unit: 'kg', quantity: 500n } as const;
    expect(amountsOfLines([line, { ...line, unit: 'g' }])).toEqual(new Map([['rice', 1_000n]]));
  });
});
