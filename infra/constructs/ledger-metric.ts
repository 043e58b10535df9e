import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type metricNames, metricNamespace } from '../../shared/runtime/environment-names.ts';
import { stageOf } from '../config.ts';

export type LedgerMetricName = (typeof metricNames)[keyof typeof metricNames];

/** Where the functions of a stage count. */
export const ledgerNamespace = (scope: Construct): string => `${metricNamespace}/${stageOf(scope.node)}`;

/** What one function counts, or all together. Where there is no value, none is filled in: filled with zeros, the newest period would be zero until the metric arrives, and hide it for good. */
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
