/** Whether a return or a reversal may be booked: it undoes one whole earlier receipt or payment, once. */
import type { Undoing } from './events.ts';
import { unknownHousehold } from './handover.ts';
import type { Composition } from './household.ts';
import { type Order, unknownOrder } from './order.ts';
import { awaited, held, type Refusal, rejected } from './outcome.ts';

/** An earlier booking, as far as undoing looks at it. */
export interface Undoable {
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
export function refuseUndoing<B extends Undoable>(
  undoing: Undoing,
  context: {
    readonly orderId: string;
    readonly order: Order | undefined;
    readonly bookAccount: string;
    readonly history: readonly Composition[] | undefined;
    readonly bookings: readonly B[];
  },
): Refusal | { readonly fate: 'undo'; readonly booking: B } {
  const { bookings, bookAccount } = context;
  if (context.order === undefined) return unknownOrder(context.orderId);
  if (context.history === undefined) return unknownHousehold(undoing.householdId);
  const booking = bookings.find(
    (candidate) =>
      candidate.reference === undoing.reverses &&
      candidate.bookAccount === bookAccount &&
      candidate.reverses === undefined,
  );
  if (booking === undefined) {
    return held('unknown-reference', awaited.reference(bookAccount), {
      reverses: undoing.reverses,
      householdId: undoing.householdId,
    });
  }
  const earlier = bookings.find(
    (candidate) => candidate.reverses === undoing.reverses && candidate.bookAccount === bookAccount,
  );
  if (earlier !== undefined) {
    return rejected('already-reversed', { reverses: undoing.reverses, reversedBy: earlier.reference });
  }
  return { fate: 'undo', booking };
}
