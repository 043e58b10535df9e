/**
 * What the senders of the contract report, after the message check: ids checked, quantities in base
 * units, money in minor units.
 */
import type { AuditEvent } from './audit-events.ts';
import type { WithdrawalReason } from './household.ts';
import type { Currency } from './money.ts';
import type { QuantityLine, Unit } from './quantity.ts';
import type { SaidEvent } from './said-events.ts';

export const queueNames = [
  'registrations',
  'policy-orders',
  'shipment-arrivals',
  'handovers',
  'payments',
  'stock-counts',
  'assurance',
] as const;
export type QueueName = (typeof queueNames)[number];

/** The most that a message of a queue takes. Source: SQS, message quotas; the stack sets its queues to it. */
export const maxMessageBytes = 1_048_576;

/** Calendar date, `YYYY-MM-DD`. */
export type CalendarDate = string;
/** Instant in UTC with milliseconds, `YYYY-MM-DDTHH:mm:ss.sssZ`: sorts as text. */
export type Instant = string;

/** Identity and origin of one event. */
export interface EventHeader {
  readonly source: string;
  readonly id: string;
  readonly type: ReliefEvent['type'];
  /** When it happened, as the sender wrote it (RFC 3339, with its offset). */
  readonly time: string;
  /** Digest of type, instant and data: two events of one id with one digest are the same event. */
  readonly digest: string;
  /** The message body as it came. */
  readonly original: string;
  /** The exception that an event, which is no sheet, corrects. */
  readonly corrects?: string;
}

/** Why a message or a part of it fits no schema. */
export interface Problem {
  /** Where, as a path from the message's root: `data.receipts[3].lines[0].quantity`. */
  readonly path: string;
  readonly expected: string;
}

/** One thing that does not fit, for a sender who is told all of them at once. */
export interface Fault extends Problem {
  /** What stands there instead, short enough for a sentence. */
  readonly found?: string;
}

/** One receipt or payment of a sheet: it stands or falls alone, even when it cannot be read. */
export type SheetRow<T> =
  | { readonly ok: true; readonly value: T; readonly digest: string; readonly original: unknown }
  | {
      readonly ok: false;
      /** The first of its faults, in one sentence. */
      readonly problem: Problem;
      readonly faults: readonly Fault[];
      /** Its receiptId or paymentId, where that much could be read. */
      readonly reference: string | undefined;
      readonly householdId: string | undefined;
      readonly digest: string;
      readonly original: unknown;
    };

export const locationKinds = ['hub', 'centre', 'store'] as const;
export type LocationKind = (typeof locationKinds)[number];

export interface LocationRegistration {
  readonly locationId: string;
  readonly name: string;
  readonly kind: LocationKind;
  readonly suppliedBy?: string;
}

export interface HouseholdRegistration {
  readonly householdId: string;
  readonly name?: string;
  readonly neighbourhood?: string;
  readonly adults: number;
  readonly children: number;
  /** Left out, it stays what it was, 0 at first. */
  readonly priority?: number;
}

/** What a household is entitled to of a commodity: the scales that are given add up. Units: thousandths of the base unit of `unit`. */
export interface Ration {
  readonly commodity: string;
  readonly unit: Unit;
  readonly perPersonThousandths?: bigint;
  readonly perAdultThousandths?: bigint;
  readonly perChildThousandths?: bigint;
  readonly perHouseholdThousandths?: bigint;
  /** The least that a desk weighs out. Units: base units. */
  readonly step?: bigint;
}

export interface Stipend {
  readonly perAdultMinor: bigint;
  readonly currency: Currency;
  readonly funding: 'own' | 'float';
}

/** A bulk supply promised centrally; without a quantity it is promised but unspecified. Units: base units. */
export interface Pledge {
  readonly commodity: string;
  readonly quantity?: bigint;
  readonly unit?: Unit;
  readonly source: string;
  readonly responsible: string;
}

export const releaseRules = ['proportional', 'equal', 'priority', 'first-come'] as const;
export type ReleaseRule = (typeof releaseRules)[number];

export interface OrderTerms {
  readonly title: string;
  readonly issuedBy: string;
  readonly referenceDate: CalendarDate;
  readonly startsOn: CalendarDate;
  readonly endsOn?: CalendarDate;
  readonly centres: 'all' | readonly string[];
  readonly rations: readonly Ration[];
  readonly stipend?: Stipend;
  readonly pledges: readonly Pledge[];
  readonly prohibitions: readonly string[];
  readonly release: ReleaseRule;
}

