import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricNames, metricNamespaceEnvironmentName } from '../../shared/runtime/environment-names.ts';
import { type FileBeside, handlerCode } from '../bundling/handler-code.ts';
import { functionTimeout } from '../config.ts';
import type { EventQueue } from './event-queue.ts';
import type { Grantee, Statement } from './grantee.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { countedBy, ledgerNamespace } from './ledger-metric.ts';

export interface BundledFunctionProps {
  /** Folder of the function inside `functionsDirectory`; its `handler.ts` exports `handler`. */
  readonly name: string;
  readonly functionsDirectory: string;
  readonly environment: { readonly [name: string]: string };
  /** Who notices when it fails. */
  readonly impact: string;
  readonly file?: FileBeside;
  /** @default functionTimeout */
  readonly timeout?: Duration;
  /** Kept free for it, and no more than that. @default what the account has left */
  readonly concurrency?: number;
  /** @default true */
  readonly isTraced?: boolean;
  /** Whether its own queue may call it again and again: AWS stops such a chain after 16 calls unless it is told. */
  readonly mayCallItself?: boolean;
  /** Whether it answers what of a batch it could not finish, which AWS takes for a success. */
  readonly takesBatches?: boolean;
  /** Of its log. @default three months, and gone with the stack */
  readonly log?: { readonly retention: RetentionDays; readonly isKept: boolean };
  /** How many of four periods of five minutes must have a fault. @default 2: what passes by itself wakes nobody */
  readonly faultyPeriods?: number;
}

/** A Lambda function with its bundle, its own role that can only write its own log, and its alarms. */
export class BundledFunction extends Construct implements IGrantable, Grantee {
  readonly function: LambdaFunction;
  /** Unique for ever; what SQS calls the sender of a message starts with it. */
  readonly roleId: string;
  readonly errorsAlarm: ImpactAlarm;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.log?.retention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: props.log?.isKept === true ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.roleId = role.roleId;

    this.function = new LambdaFunction(this, 'Function', {
      code: handlerCode(join(props.functionsDirectory, props.name), props.file),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 1024,
      timeout: props.timeout ?? functionTimeout,
      ...(props.concurrency !== undefined && { reservedConcurrentExecutions: props.concurrency }),
      ...(props.mayCallItself === true && { recursiveLoop: RecursiveLoop.ALLOW }),
      role,
      logGroup,
      tracing: props.isTraced === false ? Tracing.DISABLED : Tracing.ACTIVE,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        [metricNamespaceEnvironmentName]: ledgerNamespace(this),
      },
    });

    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'xray:PutTraceSegments and PutTelemetryRecords know no resource, nor does dynamodb:ListStreams, which an event source needs; no other action is on all.',
    });
    this.errorsAlarm = new ImpactAlarm(this, 'ErrorsAlarm', {
      metric: this.#faults(props),
      threshold: 1,
      evaluationPeriods: 4,
      datapointsToAlarm: props.faultyPeriods ?? 2,
      impact: `The function ${props.name} keeps failing. ${props.impact}`,
      runbook: 'function-errors',
    });
  }

  /** Crashes and time-outs, and of what takes batches also what it gives back. */
  #faults({ name, takesBatches = false }: BundledFunctionProps): IMetric {
    const period = Duration.minutes(5);
    const errors = this.function.metricErrors({ period, statistic: 'Sum' });
    if (!takesBatches) return errors;
    return new MathExpression({
      expression: 'errors + returned',
      usingMetrics: { errors, returned: countedBy(this, name, metricNames.returned, period) },
      period,
      label: 'faults',
    });
  }

  get grantPrincipal(): IGrantable['grantPrincipal'] {
    return this.function.grantPrincipal;
  }

  /** Lets it resend held events to the queues whose events may become valid by what it writes. */
  mayWake(queues: readonly EventQueue[]): void {
    this.allow({
      sid: 'WakeHeldEvents',
      actions: ['sqs:SendMessage'],
      resources: queues.map((woken) => woken.queue.queueArn),
    });
  }

  allow(statement: Statement): void {
    this.function.addToRolePolicy(new PolicyStatement({ effect: Effect.ALLOW, ...statement }));
  }

  deny(statement: Statement): void {
    this.function.addToRolePolicy(new PolicyStatement({ effect: Effect.DENY, ...statement }));
  }
}
