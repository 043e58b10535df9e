/** Counts of imports: many senders at one centre on several days, and whatever becomes of what they sent. */

import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TallyAudit } from '../../../shared/audit/tally-audit.ts';
import { defaultZone } from '../../../shared/domain/zoned-date.ts';
import { readItem } from '../../../shared/store/item-form.ts';
import { arrival, handovers, households, locations, order, receipt } from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from './books.ts';

type Json = any;

let engine: TestTables;
let books: Books;
/** Senders, and of them those whose households are registered before their order: they wait for the rice. */
const [senders, registered] = [60, 40];
const centre = 'C-1';
const householdOf = (sender: number): string => `H-${sender}`;

const groups = (filter: string, limit = 500): Promise<Json[]> =>
  books.all(`/exceptions/groups?by=import&orderId=O-1&${filter}`, limit);

const withoutEvents = (listed: readonly Json[]): Json[] =>
  listed
    .map(({ events: _, ...group }) => group)
    .sort((one, other) =>
      one.recordedOn === other.recordedOn
        ? one.source < other.source
          ? -1
          : 1
        : one.recordedOn > other.recordedOn
          ? -1
          : 1,
    );

/** Whether the counts are what the list itself tells, and what is counted again of what is stored. */
async function expectCounted(): Promise<void> {
  for (const filter of ['', `locationId=${centre}`, 'status=held', 'status=rejected'])
    expect(await groups(`events=none&${filter}`), filter).toEqual(withoutEvents(await groups(filter)));
  const audit = new TallyAudit(defaultZone);
  const { client, names } = books.tables;
  const { Items = [] } = await client.send(new ScanCommand({ TableName: names.ledgers }));
  for (const item of Items) audit.take(readItem(item));
  expect(audit.drifts()).toEqual([]);
}

/** One receipt of each sender, in one message each, that the worker receives together. */
async function sendReceipts(from: number, to: number, rice: number): Promise<void> {
  const bodies = Array.from({ length: to - from }, (_, index) => {
    const sender = from + index;
    const { type, data } = handovers('O-1', centre, [receipt(`R-${sender}`, householdOf(sender), rice)]);
    return JSON.stringify({
      specversion: '1.0',
      id: `e-${sender}`,
      source: `urn:test:desk/${sender.toString().padStart(2, '0')}`,
      type,
      time: '2020-08-08T09:00:00+09:00',
      data,
    });
  });
  await books.sendBodies('handovers', bodies, centre);
}

const register = (from: number, to: number): Promise<void> => {
  const homes = Array.from({ length: to - from }, (_, index) => ({
    householdId: householdOf(from + index),
    adults: 1,
    children: 0,
  }));
  return books.send(households(centre, homes) as SentEvent);
};

beforeAll(async () => {
  engine = await startTestTables();
  books = await Books.openIn(engine);
  await books.send(locations as SentEvent);
  await register(0, registered);
  await books.send(order('O-1') as SentEvent);
  // Midnight in Pyongyang is 15:00 in Greenwich.
  books.setClock('2020-08-08T14:59:00.000Z');
  await sendReceipts(0, 20, 1);
  books.setClock('2020-08-08T15:00:00.000Z');
  await sendReceipts(20, 50, 1);
  books.setClock('2020-08-09T16:00:00.000Z');
  await sendReceipts(50, senders, 1);
}, 60_000);
afterAll(() => engine.stop());

describe('counts of imports', () => {
  it('are of each sender and day, the newest day first', async () => {
    const counted = await groups('events=none');
    expect(counted).toHaveLength(senders);
    expect(counted.map(({ recordedOn }) => recordedOn)).toEqual([
      ...Array.from({ length: 10 }, () => '2020-08-10'),
      ...Array.from({ length: 30 }, () => '2020-08-09'),
      ...Array.from({ length: 20 }, () => '2020-08-08'),
    ]);
    await expectCounted();
  });

  it('are the same page by page, wherever a page ends', async () => {
    const all = await groups('events=none');
    for (const limit of [1, 7, 10, 30, 59, 60]) expect(await groups('events=none', limit)).toEqual(all);
    const [day] = [await groups('events=none&recordedOn=2020-08-09', 4)];
    expect(day).toEqual(all.filter(({ recordedOn }) => recordedOn === '2020-08-09'));
  });

  it('are of one place where one is named', async () => {
    expect(await groups('events=none&locationId=C-2')).toEqual([]);
    expect(await groups('events=none&payerId=P-1')).toEqual([]);
  });

  it('hold for what is rejected since another day', async () => {
    books.setClock('2020-08-11T00:00:00.000Z');
    await register(registered, senders);
    const moved = await groups('events=none&recordedOn=2020-08-11');
    expect(moved.map(({ held, rejected }) => [held, rejected])).toEqual(
      Array.from({ length: senders - registered }, () => [0, 1]),
    );
    await expectCounted();
  });

  it('hold when what many senders sent is posted and released together', async () => {
    expect(await groups('events=none&status=held')).toHaveLength(registered);
    const lines = [{ commodity: 'rice', quantity: 500, unit: 'kg' }];
    await books.send(arrival('O-1', 'W-1', centre, lines) as SentEvent);
    expect(await groups('events=none&status=held')).toEqual([]);
    await expectCounted();
  });

  it('hold when what many senders sent is rejected together', async () => {
    books.setClock('2020-08-12T00:00:00.000Z');
    for (let from = senders; from < 2 * senders; from += 10) await sendReceipts(from, from + 10, 900);
    await register(senders, 2 * senders);
    const rejected = await groups('events=none&status=rejected');
    expect(rejected).toHaveLength(2 * senders - registered);
    await expectCounted();
  });
});
