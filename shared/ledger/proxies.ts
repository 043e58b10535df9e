/** Who collected for whom: one proxy for many households is what siphoning looks like. */
import { createHash } from 'node:crypto';
import { type ItemKey, seqItem, type Write } from './writes.ts';

/** A household that a proxy collected for, with the first receipt of it. */
export interface Collection {
  readonly householdId: string;
  readonly receiptId: string;
}

/** One proxy may collect for this many households under an order before it is looked into. */
export const maxHouseholdsOfProxy = 5;

/** A proxy under an order: the name as written, but for case and spacing. */
export function proxySubject(orderId: string, collectedBy: string): string {
  const name = collectedBy.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  const digest = createHash('sha256').update(name).digest('base64url').slice(0, 22);
  return `collector:${orderId}/${digest}`;
}

/** Adds a household to a proxy's; fails when another was added meanwhile. */
export const appendCollection = (subject: string, before: number, collection: Collection): Write => ({
  kind: 'append',
  key: collectionKey(subject, before + 1),
  record: { ...collection },
});

const collectionKey = (subject: string, seq: number): ItemKey => ({
  table: 'ledgers',
  subject,
  item: seqItem(seq),
});
