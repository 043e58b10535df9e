import { RemovalPolicy } from 'aws-cdk-lib';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { maxMessageBytes, type QueueName } from '../../shared/domain/events.ts';
import {
  deadLetterRetention,
  maxReceiveCount,
  oldestMessageAge,
  queueRetention,
  queueVisibility,
  type Stage,
} from '../config.ts';
import { ImpactAlarm } from './impact-alarm.ts';

export interface EventQueueProps {
  readonly stage: Stage;
  readonly queueName: QueueName;
  /** Who notices when its messages stand still. */
  readonly impact: string;
}

const fifo: QueueProps = {
  fifo: true,
  maxMessageSizeBytes: maxMessageBytes,
  // A sender gives `source#id` as deduplication id, or none: both must work.
  contentBasedDeduplication: true,
  // Each centre and each payer is a group of its own: high throughput needs deduplication inside the group.
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
};

/** One FIFO queue of the contract with its dead-letter queue, and an alarm on each. */
export class EventQueue extends Construct {
  readonly queueName: QueueName;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    this.queueName = props.queueName;
    // Up to 4 and 14 days of events are in no book yet.
    const removalPolicy = props.stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...fifo,
      removalPolicy,
      // The queue's own function takes them where they are, once an operator says so.
      visibilityTimeout: queueVisibility,
      retentionPeriod: deadLetterRetention,
    });
    this.queue = new Queue(this, 'Queue', {
      ...fifo,
      removalPolicy,
      visibilityTimeout: queueVisibility,
      retentionPeriod: queueRetention,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });

    new ImpactAlarm(this, 'DeadLettersAlarm', {
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      impact: `The system failed ${maxReceiveCount} times on a message of ${props.queueName}, and its event is in no book. ${props.impact} Repair the cause, then have the dead letters worked off.`,
      runbook: 'dead-letter-queue-not-empty',
    });
    new ImpactAlarm(this, 'AgeAlarm', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: oldestMessageAge.toSeconds(),
      impact: `Events on ${props.queueName} have waited for more than ${oldestMessageAge.toMinutes()} minutes. ${props.impact}`,
      runbook: 'messages-are-waiting',
    });
  }
}
