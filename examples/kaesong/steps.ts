/** What a scenario is made of: days, their steps, the events a step sends, and what must be seen after it. */
import type { CentreRegistry } from './registry.ts';

export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What must be seen over the query API before the next step is sent. */
export type Settlement =
  | { readonly kind: 'locations'; readonly locationIds: readonly string[] }
  | { readonly kind: 'households'; readonly householdIds: readonly string[] }
  | { readonly kind: 'order'; readonly households: number; readonly persons: number }
  | { readonly kind: 'held'; readonly reason: string; readonly references: readonly string[] }
  | { readonly kind: 'not-held'; readonly references: readonly string[] }
  | { readonly kind: 'rejected'; readonly reason: string; readonly references: readonly string[] }
  /** Where a household is registered, and which centre serves it under the order. */
  | {
      readonly kind: 'served-by';
      readonly householdId: string;
      readonly registeredAt: string;
      readonly servedBy: string;
    }
  | { readonly kind: 'orders'; readonly orderIds: readonly string[] }
  /** Units: base units by commodity, what a location must hold under the order. */
  | {
      readonly kind: 'stock';
      readonly locationId: string;
      readonly onHand: ReadonlyMap<string, bigint>;
    }
  | { readonly kind: 'shipments'; readonly shipmentIds: readonly string[]; readonly arrived: boolean }
  /** Units: base units by commodity, everything handed over so far. */
  | {
      readonly kind: 'handovers';
      readonly households: number;
      readonly handedOver: ReadonlyMap<string, bigint>;
    }
  /** A household's latest entries, in the order they were posted. */
  | { readonly kind: 'posted-in-order'; readonly householdId: string; readonly references: readonly string[] }
  | { readonly kind: 'payments'; readonly payments: number; readonly paid: number }
  | {
      readonly kind: 'counts';
      readonly counts: readonly { readonly locationId: string; readonly countId: string }[];
    };

export interface Step {
  /** Short and unlike any other step's; names its event file. */
  readonly name: string;
  readonly title: string;
  readonly events: () => Iterable<CloudEvent>;
  /** The event that its void takes back: a void travels on that one's queue and in its group, which it does not tell. */
  readonly voided?: CloudEvent;
  readonly settlement: Settlement;
}

export interface Day {
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Scenario {
  readonly orderId: string;
  readonly title: string;
  readonly centres: readonly CentreRegistry[];
  readonly households: number;
  readonly population: number;
  readonly days: readonly Day[];
}
