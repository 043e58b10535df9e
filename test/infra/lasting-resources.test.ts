import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  expectedIn,
  type LastingResources,
  LastingResourcesCheck,
  lastingResourcesOf,
  lastingStacks,
  lossesBetween,
  readBaseline,
} from '../../infra/lasting-resources.ts';
import { type Synthesized, stacksOf } from './synthesized.ts';

let stacks: Synthesized;
let current: LastingResources;
beforeAll(() => {
  stacks = stacksOf();
  current = lastingOf(stacks);
}, 60_000);

const lastingOf = ({ state, workflow, stacks: both }: Synthesized): LastingResources => ({
  ...lastingStacks(both),
  ...lastingResourcesOf('ReliefLedgerState', state.toJSON()),
  ...lastingResourcesOf('ReliefLedgerWorkflow', workflow.toJSON()),
});

const template = (resources: object) => lastingResourcesOf('S', { Resources: resources as never });

const table = (changes: object = {}) => ({
  T: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      KeySchema: [{ AttributeName: 'subject', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'subject', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [{ IndexName: 'by-day', KeySchema: ['day'], Projection: 'ALL' }],
      ...changes,
    },
  },
});
const queue = (changes: object = {}) => ({
  Q: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 360, ...changes } },
});
const bucket = (changes: object = {}) => ({
  B: { Type: 'AWS::S3::Bucket', Properties: { ObjectLockEnabled: true, ...changes } },
});
const kept = (resource: object) =>
  Object.fromEntries(Object.entries(resource).map(([id, one]) => [id, { ...one, DeletionPolicy: 'Retain' }]));

describe('the baseline', () => {
  it('names every table, queue and bucket that lasts, as they are made now', () => {
    // `npm run baseline` adds what is new.
    expect(readBaseline()).toEqual(current);
    const types = Object.values(current).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::DynamoDB::Table')).toHaveLength(3);
    expect(types.filter((type) => type === 'AWS::SQS::Queue')).toHaveLength(15);
    expect(types.filter((type) => type === 'AWS::S3::Bucket')).toHaveLength(2);
    expect(types.filter((type) => type === 'AWS::Cognito::UserPool')).toHaveLength(1);
    expect(types.filter((type) => type === 'stack')).toHaveLength(2);
    expect(types.filter((type) => type === 'AWS::Backup::BackupVault')).toHaveLength(1);
  });

  it('is kept in either stage, whoever signs readers in', () => {
    const issuer = { oidcIssuer: 'https://login.example.org', oidcAudience: 'page' };
    for (const [context, kept] of [
      [{ stage: 'dev' }, { stage: 'dev', hasPool: true }],
      [issuer, { stage: 'prod', hasPool: false }],
    ] as const)
      expect(lossesBetween(expectedIn(readBaseline(), kept), lastingOf(stacksOf(context)))).toEqual([]);
  }, 60_000);

  it('protects both stacks and everything in it, and lets nobody deploy prod as dev', () => {
    for (const [place, { protections }] of Object.entries(current))
      expect(protections, place).not.toEqual([]);
    const losses = lossesBetween(current, lastingOf(stacksOf({ stage: 'dev' })));
    expect(new Set(losses.map(({ place }) => place))).toEqual(new Set(Object.keys(current)));
    for (const { place, what } of losses.filter((loss) => !loss.place.includes('Vault')))
      expect(what, place).toMatch(/^its protection .+ is gone$/);
  }, 60_000);
});

describe('a change', () => {
  it.each([
    ['removes a table', table(), {}],
    ['renames a table', table(), { Renamed: table().T }],
    ['makes a queue of it', table(), { T: queue().Q }],
    ['gives a table a name', table(), table({ TableName: 'stock' })],
    ['gives a table another key', table(), table({ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] })],
    [
      'gives a key another type',
      table(),
      table({ AttributeDefinitions: [{ AttributeName: 'subject', AttributeType: 'B' }] }),
    ],
    ['removes an index', table(), table({ GlobalSecondaryIndexes: [] })],
    [
      'changes an index',
      table(),
      table({
        GlobalSecondaryIndexes: [{ IndexName: 'by-day', KeySchema: ['day'], Projection: 'KEYS_ONLY' }],
      }),
    ],
    ['removes a queue', queue(), {}],
    ['gives a queue a name', queue(), queue({ QueueName: 'handovers.fifo' })],
    ['makes a queue one without order', queue(), queue({ FifoQueue: undefined })],
    ['lets a queue be deleted', kept(queue()), queue()],
    ['lets a table be deleted', table({ DeletionProtectionEnabled: true }), table()],
    [
      'locks seals for less long',
      bucket({ ObjectLockConfiguration: 10 }),
      bucket({ ObjectLockConfiguration: 9 }),
    ],
    ['removes the archive of seals', bucket(), {}],
    ['gives the archive a name', bucket(), bucket({ BucketName: 'seals' })],
    ['takes the locks off the archive', bucket(), bucket({ ObjectLockEnabled: false })],
  ])('that %s is refused', (_, before, after) => {
    expect(lossesBetween(template(before), template(after))).not.toEqual([]);
  });

  it.each([
    ['nothing', table(), table()],
    ['the patience of a queue', queue(), queue({ VisibilityTimeout: 720 })],
    ['by adding a queue', queue(), { ...queue(), R: queue().Q }],
    ['by protecting a queue', queue(), kept(queue())],
    [
      'by adding an index',
      table(),
      table({
        AttributeDefinitions: [
          { AttributeName: 'subject', AttributeType: 'S' },
          { AttributeName: 'month', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'by-day', KeySchema: ['day'], Projection: 'ALL' },
          { IndexName: 'by-month', KeySchema: ['month'], Projection: 'ALL' },
        ],
      }),
    ],
  ])('of %s is let through', (_, before, after) => {
    expect(lossesBetween(template(before), template(after))).toEqual([]);
  });

  it('stops the synthesis, with the resource and what became of it', () => {
    const templatePath = join(mkdtempSync(join(tmpdir(), 'relief-template-')), 'S.template.json');
    writeFileSync(templatePath, JSON.stringify({ Resources: {} }));
    const stack = { stackConstructPath: 'S', templatePath, account: undefined, region: undefined };
    const check = new LastingResourcesCheck(template(queue()), []);
    expect(check.validate({ stackTemplates: [stack as never] })).toMatchObject({
      success: false,
      violations: [
        { description: 'S/Q would be lost: is not there any more: it was removed, moved or renamed' },
      ],
    });
  });
});
