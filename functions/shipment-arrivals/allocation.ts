/**
 * What arrives at a hub goes on to the centres it supplies.
 *
 * The shares are decided once, with the arrival: one entry takes all of them out of the hub's book in the
 * arrival's own transaction, so no dispatch in between can draw what is promised. The waybills of the shares
 * follow in that transaction as far as it has room (about 30 centres, at 3 items each), the rest in
 * transactions of their own, from the shares kept with the first. A waybill that holds a dispatch by the
 * arrival's event has its share already, so writing them is safe to repeat.
 *
 * A centre may confirm its share before the share's waybill is written: the arrival is then taken as come
 * from outside until the waybill is, and what is thereby found to have been transferred is noted in the
 * hub's book. Where the waybill was taken meanwhile, by another order or to another place, the share goes
 * under a number more, for it has left the hub. A further part arriving under the same waybill adds a further
 * dispatch to the same onward waybills.
 */
import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import { allocate, type CentreNeed, type Share } from '../../shared/domain/allocation.ts';
import { emptyLocationTally, suppliedAmounts } from '../../shared/domain/books.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
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
import { ahead } from '../../shared/domain/shipment.ts';
import { listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { LocationBook, type Provenance } from '../../shared/ledger/location-book.ts';
import type { ShipmentChain, WaybillChange } from '../../shared/ledger/shipment-chain.ts';
import { transactionItems, type Write } from '../../shared/ledger/writes.ts';
import { entryKey } from '../../shared/posting/decide-batch.ts';
import {
  type Append,
  appendDeferred,
  type DeferredWrites,
  deferredWritesOf,
  firstTransactionItems,
} from '../../shared/posting/deferred-writes.ts';
import { FaultError, maxAttempts, retryOnConflict } from '../../shared/posting/post-batch.ts';
import { type EventAttempt, eventKey } from '../../shared/posting/post-event.ts';
import type { QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';
import type { JournalStore } from '../../shared/store/journal-store.ts';

type Arrived = EventOf<'relief.shipment.arrived.v1'>;
type Dispatched = EventOf<'relief.shipment.dispatched.v1'>;
type Parts = Pick<QueueWorkerDependencies, 'journal' | 'clock'>;

/** Centres whose books are read side by side: half the sockets of the client. */
const centresAtOnce = 25;

/** A share is its waybill's entry and listing, and the entry of what is on its way to the centre. */
const itemsOfShare = 3;

const shareId = (shipmentId: string, centreId: string): string => `${shipmentId}/${centreId}`;

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
}

export interface Onward {
  /** The waybills of the shares that fit the arrival's transaction. */
  readonly writes: readonly Write[];
  readonly anomalies: readonly Append[];
  /** The shares that do not fit, for {@link finishShipment}. */
  readonly rows: readonly JsonValue[];
}

/**
 * Takes the shares of what came to a hub in good order out of its book.
 *
 * `itemsBefore` are in the transaction already, the book's own left out.
 */
export async function sendOnward(
  journal: JournalStore,
  arrival: HubArrival,
  received: Amounts,
  itemsBefore: number,
): Promise<Onward> {
  const { shipmentId, hubId, book, order, units, provenance } = arrival;
  const rationed = order.terms.rations.map(
    ({ commodity }) => [commodity, amountOf(received, commodity)] as const,
  );
  const came: Amounts = new Map(rationed);
  const centres = isNothing(came) ? [] : await suppliedCentres(journal, arrival);
  const byId = new Map(centres.map((centre) => [centre.centreId, centre]));
  const shares = allocate(came, centres).flatMap((share) => {
    const centre = byId.get(share.centreId);
    return centre === undefined ? [] : [{ ...share, ...centre }];
  });
  if (shares.length === 0) return { writes: [], anomalies: [], rows: [] };

  const bookEntry = book.nextEntry;
  const ownEntry = 1;
  const room = firstTransactionItems - itemsBefore - book.writes.length - ownEntry;
  const fitting = shares.slice(0, Math.max(0, Math.floor(room / itemsOfShare)));
  const steps = fitting.map((share) =>
    share.chain.dispatch(shareDispatch(share, hubId, bookEntry), share.inboundTail, provenance),
  );
  const ids = shares.map(({ centreId }) => shareId(shipmentId, centreId));
  const [only] = shares.length === 1 ? shares : [];
  book.append(
    {
      type: 'dispatch',
      reference: only?.chain.shipmentId ?? shipmentId,
      digest: '',
      counterparty: only?.chain.account ?? 'centres',
      lines: negateAmounts(sumOf(shares.map(({ lines }) => lines))),
      ...(only === undefined && { group: ids.map((reference) => ({ reference, householdId: '' })) }),
    },
    {
      dispatched: sumOf(shares.map(({ lines }) => lines)),
      transferred: sumOf(steps.map((step) => step.transferred)),
    },
  );
  return {
    writes: steps.flatMap((step) => step.writes),
    anomalies: steps.flatMap((step) =>
      surplusAnomalies(step, units, provenance.event, provenance.recordedAt),
    ),
    rows: shares.slice(fitting.length).map((share) => keptShare(share, bookEntry)),
  };
}

/** Writes what of an event did not fit its first transaction, and is not there yet. */
export async function finishShipment(
  { journal, clock }: Parts,
  { header, event }: EventAttempt<Arrived | Dispatched>,
): Promise<void> {
  const key = eventKey(header);
  const remainder = await deferredWritesOf(journal, key);
  if (remainder === undefined) return;
  if (event.type === 'relief.shipment.arrived.v1') {
    const { shipmentId, at, orderId } = event;
    const arrival = { shipmentId, hubId: at, orderId, event: key, occurredAt: header.time };
    await sendKept({ journal, clock }, arrival, remainder);
  }
  await appendDeferred(journal, clock, remainder.later);
}

/**
 * Sends what a hub's book, up to `tail`, has promised to centres and no waybill shows yet, for its worker was lost: who
 * counts what centres need would count it again. Only the last shares can be so, as whoever came next has seen to those before.
 */
export async function sendPromised(
  parts: Parts,
  hubId: string,
  { account, seq }: Pick<Entry, 'account' | 'seq'>,
): Promise<void> {
  const promise = await parts.journal.lastEntry('stock', account, seq, isPromise);
  const remainder = promise && (await deferredWritesOf(parts.journal, promise.event));
  if (promise === undefined || remainder === undefined) return;
  const { reference, orderId, event, occurredAt } = promise;
  await sendKept(parts, { shipmentId: reference, hubId, orderId, event, occurredAt }, remainder);
}

/** Of a hub's entries only the shares of several centres are a group. */
const isPromise = ({ group }: Entry): boolean => group !== undefined;

/** An arrival of which shares are kept. */
interface KeptArrival extends Omit<Provenance, 'recordedAt'> {
  readonly shipmentId: string;
  readonly hubId: string;
}

async function sendKept(
  { journal, clock }: Parts,
  arrival: KeptArrival,
  { rows }: DeferredWrites,
): Promise<void> {
  let left: readonly KeptShare[] = rows.map(readShare);
  while (left.length > 0) {
    const before = left;
    left = await retryOnConflict(clock, () => sendPart(journal, arrival, before, clock.now()));
  }
}

interface KeptShare extends Share {
  /** The hub's entry that took it out of its book, as `account@seq`. */
  readonly bookEntry: string;
}

/** Writes the waybills of the first shares; answers those that are left. */
async function sendPart(
  journal: JournalStore,
  { shipmentId, hubId, ...of }: KeptArrival,
  shares: readonly KeptShare[],
  recordedAt: Instant,
): Promise<readonly KeptShare[] | 'conflict'> {
  const { orderId } = of;
  const provenance = { ...of, recordedAt };
  const part = shares.slice(0, Math.floor(transactionItems / itemsOfShare));
  const [{ order }, chains] = await Promise.all([
    journal.order(orderId),
    journal.shipments(part.map(({ centreId }) => shareId(shipmentId, centreId))),
  ]);
  const ownEntry = 1;
  const writes: Write[] = [];
  const keys = new Set<string>();
  let transferred = noAmounts;
  let done = 0;
  for (const [index, share] of part.entries()) {
    const known = chains[index];
    if (known === undefined) break;
    const chain = await freeFrom(known, journal, orderId, share.centreId);
    if (!hasDispatchBy(chain, provenance.event)) {
      const to = chain.shipment.to ?? share.centreId;
      const inboundTail = await journal.tail('stock', inboundAccount(to, orderId));
      const step = chain.dispatch(shareDispatch(share, hubId, share.bookEntry), inboundTail, provenance);
      const anomalies = surplusAnomalies(
        step,
        order?.units ?? new Map(),
        provenance.event,
        provenance.recordedAt,
      );
      // More than 90 rations over at once keep the rest of their surplus in the waybill only.
      const added = [...step.writes, ...anomalies].slice(0, transactionItems - ownEntry);
      const fits = writes.length + added.length + ownEntry <= transactionItems;
      if (!fits || added.some((write) => keys.has(placeText(write)))) break;
      for (const write of added) keys.add(placeText(write));
      writes.push(...added);
      transferred = addAmounts(transferred, step.transferred);
    }
    done += 1;
  }
  if (!isNothing(transferred)) {
    const hub = { kind: 'hub', locationId: hubId } as const;
    const tail = await journal.tail('stock', locationAccount(hub.kind, hubId, orderId));
    const book = new LocationBook(hub, tail, provenance);
    book.append(
      { type: 'dispatch', reference: shipmentId, digest: '', counterparty: 'centres', lines: noAmounts },
      { transferred },
    );
    writes.push(...book.writes);
  }
  return (await journal.commitAny(writes)) === 'conflict' ? 'conflict' : shares.slice(done);
}

interface SuppliedCentre extends CentreNeed {
  /** The waybill its share goes under. */
  readonly chain: ShipmentChain;
  readonly inboundTail: Entry | undefined;
}

/**
 * The centres that a hub supplies and the order covers, with what they need: planned, less what was handed
 * over, is on hand, or is on its way. What a centre confirmed ahead of its share counts as not come yet, so that
 * the shares are the same as if it had been confirmed after.
 *
 * A centre whose onward waybill is taken, by another order or to another place, is left out: its goods stay
 * at the hub.
 */
async function suppliedCentres(
  journal: JournalStore,
  { shipmentId, hubId, cameFrom, order, inbound }: HubArrival,
): Promise<readonly SuppliedCentre[]> {
  const { orderId, revision, terms } = order;
  const [plans, locations] = await Promise.all([journal.plans(orderId, revision), journal.locations()]);
  const supplied = new Set(
    locations
      .filter(({ kind, suppliedBy }) => kind === 'centre' && suppliedBy === hubId)
      .map(({ locationId }) => locationId),
  );
  const covered = plans.filter(({ centreId }) => supplied.has(centreId) && !cameFrom.has(centreId));
  const chains = await journal.shipments(covered.map(({ centreId }) => shareId(shipmentId, centreId)));
  const centres: SuppliedCentre[] = [];
  for (let start = 0; start < covered.length; start += centresAtOnce) {
    const part = covered.slice(start, start + centresAtOnce);
    const centreIds = part.map(({ centreId }) => centreId);
    const supplies = await suppliesOf(journal, orderId, centreIds, inbound);
    for (const [index, { centreId, plan }] of part.entries()) {
      const chain = chains[start + index];
      const { tail, inboundTail } = supplies[index] ?? {};
      if (chain === undefined || !isFree(chain, orderId, centreId)) continue;
      const need = addAmounts(
        plannedAmounts(plan, terms),
        negateAmounts(suppliedAmounts(tail?.stock ?? emptyLocationTally)),
        negateAmounts(inboundTail?.balance ?? noAmounts),
        ahead(chain.shipment),
      );
      centres.push({ centreId, need, chain, inboundTail });
    }
  }
  return centres;
}

interface Supply {
  readonly tail: Entry | undefined;
  readonly inboundTail: Entry | undefined;
}

/**
 * What centres have, and what is on its way to them, by their last entries.
 *
 * Guarantees: what arrives meanwhile is one or the other, never both or neither: a book is read while nothing changes
 * of what is on its way. Errors: a fault where that goes on changing.
 */
async function suppliesOf(
  journal: JournalStore,
  orderId: string,
  centreIds: readonly string[],
  inbound: Entry | undefined,
): Promise<readonly Supply[]> {
  const onTheirWay = centreIds.map((centreId) => inboundAccount(centreId, orderId));
  for (let tries = 1; tries <= maxAttempts; tries += 1) {
    const inboundTails = await Promise.all(
      onTheirWay.map((account) => (inbound?.account === account ? inbound : journal.tail('stock', account))),
    );
    const tails = await Promise.all(
      centreIds.map((centreId) => journal.tail('stock', locationAccount('centre', centreId, orderId))),
    );
    const grown = await journal.records(
      'stock',
      onTheirWay.map((account, index) => entryKey('stock', account, (inboundTails[index]?.seq ?? 0) + 1)),
    );
    if (grown.every((next) => next === undefined))
      return tails.map((tail, index) => ({ tail, inboundTail: inboundTails[index] }));
  }
  throw new FaultError(
    `what is on its way to ${centreIds.length} centres changed ${maxAttempts} times while it was read`,
  );
}

/**
 * The waybill itself, or where it was taken since the share left the hub's book, the next by number: `T-1/C-01/2`.
 *
 * Guarantees: the same whenever it is asked, for what is taken stays so.
 */
async function freeFrom(
  waybill: ShipmentChain,
  journal: JournalStore,
  orderId: string,
  centreId: string,
): Promise<ShipmentChain> {
  let chain = waybill;
  for (let number = 2; !isFree(chain, orderId, centreId); number += 1)
    chain = await journal.shipment(`${waybill.shipmentId}/${number}`);
  return chain;
}

const isFree = (chain: ShipmentChain, orderId: string, centreId: string): boolean =>
  (chain.orderId ?? orderId) === orderId && (chain.shipment.to ?? centreId) === centreId;

const hasDispatchBy = (chain: ShipmentChain, event: string): boolean =>
  chain.entries.some((entry) => entry.type === 'dispatch' && entry.event === event);

const shareDispatch = (
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
  { entry, shipment, surplus }: WaybillChange,
  units: ReadonlyMap<string, Unit>,
  event: string,
  now: Instant,
): readonly Append[] => {
  const locationId = shipment.arrivedAt ?? shipment.to ?? '';
  const of = { orderId: entry.orderId, locationId, references: [entry.reference], units };
  const more = new Map([...surplus].filter(([, quantity]) => quantity > 0n));
  return listGoodsAnomalies('surplus', more, of, `${event}\n${entry.reference}`, now);
};

const sumOf = (all: readonly Amounts[]): Amounts => addAmounts(...all);

const placeText = (write: Write): string =>
  'key' in write ? `${write.key.table}\n${write.key.subject}\n${write.key.item}` : '';

const keptShare = ({ centreId, lines }: Share, bookEntry: string): JsonValue => [
  centreId,
  bookEntry,
  [...lines].map(([commodity, quantity]) => [commodity, quantity.toString()]),
];

function readShare(row: JsonValue): KeptShare {
  const [centreId, bookEntry, lines] = row as unknown as readonly [
    string,
    string,
    readonly (readonly [string, string])[],
  ];
  return {
    centreId,
    bookEntry,
    lines: new Map(lines.map(([commodity, quantity]) => [commodity, BigInt(quantity)])),
  };
}
