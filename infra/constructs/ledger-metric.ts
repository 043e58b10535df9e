import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type metricNames, metricNamespace } from '../../shared/runtime/environment-names.ts';

export type LedgerMetricName = (typeof metricNames)[keyof typeof metricNames];

/** What one function counts. */
export const countedBy = (
  service: string,
  metricName: LedgerMetricName,
  period: Duration,
  statistic = 'Sum',
): Metric =>
  new Metric({ namespace: metricNamespace, metricName, dimensionsMap: { service }, period, statistic });

/** What several functions count, added up; a period in which none counted is zero. An alarm takes ten of them. */
export function countedByAll(
  services: readonly string[],
  metricName: LedgerMetricName,
  period: Duration,
): MathExpression {
  const counted = services.map((service, index) => [
    `m${index}`,
    countedBy(service, metricName, period),
  ]) satisfies [string, Metric][];
  return new MathExpression({
    expression: counted.map(([id]) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(counted),
    period,
    label: metricName,
  });
}
