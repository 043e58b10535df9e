import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { nurseryOrderId } from '../../examples/kaesong/days/08-17-transfer.ts';
import { kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { villageOptions } from '../../examples/kaesong/write.ts';
import { groupOf, queueOf } from '../../shared/contract/routing.ts';
import { maxRowsOfBatch } from '../../shared/domain/transaction-size.ts';
import { Tables } from '../../shared/store/tables.ts';
import { runRelief } from '../../tools/cli/relief.ts';
import { listenAt } from '../../tools/local/ports.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { Desk, projectRoot, startSystem } from './desk.ts';
import { arrival, count, handovers, households, locations, order, receipt } from './events.ts';
import { lastingBooks } from './lasting-books.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-round-trip-'));
const doors: Server[] = [];

afterAll(async () => {
  for (const door of doors) {
    door.closeAllConnections();
    door.close();
  }
  rmSync(folder, { recursive: true });
});

interface Place {
  readonly desk: Desk;
  /** Its outputs file. */
  readonly file: string;
  readonly system: LocalSystem;
}

/** An empty system with a desk at it; whoever has it ends it as soon as it is not needed, since an idle one costs work too. */
async function place(name: string): Promise<Place> {
  const system = await startSystem();
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(system.outputs));
  return { desk: new Desk(system), file, system };
}

async function leave(at: Place | undefined): Promise<void> {
  at?.desk.close();
  await at?.system.stop();
}

/** One that is gone with the test. */
async function placeOfTest(name: string): Promise<Place> {
  const at = await place(name);
  onTestFinished(() => leave(at));
  return at;
}

const command = join(projectRoot, 'tools', 'cli', 'bin.js');

/** A `relief` in a process of its own, to be killed. */
const spawnRelief = (at: Pick<Place, 'file'>, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [command, ...args, '--outputs', at.file], { stdio: 'ignore' });

/** What a `relief` in this process says. Errors: throws when it does not end well. */
async function relief(at: Pick<Place, 'file'>, ...args: string[]): Promise<string> {
  let said = '';
  const hear = (text: string | Uint8Array): boolean => {
    said += text;
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(hear),
  );
  const code = await runRelief([...args, '--outputs', at.file]).finally(() => {
    for (const stream of streams) stream.mockRestore();
  });
  if (code !== 0) throw new Error(`it ended with ${code}:\n${said}`);
  return said;
}

/** The same system, but that its queues take one batch and then answer no more. */
async function chokedQueues({ system }: Place): Promise<Pick<Place, 'file'>> {
  let batches = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch' && ++batches > 1) return;
    const answer = await fetch(system.outputs.SqsEndpoint, {
      method: 'POST',
      headers: request.headers as Record<string, string>,
      body,
    });
    response
      .writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(await answer.text());
  });
  const port = await listenAt(server, 0);
  doors.push(server);
  const file = join(folder, 'choked.json');
  const SqsEndpoint = `http://127.0.0.1:${port}`;
  writeFileSync(file, JSON.stringify({ ...system.outputs, SqsEndpoint }));
  return { file };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

