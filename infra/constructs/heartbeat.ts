import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { EventQueue } from './event-queue.ts';
import { ImpactAlarm } from './impact-alarm.ts';

/** Longer than SQS remembers a message of the same text. */
const interval = Duration.minutes(10);
/** A beat may be late, and a deployment may take one. */
const beats = { watched: 4, missed: 3 };

const messageGroupId = 'heartbeat';

/** A word to retry what waits for something that never comes: it is read, looked up in the tables, and changes nothing. */
const beat = JSON.stringify({
  type: 'relief.waiting.retried.v1',
  data: { dependsOn: messageGroupId, messageGroup: messageGroupId },
});

export interface HeartbeatProps {
  readonly queues: readonly EventQueue[];
}

/** A message on each queue every ten minutes, and an alarm where one is no longer taken off: silence is no proof that all is well. */
export class Heartbeat extends Construct {
  constructor(scope: Construct, id: string, { queues }: HeartbeatProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: queues.map(({ queue }) => queue.queueArn),
      }),
    );
    for (const { queueName, queue } of queues) {
      new CfnSchedule(this, `Beat-${queueName}`, {
        scheduleExpression: `rate(${interval.toMinutes()} minutes)`,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: queue.queueArn,
          roleArn: role.roleArn,
          input: beat,
          sqsParameters: { messageGroupId },
        },
      });
      new ImpactAlarm(this, `Silent-${queueName}`, {
        metric: queue.metricNumberOfMessagesDeleted({ statistic: 'Sum', period: interval }),
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: beats.watched,
        datapointsToAlarm: beats.missed,
        treatMissingData: TreatMissingData.BREACHING,
        impact: `For more than half an hour nothing was taken off the queue ${queueName}, not even the message that is put there every ${interval.toMinutes()} minutes. Whatever is sent there is in no book.`,
        runbook: 'no-heartbeat',
      });
    }
  }
}
