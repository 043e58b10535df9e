import { ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EventQueue } from './event-queue.ts';

export interface SenderRoleProps {
  readonly source: string;
  readonly principal: string;
  readonly queues: readonly EventQueue[];
}

/** The role that one organisation takes to send its events: to its queues, and nothing else. */
export class SenderRole extends Construct {
  readonly source: string;
  readonly roleArn: string;
  /** Unique for ever; what SQS calls the sender of a message starts with it. */
  readonly roleId: string;
  readonly #queues: readonly EventQueue[];

  constructor(scope: Construct, id: string, props: SenderRoleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ArnPrincipal(props.principal),
      description: `Sends events of ${props.source}`,
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'SendEvents',
        actions: ['sqs:SendMessage', 'sqs:GetQueueUrl'],
        resources: props.queues.map(({ queue }) => queue.queueArn),
      }),
    );
    this.source = props.source;
    this.roleArn = role.roleArn;
    this.roleId = role.roleId;
    this.#queues = props.queues;
  }

  maySendTo(queue: EventQueue): boolean {
    return this.#queues.includes(queue);
  }
}
