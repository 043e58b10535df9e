/** The daily seal: inspects what was booked since the last one, lists what was tampered with, and seals the rest. */

import { createHash } from 'node:crypto';
import { entryName, parseAccount } from '../domain/accounts.ts';
import type { CalendarDate, Instant } from '../domain/events.ts';
import { dateIn } from '../domain/zoned-date.ts';
import { listSealedBooks, type SealedBook } from '../ledger/audits.ts';
import type { LinkRecord } from '../ledger/chain.ts';
import { sealKey } from '../ledger/keys.ts';
import { listSeal, nextSeal, readSeal, type Seal } from '../ledger/seal.ts';
import { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import type { SealArchive } from './archive/seal-archive.ts';
import { ChainRegister } from './chain-register.ts';
import { inspect } from './inspection.ts';
import type { Finding } from './kept-link.ts';
import { readSealLines, type SealedEntry, SealedHashes, sealLine } from './sealed-books.ts';
import { recordTampering, type Tampered } from './tampering.ts';

export interface SealingDependencies {
  readonly tables: Tables;
  readonly archive: SealArchive;
  readonly now: () => Instant;
  /** Whose calendar the days are of, as IANA names it. */
  readonly zone: string;
}

export interface Sealing {
  readonly seal: Seal;
  /** Whether the day was not sealed before. */
  readonly isNew: boolean;
  /** What was found to be tampered with; each is listed as an anomaly. */
  readonly findings: readonly Finding[];
}

/** Entries of books that are read again each day; of larger books a part a day, in turn. */
const entriesReadAgain = 2_000;

/**
 * Seals the day.
 *
 * Guarantees: safe to run again at any time and after any fault; a day is sealed once. A chain that is no longer what
 * was sealed stays sealed as it was.
 */
export async function sealBooks(parts: SealingDependencies): Promise<Sealing> {
  const { tables, archive, now, zone } = parts;
  const store = new Store(tables);
  const openedAt = now();
  const last = await archive.lastSeal();
  const before = last && readSeal(last);
  const tailsBefore = before === undefined ? [] : readSealLines(await archive.list(before.tails));
  const sealed = new SealedHashes(before?.openedAt, tailsBefore);
  const date = dateIn(zone, openedAt);
  const isReadAgain = readAgainOn(date, before?.entries ?? 0);
  const inspected = await inspect(new ChainRegister(tables), archive, sealed, isReadAgain);
  await recordTampering(store, inspected.findings.map(tampered), openedAt);

  if (last !== undefined) await copySeal(store, last, tailsBefore);
  const { findings } = inspected;
  if (last !== undefined && readSeal(last).date >= date)
    return { seal: readSeal(last), isNew: false, findings };
  const tails = await archive.writeList('tails', date, inspected.tails.map(sealLine).join(''));
  const added = await archive.writeList('added', date, inspected.added.map(sealLine).join(''));
  const record = nextSeal(last, now(), {
    date,
    openedAt,
    digest: tails.sha256,
    books: inspected.tails.length,
    entries: inspected.tails.reduce((sum, { seq }) => sum + seq, 0),
    tails,
    added,
  });
  if ((await archive.writeSeal(record)) === 'there') return sealBooks(parts);
  await copySeal(store, record, inspected.tails);
  return { seal: readSeal(record), isNew: true, findings };
}

const tampered = ({ account, seq, orderId }: Finding): Tampered => ({
  account,
  reference: entryName(account, seq),
  orderId,
});

/** Keeps a seal where it is asked for, unless it is there; before it, how far the books of each order are sealed. */
async function copySeal(store: Store, record: LinkRecord, tails: readonly SealedEntry[]): Promise<void> {
  const { date } = readSeal(record);
  if ((await store.record(sealKey(date))) !== undefined) return;
  for (const [orderId, books] of booksByOrder(tails))
    await store.commit([listSealedBooks(date, orderId, books)]);
  await store.commit([listSeal(record)]);
}

/** The books of centres and payers that a seal holds, by order. */
function booksByOrder(tails: readonly SealedEntry[]): ReadonlyMap<string, readonly SealedBook[]> {
  const books = new Map<string, SealedBook[]>();
  for (const { account, seq } of tails) {
    const parsed = parseAccount(account);
    if (parsed?.kind !== 'centre' && parsed?.kind !== 'payer') continue;
    const ofOrder = books.get(parsed.orderId) ?? [];
    ofOrder.push({ account, seq });
    books.set(parsed.orderId, ofOrder);
  }
  return books;
}

/** Chains whose turn it is to be read from the first entry on. */
function readAgainOn(date: CalendarDate, entries: number): (account: string) => boolean {
  const parts = Math.max(1, Math.ceil(entries / entriesReadAgain));
  const today = Math.floor(Date.parse(date) / 86_400_000) % parts;
  return (account) => createHash('sha256').update(account).digest().readUInt32BE() % parts === today;
}
