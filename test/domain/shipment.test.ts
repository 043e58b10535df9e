import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../shared/domain/quantity.ts';
import {
  inTransit,
  moveShipment,
  onward,
  receivedBeforeDispatch,
  type ShipmentMovement,
  shipmentStatus,
  shortfall,
  surplus,
  unknownShipment,
} from '../../shared/domain/shipment.ts';
import { lawful } from '../support/lawful.ts';

const rice = (quantity: bigint) => new Map([['rice', quantity]]);
const dispatch = (quantity: bigint, fromStock = true): ShipmentMovement => ({
  kind: 'dispatch',
  to: 'C-1',
  fromStock,
  lines: rice(quantity),
});
const arrival = (received: bigint, lost = 0n): ShipmentMovement => ({
  kind: 'arrival',
  at: 'C-1',
  received: rice(received),
  lost: rice(lost),
});
const fold = (movements: readonly ShipmentMovement[]) => movements.reduce(moveShipment, unknownShipment);

describe('a waybill', () => {
  it.each([
    ['sent', [dispatch(10n)], 'in-transit', 10n, 0n, 0n, 0n],
    ['come in part', [dispatch(10n), arrival(4n, 1n)], 'part-arrived', 5n, 5n, 0n, 5n],
    ['come whole in parts', [dispatch(10n), arrival(4n), arrival(5n, 1n)], 'arrived', 0n, 0n, 0n, 10n],
    ['come with more', [dispatch(10n), arrival(12n, 1n)], 'arrived', 0n, 0n, 3n, 10n],
    ['come without a dispatch', [arrival(4n, 1n)], 'arrived', 0n, 0n, 0n, 0n],
    ['sent from outside', [dispatch(10n, false), arrival(4n)], 'part-arrived', 6n, 6n, 0n, 0n],
  ] as const)('%s', (_title, movements, status, moving, short, more, known) => {
    const shipment = fold(movements);
    expect(shipmentStatus(shipment)).toBe(status);
    expect(amountOf(inTransit(shipment), 'rice')).toBe(moving);
    expect(amountOf(shortfall(shipment), 'rice')).toBe(short);
    expect(amountOf(surplus(shipment), 'rice')).toBe(more);
    expect(amountOf(onward(shipment), 'rice')).toBe(known);
  });

  it('comes to the same figures whatever was booked first', () => {
    const quantity = fc.bigInt({ min: 0n, max: 20n });
    const movement = fc.oneof(
      fc.tuple(quantity, fc.boolean()).map(([lines, fromStock]) => dispatch(lines, fromStock)),
      fc.tuple(quantity, quantity).map(([received, lost]) => arrival(received, lost)),
    );
    lawful(
      fc.property(fc.array(movement, { maxLength: 6 }), fc.func(fc.integer()), (movements, key) => {
        const shuffled = movements
          .map((one, index) => ({ one, place: key(index) }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        for (const figure of [inTransit, shortfall, surplus, onward]) {
          expect(amountOf(figure(fold(shuffled)), 'rice')).toBe(amountOf(figure(fold(movements)), 'rice'));
        }
      }),
    );
  });
});

describe('a waybill that is closed', () => {
  const closing = (remainder: 'lost' | 'never-sent', lines: bigint): ShipmentMovement => ({
    kind: 'closing',
    remainder,
    lines: rice(lines),
  });

  it.each([
    ['counts what did not come as lost', 'lost', true, 10n, 6n, 10n],
    ['was never sent what did not come', 'never-sent', true, 4n, 0n, 4n],
    ['from outside takes nothing from a shelf', 'never-sent', false, 4n, 0n, 0n],
  ] as const)('%s', (_title, remainder, fromStock, dispatched, lost, ofStock) => {
    const shipment = fold([dispatch(10n, fromStock), arrival(4n), closing(remainder, 6n)]);
    expect(shipment.isClosed).toBe(true);
    expect(amountOf(shipment.dispatched, 'rice')).toBe(dispatched);
    expect(amountOf(shipment.dispatchedFromStock, 'rice')).toBe(ofStock);
    expect(amountOf(shipment.lost, 'rice')).toBe(lost);
    expect(amountOf(inTransit(shipment), 'rice')).toBe(0n);
  });
});

describe('what came ahead of its dispatch', () => {
  it.each([
    ['is all that came in good order, where nothing was dispatched yet', [arrival(4n)], 4n],
    ['leaves out what was lost', [arrival(4n, 3n)], 4n],
    ['is the part beyond the dispatch', [dispatch(10n), arrival(12n)], 2n],
    ['is at most what came in good order', [dispatch(2n), arrival(1n, 4n)], 1n],
    ['is nothing where more was dispatched', [dispatch(10n), arrival(4n)], 0n],
  ] as const)('%s', (_title, movements, quantity) => {
    expect(amountOf(receivedBeforeDispatch(fold(movements)), 'rice')).toBe(quantity);
  });
});
