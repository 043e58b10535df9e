import { expect, it } from 'vitest';
import { Books } from '../ledger-api/books.ts';
import { order, registerHouseholds, rice } from '../ledger-api/round.ts';

it('lets in a story that was sent last to first: households before the order that counts them', async () => {
  const books = await Books.open();
  try {
    const receipts = ['H-8', 'H-9'].map((householdId) => ({
      receiptId: `R-${householdId}`,
      householdId,
      lines: [rice(5)],
    }));
    for (const [centreId, receipt] of [['C-8', receipts[0]] as const, ['C-9', receipts[1]] as const]) {
      await books.send({
        type: 'relief.handovers.made.v1',
        data: { centreId, orderId: 'O-8', receipts: [receipt] },
      });
      await books.send({
        type: 'relief.shipment.arrived.v1',
        data: { shipmentId: `W-${centreId}`, orderId: 'O-8', at: centreId, lines: [rice(50)] },
      });
    }
    await books.send(order('O-8', { area: { centres: ['C-8', 'C-9'] }, release: 'first-come' }));
    await registerHouseholds(books, 'C-8', '2020-07-01', [{ householdId: 'H-8', adults: 2, children: 1 }]);
    await registerHouseholds(books, 'C-9', '2020-07-01', [{ householdId: 'H-9', adults: 1, children: 0 }]);
    expect(await books.all('/exceptions?status=held', 100)).toHaveLength(7);

    const kind = 'centre';
    await books.send({
      type: 'relief.locations.registered.v1',
      data: {
        locations: [
          { locationId: 'C-8', name: 'Eighth', kind },
          { locationId: 'C-9', name: 'Ninth', kind },
        ],
      },
    });
    expect(await books.all('/exceptions', 100)).toEqual([]);
    expect(await books.get('/orders/O-8/reconciliation')).toMatchObject({
      commodities: [
        { commodity: 'rice', planned: 22, received: 100, handedOver: 10, onHand: 90 },
        {},
        {},
        {},
      ],
      locations: [
        { locationId: 'C-8', households: 1, householdsServed: 1 },
        { locationId: 'C-9', households: 1, householdsServed: 1 },
      ],
    });
  } finally {
    await books.close();
  }
});
