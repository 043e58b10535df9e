/** A link of a chain as an audit keeps it: its own hash checked, and its record read as far as it can be. */
import { entryName } from '../domain/accounts.ts';
import type { Instant } from '../domain/events.ts';
import { type Amounts, addAmounts, isNothing, negateAmounts } from '../domain/quantity.ts';
import { isSoundRecord, type Link, type LinkRecord } from '../ledger/chain.ts';
import { type Entry, type GroupMember, readEntry } from '../ledger/entry.ts';
import { DamagedRecordError } from '../ledger/record-fields.ts';

/** What is wrong with one link of a chain. */
export interface Finding {
  readonly account: string;
  readonly seq: number;
  readonly expected: string;
  readonly found: string;
  /** When the last sound entry before it was recorded; its own word where there is none, or where only its other side is at odds. */
  readonly at: Instant;
  /** As far as the entry tells it. */
  readonly orderId?: string;
}

/** What is kept of a record once its own hash was checked. */
export interface KeptLink extends Link {
  readonly entry: Omit<Entry, 'group' | 'events'> | undefined;
  /** The household entries that a book entry stands for. */
  readonly members: readonly GroupMember[];
  readonly fault: string | undefined;
}

/** Entries of a book whose other side is in household accounts. */
const isSheet = (type: Entry['type']): boolean =>
  type === 'handover' || type === 'return' || type === 'payment' || type === 'reversal';

const isMovement = (record: LinkRecord): boolean =>
  typeof record['type'] === 'string' && 'counterparty' in record;

export function keepLink(record: LinkRecord): KeptLink {
  const { account, seq, at, previousHash, hash } = record;
  const link = { account, seq, at, previousHash, hash };
  const fault = isSoundRecord(record) ? undefined : 'what was hashed';
  if (!isMovement(record)) return { ...link, entry: undefined, members: [], fault };
  try {
    const { group = [], events: _events, ...entry } = readEntry(record);
    return { ...link, entry, members: isSheet(entry.type) ? group : [], fault };
  } catch (error) {
    if (!(error instanceof DamagedRecordError)) throw error;
    return {
      ...link,
      entry: undefined,
      members: [],
      fault: fault ?? `${entryName(account, seq)}: ${error.message}`,
    };
  }
}

export const finding = ({ account, seq, at, hash, entry }: KeptLink, expected: string): Finding => ({
  account,
  seq,
  at,
  expected,
  found: `an entry with hash ${hash}`,
  ...(entry !== undefined && { orderId: entry.orderId }),
});

export const missing = (
  account: string,
  seq: number,
  before: KeptLink | undefined,
  expected: string,
  after = '',
): Finding => ({
  account,
  seq,
  at: before?.at ?? after,
  expected,
  found: 'none',
  ...(before?.entry !== undefined && { orderId: before.entry.orderId }),
});

export const isEqual = (one: Amounts, other: Amounts): boolean =>
  isNothing(addAmounts(one, negateAmounts(other)));
