/**
 * A waybill: what was sent, what came of it, and what is between the two.
 *
 * Dispatch and arrival come on queues of different locations, so either may be booked first, and a waybill
 * may have several of each. Every figure is a function of their sums alone: the order they were booked in
 * shows in none of them. Only a closing stands where it stands: it ends what was in transit then.
 */
import type { Remainder } from './events.ts';
import { type Amounts, addAmounts, amountOf, negateAmounts, noAmounts } from './quantity.ts';

/** Units: base units. */
export interface Shipment {
  /** The location it was first sent to; `undefined` until it is dispatched. */
  readonly to: string | undefined;
  /** The location it last came to; `undefined` until a part of it arrives. */
  readonly arrivedAt: string | undefined;
  readonly dispatched: Amounts;
  /** The part of `dispatched` that left the stock of a location. */
  readonly dispatchedFromStock: Amounts;
  /** In good order. */
  readonly received: Amounts;
  readonly lost: Amounts;
  readonly isClosed: boolean;
}

export type ShipmentMovement =
  | { readonly kind: 'dispatch'; readonly to: string; readonly fromStock: boolean; readonly lines: Amounts }
  | { readonly kind: 'arrival'; readonly at: string; readonly received: Amounts; readonly lost: Amounts }
  /** `lines` are all that was in transit. */
  | { readonly kind: 'closing'; readonly remainder: Remainder['is']; readonly lines: Amounts };

export const unknownShipment: Shipment = {
  to: undefined,
  arrivedAt: undefined,
  dispatched: noAmounts,
  dispatchedFromStock: noAmounts,
  received: noAmounts,
  lost: noAmounts,
  isClosed: false,
};

export function moveShipment(shipment: Shipment, movement: ShipmentMovement): Shipment {
  switch (movement.kind) {
    case 'dispatch': {
      const { to, fromStock, lines } = movement;
      return {
        ...shipment,
        to: shipment.to ?? to,
        dispatched: addAmounts(shipment.dispatched, lines),
        dispatchedFromStock: fromStock
          ? addAmounts(shipment.dispatchedFromStock, lines)
          : shipment.dispatchedFromStock,
      };
    }
    case 'arrival':
      return {
        ...shipment,
        arrivedAt: movement.at,
        received: addAmounts(shipment.received, movement.received),
        lost: addAmounts(shipment.lost, movement.lost),
      };
    case 'closing':
      return closed(shipment, movement.remainder, movement.lines);
  }
}

function closed(shipment: Shipment, remainder: Remainder['is'], lines: Amounts): Shipment {
  if (remainder === 'lost') return { ...shipment, isClosed: true, lost: addAmounts(shipment.lost, lines) };
  return {
    ...shipment,
    isClosed: true,
    dispatched: addAmounts(shipment.dispatched, negateAmounts(lines)),
    dispatchedFromStock: addAmounts(
      shipment.dispatchedFromStock,
      negateAmounts(inTransitFromStock(shipment)),
    ),
  };
}

/** All that came of it, lost on the way or not. */
const arrivedAmounts = ({ received, lost }: Shipment): Amounts => addAmounts(received, lost);

/** `amounts` beyond `limits`, by commodity, zeros kept. */
const beyond = (amounts: Amounts, limits: Amounts): Amounts =>
  new Map(
    [...amounts].map(([commodity, quantity]) => {
      const more = quantity - amountOf(limits, commodity);
      return [commodity, more > 0n ? more : 0n];
    }),
  );

/** Dispatched, and neither received nor lost. */
export const inTransit = (shipment: Shipment): Amounts =>
  beyond(shipment.dispatched, arrivedAmounts(shipment));

/** The part of what is in transit that left the stock of a location; what came counts as come from stock first. */
export const inTransitFromStock = (shipment: Shipment): Amounts =>
  beyond(shipment.dispatchedFromStock, onward(shipment));

/** What is missing once any part has arrived. */
export const shortfall = (shipment: Shipment): Amounts =>
  shipment.arrivedAt === undefined ? noAmounts : inTransit(shipment);

/** What came beyond the dispatch; without a dispatch the waybill is taken as what came. */
export const surplus = (shipment: Shipment): Amounts =>
  shipment.to === undefined ? noAmounts : beyond(arrivedAmounts(shipment), shipment.dispatched);

/** Goods known to have come from another location's stock; a surplus counts as come from outside. */
export function onward(shipment: Shipment): Amounts {
  const arrived = arrivedAmounts(shipment);
  return new Map(
    [...shipment.dispatchedFromStock].map(([commodity, sent]) => {
      const came = amountOf(arrived, commodity);
      return [commodity, came < sent ? came : sent];
    }),
  );
}

/** Received in good order ahead of its dispatch. */
export function receivedBeforeDispatch(shipment: Shipment): Amounts {
  const more = beyond(arrivedAmounts(shipment), shipment.dispatched);
  return new Map(
    [...more].map(([commodity, quantity]) => {
      const received = amountOf(shipment.received, commodity);
      return [commodity, quantity < received ? quantity : received];
    }),
  );
}

export type ShipmentStatus = 'in-transit' | 'part-arrived' | 'arrived' | 'closed';

export function shipmentStatus(shipment: Shipment): ShipmentStatus {
  if (shipment.arrivedAt === undefined) return shipment.isClosed ? 'closed' : 'in-transit';
  return [...inTransit(shipment).values()].some((quantity) => quantity > 0n) ? 'part-arrived' : 'arrived';
}