/** What an amendment replaces, each part whole; a stipend of `null` ends it. */
export interface OrderChanges
  extends Partial<
    Pick<
      OrderTerms,
      'rations' | 'pledges' | 'endsOn' | 'prohibitions' | 'centres' | 'referenceDate' | 'release'
    >
  > {
  readonly stipend?: Stipend | null;
}

export interface HandoverReceipt {
  readonly receiptId: string;
  readonly householdId: string;
  readonly collectedBy?: string;
  readonly lines: readonly QuantityLine[];
  /** It was handed over although it should not have been. */
  readonly overIssue?: { readonly reason: string };
  /** The exception that it corrects. */
  readonly corrects?: string;
}

/** Undoes one whole earlier receipt or payment; `reference` is the id of the reversal itself. */
export interface Reversal {
  readonly reference: string;
  readonly reverses: string;
  readonly householdId: string;
  readonly reason: string;
  /** The exception that it corrects. */
  readonly corrects?: string;
}

export const missedReasons = ['absent', 'refused', 'deceased', 'moved', 'other'] as const;
export type MissedReason = (typeof missedReasons)[number];

/** A household that was not served. */
export interface Missed {
  readonly householdId: string;
  readonly reason: MissedReason;
  readonly note?: string;
}

export interface Payment {
  readonly paymentId: string;
  readonly householdId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** The exception that it corrects. */
  readonly corrects?: string;
}

export const lossCauses = [
  'spoiled',
  'damaged',
  'spilled',
  'stolen',
  'short-delivered',
  'unexplained',
] as const;
export type LossCause = (typeof lossCauses)[number];

export interface LossLine extends QuantityLine {
  readonly cause: LossCause;
}

export const findingStates = ['open', 'looked-into', 'explained'] as const;

/** What people make of an exception or an anomaly. */
export type FindingState = (typeof findingStates)[number];

/** The exception or the anomaly that a note is about. */
export type FindingSubject = { readonly exceptionId: string } | { readonly anomalyId: string };

/** The id of what a note is about: exceptions and anomalies have ids of two shapes. */
export const findingIdOf = (about: FindingSubject): string =>
  'exceptionId' in about ? about.exceptionId : about.anomalyId;

export const remainders = ['never-sent', 'lost'] as const;

/** What becomes of the part of a waybill that is still in transit when it is closed. */
export type Remainder = { readonly is: 'never-sent' } | { readonly is: 'lost'; readonly cause: LossCause };

export interface ArrivalLine extends QuantityLine {
  readonly losses: readonly { readonly quantity: bigint; readonly cause: LossCause }[];
}

/** Travels on the queue of the event that it takes back. */
export const voidType = 'relief.event.voided.v1';

export type Origin = { readonly source: string } | { readonly locationId: string };

