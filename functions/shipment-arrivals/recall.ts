/**
 * Shares of a hub's arrival that are recalled with it. The hub's book takes all of them in at once; a waybill that no longer
 * holds the share's dispatch has been seen to, so going on with it is safe to repeat.
 *
 * A centre may confirm its share before its waybill is seen to: what it has is then taken as come from outside, as it is
 * where a centre confirms what was recalled before.
 */

import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { addAmounts, isNothing, noAmounts } from '../../shared/domain/quantity.ts';
import { transactionItems } from '../../shared/domain/transaction-size.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { LocationBook, type Provenance } from '../../shared/ledger/location-book.ts';
import { countOf, listOf, textOf } from '../../shared/ledger/record-fields.ts';
import type { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { deferredWritesOf } from '../../shared/posting/deferred-writes.ts';
import { retryOnConflict } from '../../shared/posting/retry-on-conflict.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { Store } from '../../shared/store/store.ts';

/** A share as its waybill has it. */
export interface SentShare {
  readonly chain: ShipmentChain;
  /** The dispatch that sent it. */
  readonly entry: Entry;
  readonly inboundTail: Entry | undefined;
  readonly tails: readonly (Entry | undefined)[];
}

/** Whether a share comes back with its arrival: no centre has confirmed it, and nobody has closed its waybill. */
export const isRecallable = ({ chain, entry }: SentShare): boolean =>
  chain.standing.includes(entry) && !chain.hasArrivals && chain.closing === undefined;

/** The shares that an arrival sent, from the entries of its hub's book. */
export async function sentShares(
  entries: readonly Entry[],
  event: string,
  journal: Store,
): Promise<readonly SentShare[]> {
  const sent = entries.find(({ type }) => type === 'dispatch');
  if (sent === undefined) return [];
  const ids = sent.group?.map(({ reference }) => reference) ?? [sent.reference];
  const chains = await journal.shipments.all(ids);
  const shares = await Promise.all(chains.map((chain) => shareSent(chain, event, journal)));
  return shares.flatMap((share) => share ?? []);
}

/** The share under its number, or where that was taken when it was sent, under the next: `T-1/C-01/2`. */
async function shareSent(
  first: ShipmentChain,
  event: string,
  journal: Store,
): Promise<SentShare | undefined> {
  let chain = first;
  for (let number = 2; chain.entries.length > 0; number += 1) {
    const entry = chain.entries.find((one) => one.type === 'dispatch' && one.event === event);
    if (entry !== undefined) {
      const inbound = inboundAccount(entry.to ?? '', entry.orderId);
      const inboundTail = await journal.chains.tail('stock', inbound);
      return { chain, entry, inboundTail, tails: [inboundTail, chain.entries.at(-1)] };
    }
    chain = await journal.shipments.get(`${first.shipmentId}/${number}`);
  }
  return undefined;
}

/** A share that is yet to be recalled, as it is kept with its void. */
export const keptRecall = ({ chain, entry }: SentShare, reason: string): JsonValue => [
  chain.shipmentId,
  entry.seq,
  reason,
];

/** A void of a hub's arrival of which recalls are kept. */
interface KeptVoid extends Omit<Provenance, 'recordedAt'> {
  readonly hubId: string;
  readonly shipmentId: string;
}

interface Recall {
  readonly shareId: string;
  readonly seq: number;
  readonly reason: string;
}

function readRecall(row: JsonValue): Recall {
  const [shareId, seq, reason] = listOf(row, 'rows');
  return { shareId: textOf(shareId, 'rows'), seq: countOf(seq, 'rows'), reason: textOf(reason, 'rows') };
}

/** Takes the recalled shares off their waybills that did not fit the void's first transaction. */
export async function completeRecalls(
  voiding: KeptVoid,
  { journal, clock }: Pick<HandlerContext, 'journal' | 'clock'>,
): Promise<void> {
  const deferred = await deferredWritesOf(journal, voiding.event);
  let left = (deferred?.rows ?? []).map(readRecall);
  while (left.length > 0) {
    const before = left;
    left = await retryOnConflict(clock, () => recallPart(journal, voiding, before, clock.now()));
  }
}

/** An entry of the share's waybill, and one of what is on its way. */
const itemsOfRecall = 2;
const recallsAtOnce = 45;

/** Recalls the first shares; returns those that are left. */
async function recallPart(
  journal: Store,
  { hubId, shipmentId, ...of }: KeptVoid,
  recalls: readonly Recall[],
  recordedAt: Instant,
): Promise<Recall[] | 'conflict'> {
  const provenance = { ...of, recordedAt };
  const part = recalls.slice(0, recallsAtOnce);
  const chains = await journal.shipments.all(part.map(({ shareId }) => shareId));
  const writes: Write[] = [];
  let onward = noAmounts;
  let done = 0;
  const touched = new Set<string>();
  for (const [index, { seq, reason }] of part.entries()) {
    const chain = chains[index];
    const entry = chain?.standing.find((one) => one.seq === seq);
    if (chain !== undefined && entry !== undefined) {
      const inbound = inboundAccount(entry.to ?? '', entry.orderId);
      // Two shares for one place are two links of one chain: the second waits for the next transaction.
      if (touched.has(inbound) || writes.length + itemsOfRecall >= transactionItems) break;
      touched.add(inbound);
      const inboundTail = await journal.chains.tail('stock', inbound);
      const change = chain.reverse({ entry, reason }, inboundTail, provenance);
      writes.push(...change.writes);
      onward = addAmounts(onward, change.onward);
    }
    done += 1;
  }
  if (!isNothing(onward)) {
    const hub = { kind: 'hub', locationId: hubId } as const;
    const end = await journal.chains.bookEnd(locationAccount(hub.kind, hubId, of.orderId));
    const book = new LocationBook(hub, end, provenance);
    const note = { type: 'void', reference: shipmentId, digest: '', counterparty: 'centres' } as const;
    book.append({ ...note, lines: noAmounts }, { onward });
    writes.push(...book.writes);
  }
  return (await journal.commitAny(writes)) === 'conflict' ? 'conflict' : recalls.slice(done);
}
