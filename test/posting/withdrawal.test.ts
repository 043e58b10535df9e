/** Withdrawals beside other writers: of what is held still, once, whoever was first. */
import { describe, expect, it } from 'vitest';
import { holdKey } from '../../shared/ledger/exception-keys.ts';
import { holdOf, type StoredException } from '../../shared/ledger/exceptions.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { BatchLoader, Commit, HeldItems, Journal } from '../../shared/posting/ports.ts';
import { stillHeldOf, withdrawHeld } from '../../shared/posting/withdrawal.ts';
import { clock, now } from '../support/sheets.ts';

const heldArrival = (exceptionId: string): StoredException => ({
  exceptionId,
  idempotencyKey: `event/urn:x#${exceptionId}`,
  digest: 'd',
  queue: 'shipment-arrivals',
  messageGroup: 'C-1',
  index: 0,
  event: {
    source: 'urn:x',
    id: exceptionId,
    type: 'relief.shipment.arrived.v1',
    time: '2020-08-08T09:00:00+09:00',
    digest: 'd',
  },
  original: '{}',
  reference: 'W-1',
  orderId: 'O-1',
  status: 'held',
  reason: 'unknown-order',
  detail: {},
  dependsOn: 'order/O-1',
  recordedAt: now,
  position: `${now}#000`,
  recordSeq: 1,
});

/** A journal in which some exceptions are kept, and of them some held still. */
class HeldJournal {
  readonly written: (readonly Write[])[] = [];
  readonly #kept: ReadonlyMap<string, StoredException>;
  readonly #held: ReadonlySet<string>;
  readonly #commits: Commit[];

  constructor(
    kept: readonly StoredException[],
    { held = kept.map(({ exceptionId }) => exceptionId), commits = [] as Commit[] } = {},
  ) {
    this.#kept = new Map(kept.map((one) => [one.exceptionId, one]));
    this.#held = new Set(held);
    this.#commits = commits;
  }

  async exception(exceptionId: string) {
    return this.#kept.get(exceptionId);
  }

  async stillHeld(holds: readonly { readonly exceptionId: string }[]) {
    return new Set(holds.map(({ exceptionId }) => exceptionId).filter((id) => this.#held.has(id)));
  }

  async commit(writes: readonly Write[]): Promise<Commit> {
    this.written.push(writes);
    return this.#commits.shift() ?? 'committed';
  }
}

const asJournal = (journal: HeldJournal) => journal as unknown as Journal & BatchLoader & HeldItems;
const withdraw = (journal: HeldJournal): Promise<void> =>
  withdrawHeld('x-1', { reason: 'typed 100 for 10' }, { journal: asJournal(journal), clock });

const settles = (writes: readonly Write[] | undefined): readonly unknown[] =>
  (writes ?? []).flatMap((write) => (write.kind === 'settle' ? [write.key] : []));

describe('those that are held still', () => {
  it('are found among many, each once and in their order, without what is unknown or settled', async () => {
    const kept = Array.from({ length: 60 }, (_, n) => heldArrival(`x-${n}`));
    const rejected = { ...heldArrival('x-rejected'), status: 'rejected' as const };
    const journal = new HeldJournal([...kept, rejected], {
      held: kept.map(({ exceptionId }) => exceptionId).filter((id) => id !== 'x-30'),
    });
    const asked = ['x-nobody', ...kept.map(({ exceptionId }) => exceptionId), 'x-rejected'];
    const found = await stillHeldOf(asked, asJournal(journal));
    expect(found).toEqual(kept.filter(({ exceptionId }) => exceptionId !== 'x-30'));
  });

  it('are none of none', async () => {
    expect(await stillHeldOf([], asJournal(new HeldJournal([])))).toEqual([]);
  });
});

describe('the withdrawal of a held event', () => {
  const kept = heldArrival('x-1');
  const hold = holdOf(kept);
  if (hold === undefined) throw new Error('it is not held');

  it('takes it off what it waits for, in one write', async () => {
    const journal = new HeldJournal([kept]);
    await withdraw(journal);
    expect(journal.written).toHaveLength(1);
    expect(settles(journal.written[0])).toEqual([holdKey(hold)]);
  });

  it('is tried again after a conflict, and once it is written no more', async () => {
    const journal = new HeldJournal([kept], { commits: ['conflict', 'conflict', 'committed', 'conflict'] });
    await withdraw(journal);
    expect(journal.written).toHaveLength(3);
  });

  it.each([
    ['it is not known', new HeldJournal([])],
    ['it is held no longer', new HeldJournal([kept], { held: [] })],
    ['it was rejected', new HeldJournal([{ ...kept, status: 'rejected' }])],
  ])('writes nothing where %s', async (_, journal) => {
    await withdraw(journal);
    expect(journal.written).toEqual([]);
  });
});
