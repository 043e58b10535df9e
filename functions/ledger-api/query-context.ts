/** What a query is answered from, and how lists are cut into pages. */
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Instant } from '../../shared/domain/events.ts';
import type { DeviceRegister } from '../../shared/http/devices/device-register.ts';
import type { Household } from '../../shared/ledger/household-item.ts';
import type { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import type { Store } from '../../shared/store/store.ts';
import type { CardPress } from './cards.ts';
import { type KnownEvent, knownEvent } from './known-event.ts';

const longMs = 4_000;

/** The reads of one request. Guarantees: what both its right and its answer need is read once. */
export class QueryContext {
  readonly journal: Store;
  readonly now: Instant;
  /** What makes cards, for whoever may print them. */
  readonly cardPress: CardPress;
  /** What was decided about devices, which is no part of the books. */
  readonly devices: DeviceRegister;
  readonly #households = new Map<string, Promise<Household | undefined>>();
  readonly #shipments = new Map<string, Promise<ShipmentChain>>();
  readonly #events = new Map<string, Promise<KnownEvent | undefined>>();
  #orderIds: Promise<readonly string[]> | undefined;
  readonly #beganMs = performance.now();

  constructor(journal: Store, now: Instant, cardPress: CardPress, devices: DeviceRegister) {
    this.journal = journal;
    this.now = now;
    this.cardPress = cardPress;
    this.devices = devices;
  }

  /** Whether a search should end with what it has: who asked waits, and API Gateway no longer than half a minute. */
  get hasTakenLong(): boolean {
    return performance.now() - this.#beganMs > longMs;
  }

  /** H1: a household with its whole history. */
  household(householdId: string): Promise<Household | undefined> {
    return once(this.#households, householdId, async () =>
      (await this.journal.households.get([householdId])).get(householdId),
    );
  }

  /** S11: a waybill. */
  shipment(shipmentId: string): Promise<ShipmentChain> {
    return once(this.#shipments, shipmentId, () => this.journal.shipments.get(shipmentId));
  }

  /** L4, L23, L24: an event, `source#id`, by what is kept under its id. */
  event(key: string): Promise<KnownEvent | undefined> {
    return once(this.#events, key, () => knownEvent(this.journal, key));
  }

  /** L9: the ids of all orders. */
  orderIds(): Promise<readonly string[]> {
    this.#orderIds ??= this.journal.orders.ids();
    return this.#orderIds;
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const reading = known.get(key) ?? read();
  known.set(key, reading);
  return reading;
}

/** One page of a list; `next` is the position that the following page starts after. */
export interface ItemPage<T> {
  readonly items: readonly T[];
  readonly next?: JsonValue;
  /** What the answer has beside its items, by name. */
  readonly beside?: object;
}

export interface PageRequest<C> {
  readonly limit: number;
  readonly after: C | undefined;
}
