/**
 * What arrives at a hub goes on to the centres it supplies. Pure.
 *
 * The shares are decided once, with the arrival: one entry takes all of them out of the hub's book in the
 * arrival's own transaction, so no dispatch in between can draw what is promised. The waybills of the shares
 * follow in that transaction as far as it has room (about 30 centres, at 3 items each), the rest in
 * transactions of their own, from the shares kept with the first. A waybill that holds a dispatch by the
 * arrival's event has its share already, so writing them is safe to repeat.
 *
 * A centre may confirm its share before the share's waybill is written: the arrival is then taken as come
 * from outside until the waybill is, and what is thereby found to have come from the hub is noted in the
 * hub's book. Where the waybill was taken meanwhile, by another order or to another place, the share goes
 * under a number more, for it has left the hub. A further part arriving under the same waybill adds a further
 * dispatch to the same onward waybills.
 */

import { inboundAccount } from '../../shared/domain/accounts.ts';
import { allocate, type CentreNeed, type Share } from '../../shared/domain/allocation.ts';
import { emptyLocationTally, onHandAmounts } from '../../shared/domain/books.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Instant } from '../../shared/domain/events.ts';
import type { Order } from '../../shared/domain/order.ts';
import { plannedAmounts } from '../../shared/domain/plan.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  isNothing,
  negateAmounts,
  noAmounts,
  type Unit,
} from '../../shared/domain/quantity.ts';
import { receivedBeforeDispatch } from '../../shared/domain/shipment.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import type { Append } from '../../shared/ledger/deferred.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { LocationBook, Provenance } from '../../shared/ledger/location-book.ts';
import { amountsOf, amountsRecord, listOf, textOf } from '../../shared/ledger/record-fields.ts';
import type { ShipmentChain, WaybillChange } from '../../shared/ledger/shipment-chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { firstTransactionItems } from '../../shared/posting/deferred-writes.ts';
import { type SuppliedCentre, shareId } from './supplied-centres.ts';

/** A share is its waybill's entry and listing, and the entry of what is on its way to the centre. */
export const itemsOfShare = 3;

export interface HubArrival {
  readonly shipmentId: string;
  readonly hubId: string;
  /** Where it left, as far as anybody said: what a centre gives back does not go to that centre again. */
  readonly cameFrom: ReadonlySet<string | undefined>;
  /** The hub's book, with the arrival in it. */
  readonly book: LocationBook;
  readonly order: Order;
  readonly units: ReadonlyMap<string, Unit>;
  readonly provenance: Provenance;
  /** What the arrival changed of what is on its way to a centre, where that is where it was sent. */
  readonly inbound: Entry | undefined;
  readonly centres: readonly SuppliedCentre[];
}

export interface Allocation {
  /** The waybills of the shares that fit the arrival's transaction. */
  readonly writes: readonly Write[];
  readonly anomalies: readonly Append[];
  /** The shares that do not fit, to be sent when the arrival is completed. */
  readonly rows: readonly JsonValue[];
}

const nothingAllocated: Allocation = { writes: [], anomalies: [], rows: [] };

/** What of an arrival is rationed, and so is shared out. */
export const rationedAmounts = ({ terms }: Order, received: Amounts): Amounts =>
  new Map(terms.rations.map(({ commodity }) => [commodity, amountOf(received, commodity)]));

/**
 * Takes the shares of what arrived at a hub in good order out of its book.
 *
 * `itemsBefore` are in the transaction already, the book's own left out.
 */
