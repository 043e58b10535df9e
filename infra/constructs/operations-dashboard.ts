import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metricNames, reasonDimension } from '../../shared/runtime/environment-names.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { EventQueue } from './event-queue.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { type LedgerMetricName, ledgerNamespace } from './ledger-metric.ts';
import type { QueryApi } from './query-api.ts';

export interface OperationsDashboardProps {
  readonly queues: readonly EventQueue[];
  readonly functions: readonly BundledFunction[];
  readonly api: QueryApi;
}

const fiveMinutes = Duration.minutes(5);
const width = 12;

/** One page that shows, in this order: which alarms ring, whether work is done, how late it is, and what it costs. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { queues, functions, api }: OperationsDashboardProps) {
    super(scope, id);
    const alarms = Stack.of(this)
      .node.findAll()
      .filter((construct): construct is Alarm => construct instanceof ImpactAlarm);
    const namespace = ledgerNamespace(this);
    const ofEveryFunction = lineOfEach(namespace);
    new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.hours(12),
      periodOverride: PeriodOverride.AUTO,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 2 * width, height: 5 })],
        [
          graph('Posted', [ofEveryFunction(metricNames.posted, 'Sum')]),
          graph('Held and rejected', [
            ofEveryFunction(metricNames.held, 'Sum'),
            ofEveryFunction(metricNames.rejected, 'Sum'),
          ]),
        ],
        [
          graph('Rejected by reason', [rejectedByReason(namespace)]),
          graph('Anomalies, tampering and overdue complaints', [
            ofEveryFunction(metricNames.anomalies, 'Sum'),
            ofEveryFunction(metricNames.tampering, 'Sum'),
            ofEveryFunction(metricNames.overdueComplaints, 'Maximum'),
          ]),
        ],
        [
          graph('From event to books, ms', [
            ofEveryFunction(metricNames.lag, 'p50'),
            ofEveryFunction(metricNames.lag, 'p99'),
          ]),
          graph(
            'Age of the oldest message, s',
            queues.map(({ queue, queueName }) =>
              queue.metricApproximateAgeOfOldestMessage({ label: queueName, statistic: 'Maximum' }),
            ),
          ),
        ],
        [
          graph('Receipts and payments per transaction', [ofEveryFunction(metricNames.groupSize, 'Average')]),
          graph('DynamoDB write units', [ofEveryFunction(metricNames.writeUnits, 'Sum')]),
        ],
        [
          graph(
            'Function errors and throttles',
            functions.flatMap((one) => [
              one.function.metricErrors({ label: `${one.node.id} errors`, statistic: 'Sum' }),
              one.function.metricThrottles({ label: `${one.node.id} throttles`, statistic: 'Sum' }),
            ]),
          ),
          graph('Given back, to come again', [ofEveryFunction(metricNames.returned, 'Sum')]),
        ],
        [
          graph('Query API', [
            api.requests.with({ label: 'requests' }),
            api.faults.with({ label: 'faults' }),
            api.latency.with({ label: 'p99, ms' }),
          ]),
        ],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width });

/** A line for each function that counts it. */
const lineOfEach =
  (namespace: string) =>
  (metricName: LedgerMetricName, statistic: string): MathExpression =>
    search(`{${namespace},service} MetricName="${metricName}"`, statistic, `${metricName} ${statistic}`);

const rejectedByReason = (namespace: string): MathExpression =>
  search(`{${namespace},service,${reasonDimension}} MetricName="${metricNames.rejectedByReason}"`, 'Sum', '');

function search(query: string, statistic: string, label: string): MathExpression {
  return new MathExpression({
    expression: `SEARCH('${query}', '${statistic}', ${fiveMinutes.toSeconds()})`,
    usingMetrics: {},
    label,
    period: fiveMinutes,
  });
}
