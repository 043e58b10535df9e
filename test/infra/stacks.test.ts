import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { type CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { queryPaths } from '../../infra/constructs/query-api.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { queueNames } from '../../shared/domain/events.ts';
import {
  everyFunction,
  metricNames,
  queueEnvironmentNames,
  tableEnvironmentNames,
} from '../../shared/runtime/environment-names.ts';
import { type Resource, resourcesOf, type Synthesized, stacksOf, synthesize } from './synthesized.ts';

const pascalOf = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface MetricOfAlarm {
  readonly MetricName: string;
  readonly Dimensions?: readonly [
    { readonly Value: string | { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string] } },
  ];
}

interface MetricQuery {
  readonly MetricStat?: { readonly Metric: MetricOfAlarm };
}

/** The text under each heading, by the heading as a link names it. */
const runbookHeadings: ReadonlyMap<string, string> = new Map(
  readFileSync(join(projectRoot, 'docs', 'runbook.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0]?.toLowerCase().replaceAll(' ', '-') ?? '', section]),
);

const isOfAlarm = (heading: string): boolean => heading !== 'procedures';

let stacks: Synthesized;
beforeAll(() => {
  stacks = stacksOf();
}, 60_000);

function workflow(type: string): [string, Resource][] {
  const found = resourcesOf(stacks.workflow, type);
  // A rule over nothing would hold for ever.
  expect(found.length).toBeGreaterThan(0);
  return found;
}

/** All but what the CDK brings to fill and to empty the page's bucket while a deployment runs. */
function own(type: string): [string, Resource][] {
  const found = workflow(type);
  const ours = found.filter(([id]) => !id.startsWith('Custom'));
  expect(found.length - ours.length).toBeLessThanOrEqual(2);
  return ours;
}

function statementsOf(policy: Resource): readonly Statement[] {
  return (policy.Properties['PolicyDocument'] as { Statement: readonly Statement[] }).Statement;
}

function actionsOf(statement: Statement): readonly string[] {
  return typeof statement.Action === 'string' ? [statement.Action] : statement.Action;
}

/** The policy of one function, by the start of its construct's name. */
function statementsFor(construct: string): readonly Statement[] {
  const policies = workflow('AWS::IAM::Policy').filter(([id]) => id.startsWith(`${construct}Role`));
  expect(policies).toHaveLength(1);
  return policies.flatMap(([, policy]) => statementsOf(policy));
}

/** All but the one that streams put into what could not be looked into. */
function eventQueues(): [string, Resource][] {
  const found = workflow('AWS::SQS::Queue');
  const ofEvents = found.filter(([id]) => !id.startsWith('TamperWatchLostChanges'));
  expect(found.length - ofEvents.length).toBe(1);
  return ofEvents;
}

describe('every queue', () => {
  it('is FIFO, encrypted and takes explicit and content-based deduplication inside a group', () => {
    for (const [, queue] of eventQueues()) {
      expect(queue.Properties).toMatchObject({
        FifoQueue: true,
        ContentBasedDeduplication: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        SqsManagedSseEnabled: true,
      });
    }
  });

  it('refuses plain HTTP', () => {
    const guarded = workflow('AWS::SQS::QueuePolicy').filter(([, policy]) =>
      statementsOf(policy).some(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && Condition?.['Bool']?.['aws:SecureTransport'] === 'false',
      ),
    );
    expect(guarded).toHaveLength(workflow('AWS::SQS::Queue').length);
  });

  it('has a dead-letter queue that keeps messages longer, or is one', () => {
    const queues = new Map(eventQueues());
    const sources = [...queues.values()].filter(({ Properties }) => 'RedrivePolicy' in Properties);
    const deadLetters = sources.map(({ Properties }) => {
      const { maxReceiveCount, deadLetterTargetArn } = Properties['RedrivePolicy'] as {
        maxReceiveCount: number;
        deadLetterTargetArn: { 'Fn::GetAtt': [string, 'Arn'] };
      };
      expect(maxReceiveCount).toBeGreaterThanOrEqual(5);
      const id = deadLetterTargetArn['Fn::GetAtt'][0];
      const kept = queues.get(id)?.Properties['MessageRetentionPeriod'];
      expect(kept).toBe(14 * 86_400);
      expect(Properties['MessageRetentionPeriod']).toBeGreaterThanOrEqual(4 * 86_400);
      expect(Properties['MessageRetentionPeriod']).toBeLessThan(kept as number);
      return id;
    });
    expect(sources).toHaveLength(queueNames.length);
    expect(new Set(deadLetters).size).toBe(sources.length);
    expect(queues.size).toBe(sources.length * 2);
  });

  it('hides a message for six timeouts of the function that works it off, and takes partial answers', () => {
    const queues = new Map(workflow('AWS::SQS::Queue'));
    const functions = new Map(workflow('AWS::Lambda::Function'));
    const mappings = workflow('AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) =>
      JSON.stringify(Properties['EventSourceArn']).includes('Queue'),
    );
    expect(mappings).toHaveLength(queueNames.length);
    for (const [, { Properties }] of mappings) {
      const queueId = (Properties['EventSourceArn'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0];
      const functionId = (Properties['FunctionName'] as { Ref: string }).Ref;
      const timeout = functions.get(functionId)?.Properties['Timeout'] as number;
      expect(queues.get(queueId)?.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * timeout);
      expect(Properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(
        (Properties['ScalingConfig'] as { MaximumConcurrency: number }).MaximumConcurrency,
      ).toBeGreaterThan(1);
    }
  });
});

describe('every function', () => {
  it('runs on Node 24 on arm64, knows all tables and queues and logs to a group that forgets', () => {
    for (const [id, { Properties }] of own('AWS::Lambda::Function')) {
      expect(Properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 1024,
        // An HTTP API gives an answer thirty seconds.
        Timeout: id.startsWith('DailySeal')
          ? 900
          : /^(?:QueryApi|EventIntake|HouseholdCard)/.test(id)
            ? 29
            : 60,
      });
      const tracing = id.startsWith('QueryApi') ? undefined : { Mode: 'Active' };
      expect(Properties['TracingConfig'], id).toEqual(tracing);
      const variables = (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
      // Whatever takes in events has no business with a table.
      const tables = id.startsWith('EventIntake') ? [] : Object.values(tableEnvironmentNames);
      for (const name of [...tables, ...Object.values(queueEnvironmentNames)]) {
        expect(variables, id).toHaveProperty(name);
      }
      expect(Properties['LoggingConfig'], id).toBeDefined();
    }
    for (const [id, { Properties }] of workflow('AWS::Logs::LogGroup')) {
      expect(Properties['RetentionInDays'], id).toBe(/^QueryApi(?:Access)?Log/.test(id) ? 400 : 90);
    }
  });

  it('knows the name of its own queue when it has one', () => {
    const queues = own('AWS::Lambda::Function').map(
      ([, { Properties }]) =>
        (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables['QUEUE'],
    );
    expect(queues.filter((name) => name !== undefined).sort()).toEqual([...queueNames].sort());
  });
});

describe('every role', () => {
  it('has no wildcard action, no managed policy and no wildcard resource', () => {
    // What CodeDeploy needs is AWS's to say.
    const roles = own('AWS::IAM::Role').filter(
      ([id]) => !/^(?:QueryApi|EventIntake|HouseholdCard)Rollout/.test(id),
    );
    for (const [id, role] of roles) {
      expect(role.Properties, id).not.toHaveProperty('ManagedPolicyArns');
    }
    const policies = own('AWS::IAM::Policy').filter(([id]) => !id.startsWith('Operators'));
    for (const [id, policy] of policies) {
      for (const statement of statementsOf(policy)) {
        expect(actionsOf(statement).join(), id).not.toContain('*');
        // Listing streams and sending traces know no resource; seals are archived under keys to come.
        const knowNone = ['dynamodb:ListStreams', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
        if (actionsOf(statement).every((action) => knowNone.includes(action))) continue;
        // Keys of what is written once are made of numbers and days to come.
        if (['ArchiveSeals', 'ReadDevices', 'DecideDevices'].includes(statement.Sid ?? '')) continue;
        expect(JSON.stringify(statement.Resource), id).not.toContain('*');
      }
    }
  });

  it('never scans, but for that of whoever verifies the books', () => {
    for (const [id, policy] of workflow('AWS::IAM::Policy').filter(([id]) => !id.startsWith('Operators'))) {
      expect(statementsOf(policy).flatMap(actionsOf), id).not.toContain('dynamodb:Scan');
    }
  });

  it('writes to stock and ledgers inside transactions only, and updates nothing but tallies', () => {
    for (const queueName of queueNames) {
      const statements = statementsFor(`${pascal(queueName)}Worker`);
      for (const table of ['StockTable', 'LedgersTable']) {
        const onTable = statements.filter(({ Resource }) => JSON.stringify(Resource).includes(table));
        const allowed = onTable.filter(({ Effect }) => Effect === 'Allow');
        const updating = allowed.filter((statement) => actionsOf(statement).includes('dynamodb:UpdateItem'));
        expect(updating.map(({ Condition }) => Condition?.['ForAllValues:StringLike'])).toEqual(
          table === 'StockTable' ? [] : [{ 'dynamodb:LeadingKeys': ['waiting/tally:*'] }],
        );
        const writes = allowed.filter((statement) =>
          actionsOf(statement).some((action) => /Put|Delete|Update|Write/.test(action)),
        );
        expect(writes.length).toBeGreaterThan(0);
        for (const { Condition } of writes) {
          expect(Condition?.['ForAnyValue:StringEquals']?.['dynamodb:EnclosingOperation']).toEqual([
            'TransactWriteItems',
          ]);
        }
        const denied = onTable.filter(
          ({ Effect, Condition }) => Effect === 'Deny' && Condition === undefined,
        );
        expect(denied.flatMap(actionsOf)).toEqual(
          expect.arrayContaining([
            ...(table === 'StockTable' ? ['dynamodb:UpdateItem'] : []),
            'dynamodb:BatchWriteItem',
            'dynamodb:PartiQLUpdate',
          ]),
        );
      }
    }
  });

  it('grants a check on its own, whose conditions do not name the enclosing operation', () => {
    for (const construct of [
      ...queueNames.map((name) => `${pascal(name)}Worker`),
      'DailySeal',
      'TamperWatch',
    ]) {
      const checks = statementsFor(construct).filter(
        (statement) =>
          actionsOf(statement).includes('dynamodb:ConditionCheckItem') &&
          !JSON.stringify(statement.Resource).includes('HouseholdsTable'),
      );
      expect(checks.length, construct).toBeGreaterThan(0);
      for (const check of checks) {
        expect(actionsOf(check), construct).toEqual(['dynamodb:ConditionCheckItem']);
        expect(JSON.stringify(check.Condition ?? {}), construct).not.toContain('EnclosingOperation');
      }
    }
  });

  it('deletes nothing but what waits, and that in ledgers only', () => {
    for (const queueName of queueNames) {
      const deleting = statementsFor(`${pascal(queueName)}Worker`).filter((statement) =>
        actionsOf(statement).includes('dynamodb:DeleteItem'),
      );
      const shape = deleting.map(({ Sid, Effect, Condition }) => ({
        Sid,
        Effect,
        keys: Object.entries(Condition ?? {}).flatMap(([operator, test]) =>
          'dynamodb:LeadingKeys' in test ? [[operator, test['dynamodb:LeadingKeys']]] : [],
        ),
      }));
      expect(shape).toEqual([
        { Sid: 'NeverRewriteStock', Effect: 'Deny', keys: [] },
        { Sid: 'ReleaseHeldInLedgers', Effect: 'Allow', keys: [['ForAllValues:StringLike', ['waiting/*']]] },
        { Sid: 'NeverEraseLedgers', Effect: 'Deny', keys: [['ForAnyValue:StringNotLike', ['waiting/*']]] },
      ]);
    }
  });

  it.each([
    ['registrations', ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']],
    ['handovers', ['dynamodb:UpdateItem']],
    ['payments', ['dynamodb:UpdateItem']],
    ['policy-orders', []],
    ['shipment-arrivals', []],
    ['stock-counts', []],
    ['assurance', ['dynamodb:UpdateItem']],
  ] as const)('of %s may write households by %j', (queueName, expected) => {
    const writes = statementsFor(`${pascal(queueName)}Worker`)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('HouseholdsTable'))
      .flatMap(actionsOf)
      .filter((action) => !/:(?:Get|BatchGet|Query)/.test(action));
    expect(writes.toSorted()).toEqual(expected);
  });

  it.each([
    ['registrations', queueNames],
    [
      'policy-orders',
      ['policy-orders', 'shipment-arrivals', 'handovers', 'payments', 'stock-counts', 'assurance'],
    ],
    ['shipment-arrivals', ['shipment-arrivals', 'handovers', 'stock-counts', 'assurance']],
    ['handovers', ['shipment-arrivals', 'handovers', 'stock-counts', 'assurance']],
    ['stock-counts', ['shipment-arrivals', 'handovers', 'stock-counts', 'assurance']],
    ['payments', ['payments', 'assurance']],
    ['assurance', ['assurance']],
  ] as const)('of %s may wake %j and no other queue', (queueName, woken) => {
    const resources = JSON.stringify(
      statementsFor(`${pascal(queueName)}Worker`)
        .filter((statement) => actionsOf(statement).includes('sqs:SendMessage'))
        .map(({ Resource }) => Resource),
    );
    for (const other of queueNames) {
      expect(resources.includes(`"${pascal(other)}Queue`), other).toBe(
        (woken as readonly string[]).includes(other),
      );
    }
  });

  it.each([
    ['QueryApi', ['s3:GetObjectVersion', 's3:ListBucketVersions', 's3:PutObject']],
    ['HouseholdCard', ['sqs:SendMessage']],
  ] as const)('of %s reads, checks cards, and may do nothing else but %j', (construct, others) => {
    const statements = statementsFor(construct);
    const actions = new Set(statements.flatMap(actionsOf));
    const writes = statements.filter((statement) => actionsOf(statement).includes('dynamodb:PutItem'));
    expect(writes).toHaveLength(1);
    expect(JSON.stringify(writes)).toContain('HouseholdCardsAttempts');
    const sending = statements.filter((statement) => actionsOf(statement).includes('sqs:SendMessage'));
    for (const { Resource } of sending) expect(JSON.stringify(Resource)).toContain('AssuranceQueue');
    const listing = statements.filter((statement) => actionsOf(statement).includes('s3:PutObject'));
    for (const { Resource } of listing)
      expect(JSON.stringify(Resource)).toMatch(/DevicesBucket.*"\/devices\/\*"/);
    expect([...actions].sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      ...others.filter((action) => action.startsWith('s3:')),
      'secretsmanager:GetSecretValue',
      ...others.filter((action) => action.startsWith('sqs:')),
      // Questions are not traced.
      ...(construct === 'QueryApi' ? [] : ['xray:PutTelemetryRecords', 'xray:PutTraceSegments']),
    ]);
  });
});

describe('every table', () => {
  it('is on demand, encrypted, restorable, and in prod protected and retained', () => {
    for (const [, table] of resourcesOf(stacks.state, 'AWS::DynamoDB::Table')) {
      expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(table.Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      });
      expect(table.Properties).not.toHaveProperty('TableName');
    }
  });

  it('has the keys, index and stream that the access patterns need', () => {
    const shapes = resourcesOf(stacks.state, 'AWS::DynamoDB::Table').map(([id, { Properties }]) => ({
      id: id.replace(/Table.*$/, ''),
      keys: keysOf(Properties['KeySchema']),
      indexes: ((Properties['GlobalSecondaryIndexes'] ?? []) as Record<string, unknown>[]).map((index) => [
        index['IndexName'],
        ...keysOf(index['KeySchema']),
        (index['Projection'] as { ProjectionType: string }).ProjectionType,
      ]),
      stream: (Properties['StreamSpecification'] as { StreamViewType: string } | undefined)?.StreamViewType,
    }));
    expect(shapes).toEqual([
      {
        id: 'Households',
        keys: ['householdId'],
        indexes: [],
        stream: undefined,
      },
      { id: 'Stock', keys: ['subject', 'item'], indexes: [], stream: 'NEW_AND_OLD_IMAGES' },
      {
        id: 'Ledgers',
        keys: ['subject', 'item'],
        indexes: [['exceptions', 'listing', 'listedAt', 'KEYS_ONLY']],
        stream: 'NEW_AND_OLD_IMAGES',
      },
    ]);
  });

  it('can be destroyed in dev', () => {
    const dev = stacksOf({ stage: 'dev' });
    for (const [, table] of resourcesOf(dev.state, 'AWS::DynamoDB::Table')) {
      expect(table).toMatchObject({
        DeletionPolicy: 'Delete',
        Properties: { DeletionProtectionEnabled: false },
      });
    }
  });
});

const alarmsAndTheirSum = (): [string, Resource][] => [
  ...workflow('AWS::CloudWatch::Alarm'),
  ...workflow('AWS::CloudWatch::CompositeAlarm'),
];

describe('every alarm', () => {
  it('says its impact, links a heading of the runbook and stays quiet without data', () => {
    for (const [id, { Properties }] of alarmsAndTheirSum()) {
      expect(Properties['AlarmDescription'], id).toMatch(
        /^Impact: .{30,} Runbook: docs\/runbook\.md#[a-z-]+$/,
      );
      if (id.startsWith('BooksAlarm')) continue;
      expect(Properties, id).not.toHaveProperty('AlarmName');
      const isForSilence = id.includes('NoSeal');
      expect(Properties['TreatMissingData'], id).toBe(isForSilence ? 'breaching' : 'notBreaching');
    }
  });

  it('has a heading of the runbook, and every heading but that of the procedures an alarm', () => {
    const asked = resourcesOf(
      stacksOf({ watch: 'levels,heartbeat' }).workflow,
      'AWS::CloudWatch::Alarm',
    ).filter(([id]) => /^(?:Levels|Heartbeat)/.test(id));
    const linked = [...alarmsAndTheirSum(), ...asked].map(([, { Properties }]) =>
      String(Properties['AlarmDescription']).split('#').at(-1),
    );
    expect([...new Set(linked)].sort()).toEqual([...runbookHeadings.keys()].filter(isOfAlarm).sort());
  });

  it.each([...runbookHeadings].filter(([heading]) => isOfAlarm(heading)))(
    'is answered under %s by impact, investigation and resolution',
    (_, text) => {
      expect(text.match(/\*\*\w+\.\*\*/g)).toEqual(['**Impact.**', '**Investigation.**', '**Resolution.**']);
    },
  );

  it('covers each dead-letter queue, each queue and each function, and what the functions count', () => {
    const watched = workflow('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) => {
      const metrics = (Properties['Metrics'] as MetricQuery[] | undefined) ?? [
        { MetricStat: { Metric: Properties as unknown as MetricOfAlarm } },
      ];
      return metrics.flatMap(({ MetricStat }) => {
        if (MetricStat === undefined) return [];
        const { MetricName, Dimensions: [{ Value }] = [{ Value: 'all' }] } = MetricStat.Metric;
        return `${MetricName} ${typeof Value === 'string' ? Value : (Value.Ref ?? Value['Fn::GetAtt']?.[0])}`;
      });
    });
    const queues = workflow('AWS::SQS::Queue').map(([id, { Properties }]) =>
      'RedrivePolicy' in Properties
        ? `ApproximateAgeOfOldestMessage ${id}`
        : `ApproximateNumberOfMessagesVisible ${id}`,
    );
    const functions = own('AWS::Lambda::Function').map(([id]) => `Errors ${id}`);
    const [[api] = ['']] = workflow('AWS::ApiGatewayV2::Api');
    const counted = [
      ...['HeldGrowth', 'Anomalies', 'Tampering'].map((name) => `${name} ${everyFunction}`),
      ...[...queueNames, 'tamper-watch'].map((name) => `Returned ${name}`),
      `IteratorAge ${own('AWS::Lambda::Function').find(([id]) => id.startsWith('TamperWatch'))?.[0]}`,
      'Throttles all',
      'TurnedAway all',
      'BooksSealed daily-seal',
      'OverdueComplaints daily-seal',
      // By five minutes for whoever is on call, and by one while a version is rolled out.
      `5xx ${api}`,
      `4xx ${api}`,
      `Latency ${api}`,
    ];
    expect(watched.toSorted()).toEqual([...queues, ...functions, ...counted].toSorted());
  });
});

describe('the dashboard', () => {
  it('is one, and shows every alarm and everything that functions count', () => {
    const dashboards = workflow('AWS::CloudWatch::Dashboard');
    expect(dashboards).toHaveLength(1);
    const body = JSON.stringify(dashboards);
    for (const [id] of workflow('AWS::CloudWatch::Alarm')) expect(body).toContain(`"${id}"`);
    // Duplicates are no news, seals have their alarm; the rest is what a coordinator's evening is about.
    const { duplicate: _, booksSealed: __, heldGrowth: ___, ...shown } = metricNames;
    for (const name of Object.values(shown)) expect(body).toContain(`MetricName=\\\\\\"${name}\\\\\\"`);
  });
});

describe('the query API', () => {
  const openRoutes = [
    'GET /card',
    'GET /orders/{orderId}/public',
    'POST /card/statements',
    'POST /card/complaints',
  ];

  it('has the routes of the contract, each behind a token but those of cards and of what is public', () => {
    const routes = workflow('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    expect(routes.map((route) => route['RouteKey'])).toEqual([
      ...queryPaths.map((path) => `GET ${path}`),
      'POST /orders/preview',
      'POST /devices',
      'POST /events',
      ...openRoutes,
      '$default',
    ]);
    for (const route of routes) {
      const isOpen = openRoutes.includes(String(route['RouteKey']));
      expect(route['AuthorizationType'], String(route['RouteKey'])).toBe(isOpen ? 'NONE' : 'JWT');
    }
  });

  it('logs who read what, by which route, and what came of it, as long as the context says', () => {
    const lineOf = (template: Template) => {
      const [[, stage] = []] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
      return stage?.Properties['AccessLogSettings'] as { Format: string };
    };
    const line = JSON.parse(lineOf(stacks.workflow).Format) as Record<string, string>;
    expect(Object.values(line)).toEqual(
      expect.arrayContaining(
        [
          'authorizer.claims.sub',
          'routeKey',
          'path',
          'status',
          'integrationErrorMessage',
          'authorizer.error',
        ].map((name) => `$context.${name}`),
      ),
    );
    // The function's own has the address of who read which household.
    const logsOf = (template: Template) =>
      ['QueryApiAccessLog', 'QueryApiLog'].map(
        (start) => resourcesOf(template, 'AWS::Logs::LogGroup').find(([id]) => id.startsWith(start))?.[1],
      );
    for (const log of logsOf(stacks.workflow)) expect(log).toMatchObject({ DeletionPolicy: 'Retain' });
    const [accessLog] = logsOf(stacks.workflow);
    expect(JSON.stringify(accessLog?.Properties['LogGroupName'])).toContain('/aws/vendedlogs/apis/');
    for (const log of logsOf(stacksOf({ readLogDays: '3653' }).workflow))
      expect(log?.Properties).toMatchObject({ RetentionInDays: 3_653 });
    expect(() => synthesize({ readLogDays: '100' })).toThrow('readLogDays');
  });

  it('logs and throttles', () => {
    for (const [, { Properties }] of workflow('AWS::ApiGatewayV2::Stage')) {
      expect(Properties['AccessLogSettings']).toBeDefined();
      expect(Properties['DefaultRouteSettings']).toMatchObject({
        ThrottlingRateLimit: 1_500,
        ThrottlingBurstLimit: 3_000,
      });
      const limits = Properties['RouteSettings'] as Record<string, object>;
      expect(limits).toMatchObject({
        'GET /households/{householdId}': { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 },
        'POST /events': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 200 },
        ...Object.fromEntries(
          openRoutes.map((key) => [key, { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 100 }]),
        ),
        $default: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      });
      // No route may use up what the others need.
      const routes = workflow('AWS::ApiGatewayV2::Route').map(([, route]) => route.Properties['RouteKey']);
      expect(Object.keys(limits).toSorted()).toEqual(routes.toSorted());
      for (const each of Object.values(limits) as {
        ThrottlingRateLimit: number;
        ThrottlingBurstLimit: number;
      }[]) {
        expect(each.ThrottlingRateLimit).toBeLessThanOrEqual(500);
        expect(each.ThrottlingBurstLimit).toBeLessThanOrEqual(1_000);
      }
    }
  });

  it('is asked by no page of another origin', () => {
    for (const [, { Properties }] of workflow('AWS::ApiGatewayV2::Api'))
      expect(Properties['CorsConfiguration']).toBeUndefined();
  });

  it('takes the tokens of an issuer of the operator instead of a user pool', () => {
    const theirs = synthesize({ oidcIssuer: 'https://login.example.org/', oidcAudience: 'desk, office' });
    expect(resourcesOf(theirs.state, 'AWS::Cognito::UserPool')).toEqual([]);
    const [authorizer] = resourcesOf(theirs.workflow, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.[1].Properties['JwtConfiguration']).toEqual({
      Issuer: 'https://login.example.org/',
      Audience: ['desk', 'office'],
    });
  });
});

describe('the intake', () => {
  const statementsOf = (prefix: string) =>
    workflow('AWS::IAM::Policy')
      .filter(([id]) => id.startsWith(prefix))
      .flatMap(
        ([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
      );

  it('may send to every queue and read which devices are ended, and do nothing else but write its log and its traces', () => {
    const statements = statementsOf('EventIntake');
    const actions = statements.flatMap(({ Action }) => Action);
    expect([...new Set(actions)].filter((action) => !/^(?:logs|xray):/.test(action))).toEqual([
      'sqs:SendMessage',
      's3:ListBucketVersions',
      's3:GetObjectVersion',
    ]);
    const reading = statements.filter(({ Action }) => [Action].flat().some((action) => /^s3:/.test(action)));
    for (const { Resource } of reading) expect(JSON.stringify(Resource)).toContain('DevicesBucket');
    expect(JSON.stringify(statements)).not.toContain('dynamodb');
    const [sending] = statements.filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'));
    const resources = JSON.stringify(sending);
    for (const name of queueNames) expect(resources).toContain(`"${pascalOf(name)}Queue`);
    expect([sending?.Resource].flat()).toHaveLength(queueNames.length);
  });

  it('lets the page send, and the origins that the context names', () => {
    const origins = (template: Template): string => {
      const [, intake] =
        resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith('EventIntake')) ?? [];
      return JSON.stringify(intake?.Properties['Environment']);
    };
    expect(origins(stacks.workflow)).toMatch(/"PAGE_ORIGINS":\{"Fn::Join":\["",\["https:\/\/",/);
    const more = synthesize({ pageOrigins: 'https://desk.example, https://office.example' });
    expect(origins(more.workflow)).toContain(' https://desk.example https://office.example');
    expect(() => synthesize({ pageOrigins: 'https://desk.example/page' })).toThrow(/pageOrigins/);
    const cors = (template: Template): unknown =>
      resourcesOf(template, 'AWS::ApiGatewayV2::Api')[0]?.[1].Properties['CorsConfiguration'];
    expect(cors(stacks.workflow)).toBeUndefined();
    expect(cors(more.workflow)).toMatchObject({
      AllowOrigins: ['https://desk.example', 'https://office.example'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: expect.arrayContaining(['authorization', 'content-type', 'prefer']),
      ExposeHeaders: expect.arrayContaining(['location', 'retry-after', 'link']),
    });
  });

  it('is reached under the address of the page, where everything else takes questions only', () => {
    const [distribution] = workflow('AWS::CloudFront::Distribution');
    const { CacheBehaviors = [] } = (distribution?.[1].Properties['DistributionConfig'] ?? {}) as {
      CacheBehaviors?: { PathPattern: string; AllowedMethods: string[] }[];
    };
    const posting = CacheBehaviors.filter(({ AllowedMethods }) => AllowedMethods.includes('POST'));
    expect(posting.map(({ PathPattern }) => PathPattern)).toEqual([
      '/orders*',
      '/events',
      '/devices',
      '/card*',
    ]);
  });
});

describe('every sender', () => {
  const central = 'urn:relief:central-committee';
  const bank = 'urn:relief:bank/north';
  const principal = 'arn:aws:iam::111122223333:root';
  const senders = {
    [central]: { principal, queues: ['policy-orders', 'shipment-arrivals'] },
    [bank]: { principal: 'arn:aws:iam::444455556666:role/teller', queues: ['payments'] },
  };

  it('has a role that its principal alone may take, for its queues alone', () => {
    const { workflow } = synthesize({ senders });
    const roles = resourcesOf(workflow, 'AWS::IAM::Role').filter(([id]) => id.startsWith('Sender'));
    expect(roles.map(([, { Properties }]) => Properties['AssumeRolePolicyDocument'])).toMatchObject([
      { Statement: [{ Action: 'sts:AssumeRole', Principal: { AWS: principal } }] },
      { Statement: [{ Action: 'sts:AssumeRole', Principal: { AWS: senders[bank]?.principal } }] },
    ]);
    const policies = resourcesOf(workflow, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('Sender'));
    const granted = policies.map(([, policy]) =>
      statementsOf(policy).map((statement) => [
        actionsOf(statement),
        [statement.Resource].flat().map((arn) => JSON.stringify(arn).replace(/^.*\["(\w+?)Queue.*$/, '$1')),
      ]),
    );
    const actions = ['sqs:GetQueueUrl', 'sqs:SendMessage'];
    expect(granted).toEqual([[[actions, ['PolicyOrders', 'ShipmentArrivals']]], [[actions, ['Payments']]]]);
  });

  it('is known to the functions of its queues, by its role and its source', () => {
    const { workflow } = synthesize({ senders: JSON.stringify(senders) });
    const told = resourcesOf(workflow, 'AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
      const { Variables = {} } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
      return 'SENDERS' in Variables ? [[id, JSON.stringify(Variables['SENDERS'])] as const] : [];
    });
    expect(told.map(([id]) => id.replace(/Worker.*$/, ''))).toEqual([
      'PolicyOrders',
      'ShipmentArrivals',
      'Payments',
    ]);
    expect(told[0]?.[1]).toMatch(/Sender\w+","RoleId"\]\}," urn:relief:central-committee"/);
    expect(told[2]?.[1]).toContain(bank);
    expect(told[2]?.[1]).not.toContain(central);
  });

  it('is refused where a queue has more than its function’s environment can hold', () => {
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `urn:relief:sender-${index}-${'x'.repeat(31)}`.slice(0, 31),
          { principal, queues: ['payments'] },
        ]),
      );
    expect(() => synthesize({ senders: many(70) })).toThrow(/senders to one queue take \d+ bytes/);
    const { workflow } = synthesize({ senders: many(35) });
    const [, payments] =
      resourcesOf(workflow, 'AWS::Lambda::Function').find(([id]) => id.startsWith('PaymentsWorker')) ?? [];
    const { Variables = {} } = (payments?.Properties['Environment'] ?? {}) as {
      Variables?: Record<string, unknown>;
    };
    // As long as AWS makes them: an address of a queue, the name of a table, the id of a role.
    const lengths: Record<string, number> = { Ref: 130, 'Fn::GetAtt': 21, 'Fn::ImportValue': 80 };
    const lengthOf = (value: unknown): number => {
      if (typeof value === 'string') return Buffer.byteLength(value);
      const [[name, argument] = ['', undefined]] = Object.entries(value as object);
      if (name !== 'Fn::Join') return lengths[name] ?? Number.NaN;
      return (argument as [string, unknown[]])[1].reduce<number>((sum, part) => sum + lengthOf(part), 0);
    };
    const bytes = Object.entries(Variables).reduce(
      (sum, [name, value]) => sum + name.length + lengthOf(value),
      0,
    );
    expect(bytes).toBeLessThan(4_096);
    expect(bytes).toBeGreaterThan(2_000);
  });

  it.each([
    [{ 'urn:a': { principal: 'somebody', queues: ['payments'] } }],
    [{ 'urn:a': { queues: ['payments'] } }],
    [{ 'urn:a': { principal } }],
    [{ 'urn:a': { principal, queues: [] } }],
    [{ 'urn:a': { principal, queues: ['payments', 'payment'] } }],
  ])('is refused when it is told as %j', (wrong) => {
    expect(() => synthesize({ senders: wrong })).toThrow(
      'Context "senders" must give "urn:a" a principal (an ARN) and queues',
    );
  });
});

describe('a dev deployment', () => {
  it('is gone when it is destroyed: nothing is retained, and buckets are emptied first', () => {
    const { state, workflow } = stacksOf({ stage: 'dev' });
    const resources = [state, workflow].flatMap((template) =>
      Object.entries(template.toJSON()['Resources'] as Record<string, Resource>),
    );
    for (const [id, { DeletionPolicy = 'Delete' }] of resources) expect(DeletionPolicy, id).toBe('Delete');
    const emptied = resources.flatMap(([, { Type, Properties }]) =>
      Type === 'Custom::S3AutoDeleteObjects' ? [(Properties['BucketName'] as { Ref: string }).Ref] : [],
    );
    const buckets = resources.filter(([, { Type }]) => Type === 'AWS::S3::Bucket').map(([id]) => id);
    expect(emptied.toSorted()).toEqual(buckets.toSorted());
    // Lambda makes a log for whatever has none, and nothing deletes that.
    const functions = resources.filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    for (const [id, { Properties }] of functions) expect(Properties, id).toHaveProperty('LoggingConfig');
  });
});

describe('every resource', () => {
  const all = (): [string, Resource][] =>
    [stacks.state, stacks.workflow].flatMap((template) =>
      Object.entries(template.toJSON()['Resources'] as Record<string, Resource>),
    );

  it('that can carry tags says of what application and stage it is', () => {
    // What the CDK brings to empty a bucket takes no tags.
    const tagged = all().filter(
      ([id, { Type }]) =>
        !id.startsWith('CustomS3') &&
        /::(?:Table|Queue|Bucket|Function|Role|LogGroup|Alarm|Distribution)$/.test(Type),
    );
    expect(tagged.length).toBeGreaterThan(80);
    for (const [id, { Properties }] of tagged) {
      expect(Properties['Tags'], id).toEqual(
        expect.arrayContaining([
          { Key: 'application', Value: 'relief-ledger' },
          { Key: 'stage', Value: 'prod' },
        ]),
      );
    }
  });
});

// The rules take seconds on an idle machine, and a minute on one that is not.
describe('the app', { timeout: 240_000 }, () => {
  it('names every endpoint, queue and table in its outputs', () => {
    const outputs = Object.keys(stacks.workflow.toJSON()['Outputs'] as object);
    expect(outputs).toEqual([
      'UserPoolId',
      'ClientId',
      'OperatorRoleRedrive',
      'OperatorRoleVerify',
      'OperatorRoleSeal',
      'OperatorRoleRestore',
      'Stage',
      'PageUrl',
      'ApiUrl',
      'SqsEndpoint',
      'DynamoDbEndpoint',
      'SealArchive',
      'Zone',
      'RollbackAlarms',
      ...queueNames.flatMap((name) => [`Queue${pascal(name)}`, `DeadLetters${pascal(name)}`]),
      'TableHouseholds',
      'TableStock',
      'TableLedgers',
    ]);
  });

  it('is the same when it is synthesized twice', () => {
    const again = synthesize();
    expect(again.state.toJSON()).toEqual(stacks.state.toJSON());
    expect(again.workflow.toJSON()).toEqual(stacks.workflow.toJSON());
  });

  it.each([
    ['as it is', {}],
    ['in dev', { stage: 'dev' }],
    [
      'with an issuer and senders of the operator’s',
      {
        oidcIssuer: 'https://login.example.org',
        oidcAudience: 'page',
        senders: { 'urn:a': { principal: 'arn:aws:iam::111122223333:root', queues: ['payments'] } },
      },
    ],
    [
      'with an audit, a pipeline and a web ACL',
      { audit: 'trail, analyzer', pipelineRepository: 'relief/ledger', edge: 'true' },
    ],
  ])('passes the rules of AWS Solutions and of CloudFormation %s', (_, context) => {
    const { report } = synthesize(context, { withRules: true });
    expect(JSON.parse(report ?? '')).toMatchObject({ pluginReports: [] });
  });

  const queueOf = (stack: Stack, name: string): CfnQueue =>
    stack.node.findChild(name).node.findChild('Queue').node.defaultChild as CfnQueue;

  it('is not synthesized with what breaks a rule, loses a queue, or leaves a queue or a stack without protection', () => {
    const add = (stack: Stack): void => {
      new Queue(stack, 'WithoutDeadLetters');
      queueOf(stack, 'Payments').overrideLogicalId('Renamed');
      queueOf(stack, 'Handovers').applyRemovalPolicy(RemovalPolicy.DESTROY);
      stack.terminationProtection = false;
    };
    const refused = messageOf(() => synthesize({}, { add, withRules: true }));
    for (const reason of [
      /WithoutDeadLetters[\s\S]*AwsSolutions/,
      /PaymentsQueue\w+ would be lost(?!: its)/,
      /HandoversQueue\w+ would be lost: its protection DeletionPolicy is gone/,
      /ReliefLedgerWorkflow would be lost: its protection TerminationProtection/,
    ])
      expect(refused).toMatch(reason);
  });

  it.each([
    [{ stage: 'test' }, 'Context "stage" must be dev or prod, not "test"'],
    [{ oidcIssuer: 'https://login.example.org/' }, 'given together or not at all'],
    [{ pageDomain: 'relief.example.org' }, 'given together or not at all'],
    [{ signInOrigins: 'https://login.example.org/token' }, 'must list origins'],
  ])('refuses the context %j', (context, message) => {
    expect(() => synthesize(context)).toThrow(message);
  });
});

/** What an act throws. Errors: throws when it does not. */
function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
}

function keysOf(schema: unknown): readonly string[] {
  return (schema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
