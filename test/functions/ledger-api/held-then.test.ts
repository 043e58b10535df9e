/** What was held at any time, as the reconciliation has it later. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrival, handovers, households, locations, order, receipt } from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from './books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

/** Empty books, and a desk that sends to them. */
async function openBooks() {
  const books = await Books.openIn(engine);
  return { books, send: (event: object) => books.send(event as SentEvent) };
}

const family = (householdId: string) => households('C-1', [{ householdId, adults: 1, children: 1 }]);
const rice = { commodity: 'rice', quantity: 10, unit: 'kg' };

describe('the reconciliation as of an instant', () => {
  it('counts what was held then, whatever became of it', async () => {
    // Prepare
    const { books, send } = await openBooks();
    for (const event of [locations, family('H-1'), order('O-1'), order('O-2')]) await send(event);
    const instants: string[] = [];
    const then = async (event: object): Promise<void> => {
      await send(event);
      instants.push(books.lastInstant);
    };

    // Act
    await then(handovers('O-1', 'C-1', [receipt('R-1', 'H-2', 1), receipt('R-2', 'H-1', 1)]));
    await then(family('H-2'));
    await then({
      type: 'relief.order.amended.v1',
      data: { orderId: 'O-1', revision: 2, reason: 'H-2 came' },
    });
    await then(arrival('O-1', 'W-1', 'C-1', [rice]));
    await then(handovers('O-1', 'C-1', [receipt('R-3', 'H-3', 1)]));
    await then(handovers('O-2', 'C-1', [receipt('R-4', 'H-4', 1)]));
    await then({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-1', reason: 'over' } });

    // Assess
    const held = await Promise.all(
      instants.map(async (instant) => {
        const { exceptions } = await books.get(`/orders/O-1/reconciliation?asOf=${instant}`);
        return [exceptions.held, exceptions.rejected];
      }),
    );
    // R-1 waits for its household; that comes and is not covered, R-2 waits for stock; R-3 waits until the order ends.
    expect(held).toEqual([
      [2, 0],
      [1, 1],
      [1, 1],
      [0, 1],
      [1, 1],
      [1, 1],
      [0, 2],
    ]);
    expect((await books.get('/orders/O-1/reconciliation')).exceptions).toEqual({ held: 0, rejected: 2 });
    const { exceptions } = await books.get(`/orders/O-2/reconciliation?asOf=${instants.at(-1)}`);
    expect(exceptions).toEqual({ held: 1, rejected: 0 });
  });

  it('counts a case once that went on to wait for something else', async () => {
    // Prepare
    const { books, send } = await openBooks();
    for (const event of [locations, family('H-1')]) await send(event);
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 1)]));
    const waitingForOrder = books.lastInstant;
    await send(order('O-1'));
    const waitingForStock = books.lastInstant;
    await send(arrival('O-1', 'W-1', 'C-1', [rice]));

    // Act
    const heldAt = async (instant: string) =>
      (await books.get(`/orders/O-1/reconciliation?asOf=${instant}`)).exceptions.held;

    // Assess
    expect(await books.ask(`/orders/O-1/reconciliation?asOf=${waitingForOrder}`)).toMatchObject({
      status: 404,
    });
    expect(await heldAt(waitingForStock)).toBe(1);
    expect(await heldAt(books.lastInstant)).toBe(0);
  });

  it('counts a case that is still held, though it waits for something else by now', async () => {
    // Prepare
    const { books, send } = await openBooks();
    for (const event of [locations, order('O-1')]) await send(event);
    await send(handovers('O-1', 'C-7', [receipt('R-1', 'H-1', 1)]));
    const before = books.lastInstant;
    await send({
      type: 'relief.locations.registered.v1',
      data: { locations: [{ locationId: 'C-7', name: 'Late centre', kind: 'centre' }] },
    });

    // Act
    const [{ reason }] = await books.all('/exceptions?status=held', 10);
    const { exceptions } = await books.get(`/orders/O-1/reconciliation?asOf=${before}`);

    // Assess
    expect(reason).toBe('unknown-household');
    expect(exceptions).toEqual({ held: 1, rejected: 0 });
  });

  it('names locations as they were registered then', async () => {
    const { books, send } = await openBooks();
    for (const event of [locations, order('O-1'), arrival('O-1', 'W-1', 'C-1', [rice])]) await send(event);
    const before = books.lastInstant;
    await send({
      type: 'relief.locations.registered.v1',
      data: { locations: [{ locationId: 'C-1', name: 'Renamed', kind: 'centre', suppliedBy: 'HUB' }] },
    });
    const nameIn = async (query: string) => {
      const { locations: sites } = await books.get(`/orders/O-1/reconciliation${query}`);
      return sites.find(({ locationId }: { locationId: string }) => locationId === 'C-1').name;
    };
    expect(await nameIn(`?asOf=${before}`)).toBe('First centre');
    expect(await nameIn('')).toBe('Renamed');
  });
});
