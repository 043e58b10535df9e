/**
 * A waybill's chain: its dispatches come in, its arrivals go out, so its balance is what is in transit
 * (negative for what came beyond the dispatch, or before it was booked).
 *
 * What is on its way to a location has a chain of its own, for a hub's allocation must know it of every
 * centre: read from there it is one read a centre, however many waybills an order has.
 */
import {
  counterpartyId,
  counterpartyName,
  entryName,
  inboundAccount,
  isFromOutside,
  shipmentAccount,
} from '../domain/accounts.ts';
import type { LocationRegistration, Origin, Remainder } from '../domain/events.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  isNothing,
  negateAmounts,
  noAmounts,
} from '../domain/quantity.ts';
import {
  inTransit,
  inTransitFromStock,
  moveShipment,
  onward,
  type Shipment,
  type ShipmentMovement,
  surplus,
  unknownShipment,
} from '../domain/shipment.ts';
import { appendEntry, type Entry } from './entry.ts';
import { entryKey, shipmentListing } from './keys.ts';
import type { Provenance } from './location-book.ts';
import type { Write } from './writes.ts';

/** Where goods set out, as entries and waybills name it: a source, or a location by its kind where it is known. */
export function originText(from: Origin, location: LocationRegistration | undefined): string {
  if ('source' in from) return counterpartyName('source', from.source);
  return location === undefined ? from.locationId : counterpartyName(location.kind, from.locationId);
}

/** A waybill from the entries of its chain, in their order; what was voided is as if it had never been. */
export const foldShipment = (entries: readonly Entry[]): Shipment =>
  standingEntries(entries).map(movementOf).reduce(moveShipment, unknownShipment);

/**
 * The entries of a chain that no later one takes back, without those that take back. A closing of what was taken back since
 * closes nothing of what comes under the number afterwards.
 */
export function standingEntries(entries: readonly Entry[]): readonly Entry[] {
  const voided = new Set(entries.flatMap(({ type, reverses }) => (type === 'void' ? (reverses ?? []) : [])));
  const standing = entries.filter(
    ({ type, account, seq }) => type !== 'void' && !voided.has(entryName(account, seq)),
  );
  const first = standing.findIndex(({ type }) => type !== 'closing');
  return first === -1 ? [] : standing.slice(first);
}

function movementOf(entry: Entry): ShipmentMovement {
  if (entry.type === 'closing') {
    const { remainder = 'never-sent', lines } = entry;
    return { kind: 'closing', remainder, lines: negateAmounts(lines) };
  }
  if (entry.type === 'dispatch') {
    const fromStock = !isFromOutside(entry.counterparty);
    return { kind: 'dispatch', to: entry.to ?? '', fromStock, lines: entry.lines };
  }
  const at = counterpartyId(entry.counterparty);
  const lost = entry.lost ?? noAmounts;
  return { kind: 'arrival', at, received: addAmounts(negateAmounts(entry.lines), negateAmounts(lost)), lost };
}

export interface Dispatch {
  readonly digest: string;
  /** `source:<name>`, or the location as `hub:<locationId>`. */
  readonly from: string;
  readonly to: string;
  readonly carrier?: string | undefined;
  readonly lines: Amounts;
  /** The entry of the book that the goods left. */
  readonly bookEntry?: string | undefined;
}

export interface Arrival {
  readonly digest: string;
  /** The location as `centre:<locationId>`. */
  readonly at: string;
  readonly from?: string | undefined;
  readonly received: Amounts;
  readonly lost: Amounts;
  /** The arrival's entry in the location's book. */
  readonly bookEntry: string;
}

/** What in transit is ended by a closing. */
export interface Closing {
  readonly digest: string;
  readonly reason: string;
  readonly remainder: Remainder['is'];
  /** The origin that it goes back to, or the cause it is lost by. */
  readonly counterparty: string;
}

/** Takes an entry back. */
export interface Reversing {
  readonly entry: Entry;
  readonly reason: string;
  /** The entry of the book that takes back its other side. */
  readonly bookEntry?: string | undefined;
}

/** What came beyond a dispatch with one arrival. */
export interface SurplusAt {
  readonly locationId: string;
  /** The arrival's event, `source#id`. */
  readonly event: string;
  readonly lines: Amounts;
}

/** What is in transit of one dispatch. */
export interface InTransitOf extends Pick<Entry, 'counterparty' | 'occurredAt'> {
  readonly lines: Amounts;
}

