import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type LastingResources,
  LastingResourcesCheck,
  lastingResourcesOf,
  lossesBetween,
  readBaseline,
} from '../../infra/lasting-resources.ts';
import { type Synthesized, stacksOf } from './synthesized.ts';

let stacks: Synthesized;
let current: LastingResources;
beforeAll(() => {
  stacks = stacksOf();
  current = {
    ...lastingResourcesOf('ReliefLedgerState', stacks.state.toJSON()),
    ...lastingResourcesOf('ReliefLedgerWorkflow', stacks.workflow.toJSON()),
  };
}, 60_000);

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

describe('the baseline', () => {
  it('names every table, queue and the archive of seals, as they are made now', () => {
    // `npm run baseline` adds what is new.
    expect(readBaseline()).toEqual(current);
    const types = Object.values(current).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::DynamoDB::Table')).toHaveLength(3);
    expect(types.filter((type) => type === 'AWS::SQS::Queue')).toHaveLength(14);
    expect(types.filter((type) => type === 'AWS::S3::Bucket')).toHaveLength(1);
  });

  it('is kept in either stage, whoever signs readers in', () => {
    for (const context of [
      { stage: 'dev' },
      { oidcIssuer: 'https://login.example.org', oidcAudience: 'page' },
    ]) {
      const { state, workflow } = stacksOf(context);
      const other = {
        ...lastingResourcesOf('ReliefLedgerState', state.toJSON()),
        ...lastingResourcesOf('ReliefLedgerWorkflow', workflow.toJSON()),
      };
      expect(lossesBetween(readBaseline(), other)).toEqual([]);
    }
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
    const check = new LastingResourcesCheck(template(queue()));
    expect(check.validate({ stackTemplates: [stack as never] })).toMatchObject({
      success: false,
      violations: [
        { description: 'S/Q would be lost: is not there any more: it was removed, moved or renamed' },
      ],
    });
  });
});
