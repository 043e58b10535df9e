/** One valid `data` for every type of event, and the message around it. */
import type { ReliefEvent } from '../../shared/domain/events.ts';

type Json = Readonly<Record<string, unknown>>;

const line = { commodity: 'rice', quantity: 5, unit: 'kg' };
export const receipt = { receiptId: 'R-1', householdId: 'H-1', lines: [line] };
export const payment = { paymentId: 'P-1', householdId: 'H-1', amount: 8000, currency: 'KPW' };
export const household = { householdId: 'H-1', adults: 2, children: 2 };

export const dataOfType = {
  'relief.locations.registered.v1': {
    locations: [
      { locationId: 'HUB', name: 'Kaesong station', kind: 'hub' },
      { locationId: 'C-1', name: 'Centre 1', kind: 'centre', suppliedBy: 'HUB' },
    ],
  },
  'relief.households.registered.v1': {
    centreId: 'C-1',
    effectiveFrom: '2020-07-01',
    households: [{ ...household, name: '김', neighbourhood: 'Pukan-dong', priority: 3 }],
  },
  'relief.household.erased.v1': { householdId: 'H-1', reason: 'asked for it' },
  'relief.household.withdrawn.v1': {
    householdId: 'H-1',
    effectiveFrom: '2020-08-04',
    reason: 'merged',
    into: 'H-2',
  },
  'relief.order.issued.v1': {
    orderId: 'O-1',
    title: 'Kaesong lockdown',
    issuedBy: 'Central Committee',
    referenceDate: '2020-08-05',
    startsOn: '2020-08-05',
    endsOn: '2020-09-05',
    area: { centres: ['C-1', 'C-2'] },
    rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }],
    stipend: { amountPerAdult: 8000, currency: 'KPW' },
    pledges: [
      { commodity: 'coal', quantity: 120.5, unit: 't', source: 'mine', responsible: 'province' },
      { commodity: 'soap', source: 'factory', responsible: 'city' },
      { commodity: 'salt', unit: 'kg', source: 'salt works', responsible: 'city' },
    ],
    prohibitions: ['no resale'],
    release: 'proportional',
  },
  'relief.order.amended.v1': { orderId: 'O-1', revision: 2, reason: 'longer', endsOn: '2020-10-01' },
  'relief.order.cancelled.v1': { orderId: 'O-1', reason: 'over' },
  'relief.shipment.dispatched.v1': {
    shipmentId: 'W/1',
    orderId: 'O-1',
    from: { source: 'central store' },
    to: 'HUB',
    carrier: 'train 12',
    lines: [line],
  },
  'relief.shipment.arrived.v1': {
    shipmentId: 'W/1',
    orderId: 'O-1',
    at: 'HUB',
    from: { locationId: 'C-1' },
    lines: [{ ...line, losses: [{ quantity: 0.25, cause: 'spilled' }] }],
  },
  'relief.handovers.made.v1': { centreId: 'C-1', orderId: 'O-1', receipts: [receipt] },
  'relief.handovers.returned.v1': {
    centreId: 'C-1',
    orderId: 'O-1',
    receipts: [{ receiptId: 'R-2', reverses: 'R-1', householdId: 'H-1', reason: 'mistake' }],
  },
  'relief.handovers.missed.v1': {
    centreId: 'C-1',
    orderId: 'O-1',
    households: [{ householdId: 'H-1', reason: 'absent', note: 'at her sister’s' }],
  },
  'relief.payments.made.v1': { payerId: 'BANK', orderId: 'O-1', payments: [payment] },
  'relief.payments.reversed.v1': {
    payerId: 'BANK',
    orderId: 'O-1',
    payments: [{ paymentId: 'P-2', reverses: 'P-1', householdId: 'H-1', reason: 'mistake' }],
  },
  'relief.payer.funded.v1': {
    fundingId: 'F-1',
    payerId: 'BANK',
    orderId: 'O-1',
    amount: 10.5,
    currency: 'KPW',
  },
  'relief.stock.counted.v1': {
    countId: 'N-1',
    locationId: 'C-1',
    orderId: 'O-1',
    lines: [{ commodity: 'rice', quantity: 0, unit: 'kg' }],
  },
  'relief.stock.lost.v1': {
    lossId: 'L-1',
    locationId: 'C-1',
    orderId: 'O-1',
    lines: [{ ...line, cause: 'stolen' }],
  },
  'relief.stock.transferred.v1': {
    transferId: 'X-1',
    locationId: 'C-1',
    fromOrderId: 'O-1',
    toOrderId: 'O-2',
    reason: 'left over',
    lines: [{ commodity: 'rice', quantity: 2, unit: 'bag', contains: { quantity: 50, unit: 'kg' } }],
  },
  'relief.shipment.closed.v1': {
    shipmentId: 'W/1',
    orderId: 'O-1',
    reason: 'the lorry turned back',
    remainder: 'lost',
    cause: 'damaged',
  },
  'relief.receipt.confirmed.v1': {
    orderId: 'O-1',
    householdId: 'H-1',
    reference: 'R-1',
    statement: 'less',
    lines: [line],
    channel: 'card',
    note: 'the bag was half full',
  },
  'relief.complaint.raised.v1': {
    complaintId: 'K-1',
    kind: 'received-less',
    channel: 'call',
    orderId: 'O-1',
    locationId: 'C-1',
    householdId: 'H-1',
    reference: 'R-1',
    text: 'the bag was half full',
    dueOn: '2020-08-20',
  },
  'relief.complaint.answered.v1': {
    complaintId: 'K-1',
    outcome: 'upheld',
    answer: 'it will be made up for',
    told: true,
  },
  'relief.finding.noted.v1': {
    exceptionId: `x${'0'.repeat(32)}`,
    note: 'the driver brought the rest a day later',
    state: 'explained',
    owner: 'Ri',
  },
  'relief.audit.opened.v1': {
    auditId: 'A-1',
    orderId: 'O-1',
    measure: { commodity: 'rice' },
    tolerance: { quantity: 15.5, unit: 'kg' },
    riskPercent: 5,
    method: 'kaplan-markov',
    sealDate: '2020-08-08',
    seed: '20237331128159211123',
  },
  'relief.audit.observed.v1': {
    auditId: 'A-1',
    observations: [
      {
        draw: 1,
        found: { quantity: 5, unit: 'kg' },
        visitedOn: '2020-08-12',
        visitor: 'Ri',
        note: 'of seven that were due',
      },
    ],
  },
  'relief.event.voided.v1': { source: 'urn:relief:test', id: 'e-0', reason: 'typed twice' },
} as const satisfies { readonly [T in ReliefEvent['type']]: Json };

export const eventTypes = Object.keys(dataOfType) as ReliefEvent['type'][];

export const envelope = (type: string, data: unknown, attributes: Json = {}): Json => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'urn:relief:test',
  type,
  time: '2020-08-05T09:00:00+09:00',
  data,
  ...attributes,
});

export const body = (type: string, data: unknown, attributes: Json = {}): string =>
  JSON.stringify(envelope(type, data, attributes));

/** A valid message of `type` with one value at `path` replaced; `undefined` takes it out. */
export function bodyWith(type: ReliefEvent['type'], path: string, value: unknown): string {
  const message: unknown = structuredClone(envelope(type, dataOfType[type]));
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<unknown>((inside, key) => Reflect.get(Object(inside), key), message);
  Reflect.set(Object(holder), last, value);
  return JSON.stringify(message);
}
