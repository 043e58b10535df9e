import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { maxHops } from '../../tools/local/lineage.ts';
import { failedMessages } from '../../tools/local/queue-poller.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import {
  dynamoDbOf,
  type FixtureOptions,
  removeDirectory,
  sqsOf,
  startFixture,
  writeAssembly,
} from './fixture.ts';
import type { Instruction } from './handlers/worker.ts';

vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000, maxConcurrency: 7 });
const soon = { timeout: 30_000, interval: 100 };

type Ended = Pick<TestContext, 'onTestFinished'>;

/** A system of a test whose two containers run, so that no message outlives its visibility while one starts. */
async function start({ onTestFinished }: Ended, options: FixtureOptions = {}): Promise<LocalSystem> {
  const directory = writeAssembly({ visibilityTimeoutSeconds: 1, ...options });
  onTestFinished(() => removeDirectory(directory));
  const system = await startFixture(directory);
  onTestFinished(() => system.stop());
  await system.pausePollers();
  for (const group of ['warm-up-1', 'warm-up-2']) await send(system, group, { name: group });
  system.resumePollers();
  await vi.waitFor(async () => expect(await waiting(system)).toBe(0), soon);
  return system;
}

/** The clients of a system: what waits asks often. */
const queues = clientsBy(sqsOf);
const tables = clientsBy(dynamoDbOf);

function clientsBy<C>(clientOf: (system: LocalSystem) => C): (system: LocalSystem) => C {
  const clients = new WeakMap<LocalSystem, C>();
  return (system) => {
    const client = clients.get(system) ?? clientOf(system);
    clients.set(system, client);
    return client;
  };
}

async function send(system: LocalSystem, group: string, instruction: Instruction): Promise<void> {
  await queues(system).send(
    new SendMessageCommand({
      QueueUrl: system.outputs.Queues['sheets'],
      MessageBody: JSON.stringify(instruction),
      MessageGroupId: group,
    }),
  );
}

/** What the handler saw since the start, oldest first. */
async function seen(
  system: LocalSystem,
): Promise<{ name: string; group: string; item: string; place: string }[]> {
  const { Items = [] } = await tables(system).send(
    new ScanCommand({ TableName: system.outputs.Tables['records'], ConsistentRead: true }),
  );
  return Items.map((item) => ({
    name: item['name']?.S ?? '',
    group: item['group']?.S ?? '',
    item: item['item']?.S ?? '',
    place: item['place']?.S ?? '',
  }))
    .filter(({ group }) => !group.startsWith('warm-up'))
    .sort((left, right) => (left.item < right.item ? -1 : 1));
}

