/** Metrics as lines of the log that CloudWatch reads. Source: CloudWatch embedded metric format. */
import { type metricNames, metricNamespace } from './environment-names.ts';

export type MetricName = (typeof metricNames)[keyof typeof metricNames];

export function countMetric(name: MetricName, value: number): void {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: metricNamespace, Dimensions: [[]], Metrics: [{ Name: name, Unit: 'Count' }] },
      ],
    },
    [name]: value,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
