/** Events of a small relief round, with names that a test can change. */
import type { SentEvent } from './desk.ts';

type Json = any;

export const locations: SentEvent = {
  type: 'relief.locations.registered.v1',
  data: {
    locations: [
      { locationId: 'HUB', name: 'Station', kind: 'hub' },
      { locationId: 'C-1', name: 'First centre', kind: 'centre', suppliedBy: 'HUB' },
      { locationId: 'C-2', name: 'Second centre', kind: 'centre', suppliedBy: 'HUB' },
      { locationId: 'S-1', name: 'Grocery', kind: 'store', suppliedBy: 'HUB' },
    ],
  },
};

export const households = (centreId: string, rows: Json[], effectiveFrom = '2020-01-01'): SentEvent => ({
  type: 'relief.households.registered.v1',
  data: { centreId, effectiveFrom, households: rows },
});

export const withdrawal = (householdId: string, effectiveFrom: string, more: Json = {}): SentEvent => ({
  type: 'relief.household.withdrawn.v1',
  data: { householdId, effectiveFrom, reason: 'departed', ...more },
});

export const missed = (orderId: string, centreId: string, rows: Json[]): SentEvent => ({
  type: 'relief.handovers.missed.v1',
  data: { centreId, orderId, households: rows },
});

export const order = (orderId: string, changes: Json = {}): SentEvent => ({
  type: 'relief.order.issued.v1',
  data: {
    orderId,
    title: 'Relief round',
    issuedBy: 'Central committee',
    referenceDate: '2020-08-05',
    startsOn: '2020-08-05',
    area: { centres: 'all' },
    rations: [
      { commodity: 'rice', quantityPerPerson: 5, unit: 'kg' },
      { commodity: 'oil', quantityPerPerson: 1, unit: 'bottle' },
    ],
    stipend: { amountPerAdult: 8000, currency: 'KPW' },
    pledges: [
      { commodity: 'coal', quantity: 180, unit: 't', source: 'the mine', responsible: 'Cabinet' },
      { commodity: 'soap', source: 'the ministry', responsible: 'Ministry of Light Industry' },
    ],
    prohibitions: ['gathering firewood'],
    release: 'first-come',
    ...changes,
  },
});

export const arrival = (
  orderId: string,
  shipmentId: string,
  at: string,
  lines: Json[],
  more: Json = {},
): SentEvent => ({
  type: 'relief.shipment.arrived.v1',
  data: { shipmentId, orderId, at, lines, ...more },
});

export const dispatch = (
  orderId: string,
  shipmentId: string,
  from: Json,
  to: string,
  lines: Json[],
): SentEvent => ({
  type: 'relief.shipment.dispatched.v1',
  data: { shipmentId, orderId, from, to, lines },
});

export const handovers = (orderId: string, centreId: string, receipts: Json[]): SentEvent => ({
  type: 'relief.handovers.made.v1',
  data: { centreId, orderId, receipts },
});

export const receipt = (receiptId: string, householdId: string, rice: number, more: Json = {}): Json => ({
  receiptId,
  householdId,
  lines: [{ commodity: 'rice', quantity: rice, unit: 'kg' }],
  ...more,
});

export const returns = (orderId: string, centreId: string, receipts: Json[]): SentEvent => ({
  type: 'relief.handovers.returned.v1',
  data: { centreId, orderId, receipts },
});

export const payments = (orderId: string, payerId: string, rows: Json[]): SentEvent => ({
  type: 'relief.payments.made.v1',
  data: { payerId, orderId, payments: rows },
});

export const payment = (paymentId: string, householdId: string, amount: number, currency = 'KPW'): Json => ({
  paymentId,
  householdId,
  amount,
  currency,
});

export const reversals = (orderId: string, payerId: string, rows: Json[]): SentEvent => ({
  type: 'relief.payments.reversed.v1',
  data: { payerId, orderId, payments: rows },
});

export const funding = (orderId: string, payerId: string, fundingId: string, amount: number): SentEvent => ({
  type: 'relief.payer.funded.v1',
  data: { fundingId, payerId, orderId, amount, currency: 'KPW' },
});

export const count = (orderId: string, locationId: string, countId: string, lines: Json[]): SentEvent => ({
  type: 'relief.stock.counted.v1',
  data: { countId, locationId, orderId, lines },
});

export const loss = (orderId: string, locationId: string, lossId: string, lines: Json[]): SentEvent => ({
  type: 'relief.stock.lost.v1',
  data: { lossId, locationId, orderId, lines },
});

export const amendment = (orderId: string, revision: number, changes: Json): SentEvent => ({
  type: 'relief.order.amended.v1',
  data: { orderId, revision, reason: 'more came', ...changes },
});

export const transfer = (
  fromOrderId: string,
  toOrderId: string,
  locationId: string,
  transferId: string,
  lines: Json[],
): SentEvent => ({
  type: 'relief.stock.transferred.v1',
  data: { transferId, locationId, fromOrderId, toOrderId, reason: 'left over', lines },
});

export const closing = (orderId: string, shipmentId: string, more: Json = {}): SentEvent => ({
  type: 'relief.shipment.closed.v1',
  data: { shipmentId, orderId, reason: 'nothing more will come', remainder: 'never-sent', ...more },
});

/** Takes back an event that the desk has sent; it goes on the queue and in the group of that one. */
export const voiding = (id: string, source = 'urn:test:desk'): SentEvent => ({
  type: 'relief.event.voided.v1',
  data: { source, id, reason: 'typed wrongly' },
});

export const cancellation = (orderId: string): SentEvent => ({
  type: 'relief.order.cancelled.v1',
  data: { orderId, reason: 'the city is open again' },
});

/** An audit of the rice, on the seal of a day. */
export const auditOpening = (orderId: string, auditId: string, sealDate: string): SentEvent => ({
  type: 'relief.audit.opened.v1',
  data: {
    auditId,
    orderId,
    measure: { commodity: 'rice' },
    tolerance: { quantity: 1, unit: 'kg' },
    riskPercent: 5,
    method: 'betting',
    sealDate,
    seed: '20237331128159211123',
  },
});

export const observations = (auditId: string, rows: Json[]): SentEvent => ({
  type: 'relief.audit.observed.v1',
  data: { auditId, observations: rows },
});
