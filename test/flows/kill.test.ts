import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, it } from 'vitest';
import { Audit } from '../../shared/ledger/audit.ts';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { readItem } from '../../shared/store/item-form.ts';
import { itemsOf } from '../../tools/cli/tables.ts';
import type { LocalOutputs } from '../../tools/local/system.ts';
import { Desk } from './desk.ts';
import { arrival, handovers, households, locations, order, receipt } from './events.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'relief-kill-'));
let child: ChildProcess | undefined;

afterAll(() => {
  child?.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Desk & { outputs: LocalOutputs }> {
  child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'run-system.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('the system has no output');
  const [line] = await once(createInterface(stdout), 'line');
  const outputs = JSON.parse(String(line)) as LocalOutputs;
  return Object.assign(new Desk({ outputs }), { outputs });
}

async function kill(): Promise<void> {
  const ended = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await ended;
}

it('loses nothing and doubles nothing when it is killed in the middle of its work, again and again', async () => {
  const centres = ['C-1', 'C-2'] as const;
  const perCentre = 300;
  let desk = await start();
  await desk.send(locations);
  await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
  for (const centre of centres) {
    const rows = Array.from({ length: perCentre }, (_, n) => ({
      householdId: `${centre}.${n}`,
      adults: 2,
      children: 1,
    }));
    await desk.send(households(centre, rows));
    await desk.until('the last household', () => desk.get(`/households/${centre}.${perCentre - 1}`), Boolean);
  }
  await desk.send(order('O-1', { release: 'proportional' }));
  await desk.until('the order', () => desk.get('/orders/O-1'), Boolean);
  for (let part = 0; part < perCentre; part += 60) {
    for (const centre of centres) {
      const receipts = Array.from({ length: 60 }, (_, n) =>
        receipt(`R-${part + n}`, `${centre}.${part + n}`, 15),
      );
      await desk.send(handovers('O-1', centre, receipts));
    }
  }
  // The goods come after the sheets: what is held when the system dies must still be tried again by itself.
  const goods = [{ commodity: 'rice', quantity: 15 * perCentre, unit: 'kg' }];
  for (const centre of centres) await desk.send(arrival('O-1', `W-${centre}`, centre, goods));

  for (const afterMs of [400, 700, 1_100]) {
    await new Promise((resume) => setTimeout(resume, afterMs));
    desk.close();
    await kill();
    desk = await start();
  }
  const report = await desk.until(
    'all handovers',
    () => desk.get('/orders/O-1/reconciliation'),
    // The last handovers are in the books a moment before what was held of them is settled.
    (one) => one.commodities[0].handedOver === 15 * perCentre * centres.length && one.exceptions.held === 0,
    90,
  );
  expect(report.commodities[0]).toMatchObject({
    received: 9000,
    handedOver: 9000,
    onHand: 0,
    outstanding: 0,
  });
  expect(report.exceptions).toEqual({ held: 0, rejected: 0 });
  expect(await desk.deadLetters()).toBe(0);

  const audit = new Audit();
  const client = new DynamoDBClient({
    endpoint: desk.outputs.DynamoDbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  for (const table of ['stock', 'ledgers'] as const) {
    for await (const item of itemsOf(client, desk.outputs.Tables[table] ?? '')) {
      const { record } = readItem(item);
      if ('previousHash' in record) audit.take(record as LinkRecord);
    }
  }
  client.destroy();
  desk.close();
  expect(audit.report().findings).toEqual([]);
  expect(audit.report().entries).toBeGreaterThan(perCentre * centres.length);
}, 240_000);
