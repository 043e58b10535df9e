import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, it } from 'vitest';
import { Audit } from '../../shared/audit/audit.ts';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { readItem } from '../../shared/store/item-form.ts';
import { itemsOf } from '../../tools/cli/tables.ts';
import type { LocalOutputs } from '../../tools/local/system.ts';
import { Dice } from '../support/dice.ts';
import { Desk, type SentEvent } from './desk.ts';
import { arrival, handovers, households, locations, order, payment, payments, receipt } from './events.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'relief-kill-'));
let child: ChildProcess | undefined;

afterAll(() => {
  child?.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Desk & { outputs: LocalOutputs }> {
  child = spawn(process.execPath, [join(import.meta.dirname, 'run-system.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('the system has no output');
  const [line] = await once(createInterface(stdout), 'line');
  const outputs = JSON.parse(String(line)) as LocalOutputs;
  return Object.assign(new Desk({ outputs }), { outputs });
}

async function kill9(): Promise<void> {
  const ended = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await ended;
}

/** How often it is killed: 50 times by `KILLS=50 npm test -- test/flows/kill.test.ts`. */
const kills = Number(process.env['KILLS'] ?? 3);
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const centres = ['C-1', 'C-2'] as const;
/** What comes between two kills: more than is worked off in that time, so that there is always work to be killed in. */
const householdsOfLoad = 60;
const householdsOfCentre = kills * householdsOfLoad;
const longestLifeMs = 1_500;

/** Sends until the queue has taken it: a sender whose queue dies before it answers sends again, under the same ids. */
async function sendSurely(desk: () => Desk, event: SentEvent): Promise<void> {
  const once = { ...event, id: randomUUID() };
  for (;;) {
    const sent = await desk()
      .send(once)
      .catch(() => undefined);
    if (sent !== undefined) return;
    await delay(50);
  }
}

it(
  'loses nothing and doubles nothing when it is killed in the middle of its work, again and again',
  async () => {
    process.stdout.write(`seed ${seed}\n`);
    const dice = new Dice(String(seed));
    let desk = await start();
    await desk.send(locations);
    await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
    for (const centre of centres) {
      const ids = Array.from({ length: householdsOfCentre }, (_, n) => `${centre}.${n}`);
      for (let part = 0; part < ids.length; part += 1_000) {
        const rows = ids
          .slice(part, part + 1_000)
          .map((householdId) => ({ householdId, adults: 2, children: 1 }));
        await desk.send(households(centre, rows));
      }
      await desk.until('the last household', () => desk.get(`/households/${ids.at(-1)}`), Boolean);
    }
    await desk.send(order('O-1', { rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }] }));
    await desk.until('the order', () => desk.get('/orders/O-1'), Boolean);

    for (let kill = 0; kill < kills; kill += 1) {
      const sending = centres.flatMap((centre) => {
        const ids = Array.from(
          { length: householdsOfLoad },
          (_, n) => `${centre}.${kill * householdsOfLoad + n}`,
        );
        const goods = [{ commodity: 'rice', quantity: 15 * householdsOfLoad, unit: 'kg' }];
        const events = [
          handovers(
            'O-1',
            centre,
            ids.map((id) => receipt(`R-${id}`, id, 15)),
          ),
          payments(
            'O-1',
            `P-${centre}`,
            ids.map((id) => payment(`P-${id}`, id, 16_000)),
          ),
          // The goods come after the sheet: what is held when the system dies must still be tried again by itself.
          arrival('O-1', `W-${centre}-${kill}`, centre, goods),
        ];
        return events.map((event) => sendSurely(() => desk, event));
      });
      await delay(dice.whole(1, longestLifeMs));
      await kill9();
      desk.close();
      desk = await start();
      await Promise.all(sending);
    }

    expect(await desk.deadLetters()).toBe(0);

    const served = householdsOfCentre * centres.length;
    const report = await desk.until(
      'all handovers and payments',
      () => desk.get('/orders/O-1/reconciliation'),
      // What was held is posted first, and settled in a write of its own.
      ({ commodities: [rice], stipend, exceptions }) =>
        rice.handedOver === 15 * served && stipend.paid === 16_000 * served && exceptions.held === 0,
      300,
    );
    expect(report.commodities[0]).toMatchObject({
      received: 15 * served,
      handedOver: 15 * served,
      onHand: 0,
      outstanding: 0,
    });
    expect(report.stipend).toMatchObject({ outstanding: 0, householdsPaid: served });
    expect(report.exceptions).toEqual({ held: 0, rejected: 0 });
    expect(await desk.deadLetters()).toBe(0);

    const audit = new Audit();
    const accounts = new Map<string, number>();
    const client = new DynamoDBClient({
      endpoint: desk.outputs.DynamoDbEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    for (const table of ['stock', 'ledgers'] as const) {
      for await (const item of itemsOf(client, desk.outputs.Tables[table] ?? '')) {
        const { record, subject } = readItem(item);
        if (!('previousHash' in record)) continue;
        audit.take(record as LinkRecord);
        if (subject.startsWith('household:')) accounts.set(subject, (accounts.get(subject) ?? 0) + 1);
      }
    }
    client.destroy();
    desk.close();
    expect(audit.report().findings).toEqual([]);
    // Goods and stipend of every household, one entry each.
    expect([accounts.size, Math.max(...accounts.values())]).toEqual([2 * served, 1]);
    process.stdout.write(`${kills} kills, ${served} households served and paid\n`);
  },
  480_000 + kills * 30_000,
);