/** What a further entry does to a waybill. */
export interface WaybillChange {
  readonly entry: Entry;
  readonly shipment: Shipment;
  /** Now known to have come from another location, and not before. */
  readonly onward: Amounts;
  /** Now known to be beyond the dispatch, and not before; negative when a later dispatch covers it. */
  readonly surplus: Amounts;
  /** Where that came, arrival by arrival. */
  readonly surplusAt: readonly SurplusAt[];
  /** What it changes of what is in transit. */
  readonly onItsWay: Amounts;
  /** The entry by which it changes what is in transit to the waybill's location, if it does. */
  readonly inbound: Entry | undefined;
  readonly writes: readonly Write[];
}

export class ShipmentChain {
  readonly shipmentId: string;
  readonly entries: readonly Entry[];
  /** Those that were not voided. */
  readonly standing: readonly Entry[];
  readonly shipment: Shipment;

  constructor(shipmentId: string, entries: readonly Entry[]) {
    this.shipmentId = shipmentId;
    this.entries = entries;
    this.standing = standingEntries(entries);
    this.shipment = foldShipment(entries);
  }

  /** The order it is under; `undefined` for a waybill of which nothing is known, or all was voided. */
  get orderId(): string | undefined {
    return this.standing[0]?.orderId;
  }

  get hasArrivals(): boolean {
    return this.standing.some(({ type }) => type === 'arrival');
  }

  /** The closing that stands. */
  get closing(): Entry | undefined {
    return this.standing.findLast(({ type }) => type === 'closing');
  }

  /** The location that its goods left first; `undefined` for goods from outside, or without a dispatch. */
  get originId(): string | undefined {
    const from = this.standing.find(({ type }) => type === 'dispatch')?.counterparty;
    return from === undefined || isFromOutside(from) ? undefined : counterpartyId(from);
  }

  get account(): string {
    return shipmentAccount(this.shipmentId);
  }

  /** The next entry, as `account@seq`, for the other side to name. */
  get nextEntry(): string {
    return entryName(this.account, this.entries.length + 1);
  }

