import { describe, expect, it } from 'vitest';
import { addToTally, onHandOf, stockTotalsOf } from '../../shared/domain/books.ts';
import type { HandoverReceipt } from '../../shared/domain/events.ts';
import { type HandoverContext, judgeHandover } from '../../shared/domain/handover.ts';
import { acceptedAt, centre, family, issued, oil, orderOf, rice, stockOf } from '../support/orders.ts';

const receipt: HandoverReceipt = { receiptId: 'R-1', householdId: 'H-1', lines: [rice(20_000n), oil(2n)] };

/** A centre's book that holds this much, and had it when it happened. */
function shelf(stock: Parameters<typeof stockOf>[0]) {
  const tally = stockOf(stock);
  return { tally, availableOf: (commodity: string) => onHandOf(stockTotalsOf(tally, commodity)) };
}

const context: HandoverContext = {
  orderId: 'O-1',
  centreId: 'C-1',
  time: '2020-08-08T10:00:00+09:00',
  order: orderOf(issued()),
  location: centre,
  history: [family()],
  received: new Map(),
  plan: [{ priority: 0, adults: 2, persons: 4, households: 2 }],
  ...shelf({ rice: 40_000n, oil: 4n }),
};

const cancelled = orderOf(issued(), { ...issued(), kind: 'cancelled' });
const proportional = orderOf(issued({ release: 'proportional' }));

interface Row {
  readonly when: string;
  readonly given: Partial<HandoverContext>;
  readonly asks?: Partial<HandoverReceipt>;
  readonly answer: unknown;
}

