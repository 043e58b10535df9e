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
import type { LocationRegistration, Origin } from '../domain/events.ts';
import { type Amounts, addAmounts, isNothing, negateAmounts, noAmounts } from '../domain/quantity.ts';
import {
  inTransit,
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

/** A waybill from the entries of its chain, in their order. */
export const foldShipment = (entries: readonly Entry[]): Shipment =>
  entries.map(movementOf).reduce(moveShipment, unknownShipment);

function movementOf(entry: Entry): ShipmentMovement {
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

/** What a further entry does to a waybill. */
export interface WaybillChange {
  readonly entry: Entry;
  readonly shipment: Shipment;
  /** Now known to have come from another location, and not before. */
  readonly onward: Amounts;
  /** Now known to be beyond the dispatch, and not before; negative when a later dispatch covers it. */
  readonly surplus: Amounts;
  /** What it changes of what is on its way to the waybill's place; the last entry of that account then. */
  readonly inbound: Entry | undefined;
  readonly writes: readonly Write[];
}

export class ShipmentChain {
  readonly shipmentId: string;
  readonly entries: readonly Entry[];
  readonly shipment: Shipment;

  constructor(shipmentId: string, entries: readonly Entry[]) {
    this.shipmentId = shipmentId;
    this.entries = entries;
    this.shipment = foldShipment(entries);
  }

  /** The order it is under; `undefined` for a waybill of which nothing is known. */
  get orderId(): string | undefined {
    return this.entries[0]?.orderId;
  }

  /** The location that its goods left first; `undefined` for goods from outside, or without a dispatch. */
  get originId(): string | undefined {
    const from = this.entries.find(({ type }) => type === 'dispatch')?.counterparty;
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
    return this.#step(inboundTail, provenance, {
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
    return this.#step(inboundTail, provenance, {
      type: 'arrival',
      digest,
      counterparty: at,
      ...(from !== undefined && { from }),
      counterpartyEntry: bookEntry,
      lines: negateAmounts(addAmounts(received, lost)),
      ...(!isNothing(lost) && { lost }),
    });
  }

  #step(
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
    const shipment = foldShipment([...this.entries, entry]);
    const writes: Write[] = [{ kind: 'append', key: entryKey('stock', account, entry.seq), record }];
    if (tail === undefined) {
      writes.push({ kind: 'append', key: shipmentListing(this.shipmentId, orderId), record: {} });
    }
    const onItsWay = changeOf(inTransit, before, shipment);
    let inbound: Entry | undefined;
    if (shipment.to !== undefined && !isNothing(onItsWay)) {
      const to = inboundAccount(shipment.to, orderId);
      const { type, digest, counterparty } = movement;
      const appended = appendEntry(to, inboundTail, recordedAt, {
        ...common,
        type,
        digest,
        counterparty,
        counterpartyEntry: entryName(account, entry.seq),
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
      inbound,
      writes,
    };
  }
}

/** What a movement changes of a figure; commodities it leaves as they were are left out. */
function changeOf(figure: (shipment: Shipment) => Amounts, before: Shipment, after: Shipment): Amounts {
  const change = addAmounts(figure(after), negateAmounts(figure(before)));
  return new Map([...change].filter(([, quantity]) => quantity !== 0n));
}
