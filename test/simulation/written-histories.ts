/** Histories written for one bug each, which shows in few that are drawn. */
import { type QueuedEventType, queueOfType } from '../../shared/domain/events.ts';
import type { History, Sending } from './history.ts';

const centres = ['C-1', 'C-2'];
const households = ['H-1', 'H-2', 'H-3', 'H-4', 'H-5', 'H-6'];
const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];

type Sent = readonly [QueuedEventType, messageGroup: string, data: object];

const issued = (orderId: string): Sent => [
  'relief.order.issued.v1',
  orderId,
  {
    orderId,
    title: orderId,
    issuedBy: 'office',
    referenceDate: '2020-08-05',
    startsOn: '2020-08-05',
    area: { centres },
    rations: [{ commodity: 'rice', quantityPerPerson: 2, unit: 'kg' }],
    pledges: [],
    prohibitions: [],
    release: 'first-come',
  },
];

const before: readonly Sent[] = [
  [
    'relief.locations.registered.v1',
    'city',
    { locations: centres.map((locationId) => ({ locationId, name: locationId, kind: 'centre' })) },
  ],
  [
    'relief.households.registered.v1',
    'C-2',
    {
      centreId: 'C-2',
      effectiveFrom: '2020-07-01',
      households: households.map((householdId) => ({ householdId, adults: 2, children: 0 })),
    },
  ],
  issued('O-1'),
  ['relief.shipment.arrived.v1', 'C-2', { shipmentId: 'W-1', orderId: 'O-1', at: 'C-2', lines: rice(500) }],
];

const meanwhile: readonly Sent[] = [
  [
    'relief.order.amended.v1',
    'O-1',
    { orderId: 'O-1', revision: 2, reason: 'it is closed', area: { centres: ['C-1'] } },
  ],
  ...households.map((householdId, index): Sent => {
    const receipt = { receiptId: `R-${index + 1}`, householdId, lines: rice(1) };
    return ['relief.handovers.made.v1', 'C-2', { centreId: 'C-2', orderId: 'O-1', receipts: [receipt] }];
  }),
];

const sendingOf = ([type, messageGroup, data]: Sent, index: number): Sending => {
  const id = `e-${index + 1}`;
  const event = {
    specversion: '1.0',
    id,
    source: 'urn:relief:test',
    type,
    time: '2020-08-10T09:00:00+09:00',
  };
  const body = JSON.stringify({ ...event, data });
  return { queue: queueOfType[type], messageGroup, deduplicationId: id, body, title: `${type} ${id}` };
};

/** An amendment drops a centre while that hands out: a bug in between shows in one schedule of twenty. */
export const droppedCentre = (): History => ({
  sendings: [...before, ...meanwhile].map(sendingOf),
  settledFirst: before.length,
});

const transferred = (fromOrderId: string, toOrderId: string, quantity: number): Sent => [
  'relief.stock.transferred.v1',
  'C-2',
  {
    transferId: 'T-1',
    locationId: 'C-2',
    fromOrderId,
    toOrderId,
    reason: 'the first is over',
    lines: rice(quantity),
  },
];

/** Two orders at one centre give each other rice, each under the same number of its own. */
export const transfersBothWays = (): History => ({
  sendings: [...before, issued('O-2'), transferred('O-1', 'O-2', 5), transferred('O-2', 'O-1', 3)].map(
    sendingOf,
  ),
  settledFirst: before.length,
});