const rows: readonly Row[] = [
  { when: 'all of the entitlement is there', given: {}, answer: undefined },
  {
    when: 'the order is not there',
    given: { order: undefined },
    answer: { status: 'held', reason: 'unknown-order', dependsOn: 'order:O-1', detail: { orderId: 'O-1' } },
  },
  {
    when: 'the order was cancelled',
    given: { order: cancelled },
    answer: { status: 'rejected', reason: 'order-cancelled', detail: { orderId: 'O-1' } },
  },
  {
    when: 'the order was over when the handover happened',
    given: { time: '2020-09-06T00:00:00+09:00' },
    answer: {
      status: 'rejected',
      reason: 'order-ended',
      detail: { endsOn: '2020-09-05', happenedOn: '2020-09-06' },
    },
  },
  {
    when: 'it is the last day of the order in its zone, whatever offset its sender wrote',
    given: { time: '2020-09-05T04:59:59-10:00' },
    answer: undefined,
  },
  {
    when: 'the last day of the order is over in its zone, though not where its sender is',
    given: { time: '2020-09-05T05:00:00-10:00' },
    answer: expect.objectContaining({ reason: 'order-ended' }),
  },
  {
    when: 'it happened on the day before the order began',
    given: { time: '2020-08-04T23:59:59+09:00' },
    answer: {
      status: 'rejected',
      reason: 'order-not-started',
      detail: { startsOn: '2020-08-05', happenedOn: '2020-08-04' },
    },
  },
  {
    when: 'a hand has written the year 0217',
    given: { time: '0217-08-08T10:00:00+09:00' },
    answer: expect.objectContaining({ reason: 'order-not-started' }),
  },
  {
    when: 'the centre is not registered',
    given: { location: undefined },
    answer: {
      status: 'held',
      reason: 'unknown-location',
      dependsOn: 'location:C-1',
      detail: { locationId: 'C-1' },
    },
  },
  {
    when: 'the household is not registered',
    given: { history: undefined },
    answer: {
      status: 'held',
      reason: 'unknown-household',
      dependsOn: 'household:H-1',
      detail: { householdId: 'H-1' },
    },
  },
  {
    when: 'the household was not in the registry on the reference date',
    given: { history: [family({ effectiveFrom: '2020-08-06' })] },
    answer: {
      status: 'rejected',
      reason: 'not-covered',
      detail: { householdId: 'H-1', orderId: 'O-1', referenceDate: '2020-08-05' },
    },
  },
  {
    when: 'the household was recorded after the order was accepted, though dated before',
    given: { history: [family({ recordedAt: '2020-08-05T00:00:00.001Z' })] },
    answer: expect.objectContaining({ status: 'rejected', reason: 'not-covered' }),
  },
  {
    when: 'the household was recorded at the very instant of acceptance',
    given: { history: [family({ recordedAt: acceptedAt })] },
    answer: undefined,
  },
  {
    when: 'the order covers other centres',
    given: { order: orderOf(issued({ centres: ['C-2'] })) },
    answer: expect.objectContaining({ status: 'rejected', reason: 'not-covered' }),
  },
  {
    when: 'the order covers some centres, and the household came after the reference date',
    given: {
      order: orderOf(issued({ centres: ['C-1'] })),
      history: [family({ effectiveFrom: '2020-08-06' })],
    },
    answer: expect.objectContaining({ status: 'rejected', reason: 'not-covered' }),
  },
  {
    when: 'another centre serves the household',
    given: { history: [family({ centreId: 'C-2' })] },
    answer: {
      status: 'rejected',
      reason: 'wrong-centre',
      detail: { householdId: 'H-1', servedBy: 'C-2', found: 'C-1' },
    },
  },
  {
    when: 'a line is in a unit of another family',
    given: {},
    asks: { lines: [{ commodity: 'rice', unit: 'bag', quantity: 1n }] },
    answer: {
      status: 'rejected',
      reason: 'wrong-unit',
      detail: { commodity: 'rice', expected: 'kg', found: 'bag' },
    },
  },
  {
    when: 'a commodity is written otherwise than the order writes it',
    given: {},
    asks: { lines: [rice(5_000n), { commodity: 'Rice', unit: 'bag', quantity: 1n }] },
    answer: { status: 'rejected', reason: 'unknown-commodity', detail: { commodity: 'Rice' } },
  },
  {
    when: 'it would be a gram more than the household is entitled to',
    given: { received: new Map([['rice', 1n]]) },
    answer: {
      status: 'rejected',
      reason: 'exceeds-entitlement',
      detail: { commodity: 'rice', unit: 'kg', entitled: 20, received: 0.001, asked: 20 },
    },
  },
  {
    when: 'lines of one commodity exceed the entitlement only together',
    given: {},
    asks: { lines: [rice(15_000n), rice(15_000n)] },
    answer: expect.objectContaining({ reason: 'exceeds-entitlement' }),
  },
  {
    when: 'the commodity is pledged to nobody',
    given: {},
    asks: { lines: [rice(5_000n), { commodity: 'soap', unit: 'bar', quantity: 1n }] },
    answer: { status: 'rejected', reason: 'unknown-commodity', detail: { commodity: 'soap' } },
  },
  {
    when: 'half of what is owed came, and all of a share is asked',
    given: { order: proportional, tally: stockOf({ rice: 20_000n, oil: 4n }) },
    answer: {
      status: 'held',
      reason: 'exceeds-release',
      dependsOn: 'stock:C-1/O-1',
      detail: { commodity: 'rice', unit: 'kg', entitled: 20, released: 10, received: 0, asked: 20 },
    },
  },
  {
    when: 'half of what is owed came, and half is asked',
    given: { order: proportional, tally: stockOf({ rice: 20_000n, oil: 4n }) },
    asks: { lines: [rice(10_000n), oil(2n)] },
    answer: undefined,
  },
  {
    when: 'what was lost on arrival is not released',
    given: {
      order: proportional,
      tally: addToTally(stockOf({ rice: 40_000n, oil: 4n }), 'lostOnArrival', new Map([['rice', 20_000n]])),
    },
    answer: expect.objectContaining({ reason: 'exceeds-release' }),
  },
  {
    when: 'others have drawn the stock',
    given: shelf({ rice: 40_000n, oil: 1n }),
    answer: {
      status: 'held',
      reason: 'insufficient-stock',
      dependsOn: 'stock:C-1/O-1',
      detail: { commodity: 'oil', unit: 'bottle', onHand: 1, asked: 2 },
    },
  },
];

