/** A small relief round: two centres under a hub, short of oil, with a return, a count and payments. */
import type { Books } from './books.ts';

const handover = (receiptId: string, householdId: string, lines: object[], more: object = {}) => ({
  receiptId,
  householdId,
  lines,
  ...more,
});

export const rice = (quantity: number, unit = 'kg') => ({ commodity: 'rice', quantity, unit });
export const oil = (quantity: number) => ({ commodity: 'oil', quantity, unit: 'bottle' });

export async function registerRound(books: Books): Promise<void> {
  await books.send({
    type: 'relief.locations.registered.v1',
    data: {
      locations: [
        { locationId: 'HUB', name: 'Station', kind: 'hub' },
        { locationId: 'C-1', name: '=First centre', kind: 'centre', suppliedBy: 'HUB' },
        { locationId: 'C-2', name: 'Second centre', kind: 'centre', suppliedBy: 'HUB' },
        { locationId: 'S-1', name: 'Grocery', kind: 'store' },
      ],
    },
  });
  await registerHouseholds(books, 'C-1', '2020-01-01', [
    { householdId: 'H-1', name: '김, "영"', neighbourhood: 'Sonjuk-dong', adults: 2, children: 2 },
    { householdId: 'H-2', adults: 1, children: 0 },
  ]);
  await registerHouseholds(books, 'C-2', '2020-01-01', [
    { householdId: 'H-3', adults: 3, children: 0, name: 'Ri' },
  ]);
}

export const registerHouseholds = (
  books: Books,
  centreId: string,
  effectiveFrom: string,
  households: object[],
) => books.send({ type: 'relief.households.registered.v1', data: { centreId, effectiveFrom, households } });

export const order = (orderId: string, changes: object = {}) =>
  ({
    type: 'relief.order.issued.v1',
    data: {
      orderId,
      title: 'Relief round',
      issuedBy: 'Central committee',
      referenceDate: '2020-08-05',
      startsOn: '2020-08-05',
      area: { centres: 'all' },
      rations: [
        { commodity: 'rice', quantityPerPerson: 5.5, unit: 'kg' },
        { commodity: 'oil', quantityPerPerson: 1, unit: 'bottle' },
      ],
      stipend: { amountPerAdult: 8000.5, currency: 'KPW' },
      pledges: [
        { commodity: 'coal', quantity: 180, unit: 't', source: 'the mine', responsible: 'Cabinet' },
        { commodity: 'soap', source: 'the ministry', responsible: 'Ministry of Light Industry' },
      ],
      prohibitions: ['gathering firewood'],
      release: 'proportional',
      ...changes,
    },
  }) as const;

/** Books the round up to its end; answers the instant at which only the first handovers were recorded. */
export async function playRound(books: Books): Promise<{ readonly noon: string }> {
  books.setClock('2020-08-01T00:00:00.000Z');
  await registerRound(books);
  await books.send(order('O-1'));
  books.setClock('2020-08-07T00:00:00.000Z');
  await arrival(books, 'W-1', 'C-1', [{ ...rice(27.5), losses: [] }, oil(3)]);
  await arrival(books, 'W/2', 'C-2', [{ ...rice(16), losses: [{ quantity: 0.5, cause: 'spilled' }] }]);
  await dispatch(books, 'W-3', { locationId: 'C-2' }, 'S-1', [rice(500, 'g')]);
  await dispatch(books, 'W-4', { source: 'the mine' }, 'HUB', [
    { commodity: 'coal', quantity: 2, unit: 't' },
  ]);
  await arrival(books, 'W-4', 'HUB', [{ commodity: 'coal', quantity: 1.5, unit: 't' }]);
  await books.send({
    type: 'relief.handovers.made.v1',
    id: 'handovers-1',
    data: {
      centreId: 'C-1',
      orderId: 'O-1',
      receipts: [
        handover('R-1', 'H-1', [rice(5), oil(1)], { collectedBy: 'Neighbour' }),
        handover('R-2', 'H-2', [rice(5.5)]),
        handover('R-3', 'H-2', [rice(1)]),
        handover('R-4', 'H-9', [rice(1)]),
        { receiptId: 'R-5', householdId: 'H-1', lines: [] },
      ],
    },
  });
  books.setClock('2020-08-08T03:00:00.000Z');
  const noon = books.lastInstant;
  books.setClock('2020-08-08T04:00:00.000Z');
  await books.send({
    type: 'relief.handovers.made.v1',
    data: { centreId: 'C-1', orderId: 'O-1', receipts: [handover('R-6', 'H-1', [rice(2)])] },
  });
  await books.send({
    type: 'relief.handovers.returned.v1',
    data: {
      centreId: 'C-1',
      orderId: 'O-1',
      receipts: [{ receiptId: 'B-1', reverses: 'R-2', householdId: 'H-2', reason: 'wrong person' }],
    },
  });
  await books.send({
    type: 'relief.payments.made.v1',
    data: {
      payerId: 'P-1',
      orderId: 'O-1',
      payments: [
        { paymentId: 'M-1', householdId: 'H-1', amount: 8000.25, currency: 'KPW' },
        { paymentId: 'M-2', householdId: 'H-2', amount: 8000.5, currency: 'KPW' },
      ],
    },
  });
  await books.send({
    type: 'relief.payments.reversed.v1',
    data: {
      payerId: 'P-1',
      orderId: 'O-1',
      payments: [{ paymentId: 'N-1', reverses: 'M-2', householdId: 'H-2', reason: 'typed twice' }],
    },
  });
  await books.send({
    type: 'relief.stock.counted.v1',
    data: { countId: 'K-1', locationId: 'C-1', orderId: 'O-1', lines: [rice(20.499)] },
  });
  await books.send({
    type: 'relief.handovers.made.v1',
    data: { centreId: 'C-1', orderId: 'O-unknown', receipts: [handover('R-7', 'H-1', [rice(1)])] },
  });
  await books.sendBody('handovers', '{"a":1,"a":2}');
  await books.sendBody('payments', 'no json at all');
  return { noon };
}

export const arrival = (books: Books, shipmentId: string, at: string, lines: object[], orderId = 'O-1') =>
  books.send({ type: 'relief.shipment.arrived.v1', data: { shipmentId, orderId, at, lines } });

export const dispatch = (books: Books, shipmentId: string, from: object, to: string, lines: object[]) =>
  books.send({
    type: 'relief.shipment.dispatched.v1',
    data: { shipmentId, orderId: 'O-1', from, to, lines },
  });
