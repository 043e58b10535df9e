import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ration } from '../../shared/domain/events.ts';
import { compositionInForce } from '../../shared/domain/household.ts';
import {
  coveredComposition,
  entitlementOf,
  foldOrder,
  maxCommodities,
  orderStatus,
  type Revision,
  rationFor,
  refuseByOrder,
  refuseByUnit,
  stipendDue,
  unitsOfTerms,
} from '../../shared/domain/order.ts';
import { isCountUnit, type Unit, unitNames } from '../../shared/domain/quantity.ts';
import { lawful } from '../support/lawful.ts';
import { family, issued, oilRation, orderOf, riceRation } from '../support/orders.ts';

const amended: Revision = {
  ...issued({ rations: [{ ...riceRation, perPersonThousandths: 7_000_000n }], endsOn: '2020-10-01' }),
  kind: 'amended',
  revision: 2,
  at: '2020-08-20T00:00:00.000Z',
};

describe('an order', () => {
  it('is not there without a revision', () => {
    expect(foldOrder('O-1', [], new Map())).toBeUndefined();
  });

  it('has the terms and the instant of its last accepted revision', () => {
    expect(orderOf(issued(), amended)).toMatchObject({
      revision: 2,
      acceptedAt: amended.at,
      terms: amended.terms,
      cancelled: false,
    });
  });

  it('keeps the revision and the instant that its cancellation ended', () => {
    const cancelled: Revision = { ...amended, kind: 'cancelled', at: '2020-08-30T00:00:00.000Z' };
    expect(orderOf(issued(), amended, cancelled)).toMatchObject({
      revision: 2,
      acceptedAt: amended.at,
      cancelled: true,
    });
  });

  it.each([
    ['2020-09-05', 'active'],
    ['2020-09-06', 'ended'],
  ] as const)('is on %s %s', (date, status) => {
    expect(orderStatus(orderOf(issued()), date)).toBe(status);
  });

  it('without an end runs on', () => {
    const { endsOn: _endsOn, ...endless } = issued().terms;
    expect(orderStatus(orderOf({ ...issued(), terms: endless }), '9999-12-31')).toBe('active');
  });

  it('that was cancelled is so for good, whether it had ended or not', () => {
    const order = orderOf(issued(), { ...issued(), kind: 'cancelled' });
    expect(['2020-08-06', '2020-12-31'].map((date) => orderStatus(order, date))).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });

  it('answers a commodity in the unit of its ration, and of its pledge where it is not rationed', () => {
    const pledges = [
      { commodity: 'rice', unit: 't', quantity: 1n, source: 's', responsible: 'r' },
      { commodity: 'coal', unit: 't', quantity: 1n, source: 's', responsible: 'r' },
      { commodity: 'soap', source: 's', responsible: 'r' },
    ] as const;
    expect([...unitsOfTerms({ rations: [riceRation], pledges })]).toEqual([
      ['rice', 'kg'],
      ['coal', 't'],
    ]);
  });

  it('keeps the unit of a first use until its terms name one', () => {
    const order = foldOrder('O-1', [issued()], new Map<string, Unit>([['soap', 'bar']]));
    expect(order?.units.get('soap')).toBe('bar');
    expect(order?.units.get('rice')).toBe('kg');
  });

  it('lets every unit of a commodity’s family through, and no other', () => {
    lawful(
      fc.property(fc.constantFrom(...unitNames), fc.constantFrom(...unitNames), (first, next) => {
        const refusal = refuseByUnit(new Map([['x', first]]), [{ commodity: 'x', unit: next }]);
        const alike =
          first === next || (!isCountUnit(first) && !isCountUnit(next) && sameMeasure(first, next));
        expect(refusal === undefined).toBe(alike);
      }),
    );
  });
});

describe('the lines of a document', () => {
  const lines = (count: number, name = 'c') =>
    Array.from({ length: count }, (_, index) => ({ commodity: `${name}${index}`, unit: 'kg' as const }));
  const unitsOf = (count: number) =>
    new Map(lines(count, 'known').map(({ commodity, unit }) => [commodity, unit]));

  it('may bring an order to as many commodities as it has room for, and no more', () => {
    expect(refuseByUnit(unitsOf(maxCommodities - 2), lines(2))).toBeUndefined();
    expect(refuseByUnit(unitsOf(maxCommodities - 2), lines(3))).toMatchObject({
      status: 'rejected',
      reason: 'invalid-message',
      detail: { path: 'data.lines' },
    });
    expect(refuseByUnit(unitsOf(0), lines(maxCommodities + 1), 'data')).toMatchObject({
      detail: { path: 'data' },
    });
  });

  it('may name what is known of an order that has no more room', () => {
    expect(refuseByUnit(unitsOf(maxCommodities + 1), lines(3, 'known'))).toBeUndefined();
  });

  it('measure a commodity that is new in one kind of unit', () => {
    const soap = { commodity: 'soap', unit: 'bar' } as const;
    expect(refuseByUnit(new Map(), [soap, soap])).toBeUndefined();
    expect(refuseByUnit(new Map(), [soap, { ...soap, unit: 'kg' }])).toMatchObject({
      reason: 'wrong-unit',
      detail: { commodity: 'soap', expected: 'bar', found: 'kg' },
    });
  });
});