/** Posts the scenario to the tables of the system without its queues, through which the copies will come. */
async function bookVillage({ outputs }: LocalSystem): Promise<void> {
  const { households = '', stock = '', ledgers = '' } = outputs.Tables;
  const client = new DynamoDBClient({
    endpoint: outputs.DynamoDbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const books = Books.over(new Tables(client, { households, stock, ledgers }));
  books.setClock(new Date().toISOString());
  /** Where each event went, by id: a void goes where the event went that it takes back. */
  const routes = new Map<unknown, { queue: string; group: string }>();
  for (const { steps } of kaesongScenario(villageOptions).days)
    for (const { events } of steps)
      for (const event of events()) {
        const own = { queue: queueOf(event) ?? '', group: groupOf(event) };
        const route = routes.get((event.data as { id?: unknown }).id) ?? own;
        routes.set(event.id, route);
        await books.sendBody(route.queue, JSON.stringify(event), route.group);
      }
  client.destroy();
}

/** Kaesong's village, and what it lacks: a household with a name, and one whose name was erased. */
async function playVillage({ desk, system }: Place): Promise<void> {
  await bookVillage(system);
  await desk.send(
    households('KS-R01', [
      { householdId: 'KS-R01-91', name: '김 & "Kim", eldest', adults: 2, children: 0 },
      { householdId: 'KS-R01-92', name: 'to be forgotten', adults: 1, children: 0 },
    ]),
  );
  await desk.until('both', () => desk.get('/households/KS-R01-92'), Boolean);
  await desk.send({
    type: 'relief.household.erased.v1',
    data: { householdId: 'KS-R01-92', reason: 'it asked for it' },
  });
  await desk.until(
    'the erasure',
    () => desk.get('/households/KS-R01-92'),
    ({ name }) => name === undefined,
  );
  await desk.send(handovers('order-2020-08-05', 'KS-R01', [receipt('R-unknown', 'KS-R01-93', 1)]));
  await desk.exception('held', 'R-unknown');
  await desk.send(
    count('order-2020-08-05', 'KS-S01', 'C-late', [{ commodity: 'salt', quantity: 1, unit: 'kg' }]),
  );
  await desk.until(
    'the count',
    () => desk.all('/anomalies'),
    (anomalies) => anomalies.some(({ references }) => references.includes('C-late')),
  );
}

const isConflict = (exception: string): boolean => exception.includes('"conflicting-duplicate"');

const peopleFiles = ['locations', 'households', 'handovers', 'payments'] as const;
const csvOf = (directory: string, name: string): readonly string[] =>
  readFileSync(join(directory, 'csv', `${name}.csv`), 'utf8')
    .split('\n')
    .sort();

describe('an export', { timeout: 240_000 }, () => {
  const exported = join(folder, 'export');
  const events = join(exported, 'events.ndjson');
  let original: Place;
  let books: Awaited<ReturnType<typeof lastingBooks>>;

  beforeAll(async () => {
    original = await place('original');
    await playVillage(original);
    await relief(original, 'export', exported);
    books = await lastingBooks(original.desk);
    // Whatever is empty would be equal to anything that is empty; under the second order nothing was sent or handed over.
    for (const [name, answer] of Object.entries<any>(books)) {
      if (name.endsWith(nurseryOrderId)) continue;
      expect(Object.keys(answer.documents ?? answer), name).not.toHaveLength(0);
    }
  }, 240_000);

  afterAll(() => leave(original));

  // An import into an empty system that nothing interrupts is part of the procedure "Move to another Region".
  it('brings an empty system to the same books and the same balances, though its import was killed half-way', async () => {
    const copy = await placeOfTest('copy');
    const child = spawnRelief(copy, 'import', 'events', events);
    const card = '/locations/KS-R01/ledger?orderId=order-2020-08-05&limit=500';
    await copy.desk.until(
      'first handovers',
      () => copy.desk.get(card),
      (ledger) => (ledger?.items ?? []).some(({ type }: { type: string }) => type === 'handover'),
      120,
    );
    await kill(child);
    await pause(500);
    // The last event was not among what was sent.
    expect(JSON.stringify(await copy.desk.all('/anomalies'))).not.toContain('C-late');
    await relief(copy, 'import', 'events', events);
    expect(await lastingBooks(copy.desk)).toEqual(books);
    expect(await relief(copy, 'verify')).toMatch(/every hash chain and every balance holds/);
    const again = join(folder, 'export-of-copy');
    await relief(copy, 'export', again);
    for (const name of peopleFiles) expect(csvOf(again, name), name).toEqual(csvOf(exported, name));
    const sheets = (file: string) => readFileSync(file, 'utf8').split('\n').length;
    expect(sheets(join(again, 'events.ndjson'))).toBe(sheets(events));
  });

  it('changes no book where it came from, and only the event whose name was erased is another than it was', async () => {
    await relief(original, 'import', 'events', events);
    const { exceptions, ...others } = await lastingBooks(original.desk);
    expect({ ...others, exceptions: exceptions.filter((text: string) => !isConflict(text)) }).toEqual(books);
    expect(exceptions.filter(isConflict)).toHaveLength(1);
  });

  it('tells no erased name, and keeps the others', () => {
    const written = readFileSync(events, 'utf8') + csvOf(exported, 'households').join('\n');
    expect(written).not.toContain('to be forgotten');
    expect(csvOf(exported, 'households').join('\n')).toContain('"김 & ""Kim"", eldest"');
  });
});

describe('a CSV file', { timeout: 240_000 }, () => {
  /** More than one call to the queue takes, ten sheets at once. */
  const many = 10 * maxRowsOfBatch.receipts + 30;
  /** Of the households; an import asks for each of them what became of it. */
  const inFile = 100;
  const numbers = Array.from({ length: many }, (_, n) => n + 1);
  const householdsCsv = join(folder, 'households.csv');
  const handoversCsv = join(folder, 'handovers.csv');
  const ofCentre = ['--centre', 'C-1', '--effective-from', '2020-07-24', '--wait'];
  let at: Place;

  beforeAll(async () => {
    at = await place('files');
    await at.desk.send(locations);
    await at.desk.until('the centre', () => at.desk.get('/locations/C-2'), Boolean);
    writeFileSync(
      householdsCsv,
      ['householdId,adults,children', ...numbers.slice(0, inFile).map((n) => `H-${n},1,0`), ''].join('\n'),
    );
    await relief(at, 'import', 'households', householdsCsv, ...ofCentre);
    const others = numbers.slice(inFile).map((n) => ({ householdId: `H-${n}`, adults: 1, children: 0 }));
    await at.desk.send(households('C-1', others));
    await at.desk.until('the households', () => at.desk.get(`/households/H-${many}`), Boolean);
    await at.desk.send(order('O-1'));
    await at.desk.until('the order', () => at.desk.get('/orders/O-1'), Boolean);
    await at.desk.send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 5 * many, unit: 'kg' }]));
    await at.desk.until(
      'the rice',
      () => at.desk.get('/locations/C-1'),
      ({ balances }) => balances.length > 0,
    );
  }, 240_000);

  afterAll(() => leave(at));

  const centre = async () =>
    (await at.desk.get('/orders/O-1/reconciliation')).locations.find(
      ({ locationId }: { locationId: string }) => locationId === 'C-1',
    );
  const importing = [
    'import',
    'handovers',
    handoversCsv,
    '--centre',
    'C-1',
    '--order',
    'O-1',
    '--wait',
  ] as const;

  it('whose import was killed half-way is sent again, and no household has anything twice', async () => {
    const header = 'receiptId,householdId,rice (kg)';
    const rows = numbers.map((n) => `R-${n},H-${n},5`);
    writeFileSync(handoversCsv, [header, ...rows, ''].join('\n'));
    const choked = await chokedQueues(at);
    const child = spawnRelief(choked, ...importing);
    await at.desk.until(
      'the first sheets',
      centre,
      ({ householdsServed }) => householdsServed === 10 * maxRowsOfBatch.receipts,
    );
    await kill(child);
    expect(await relief(at, ...importing)).toContain('All of it is in the books');
    expect(await relief(at, ...importing)).toContain('All of it is in the books');
    const { householdsServed, commodities } = await centre();
    expect(householdsServed).toBe(many);
    expect(commodities[0]).toMatchObject({ commodity: 'rice', handedOver: 5 * many, onHand: 0 });
    expect(await at.desk.all('/exceptions')).toEqual([]);
  });

  it('of households may be sent again without a time, and their entitlement stays', async () => {
    expect(await relief(at, 'import', 'households', householdsCsv, ...ofCentre)).toContain(
      'All of it is in the books',
    );
    expect(await at.desk.all('/exceptions')).toEqual([]);
  });
});
