import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentEvent as DeskEvent } from '../flows/desk.ts';
import { arrival, handovers, households, locations, order, receipt } from '../flows/events.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

describe('on a server that does not tell functions the message group', () => {
  let books: Books;
  beforeAll(async () => {
    books = await Books.open();
    books.tellsGroups = false;
  });
  afterAll(() => books.close());
  const send = ({ type, data }: DeskEvent) => books.send({ type, data } as SentEvent);

  it('what was held is booked all the same once what it waits for comes', async () => {
    await send(locations);
    await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]));
    await send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 8, unit: 'kg' }]));
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 10)]));
    expect(await books.all('/exceptions?status=held', 100)).toHaveLength(2);

    await send(order('O-1'));
    expect(await books.all('/exceptions?status=held', 100)).toMatchObject([{ reason: 'insufficient-stock' }]);

    await send(arrival('O-1', 'W-2', 'C-1', [{ commodity: 'rice', quantity: 2, unit: 'kg' }]));
    expect(await books.all('/exceptions', 100)).toEqual([]);
    expect(await books.get('/households/H-1')).toMatchObject({
      orders: [{ entitlements: [{ received: 10 }, {}] }],
    });
  });
});
