import type { Construct } from 'constructs';
import { pageOriginsEnvironmentName } from '../../shared/runtime/environment-names.ts';
import { answerTimeout } from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { EventQueue } from './event-queue.ts';

export interface EventIntakeProps extends Omit<BundledFunctionProps, 'name' | 'timeout'> {
  readonly queues: readonly EventQueue[];
}

/** The function that takes events in over HTTP: it may put them on the queues. */
export class EventIntake extends BundledFunction {
  constructor(scope: Construct, id: string, { queues, ...props }: EventIntakeProps) {
    super(scope, id, { ...props, name: 'event-intake', timeout: answerTimeout });
    this.allow({
      sid: 'SendEvents',
      actions: ['sqs:SendMessage'],
      resources: queues.map(({ queue }) => queue.queueArn),
    });
  }

  /** Lets pages of these origins send, beside those of the API itself. */
  trust(origins: readonly string[]): void {
    this.function.addEnvironment(pageOriginsEnvironmentName, origins.join(' '));
  }
}
