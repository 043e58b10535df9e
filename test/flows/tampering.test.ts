import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkKey } from '../../shared/ledger/keys.ts';
import { Tables } from '../../shared/store/tables.ts';
import type { SystemOutputs } from '../../tools/cli/outputs.ts';
import { sealedBooksOf, sealNow } from '../../tools/cli/seal.ts';
import { allItems } from '../../tools/cli/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { Attacker } from '../support/attacker.ts';
import { Desk, startSystem } from './desk.ts';
import { arrival, handovers, households, locations, order, receipt } from './events.ts';

const book = 'centre:C-1/O-1';
const household = 'household:H-1/O-1/goods';

describe('the books of the real local system', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'relief-tampering-'));
  let system: LocalSystem;
  let desk: Desk;
  let client: DynamoDBClient;
  let attacker: Attacker;

  const outputs = (): SystemOutputs =>
    ({
      apiUrl: system.outputs.ApiUrl,
      dynamoDbEndpoint: system.outputs.DynamoDbEndpoint,
      sealArchive: system.outputs.SealArchive,
      tables: system.outputs.Tables,
    }) as unknown as SystemOutputs;

  const firstFinding = async (): Promise<string> => {
    const report = await verifyBooks(() => allItems(client, outputs()), await sealedBooksOf(outputs()));
    const [first] = report.findings;
    return first === undefined ? 'none' : `${first.account}@${first.seq}`;
  };
  const tampering = (reference: string) =>
    desk.until(
      `the anomaly of ${reference}`,
      () => desk.all('/anomalies?kind=tampering'),
      (items) => items.some((item) => item.references.includes(reference)),
    );

  beforeAll(async () => {
    system = await startSystem(dataDir);
    desk = new Desk(system);
    client = new DynamoDBClient({
      endpoint: system.outputs.DynamoDbEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    attacker = new Attacker(client, new Tables(client, system.outputs.Tables as unknown as Tables['names']));
    await desk.send(locations);
    await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
    await desk.send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 2 }]));
    await desk.until('the household', () => desk.get('/households/H-1'), Boolean);
    await desk.send(order('O-1'));
    // Held until the train comes: what waits leaves its list lawfully.
    await desk.send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 2)]));
    await desk.exception('held', 'R-1');
    await desk.send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: 20, unit: 'kg' }]));
    await desk.send(handovers('O-1', 'C-1', [receipt('R-2', 'H-1', 3)]));
    await desk.until(
      'both receipts',
      () => desk.all('/households/H-1/ledger?orderId=O-1'),
      (items) => items.length === 2,
    );
  });

  afterAll(async () => {
    client?.destroy();
    desk?.close();
    await system?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('are sealed by the bundled function into files that are written once', async () => {
    expect((await desk.get('/seals')).items).toEqual([]);
    await system.runSchedules();
    const [sealed] = (await desk.get('/seals')).items;
    expect(sealed).toMatchObject({ seq: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await desk.get(`/seals/${sealed.date}`)).toEqual(sealed);
    const folder = fileURLToPath(system.outputs.SealArchive);
    for (const kind of ['seals', 'tails', 'added']) {
      const [file = ''] = readdirSync(join(folder, kind));
      expect(statSync(join(folder, kind, file)).mode & 0o222).toBe(0);
    }
    expect(await firstFinding()).toBe('none');
    expect(await desk.all('/anomalies')).toEqual([]);
  });

  it('show an altered entry within seconds, by the stream and by the check', async () => {
    await attacker.change(household, 1, { reference: 'R-99' });
    await tampering(`${household}@1`);
    expect(await firstFinding()).toBe(`${household}@1`);
    await attacker.change(household, 1, { reference: 'R-1' });
    expect(await firstFinding()).toBe('none');
  });

  it('show a removed entry, under its order', async () => {
    const place = linkKey(book, 2);
    const record = await attacker.record(place);
    await attacker.remove(place);
    const items = await tampering(`${book}@2`);
    expect(items.find((item) => item.references.includes(`${book}@2`))).toMatchObject({
      kind: 'tampering',
      orderId: 'O-1',
      locationId: 'C-1',
      quantity: 1,
    });
    expect(await firstFinding()).toBe(`${book}@2`);
    const { findings } = await sealNow(outputs());
    expect(findings.map(({ account, seq }) => `${account}@${seq}`)).toEqual([`${book}@2`]);
    await attacker.put(place, record);
  });

  it('show what is no entry: a registered location, a case, an anomaly of before', async () => {
    const [anomaly] = await desk.all('/anomalies?kind=tampering');
    expect(anomaly).toBeDefined();
    const location = { table: 'stock', subject: 'locations', item: 'C-1/000000001' } as const;
    await attacker.put(location, { ...(await attacker.record(location)), name: 'Elsewhere' });
    await tampering('locations C-1/000000001');
    expect(await desk.all('/anomalies?orderId=O-1&kind=shortfall')).toEqual([]);
  });
});