/** Visible and hidden messages of the queue. */
async function waiting(system: LocalSystem): Promise<number> {
  const { Attributes = {} } = await queues(system).send(
    new GetQueueAttributesCommand({ QueueUrl: system.outputs.Queues['sheets'], AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes['ApproximateNumberOfMessages']) +
    Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
}

/** Each has a system of its own, and mostly waits for what AWS would wait for. */
describe.concurrent('a queue of the local system', () => {
  it('deletes what succeeded and hands out again only what was reported as failed', async (test) => {
    const system = await start(test);
    await system.pausePollers();
    await send(system, 'C-01', { name: 'good' });
    await send(system, 'C-02', { name: 'bad', fails: 1 });
    system.resumePollers();

    await vi.waitFor(async () => expect(await waiting(system)).toBe(0), soon);

    expect((await seen(system)).map(({ name }) => name).sort()).toEqual(['bad', 'bad', 'good']);
  });

  it('resolves the environment of a function across stacks', async (test) => {
    const system = await start(test);
    await send(system, 'C-01', { name: 'one' });
    await vi.waitFor(async () => expect(await seen(system)).toHaveLength(1), soon);
    expect((await seen(system))[0]?.place).toBe('us-east-1/Fixture');
  });

  it('holds back a group behind its failed message while other groups go on', async (test) => {
    const system = await start(test);
    await send(system, 'C-01', { name: 'first', fails: 1 });
    await send(system, 'C-01', { name: 'second' });
    await send(system, 'C-02', { name: 'other' });

    await vi.waitFor(async () => expect(await waiting(system)).toBe(0), soon);

    const names = await seen(system);
    expect(names.filter(({ group }) => group === 'C-01').map(({ name }) => name)).toEqual([
      'first',
      'first',
      'second',
    ]);
    expect(names.findIndex(({ name }) => name === 'other')).toBeLessThan(3);
  });

  it.for<[string, Instruction]>([
    ['throws', { name: 'it', throws: 1 }],
    [
      'names no message of the batch',
      { name: 'it', answers: { batchItemFailures: [{ itemIdentifier: 'x' }] } },
    ],
    ['ends its process', { name: 'it', exits: true }],
    ['outlives its timeout', { name: 'it', sleepsMs: 3_000 }],
  ])('returns the whole batch when the function %s', async ([, instruction], test) => {
    const system = await start(test, { functionTimeoutSeconds: 1, maxReceiveCount: 5 });
    await send(system, 'C-01', instruction);
    await vi.waitFor(async () => expect((await seen(system)).length).toBeGreaterThan(1), soon);
  });

  it.for<[string, unknown]>([
    ['nothing', null],
    ['an empty list', { batchItemFailures: [] }],
    ['an empty object', {}],
  ])('deletes the whole batch when the function answers %s', async ([, answers], test) => {
    const system = await start(test, { visibilityTimeoutSeconds: 30 });
    await send(system, 'C-01', { name: 'it', answers });
    await vi.waitFor(async () => expect(await waiting(system)).toBe(0), soon);
    expect(await seen(system)).toHaveLength(1);
  });

  it('moves a message to the dead-letter queue after too many receives, and lets its group go on', async (test) => {
    const system = await start(test, { maxReceiveCount: 2 });
    await send(system, 'C-01', { name: 'poison', fails: 100 });
    await send(system, 'C-01', { name: 'next' });

    await vi.waitFor(async () => expect(await waiting(system)).toBe(0), soon);

    expect((await seen(system)).map(({ name }) => name)).toEqual(['poison', 'poison', 'next']);
    const { Messages } = await queues(system).send(
      new ReceiveMessageCommand({
        QueueUrl: system.outputs.Queues['sheets']?.replace('sheets.fifo', 'sheets-dead-letters.fifo'),
      }),
    );
    expect(Messages?.map(({ Body }) => JSON.parse(Body ?? '').name)).toEqual(['poison']);
  });

  it('stops a chain of messages that a function sends itself after 16 invocations, as Lambda does', async (test) => {
    const system = await start(test, { maxReceiveCount: 2 });
    await send(system, 'C-01', { name: 'short', sendsOn: maxHops - 1 });
    await vi.waitFor(async () => expect(await seen(system)).toHaveLength(maxHops), soon);
    await send(system, 'C-01', { name: 'chain', sendsOn: 20 });

    await vi.waitFor(async () => expect(await waiting(system)).toBe(0), soon);

    const names = (await seen(system)).map(({ name }) => name);
    expect(names.filter((name) => name === 'chain')).toHaveLength(maxHops);
    expect(names).toHaveLength(2 * maxHops);
    const { Messages } = await queues(system).send(
      new ReceiveMessageCommand({
        QueueUrl: system.outputs.Queues['sheets']?.replace('sheets.fifo', 'sheets-dead-letters.fifo'),
      }),
    );
    expect(Messages?.map(({ Body }) => JSON.parse(Body ?? ''))).toMatchObject([
      { name: 'chain', sendsOn: 20 - maxHops },
    ]);
  });

  it('lets such a chain go on where the template allows it', async (test) => {
    const system = await start(test, { recursiveLoop: 'Allow' });
    await send(system, 'C-01', { name: 'chain', sendsOn: 20 });
    await vi.waitFor(async () => expect(await seen(system)).toHaveLength(21), soon);
  });

  it('hands out nothing while it is paused', async (test) => {
    const system = await start(test);
    await system.pausePollers();
    await send(system, 'C-01', { name: 'patient' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await seen(system)).toEqual([]);
    system.resumePollers();
    await vi.waitFor(async () => expect(await seen(system)).toHaveLength(1), soon);
  });
});

describe('a partial batch response', () => {
  const records = ['a', 'b'].map((messageId) => ({ messageId })) as unknown as Parameters<
    typeof failedMessages
  >[0];

  it.each<[unknown, string[]]>([
    [undefined, []],
    [null, []],
    [{}, []],
    [{ batchItemFailures: null }, []],
    [{ batchItemFailures: [] }, []],
    [{ batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    [{ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'c' }] }, ['a', 'b']],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }, ['a', 'b']],
    [{ batchItemFailures: [{ itemIdentifier: null }] }, ['a', 'b']],
    [{ batchItemFailures: [{ id: 'b' }] }, ['a', 'b']],
    [{ batchItemFailures: 'b' }, ['a', 'b']],
    ['broken', ['a', 'b']],
  ])('of %j fails %j', (payload, failed) => {
    expect([...failedMessages(records, payload)]).toEqual(failed);
  });
});
