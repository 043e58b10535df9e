import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { archiveEnvironmentName, metricNames } from '../../shared/runtime/environment-names.ts';
import { longestWithoutSeal, sealHour, sealMinutes, sealTimeout } from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { countedBy } from './ledger-metric.ts';
import type { SealBucket } from './seal-bucket.ts';

export interface DailySealProps extends Omit<BundledFunctionProps, 'name' | 'timeout'> {
  readonly archive: SealBucket;
  readonly zone: string;
}

/** Under what a seal is added to the books, with what it found. */
export const sealedSubjects: readonly string[] = ['seals', 'sealed:*', 'anomalies:*'];

/** Seals the books once a day, and says so when a day passed without. */
export class DailySeal extends BundledFunction {
  /** While one of them rings, no seal tells whether the books are as they were. */
  readonly trustAlarms: readonly ImpactAlarm[];

  constructor(scope: Construct, id: string, props: DailySealProps) {
    const { archive, zone, environment, ...rest } = props;
    super(scope, id, {
      ...rest,
      name: 'daily-seal',
      timeout: sealTimeout,
      // Its three tries lie within minutes of each other, and the next is tomorrow's.
      faultyPeriods: 1,
      environment: {
        ...environment,
        [archiveEnvironmentName]: archive.address,
      },
    });
    archive.allowArchiving(this);

    const scheduler = new Role(this, 'Scheduler', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    scheduler.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
    );
    new CfnSchedule(this, 'Schedule', {
      scheduleExpression: `cron(${sealMinutes} ${sealHour} * * ? *)`,
      scheduleExpressionTimezone: zone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: { arn: this.function.functionArn, roleArn: scheduler.roleArn },
    });

    // Counted once a day: the last day tells.
    new ImpactAlarm(this, 'OverdueComplaintsAlarm', {
      evaluationPeriods: 1,
      metric: countedBy(this, 'daily-seal', metricNames.overdueComplaints, Duration.days(1), 'Maximum'),
      threshold: 1,
      impact:
        'Complaints wait for an answer longer than people were told. Answer those at the top of the list of complaints first.',
      runbook: 'complaints-are-overdue',
    });

    const anHour = Duration.hours(1);
    const noSeal = new ImpactAlarm(this, 'NoSealAlarm', {
      metric: countedBy(this, 'daily-seal', metricNames.booksSealed, anHour, 'SampleCount'),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: longestWithoutSeal.toHours() / anHour.toHours(),
      datapointsToAlarm: longestWithoutSeal.toHours() / anHour.toHours(),
      treatMissingData: TreatMissingData.BREACHING,
      impact: `No day was sealed for ${longestWithoutSeal.toHours()} hours. Whoever can write the tables could rewrite what was booked since, and no seal would show it. Posting goes on. Repair the cause and seal by hand.`,
      runbook: 'no-seal',
    });
    this.trustAlarms = [noSeal, this.errorsAlarm];
  }
}
