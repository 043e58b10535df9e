import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { ownQueueEnvironmentName } from '../../shared/runtime/environment-names.ts';
import { batchSize, maxConcurrency } from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { EventQueue } from './event-queue.ts';

export interface QueueWorkerProps extends Omit<BundledFunctionProps, 'name'> {
  readonly source: EventQueue;
}

/**
 * The function that works off one queue, named as the queue is.
 *
 * Guarantees: what it reports as failed returns to the queue, and only that.
 */
export class QueueWorker extends BundledFunction {
  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    const { source, environment, ...rest } = props;
    super(scope, id, {
      ...rest,
      name: source.queueName,
      environment: { ...environment, [ownQueueEnvironmentName]: source.queueName },
    });
    this.function.addEventSource(
      new SqsEventSource(source.queue, { batchSize, reportBatchItemFailures: true, maxConcurrency }),
    );
  }

  /** Lets it resend held events to the queues whose events may become valid by what it posts. */
  mayWake(queues: readonly EventQueue[]): void {
    this.allow({
      sid: 'WakeHeldEvents',
      actions: ['sqs:SendMessage'],
      resources: queues.map((woken) => woken.queue.queueArn),
    });
  }
}
