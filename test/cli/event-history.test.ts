import { afterAll, beforeAll, expect, it } from 'vitest';
import { readItem } from '../../shared/store/item-form.ts';
import { EventHistory } from '../../tools/cli/export/event-history.ts';
import { itemsOf } from '../../tools/cli/tables.ts';
import {
  amendment,
  arrival,
  cancellation,
  handovers,
  households,
  locations,
  order,
  receipt,
} from '../flows/events.ts';
import { Books, type SentEvent } from '../functions/ledger-api/books.ts';
import { PostedEvents, type Sent } from '../support/posted-events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

async function historyOf(events: PostedEvents) {
  const history = new EventHistory();
  for await (const item of itemsOf(engine.client, events.tables.names.ledgers)) history.take(readItem(item));
  return history.events().map(({ event, isDelicate }) => [String(event?.['id']), isDelicate === true]);
}

it('holds each event once that was begun, at the instant of its answer', async () => {
  const events = new PostedEvents(await engine.tables());
  const sent = (event: object, id: string) => ({ ...event, id }) as Sent;
  await events.send(sent(locations, 'e-1'));
  await events.begin(sent(order('O-1'), 'e-2'), 'revision/000000001');
  await events.send(sent(order('O-2'), 'e-3'));
  await events.begin(sent(amendment('O-2', 2, {}), 'e-4'), 'revision/000000002');
  await events.send(sent(order('O-1'), 'e-2'));
  expect(await historyOf(events)).toEqual([
    ['e-1', false],
    ['e-2', false],
    ['e-3', false],
    ['e-4', true],
  ]);
  await events.send(sent(cancellation('O-2'), 'e-5'));
  await events.send(sent(amendment('O-2', 2, {}), 'e-4'));
  expect(await historyOf(events)).toEqual([
    ['e-1', false],
    ['e-2', false],
    ['e-3', false],
    ['e-5', false],
    ['e-4', true],
  ]);
});

it('brings counts, and what they hold, back to the same books (F6)', async () => {
  const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
  const at = (hour: string) => `2020-08-08T${hour}:00:00+09:00`;
  const counted = (countId: string, hour: string): SentEvent => ({
    type: 'relief.stock.counted.v1',
    data: { countId, locationId: 'C-1', orderId: 'O-1', lines: rice(5) },
    time: at(hour),
  });
  const homes = ['H-1', 'H-2', 'H-3'].map((householdId) => ({ householdId, adults: 1, children: 0 }));
  const receipts = homes.map(({ householdId }, index) => receipt(`R-${index}`, householdId, 5));
  const sent = [
    locations,
    households('C-1', homes),
    order('O-1'),
    { ...arrival('O-1', 'W-1', 'C-1', rice(15)), time: at('08') },
    counted('K-1', '09'),
    ...receipts.map((one) => ({ ...handovers('O-1', 'C-1', [one]), time: at('10') })),
    counted('K-2', '11'),
    counted('K-3', '12'),
  ];
  const original = await Books.openIn(engine);
  for (const event of sent) await original.send(event as SentEvent);
  const history = new EventHistory();
  for await (const item of itemsOf(engine.client, original.tables.names.ledgers))
    history.take(readItem(item));
  const restored = await Books.openIn(engine);
  for (const { event } of history.events()) await restored.send(event as unknown as SentEvent);

  const report = async (books: Books) => {
    const { asOf: _asOf, ...figures } = await books.get('/orders/O-1/reconciliation');
    return figures;
  };
  expect(await report(restored)).toEqual(await report(original));
  const { commodities, exceptions } = await report(original);
  expect(commodities[0]).toMatchObject({ commodity: 'rice', handedOver: 5, countVariance: -5, onHand: 5 });
  expect(exceptions).toEqual({ held: 2, rejected: 0 });
});