  /** `inboundTail` is that of the location the waybill goes to. */
  dispatch(dispatch: Dispatch, inboundTail: Entry | undefined, provenance: Provenance): WaybillChange {
    const { digest, from, to, carrier, lines, bookEntry } = dispatch;
    return this.#append(inboundTail, provenance, {
      type: 'dispatch',
      digest,
      counterparty: from,
      to,
      ...(carrier !== undefined && { carrier }),
      ...(bookEntry !== undefined && { counterpartyEntry: bookEntry }),
      lines,
    });
  }

  arrival(arrival: Arrival, inboundTail: Entry | undefined, provenance: Provenance): WaybillChange {
    const { digest, at, from, received, lost, bookEntry } = arrival;
    return this.#append(inboundTail, provenance, {
      type: 'arrival',
      digest,
      counterparty: at,
      ...(from !== undefined && { from }),
      counterpartyEntry: bookEntry,
      lines: negateAmounts(addAmounts(received, lost)),
      ...(!isNothing(lost) && { lost }),
    });
  }

  /** Ends what is in transit. */
  close(closing: Closing, inboundTail: Entry | undefined, provenance: Provenance): WaybillChange {
    const lines = inTransit(this.shipment);
    return this.#append(inboundTail, provenance, {
      type: 'closing',
      ...closing,
      lines: negateAmounts(lines),
      ...(closing.remainder === 'lost' && !isNothing(lines) && { lost: lines }),
    });
  }

  /** Takes back an entry that stands. */
  reverse(
    { entry, reason, bookEntry }: Reversing,
    inboundTail: Entry | undefined,
    provenance: Provenance,
  ): WaybillChange {
    return this.#append(inboundTail, provenance, {
      type: 'void',
      digest: '',
      counterparty: entry.counterparty,
      reverses: entryName(entry.account, entry.seq),
      reason,
      ...(bookEntry !== undefined && { counterpartyEntry: bookEntry }),
      lines: negateAmounts(entry.lines),
    });
  }

  /** What is in transit of each dispatch from a location's stock; the last dispatch's goods are the last to have come. */
  inTransitByDispatch(): readonly InTransitOf[] {
    let rest = inTransitFromStock(this.shipment);
    return [...this.standing].reverse().flatMap(({ type, counterparty, occurredAt, lines }) => {
      if (type !== 'dispatch' || isFromOutside(counterparty)) return [];
      const part = least(rest, lines);
      rest = addAmounts(rest, negateAmounts(part));
      return isNothing(part) ? [] : [{ counterparty, occurredAt, lines: part }];
    });
  }

  #append(
    inboundTail: Entry | undefined,
    { orderId, event, occurredAt, recordedAt }: Provenance,
    movement: Pick<Entry, 'type' | 'digest' | 'counterparty' | 'lines'> & Partial<Entry>,
  ): WaybillChange {
    const tail = this.entries.at(-1);
    const { account } = this;
    const before = this.shipment;
    const common = { orderId, reference: this.shipmentId, event, occurredAt };
    const { entry, record } = appendEntry(account, tail, recordedAt, {
      ...common,
      ...movement,
      balance: addAmounts(tail?.balance ?? noAmounts, movement.lines),
    });
    const after = new ShipmentChain(this.shipmentId, [...this.entries, entry]);
    const { shipment } = after;
    const writes: Write[] = [{ kind: 'append', key: entryKey('stock', account, entry.seq), record }];
    if (!this.entries.some((known) => known.orderId === orderId)) {
      writes.push({ kind: 'append', key: shipmentListing(this.shipmentId, orderId), record: {} });
    }
    const onItsWay = changeOf(inTransit, before, shipment);
    let inbound: Entry | undefined;
    const destination = shipment.to ?? before.to;
    if (destination !== undefined && !isNothing(onItsWay)) {
      const to = inboundAccount(destination, orderId);
      const { type, digest, counterparty, reverses, reason } = movement;
      const appended = appendEntry(to, inboundTail, recordedAt, {
        ...common,
        type,
        digest,
        counterparty,
        counterpartyEntry: entryName(account, entry.seq),
        ...(reverses !== undefined && { reverses }),
        ...(reason !== undefined && { reason }),
        lines: onItsWay,
        balance: addAmounts(inboundTail?.balance ?? noAmounts, onItsWay),
      });
      inbound = appended.entry;
      const key = entryKey('stock', to, inbound.seq);
      writes.push({ kind: 'append', key, record: appended.record });
    }
    return {
      entry,
      shipment,
      onward: changeOf(onward, before, shipment),
      surplus: changeOf(surplus, before, shipment),
      surplusAt: this.#surplusAt(entry, after),
      onItsWay,
      inbound,
      writes,
    };
  }

  /** What came beyond the dispatches with each arrival that stands: those that came first fill the dispatches. */
  surplusByArrival(): readonly SurplusAt[] {
    if (this.shipment.to === undefined) return [];
    const arrivals = this.standing.filter(({ type }) => type === 'arrival');
    const { received, lost } = this.shipment;
    const lostByClosing = addAmounts(received, lost, ...arrivals.map(({ lines }) => lines));
    let before: Shipment = { ...this.shipment, received: lostByClosing, lost: noAmounts };
    return arrivals.flatMap((arrival) => {
      const after = { ...before, received: addAmounts(before.received, negateAmounts(arrival.lines)) };
      const lines = positive(changeOf(surplus, before, after));
      before = after;
      if (isNothing(lines)) return [];
      return [{ locationId: counterpartyId(arrival.counterparty), event: arrival.event, lines }];
    });
  }

  /** What an entry shows to be beyond the dispatches: the arrival that it is, or each one before it where it is the first dispatch. */
  #surplusAt({ type, event }: Entry, after: ShipmentChain): readonly SurplusAt[] {
    if (type === 'arrival') return after.surplusByArrival().filter((one) => one.event === event);
    const isFirstDispatch = type === 'dispatch' && this.shipment.to === undefined;
    return isFirstDispatch ? after.surplusByArrival() : [];
  }
}

/** The lesser of two amounts of each commodity of the first; nothing below zero. */
const least = (one: Amounts, other: Amounts): Amounts =>
  new Map(
    [...one].map(([commodity, quantity]) => {
      const limit = amountOf(other, commodity);
      return [commodity, quantity < limit ? quantity : limit];
    }),
  );

const positive = (amounts: Amounts): Amounts => new Map([...amounts].filter(([, quantity]) => quantity > 0n));

/** What a movement changes of a figure; commodities it leaves as they were are left out. */
function changeOf(figure: (shipment: Shipment) => Amounts, before: Shipment, after: Shipment): Amounts {
  const change = addAmounts(figure(after), negateAmounts(figure(before)));
  return new Map([...change].filter(([, quantity]) => quantity !== 0n));
}
