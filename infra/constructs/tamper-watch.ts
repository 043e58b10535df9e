import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { metricNames } from '../../shared/runtime/environment-names.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { ChainTable } from './chain-table.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { countedByAll } from './ledger-metric.ts';

export interface TamperWatchProps extends Omit<BundledFunctionProps, 'name'> {
  readonly watched: readonly ChainTable[];
}

/** Honest posting only adds items; a hold is removed when it is settled. */
const alterations = {
  eventName: ['MODIFY', 'REMOVE'],
  dynamodb: { Keys: { subject: { S: [{ 'anything-but': { prefix: 'waiting/' } }] } } },
};

/** Lists every item that was altered or removed as an anomaly, seconds after it was; idle while nobody does. */
export class TamperWatch extends BundledFunction {
  constructor(scope: Construct, id: string, props: TamperWatchProps) {
    const { watched, ...rest } = props;
    super(scope, id, { ...rest, name: 'tamper-watch' });
    for (const { table } of watched) {
      this.function.addEventSource(
        new DynamoEventSource(table, {
          startingPosition: StartingPosition.TRIM_HORIZON,
          batchSize: 100,
          bisectBatchOnError: true,
          reportBatchItemFailures: true,
          filters: [FilterCriteria.filter(alterations)],
        }),
      );
    }
    new ImpactAlarm(this, 'TamperingAlarm', {
      // The daily seal finds what the stream did not show.
      metric: countedByAll(this, ['tamper-watch', 'daily-seal'], metricNames.tampering, Duration.minutes(1)),
      threshold: 1,
      impact:
        'Somebody changed or removed what was booked. Do not rely on balances, entitlements and reports until you know what was changed.',
      runbook: 'books-tampered-with',
    });
  }
}
