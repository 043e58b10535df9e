import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import {
  cardSenderEnvironmentName,
  ownQueueEnvironmentName,
  sendersEnvironmentName,
} from '../../shared/runtime/environment-names.ts';
import { batchSize, maxConcurrency, senderBytes } from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { EventQueue } from './event-queue.ts';
import type { SenderRole } from './sender-role.ts';

export interface QueueWorkerProps extends Omit<BundledFunctionProps, 'name'> {
  readonly source: EventQueue;
}

/** Dead letters are few, and what follows them on the queue must not wait for them. */
const deadLettersAtOnce = 2;

/** As IAM makes them. */
const roleIdBytes = 21;

/**
 * The function that processes one queue, named as the queue is.
 *
 * Guarantees: what it reports as failed returns to the queue, and only that.
 */
export class QueueWorker extends BundledFunction {
  /** Names what hands it the queue's dead letters, which rests until an operator turns it on. */
  readonly deadLettersMapping: string;

  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    const { source, environment, ...rest } = props;
    super(scope, id, {
      ...rest,
      name: source.queueName,
      // A call settles a page of what is held, and asks itself for the next: a centre may have many pages.
      mayCallItself: true,
      takesBatches: true,
      environment: { ...environment, [ownQueueEnvironmentName]: source.queueName },
    });
    this.function.addEventSource(
      new SqsEventSource(source.queue, { batchSize, reportBatchItemFailures: true, maxConcurrency }),
    );
    const deadLetters = new SqsEventSource(source.deadLetters, {
      enabled: false,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: deadLettersAtOnce,
    });
    this.function.addEventSource(deadLetters);
    this.deadLettersMapping = deadLetters.eventSourceMappingId;
  }

  /** Tells it whose role writes for which source. Errors: more than its environment can hold stop the synthesis. */
  expectSenders(senders: readonly SenderRole[]): void {
    if (senders.length === 0) return;
    const bytes = senders.reduce(
      (sum, { source }) => sum + roleIdBytes + Buffer.byteLength(` ${source}\n`),
      0,
    );
    if (bytes > senderBytes)
      throw new Error(
        `${senders.length} senders to one queue take ${bytes} bytes of its function's environment, which has ${senderBytes} for them: give fewer, or shorter sources`,
      );
    this.function.addEnvironment(
      sendersEnvironmentName,
      senders.map(({ roleId, source }) => `${roleId} ${source}`).join('\n'),
    );
  }

  /** Tells it whose role speaks for the holders of cards, and that nobody else does. */
  expectCards(card: BundledFunction): void {
    this.function.addEnvironment(cardSenderEnvironmentName, card.roleId);
  }
}
