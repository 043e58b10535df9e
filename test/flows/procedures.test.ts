import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SystemOutputs, systemOutputs } from '../../tools/cli/outputs.ts';
import { runRelief } from '../../tools/cli/relief.ts';
import { sealedBooksOf, sealNow } from '../../tools/cli/seal.ts';
import { allItems, type StoredItem } from '../../tools/cli/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { Desk, projectRoot, type SentEvent, startSystem } from './desk.ts';
import {
  amendment,
  arrival,
  cancellation,
  count,
  dispatch,
  funding,
  handovers,
  households,
  locations,
  loss,
  order,
  payment,
  payments,
  receipt,
  returns,
  withdrawal,
} from './events.ts';
import { lastingBooks } from './lasting-books.ts';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const goods = [{ commodity: 'rice', quantity: 50, unit: 'kg' }];

/** The runbook's procedures on the running system, in its order. */
describe('the procedure', () => {
  const directory = mkdtempSync(join(tmpdir(), 'relief-procedures-'));
  const outputsFile = join(directory, 'outputs.json');
  let system: LocalSystem;
  let desk: Desk;
  let sqs: SQSClient;
  let client: DynamoDBClient;
  const sent: SentEvent[] = [];

  /** Sends an event, and waits until it can be read. */
  const book = async (event: SentEvent, path: string): Promise<void> => {
    sent.push(await desk.send({ id: randomUUID(), ...event }));
    await desk.until(path, () => desk.get(path), Boolean);
  };
  const received = async (householdId: string): Promise<number> =>
    (await desk.get(`/households/${householdId}`)).orders[0].entitlements[0].received;
  const handOver = async (receiptId: string, householdId: string): Promise<void> => {
    const before = await received(householdId);
    sent.push(
      await desk.send({ id: receiptId, ...handovers('O-1', 'C-1', [receipt(receiptId, householdId, 1)]) }),
    );
    await desk.until(
      receiptId,
      () => received(householdId),
      (kilograms) => kilograms === before + 1,
    );
  };
  const outputs = (): SystemOutputs => systemOutputs(system.outputs, 'the running system');
  const findings = async (of: SystemOutputs) =>
    (await verifyBooks(() => allItems(client, of), await sealedBooksOf(of))).findings;
  const relief = (...words: string[]): Promise<number> => runRelief([...words, '--outputs', outputsFile]);

  beforeAll(async () => {
    system = await startSystem(join(directory, 'data'));
    writeFileSync(outputsFile, JSON.stringify(system.outputs));
    desk = new Desk(system);
    sqs = new SQSClient({ endpoint: system.outputs.SqsEndpoint, region: 'us-east-1', credentials });
    client = new DynamoDBClient({
      endpoint: system.outputs.DynamoDbEndpoint,
      region: 'us-east-1',
      credentials,
    });
    await book(locations, '/locations/C-2');
    const rows = ['H-1', 'H-2'].map((householdId) => ({ householdId, adults: 2, children: 2 }));
    await book(households('C-1', rows), '/households/H-2');
    await book(
      order('O-1', { stipend: { amountPerAdult: 8000, currency: 'KPW', funding: 'float' } }),
      '/orders/O-1',
    );
    await book(arrival('O-1', 'W-1', 'C-1', goods), '/shipments/W-1');
  });
  afterAll(async () => {
    desk?.close();
    sqs?.destroy();
    client?.destroy();
    await system?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('names of the runbook are those of this test', ({ task }) => {
    const [, procedures = ''] = readFileSync(join(projectRoot, 'docs', 'runbook.md'), 'utf8').split(
      '## Procedures',
    );
    const written = [...procedures.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    const carriedOut = (task.suite?.tasks ?? []).slice(1).map(({ name }) => name.split(':')[0]);
    // What a deployment costs is held to the stacks by test/infra/costs.test.ts; who signs in is a pool's, which is not here.
    const elsewhere = ['Readers come and go', 'Cost control'];
    expect(carriedOut).toEqual(written.filter((heading = '') => !elsewhere.includes(heading)));
  });

  it('Redrive: what was booked before is a duplicate, the rest is posted', async () => {
    await handOver('R-1', 'H-1');
    const url = system.outputs.Queues['handovers'] ?? '';
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
    );
    const { deadLetterTargetArn } = JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}') as {
      deadLetterTargetArn: string;
    };
    const deadLetters = url.replace(/[^/]+$/, deadLetterTargetArn.split(':').at(-1) ?? '');
    const lost = {
      ...handovers('O-1', 'C-1', [receipt('R-2', 'H-1', 2)]),
      id: 'R-2',
      source: 'urn:test:desk',
    };
    const put = (queueUrl: string, body: string) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageGroupId: 'C-1',
          MessageDeduplicationId: randomUUID(),
          MessageBody: body,
        }),
      );
    for (const event of [sent.at(-1), { specversion: '1.0', time: '2020-08-08T09:00:00+09:00', ...lost }]) {
      await put(deadLetters, JSON.stringify(event));
    }
    expect(await desk.deadLetters()).toBe(2);
    const endWork = system.workOffDeadLetters();
    await desk.until(
      'R-2',
      () => received('H-1'),
      (kilograms) => kilograms >= 3,
    );
    expect(await received('H-1')).toBe(3);
    await endWork();
    expect(await desk.deadLetters()).toBe(0);
  });

  it('Replay: everything sent again is booked once', async () => {
    const before = [await desk.all('/households/H-1/ledger'), await desk.all('/locations/C-1/ledger')];
    for (const event of sent) await desk.send(event);
    await handOver('R-3', 'H-2');
    expect(await desk.all('/households/H-1/ledger')).toEqual(before[0]);
    expect((await desk.all('/locations/C-1/ledger')).slice(1)).toEqual(before[1]);
    expect(await desk.all('/exceptions')).toEqual([]);
  });

  it('Try a held item again: it stays held while what it waits for is not there, and hurts nothing', async () => {
    await desk.send(handovers('O-1', 'C-1', [receipt('R-4', 'H-9', 1)]));
    const { exceptionId } = await desk.exception('held', 'R-4');
    await relief('retry', exceptionId);
    expect(await desk.exception('held', 'R-4')).toMatchObject({ exceptionId, reason: 'unknown-household' });
  });

  it('Prove the books: every hash, link and balance holds, and the command says so', async () => {
    expect(await findings(outputs())).toEqual([]);
    expect(await relief('verify')).toBe(0);
  });

  it('Restore to a point in time: the restored books are sound, and verify names what is missing', async () => {
    const restored = await restore();
    await handOver('R-5', 'H-1');
    await handOver('R-6', 'H-2');
    expect(await findings(restored)).toEqual([]);
    await sealNow(outputs());
    const missing = await findings(restored);
    // The book's entry stands for those of its households.
    expect(missing.map(({ account }) => account).sort()).toEqual(['centre:C-1/O-1', 'seals']);
    const { seq } = missing.find(({ account }) => account !== 'seals') ?? {};
    const [newest] = await desk.all('/locations/C-1/ledger');
    expect(newest).toMatchObject({ reference: 'R-6', seq: (seq ?? 0) + 1 });
    for (const { expected, found } of missing) expect(`${expected} ${found}`).toMatch(/sealed|missing/);
    expect(await findings(outputs())).toEqual([]);
  });

  it('Move to another Region: the books and the printed cards are as they were, and senders repeat what they sent', async () => {
    const [{ token }] = await desk.all('/cards?centreId=C-1&orderId=O-1');
    const copy = join(directory, 'moved');
    expect(await relief('export', copy)).toBe(0);
    const dataThere = join(directory, 'data-there');
    mkdirSync(dataThere);
    copyFileSync(join(directory, 'data', 'card-key'), join(dataThere, 'card-key'));
    const there = await startSystem(dataThere);
    const deskThere = new Desk(there);
    try {
      const outputsThere = join(directory, 'outputs-there.json');
      writeFileSync(outputsThere, JSON.stringify(there.outputs));
      const reliefThere = (...words: string[]) => runRelief([...words, '--outputs', outputsThere]);
      expect(await reliefThere('import', 'events', join(copy, 'events.ndjson'))).toBe(0);
      const books = await lastingBooks(desk);
      expect(Object.keys(books).length).toBeGreaterThan(0);
      expect(await lastingBooks(deskThere)).toEqual(books);
      expect(await reliefThere('verify')).toBe(0);
      const card = await fetch(`${there.outputs.ApiUrl}/card`, { headers: { 'relief-card': token } });
      expect(card.status).toBe(200);
      for (const event of sent) await deskThere.send(event);
      const [last] = sent.slice(-1);
      const again = await deskThere.send({ ...last, id: 'behind-them-all' } as SentEvent);
      const path = `/events?source=${encodeURIComponent(again.source ?? '')}&id=${again.id}`;
      await deskThere.until('the last one', () => deskThere.get(path), Boolean);
      expect(await lastingBooks(deskThere)).toEqual(books);
    } finally {
      deskThere.close();
      await there.stop();
    }
  });

  it('Rotate a payer: what the first one paid stays paid, and the second pays what is still due', async () => {
    await book(funding('O-1', 'P-1', 'G-1', 20_000), '/payers/P-1/ledger');
    await book(payments('O-1', 'P-1', [payment('M-1', 'H-1', 10_000)]), '/payers/P-1/ledger');
    const paid = async (householdId: string): Promise<number> =>
      (await desk.get(`/households/${householdId}`)).orders[0].stipend.paid;
    await desk.until(
      'M-1',
      () => paid('H-1'),
      (amount) => amount === 10_000,
    );
    await book(funding('O-1', 'P-2', 'G-2', 50_000), '/payers/P-2/ledger');
    await desk.send(payments('O-1', 'P-2', [payment('M-2', 'H-1', 16_000), payment('M-3', 'H-1', 6_000)]));
    expect(await desk.exception('rejected', 'M-2')).toMatchObject({ reason: 'exceeds-due', payerId: 'P-2' });
    await desk.until(
      'M-3',
      () => paid('H-1'),
      (amount) => amount === 16_000,
    );
    const [last] = await desk.all('/payers/P-1/ledger');
    expect(last).toMatchObject({ moneyBalance: { amount: 10_000 } });
  });

  it('Close an order: what comes later is rejected, what is held too, and the books stay', async () => {
    const report = await desk.get('/orders/O-1/reconciliation');
    await desk.send(cancellation('O-1'));
    await desk.until(
      'the end',
      () => desk.get('/orders/O-1'),
      ({ status }) => status === 'cancelled',
    );
    await desk.send(handovers('O-1', 'C-1', [receipt('R-7', 'H-1', 1)]));
    expect(await desk.exception('rejected', 'R-7')).toMatchObject({ reason: 'order-cancelled' });
    expect(await desk.exception('rejected', 'R-4')).toMatchObject({ reason: 'order-cancelled' });
    const { commodities } = await desk.get('/orders/O-1/reconciliation');
    expect(commodities).toEqual(report.commodities);
    expect(await findings(outputs())).toEqual([]);
  });

  /** Rice at the first centre, under the order that runs once the first is closed. */
  const riceAt = async (orderId: string) => {
    const { balances } = await desk.get('/locations/C-1');
    const of = balances.find((balance: { orderId: string }) => balance.orderId === orderId);
    return of?.commodities.find(({ commodity }: { commodity: string }) => commodity === 'rice');
  };
  const onHand = (kilograms: number) =>
    desk.until(
      `${kilograms} kg on hand`,
      () => riceAt('O-2'),
      (rice) => rice?.onHand === kilograms,
    );
  const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];

  it('Put right a typing error: what is held, what is posted, a receipt, and what was rejected', async () => {
    await book(order('O-2', { referenceDate: '2020-08-10', startsOn: '2020-08-01' }), '/orders/O-2');
    await book(arrival('O-2', 'W-2', 'C-1', rice(50)), '/shipments/W-2');
    // It is held.
    await desk.send(loss('O-2', 'C-1', 'L-1', [{ ...rice(100)[0], cause: 'spoiled' }]));
    const { exceptionId } = await desk.exception('held', 'L-1');
    expect(await relief('withdraw', exceptionId, '--reason', 'typed 100 for 10')).toBe(0);
    expect(await desk.exception('rejected', 'L-1')).toMatchObject({ exceptionId, reason: 'withdrawn' });
    // It is posted: a dispatch from outside, which only its waybill names.
    await book(dispatch('O-2', 'W-3', { source: 'the mill' }, 'C-1', rice(100)), '/shipments/W-3');
    const [sentOut] = (await desk.get('/shipments/W-3')).events;
    expect(await relief('void', sentOut.source, sentOut.id, '--reason', 'typed 100 for 10')).toBe(0);
    await desk.until(
      'the void',
      () => desk.get('/shipments/W-3'),
      (waybill) => waybill === undefined,
    );
    await book(dispatch('O-2', 'W-3', { source: 'the mill' }, 'C-1', rice(10)), '/shipments/W-3');
    // It is a posted receipt.
    await desk.send(handovers('O-2', 'C-1', [receipt('R-8', 'H-1', 15)]));
    await onHand(35);
    await desk.send(
      returns('O-2', 'C-1', [{ receiptId: 'B-8', reverses: 'R-8', householdId: 'H-1', reason: '15 for 5' }]),
    );
    await onHand(50);
    // It was rejected.
    await desk.send(handovers('O-2', 'C-1', [receipt('R-9', 'H-1', 50)]));
    const refused = await desk.exception('rejected', 'R-9');
    expect(refused.reason).toBe('exceeds-entitlement');
    await desk.send(handovers('O-2', 'C-1', [receipt('R-9', 'H-1', 5, { corrects: refused.exceptionId })]));
    await onHand(45);
    const put = await desk.exception('rejected', 'R-9');
    expect(put.correctedBy).toMatchObject({ source: 'urn:test:desk' });
  });

  it('Late paper: a sheet from before a count explains what that count found missing', async () => {
    const counted = { ...count('O-2', 'C-1', 'K-1', rice(40)), time: '2020-08-08T18:00:00+09:00' };
    await desk.send(counted);
    await onHand(40);
    const variances = () => desk.all('/anomalies?orderId=O-2&kind=count-variance');
    expect(await variances()).toMatchObject([{ quantity: -5, references: ['K-1'] }]);
    const sheet = join(directory, 'late.csv');
    writeFileSync(sheet, 'receiptId,householdId,rice (kg)\nR-10,H-2,3\n');
    const late = ['--time', '2020-08-08T11:00:00+09:00', '--centre', 'C-1', '--order', 'O-2', '--wait'];
    expect(await relief('import', 'handovers', sheet, ...late)).toBe(0);
    expect(await variances()).toMatchObject([{ quantity: -2, explained: -3 }]);
    expect((await riceAt('O-2')).onHand).toBe(40);
    writeFileSync(sheet, 'receiptId,householdId,rice (kg)\nR-11,H-2,2\n');
    expect(await relief('import', 'handovers', sheet, ...late)).toBe(0);
    expect(await variances()).toEqual([]);
    // More went out before the count than there was.
    // Of 50 kg no more than 40 were left before the count.
    const spoiled = loss('O-2', 'C-1', 'L-2', [{ ...rice(41)[0], cause: 'spoiled' }]);
    await desk.send({ ...spoiled, time: '2020-08-08T11:00:00+09:00' });
    const held = await desk.exception('held', 'L-2');
    expect(held.reason).toBe('insufficient-stock');
    await relief('withdraw', held.exceptionId, '--reason', 'typed 41 for 1');
  });

  it('A household moved: its old centre goes on serving it, until the order is amended', async () => {
    await desk.send(households('C-2', [{ householdId: 'H-1', adults: 2, children: 2 }], '2020-08-11'));
    const service = async () => {
      const { centreId, orders } = await desk.get('/households/H-1');
      return [centreId, orders.find(({ orderId }: { orderId: string }) => orderId === 'O-2').centreId];
    };
    const served = (centreId: string) =>
      desk.until('the move', service, (by) => by.join() === `C-2,${centreId}`);
    await served('C-1');
    await book(arrival('O-2', 'W-4', 'C-2', rice(20)), '/shipments/W-4');
    await desk.send(handovers('O-2', 'C-2', [receipt('R-13', 'H-1', 5)]));
    expect(await desk.exception('rejected', 'R-13')).toMatchObject({
      reason: 'wrong-centre',
      detail: { servedBy: 'C-1' },
    });
    await desk.send(amendment('O-2', 2, { referenceDate: '2020-08-11' }));
    await served('C-2');
    await desk.send(handovers('O-2', 'C-2', [receipt('R-14', 'H-1', 5)]));
    await desk.until(
      'R-14',
      () => desk.get('/households/H-1'),
      ({ orders }) => orders.at(-1).entitlements[0].received === 10,
    );
    await desk.send(withdrawal('H-2', '2020-08-12'));
    await desk.until(
      'the withdrawal',
      () => desk.get('/households/H-2'),
      ({ withdrawn }) => withdrawn !== null,
    );
    await desk.send(handovers('O-2', 'C-1', [receipt('R-15', 'H-2', 1)]));
    expect(await desk.exception('rejected', 'R-15')).toMatchObject({ reason: 'household-withdrawn' });
    expect(await findings(outputs())).toEqual([]);
  });

  /** The tables as they are at this instant, under new names. */
  async function restore(): Promise<SystemOutputs> {
    const { tables, ...others } = outputs();
    const items: { table: keyof typeof tables; item: StoredItem }[] = [];
    for await (const one of allItems(client, outputs())) items.push(one);
    for (const TableName of Object.values(tables)) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      await client.send(
        new CreateTableCommand({
          TableName: `${TableName}-restored`,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: Table?.KeySchema,
          AttributeDefinitions: Table?.KeySchema?.map(({ AttributeName }) => ({
            AttributeName,
            AttributeType: 'S',
          })),
        }),
      );
    }
    for (const { table, item } of items) {
      const RequestItems = { [`${tables[table]}-restored`]: [{ PutRequest: { Item: item } }] };
      await client.send(new BatchWriteItemCommand({ RequestItems }));
    }
    const restored = Object.fromEntries(Object.entries(tables).map(([name, of]) => [name, `${of}-restored`]));
    return { ...others, tables: restored as typeof tables };
  }
});