export type ReliefEvent =
  | {
      readonly type: 'relief.locations.registered.v1';
      readonly locations: readonly LocationRegistration[];
    }
  | {
      readonly type: 'relief.households.registered.v1';
      readonly centreId: string;
      readonly effectiveFrom: CalendarDate;
      readonly households: readonly HouseholdRegistration[];
    }
  | { readonly type: 'relief.household.erased.v1'; readonly householdId: string; readonly reason: string }
  | {
      readonly type: 'relief.household.withdrawn.v1';
      readonly householdId: string;
      readonly effectiveFrom: CalendarDate;
      readonly reason: WithdrawalReason;
      readonly into?: string;
    }
  | { readonly type: 'relief.order.issued.v1'; readonly orderId: string; readonly terms: OrderTerms }
  | {
      readonly type: 'relief.order.amended.v1';
      readonly orderId: string;
      readonly revision: number;
      readonly reason: string;
      readonly changes: OrderChanges;
    }
  | { readonly type: 'relief.order.cancelled.v1'; readonly orderId: string; readonly reason: string }
  | {
      readonly type: 'relief.shipment.dispatched.v1';
      readonly shipmentId: string;
      readonly orderId: string;
      readonly from: Origin;
      readonly to: string;
      readonly carrier?: string;
      readonly lines: readonly QuantityLine[];
    }
  | {
      readonly type: 'relief.shipment.arrived.v1';
      readonly shipmentId: string;
      readonly orderId: string;
      readonly at: string;
      readonly from?: Origin;
      readonly lines: readonly ArrivalLine[];
    }
  | {
      readonly type: 'relief.shipment.closed.v1';
      readonly shipmentId: string;
      readonly orderId: string;
      readonly reason: string;
      readonly remainder: Remainder;
    }
  | {
      readonly type: 'relief.handovers.made.v1';
      readonly centreId: string;
      readonly orderId: string;
      readonly receipts: readonly SheetRow<HandoverReceipt>[];
    }
  | {
      readonly type: 'relief.handovers.returned.v1';
      readonly centreId: string;
      readonly orderId: string;
      readonly receipts: readonly SheetRow<Reversal>[];
    }
  | {
      readonly type: 'relief.handovers.missed.v1';
      readonly centreId: string;
      readonly orderId: string;
      readonly households: readonly SheetRow<Missed>[];
    }
  | {
      readonly type: 'relief.payments.made.v1';
      readonly payerId: string;
      readonly orderId: string;
      readonly payments: readonly SheetRow<Payment>[];
    }
  | {
      readonly type: 'relief.payments.reversed.v1';
      readonly payerId: string;
      readonly orderId: string;
      readonly payments: readonly SheetRow<Reversal>[];
    }
  | {
      readonly type: 'relief.payer.funded.v1';
      readonly fundingId: string;
      readonly payerId: string;
      readonly orderId: string;
      readonly amountMinor: bigint;
      readonly currency: string;
    }
  | {
      readonly type: 'relief.stock.counted.v1';
      readonly countId: string;
      readonly locationId: string;
      readonly orderId: string;
      readonly lines: readonly QuantityLine[];
    }
  | {
      readonly type: 'relief.stock.lost.v1';
      readonly lossId: string;
      readonly locationId: string;
      readonly orderId: string;
      readonly lines: readonly LossLine[];
    }
  | {
      readonly type: 'relief.stock.transferred.v1';
      readonly transferId: string;
      readonly locationId: string;
      readonly fromOrderId: string;
      readonly toOrderId: string;
      readonly reason: string;
      readonly lines: readonly QuantityLine[];
    }
  | SaidEvent
  | {
      readonly type: 'relief.finding.noted.v1';
      readonly about: FindingSubject;
      readonly note: string;
      /** Left out, it stays what it was. */
      readonly state?: FindingState;
      /** Who looks after it from now on; left out, it stays who it was. */
      readonly owner?: string;
    }
  | AuditEvent
  | {
      readonly type: typeof voidType;
      /** With `id`, the event that it takes back. */
      readonly source: string;
      readonly id: string;
      readonly reason: string;
    };

export type EventType = ReliefEvent['type'];

export type EventOf<T extends EventType> = Extract<ReliefEvent, { readonly type: T }>;

/** Types that one queue carries. */
export type QueuedEventType = Exclude<EventType, typeof voidType>;

/** Which queue carries which events; a sender may put an event on that queue and nowhere else. */
export const queueOfType = {
  'relief.locations.registered.v1': 'registrations',
  'relief.households.registered.v1': 'registrations',
  'relief.household.erased.v1': 'registrations',
  'relief.household.withdrawn.v1': 'registrations',
  'relief.order.issued.v1': 'policy-orders',
  'relief.order.amended.v1': 'policy-orders',
  'relief.order.cancelled.v1': 'policy-orders',
  'relief.shipment.dispatched.v1': 'shipment-arrivals',
  'relief.shipment.arrived.v1': 'shipment-arrivals',
  'relief.shipment.closed.v1': 'shipment-arrivals',
  'relief.handovers.made.v1': 'handovers',
  'relief.handovers.returned.v1': 'handovers',
  'relief.handovers.missed.v1': 'handovers',
  'relief.payments.made.v1': 'payments',
  'relief.payments.reversed.v1': 'payments',
  'relief.payer.funded.v1': 'payments',
  'relief.stock.counted.v1': 'stock-counts',
  'relief.stock.lost.v1': 'stock-counts',
  'relief.stock.transferred.v1': 'stock-counts',
  'relief.receipt.confirmed.v1': 'assurance',
  'relief.complaint.raised.v1': 'assurance',
  'relief.complaint.answered.v1': 'assurance',
  'relief.finding.noted.v1': 'assurance',
  'relief.audit.opened.v1': 'assurance',
  'relief.audit.observed.v1': 'assurance',
} as const satisfies { readonly [T in QueuedEventType]: QueueName };

// biome-ignore lint/nursery/noUnsafeTypeAssertion: Object.keys forgets which keys the table has.
const queuedEventTypes = Object.keys(queueOfType) as [QueuedEventType, ...QueuedEventType[]];
export const eventTypes = [...queuedEventTypes, voidType] as const;

export const isQueued = (type: string): type is QueuedEventType => Object.hasOwn(queueOfType, type);
