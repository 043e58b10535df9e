/** `source` and `id` identify an event, whatever it is about and wherever it is booked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  amendment,
  arrival,
  funding,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
} from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

async function round() {
  const books = await Books.openIn(engine);
  const send = (event: object, id?: string) => books.send({ ...event, ...(id && { id }) } as SentEvent);
  for (const event of [
    locations,
    households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]),
    households('C-2', [{ householdId: 'H-2', adults: 2, children: 0 }]),
    order('O-1'),
    ...['C-1', 'C-2'].map((at) =>
      arrival('O-1', `S-${at}`, at, [{ commodity: 'rice', quantity: 20, unit: 'kg' }]),
    ),
  ])
    await send(event);
  const exceptions = async () =>
    (await books.all('/exceptions', 50)).map(({ status, reason, event }) => [status, reason, event.id]);
  return { books, send, exceptions };
}

const atFirst = handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 1)]);
const atSecond = handovers('O-1', 'C-2', [receipt('R-2', 'H-2', 1)]);
const paid = payments('O-1', 'P-1', [payment('M-1', 'H-1', 8000)]);
const funded = funding('O-1', 'P-1', 'F-1', 100);

describe('an event id', () => {
  it.each([
    ['another centre', atFirst, atSecond],
    ['another payer', paid, payments('O-1', 'P-2', [payment('M-2', 'H-2', 8000)])],
    ['another queue', atFirst, paid],
    ['an event of another form', paid, funded],
    ['a sheet, after an event that is none', funded, atSecond],
  ])('that was used and comes again with other content for %s is a conflict', async (_, first, second) => {
    const { send, exceptions } = await round();
    await send(first, 'E-1');
    await send(second, 'E-1');
    expect(await exceptions()).toEqual([['rejected', 'conflicting-duplicate', 'E-1']]);
    await send(first, 'E-1');
    await send(second, 'E-1');
    expect(await exceptions()).toHaveLength(1);
  });

  describe.each([
    ['of a sheet that fills its transactions', [196], 'E-1'],
    ['of a sheet that was posted with others', [1, 6, 1], 'E-2'],
    ['of a single receipt that was posted with others', [1, 1, 1], 'E-2'],
  ])('%s', (_, sizes, id) => {
    it('is known at every other book', async () => {
      // Prepare
      const { books, send, exceptions } = await round();
      const numbers = Array.from({ length: 200 }, (_value, index) => index);
      const homes = numbers.map((number) => ({ householdId: `N-${number}`, adults: 1, children: 0 }));
      await send(households('C-1', homes));
      await send(amendment('O-1', 2, {}));
      const goods = [{ commodity: 'rice', quantity: 1_000, unit: 'kg' }];
      await send(arrival('O-1', 'S-3', 'C-1', goods));
      const bodies = sizes.map((size, sheet) => {
        const first = 10 * sheet;
        const receipts = numbers
          .slice(first, first + size)
          .map((number) => receipt(`R-${100 + number}`, `N-${number}`, 1));
        const event = handovers('O-1', 'C-1', receipts);
        const header = { specversion: '1.0', source: 'urn:test:desk', time: '2020-08-08T09:00:00+09:00' };
        return JSON.stringify({ ...header, id: `E-${sheet + 1}`, ...event });
      });
      await books.sendBodies('handovers', bodies, 'C-1');
      expect(await exceptions()).toEqual([]);

      // Act
      await send(atSecond, id);

      // Assess
      expect(await exceptions()).toEqual([['rejected', 'conflicting-duplicate', id]]);
    });
  });

  it.each([
    ['an amendment', amendment('O-1', 2, {}), amendment('O-1', 3, {})],
    ['a sheet', atFirst, atSecond],
    ['funding', funded, paid],
  ])('is used up by %s that another event brought already', async (_, event, other) => {
    const { send, exceptions } = await round();
    await send(event, 'E-1');
    await send(event, 'E-2');
    expect(await exceptions()).toEqual([]);
    await send(other, 'E-2');
    expect(await exceptions()).toEqual([['rejected', 'conflicting-duplicate', 'E-2']]);
  });

  it('is used up by a copy of a row that another had been refused beside', async () => {
    const { send, exceptions } = await round();
    const more = handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 2)]);
    await send(atFirst, 'E-1');
    await send(more, 'E-2');
    await send(more, 'E-3');
    expect(await exceptions()).toEqual([['rejected', 'conflicting-duplicate', 'E-2']]);
    await send(atSecond, 'E-3');
    expect(await exceptions()).toContainEqual(['rejected', 'conflicting-duplicate', 'E-3']);
  });
});