export function allocateArrival(arrival: HubArrival, received: Amounts, itemsBefore: number): Allocation {
  const { shipmentId, hubId, book, order, units, provenance } = arrival;
  const rationed = rationedAmounts(order, received);
  const needs = isNothing(rationed) ? [] : centreNeeds(arrival);
  const byId = new Map(needs.map((centre) => [centre.centreId, centre]));
  const shares = allocate(rationed, needs).flatMap((share) => {
    const centre = byId.get(share.centreId);
    return centre === undefined ? [] : [{ ...share, ...centre }];
  });
  if (shares.length === 0) return nothingAllocated;

  const bookEntry = book.nextEntry;
  const ownEntry = 1;
  const room = firstTransactionItems - itemsBefore - book.writes.length - ownEntry;
  const fitting = shares.slice(0, Math.max(0, Math.floor(room / itemsOfShare)));
  const changes = fitting.map((share) =>
    share.chain.dispatch(shareDispatch(share, hubId, bookEntry), share.inboundTail, provenance),
  );
  const dispatched = addAmounts(...shares.map(({ lines }) => lines));
  const ids = shares.map(({ centreId }) => shareId(shipmentId, centreId));
  const [only] = shares.length === 1 ? shares : [];
  book.append(
    {
      type: 'dispatch',
      reference: only?.chain.shipmentId ?? shipmentId,
      digest: '',
      counterparty: only?.chain.account ?? 'centres',
      lines: negateAmounts(dispatched),
      ...(only === undefined && { group: ids.map((reference) => ({ reference, householdId: '' })) }),
    },
    { dispatched, onward: addAmounts(...changes.map((change) => change.onward)) },
  );
  return {
    writes: changes.flatMap((change) => change.writes),
    anomalies: changes.flatMap((change) =>
      surplusAnomalies(change, units, provenance.event, provenance.recordedAt),
    ),
    rows: shares.slice(fitting.length).map((share) => keptShare(share, bookEntry)),
  };
}

type NeedyCentre = CentreNeed & Pick<SuppliedCentre, 'chain' | 'inboundTail'>;

/**
 * What the centres need: planned, less what households got of it, is on hand, or is on its way. What a centre confirmed
 * ahead of its share counts as not come yet, so that the shares are the same as if it had been confirmed after.
 *
 * A centre whose onward waybill is taken, by another order or to another place, is left out: its goods stay
 * at the hub.
 */
function centreNeeds({ cameFrom, order, inbound, centres }: HubArrival): readonly NeedyCentre[] {
  return centres.flatMap((centre): NeedyCentre[] => {
    const { centreId, plan, tail, chain, met } = centre;
    if (cameFrom.has(centreId) || !isFree(chain, order.orderId, centreId)) return [];
    const isDestination =
      inbound !== undefined && inbound.account === inboundAccount(centreId, order.orderId);
    const inboundTail = isDestination ? inbound : centre.inboundTail;
    const need = addAmounts(
      plannedAmounts(plan, order.terms),
      negateAmounts(met),
      negateAmounts(onHandAmounts(tail?.stock ?? emptyLocationTally)),
      negateAmounts(inboundTail?.balance ?? noAmounts),
      receivedBeforeDispatch(chain.shipment),
    );
    return [{ centreId, need, chain, inboundTail }];
  });
}

/** Whether a share for a centre may go under a waybill: nobody else has it. */
export const isFree = (chain: ShipmentChain, orderId: string, centreId: string): boolean =>
  (chain.orderId ?? orderId) === orderId && (chain.shipment.to ?? centreId) === centreId;

export const shareDispatch = (
  { centreId, lines }: Share,
  hubId: string,
  bookEntry: string,
): Parameters<ShipmentChain['dispatch']>[0] => ({
  digest: '',
  from: `hub:${hubId}`,
  to: centreId,
  lines,
  bookEntry,
});

/** What a movement shows to be more than was dispatched. */
export const surplusAnomalies = (
  { entry: { orderId, reference }, surplusAt }: WaybillChange,
  units: ReadonlyMap<string, Unit>,
  event: string,
  now: Instant,
): readonly Append[] =>
  surplusAt.flatMap(({ locationId, event: arrival, lines }) => {
    const events = [...new Set([arrival, event])];
    const of = { orderId, locationId, references: [reference], events, units };
    return listGoodsAnomalies('surplus', lines, of, [...events, reference].join('\n'), now);
  });

/** A share that is yet to be sent, as it is kept with its arrival. */
export interface KeptShare extends Share {
  /** The hub's entry that took it out of its book, as `account@seq`. */
  readonly bookEntry: string;
}

const keptShare = ({ centreId, lines }: Share, bookEntry: string): JsonValue => [
  centreId,
  bookEntry,
  amountsRecord(lines),
];

/** Reads a share back as {@link keptShare} wrote it. */
export function readShare(row: JsonValue): KeptShare {
  const [centreId, bookEntry, lines] = listOf(row, 'rows');
  return {
    centreId: textOf(centreId, 'rows'),
    bookEntry: textOf(bookEntry, 'rows'),
    lines: amountsOf(lines, 'rows'),
  };
}
