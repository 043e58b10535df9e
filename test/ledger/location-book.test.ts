import { describe, expect, it } from 'vitest';
import { noCounts } from '../../shared/domain/counts.ts';
import { emptyBookEnd, LocationBook } from '../../shared/ledger/location-book.ts';

const provenance = {
  orderId: 'O-1',
  event: 'urn:x#e-1',
  occurredAt: '2020-08-08T09:00:00+09:00',
  recordedAt: '2020-08-08T00:00:00.000Z',
};
const rice = (grams: bigint) => new Map([['rice', grams]]);
const movement = (reference: string, grams: bigint) =>
  ({
    type: 'arrival',
    reference,
    digest: 'd',
    counterparty: `shipment:${reference}`,
    lines: rice(grams),
  }) as const;

/** A hub's book into which two waybills came, of the first a part lost. */
function booked() {
  const book = new LocationBook({ kind: 'hub', locationId: 'HUB' }, emptyBookEnd, provenance);
  const first = book.append(movement('W-1', 900n), {
    received: rice(1_000n),
    lost: rice(100n),
    dispatched: undefined,
  });
  const second = book.append(movement('W-2', 1n), { received: rice(1n) });
  return { book, first, second };
}

describe('the book of a location', () => {
  it('begins with nothing', () => {
    const book = new LocationBook({ kind: 'hub', locationId: 'HUB' }, emptyBookEnd, provenance);
    expect([book.account, book.nextEntry]).toEqual(['hub:HUB/O-1', 'hub:HUB/O-1@1']);
    expect(book.tally).toEqual({ stock: new Map(), householdsServed: 0, receipts: 0 });
    expect(book.writes).toEqual([]);
  });

  it('holds entry after entry, each with the totals and the balance they give', () => {
    const { book, first, second } = booked();
    expect(first).toMatchObject({
      seq: 1,
      previousHash: '',
      balance: rice(900n),
      orderId: 'O-1',
      event: 'urn:x#e-1',
    });
    expect(second).toMatchObject({ seq: 2, previousHash: first.hash, balance: rice(901n) });
    expect(book.tally.stock.get('rice')).toMatchObject({ received: 1_001n, lost: 100n, dispatched: 0n });
    expect(book.nextEntry).toBe('hub:HUB/O-1@3');
  });

  it('is written entry by entry, and listed under its order with the first', () => {
    const { book, first, second } = booked();
    const appended = (subject: string, item: string, record: unknown) => ({
      kind: 'append',
      key: { table: 'stock', subject, item },
      record,
    });
    expect(book.writes).toEqual([
      appended('hub:HUB/O-1', '000000001', expect.objectContaining({ hash: first.hash })),
      appended('books:O-1', 'hub:HUB/O-1', {}),
      appended('hub:HUB/O-1', '000000002', expect.objectContaining({ hash: second.hash })),
    ]);
  });

  it('goes on from the entry that was last, and is listed once', () => {
    const { second } = booked();
    const later = new LocationBook(
      { kind: 'hub', locationId: 'HUB' },
      { tail: second, counts: noCounts },
      provenance,
    );
    expect(later.append(movement('W-3', 1n), { received: rice(1n) })).toMatchObject({
      seq: 3,
      balance: rice(902n),
    });
    expect(later.writes).toHaveLength(1);
  });
});
