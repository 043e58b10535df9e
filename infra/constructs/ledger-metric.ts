import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type metricNames, metricNamespace } from '../../shared/runtime/environment-names.ts';
import { stageOf } from '../config.ts';

export type LedgerMetricName = (typeof metricNames)[keyof typeof metricNames];

/** Where the functions of a stage count. */
export const ledgerNamespace = (scope: Construct): string => `${metricNamespace}/${stageOf(scope.node)}`;

/** What one function counts. */
export const countedBy = (
  scope: Construct,
  service: string,
  metricName: LedgerMetricName,
  period: Duration,
  statistic = 'Sum',
): Metric =>
  new Metric({
    namespace: ledgerNamespace(scope),
    metricName,
    dimensionsMap: { service },
    period,
    statistic,
  });

/** What several functions count, added up. An alarm takes ten of them. Where one has no value, CloudWatch adds nothing for it; were it filled with zeros, the newest period would be zero until the metric arrives, and hide it for good. */
export function countedByAll(
  scope: Construct,
  services: readonly string[],
  metricName: LedgerMetricName,
  period: Duration,
): MathExpression {
  const counted = services.map((service, index) => [
    `m${index}`,
    countedBy(scope, service, metricName, period),
  ]) satisfies [string, Metric][];
  return new MathExpression({
    expression: counted.map(([id]) => id).join(' + '),
    usingMetrics: Object.fromEntries(counted),
    period,
    label: metricName,
  });
}
