/** A writer of version 2: entries as this version makes them, with a field more, and hashed with it. */

import { hash as digestOf } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../shared/domain/canonical.ts';
import { groupHashOf } from '../../shared/ledger/chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Commit } from '../../shared/posting/ports.ts';
import { Store } from '../../shared/store/store.ts';

const added = { version: 2, weighedOn: 'scale 7', tares: [['sack', 2]] } as const;

export class NextStore extends Store {
  override commit(writes: readonly Write[]): Promise<Commit> {
    return super.commit(nextVersionOf(writes));
  }
}

/** Members before the entry that stands for them, and each before the one that follows it in its chain. */
function nextVersionOf(writes: readonly Write[]): readonly Write[] {
  const hashes = new Map<string, string>();
  const renewed = new Map<Write, Write>();
  const isOfGroup = (write: Write): boolean => write.kind === 'append' && 'group' in write.record;
  for (const write of [...writes.filter((one) => !isOfGroup(one)), ...writes.filter(isOfGroup)]) {
    if (write.kind !== 'append' || !('occurredAt' in write.record)) continue;
    const { hash, ...unhashed } = write.record;
    const { previousHash, group } = unhashed;
    const next: JsonObject = {
      ...unhashed,
      ...added,
      previousHash: hashes.get(String(previousHash)) ?? previousHash ?? '',
      ...(group !== undefined && { groupHash: groupHashOf(membersOf(writes, renewed, write.record)) }),
    };
    const nextHash = digestOf('sha256', canonicalJson(next), 'base64url');
    hashes.set(String(hash), nextHash);
    renewed.set(write, { ...write, record: { ...next, hash: nextHash } });
  }
  return writes.map((write) => renewed.get(write) ?? write);
}

/** The new hashes of the household entries of a group, in its order. */
function membersOf(
  writes: readonly Write[],
  renewed: ReadonlyMap<Write, Write>,
  book: JsonObject,
): readonly string[] {
  const group = book['group'] as readonly (readonly [reference: string, householdId: string])[];
  return group.map(([reference]) => {
    const member = writes.find(
      (write) =>
        write.kind === 'append' &&
        write.record['reference'] === reference &&
        write.record['counterpartyEntry'] === `${book['account']}@${book['seq']}`,
    );
    const next = member === undefined ? undefined : renewed.get(member);
    if (next?.kind !== 'append') throw new Error(`${reference} has no entry in its group`);
    return String(next.record['hash']);
  });
}
