/** Completes allocations: sends the shares that did not fit their arrival's first transaction. */

import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import { isBooked, type Outcome } from '../../shared/domain/outcome.ts';
import { type Amounts, addAmounts, isNothing, noAmounts } from '../../shared/domain/quantity.ts';
import { transactionItems } from '../../shared/domain/transaction-size.ts';
import type { DeferredWrites } from '../../shared/ledger/deferred.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { LocationBook, type Provenance } from '../../shared/ledger/location-book.ts';
import type { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { appendDeferred, deferredWritesOf } from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt } from '../../shared/posting/event-handler.ts';
import { retryOnConflict } from '../../shared/posting/retry-on-conflict.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { Store } from '../../shared/store/store.ts';
import {
  isFree,
  itemsOfShare,
  type KeptShare,
  readShare,
  shareDispatch,
  surplusAnomalies,
} from './allocation.ts';
import { completeRecalls } from './recall.ts';
import { shareId } from './supplied-centres.ts';

type Arrived = EventOf<'relief.shipment.arrived.v1'>;
type Dispatched = EventOf<'relief.shipment.dispatched.v1'>;
type Closed = EventOf<'relief.shipment.closed.v1'>;
type Context = Pick<HandlerContext, 'journal' | 'clock'>;

/** Writes what of an event did not fit its first transaction, and is not there yet. */
export async function completeShipment(
  { header, event }: EventAttempt<Arrived | Dispatched | Closed>,
  outcome: Outcome,
  { journal, clock }: Context,
): Promise<readonly Unblocked[]> {
  if (!isBooked(outcome)) return [];
  const key = eventKey(header);
  const deferred = await deferredWritesOf(journal, key);
  if (deferred === undefined) return [];
  if (event.type === 'relief.shipment.arrived.v1') {
    const { shipmentId, at, orderId } = event;
    const arrival = { shipmentId, hubId: at, orderId, event: key, occurredAt: header.time };
    await sendShares({ journal, clock }, arrival, deferred);
  }
  await appendDeferred(journal, clock, deferred.later);
  return [];
}

/**
 * Sends what a hub's book has promised to centres and no waybill shows yet, or recalls it, for its worker was lost: whoever counts what
 * centres need would count it again. Only the last shares can be so, as whoever came next has seen to those before.
 */
export async function completeAllocations(
  { event: { at, orderId } }: Pick<EventAttempt<Arrived>, 'event'>,
  context: Context,
): Promise<void> {
  const { journal } = context;
  const location = await journal.locations.get(at);
  if (location?.kind !== 'hub') return;
  const account = locationAccount('hub', at, orderId);
  const tail = await journal.chains.tail('stock', account);
  if (tail === undefined) return;
  const promise = await journal.chains.lastEntry('stock', account, tail.seq, isAllocation);
  if (promise === undefined) return;
  const { reference: shipmentId, event, occurredAt } = promise;
  const kept = { shipmentId, hubId: at, orderId, event, occurredAt };
  if (promise.type === 'void') return completeRecalls(kept, context);
  const deferred = await deferredWritesOf(journal, event);
  if (deferred !== undefined) await sendShares(context, kept, deferred);
}

/** Of a hub's entries only the shares of several centres are a group, sent or recalled. */
const isAllocation = ({ group }: Entry): boolean => group !== undefined;

/** An arrival of which shares are kept. */
interface KeptArrival extends Omit<Provenance, 'recordedAt'> {
  readonly shipmentId: string;
  readonly hubId: string;
}

async function sendShares(
  { journal, clock }: Context,
  arrival: KeptArrival,
  { rows }: DeferredWrites,
): Promise<void> {
  let left: readonly KeptShare[] = rows.map(readShare);
  while (left.length > 0) {
    const before = left;
    left = await retryOnConflict(clock, () => sendPart(journal, arrival, before, clock.now()));
  }
}

/** Writes the waybills of the first shares; returns those that are left. */
async function sendPart(
  journal: Store,
  { shipmentId, hubId, ...of }: KeptArrival,
  shares: readonly KeptShare[],
  recordedAt: Instant,
): Promise<readonly KeptShare[] | 'conflict'> {
  const { orderId } = of;
  const provenance = { ...of, recordedAt };
  const part = shares.slice(0, Math.floor(transactionItems / itemsOfShare));
  const [{ order }, chains] = await Promise.all([
    journal.orders.get(orderId),
    journal.shipments.all(part.map(({ centreId }) => shareId(shipmentId, centreId))),
  ]);
  const ownEntry = 1;
  const writes: Write[] = [];
  const keys = new Set<string>();
  let onward = noAmounts;
  let done = 0;
  for (const [index, share] of part.entries()) {
    const known = chains[index];
    if (known === undefined) break;
    const chain = await shareWaybill(known, journal, share.centreId, provenance);
    if (!hasDispatchBy(chain, provenance.event)) {
      const to = chain.shipment.to ?? share.centreId;
      const inboundTail = await journal.chains.tail('stock', inboundAccount(to, orderId));
      const change = chain.dispatch(shareDispatch(share, hubId, share.bookEntry), inboundTail, provenance);
      const units = order?.units ?? new Map();
      const anomalies = surplusAnomalies(change, units, provenance.event, recordedAt);
      // More than 90 rations over at once keep the rest of their surplus in the waybill only.
      const added = [...change.writes, ...anomalies].slice(0, transactionItems - ownEntry);
      const fits = writes.length + added.length + ownEntry <= transactionItems;
      if (!fits || added.some((write) => keys.has(itemOf(write)))) break;
      for (const write of added) keys.add(itemOf(write));
      writes.push(...added);
      onward = addAmounts(onward, change.onward);
    }
    done += 1;
  }
  if (!isNothing(onward)) writes.push(...(await noteOnward(journal, hubId, shipmentId, provenance, onward)));
  return (await journal.commitAny(writes)) === 'conflict' ? 'conflict' : shares.slice(done);
}

/** Notes in the hub's book what is now known to have gone onward. */
async function noteOnward(
  journal: Store,
  hubId: string,
  reference: string,
  provenance: Provenance,
  onward: Amounts,
): Promise<readonly Write[]> {
  const hub = { kind: 'hub', locationId: hubId } as const;
  const end = await journal.chains.bookEnd(locationAccount(hub.kind, hubId, provenance.orderId));
  const book = new LocationBook(hub, end, provenance);
  book.append(
    { type: 'dispatch', reference, digest: '', counterparty: 'centres', lines: noAmounts },
    { onward },
  );
  return book.writes;
}

const itemOf = (write: Write): string =>
  'key' in write ? `${write.key.table}\n${write.key.subject}\n${write.key.item}` : '';

/**
 * The waybill that has the share, or else is to have it: the one of its number, or where that was taken since the share
 * left the hub's book, the next one: `T-1/C-01/2`. What was taken may be free by now, so the one that has it comes first.
 */
async function shareWaybill(
  waybill: ShipmentChain,
  journal: Store,
  centreId: string,
  { orderId, event }: Provenance,
): Promise<ShipmentChain> {
  let free: ShipmentChain | undefined;
  let chain = waybill;
  for (let number = 2; ; number += 1) {
    if (hasDispatchBy(chain, event)) return chain;
    if (free === undefined && isFree(chain, orderId, centreId)) free = chain;
    if (free !== undefined && chain.entries.length === 0) return free;
    chain = await journal.shipments.get(`${waybill.shipmentId}/${number}`);
  }
}

const hasDispatchBy = (chain: ShipmentChain, event: string): boolean =>
  chain.entries.some((entry) => entry.type === 'dispatch' && entry.event === event);
