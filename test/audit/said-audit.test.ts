import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { readItem, itemsOf as storedItemsOf } from '../../shared/store/item-form.ts';
import { itemsOf, type StoredItem } from '../../tools/cli/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import { arrival, handovers, households, locations, order, receipt } from '../flows/events.ts';
import { Books, type SentEvent } from '../functions/ledger-api/books.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';

let engine: TestTables;
let books: Books;

const send = (event: object): Promise<void> => books.send(event as SentEvent);
const say = (reference: string, statement: string): Promise<void> =>
  send({
    type: 'relief.receipt.confirmed.v1',
    data: { orderId: 'O-1', householdId: 'H-1', reference, statement, channel: 'visit' },
  });
const complain = (complaintId: string): Promise<void> =>
  send({
    type: 'relief.complaint.raised.v1',
    data: { complaintId, kind: 'quality', channel: 'visit', orderId: 'O-1', dueOn: '2020-08-20' },
  });

beforeAll(async () => {
  engine = await startTestTables();
  books = await Books.openIn(engine);
  await send(locations);
  await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]));
  await send(order('O-1'));
  await send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 15, unit: 'kg' }]));
  await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 4), receipt('R-2', 'H-1', 5)]));
  await say('R-1', 'received');
  await say('R-1', 'less');
  await say('R-2', 'not-received');
  await complain('K-1');
  await complain('K-2');
  await send({
    type: 'relief.complaint.answered.v1',
    data: { complaintId: 'K-1', outcome: 'upheld', told: true },
  });
});
afterAll(() => engine.stop());

/** What verifying finds where records are changed; `undefined` removes one. */
async function findings(change: (subject: string, record: JsonObject) => JsonObject | undefined) {
  async function* readings(): AsyncGenerator<{ table: 'ledgers' | 'stock'; item: StoredItem }> {
    for (const table of ['stock', 'ledgers'] as const)
      for await (const item of itemsOf(engine.client, books.tables.names[table])) {
        const { subject, item: name, record } = readItem(item);
        const changed = change(subject, record);
        const key = { table, subject, item: name };
        if (changed === record) yield { table, item };
        else if (changed !== undefined)
          for (const stored of storedItemsOf(key, changed)) yield { table, item: stored };
      }
  }
  return (await verifyBooks(readings)).findings.map(
    ({ account, expected, found }) => `${account}: ${expected}; ${found}`,
  );
}

it('finds nothing where the totals are what was said', async () => {
  expect(await findings((_, record) => record)).toEqual([]);
});

it('finds a statement that was removed, and one that was altered', async () => {
  const removed = await findings((_, record) =>
    record['statement'] === 'not-received' ? undefined : record,
  );
  expect(removed).toEqual(['said:O-1: 0 not-received, as households said; 1']);
  const altered = await findings((_, record) =>
    record['statement'] === 'less' ? { ...record, statement: 'received' } : record,
  );
  expect(altered).toEqual([
    'said:O-1: 1 received, as households said; 0',
    'said:O-1: 0 less, as households said; 1',
  ]);
});

it('finds totals that were altered, and a complaint that was removed', async () => {
  const hidden = await findings((subject, record) =>
    subject === 'said:O-1' ? { ...record, unanswered: [] } : record,
  );
  expect(hidden).toEqual(['said:O-1: 1 complaints that wait until 2020-08-20, as households said; 0']);
  const removed = await findings((subject, record) => (subject === 'complaint:K-1' ? undefined : record));
  expect(removed).toEqual(['said:O-1: 0 complaints answered, as households said; 1']);
});
