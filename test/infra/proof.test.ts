import { beforeAll, describe, expect, it } from 'vitest';
import { fitsPattern } from '../../tools/local/event-filter.ts';
import { type Resource, resourcesOf, type Synthesized, stacksOf } from './synthesized.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let stacks: Synthesized;
beforeAll(() => {
  stacks = stacksOf();
}, 60_000);

const statementsOf = (document: unknown): readonly Statement[] =>
  (document as { Statement: readonly Statement[] }).Statement;

const actionsOf = ({ Action }: Statement): readonly string[] =>
  typeof Action === 'string' ? [Action] : Action;

const isOn = ({ Resource }: Statement, name: string): boolean => JSON.stringify(Resource).includes(name);

function one(template: Synthesized['state'], type: string, start = ''): Resource {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(start));
  expect(found).toHaveLength(1);
  return (found[0] as [string, Resource])[1];
}

describe('the chains', () => {
  /** Every statement of every role of both stacks. */
  const statements = (): readonly (readonly [string, Statement])[] => {
    const found = [stacks.state, stacks.workflow].flatMap((template) =>
      resourcesOf(template, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
        statementsOf(Properties['PolicyDocument']).map((statement) => [id, statement] as const),
      ),
    );
    expect(found.length).toBeGreaterThan(20);
    return found;
  };
  /** Those on tables that are restored beside them are left out: test/infra/operating.test.ts holds them. */
  const onChains = () =>
    statements().filter(
      ([, statement]) =>
        (isOn(statement, 'StockTable') || isOn(statement, 'LedgersTable')) &&
        statement.Sid !== 'FillRestored',
    );

  it('are counted in and deleted from under waiting/ alone, and written to in transactions only', () => {
    for (const [id, statement] of onChains().filter(([, { Effect }]) => Effect === 'Allow')) {
      for (const action of actionsOf(statement)) {
        if (
          /^dynamodb:(Get|BatchGet|Query|Scan|Describe|ListStreams|ConditionCheck|RestoreTable)/.test(action)
        )
          continue;
        expect(['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem'], id).toContain(action);
        const { Condition } = statement;
        expect(Condition?.['ForAnyValue:StringEquals'], id).toEqual({
          'dynamodb:EnclosingOperation': ['TransactWriteItems'],
        });
        if (action === 'dynamodb:PutItem') continue;
        expect(isOn(statement, 'StockTable'), id).toBe(false);
        const open = action === 'dynamodb:DeleteItem' ? 'waiting/*' : 'waiting/tally:*';
        expect(Condition?.['ForAllValues:StringLike'], id).toEqual({ 'dynamodb:LeadingKeys': [open] });
      }
    }
  });

  it('refuse Update and Delete to everyone who may write to them, whatever else is granted', () => {
    const writers = new Set(
      onChains()
        .filter(
          ([, statement]) =>
            statement.Effect === 'Allow' && actionsOf(statement).includes('dynamodb:PutItem'),
        )
        .map(([id, statement]) => `${id} ${isOn(statement, 'StockTable') ? 'StockTable' : 'LedgersTable'}`),
    );
    // Seven queues to both tables, and to the ledgers who watches, who seals, and who seals by hand.
    expect(writers.size).toBe(2 * 7 + 3);
    for (const writer of writers) {
      const [id = '', table = ''] = writer.split(' ');
      const denied = onChains()
        .filter(([owner, statement]) => owner === id && statement.Effect === 'Deny' && isOn(statement, table))
        .flatMap(([, statement]) => actionsOf(statement));
      expect(denied, writer).toEqual(
        expect.arrayContaining(['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']),
      );
    }
  });

  it.each([
    ['Stock', [['NeverRewrite', undefined]]],
    [
      'Ledgers',
      [
        ['NeverRewrite', undefined],
        ['NeverErase', { 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': ['waiting/*'] } }],
        ['NeverUpdate', { 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': ['waiting/tally:*'] } }],
      ],
    ],
  ] as const)(
    'of %s refuse it to every role and user of the account, by the table’s own policy',
    (table, expected) => {
      const { Properties } = one(stacks.state, 'AWS::DynamoDB::Table', table);
      const policy = (Properties['ResourcePolicy'] as { PolicyDocument: unknown }).PolicyDocument;
      const denials = statementsOf(policy);
      expect(denials.map(({ Sid, Condition }) => [Sid, Condition])).toEqual(expected);
      for (const denial of denials) expect(denial).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' } });
      const unconditional = denials.filter(({ Condition }) => Condition === undefined).flatMap(actionsOf);
      expect(unconditional).toContain('dynamodb:BatchWriteItem');
      for (const action of ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'])
        expect(unconditional.includes(action)).toBe(table === 'Stock');
    },
  );

  it('are guarded by two functions that add anomalies and seals, and nothing else', () => {
    const under = (construct: string) =>
      onChains()
        .filter(
          ([id, statement]) => id.startsWith(construct) && actionsOf(statement).includes('dynamodb:PutItem'),
        )
        .map(([, { Condition }]) => Condition?.['ForAllValues:StringLike']);
    expect(under('DailySeal')).toEqual([{ 'dynamodb:LeadingKeys': ['seals', 'sealed:*', 'anomalies:*'] }]);
    expect(under('TamperWatch')).toEqual([{ 'dynamodb:LeadingKeys': ['anomalies:*'] }]);
  });

  it('are watched: whatever alters or removes an item calls the function', () => {
    const mappings = resourcesOf(stacks.workflow, 'AWS::Lambda::EventSourceMapping').filter(([id]) =>
      id.startsWith('TamperWatch'),
    );
    expect(mappings).toHaveLength(2);
    for (const [, { Properties }] of mappings) {
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        StartingPosition: 'TRIM_HORIZON',
      });
      const [filter] = (Properties['FilterCriteria'] as { Filters: { Pattern: string }[] }).Filters;
      // Nothing but equality, which every filter knows; that waiting items are passed over is the function's.
      const pattern = JSON.parse(filter?.Pattern ?? '') as Record<string, string[]>;
      const call = (eventName: string, subject: string) =>
        fitsPattern({ eventName, dynamodb: { Keys: { subject: { S: subject } } } }, pattern);
      for (const subject of ['centre:C-1/O-1', 'household:H-1/O-1', 'orders', 'waiting/stock:C-1'])
        expect([call('INSERT', subject), call('MODIFY', subject), call('REMOVE', subject)]).toEqual([
          false,
          true,
          true,
        ]);
      expect(
        Object.values(pattern)
          .flat()
          .every((value) => typeof value === 'string'),
      ).toBe(true);
    }
  });
});

describe('the archive of seals', () => {
  it('is locked for ten years in prod, against the owner of the account too', () => {
    const bucket = one(stacks.state, 'AWS::S3::Bucket', 'Seals');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(bucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3_653 } } },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
  });

  it('takes each key once, hides none, and refuses plain HTTP', () => {
    const { Properties } = one(stacks.state, 'AWS::S3::BucketPolicy', 'Seals');
    const denied = statementsOf(Properties['PolicyDocument']).filter(({ Effect }) => Effect === 'Deny');
    expect(denied.map((statement) => [actionsOf(statement), statement.Condition])).toEqual([
      [['s3:*'], { Bool: { 'aws:SecureTransport': 'false' } }],
      [['s3:PutObject'], { Null: { 's3:if-none-match': 'true' } }],
      [['s3:BypassGovernanceRetention', 's3:DeleteObject'], undefined],
    ]);
  });

  it('can be destroyed in dev', () => {
    const { Properties } = one(stacksOf({ stage: 'dev' }).state, 'AWS::S3::Bucket', 'Seals');
    expect(Properties).toMatchObject({ ObjectLockEnabled: true });
    expect(Properties).not.toHaveProperty('ObjectLockConfiguration');
  });
});

describe('the daily seal', () => {
  it('runs in the last hour of the day of the zone that the operator names, and again for what a fault left', () => {
    const schedule = (context: object) =>
      one(stacksOf({ ...context }).workflow, 'AWS::Scheduler::Schedule').Properties;
    expect(schedule({})).toMatchObject({
      ScheduleExpression: 'cron(0/20 23 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Pyongyang',
    });
    expect(schedule({ zone: 'Europe/Vienna' })).toMatchObject({
      ScheduleExpressionTimezone: 'Europe/Vienna',
    });
  });

  it('is missed after 26 hours, in which no data is the alarm', () => {
    expect(one(stacks.workflow, 'AWS::CloudWatch::Alarm', 'DailySealNoSeal').Properties).toMatchObject({
      Period: 3_600,
      EvaluationPeriods: 26,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });
});
