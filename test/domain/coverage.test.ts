import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCoverage,
  addToBook,
  type Coverage,
  CoverageSum,
  coverageByCentre,
  coverageOfMove,
  lessCoverage,
  noCoverage,
  notServed,
  paidWithin,
} from '../../shared/domain/coverage.ts';
import { type Amounts, noAmounts } from '../../shared/domain/quantity.ts';
import { lawful } from '../support/lawful.ts';
import { family, issued, oilRation, orderOf, riceRation } from '../support/orders.ts';

const order = orderOf(issued({ rations: [riceRation, oilRation] }));
/** Entitled to 20 kg of rice and 2 bottles of oil. */
const four = family();
const amounts = (rice: bigint, oil: bigint): Amounts =>
  new Map([
    ['rice', rice],
    ['oil', oil],
  ]);
const coverage = (served: number, complete: number, met: bigint, got: bigint): Coverage => ({
  served,
  complete,
  met: new Map([['rice', met]]),
  got: new Map([['rice', got]]),
});

describe('what a movement changes of the household it is of', () => {
  it.each<[string, Amounts, Amounts, readonly [served: number, complete: number], Amounts, Amounts]>([
    [
      'first goods serve it',
      noAmounts,
      amounts(5_000n, 0n),
      [1, 0],
      amounts(5_000n, 0n),
      amounts(5_000n, 0n),
    ],
    [
      'the last make it complete',
      amounts(15_000n, 2n),
      amounts(20_000n, 2n),
      [0, 1],
      amounts(5_000n, 0n),
      amounts(5_000n, 0n),
    ],
    [
      'more than enough of one is not enough of another',
      noAmounts,
      amounts(25_000n, 1n),
      [1, 0],
      amounts(20_000n, 1n),
      amounts(25_000n, 1n),
    ],
    [
      'what comes back makes it incomplete',
      amounts(20_000n, 2n),
      amounts(20_000n, 1n),
      [0, -1],
      amounts(0n, -1n),
      amounts(0n, -1n),
    ],
    [
      'what went beyond comes back for nothing',
      amounts(25_000n, 2n),
      amounts(20_000n, 2n),
      [0, 0],
      amounts(0n, 0n),
      amounts(-5_000n, 0n),
    ],
    [
      'all that comes back leaves it unserved',
      amounts(20_000n, 2n),
      amounts(0n, 0n),
      [-1, -1],
      amounts(-20_000n, -2n),
      amounts(-20_000n, -2n),
    ],
  ])('%s', (_, before, after, [served, complete], met, got) => {
    const change = coverageOfMove(order, four, before, after);
    expect([change.served, change.complete]).toEqual([served, complete]);
    for (const commodity of ['rice', 'oil']) {
      expect(change.met.get(commodity) ?? 0n).toBe(met.get(commodity));
      expect(change.got.get(commodity) ?? 0n).toBe(got.get(commodity));
    }
  });

  it('of one that the order does not cover serves nobody', () => {
    const change = coverageOfMove(order, undefined, noAmounts, amounts(5_000n, 0n));
    expect(change).toMatchObject({ served: 0, complete: 0, met: noAmounts });
    expect(change.got.get('rice')).toBe(5_000n);
  });

  it('adds up to what it has, whatever came between', () => {
    const has = fc.record({
      rice: fc.bigInt({ min: 0n, max: 40_000n }),
      oil: fc.bigInt({ min: 0n, max: 4n }),
    });
    lawful(
      fc.property(fc.array(has, { minLength: 1, maxLength: 6 }), (states) => {
        const stations = [noAmounts, ...states.map(({ rice, oil }) => amounts(rice, oil))];
        const moves = stations
          .slice(1)
          .map((after, at) => coverageOfMove(order, four, stations[at] ?? noAmounts, after));
        const last = stations.at(-1) ?? noAmounts;
        const whole = coverageOfMove(order, four, noAmounts, last);
        const sum = moves.reduce(addCoverage, noCoverage);
        expect([sum.served, sum.complete]).toEqual([whole.served, whole.complete]);
        for (const commodity of ['rice', 'oil'])
          expect(sum.met.get(commodity) ?? 0n).toBe(whole.met.get(commodity) ?? 0n);
      }),
    );
  });
});

describe('coverage', () => {
  it('is taken away as it was added', () => {
    const [one, other] = [coverage(3, 2, 50n, 60n), coverage(2, 1, 20n, 25n)];
    expect(addCoverage(one, other)).toEqual(coverage(5, 3, 70n, 85n));
    expect(lessCoverage(one, other)).toEqual(coverage(1, 1, 30n, 35n));
  });

  it('is added up by the centre that serves', () => {
    const sum = new CoverageSum();
    sum.add('C-1', coverage(1, 1, 10n, 12n));
    sum.add('C-2', coverage(1, 0, 5n, 5n));
    sum.add('C-1', coverage(2, 0, 6n, 6n));
    expect(sum.byCentre).toEqual(
      new Map([
        ['C-1', coverage(3, 1, 16n, 18n)],
        ['C-2', coverage(1, 0, 5n, 5n)],
      ]),
    );
  });

  it('of a book leaves behind what was added under another revision', () => {
    const first = addToBook(undefined, 1, new Map([['C-1', coverage(1, 1, 10n, 10n)]]));
    const second = addToBook(first, 1, new Map([['C-1', coverage(1, 0, 5n, 5n)]]));
    expect(second).toEqual({ revision: 1, byCentre: new Map([['C-1', coverage(2, 1, 15n, 15n)]]) });
    const amended = new Map([['C-1', coverage(1, 0, 5n, 5n)]]);
    expect(addToBook(second, 2, amended)).toEqual({ revision: 2, byCentre: amended });
  });

  it('of an order is that of all its books, before the revision and since, and of nobody counts where it was given', () => {
    const books = [
      {
        locationId: 'C-1',
        earlier: new Map([['C-1', coverage(1, 0, 5n, 5n)]]),
        since: { revision: 2, byCentre: new Map([['C-2', coverage(1, 1, 10n, 10n)]]) },
      },
      {
        locationId: 'C-2',
        earlier: undefined,
        since: { revision: 1, byCentre: new Map([['C-2', coverage(9, 9, 90n, 90n)]]) },
      },
      {
        locationId: 'C-3',
        earlier: new Map([[notServed, coverage(0, 0, 0n, 7n)]]),
        since: { revision: 2, byCentre: new Map([[notServed, coverage(0, 0, 0n, 1n)]]) },
      },
    ];
    expect(coverageByCentre(2, books)).toEqual(
      new Map([
        ['C-1', coverage(1, 0, 5n, 5n)],
        ['C-2', coverage(1, 1, 10n, 10n)],
        ['C-3', coverage(0, 0, 0n, 8n)],
      ]),
    );
  });
});

it.each([
  [100n, 0n, 60n, 60n],
  [100n, 60n, 150n, 40n],
  [100n, 150n, 60n, -40n],
  [100n, 100n, 120n, 0n],
])('of what is due, %d, a payment from %d to %d pays %d', (due, before, after, paid) => {
  expect(paidWithin(due, before, after)).toBe(paid);
});
