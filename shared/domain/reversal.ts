/** Whether a return or a reversal may be booked: it undoes one whole earlier receipt or payment, once. */
import type { Reversal } from './events.ts';
import { unknownHousehold } from './handover.ts';
import type { Composition } from './household.ts';
import { type Order, unknownOrder } from './order.ts';
import { dependencyOn, held, type Refusal, rejected } from './outcome.ts';

/** An earlier booking, as far as reversal looks at it. */
export interface Reversible {
  readonly reference: string;
  /** The book it was made from, by account. */
  readonly bookAccount: string;
  /** What it undid itself: a return cannot be returned. */
  readonly reverses: string | undefined;
}

/**
 * Goods and money that come back are booked whatever has become of the order, for they are there.
 *
 * `bookings` are those of the household's account, in their order.
 */
export function refuseReversal<B extends Reversible>(
  reversal: Reversal,
  context: {
    readonly orderId: string;
    readonly order: Order | undefined;
    readonly bookAccount: string;
    readonly history: readonly Composition[] | undefined;
    readonly bookings: readonly B[];
  },
): Refusal | { readonly status: 'undo'; readonly booking: B } {
  const { bookings, bookAccount } = context;
  if (context.order === undefined) return unknownOrder(context.orderId);
  if (context.history === undefined) return unknownHousehold(reversal.householdId);
  const booking = bookings.find(
    (candidate) =>
      candidate.reference === reversal.reverses &&
      candidate.bookAccount === bookAccount &&
      candidate.reverses === undefined,
  );
  if (booking === undefined) {
    return held('unknown-reference', dependencyOn.reference(bookAccount), {
      reverses: reversal.reverses,
      householdId: reversal.householdId,
    });
  }
  const earlier = bookings.find(
    (candidate) => candidate.reverses === reversal.reverses && candidate.bookAccount === bookAccount,
  );
  if (earlier !== undefined) {
    return rejected('already-reversed', { reverses: reversal.reverses, reversedBy: earlier.reference });
  }
  return { status: 'undo', booking };
}
