import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LocalOutputs, LocalSystem } from '../../tools/local/system.ts';
import { dynamoDbOf, makeDirectory, removeDirectory, sqsOf, startFixture, writeAssembly } from './fixture.ts';
import type { Instruction } from './handlers/worker.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let assembly: string;
let dataDir: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  // Six minutes, as deployed: a message in work when the process is killed must not wait for that.
  assembly = writeAssembly({ visibilityTimeoutSeconds: 360, functionTimeoutSeconds: 60 });
  return () => removeDirectory(assembly);
});
afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
  removeDirectory(dataDir);
});

async function spawnSystem(): Promise<{ child: ChildProcess; outputs: LocalOutputs }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-fixture.ts'), assembly, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const line = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (data) => resolve(String(data))),
  );
  return { child, outputs: JSON.parse(line) as LocalOutputs };
}

async function send(system: Pick<LocalSystem, 'outputs'>, instruction: Instruction): Promise<void> {
  await sqsOf(system).send(
    new SendMessageCommand({
      QueueUrl: system.outputs.Queues['sheets'],
      MessageBody: JSON.stringify(instruction),
      MessageGroupId: 'C-01',
    }),
  );
}

async function namesSeen(system: Pick<LocalSystem, 'outputs'>): Promise<string[]> {
  const { Items = [] } = await dynamoDbOf(system).send(
    new ScanCommand({ TableName: system.outputs.Tables['records'] }),
  );
  return Items.map((item) => [item['item']?.S ?? '', item['name']?.S ?? ''] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, name]) => name);
}

async function killedInWork(): Promise<LocalOutputs> {
  const { child, outputs } = await spawnSystem();
  // Long enough to be killed in; it is in work as long again after the restart, for that receive does not count.
  await send({ outputs }, { name: 'in work', sleepsMs: 3_000 });
  await send({ outputs }, { name: 'behind it' });
  await vi.waitFor(async () => expect(await namesSeen({ outputs })).toEqual(['in work']), 30_000);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  return outputs;
}

describe('the data of a local system', () => {
  it('survives a kill, and messages in work are handed out again at once and in order', async () => {
    dataDir = makeDirectory();
    await killedInWork();

    const restarted = await startFixture(assembly, { dataDir });
    // A port of its own this time: what was kept must not send anybody to the one before.
    const { Queues, SqsEndpoint } = restarted.outputs;
    expect(Object.values(Queues).every((url) => url.startsWith(`${SqsEndpoint}/`))).toBe(true);
    try {
      await vi.waitFor(
        async () => expect(await namesSeen(restarted)).toEqual(['in work', 'in work', 'behind it']),
        { timeout: 30_000, interval: 50 },
      );
    } finally {
      await restarted.stop();
    }
  });

  it('is not held by an engine that outlived its system: the same ports start again', async () => {
    dataDir = makeDirectory();
    const outputs = await killedInWork();

    const restarted = await startFixture(assembly, {
      dataDir,
      apiPort: Number(new URL(outputs.ApiUrl).port),
      sqsPort: Number(new URL(outputs.SqsEndpoint).port),
      dynamoDbPort: Number(new URL(outputs.DynamoDbEndpoint).port),
    });
    expect(restarted.outputs).toEqual(outputs);
    await restarted.stop();
  });

  it('leaves no engine behind after a kill, even when nothing starts again', async () => {
    dataDir = makeDirectory();
    const { child } = await spawnSystem();
    const pid = Number(readFileSync(join(dataDir, 'engine.pid'), 'utf8'));
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 15_000);
  });

  it('survives a stop, after which the engine is gone', async () => {
    dataDir = makeDirectory();
    const first = await startFixture(assembly, { dataDir });
    await send(first, { name: 'kept' });
    await vi.waitFor(async () => expect(await namesSeen(first)).toEqual(['kept']), 30_000);
    await first.stop();
    expect(existsSync(join(dataDir, 'engine.pid'))).toBe(false);

    const second = await startFixture(assembly, { dataDir });
    expect(await namesSeen(second)).toEqual(['kept']);
    await second.stop();
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
