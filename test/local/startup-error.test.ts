import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenAt } from '../../tools/local/ports.ts';
import { readSettings } from '../../tools/local/settings.ts';
import { StartupError } from '../../tools/local/startup-error.ts';
import type { LocalSystemOptions } from '../../tools/local/system.ts';
import { makeDirectory, projectRoot, removeDirectory, startFixture, writeAssembly } from './fixture.ts';

vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

let assembly: string;
let dataDir: string;
beforeAll(() => {
  assembly = writeAssembly();
});
afterAll(() => removeDirectory(assembly));
beforeEach(() => {
  dataDir = makeDirectory();
});
afterEach(() => {
  chmodSync(dataDir, 0o700);
  removeDirectory(dataDir);
});

/** The sentence with which a start fails; a start that succeeds is stopped and answers none. */
async function failureOf(options: Partial<LocalSystemOptions>): Promise<string | undefined> {
  try {
    const system = await startFixture(assembly, options);
    await system.stop();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
}

describe('a start that cannot succeed says why in one sentence', () => {
  it.each([
    ['apiPort', 'API_PORT'],
    ['sqsPort', 'SQS_PORT'],
    ['dynamoDbPort', 'DYNAMODB_PORT'],
  ] as const)('when %s is taken, and names %s', async (option, variable) => {
    const { port, server } = await takenPort();
    try {
      expect(await failureOf({ [option]: port })).toBe(
        `Port ${port} is in use by another program: stop that program or set ${variable} to a free port.`,
      );
    } finally {
      server.close();
    }
  });

  it.each([
    ['tables.db', 'tables.db'],
    [join('queues', 'fauxqs.db'), 'fauxqs.db'],
  ])('when %s is damaged', async (file, named) => {
    mkdirSync(join(dataDir, 'queues'));
    writeFileSync(join(dataDir, file), 'not a database '.repeat(1_000));
    expect(await failureOf({ dataDir })).toMatch(
      new RegExp(`^The database file .*${named} is damaged \\(.+\\): restore a copy of it, or set DATA_DIR`),
    );
  });

  it('when another system holds the data directory, whose outputs stay', async () => {
    const outputsFile = join(dataDir, 'outputs.json');
    const first = await startFixture(assembly, { dataDir, outputsFile });
    try {
      expect(await failureOf({ dataDir, outputsFile })).toBe(
        `The data directory ${dataDir} is in use by another local system: stop that system or set DATA_DIR to another directory.`,
      );
      expect(JSON.parse(readFileSync(outputsFile, 'utf8'))).toEqual(first.outputs);
    } finally {
      await first.stop();
    }
    expect(existsSync(outputsFile)).toBe(false);
    expect(await failureOf({ dataDir })).toBeUndefined();
  });

  it('when the data directory cannot be made', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    const inside = join(dataDir, 'file', 'data');
    expect(await failureOf({ dataDir: inside })).toBe(
      `Cannot write to the data directory ${inside} (ENOTDIR): set DATA_DIR to one that you can write to, or to :memory:.`,
    );
  });

  it.runIf(process.platform === 'linux')('when the file system takes no new directories', async () => {
    expect(await failureOf({ dataDir: '/proc/relief/data' })).toMatch(
      /^Cannot write to the data directory \/proc\/relief\/data \(ENOENT\)/,
    );
  });

  it('when the data directory cannot be written', async () => {
    chmodSync(dataDir, 0o500);
    // Root may write everywhere: it tries as nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(await failureOf({ dataDir })).toMatch(/^Cannot write to the data directory .* \(EACCES\)/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('when no server answers at the endpoint given', async () => {
    const failure = await failureOf({ dynamoDbEndpoint: 'http://127.0.0.1:9' });
    expect(failure).toMatch(
      /^The DynamoDB server at http:\/\/127\.0\.0\.1:9 does not make the table records: /,
    );
  });
});

describe('settings', () => {
  it('are the ports and the directory of the contract when nothing is set', () => {
    expect(readSettings({}, projectRoot)).toEqual({
      apiPort: 3000,
      sqsPort: 9324,
      dynamoDbPort: 8000,
      dataDir: join(projectRoot, '.local', 'data'),
    });
  });

  it.each([
    [{ API_PORT: 'http' }, 'API_PORT must be a port from 0 to 65535, not "http".'],
    [{ SQS_PORT: '70000' }, 'SQS_PORT must be a port from 0 to 65535, not "70000".'],
    [{ DYNAMODB_PORT: '-1' }, 'DYNAMODB_PORT must be a port from 0 to 65535, not "-1".'],
    [{ API_PORT: '8000' }, 'API_PORT, SQS_PORT and DYNAMODB_PORT must be three different ports.'],
    [
      { SQS_ENDPOINT: 'localhost:4566' },
      'SQS_ENDPOINT must be an http or https address, not "localhost:4566".',
    ],
    [{ CONTAINERS: '0' }, 'CONTAINERS must be a number from 1 to 99, not "0".'],
    [{ SCHEDULES: 'no' }, 'SCHEDULES must be on or off, not "no".'],
    [{ OIDC_ISSUER: 'https://login.example.org' }, 'Set OIDC_ISSUER and OIDC_AUDIENCE together, or neither.'],
    [{ OIDC_AUDIENCE: 'page' }, 'Set OIDC_ISSUER and OIDC_AUDIENCE together, or neither.'],
  ])('refuse %j', (environment, message) => {
    expect(() => readSettings(environment, projectRoot)).toThrow(new StartupError(message));
  });

  it('name who signs readers in, and for whom', () => {
    expect(
      readSettings({ OIDC_ISSUER: 'https://login.example.org/', OIDC_AUDIENCE: 'page, office' }, projectRoot),
    ).toMatchObject({ issuer: { issuerUrl: 'https://login.example.org', audience: ['page', 'office'] } });
  });

  it('keep more containers where memory is there', () => {
    expect(readSettings({ CONTAINERS: '32' }, projectRoot)).toMatchObject({ maxContainers: 32 });
  });

  it.each([
    ['off', { keepsSchedules: false }],
    ['on', { keepsSchedules: true }],
  ])('leave out what is done at a set time only where told: %s', (written, settings) => {
    expect(readSettings({ SCHEDULES: written }, projectRoot)).toMatchObject(settings);
  });

  it('keep nothing with :memory:, and take servers that run already', () => {
    expect(
      readSettings({ DATA_DIR: ':memory:', DYNAMODB_ENDPOINT: 'http://127.0.0.1:8001/' }, projectRoot),
    ).toMatchObject({ dataDir: ':memory:', dynamoDbEndpoint: 'http://127.0.0.1:8001' });
  });
});

async function takenPort(): Promise<{ port: number; server: Server }> {
  const server = createServer();
  return { port: await listenAt(server, 0), server };
}
