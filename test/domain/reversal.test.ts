import { describe, expect, it } from 'vitest';
import type { Reversal } from '../../shared/domain/events.ts';
import { type Reversible, refuseReversal } from '../../shared/domain/reversal.ts';
import { family, issued, orderOf } from '../support/orders.ts';

const reversal: Reversal = { reference: 'R-9', reverses: 'R-1', householdId: 'H-1', reason: 'mistake' };
const booking: Reversible = { reference: 'R-1', bookAccount: 'centre:C-1/O-1', reverses: undefined };
const undone: Reversible = { reference: 'R-8', bookAccount: 'centre:C-1/O-1', reverses: 'R-1' };

type Context = Parameters<typeof refuseReversal>[1];
const context: Context = {
  orderId: 'O-1',
  order: orderOf(issued()),
  bookAccount: 'centre:C-1/O-1',
  history: [family()],
  bookings: [booking],
};
const unknownReference = {
  status: 'held',
  reason: 'unknown-reference',
  dependsOn: 'reference:centre:C-1/O-1',
  detail: { reverses: 'R-1', householdId: 'H-1' },
};

interface Row {
  readonly when: string;
  readonly given: Partial<Context>;
  readonly answer: unknown;
}

const rows: readonly Row[] = [
  { when: 'the receipt is there', given: {}, answer: { status: 'undo', booking } },
  {
    when: 'the order was cancelled, for the goods are there',
    given: { order: orderOf(issued(), { ...issued(), kind: 'cancelled' }) },
    answer: { status: 'undo', booking },
  },
  {
    when: 'the order is not there',
    given: { order: undefined },
    answer: expect.objectContaining({ status: 'held', reason: 'unknown-order' }),
  },
  {
    when: 'the household is not registered',
    given: { history: undefined },
    answer: expect.objectContaining({ status: 'held', reason: 'unknown-household' }),
  },
  { when: 'the receipt is not there', given: { bookings: [] }, answer: unknownReference },
  {
    when: 'only another receipt is there',
    given: { bookings: [{ ...booking, reference: 'R-2' }] },
    answer: unknownReference,
  },
  {
    when: 'the receipt is in the book of another centre',
    given: { bookings: [{ ...booking, bookAccount: 'centre:C-2/O-1' }] },
    answer: unknownReference,
  },
  {
    when: 'the receipt is itself a return',
    given: { bookings: [{ ...booking, reverses: 'R-0' }] },
    answer: unknownReference,
  },
  {
    when: 'the receipt was returned before',
    given: { bookings: [booking, undone] },
    answer: {
      status: 'rejected',
      reason: 'already-reversed',
      detail: { reverses: 'R-1', reversedBy: 'R-8' },
    },
  },
  {
    when: 'another centre’s receipt of the same number was returned',
    given: { bookings: [booking, { ...undone, bookAccount: 'centre:C-2/O-1' }] },
    answer: { status: 'undo', booking },
  },
];

describe('a return or a reversal', () => {
  it.each(rows)('is judged when $when', ({ given, answer }) => {
    expect(refuseReversal(reversal, { ...context, ...given })).toEqual(answer);
  });

  it('names the order before the household, and the household before the receipt', () => {
    const nothing = { order: undefined, history: undefined, bookings: [] };
    expect(refuseReversal(reversal, { ...context, ...nothing })).toMatchObject({ reason: 'unknown-order' });
    expect(refuseReversal(reversal, { ...context, history: undefined, bookings: [] })).toMatchObject({
      reason: 'unknown-household',
    });
  });
});
