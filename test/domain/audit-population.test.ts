import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountedEntry, intervalOf, populationOf } from '../../shared/domain/audit-population.ts';
import { drawnUnit } from '../../shared/ledger/audit-draws.ts';
import vectors from './audit-vectors.json' with { type: 'json' };

const rice = { commodity: 'rice' };

const handover = (seq: number, shares: readonly bigint[]): CountedEntry => ({
  type: 'handover',
  seq,
  lines: new Map([['rice', -shares.reduce((sum, share) => sum + share, 0n)]]),
  group: shares.map(String),
  holders: new Map([['rice', shares.filter((share) => share !== 0n).length]]),
});

describe('populationOf', () => {
  it('counts receipts of the measure, and what was returned of them', () => {
    const back: CountedEntry = { ...handover(3, [-5n]), type: 'return' };
    const loss: CountedEntry = { type: 'loss', seq: 4, lines: new Map([['rice', -70n]]) };
    const soap: CountedEntry = { type: 'handover', seq: 5, lines: new Map([['soap', -1n]]), group: ['a'] };
    expect(populationOf([[handover(1, [5n, 10n]), handover(2, [0n, 7n]), back, loss, soap]], rice)).toEqual({
      entries: [
        { book: 0, seq: 1, amount: 15n },
        { book: 0, seq: 2, amount: 7n },
      ],
      receipts: 3,
      total: 22n,
      returned: 5n,
    });
  });

  it('counts payments in their currency', () => {
    const payment: CountedEntry = {
      type: 'payment',
      seq: 1,
      lines: new Map(),
      money: -30n,
      currency: 'KPW',
      group: ['a', 'b'],
    };
    expect(populationOf([[payment]], { currency: 'KPW' }).receipts).toBe(2);
    expect(populationOf([[payment]], { currency: 'EUR' }).total).toBe(0n);
  });
});

describe('draws', () => {
  const { endToEnd, sha256commaCounter } = vectors;

  it('take the units of the published digests', () => {
    const drawn = sha256commaCounter.mod1000plus1.map((_, index) =>
      Number(drawnUnit(sha256commaCounter.seed, index + 1, 1_000n) + 1n),
    );
    expect(drawn).toEqual(sha256commaCounter.mod1000plus1);
  });

  it('take the receipts of the worked case', () => {
    const receipts = Object.entries(endToEnd.receiptsGrams);
    const lengths = receipts.map(([, grams]) => BigInt(grams));
    const drawn = endToEnd.draws.map(({ i }) => {
      const unit = drawnUnit(endToEnd.seed, i, BigInt(endToEnd.V));
      const { index = 0 } = intervalOf(lengths, unit) ?? {};
      return { i, gram: Number(unit), receipt: receipts[index]?.[0] };
    });
    expect(drawn).toEqual(endToEnd.draws);
  });

  it('give each unit of the line to exactly one receipt', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 9n }), { minLength: 1, maxLength: 12 }), (lengths) => {
        const total = lengths.reduce((sum, length) => sum + length, 0n);
        const taken = new Array<bigint>(lengths.length).fill(0n);
        for (let unit = 0n; unit < total; unit += 1n) {
          const found = intervalOf(lengths, unit);
          expect(found?.within).toBe(taken[found?.index ?? -1]);
          taken[found?.index ?? -1] = (found?.within ?? 0n) + 1n;
        }
        expect(taken).toEqual(lengths);
        expect(intervalOf(lengths, total)).toBeUndefined();
      }),
    );
  });
});
