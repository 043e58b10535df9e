/** The tables of the public contract, row by row, as they stand there. */

export const queues: Readonly<Record<string, readonly string[]>> = {
  registrations: [
    'relief.locations.registered.v1',
    'relief.households.registered.v1',
    'relief.household.erased.v1',
    'relief.household.withdrawn.v1',
  ],
  'policy-orders': ['relief.order.issued.v1', 'relief.order.amended.v1', 'relief.order.cancelled.v1'],
  'shipment-arrivals': [
    'relief.shipment.dispatched.v1',
    'relief.shipment.arrived.v1',
    'relief.shipment.closed.v1',
  ],
  handovers: ['relief.handovers.made.v1', 'relief.handovers.returned.v1', 'relief.handovers.missed.v1'],
  payments: ['relief.payments.made.v1', 'relief.payments.reversed.v1', 'relief.payer.funded.v1'],
  'stock-counts': ['relief.stock.counted.v1', 'relief.stock.lost.v1', 'relief.stock.transferred.v1'],
  assurance: ['relief.finding.noted.v1', 'relief.audit.opened.v1', 'relief.audit.observed.v1'],
};

export const reasons = {
  held: [
    'unknown-order',
    'unknown-household',
    'unknown-location',
    'insufficient-stock',
    'insufficient-funds',
    'exceeds-release',
    'unknown-reference',
  ],
  rejected: [
    'invalid-message',
    'wrong-queue',
    'exceeds-entitlement',
    'exceeds-due',
    'not-covered',
    'order-cancelled',
    'order-ended',
    'wrong-centre',
    'conflicting-duplicate',
    'already-reversed',
    'wrong-unit',
    'stale-revision',
    'unknown-commodity',
    'order-not-started',
    'household-withdrawn',
    'withdrawn',
    'replaced',
    'already-used',
    'not-voidable',
  ],
} as const;

export const paths = [
  '/orders',
  '/orders/{orderId}',
  '/orders/{orderId}/reconciliation',
  '/households/{householdId}',
  '/households/{householdId}/ledger',
  '/locations',
  '/locations/{locationId}',
  '/locations/{locationId}/ledger',
  '/shipments/{shipmentId}',
  '/payers/{payerId}/ledger',
  '/locations/{locationId}/distribution-list',
  '/exceptions',
  '/anomalies',
  '/audits',
  '/audits/{auditId}',
  '/audits/{auditId}/draws',
  '/seals',
  '/seals/{date}',
] as const;

/** But `tampering`, which no event causes. */
export const anomalyKinds = [
  'shortfall',
  'surplus',
  'count-variance',
  'unexplained-loss',
  'shared-collector',
  'backdated-registration',
  'over-issue',
  'disputed-receipt',
  'diverted',
  'outside-area',
  'unplanned-goods',
  'beyond-plan',
  'repeated-arrival',
];

export const entryTypes = [
  'dispatch',
  'arrival',
  'loss',
  'handover',
  'return',
  'count-variance',
  'payment',
  'reversal',
  'funding',
  'transfer',
  'closing',
  'void',
];

/** The examples of answers: every member that they name, an array standing for each of its items. */
export const examples = {
  reconciliation: {
    orderId: '',
    status: '',
    asOf: '',
    commodities: [
      {
        commodity: '',
        unit: '',
        planned: 0,
        pledged: 0,
        inTransit: 0,
        received: 0,
        transferredIn: 0,
        transferredOut: 0,
        lost: 0,
        countVariance: 0,
        handedOver: 0,
        onHand: 0,
        outstanding: 0,
        overIssued: 0,
      },
    ],
    locations: [
      {
        locationId: '',
        kind: '',
        households: 0,
        persons: 0,
        adults: 0,
        householdsServed: 0,
        householdsComplete: 0,
        commodities: [{ commodity: '', received: 0, dispatched: 0 }],
      },
    ],
    stipend: {
      currency: '',
      due: 0,
      paid: 0,
      outstanding: 0,
      overpaid: 0,
      householdsPaid: 0,
      payers: [{ payerId: '', paid: 0, payments: 0 }],
    },
    exceptions: { held: 0, rejected: 0 },
  },
  household: {
    householdId: '',
    centreId: '',
    composition: { adults: 0, children: 0, persons: 0, effectiveFrom: '' },
    orders: [
      {
        orderId: '',
        status: '',
        centreId: '',
        persons: 0,
        adults: 0,
        entitlements: [{ commodity: '', unit: '', entitled: 0, released: 0, received: 0, outstanding: 0 }],
        stipend: { currency: '', due: 0, paid: 0, outstanding: 0 },
      },
    ],
  },
  shipment: {
    shipmentId: '',
    orderId: '',
    from: '',
    to: '',
    status: '',
    lines: [{ commodity: '', unit: '', dispatched: 0, received: 0, lost: 0, shortfall: 0, surplus: 0 }],
  },
  exception: {
    exceptionId: '',
    status: '',
    reason: '',
    detail: {},
    event: { source: '', id: '', type: '' },
    state: '',
    recordedAt: '',
    original: {},
  },
  anomaly: {
    anomalyId: '',
    kind: '',
    orderId: '',
    locationId: '',
    quantity: 0,
    references: [''],
    state: '',
    recordedAt: '',
  },
  goodsEntry: {
    account: '',
    seq: 0,
    at: '',
    type: '',
    orderId: '',
    reference: '',
    counterparty: '',
    lines: [{ commodity: '', unit: '', quantity: 0 }],
    money: null,
    balance: [{ commodity: '', unit: '', quantity: 0 }],
    previousHash: '',
    hash: '',
  },
  moneyEntry: {
    account: '',
    type: '',
    counterparty: '',
    lines: [],
    balance: [],
    money: { amount: 0, currency: '' },
    moneyBalance: { amount: 0, currency: '' },
  },
};

/** What of an example an answer lacks, or has in another form, by path. */
export function lacking(answer: any, example: unknown, path = ''): readonly string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(answer)) return [`${path}: no array`];
    return example.length === 0
      ? []
      : answer.flatMap((one, at) => lacking(one, example[0], `${path}[${at}]`));
  }
  if (typeof example !== 'object' || example === null) {
    const isAlike = example === null ? answer === null : typeof answer === typeof example;
    return isAlike ? [] : [`${path}: ${JSON.stringify(answer)}`];
  }
  if (typeof answer !== 'object' || answer === null) return [`${path}: ${JSON.stringify(answer)}`];
  return Object.entries(example).flatMap(([name, part]) => lacking(answer[name], part, `${path}.${name}`));
}
