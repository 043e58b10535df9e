import type { Construct } from 'constructs';
import { answerTimeout } from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { EventQueue } from './event-queue.ts';

export interface HouseholdCardProps extends Omit<BundledFunctionProps, 'name' | 'timeout'> {
  /** Where it puts what households say. */
  readonly queue: EventQueue;
}

/** The function that takes what the holder of a card says: it may put that on one queue, and nothing else. */
export class HouseholdCard extends BundledFunction {
  constructor(scope: Construct, id: string, { queue, ...props }: HouseholdCardProps) {
    super(scope, id, { ...props, name: 'household-card', timeout: answerTimeout });
    this.allow({ sid: 'SendEvents', actions: ['sqs:SendMessage'], resources: [queue.queue.queueArn] });
  }
}
