import { afterAll, beforeAll, expect, it } from 'vitest';
import { readItem } from '../../shared/store/item-form.ts';
import { EventHistory } from '../../tools/cli/export/event-history.ts';
import { itemsOf } from '../../tools/cli/tables.ts';
import { amendment, cancellation, locations, order } from '../flows/events.ts';
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
