/** The tallies of exceptions, counted again after whatever becomes of them. */

import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TallyAudit } from '../../shared/audit/tally-audit.ts';
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import { readItem } from '../../shared/store/item-form.ts';
import { arrival, handovers, households, locations, order } from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

type Json = any;

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

async function drifts({ tables }: Books) {
  const audit = new TallyAudit(defaultZone);
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: tables.names.ledgers }));
  for (const item of Items) audit.take(readItem(item));
  return audit.drifts();
}

const receipt = (receiptId: string, householdId: string, quantity: number, more: object = {}) => ({
  receiptId,
  householdId,
  lines: [{ commodity: 'rice', quantity, unit: 'kg' }],
  ...more,
});

it('hold whatever becomes of an exception: held, noted, rejected, withdrawn, corrected', async () => {
  const books = await Books.openIn(engine);
  const send = (event: object, id?: string) =>
    books.send({ ...(event as SentEvent), ...(id !== undefined && { id }) });
  const counts = async (filter = ''): Promise<Json> =>
    (await books.get(`/exceptions?orderId=O-1${filter}&limit=1`)).counts;
  const note = (exceptionId: string, state: string) =>
    send({ type: 'relief.finding.noted.v1', data: { exceptionId, note: 'seen', state } });
  const idOf = async (reference: string): Promise<string> =>
    (await books.all(`/exceptions?orderId=O-1&reference=${reference}`, 10))[0].exceptionId;

  await send(locations);
  await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]));
  await send(order('O-1'));
  await send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 8, unit: 'kg' }]));
  const rows = [receipt('R-1', 'H-2', 1), receipt('R-2', 'H-3', 1), receipt('R-3', 'H-1', 100)];
  await send(handovers('O-1', 'C-1', rows), 'sheet');
  expect(await counts()).toEqual({ open: 3, lookedInto: 0, explained: 0 });
  expect(await counts('&reason=unknown-household&locationId=C-1')).toEqual({
    open: 2,
    lookedInto: 0,
    explained: 0,
  });
  expect(await counts('&locationId=C-2')).toEqual({ open: 0, lookedInto: 0, explained: 0 });

  await note(await idOf('R-1'), 'looked-into');
  await note(await idOf('R-2'), 'looked-into');
  await note(await idOf('R-3'), 'explained');
  await note(await idOf('R-3'), 'looked-into');
  expect(await counts()).toEqual({ open: 0, lookedInto: 3, explained: 0 });
  expect(await counts('&status=held')).toEqual({ open: 0, lookedInto: 2, explained: 0 });
  expect(await drifts(books)).toEqual([]);

  await send(households('C-1', [{ householdId: 'H-2', adults: 1, children: 0 }]));
  expect(await counts('&status=held')).toEqual({ open: 0, lookedInto: 1, explained: 0 });
  await send({
    type: 'relief.event.voided.v1',
    queue: 'handovers',
    group: 'C-1',
    data: { source: 'urn:test:desk', id: 'sheet', reason: 'typed wrongly' },
  });
  await note(await idOf('R-3'), 'open');
  const corrects = await idOf('R-3');
  await send(handovers('O-1', 'C-1', [receipt('R-3', 'H-1', 1, { corrects })]));
  expect(await counts()).toEqual({ open: 0, lookedInto: 2, explained: 1 });
  expect((await books.get('/orders/O-1/reconciliation')).exceptions).toEqual({ held: 0, rejected: 3 });
  expect(await drifts(books)).toEqual([]);

  for (const status of ['', '&status=held', '&status=rejected']) {
    const counted = await books.all(`/exceptions/groups?by=import&events=none&orderId=O-1${status}`, 1);
    const listed = await books.all(`/exceptions/groups?by=import&orderId=O-1${status}`, 100);
    expect(counted).toEqual(listed.map(({ events: _, ...group }: Json) => group));
  }

  await send({ type: 'relief.nothing.v9', queue: 'handovers', data: {} });
  const { counts: unnamed, searched } = await books.get('/exceptions?orderId=-');
  expect({ unnamed, searched }).toEqual({
    unnamed: { open: 1, lookedInto: 0, explained: 0 },
    searched: { complete: true },
  });
  expect(await drifts(books)).toEqual([]);
});
