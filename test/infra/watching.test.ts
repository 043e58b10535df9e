import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { SpendingStack } from '../../infra/spending-stack.ts';
import { readCommand } from '../../shared/contract/commands.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { idleResourcesOf } from '../../tools/bench/idle-resources.ts';
import { prices } from '../../tools/bench/prices.ts';
import { type Resource, resourcesOf, stacksOf } from './synthesized.ts';

const alarmMetricsOf = (context: object): number => {
  const { workflow } = stacksOf({ ...context });
  return idleResourcesOf({
    resources: (type) =>
      resourcesOf(workflow, type).map(([logicalId, { Properties }]) => ({
        stackName: '',
        logicalId,
        type,
        properties: Properties as never,
      })),
  }).alarmMetrics;
};

describe('what is watched where the context asks for it', { timeout: 240_000 }, () => {
  it('costs nothing where it is not asked for, and what deploying says where it is', () => {
    const plain = alarmMetricsOf({});
    const dollars = (watch: string): number =>
      (alarmMetricsOf({ watch }) - plain) * prices.alarmMetricMonth.dollars;
    // Two shares of two metrics and seven queues, each with two windows; a beat on each queue.
    expect(dollars('levels')).toBeCloseTo(2.2, 5);
    expect(dollars('levels,heartbeat')).toBeCloseTo(2.9, 5);
    expect(resourcesOf(stacksOf().workflow, 'AWS::Scheduler::Schedule')).toHaveLength(1);
  });

  it('puts a beat on each queue that its function takes for a word of its own, and that changes nothing', () => {
    const { workflow } = stacksOf({ watch: 'levels,heartbeat' });
    const beats = resourcesOf(workflow, 'AWS::Scheduler::Schedule').filter(([id]) =>
      id.startsWith('Heartbeat'),
    );
    expect(beats).toHaveLength(queueNames.length);
    for (const [id, { Properties }] of beats) {
      const { Arn, Input, SqsParameters } = Properties['Target'] as {
        readonly Arn: { readonly 'Fn::GetAtt': readonly [string, string] };
        readonly Input: string;
        readonly SqsParameters: object;
      };
      expect(Arn['Fn::GetAtt'][0], id).toMatch(/^\w+Queue[0-9A-F]{8}$/);
      expect(SqsParameters).toEqual({ MessageGroupId: 'heartbeat' });
      expect(readCommand(Input)).toEqual({
        type: 'relief.waiting.retried.v1',
        dependsOn: 'heartbeat',
        messageGroup: 'heartbeat',
      });
      // SQS drops a message that says the same within five minutes.
      expect(Properties['ScheduleExpression']).toBe('rate(10 minutes)');
    }
    const role = resourcesOf(workflow, 'AWS::IAM::Policy').find(([id]) => id.startsWith('Heartbeat'))?.[1];
    expect(role?.Properties['PolicyDocument']).toMatchObject({ Statement: [{ Action: 'sqs:SendMessage' }] });
  });

  it('refuses what it does not know', () => {
    expect(() => stacksOf({ watch: 'everything' })).toThrow('must list parts of levels, heartbeat');
  });
});

describe('room for questions', { timeout: 120_000 }, () => {
  const concurrencyOf = (context: object) =>
    resourcesOf(stacksOf({ ...context }).workflow, 'AWS::Lambda::Function').flatMap(
      ([id, { Properties }]): [string, unknown][] =>
        Properties['ReservedConcurrentExecutions'] === undefined
          ? []
          : [[id.replace(/[A-F0-9]{8}$/, ''), Properties['ReservedConcurrentExecutions']]],
    );

  it('is kept free for them alone, where the context says how much: a new account has none to spare', () => {
    expect(concurrencyOf({})).toEqual([]);
    expect(concurrencyOf({ apiConcurrency: '200' })).toEqual([['QueryApiFunction', 200]]);
    expect(() => stacksOf({ apiConcurrency: 'many' })).toThrow('whole number above zero');
  });
});

describe('a budget', () => {
  const of = (context: object) => {
    const app = new App({ context: { stage: 'prod', ...context } });
    const { monthlyBudget, alarms } = readConfig(app.node);
    return monthlyBudget === undefined
      ? undefined
      : Template.fromStack(
          new SpendingStack(app, 'Spending', {
            stackName: 'ReliefLedgerSpending-prod',
            monthlyBudget,
            mail: alarms.mail,
          }),
        );
  };
  const only = (template: Template | undefined, type: string): Resource['Properties'] => {
    const found = template === undefined ? [] : resourcesOf(template, type);
    expect(found, type).toHaveLength(1);
    return (found[0] as [string, Resource])[1].Properties;
  };

  it('is none without the context, and warns whom alarms reach: of what was spent and of what will be', () => {
    expect(of({})).toBeUndefined();
    const { Budget, NotificationsWithSubscribers } = only(
      of({ monthlyBudget: '20', alarmMail: 'one@example.org,two@example.org' }),
      'AWS::Budgets::Budget',
    );
    expect(Budget).toMatchObject({
      BudgetName: 'ReliefLedgerSpending-prod',
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 20, Unit: 'USD' },
      CostFilters: { TagKeyValue: ['user:application$relief-ledger'] },
    });
    const warnings = NotificationsWithSubscribers as {
      Notification: { NotificationType: string; Threshold: number };
      Subscribers: { Address: string }[];
    }[];
    expect(
      warnings.map(({ Notification: { NotificationType, Threshold } }) => [NotificationType, Threshold]),
    ).toEqual([
      ['ACTUAL', 80],
      ['ACTUAL', 100],
      ['FORECASTED', 100],
    ]);
    for (const { Subscribers } of warnings)
      expect(Subscribers.map(({ Address }) => Address)).toEqual(['one@example.org', 'two@example.org']);
  });

  it('comes with a watch for costs that jump, of what bears the tag of the system', () => {
    const template = of({ monthlyBudget: '20', alarmMail: 'one@example.org' });
    const { MonitorSpecification } = only(template, 'AWS::CE::AnomalyMonitor');
    expect(JSON.parse(String(MonitorSpecification))).toEqual({
      Tags: { Key: 'application', Values: ['relief-ledger'], MatchOptions: ['EQUALS'] },
    });
    const { Frequency, ThresholdExpression } = only(template, 'AWS::CE::AnomalySubscription');
    expect(Frequency).toBe('DAILY');
    expect(JSON.parse(String(ThresholdExpression))).toMatchObject({ Dimensions: { Values: ['2'] } });
  });

  it('that nobody would be told of stops the synthesis', () => {
    expect(() => of({ monthlyBudget: '20' })).toThrow('alarmMail');
    expect(() => of({ monthlyBudget: '-1', alarmMail: 'one@example.org' })).toThrow(
      'whole number above zero',
    );
  });
});
