/**
 * Names of the environment variables that the stack sets and the functions read: one list for both.
 */
import type { QueueName } from '../domain/events.ts';

export const tableNames = ['households', 'stock', 'ledgers'] as const;
export type TableName = (typeof tableNames)[number];

export const tableEnvironmentNames = {
  households: 'HOUSEHOLDS_TABLE',
  stock: 'STOCK_TABLE',
  ledgers: 'LEDGERS_TABLE',
} as const satisfies { readonly [T in TableName]: string };

export const queueEnvironmentNames = {
  registrations: 'REGISTRATIONS_QUEUE_URL',
  'policy-orders': 'POLICY_ORDERS_QUEUE_URL',
  'shipment-arrivals': 'SHIPMENT_ARRIVALS_QUEUE_URL',
  handovers: 'HANDOVERS_QUEUE_URL',
  payments: 'PAYMENTS_QUEUE_URL',
  'stock-counts': 'STOCK_COUNTS_QUEUE_URL',
  assurance: 'ASSURANCE_QUEUE_URL',
} as const satisfies { readonly [Q in QueueName]: string };

/** Holds the `QueueName` of the queue that a function processes. */
export const ownQueueEnvironmentName = 'QUEUE';

/** Holds, a line each, the roles that may send to that queue, and the source that each writes for. */
export const sendersEnvironmentName = 'SENDERS';

/** Whose calendar the days of the books are of, as IANA names it. */
export const zoneEnvironmentName = 'ZONE';

/** Where seals are archived. */
export const archiveEnvironmentName = 'SEAL_ARCHIVE';

/** Metrics that functions count and alarms watch; each has the function's name as its dimension `service`. */
export const metricNamespace = 'ReliefLedger';
/** Holds the namespace of a stage, so that two stages in one account count for themselves. */
export const metricNamespaceEnvironmentName = 'POWERTOOLS_METRICS_NAMESPACE';
export const metricNames = {
  posted: 'Posted',
  duplicate: 'Duplicate',
  held: 'Held',
  rejected: 'Rejected',
  /** With the dimension {@link reasonDimension} beside the function's name. */
  rejectedByReason: 'RejectedByReason',
  /** What was held, less what was settled: by so much the held list grows. */
  heldGrowth: 'HeldGrowth',
  /** Receipts or payments that one transaction posted. */
  groupSize: 'GroupSize',
  /** From the time of an event to its entry; of a group, the longest. */
  lag: 'Lag',
  writeUnits: 'WriteUnits',
  /** Messages and changes that a function could not finish and gave back: for Lambda its invocation succeeded. */
  returned: 'Returned',
  anomalies: 'Anomalies',
  tampering: 'Tampering',
  booksSealed: 'BooksSealed',
  overdueComplaints: 'OverdueComplaints',
} as const;
export const reasonDimension = 'reason';
/** The `service` of what alarms ask of all functions together: a metric for each function is paid for each. */
export const everyFunction = 'every-function';

/** The secondary index, named here because the stack makes it and the store queries it. */
export const indexNames = { ledgerExceptions: 'exceptions' } as const;

/** Holds the id of the role that speaks for the holders of cards, where AWS tells who sends. */
export const cardSenderEnvironmentName = 'CARD_SENDER';

/** Holds the ARN of the secret that codes of cards are made with. */
export const cardSecretEnvironmentName = 'CARD_SECRET';

/** Holds that key itself where there is no secret: on one machine, where it lies with the data. */
export const cardKeyEnvironmentName = 'CARD_KEY';

/** Names the table in which attempts at cards are counted. */
export const cardAttemptsEnvironmentName = 'CARD_ATTEMPTS_TABLE';

/** Holds the address of the lists of devices that coordinators ended. */
export const deviceListsEnvironmentName = 'DEVICE_LISTS';

/** Holds the address of the page; without one, it is where a request was sent to. */
export const pageUrlEnvironmentName = 'PAGE_URL';

/** The page of a card, compressed: beside the bundle of the function that serves it. */
export const cardPageFile = 'card.html.gz';

/** Holds the name of the claim that lists a reader's roles. */
export const rolesClaimEnvironmentName = 'ROLES_CLAIM';

/** Holds, with spaces between them, the origins whose pages may send events. */
export const pageOriginsEnvironmentName = 'PAGE_ORIGINS';
