/** What the API answers, as far as the page reads it; a test holds it against the published answers. */
import type { Unit } from '../../shared/domain/quantity.ts';

export type OrderStatus = 'active' | 'ended' | 'cancelled';
export type LocationKind = 'hub' | 'centre' | 'store';

export interface Order {
  readonly orderId: string;
  readonly title: string;
  readonly issuedBy: string;
  readonly startsOn: string;
  readonly endsOn?: string;
  readonly rations: readonly { readonly commodity: string; readonly unit: Unit }[];
  readonly pledges: readonly {
    readonly commodity: string;
    readonly quantity?: number;
    readonly responsible: string;
  }[];
  readonly status: OrderStatus;
  readonly revision: number;
}

/** The figures of a commodity that an order and a location both have. */
export interface GoodsFigures {
  readonly commodity: string;
  /** Of a pledge without a unit none is known until something of it comes. */
  readonly unit?: Unit;
  readonly planned: number;
  readonly received: number;
  readonly lost: number;
  readonly countVariance: number;
  readonly handedOver: number;
  readonly onHand: number;
  readonly outstanding: number;
}

export interface OrderCommodity extends GoodsFigures {
  readonly pledged: number;
  readonly inTransit: number;
}

export interface LocationCommodity extends GoodsFigures {
  readonly dispatched: number;
}

export interface LocationReport {
  readonly locationId: string;
  readonly name?: string;
  readonly kind: LocationKind;
  readonly households: number;
  readonly persons: number;
  readonly adults: number;
  readonly householdsServed: number;
  readonly commodities: readonly LocationCommodity[];
}

/** Whoever reads the page. */
export interface Reader {
  readonly roles: readonly ('coordinator' | 'auditor' | 'centre-staff' | 'payer')[];
  readonly locations: readonly {
    readonly locationId: string;
    readonly name?: string;
    readonly kind?: LocationKind;
  }[];
  readonly payers: readonly string[];
}

export interface Payer {
  readonly payerId: string;
  readonly balances: readonly {
    readonly orderId: string;
    readonly currency: string;
    readonly funded: number;
    readonly paid: number;
    readonly balance: number;
    readonly payments: number;
    readonly householdsPaid: number;
  }[];
}

export interface StipendReport {
  readonly currency: string;
  readonly due: number;
  readonly paid: number;
  readonly outstanding: number;
  readonly householdsPaid: number;
  readonly payers: readonly { readonly payerId: string; readonly paid: number; readonly payments: number }[];
}

export interface Reconciliation {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly asOf: string;
  readonly commodities: readonly OrderCommodity[];
  readonly locations: readonly LocationReport[];
  readonly stipend?: StipendReport;
  readonly exceptions: { readonly held: number; readonly rejected: number };
}

export interface Activity {
  readonly orderId: string;
  readonly currency?: string;
  readonly days: readonly {
    readonly date: string;
    readonly householdsServed: number;
    readonly receipts: number;
    readonly householdsPaid: number;
    readonly payments: number;
    readonly paid: number;
  }[];
}

export interface Shipment {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly from?: string;
  readonly to: string;
  readonly carrier?: string;
  readonly status: 'in-transit' | 'part-arrived' | 'arrived';
  readonly lines: readonly {
    readonly commodity: string;
    readonly unit?: Unit;
    readonly dispatched: number;
    readonly received: number;
    readonly lost: number;
    readonly shortfall: number;
    readonly surplus: number;
  }[];
}

export interface Location {
  readonly locationId: string;
  readonly name: string;
  readonly kind: LocationKind;
  readonly suppliedBy?: string;
}

export interface QuantityLine {
  readonly commodity: string;
  readonly unit: Unit;
  readonly quantity: number;
}

export type EntryType =
  | 'dispatch'
  | 'arrival'
  | 'loss'
  | 'handover'
  | 'return'
  | 'count-variance'
  | 'payment'
  | 'reversal'
  | 'funding';

export interface Entry {
  readonly account: string;
  readonly seq: number;
  readonly at: string;
  readonly occurredAt: string;
  readonly type: EntryType;
  readonly orderId: string;
  readonly reference: string;
  readonly counterparty: string;
  readonly reverses?: string;
  readonly reason?: string;
  readonly collectedBy?: string;
  readonly lines: readonly QuantityLine[];
  readonly balance: readonly QuantityLine[];
  readonly money: { readonly amount: number; readonly currency: string } | null;
  readonly moneyBalance?: { readonly amount: number; readonly currency: string };
  readonly group?: readonly { readonly reference: string; readonly householdId: string }[];
}

export interface Household {
  readonly householdId: string;
  readonly centreId: string;
  readonly name?: string;
  readonly neighbourhood?: string;
  readonly composition: {
    readonly adults: number;
    readonly children: number;
    readonly persons: number;
    readonly effectiveFrom: string;
  };
  readonly orders: readonly {
    readonly orderId: string;
    readonly status: OrderStatus;
    readonly persons: number;
    readonly entitlements: readonly {
      readonly commodity: string;
      readonly unit?: Unit;
      readonly entitled: number;
      readonly released: number;
      readonly received: number;
      readonly outstanding: number;
    }[];
    readonly stipend?: {
      readonly currency: string;
      readonly due: number;
      readonly paid: number;
      readonly outstanding: number;
    };
  }[];
}

/** A household of a distribution list. */
export interface DistributionRow {
  readonly householdId: string;
  readonly name?: string;
  readonly neighbourhood?: string;
  readonly persons: number;
  readonly commodities: readonly {
    readonly commodity: string;
    readonly unit?: Unit;
    readonly entitled: number;
    readonly received: number;
    readonly dueNow: number;
  }[];
}

export interface LedgerException {
  readonly exceptionId: string;
  readonly status: 'held' | 'rejected';
  readonly reason: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  readonly reference?: string;
  readonly orderId?: string;
  readonly locationId?: string;
  readonly payerId?: string;
  readonly householdId?: string;
  readonly event: { readonly source?: string; readonly id?: string; readonly type?: string };
  readonly recordedAt: string;
  readonly original?: unknown;
}

export interface Anomaly {
  readonly kind:
    | 'shortfall'
    | 'surplus'
    | 'count-variance'
    | 'unexplained-loss'
    | 'shared-collector'
    | 'backdated-registration'
    | 'tampering';
  readonly orderId?: string;
  readonly locationId?: string;
  readonly commodity?: string;
  readonly unit?: Unit;
  readonly quantity?: number;
  readonly references: readonly string[];
  readonly collectedBy?: string;
  readonly recordedAt: string;
}
