/**
 * Taken means kept, or it is not taken: what the SQS server does when its file cannot be written, such as on a full disk.
 *
 * As it comes, the server remembers a message as sent before it keeps it, so that a sender who tries again is told that it
 * was taken; it deletes a message from its queue before the dead-letter queue has it; and it forgets one that is given back.
 */

interface QueueMessage {
  readonly messageId: string;
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
}

interface DeadLetterQueue {
  enqueue(message: QueueMessage): void;
}

/** The part of the server's queue that is changed here. */
interface Queue extends DeadLetterQueue {
  readonly persistence?: { transaction(work: () => void): void };
  readonly fifoMessages: Map<string, QueueMessage[]>;
  readonly deduplicationCache: { delete(deduplicationId: string): void };
  dequeueFifo(
    maxCount: number,
    visibilityTimeout: number | undefined,
    deadLetterQueue: (arn: string) => DeadLetterQueue | undefined,
  ): readonly unknown[];
  changeVisibility(receiptHandle: string, timeoutSeconds: number): void;
}

/** The server counts none as a message given back, and writes down what its own file refuses. */
const atOnceSeconds = 0.001;

let changed: Promise<void> | undefined;

/** Holds all FIFO queues of this process to it. */
export const keepTakenMessages = (): Promise<void> => (changed ??= changeQueues());

async function changeQueues(): Promise<void> {
  const { href } = new URL('sqs/sqsStore.js', import.meta.resolve('fauxqs'));
  const { SqsQueue } = (await import(href)) as { readonly SqsQueue: { readonly prototype: Queue } };
  const { enqueue, dequeueFifo, changeVisibility } = SqsQueue.prototype;
  Object.assign(SqsQueue.prototype, {
    enqueue(this: Queue, message: QueueMessage): void {
      try {
        enqueue.call(this, message);
      } catch (error) {
        const { messageDeduplicationId } = message;
        if (messageDeduplicationId !== undefined) this.deduplicationCache.delete(messageDeduplicationId);
        throw error;
      }
    },
    dequeueFifo(this: Queue, ...[maxCount, timeout, deadLetterQueue]: Parameters<typeof dequeueFifo>) {
      const keeping = (arn: string): DeadLetterQueue | undefined => {
        const queue = deadLetterQueue(arn);
        return queue && { enqueue: (message) => moveOrPutBack(this, queue, message) };
      };
      let received: readonly unknown[] = [];
      const receive = (): void => {
        received = dequeueFifo.call(this, maxCount, timeout, keeping);
      };
      if (this.persistence === undefined) receive();
      else this.persistence.transaction(receive);
      return received;
    },
    changeVisibility(this: Queue, receiptHandle: string, timeoutSeconds: number): void {
      changeVisibility.call(this, receiptHandle, timeoutSeconds || atOnceSeconds);
    },
  });
}

function moveOrPutBack(queue: Queue, deadLetters: DeadLetterQueue, message: QueueMessage): void {
  try {
    deadLetters.enqueue(message);
  } catch (error) {
    queue.fifoMessages.get(message.messageGroupId ?? '')?.unshift(message);
    throw error;
  }
}
