import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addToTally,
  cameInGoodOrder,
  emptyLocationTally,
  emptyPayerTally,
  firstExcess,
  type LocationTally,
  onHandAmounts,
  onHandOf,
  payerBalance,
  servedMore,
  stockTotalNames,
  stockTotalsOf,
  sumTallies,
} from '../../shared/domain/books.ts';
import { addAmounts, amountOf } from '../../shared/domain/quantity.ts';
import { lawful } from '../support/lawful.ts';
import { oil, rice } from '../support/orders.ts';

const tallies = fc
  .array(
    fc.tuple(
      fc.constantFrom(...stockTotalNames),
      fc.constantFrom('rice', 'oil'),
      fc.bigInt({ min: -1_000n, max: 1_000n }),
    ),
  )
  .map((movements) =>
    movements.reduce<LocationTally>(
      (tally, [column, commodity, quantity]) => addToTally(tally, column, new Map([[commodity, quantity]])),
      emptyLocationTally,
    ),
  );

describe('a location’s totals', () => {
  it('always balance: what came in is handed over, lost, sent on, or on hand, less what a count found', () => {
    lawful(
      fc.property(tallies, (tally) => {
        for (const commodity of tally.stock.keys()) {
          const totals = stockTotalsOf(tally, commodity);
          const gone = totals.handedOver + totals.lost + totals.dispatched + totals.transferredOut;
          expect(totals.received + totals.variance + totals.transferredIn).toBe(gone + onHandOf(totals));
        }
      }),
    );
  });

  it('sum up over locations, commodity by commodity', () => {
    lawful(
      fc.property(tallies, tallies, (one, other) => {
        const sum = sumTallies([servedMore(one, 2, 4), servedMore(other, 3, 3)]);
        expect([sum.householdsServed, sum.receipts]).toEqual([5, 7]);
        const together = addAmounts(onHandAmounts(one), onHandAmounts(other));
        for (const commodity of together.keys())
          expect(amountOf(onHandAmounts(sum), commodity)).toBe(amountOf(together, commodity));
      }),
    );
  });

  it('count as come to the households what was not lost on arrival', () => {
    const came = addToTally(emptyLocationTally, 'received', new Map([['rice', 100n]]));
    const spilled = addToTally(came, 'lostOnArrival', new Map([['rice', 30n]]));
    const lostLater = addToTally(spilled, 'lost', new Map([['rice', 40n]]));
    expect(cameInGoodOrder(stockTotalsOf(lostLater, 'rice'))).toBe(70n);
    expect(onHandOf(stockTotalsOf(lostLater, 'rice'))).toBe(60n);
    const more = addToTally(lostLater, 'transferredIn', new Map([['rice', 20n]]));
    expect(cameInGoodOrder(stockTotalsOf(more, 'rice'))).toBe(90n);
    expect(onHandOf(stockTotalsOf(more, 'rice'))).toBe(80n);
  });

  it('are not changed by what is added to them', () => {
    addToTally(emptyLocationTally, 'received', new Map([['rice', 1n]]));
    expect(emptyLocationTally.stock.size).toBe(0);
  });
});

describe('a payer’s balance', () => {
  it('is what was given less what was paid, and negative where its own money was advanced', () => {
    expect(payerBalance({ ...emptyPayerTally, funded: 5n, paid: 8n })).toBe(-3n);
  });
});

describe('an excess', () => {
  it('is the first commodity of which lines together ask for more than there is, with both figures', () => {
    const asked = [rice(5n), oil(1n), { ...rice(9n), commodity: 'soap' }, oil(2n)];
    const there = new Map([
      ['rice', 5n],
      ['oil', 2n],
    ]);
    expect(firstExcess(asked, (commodity) => amountOf(there, commodity))).toEqual({
      commodity: 'oil',
      unit: 'bottle',
      asked: 3n,
      available: 2n,
    });
  });
});

it('what is on hand is named by commodity, and zeros stay', () => {
  const came = addToTally(
    emptyLocationTally,
    'received',
    new Map([
      ['rice', 7n],
      ['oil', 2n],
    ]),
  );
  const tally = addToTally(came, 'handedOver', new Map([['oil', 2n]]));
  expect(onHandAmounts(tally)).toEqual(
    new Map([
      ['rice', 7n],
      ['oil', 0n],
    ]),
  );
});
