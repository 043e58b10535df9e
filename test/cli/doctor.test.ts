import { describe, expect, it } from 'vitest';
import {
  type Account,
  accountChecks,
  type Deployed,
  deployedChecks,
} from '../../tools/cli/doctor/account.ts';
import { type Check, checkLines } from '../../tools/cli/doctor/check.ts';
import { type Machine, machineChecks } from '../../tools/cli/doctor/machine.ts';

const now = new Date('2026-11-29T12:00:00.000Z');
const gigabyte = 2 ** 30;

const machine = (changes: Partial<Machine> = {}): Machine => ({
  nodeVersion: 'v24.1.0',
  now,
  installedAt: new Date('2026-11-01T00:00:00.000Z'),
  freeDiskBytes: async () => 10 * gigabyte,
  freeMemoryBytes: () => 4 * gigabyte,
  ports: [{ port: 3000, variable: 'API_PORT' }],
  openPort: async () => undefined,
  isRunning: false,
  ...changes,
});

const taken = async () => {
  throw new Error('Port 3000 is in use by another program');
};

/** What each question of the aws command is answered with; whatever is not there fails as the command does. */
const answers: Readonly<Record<string, unknown>> = {
  'sts get-caller-identity': { Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/operator' },
  'lambda get-account-settings': { AccountLimit: { ConcurrentExecutions: 1_000 } },
  'ssm get-parameter': { Parameter: { Value: '31' } },
  'sesv2 get-account': { ProductionAccessEnabled: true },
  'cloudformation describe-stacks': { Stacks: [{ StackStatus: 'UPDATE_COMPLETE' }] },
  'cloudformation describe-stack-resources': {
    StackResources: [{ ResourceType: 'AWS::SNS::Topic', PhysicalResourceId: 'arn:aws:sns:eu-west-1:1:t' }],
  },
  'sns list-subscriptions-by-topic': { Subscriptions: [{ SubscriptionArn: 'arn:aws:sns:eu-west-1:1:t:s' }] },
};

const account = (
  changes: Readonly<Record<string, unknown>> = {},
  region: string | undefined = 'eu-west-1',
): Account => {
  const all = { ...answers, ...changes };
  return {
    region,
    aws: async (service, operation) => {
      const answer = all[`${service} ${operation}`];
      if (answer === undefined) throw new Error('aws: Unable to locate credentials');
      return answer;
    },
  };
};

const system = (changes: Partial<Deployed> = {}): Deployed => ({
  stage: 'prod',
  region: 'eu-west-1',
  zone: 'Asia/Pyongyang',
  sealArchive: 's3://seals',
  stackName: 'ReliefLedgerWorkflow',
  apiUrl: 'https://api.example',
  fetchDate: async () => ({ status: 401, date: now }),
  now,
  ...changes,
});

const badOf = (checks: readonly Check[]): readonly string[] =>
  checks.filter(({ state }) => state !== 'good').map(({ what, state }) => `${what} ${state}`);

describe('the doctor', () => {
  it('finds nothing where all is there', async () => {
    const checks = [
      ...(await machineChecks(machine())),
      ...(await accountChecks(account())),
      ...(await deployedChecks(account(), system(), 'prod')),
    ];
    expect(badOf(checks)).toEqual([]);
    expect(checks.map(({ what }) => what)).toEqual([
      ...['Node', 'clock', 'disk', 'memory', 'port 3000'],
      ...['account', 'Region', 'concurrency', 'bootstrap', 'mail'],
      ...['stage', 'Region of the system', 'seals', 'API', 'clock', 'stack', 'alarms'],
    ]);
  });

  it.each<[string, Partial<Machine>]>([
    ['Node missing', { nodeVersion: 'v18.20.0' }],
    ['clock missing', { now: new Date('2020-01-01T00:00:00.000Z') }],
    ['disk missing', { freeDiskBytes: async () => gigabyte }],
    ['disk unknown', { freeDiskBytes: async () => Promise.reject(new Error('no such folder')) }],
    ['memory missing', { freeMemoryBytes: () => gigabyte / 4 }],
    ['port 3000 missing', { openPort: taken }],
  ])('says of a machine: %s', async (bad, changes) => {
    expect(badOf(await machineChecks(machine(changes)))).toEqual([bad]);
  });

  it('does not mind that the local system has its ports', async () => {
    expect(badOf(await machineChecks(machine({ openPort: taken, isRunning: true })))).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    [
      'concurrency missing',
      { 'lambda get-account-settings': { AccountLimit: { ConcurrentExecutions: 10 } } },
    ],
    ['bootstrap missing', { 'ssm get-parameter': { Parameter: { Value: '6' } } }],
    ['bootstrap unknown', { 'ssm get-parameter': undefined }],
    ['mail missing', { 'sesv2 get-account': { ProductionAccessEnabled: false } }],
    ['account unknown', { 'sts get-caller-identity': undefined }],
  ])('says of an account: %s', async (bad, changes) => {
    expect(badOf(await accountChecks(account(changes)))).toEqual([bad]);
  });

  it('says that no Region is set', async () => {
    const unset: Account = { ...account(), region: undefined };
    expect(badOf(await accountChecks(unset))).toEqual(['Region missing']);
  });

  it.each<[string, Partial<Deployed>]>([
    ['stage missing', { stage: 'dev' }],
    ['stage missing', { stage: undefined }],
    ['Region of the system missing', { region: 'us-east-1' }],
    ['seals missing', { zone: undefined }],
    ['API missing', { fetchDate: () => Promise.reject(new Error('getaddrinfo ENOTFOUND')) }],
    ['API missing', { fetchDate: async () => ({ status: 200, date: now }) }],
    ['clock missing', { now: new Date(now.getTime() + 120_000) }],
  ])('says of a deployed system: %s', async (bad, changes) => {
    expect(badOf(await deployedChecks(account(), system(changes), 'prod'))).toEqual([bad]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    [
      'stack missing',
      { 'cloudformation describe-stacks': { Stacks: [{ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' }] } },
    ],
    [
      'alarms missing',
      { 'sns list-subscriptions-by-topic': { Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] } },
    ],
    ['alarms unknown', { 'sns list-subscriptions-by-topic': undefined }],
  ])('says of a stack: %s', async (bad, changes) => {
    expect(badOf(await deployedChecks(account(changes), system(), undefined))).toEqual([bad]);
  });

  it('has something to do for everything that is not good, and says nothing more of what is', async () => {
    const nothing = account(Object.fromEntries(Object.keys(answers).map((name) => [name, undefined])));
    const checks = [
      ...(await machineChecks(machine({ nodeVersion: 'v18.0.0', openPort: taken }))),
      ...(await accountChecks(nothing)),
      ...(await deployedChecks(nothing, system({ stage: undefined }), 'prod')),
    ];
    for (const { state, remedy } of checks) expect(remedy === undefined).toBe(state === 'good');
    expect(checkLines(checks).slice(0, 3)).toEqual([
      'NOT Node: v18.0.0',
      '    Install Node 20 or newer.',
      'ok  clock: 2026-11-29T12:00:00.000Z',
    ]);
  });
});
