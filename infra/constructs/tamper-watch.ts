import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { everyFunction, metricNames } from '../../shared/runtime/environment-names.ts';
import { deadLetterRetention, longestInStream, oldestMessageAge, stageOf } from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { ChainTable } from './chain-table.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { countedBy } from './ledger-metric.ts';

export interface TamperWatchProps extends Omit<BundledFunctionProps, 'name'> {
  readonly watched: readonly ChainTable[];
}

/**
 * Honest posting only adds items. Holds are removed when they are settled and tallies counted in place, which the function
 * passes over: no filter that Lambda documents for a stream leaves out what begins with a word.
 */
const alterations = { eventName: ['MODIFY', 'REMOVE'] };

/** What is settled within it is one call. */
const batchingWindow = Duration.seconds(5);

/** Lists every item that was altered or removed as an anomaly, seconds after it was. */
export class TamperWatch extends BundledFunction {
  /** While one of them rings, the books were changed, or nobody looks whether they are. */
  readonly trustAlarms: readonly ImpactAlarm[];

  constructor(scope: Construct, id: string, props: TamperWatchProps) {
    const { watched, ...rest } = props;
    super(scope, id, { ...rest, name: 'tamper-watch', takesBatches: true, faultyPeriods: 1 });
    const lost = new Queue(this, 'LostChanges', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: deadLetterRetention,
      removalPolicy: stageOf(this.node) === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(lost).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Itself where the streams put what could not be looked into: a person takes it from there.',
    });
    for (const { table } of watched) {
      this.function.addEventSource(
        new DynamoEventSource(table, {
          startingPosition: StartingPosition.TRIM_HORIZON,
          batchSize: 100,
          maxBatchingWindow: batchingWindow,
          bisectBatchOnError: true,
          maxRecordAge: longestInStream,
          onFailure: new SqsDlq(lost),
          reportBatchItemFailures: true,
          filters: [FilterCriteria.filter(alterations)],
        }),
      );
    }
    const tampering = new ImpactAlarm(this, 'TamperingAlarm', {
      evaluationPeriods: 15,
      // The daily seal finds what the stream did not show.
      metric: countedBy(this, everyFunction, metricNames.tampering, Duration.minutes(1)),
      threshold: 1,
      impact:
        'Somebody changed or removed what was booked. Do not rely on balances, entitlements and reports until you know what was changed.',
      runbook: 'books-tampered-with',
    });
    const late = new ImpactAlarm(this, 'LateAlarm', {
      metric: this.function.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
      threshold: oldestMessageAge.toMilliseconds(),
      impact: `Changes behind the books have waited for more than ${oldestMessageAge.toMinutes()} minutes to be looked into. ${rest.impact}`,
      runbook: 'changes-are-not-looked-into',
    });
    const lostAlarm = new ImpactAlarm(this, 'LostChangesAlarm', {
      metric: lost.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      impact:
        'A change behind the books could not be looked into and will not be tried again. Its stream keeps it for a day: look at it before it is gone.',
      runbook: 'changes-are-not-looked-into',
    });
    this.trustAlarms = [tampering, late, lostAlarm, this.errorsAlarm];
  }
}
