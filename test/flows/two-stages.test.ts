import { DeleteTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DeleteQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemOutputs } from '../../tools/cli/outputs.ts';
import { sealedBooksOf, sealNow } from '../../tools/cli/seal.ts';
import { allItems } from '../../tools/cli/tables.ts';
import { verifyBooks } from '../../tools/cli/verify.ts';
import { synthesizedAssembly } from '../../tools/local/assembly.ts';
import type { LocalSettings } from '../../tools/local/settings.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { startedSystem } from '../support/started-system.ts';
import { Desk, projectRoot } from './desk.ts';
import { arrival, handovers, households, locations, order, receipt } from './events.ts';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const stages = ['prod', 'dev'] as const;
type Stage = (typeof stages)[number];

/** What each stage hands out to the same household, under the same numbers. */
const kilograms: { readonly [S in Stage]: number } = { prod: 3, dev: 7 };

/** Two stages, each of its own templates, on one DynamoDB server and one SQS server, as they are in one account. */
describe('two stages side by side', { timeout: 300_000 }, () => {
  const systems = new Map<Stage, LocalSystem>();
  const desks = new Map<Stage, Desk>();
  let client: DynamoDBClient;
  let sqs: SQSClient;
  let ofProd: readonly string[];
  let ofBoth: readonly string[];

  const start = async (stage: Stage, servers: Partial<LocalSettings>): Promise<LocalSystem> => {
    const system = await startedSystem({
      ...servers,
      maxContainers: 2,
      // Nobody names `dev`, so that its assembly is the one that every other test starts.
      assemblyDirectory: await synthesizedAssembly(
        projectRoot,
        () => undefined,
        stage === 'dev' ? {} : { stage },
      ),
    });
    systems.set(stage, system);
    desks.set(stage, new Desk(system));
    return system;
  };
  const of = <T>(map: ReadonlyMap<Stage, T>, stage: Stage): T => {
    const found = map.get(stage);
    if (found === undefined) throw new Error(`${stage} does not run`);
    return found;
  };

  /** Names of all tables and queues of the servers. */
  const made = async (): Promise<readonly string[]> => {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1_000 }));
    return [...TableNames, ...QueueUrls].toSorted();
  };

  const play = async (stage: Stage): Promise<void> => {
    const desk = of(desks, stage);
    const there = (path: string) => desk.until(path, () => desk.get(path), Boolean, 120);
    await desk.send({ id: 'locations', ...locations });
    await there('/locations/C-1');
    await desk.send({
      id: 'households',
      ...households('C-1', [{ householdId: 'H-1', adults: 2, children: 2 }]),
    });
    await there('/households/H-1');
    await desk.send({ id: 'order', ...order('O-1') });
    await there('/orders/O-1');
    const goods = [{ commodity: 'rice', quantity: 50, unit: 'kg' }];
    await desk.send({ id: 'arrival', ...arrival('O-1', 'W-1', 'C-1', goods) });
    await there('/shipments/W-1');
    await desk.send({
      id: 'sheet',
      ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', kilograms[stage])]),
    });
    await desk.until('the receipt', () => received(stage), Boolean, 120);
  };
  const received = async (stage: Stage): Promise<number | undefined> =>
    (await of(desks, stage).get('/households/H-1'))?.orders[0]?.entitlements[0]?.received;
  const findings = async (stage: Stage) => {
    const outputs = systemOutputs(of(systems, stage).outputs, stage);
    return (await verifyBooks(() => allItems(client, outputs), await sealedBooksOf(outputs))).findings;
  };

  beforeAll(async () => {
    const { outputs } = await start('prod', {});
    client = new DynamoDBClient({ endpoint: outputs.DynamoDbEndpoint, region: 'us-east-1', credentials });
    sqs = new SQSClient({ endpoint: outputs.SqsEndpoint, region: 'us-east-1', credentials });
    ofProd = await made();
    await start('dev', { dynamoDbEndpoint: outputs.DynamoDbEndpoint, sqsEndpoint: outputs.SqsEndpoint });
    ofBoth = await made();
  }, 400_000);
  afterAll(async () => {
    for (const desk of desks.values()) desk.close();
    client?.destroy();
    sqs?.destroy();
    for (const stage of stages.toReversed()) await systems.get(stage)?.stop();
  });

  it('have tables and queues of their own, as many each', () => {
    expect(ofProd.length).toBeGreaterThan(17);
    expect(ofBoth).toHaveLength(2 * ofProd.length);
    expect(ofBoth).toEqual(expect.arrayContaining([...ofProd]));
  });

  it('take the same numbers for what they are in each, and hear nothing of the other', async () => {
    for (const stage of stages) await play(stage);
    for (const stage of stages) {
      expect(await received(stage)).toBe(kilograms[stage]);
      expect(await of(desks, stage).all('/exceptions')).toEqual([]);
      expect(await findings(stage)).toEqual([]);
    }
  });

  it('go apart: what one leaves is nothing, and the other goes on as it was', async () => {
    await sealNow(systemOutputs(of(systems, 'prod').outputs, 'prod'));
    const before = await of(desks, 'prod').all('/locations/C-1/ledger');
    await systems.get('dev')?.stop();
    systems.delete('dev');
    for (const name of ofBoth.filter((one) => !ofProd.includes(one)))
      await (name.includes('/')
        ? sqs.send(new DeleteQueueCommand({ QueueUrl: name }))
        : client.send(new DeleteTableCommand({ TableName: name })));

    expect(await made()).toEqual(ofProd);
    expect(await of(desks, 'prod').all('/locations/C-1/ledger')).toEqual(before);
    expect(await findings('prod')).toEqual([]);
    await of(desks, 'prod').send({ id: 'later', ...handovers('O-1', 'C-1', [receipt('R-2', 'H-1', 1)]) });
    await of(desks, 'prod').until(
      'the later receipt',
      () => received('prod'),
      (sum) => sum === 4,
      120,
    );
    expect(await findings('prod')).toEqual([]);
  });
});