describe('an over-issue', () => {
  const over = { ...receipt, overIssue: { reason: 'they were told that it was theirs' } };
  const all = new Map([
    ['rice', 20_000n],
    ['oil', 2n],
  ]);

  it.each([
    ['the order was cancelled', { order: cancelled }],
    ['the order had not started', { time: '2020-08-04T10:00:00+09:00' }],
    ['the order does not cover the household', { history: [] }],
    ['another centre serves the household', { history: [family({ centreId: 'C-2' })] }],
  ])('is booked though %s, and all of it goes beyond', (_title, given) => {
    expect(judgeHandover(over, { ...context, ...given })).toEqual({ status: 'admitted', beyond: all });
  });

  it('goes beyond by what the household may not draw, of each commodity for itself', () => {
    const received = new Map([['rice', 15_000n]]);
    const judged = judgeHandover(over, { ...context, received });
    expect(judged).toEqual({ status: 'admitted', beyond: new Map([['rice', 15_000n]]) });
    expect(judgeHandover(over, context)).toEqual({ status: 'admitted', beyond: new Map() });
  });

  it('goes beyond the released share, too', () => {
    const judged = judgeHandover(over, { ...context, order: proportional, tally: stockOf({ oil: 4n }) });
    expect(judged).toEqual({ status: 'admitted', beyond: new Map([['rice', 20_000n]]) });
  });

  it.each([
    ['unknown-order', { order: undefined }, {}],
    ['unknown-location', { order: cancelled, location: undefined }, {}],
    ['unknown-household', { order: cancelled, history: undefined }, {}],
    ['wrong-centre', { location: { ...centre, kind: 'store' }, history: [] }, {}],
    ['wrong-centre', { location: { ...centre, kind: 'hub' } }, {}],
    ['unknown-commodity', {}, { lines: [{ commodity: 'soap', unit: 'bar', quantity: 1n }] }],
    ['wrong-unit', {}, { lines: [{ commodity: 'rice', unit: 'bag', quantity: 1n }] }],
    ['insufficient-stock', shelf({ rice: 19_999n, oil: 2n }), {}],
  ] as const)('is refused as %s all the same', (reason, given, asks) => {
    expect(judgeHandover({ ...over, ...asks }, { ...context, ...given })).toMatchObject({ reason });
  });
});

describe('a handover', () => {
  it.each(rows)('is judged when $when', ({ given, asks, answer }) => {
    const verdict = judgeHandover({ ...receipt, ...asks }, { ...context, ...given });
    expect(verdict).toEqual(answer ?? { status: 'admitted', beyond: new Map() });
  });

  /** Each fault with those after it: the contract's order of checks. */
  const faults: readonly (readonly [string, Partial<HandoverContext>, Partial<HandoverReceipt>])[] = [
    ['order-cancelled', { order: cancelled }, {}],
    ['order-not-started', { time: '2020-08-04T10:00:00+09:00' }, {}],
    ['unknown-location', { location: undefined }, {}],
    ['unknown-household', { history: undefined }, {}],
    ['not-covered', { history: [] }, {}],
    ['wrong-centre', { history: [family({ centreId: 'C-2' })] }, {}],
    ['unknown-commodity', {}, { lines: [{ commodity: 'soap', unit: 'bar', quantity: 1n }] }],
    ['wrong-unit', {}, { lines: [{ commodity: 'rice', unit: 'bag', quantity: 1n }] }],
    ['exceeds-entitlement', {}, { lines: [rice(20_001n)] }],
    ['exceeds-release', { order: proportional, tally: stockOf({ rice: 20_000n }) }, {}],
    ['insufficient-stock', { tally: stockOf({ rice: 0n, oil: 0n }) }, {}],
  ];
  const pairs = faults.flatMap((earlier, index) =>
    faults.slice(index + 1).map((later) => ({ earlier, later, name: earlier[0], other: later[0] })),
  );

  it.each(pairs)('with two faults is refused as $name, and not as $other', ({ earlier, later }) => {
    const [name, given, asks] = earlier;
    const [, givenLater, asksLater] = later;
    const judged = judgeHandover(
      { ...receipt, ...asksLater, ...asks },
      { ...context, ...givenLater, ...given },
    );
    expect(judged).toMatchObject({ reason: name });
  });
});
