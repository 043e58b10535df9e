/** A small reconciliation in balance: 100 kg of rice came to a hub, part of it went on to one centre. */
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';

export const commodityRow = (
  changes: Partial<ReconciliationAnswer['commodities'][number]> = {},
): ReconciliationAnswer['commodities'][number] => ({
  commodity: 'rice',
  unit: 'kg',
  planned: 200,
  pledged: 0,
  inTransit: 10,
  received: 100,
  transferredIn: 0,
  transferredOut: 0,
  lost: 2,
  countVariance: -1,
  handedOver: 60,
  onHand: 27,
  outstanding: 140,
  ...changes,
});

export const reconciliation = (changes: Partial<ReconciliationAnswer> = {}): ReconciliationAnswer => ({
  orderId: 'order-1',
  status: 'active',
  asOf: '2020-08-10T12:00:00.000Z',
  commodities: [commodityRow()],
  locations: [
    {
      locationId: 'C-01',
      kind: 'centre',
      households: 5,
      persons: 20,
      adults: 12,
      householdsServed: 3,
      commodities: [
        {
          commodity: 'rice',
          unit: 'kg',
          planned: 100,
          received: 70,
          transferredIn: 0,
          transferredOut: 0,
          lost: 2,
          countVariance: -1,
          handedOver: 60,
          onHand: 7,
          dispatched: 0,
          outstanding: 40,
        },
      ],
    },
    {
      locationId: 'HUB',
      kind: 'hub',
      households: 0,
      persons: 0,
      adults: 0,
      householdsServed: 0,
      commodities: [
        {
          commodity: 'rice',
          unit: 'kg',
          planned: 0,
          received: 100,
          transferredIn: 0,
          transferredOut: 0,
          lost: 0,
          countVariance: 0,
          handedOver: 0,
          onHand: 20,
          dispatched: 80,
          outstanding: 0,
        },
      ],
    },
  ],
  stipend: {
    currency: 'KPW',
    due: 96_000,
    paid: 64_000,
    outstanding: 32_000,
    householdsPaid: 4,
    payers: [{ payerId: 'office-01', paid: 64_000, payments: 4 }],
  },
  exceptions: { held: 0, rejected: 1 },
  ...changes,
});
