import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import type { EventHeader, ReliefEvent } from '../../shared/domain/events.ts';
import { held, rejected } from '../../shared/domain/outcome.ts';
import { eventIdOf, eventKey } from '../../shared/ledger/event-key.ts';
import { endOfHeldId } from '../../shared/ledger/event-records.ts';
import { exceptionIdOf, type IdClaim } from '../../shared/ledger/id-claims.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type {
  EventAttempt,
  EventContext,
  EventHandler,
  EventJournal,
  Verdict,
} from '../../shared/posting/event-handler.ts';
import { eventSubject } from '../../shared/posting/event-subject.ts';
import type { Commit } from '../../shared/posting/ports.ts';
import { claimPending, postEvent, processEvent, refuseMessage } from '../../shared/posting/post-event.ts';
import { termsWith } from '../support/orders.ts';
import { clock, now } from '../support/sheets.ts';

const header: EventHeader = {
  source: 'urn:x',
  id: 'e-1',
  type: 'relief.order.cancelled.v1',
  time: '2020-08-08T09:00:00+09:00',
  digest: 'own',
  original: '{"id":"e-1"}',
};
const cancelled: ReliefEvent = { type: 'relief.order.cancelled.v1', orderId: 'O-1', reason: 'over' };
const attempt: EventAttempt = { header, event: cancelled, queue: 'policy-orders', messageGroup: 'O-1' };
const own = exceptionIdOf('event/urn:x#e-1');
const beside = exceptionIdOf('event/urn:x#e-1', 'own');

/** A journal that knows some cases, loses the first of its commits, and keeps what is written. */
class KeptJournal implements EventJournal {
  readonly known: Map<string, IdClaim>;
  readonly written: (readonly Write[])[] = [];
  #toLose: number;
  readonly #isWaiting: boolean;

  constructor({
    known = {},
    toLose = 0,
    isWaiting = true,
  }: { known?: Record<string, IdClaim>; toLose?: number; isWaiting?: boolean } = {}) {
    this.known = new Map(Object.entries(known));
    this.#toLose = toLose;
    this.#isWaiting = isWaiting;
  }

