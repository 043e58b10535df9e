import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { held, rejected } from '../../shared/domain/outcome.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { holdKey, listParts, parseHold } from '../../shared/ledger/exception-keys.ts';
import {
  type ExceptionSubject,
  recordException,
  recordLaterOutcome,
  settleHold,
} from '../../shared/ledger/exceptions.ts';
import { exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import { listedAt, readListedAt } from '../../shared/ledger/listed-exceptions.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { lawful } from '../support/lawful.ts';

const exceptionSubject: ExceptionSubject = {
  idempotencyKey: 'receipt/C-1/O-1/R-1',
  digest: 'd-1',
  queue: 'handovers',
  messageGroup: 'C-1',
  index: 3,
  event: { source: 'urn:x', id: 'e-1', type: 'relief.handovers.made.v1', time: 't', digest: 'd' },
  original: '{"receiptId":"R-1"}',
  reference: 'R-1',
  orderId: 'O-1',
  locationId: 'C-1',
  householdId: undefined,
};
const now = '2020-08-05T00:00:00.000Z';
const later = '2020-08-06T00:00:00.000Z';
const own = exceptionIdOf(exceptionSubject.idempotencyKey);
const forStock = held('insufficient-stock', 'stock:C-1/O-1', { onHand: 1 });

const kinds = (writes: readonly Write[]): readonly string[] => writes.map(({ kind }) => kind);
const records = (writes: readonly Write[]) =>
  writes.flatMap((write) => (write.kind === 'append' ? [write.record] : []));

describe('a case', () => {
  it('of a rejected row is one record, listed, that keeps the original', () => {
    const { writes, hold } = recordException(
      exceptionSubject,
      own,
      rejected('not-covered', { householdId: 'H-1' }),
      now,
    );
    expect(hold).toBeUndefined();
    expect(kinds(writes)).toEqual(['append']);
    expect(records(writes)[0]).toMatchObject({
      status: 'rejected',
      reason: 'not-covered',
      listing: expect.stringMatching(/^rejected(\/[1-7])?$/),
      original: exceptionSubject.original,
      detail: { householdId: 'H-1' },
    });
  });

  it('holds no more than its exceptionSubject names', () => {
    const { writes } = recordException(
      exceptionSubject,
      own,
      rejected('not-covered', { householdId: undefined }),
      now,
    );
    expect(Object.keys(records(writes)[0] ?? {})).not.toContain('householdId');
    expect(Object.keys(Object(records(writes)[0]?.['detail']))).toEqual([]);
  });

  it('of which nothing is known but what came names nothing', () => {
    const { reference, orderId, locationId, householdId, ...unknown } = exceptionSubject;
    const [record = {}] = records(recordException(unknown, own, rejected('not-covered', {}), now).writes);
    for (const name of ['reference', 'orderId', 'locationId', 'payerId', 'householdId'])
      expect(record).not.toHaveProperty(name);
  });

  it('that names no order is listed by the hour it was opened in, whatever its outcome, and no other is', () => {
    const { orderId, ...ofNone } = exceptionSubject;
    const kept = {
      kind: 'append',
      key: { table: 'ledgers', subject: 'kept:2020-08-05T00', item: own },
      record: {},
    };
    for (const outcome of [rejected('not-covered', {}), forStock]) {
      expect(recordException(ofNone, own, outcome, now).writes.at(-1)).toEqual(kept);
      expect(recordException(exceptionSubject, own, outcome, now).writes).not.toContainEqual(kept);
    }
  });

  it('is listed by its key in its message, in numbers that sort', () => {
    const listed = { orderId: 'O-1', recordedAt: now, index: 3, exceptionId: own, reason: 'r' };
    const text = listedAt({ ...listed, locationId: undefined, payerId: undefined });
    expect(text.startsWith(`O-1#${now}#0003#${own}#r#-`)).toBe(true);
  });

  it.each(['handovers', 'handovers/C-1', `handovers/C-1/${now}#0003`])(
    'is not read from a key that is none: %s',
    (item) => expect(parseHold({ subject: 'waiting/order:O-1', item })).toBeUndefined(),
  );

  it('of a held row also stands under what it depends on, and only there is it listed', () => {
    const { writes, hold } = recordException(exceptionSubject, own, forStock, now);
    expect(kinds(writes)).toEqual(['append', 'hold']);
    expect(records(writes)[0]).not.toHaveProperty('listing');
    expect(hold).toMatchObject({ dependsOn: 'stock:C-1/O-1', recordSeq: 1, position: `${now}#0003` });
  });

  it('held for want of a household leaves word there', () => {
    const refusal = held('unknown-household', 'household:H-1', { householdId: 'H-1' });
    expect(recordException(exceptionSubject, own, refusal, now).writes.at(-1)).toMatchObject({
      kind: 'hold-for-household',
      householdId: 'H-1',
    });
    const another = held('unknown-reference', 'reference:C-1', { householdId: 'H-1' });
    expect(kinds(recordException(exceptionSubject, own, another, now).writes)).toEqual(['append', 'hold']);
  });

  it('of an event that was posted is not listed', () => {
    const [record] = records(recordException(exceptionSubject, own, 'posted', now).writes);
    expect(record).toMatchObject({ status: 'posted' });
    expect(record).not.toHaveProperty('listing');
  });

  it('is listed in one of eight parts by its id, each with its share; the first is what the whole list once was', () => {
    const parts = new Map<string, number>();
    for (let number = 0; number < 4_000; number += 1) {
      const idempotencyKey = `receipt/C-1/O-1/R-${number}`;
      const { writes } = recordException(
        { ...exceptionSubject, idempotencyKey },
        exceptionIdOf(idempotencyKey),
        rejected('not-covered', {}),
        now,
      );
      const listing = String(records(writes)[0]?.['listing']);
      parts.set(listing, (parts.get(listing) ?? 0) + 1);
    }
    expect([...parts.keys()].sort()).toEqual(listParts('rejected'));
    expect(listParts('rejected')[0]).toBe('rejected');
    // 500 each; a hundred off is five times what chance makes likely.
    for (const count of parts.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  it('that still depends on the same is not written again', () => {
    const { hold } = recordException(exceptionSubject, own, forStock, now);
    if (hold === undefined) throw new Error('it is held');
    expect(recordLaterOutcome(exceptionSubject, hold, { ...forStock, detail: { onHand: 2 } }, later)).toEqual(
      {
        writes: [],
        hold,
      },
    );
  });

  it('that depends on another thing moves there, and keeps its key in the order of trying', () => {
    const { hold } = recordException(exceptionSubject, own, forStock, now);
    if (hold === undefined) throw new Error('it is held');
    const next = recordLaterOutcome(exceptionSubject, hold, held('unknown-location', 'location:C-1'), later);
    expect(kinds(next.writes)).toEqual(['append', 'hold', 'settle']);
    expect(next.hold).toMatchObject({
      position: hold.position,
      recordSeq: 2,
      dependsOn: 'location:C-1',
    });
    expect(records(next.writes)[0]).not.toHaveProperty('original');
    expect(records(next.writes)[0]).toMatchObject({
      scope: exceptionSubject.idempotencyKey,
      exceptionId: own,
      recordedAt: later,
      position: hold.position,
      event: exceptionSubject.event,
    });
  });

  it('that was held is so no longer when it is refused, and listed by that instant with since when it was', () => {
    const { hold } = recordException(exceptionSubject, own, forStock, now);
    if (hold === undefined) throw new Error('it is held');
    const { writes } = recordLaterOutcome(exceptionSubject, hold, rejected('order-cancelled', {}), later);
    const left = { kind: 'settle', key: holdKey(hold) };
    expect(writes.slice(1)).toEqual([
      left,
      {
        kind: 'append',
        key: {
          table: 'ledgers',
          subject: expect.stringMatching(/^settled:O-1(\/[1-7])?$/),
          item: `${later}#${own}`,
        },
        record: { heldSince: now },
      },
    ]);
    expect(settleHold(hold, 'O-1', later)).toEqual(writes.slice(1));
    expect(settleHold(hold, undefined, later)).toEqual([left]);
  });

  it('of one content has an id of its own beside that of the claim', () => {
    expect(exceptionIdOf(exceptionSubject.idempotencyKey, 'd-1')).not.toBe(own);
    expect(exceptionIdOf(exceptionSubject.idempotencyKey, 'd-1')).not.toBe(
      exceptionIdOf(exceptionSubject.idempotencyKey, 'd-2'),
    );
    expect(own).toMatch(/^x[0-9a-f]{32}$/);
  });
});

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,20}$/);

describe('the key of a hold', () => {
  it('names the hold, whatever its ids contain', () => {
    lawful(
      fc.property(
        id,
        id,
        fc.nat({ max: 9_999 }),
        fc.integer({ min: 1, max: 99 }),
        (messageGroup, orderId, index, recordSeq) => {
          const hold = {
            exceptionId: own,
            dependsOn: `stock:C-1/${orderId}`,
            queue: 'handovers',
            messageGroup,
            position: `${now}#${index.toString().padStart(4, '0')}`,
            recordSeq,
          } as const;
          const { subject, item } = holdKey(hold);
          expect(parseHold({ subject, item })).toEqual(hold);
        },
      ),
    );
  });

  it('is in the order of trying under what it depends on', () => {
    const hold = {
      exceptionId: own,
      dependsOn: 'location:C-1',
      queue: 'handovers',
      messageGroup: 'C-1',
      position: `${now}#0003`,
      recordSeq: 2,
    } as const;
    expect(holdKey(hold)).toEqual({
      table: 'ledgers',
      subject: 'waiting/location:C-1',
      item: `handovers/C-1/${now}#0003/${own}/000000002`,
    });
  });

  it('names the hold when a sender named a message group that is no id', () => {
    const hold = {
      exceptionId: own,
      dependsOn: 'location:C-1',
      queue: 'policy-orders',
      messageGroup: 'orders/2020',
      position: `${now}#0000`,
      recordSeq: 1,
    } as const;
    const { subject, item } = holdKey(hold);
    expect(parseHold({ subject, item })).toEqual(hold);
  });
});

describe('the key of a case in its list', () => {
  it('tells what the list is narrowed by', () => {
    lawful(
      fc.property(
        fc.option(id, { nil: undefined }),
        fc.option(id, { nil: undefined }),
        fc.option(id, { nil: undefined }),
        fc.nat({ max: 9_999 }),
        (orderId, locationId, payerId, index) => {
          const listed = {
            orderId,
            locationId,
            payerId,
            index,
            recordedAt: now,
            exceptionId: own,
            reason: 'not-covered',
          };
          expect(readListedAt(listedAt(listed))).toEqual(listed);
        },
      ),
    );
  });
});

describe('an event’s key', () => {
  it('is never that of another source and id', () => {
    lawful(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        fc.string(),
        (source, eventId, otherSource, otherId) => {
          fc.pre(source !== otherSource || eventId !== otherId);
          expect(eventKey({ source, id: eventId })).not.toBe(eventKey({ source: otherSource, id: otherId }));
        },
      ),
      500,
    );
    expect(eventKey({ source: 'urn:a#b', id: 'c' })).not.toBe(eventKey({ source: 'urn:a', id: 'b#c' }));
  });
});
