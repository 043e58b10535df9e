import { Alarm, type AlarmProps, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** The runbook has one heading for each of these. */
export const runbookHeadings = [
  'dead-letter-queue-not-empty',
  'messages-are-waiting',
  'function-errors',
  'function-throttles',
  'questions-without-an-answer',
  'answers-are-slow',
  'questions-are-refused',
  'service-levels-are-missed',
  'no-heartbeat',
  'held-items-are-growing',
  'anomalies-were-found',
  'complaints-are-overdue',
  'books-tampered-with',
  'no-seal',
  'changes-are-not-looked-into',
  'the-books-cannot-be-trusted',
] as const;

/** What stops working for whom while an alarm rings, and what to do first: what the person who is woken up reads. */
export interface Impact {
  readonly impact: string;
  readonly runbook: (typeof runbookHeadings)[number];
}

export const describeImpact = ({ impact, runbook }: Impact): string =>
  `Impact: ${impact} Runbook: docs/runbook.md#${runbook}`;

export interface ImpactAlarmProps
  extends Omit<AlarmProps, 'alarmDescription' | 'alarmName' | 'evaluationPeriods'>,
    Impact {
  /** @default 3 */
  readonly evaluationPeriods?: number;
}

/**
 * An alarm that states its impact and links to what to do. By default it does not ring while its metric has no data,
 * and one of its last three periods suffices: what is counted in a log arrives late, and a newest period that is still
 * empty must not hide the one before.
 */
export class ImpactAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ImpactAlarmProps) {
    const { impact, runbook, ...alarm } = props;
    super(scope, id, {
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...alarm,
      alarmDescription: describeImpact({ impact, runbook }),
    });
  }
}