describe('what happens under an order', () => {
  it.each([
    ['2020-08-04T23:59:59+09:00', 'order-not-started'],
    ['2020-08-05T00:00:00+09:00', undefined],
    ['2020-09-05T23:59:59+09:00', undefined],
    ['2020-09-06T00:00:00+09:00', 'order-ended'],
  ])('at %s is refused as %s', (time, reason) => {
    expect(refuseByOrder(orderOf(issued()), 'O-1', time)?.reason).toBe(reason);
  });

  it('goes on for good where the order has no end', () => {
    const { endsOn: _endsOn, ...endless } = issued().terms;
    expect(
      refuseByOrder(orderOf({ ...issued(), terms: endless }), 'O-1', '2999-01-01T00:00:00Z'),
    ).toBeUndefined();
  });

  it('waits for an order that is not there, and comes too late for a cancelled one', () => {
    const cancelled = orderOf(issued(), { ...issued(), kind: 'cancelled' });
    const time = '2020-08-06T00:00:00+09:00';
    expect(refuseByOrder(undefined, 'O-1', time)).toMatchObject({ status: 'held', reason: 'unknown-order' });
    expect(refuseByOrder(cancelled, 'O-1', time)?.reason).toBe('order-cancelled');
  });
});

const sameMeasure = (one: Unit, other: Unit): boolean =>
  ['g', 'kg', 't'].includes(one) === ['g', 'kg', 't'].includes(other);

describe('an entitlement', () => {
  const persons = fc.integer({ min: 1, max: 50 });
  const scale = fc.bigInt({ min: 1n, max: 10n ** 12n });

  it('is the scale times the persons, whole, and never rounded up', () => {
    lawful(
      fc.property(scale, persons, (perPersonThousandths, count) => {
        const entitled = rationFor({ ...oilRation, perPersonThousandths }, { adults: count, children: 0 });
        const exact = perPersonThousandths * BigInt(count);
        expect(entitled * 1_000n <= exact && exact < (entitled + 1n) * 1_000n).toBe(true);
      }),
    );
  });

  it('of half a bottle each is two bottles for five', () => {
    expect(entitlementOf(orderOf(issued()), { adults: 3, children: 2 })).toEqual(
      new Map([
        ['rice', 25_000n],
        ['oil', 2n],
      ]),
    );
  });

  it.each<readonly [string, Partial<Ration>, bigint]>([
    ['each adult and each child', { perAdultThousandths: 2_000n, perChildThousandths: 1_000n }, 8n],
    ['each household alone', { perHouseholdThousandths: 3_000n }, 3n],
    ['each person and the household', { perPersonThousandths: 1_000n, perHouseholdThousandths: 500n }, 5n],
    ['fractions that only together are whole', { perAdultThousandths: 250n, perChildThousandths: 125n }, 1n],
  ])('for %s adds up before it is rounded down', (_, scales, entitled) => {
    expect(rationFor({ commodity: 'oil', unit: 'bottle', ...scales }, { adults: 3, children: 2 })).toBe(
      entitled,
    );
  });

  it('to a stipend counts adults only', () => {
    expect(stipendDue(orderOf(issued()), { adults: 3 })).toBe(2_400_000n);
  });
});

describe('the composition in force', () => {
  const day = fc.integer({ min: 1, max: 9 }).map((number) => `2020-08-0${number}`);
  const compositions = fc
    .array(fc.record({ effectiveFrom: day, adults: fc.integer({ min: 1, max: 50 }) }), { maxLength: 8 })
    .map((rows) =>
      rows.map((row, index) => family({ ...row, recordedAt: `2020-08-10T00:00:00.00${index}Z` })),
    );

  it('is none before the first', () => {
    expect(compositionInForce([family()], '2020-06-30')).toBeUndefined();
  });

  it('is the one effective last, and of one day the one recorded last', () => {
    lawful(
      fc.property(compositions, day, (history, date) => {
        const inForce = compositionInForce(history, date);
        const rank = ({ effectiveFrom, recordedAt }: (typeof history)[number]) =>
          `${effectiveFrom} ${recordedAt}`;
        const candidates = history.filter(({ effectiveFrom }) => effectiveFrom <= date);
        const best = candidates.map(rank).sort().at(-1);
        expect(inForce && rank(inForce)).toBe(best);
      }),
    );
  });

  it('is the same in whatever order the history is read', () => {
    lawful(
      fc.property(compositions, day, (history, date) => {
        expect(compositionInForce([...history].reverse(), date)).toEqual(compositionInForce(history, date));
      }),
    );
  });

  it('is not changed by what is recorded later than the books are read', () => {
    lawful(
      fc.property(compositions, day, fc.integer({ min: 0, max: 8 }), (history, date, kept) => {
        const recordedBy = `2020-08-10T00:00:00.00${kept}Z`;
        const then = history.filter(({ recordedAt }) => recordedAt <= recordedBy);
        expect(compositionInForce(history, date, recordedBy)).toEqual(compositionInForce(then, date));
      }),
    );
  });

  it('under an order is that of its reference date, at a centre that it covers', () => {
    const moved = family({
      centreId: 'C-2',
      effectiveFrom: '2020-08-06',
      recordedAt: '2020-08-04T00:00:00.000Z',
    });
    const order = orderOf(issued({ centres: ['C-1'] }));
    expect(coveredComposition(order, [family(), moved])).toEqual(family());
    expect(coveredComposition(order, [family({ centreId: 'C-2' })])).toBeUndefined();
  });
});

describe('the currency of money given before the terms named any', () => {
  it('is the order’s, and no order has one that no money fixed', () => {
    expect(foldOrder('O-1', [issued()], new Map(), { fundedIn: 'KPW' })?.fundedIn).toBe('KPW');
    expect(foldOrder('O-1', [issued()], new Map())).not.toHaveProperty('fundedIn');
  });
});
