/** Exceptions by what belongs together, over a wrong import of some thousand rows. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { arrival, handovers, households, locations, order, receipt } from '../../flows/events.ts';
import { Books, type SentEvent } from './books.ts';

type Json = any;

let books: Books;
const [sheets, rowsOfSheet] = [6, 500];
const source = 'urn:test:desk';

const send = (event: object, id?: string, more: object = {}) =>
  books.send({ ...(event as SentEvent), ...(id !== undefined && { id }), ...more });

const sheetId = (sheet: number): string => `handovers-${sheet.toString(16).padStart(32, '0')}`;

beforeAll(async () => {
  books = await Books.open();
  await send(locations);
  await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]));
  await send(order('O-1'));
  await send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 8, unit: 'kg' }]));
  for (let sheet = 0; sheet < sheets; sheet += 1) {
    const rows = Array.from({ length: rowsOfSheet }, (_, row) =>
      receipt(`R-${sheet}-${row}`, `X-${sheet}-${row}`, 1),
    );
    await send(handovers('O-1', 'C-1', rows), sheetId(sheet));
  }
  await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 500)]), 'by-hand');
  await send(handovers('O-9', 'C-1', [receipt('R-2', 'H-1', 1)]), 'no-order');
  await send({ type: 'relief.nothing.v9', queue: 'handovers', data: {} });
}, 120_000);
afterAll(() => books.close());

const all = async (filter: string): Promise<Json[]> => books.all(`/exceptions/groups?${filter}`, 500);

describe('exceptions', () => {
  it('by reason are counted by the tallies, the largest first', async () => {
    expect(await all('orderId=O-1')).toEqual([
      {
        reason: 'unknown-household',
        held: sheets * rowsOfSheet,
        rejected: 0,
        counts: { open: sheets * rowsOfSheet, lookedInto: 0, explained: 0 },
      },
      {
        reason: 'exceeds-entitlement',
        held: 0,
        rejected: 1,
        counts: { open: 1, lookedInto: 0, explained: 0 },
      },
    ]);
    expect(await all('orderId=O-1&status=rejected')).toHaveLength(1);
    expect(await all('orderId=O-1&locationId=C-2')).toEqual([]);
  });

  it('by order name those that do not exist, and what names none', async () => {
    expect(await all('by=order')).toMatchObject([
      { held: 0, rejected: 1 },
      { orderId: 'O-1', isKnown: true, held: sheets * rowsOfSheet, rejected: 1 },
      { orderId: 'O-9', isKnown: false, held: 1, rejected: 0 },
    ]);
    expect((await all('by=order')).map(({ orderId }) => orderId)).toEqual([undefined, 'O-1', 'O-9']);
    expect(await books.all('/exceptions/groups?by=order', 1)).toEqual(await all('by=order'));
  });

  it('by import are the events of a sender, a type and a day, each with its rows', async () => {
    const { items, searched } = await books.get('/exceptions/groups?by=import&orderId=O-1');
    expect(searched).toEqual({ complete: true });
    expect(items).toHaveLength(1);
    const [{ events, ...group }] = items;
    expect(group).toEqual({
      source,
      type: 'relief.handovers.made.v1',
      recordedOn: '2020-08-07',
      held: sheets * rowsOfSheet,
      rejected: 1,
    });
    expect(events.map(({ id }: Json) => id)).toEqual([
      'by-hand',
      ...Array.from({ length: sheets }, (_, sheet) => sheetId(sheets - 1 - sheet)),
    ]);
    expect(events[1]).toMatchObject({
      queue: 'handovers',
      messageGroup: 'C-1',
      held: rowsOfSheet,
      rejected: 0,
    });
    expect(await all(`by=import&orderId=O-1&source=urn:nobody`)).toEqual([]);
    expect(await all(`by=import&orderId=O-1&recordedOn=2020-08-06`)).toEqual([]);
  });

  it('by import read each event once, however many groups it was recorded in', async () => {
    const instants = new Set((await books.all('/exceptions?orderId=O-1', 500)).map((one) => one.recordedAt));
    expect(instants.size).toBeGreaterThan(sheets * 2);
    const read = vi.spyOn(books.journal.exceptions, 'event');
    await books.get('/exceptions/groups?by=import&orderId=O-1');
    expect(read.mock.calls.map(([event]) => event).toSorted()).toEqual(
      ['by-hand', ...Array.from({ length: sheets }, (_, sheet) => sheetId(sheet))].map(
        (id) => `${source}#${id}`,
      ),
    );
    read.mockRestore();
  });

  it('by import are counted without their events, as the list itself has them', async () => {
    const countsOf = async (filter: string): Promise<Json[]> =>
      (await all(`by=import&${filter}`)).map(({ events, ...group }: Json) => group);
    for (const filter of [
      'orderId=O-1',
      'orderId=O-1&status=held',
      'orderId=O-1&status=rejected',
      'orderId=O-1&locationId=C-1',
      'orderId=O-1&locationId=C-2',
      'orderId=O-1&recordedOn=2020-08-07',
      'orderId=O-1&recordedOn=2020-08-06',
      `orderId=O-1&source=${encodeURIComponent(source)}`,
      'orderId=O-1&source=urn:nobody',
      'orderId=O-9',
      'orderId=-',
    ]) {
      const counted = await all(`by=import&events=none&${filter}`);
      expect(counted, filter).toEqual(await countsOf(filter));
    }
    expect(await countsOf('orderId=O-1')).toMatchObject([{ held: sheets * rowsOfSheet, rejected: 1 }]);
  });

  it('by import are counted from the tallies alone', async () => {
    const listed = vi.spyOn(books.journal.exceptionLists, 'newest');
    const read = vi.spyOn(books.journal.exceptions, 'event');
    await books.get('/exceptions/groups?by=import&events=none&orderId=O-1');
    expect([listed.mock.calls, read.mock.calls]).toEqual([[], []]);
    for (const spy of [listed, read]) spy.mockRestore();
  });

  it('are refused without an order, where the list cannot tell them apart', async () => {
    expect(await books.ask('/exceptions/groups?by=import')).toMatchObject({
      status: 400,
      body: { parameter: 'orderId' },
    });
    expect(await books.ask('/exceptions/groups?by=sender')).toMatchObject({ body: { parameter: 'by' } });
  });
});

describe('one exception', () => {
  it('is found by its id, and by nobody as one of another place', async () => {
    const [{ exceptionId, ...known }] = (await books.get('/exceptions?orderId=O-9')).items;
    expect(await books.get(`/exceptions?exceptionId=${exceptionId}`)).toEqual({
      items: [{ exceptionId, ...known }],
      counts: { open: 1, lookedInto: 0, explained: 0 },
      searched: { complete: true },
    });
    for (const other of ['locationId=C-2', 'orderId=O-1', 'status=rejected', 'householdId=H-2'])
      expect((await books.get(`/exceptions?exceptionId=${exceptionId}&${other}`)).items).toEqual([]);
    expect((await books.get('/exceptions?exceptionId=x-unknown')).items).toEqual([]);
  });
});

describe('a wrong import', () => {
  it('is taken back by one void an event, and then has nothing that is held', async () => {
    const [{ events }] = await all('by=import&orderId=O-1&status=held');
    for (const { id, queue, messageGroup } of events)
      await send(
        { type: 'relief.event.voided.v1', data: { source, id, reason: 'the wrong file' } },
        `void-${id}`,
        { queue, group: messageGroup },
      );
    expect(await all('by=import&orderId=O-1&status=held')).toEqual([]);
    expect((await all('orderId=O-1')).map(({ reason, held }) => [reason, held])).toEqual([
      ['withdrawn', 0],
      ['exceeds-entitlement', 0],
    ]);
    const [group] = await all('by=import&orderId=O-1&status=rejected');
    const taken = group.events.filter(({ id }: Json) => id !== 'by-hand');
    expect(taken).toHaveLength(sheets);
    for (const { id, voidedBy } of taken) expect(voidedBy).toEqual({ source, id: `void-${id}` });
    expect(await all('by=import&events=none&orderId=O-1')).toMatchObject([
      { type: 'relief.handovers.made.v1', held: 0, rejected: sheets * rowsOfSheet + 1 },
    ]);
  }, 120_000);
});
