import { Alarm, type AlarmProps, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The runbook has one heading for each of these. */
export const runbookHeadings = [
  'dead-letter-queue-not-empty',
  'messages-are-waiting',
  'function-errors',
  'function-throttles',
  'questions-without-an-answer',
  'held-items-are-growing',
  'anomalies-were-found',
  'complaints-are-overdue',
  'books-tampered-with',
  'no-seal',
] as const;

export interface ImpactAlarmProps
  extends Omit<AlarmProps, 'alarmDescription' | 'alarmName' | 'evaluationPeriods'> {
  /** What stops working for whom while this alarm rings, and what to do first: what the person who is woken up reads. */
  readonly impact: string;
  readonly runbook: (typeof runbookHeadings)[number];
  /** @default 1 */
  readonly evaluationPeriods?: number;
}

/** Context key of the topic that every alarm is sent to; without it alarms show in CloudWatch only. */
const alarmTopicContext = 'alarmTopicArn';

/** An alarm that states its impact and links to what to do. By default it does not ring while its metric has no data. */
export class ImpactAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ImpactAlarmProps) {
    const { impact, runbook, ...alarm } = props;
    super(scope, id, {
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...alarm,
      alarmDescription: `Impact: ${impact} Runbook: docs/runbook.md#${runbook}`,
    });
    const topicArn: unknown = this.node.tryGetContext(alarmTopicContext);
    if (typeof topicArn === 'string' && topicArn !== '') {
      this.addAlarmAction(new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn)));
    }
  }
}
