import { describe, expect, it } from 'vitest';
import { LocationBook } from '../../shared/ledger/location-book.ts';

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

describe('the book of a location', () => {
  const book = new LocationBook({ kind: 'hub', locationId: 'HUB' }, undefined, provenance);
  const before = [book.account, book.nextEntry, book.tally];
  const first = book.append(movement('W-1', 900n), {
    received: rice(1_000n),
    lost: rice(100n),
    dispatched: undefined,
  });
  const second = book.append(movement('W-2', 1n), { received: rice(1n) });

  it('begins with nothing', () => {
    expect(before).toEqual(['hub:HUB/O-1', 'hub:HUB/O-1@1', { stock: new Map(), householdsServed: 0 }]);
  });

  it('holds entry after entry, each with the totals and the balance they give', () => {
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
    const places = book.writes.map((write) => 'place' in write && write.place);
    expect(places).toEqual([
      { table: 'stock', subject: 'hub:HUB/O-1', item: '000000001' },
      { table: 'stock', subject: 'books:O-1', item: 'hub:HUB/O-1' },
      { table: 'stock', subject: 'hub:HUB/O-1', item: '000000002' },
    ]);
    const later = new LocationBook({ kind: 'hub', locationId: 'HUB' }, second, provenance);
    expect(later.append(movement('W-3', 1n), { received: rice(1n) })).toMatchObject({
      seq: 3,
      balance: rice(902n),
    });
    expect(later.writes).toHaveLength(1);
  });
});