  async commit(writes: readonly Write[]): Promise<Commit> {
    this.#toLose -= 1;
    if (this.#toLose >= 0) return 'conflict';
    this.written.push(writes);
    return 'committed';
  }

  async exceptionNow() {
    return undefined;
  }

  async numberClaims() {
    return [];
  }

  async takenBack() {
    return { isTakenBack: false, unless: [] };
  }

  async claims(ids: readonly string[]) {
    return new Map(ids.map((id) => [id, this.known.get(id)]));
  }

  async stillHeld(holds: readonly { readonly exceptionId: string }[]) {
    return new Set(this.#isWaiting ? holds.map(({ exceptionId }) => exceptionId) : []);
  }

  get all(): readonly Write[] {
    return this.written.flat();
  }
}

const write: Write = { kind: 'precondition', key: { table: 'stock', subject: 's', item: 'i' } };
const told = (writes: readonly Write[]): readonly string[] =>
  writes.map((one) =>
    one.kind === 'append'
      ? `append ${one.key.subject}@${one.key.item} ${one.record['status']}`
      : 'key' in one
        ? `${one.kind} ${one.key.table} ${one.key.subject} ${one.key.item}`
        : one.kind,
  );
const recordsIn = (writes: readonly Write[]): readonly JsonObject[] =>
  writes.flatMap((one) => (one.kind === 'append' ? [one.record] : []));

const hold = {
  exceptionId: own,
  dependsOn: 'order:O-1',
  queue: 'policy-orders',
  messageGroup: 'O-1',
  position: `${now}#0000`,
  recordSeq: 1,
} as const;

/** A handler that decides as it is told, one verdict after another. */
const deciding = (...verdicts: readonly Verdict[]): EventHandler<ReliefEvent, number, EventContext> => {
  let rounds = 0;
  return {
    load: async (_attempt, _context, done) => done,
    decide: () => {
      rounds += 1;
      const verdict = verdicts[Math.min(rounds, verdicts.length) - 1];
      if (verdict === undefined) throw new Error('decided');
      return verdict;
    },
  };
};

const post = async (journal: KeptJournal, verdict: Verdict, of: EventAttempt = attempt) =>
  (await postEvent(deciding(verdict), of, { journal, clock })).outcome;

describe('an event', () => {
  it('that is posted is written with the claim of its id, after a conflict too', async () => {
    for (const toLose of [0, 2]) {
      const journal = new KeptJournal({ toLose });
      expect(await post(journal, { status: 'posted', writes: [write] })).toEqual({ status: 'posted' });
      expect(journal.written.map(told)).toEqual([
        ['precondition stock s i', `append case:${own}@000000001 posted`],
      ]);
    }
  });

  it('is completed after every outcome but a whole post, and unblocks only what is booked', async () => {
    const refusal = rejected('order-cancelled', { orderId: 'O-1' });
    const cases: readonly (readonly [Verdict, readonly string[], readonly string[]])[] = [
      [{ status: 'posted', writes: [write], isWhole: true }, [], ['event']],
      [{ status: 'posted', writes: [write] }, ['posted'], ['event', 'posted']],
      [{ status: 'duplicate' }, ['duplicate'], ['event', 'duplicate']],
      [refusal, ['rejected'], ['rejected']],
    ];
    for (const [verdict, completed, unblocked] of cases) {
      const seen: string[] = [];
      const handler: EventHandler<ReliefEvent, number, EventContext> = {
        ...deciding(verdict),
        complete: async (_attempt, { status }) => {
          seen.push(status);
          return [status];
        },
        unblocks: () => ['event'],
      };
      const processed = await processEvent(handler, attempt, { journal: new KeptJournal(), clock });
      expect(seen).toEqual(completed);
      expect(processed.unblocked).toEqual(unblocked);
    }
  });

  it('writes first what must be there, and is loaded and decided again from where it came to', async () => {
    for (const toLose of [0, 1, 2]) {
      const journal = new KeptJournal({ toLose });
      const loaded: number[] = [];
      const handler = {
        resume: async () => {
          loaded.push(-1);
        },
        load: async (_attempt: EventAttempt, _context: EventContext, done: number) => {
          loaded.push(done);
          return done;
        },
        decide: (_attempt: EventAttempt, done: number): Verdict =>
          done < 2
            ? { status: 'write-first', writes: [write], done: done + 1 }
            : { status: 'posted', writes: [write] },
      };
      const { outcome } = await postEvent(handler, attempt, { journal, clock });
      expect(outcome).toEqual({ status: 'posted' });
      expect(loaded.filter((done) => done >= 0)).toEqual([...Array(toLose).fill(0), 0, 1, 2]);
      expect(loaded).toHaveLength(2 * (toLose + 3));
      expect(journal.written.map(told)).toEqual([
        ['precondition stock s i'],
        ['precondition stock s i'],
        ['precondition stock s i', `append case:${own}@000000001 posted`],
      ]);
    }
  });

  it('that was held is posted without a further claim, and holds that nobody withdraws it', async () => {
    const journal = new KeptJournal({ known: { [own]: { digest: 'own', status: 'held' } } });
    expect(await post(journal, { status: 'posted', writes: [write] }, { ...attempt, hold })).toEqual({
      status: 'posted',
    });
    const ended = endOfHeldId('event/urn:x#e-1');
    const end = `append case:${ended}@000000001 posted`;
    expect(journal.written.map(told)).toEqual([['precondition stock s i', end]]);
    journal.known.set(ended, { digest: 'own', status: 'rejected' });
    expect(await post(journal, { status: 'posted', writes: [write] }, { ...attempt, hold })).toEqual({
      status: 'duplicate',
    });
    expect(journal.written).toHaveLength(1);
  });

  it('whose document is there already uses up its id, once', async () => {
    for (const toLose of [0, 1]) {
      const journal = new KeptJournal({ toLose });
      expect(await post(journal, { status: 'duplicate' })).toEqual({ status: 'duplicate' });
      expect(journal.written.map(told)).toEqual([[`append case:${own}@000000001 posted`]]);
    }
    const again = new KeptJournal();
    expect(await post(again, { status: 'duplicate' }, { ...attempt, hold })).toEqual({
      status: 'duplicate',
    });
    expect(again.written).toEqual([]);
  });

  it('that was begun is decided again, and has its claim', async () => {
    const begun = { known: { [own]: { digest: 'own', status: 'pending' } } } as const;
    const journal = new KeptJournal(begun);
    expect(await post(journal, { status: 'posted', writes: [write] })).toEqual({ status: 'posted' });
    expect(await post(journal, { status: 'duplicate' })).toEqual({ status: 'duplicate' });
    expect(journal.written.map(told)).toEqual([['precondition stock s i']]);
  });

  it('that was begun and is refused after all is kept beside its claim, once, after a lost race too', async () => {
    const known = { [own]: { digest: 'own', status: 'pending' } } as const;
    const refusal = rejected('order-cancelled', { orderId: 'O-1' });
    for (const toLose of [0, 1]) {
      const journal = new KeptJournal({ known, toLose });
      expect(await post(journal, refusal)).toEqual({ status: 'rejected', reason: 'order-cancelled' });
      expect(journal.written.map(told)).toEqual([[`append case:${beside}@000000001 rejected`]]);
      journal.known.set(beside, { digest: 'own', status: 'rejected' });
      expect(await post(journal, refusal)).toEqual({ status: 'duplicate' });
      expect(journal.written).toHaveLength(1);
    }
  });

  it('of another content than was begun under its id is a conflict', async () => {
    const journal = new KeptJournal({ known: { [own]: { digest: 'other', status: 'pending' } } });
    expect(await post(journal, { status: 'posted', writes: [write] })).toEqual({
      status: 'rejected',
      reason: 'conflicting-duplicate',
    });
    expect(journal.written.map(told)).toEqual([[`append case:${beside}@000000001 rejected`]]);
  });

  it('is begun with the claim of its id, unless it has one from being held', () => {
    expect(told(claimPending(attempt, now))).toEqual([`append case:${own}@000000001 pending`]);
    expect(claimPending({ ...attempt, hold }, now)).toEqual([]);
  });

  it('that is known is a duplicate, and is not decided again', async () => {
    const journal = new KeptJournal({ known: { [own]: { digest: 'own', status: 'held' } } });
    const { outcome } = await postEvent(deciding(), attempt, { journal, clock });
    expect(outcome).toEqual({ status: 'duplicate' });
    expect(journal.written).toEqual([]);
  });

  it('that another worker has settled is a duplicate', async () => {
    const journal = new KeptJournal({ isWaiting: false });
    expect(await post(journal, { status: 'posted', writes: [write] }, { ...attempt, hold })).toEqual({
      status: 'duplicate',
    });
    expect(journal.written).toEqual([]);
  });

  it('whose id has another content is refused beside it, once, and after a lost race', async () => {
    const known = { [own]: { digest: 'another', status: 'posted' } } as const;
    const outcome = { status: 'rejected', reason: 'conflicting-duplicate' };
    for (const toLose of [0, 1]) {
      const journal = new KeptJournal({ known, toLose });
      expect(await post(journal, { status: 'posted', writes: [write] })).toEqual(outcome);
      expect(journal.written.map(told)).toEqual([[`append case:${beside}@000000001 rejected`]]);
      expect(recordsIn(journal.all)[0]).toMatchObject({
        exceptionId: beside,
        detail: { event: 'urn:x#e-1', claimedDigest: 'another' },
      });
    }
    const again = new KeptJournal({ known: { ...known, [beside]: { digest: 'own', status: 'rejected' } } });
    expect(await post(again, { status: 'posted', writes: [write] })).toEqual({ status: 'duplicate' });
    expect(again.written).toEqual([]);
  });

  it.each<readonly [string, Verdict, readonly string[]]>([
    [
      'an order',
      held('unknown-order', 'order:O-1', { orderId: 'O-1' }),
      ['precondition ledgers order:O-1 revision/000000001'],
    ],
    [
      'a location',
      held('unknown-location', 'location:C-1', { locationId: 'C-1' }),
      ['precondition stock locations C-1/000000001'],
    ],
    [
      'stock',
      {
        ...held('insufficient-stock', 'stock:C-1/O-1', { locationId: 'C-1', orderId: 'O-1' }),
        preconditions: [{ table: 'stock', subject: 'centre:C-1/O-1', item: '000000002' }],
      },
      ['precondition stock centre:C-1/O-1 000000002'],
    ],
    [
      'stock, resting on nothing',
      held('insufficient-stock', 'stock:C-1/O-1', { locationId: 'C-1', orderId: 'O-1' }),
      [],
    ],
    ['a household', held('unknown-household', 'household:H-1', { householdId: 'H-1' }), []],
  ])('that waits for %s is held on the condition that it has not come', async (_, verdict, guards) => {
    for (const toLose of [0, 1]) {
      const journal = new KeptJournal({ toLose });
      expect(await post(journal, verdict)).toMatchObject({ status: 'held' });
      expect(told(journal.all).filter((one) => one.startsWith('precondition'))).toEqual(guards);
      expect(told(journal.all)[0]).toBe(`append case:${own}@000000001 held`);
    }
  });

  it('that is refused is kept, and rests on nothing', async () => {
    const journal = new KeptJournal();
    expect(await post(journal, rejected('order-cancelled', { orderId: 'O-1' }))).toEqual({
      status: 'rejected',
      reason: 'order-cancelled',
    });
    expect(journal.written.map(told)).toEqual([[`append case:${own}@000000001 rejected`]]);
  });

  it('that waits for the same still writes nothing; for another thing it stands there, unless it was posted', async () => {
    const journal = new KeptJournal();
    await post(journal, held('unknown-order', 'order:O-1', { orderId: 'O-1' }), { ...attempt, hold });
    expect(journal.written).toEqual([]);
    await post(journal, held('unknown-household', 'household:H-1', { householdId: 'H-1' }), {
      ...attempt,
      hold,
    });
    expect(told(journal.all).map((one) => one.split(' ')[0])).toEqual([
      'append',
      'hold',
      'hold-for-household',
      'settle',
      'precondition',
    ]);
    expect(told(journal.all)[0]).toBe(`append case:${own}@000000002 held`);
    const ended = endOfHeldId('event/urn:x#e-1');
    expect(told(journal.all).at(-1)).toBe(`precondition ledgers case:${ended} 000000001`);
  });
});

describe('the key of an event', () => {
  it('is of no two pairs of source and id the same', () => {
    const pairs = [
      { source: 'a', id: 'b#c' },
      { source: 'a#b', id: 'c' },
      { source: 'a', id: 'b%23c' },
      { source: 'a', id: 'bc' },
      { source: 'a', id: 'b%c' },
      { source: 'a', id: 'b%25c' },
    ];
    expect(new Set(pairs.map(eventKey)).size).toBe(pairs.length);
    expect(eventKey({ source: 'urn:x', id: 'a#b%c' })).toBe('urn:x#a%23b%25c');
  });

  it.each(['e-1', 'a#b%c', '%23#%25'])('tells its id: %s', (id) => {
    expect(eventIdOf(eventKey({ source: 'urn:x#y', id }))).toBe(id);
  });
});

describe('a message that is refused for what it is', () => {
  const exceptionSubject = eventSubject(attempt);
  const refusal = rejected('wrong-queue', { found: 'handovers' });
  const refuse = (journal: KeptJournal) => refuseMessage(exceptionSubject, refusal, { journal, clock });
  /** Nobody read it, so it may name a person, and is kept where an erasure finds it. */
  const keptWith = (exceptionId: string) => [
    `append case:${exceptionId}@000000001 rejected`,
    `append kept:2020-08-08T00@${exceptionId} undefined`,
  ];

  it('is kept under its id, after a lost race too', async () => {
    for (const toLose of [0, 1]) {
      const journal = new KeptJournal({ toLose });
      expect(await refuse(journal)).toEqual({ status: 'rejected', reason: 'wrong-queue' });
      expect(journal.written.map(told)).toEqual([keptWith(own)]);
    }
  });

  it('is a duplicate where it was refused before', async () => {
    const journal = new KeptJournal({ known: { [own]: { digest: 'own', status: 'rejected' } } });
    expect(await refuse(journal)).toEqual({ status: 'duplicate' });
    expect(journal.written).toEqual([]);
  });

  it.each([
    ['the same content was posted', { digest: 'own', status: 'posted' }],
    ['another content has its id', { digest: 'another', status: 'rejected' }],
  ] as const)('is kept beside it where %s', async (_, claim) => {
    for (const toLose of [0, 1]) {
      const journal = new KeptJournal({ known: { [own]: claim }, toLose });
      expect(await refuse(journal)).toEqual({ status: 'rejected', reason: 'wrong-queue' });
      expect(journal.written.map(told)).toEqual([keptWith(beside)]);
    }
  });
});

describe('what is kept of an event', () => {
  const lines = [{ commodity: 'rice', unit: 'kg', quantity: 1n }] as const;
  const terms = termsWith();
  it.each<readonly [ReliefEvent, object]>([
    [{ type: 'relief.locations.registered.v1', locations: [] }, {}],
    [
      {
        type: 'relief.households.registered.v1',
        centreId: 'C-1',
        effectiveFrom: '2020-07-01',
        households: [],
      },
      { locationId: 'C-1' },
    ],
    [{ type: 'relief.household.erased.v1', householdId: 'H-1', reason: 'r' }, { householdId: 'H-1' }],
    [
      { type: 'relief.order.issued.v1', orderId: 'O-1', terms },
      { reference: 'O-1', orderId: 'O-1' },
    ],
    [
      { type: 'relief.order.amended.v1', orderId: 'O-1', revision: 2, reason: 'r', changes: {} },
      { reference: 'O-1', orderId: 'O-1' },
    ],
    [cancelled, { reference: 'O-1', orderId: 'O-1' }],
    [
      {
        type: 'relief.shipment.dispatched.v1',
        shipmentId: 'W-1',
        orderId: 'O-1',
        from: { locationId: 'HUB' },
        to: 'C-1',
        lines,
      },
      { reference: 'W-1', orderId: 'O-1', locationId: 'HUB' },
    ],
    [
      {
        type: 'relief.shipment.dispatched.v1',
        shipmentId: 'W-1',
        orderId: 'O-1',
        from: { source: 'mill' },
        to: 'C-1',
        lines,
      },
      { reference: 'W-1', orderId: 'O-1', locationId: 'C-1' },
    ],
    [
      { type: 'relief.shipment.arrived.v1', shipmentId: 'W-1', orderId: 'O-1', at: 'C-1', lines: [] },
      { reference: 'W-1', orderId: 'O-1', locationId: 'C-1' },
    ],
    [
      { type: 'relief.handovers.made.v1', centreId: 'C-1', orderId: 'O-1', receipts: [] },
      { orderId: 'O-1', locationId: 'C-1' },
    ],
    [
      { type: 'relief.handovers.returned.v1', centreId: 'C-1', orderId: 'O-1', receipts: [] },
      { orderId: 'O-1', locationId: 'C-1' },
    ],
    [
      { type: 'relief.payments.made.v1', payerId: 'P-1', orderId: 'O-1', payments: [] },
      { orderId: 'O-1', payerId: 'P-1' },
    ],
    [
      { type: 'relief.payments.reversed.v1', payerId: 'P-1', orderId: 'O-1', payments: [] },
      { orderId: 'O-1', payerId: 'P-1' },
    ],
    [
      {
        type: 'relief.payer.funded.v1',
        fundingId: 'F-1',
        payerId: 'P-1',
        orderId: 'O-1',
        amountMinor: 1n,
        currency: 'KPW',
      },
      { reference: 'F-1', orderId: 'O-1', payerId: 'P-1' },
    ],
    [
      { type: 'relief.stock.counted.v1', countId: 'K-1', locationId: 'C-1', orderId: 'O-1', lines },
      { reference: 'K-1', orderId: 'O-1', locationId: 'C-1' },
    ],
    [
      { type: 'relief.stock.lost.v1', lossId: 'L-1', locationId: 'C-1', orderId: 'O-1', lines: [] },
      { reference: 'L-1', orderId: 'O-1', locationId: 'C-1' },
    ],
  ])('names what it is about: $type', (event, subject) => {
    const { source, id, type, time, digest, original } = header;
    expect(eventSubject({ ...attempt, event })).toEqual({
      idempotencyKey: 'event/urn:x#e-1',
      digest,
      queue: 'policy-orders',
      messageGroup: 'O-1',
      index: 0,
      event: { source, id, type, time, digest },
      original,
      ...subject,
    });
  });
});
