import { describe, expect, it } from 'vitest';
import { emptyPayerTally } from '../../shared/domain/books.ts';
import type { Payment } from '../../shared/domain/events.ts';
import type { Revision } from '../../shared/domain/order.ts';
import {
  orderCurrency,
  type PaymentContext,
  refuseByCurrency,
  refusePayment,
} from '../../shared/domain/payment.ts';
import { family, issued, orderOf, termsWith, won } from '../support/orders.ts';

const payment: Payment = { paymentId: 'M-1', householdId: 'H-1', amountMinor: 1_600_000n, currency: 'KPW' };
const context: PaymentContext = {
  orderId: 'O-1',
  time: '2020-08-08T10:00:00+09:00',
  order: orderOf(issued()),
  history: [family()],
  paid: 0n,
  tally: emptyPayerTally,
};
const cancelled = orderOf(issued(), { ...issued(), kind: 'cancelled' });
const float = orderOf(issued({ stipend: { ...won, funding: 'float' } }));
const { stipend: _stipend, ...unpaid } = termsWith();
const withoutStipend = orderOf({ ...issued(), terms: unpaid });

interface Row {
  readonly when: string;
  readonly given: Partial<PaymentContext>;
  readonly asks?: Partial<Payment>;
  readonly answer: unknown;
}

const rows: readonly Row[] = [
  { when: 'it is what is due, out of the payer’s own money', given: {}, answer: undefined },
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
    when: 'the order was over when it was paid',
    given: { time: '2020-09-06T00:00:00Z' },
    answer: expect.objectContaining({ status: 'rejected', reason: 'order-ended' }),
  },
  {
    when: 'the household is not registered',
    given: { history: undefined },
    answer: expect.objectContaining({
      status: 'held',
      reason: 'unknown-household',
      dependsOn: 'household:H-1',
    }),
  },
  {
    when: 'the order does not cover the household',
    given: { history: [] },
    answer: expect.objectContaining({ status: 'rejected', reason: 'not-covered' }),
  },
  {
    when: 'it is in another currency',
    given: {},
    asks: { currency: 'CNY' },
    answer: { status: 'rejected', reason: 'wrong-unit', detail: { expected: 'KPW', found: 'CNY' } },
  },
  {
    when: 'an instalment would go beyond what is due by one',
    given: { paid: 1_000_001n },
    asks: { amountMinor: 600_000n },
    answer: {
      status: 'rejected',
      reason: 'exceeds-due',
      detail: { currency: 'KPW', due: 16_000, paid: 10_000.01, asked: 6_000 },
    },
  },
  {
    when: 'an instalment fills what is due',
    given: { paid: 1_000_000n },
    asks: { amountMinor: 600_000n },
    answer: undefined,
  },
  {
    when: 'the order pays no stipend',
    given: { order: withoutStipend },
    answer: expect.objectContaining({ status: 'rejected', reason: 'exceeds-due' }),
  },
  {
    when: 'the household has no adult',
    given: { history: [family({ adults: 0, children: 3 })] },
    answer: expect.objectContaining({ status: 'rejected', reason: 'exceeds-due' }),
  },
  {
    when: 'the float is one short',
    given: { order: float, tally: { ...emptyPayerTally, funded: 1_599_999n } },
    answer: {
      status: 'held',
      reason: 'insufficient-funds',
      dependsOn: 'funds:O-1',
      detail: { currency: 'KPW', balance: 15_999.99, asked: 16_000 },
    },
  },
  {
    when: 'the float just lasts',
    given: { order: float, tally: { ...emptyPayerTally, funded: 2_000_000n, paid: 400_000n } },
    answer: undefined,
  },
];

describe('a payment', () => {
  it.each(rows)('is judged when $when', ({ given, asks, answer }) => {
    expect(refusePayment({ ...payment, ...asks }, { ...context, ...given })).toEqual(answer);
  });

  const faults: readonly (readonly [string, Partial<PaymentContext>, Partial<Payment>])[] = [
    ['order-cancelled', { order: cancelled }, {}],
    ['unknown-household', { history: undefined }, {}],
    ['not-covered', { history: [] }, {}],
    ['wrong-unit', {}, { currency: 'CNY' }],
    ['exceeds-due', { paid: 1n }, {}],
    ['insufficient-funds', { order: float }, {}],
  ];
  const pairs = faults.flatMap((earlier, index) =>
    faults.slice(index + 1).map((later) => ({ earlier, later, name: earlier[0], other: later[0] })),
  );

  it.each(pairs)('with two faults is refused as $name, and not as $other', ({ earlier, later }) => {
    const [name, given, asks] = earlier;
    const [, givenLater, asksLater] = later;
    const judged = refusePayment(
      { ...payment, ...asksLater, ...asks },
      { ...context, ...givenLater, ...given },
    );
    expect(judged?.reason).toBe(name);
  });
});

describe('the currency of an order', () => {
  const yuan: Revision = {
    ...issued({ stipend: { ...won, currency: { code: 'CNY', decimals: 2 } } }),
    kind: 'amended',
    revision: 2,
  };

  it('is the one its money was first named in', () => {
    expect(orderCurrency(orderOf(issued(), yuan))?.code).toBe('KPW');
    expect(orderCurrency(orderOf({ ...issued(), terms: unpaid }, yuan))?.code).toBe('CNY');
  });

  it('refuses no currency while neither the order nor money given under it has named one', () => {
    expect(refuseByCurrency(withoutStipend, 'EUR')).toBeUndefined();
    expect(refuseByCurrency({ ...withoutStipend, fundedIn: 'EUR' }, 'EUR')).toBeUndefined();
    expect(refuseByCurrency({ ...withoutStipend, fundedIn: 'EUR' }, 'KPW')).toEqual({
      status: 'rejected',
      reason: 'wrong-unit',
      detail: { expected: 'EUR', found: 'KPW' },
    });
  });
});
