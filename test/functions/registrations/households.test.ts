import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultError, maxAttempts } from '../../../shared/posting/retry-on-conflict.ts';
import { households, locations, order } from '../../flows/events.ts';
import { PostedEvents, type Sent } from '../../support/posted-events.ts';
import { Books } from '../ledger-api/books.ts';

let books: Books;

const send = ({ type, data }: { type: string; data: object }) =>
  books.send({ type: type as Parameters<Books['send']>[0]['type'], data });

beforeAll(async () => {
  books = await Books.open();
  await send(locations);
});
afterAll(() => books.close());

describe('a household that moves', () => {
  it('is served by one centre, when word of where it was before comes last', async () => {
    await send(households('C-2', [{ householdId: 'H-1', adults: 2, children: 1 }], '2020-08-03'));
    await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }], '2020-07-01'));
    await send(order('O-1'));
    const { locations: sites } = await books.get('/orders/O-1/reconciliation');
    const served = sites.map((site: any) => [site.locationId, site.households, site.persons]);
    expect(served).toEqual([
      ['C-1', 0, 0],
      ['C-2', 1, 3],
    ]);
    expect(await books.all('/locations/C-1/distribution-list?orderId=O-1', 10)).toEqual([]);
    expect(await books.all('/locations/C-2/distribution-list?orderId=O-1', 10)).toMatchObject([
      { householdId: 'H-1', persons: 3 },
    ]);
  });

  it('stays with the centre recorded last, when both say they serve it from one day on', async () => {
    await send(households('C-2', [{ householdId: 'H-2', adults: 1, children: 0 }], '2020-08-03'));
    await send(households('C-1', [{ householdId: 'H-2', adults: 1, children: 1 }], '2020-08-03'));
    await send(order('O-2'));
    expect(await books.all('/locations/C-1/distribution-list?orderId=O-2', 10)).toMatchObject([
      { householdId: 'H-2', persons: 2 },
    ]);
    expect(
      (await books.all('/locations/C-2/distribution-list?orderId=O-2', 10)).map((one) => one.householdId),
    ).toEqual(['H-1']);
  });
});

describe('a registration of more than one transaction', () => {
  it('goes back to its queue when it loses one race after another', async () => {
    const events = new PostedEvents(books.tables);
    const homes = Array.from({ length: 120 }, (_, index) => ({
      householdId: `B-${index}`,
      adults: 1,
      children: 0,
    }));
    let tries = 0;
    events.journal.beforeCommit = async () => {
      tries += 1;
      return 'conflict';
    };
    await expect(events.send(households('C-1', homes) as Sent)).rejects.toBeInstanceOf(FaultError);
    expect(tries).toBe(maxAttempts);
  });
});
