import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, ArnPrincipal, Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LedgerTables } from '../state-stack.ts';
import type { BundledFunction } from './bundled-function.ts';
import { sealedSubjects } from './daily-seal.ts';
import type { EventQueue } from './event-queue.ts';
import type { Grantee, Statement } from './grantee.ts';
import type { QueueWorker } from './queue-worker.ts';
import type { SealBucket } from './seal-bucket.ts';

export interface OperatorRolesProps {
  /** Who may take the roles; undefined: whom the account's own policies let. */
  readonly principal: string | undefined;
  readonly tables: LedgerTables;
  readonly seals: SealBucket;
  /** The queue of audits, which may have been opened on a seal before it was made. */
  readonly assurance: EventQueue;
  readonly queues: readonly EventQueue[];
  readonly workers: readonly QueueWorker[];
  /** Whatever is fed by a queue or a stream. */
  readonly functions: readonly BundledFunction[];
}

/** As long as the books of a country take to be read. */
const longestSession = Duration.hours(4);

/** The role of somebody who does one thing of the runbook, and no other. */
class OperatorRole extends Construct implements Grantee {
  readonly role: Role;

  constructor(scope: Construct, id: string, principal: string | undefined, description: string) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      assumedBy: principal === undefined ? new AccountRootPrincipal() : new ArnPrincipal(principal),
      description,
      maxSessionDuration: longestSession,
    });
  }

  allow(statement: Statement): void {
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, ...statement }));
  }

  deny(statement: Statement): void {
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.DENY, ...statement }));
  }
}

/** A role for each thing that the runbook has an operator do: redrive, verify, seal, restore. */
export class OperatorRoles extends Construct {
  readonly arns: { readonly [name in 'Redrive' | 'Verify' | 'Seal' | 'Restore']: string };

  constructor(scope: Construct, id: string, props: OperatorRolesProps) {
    super(scope, id);
    const roleOf = (name: string, description: string): OperatorRole =>
      new OperatorRole(this, name, props.principal, description);
    const roles = {
      Redrive: roleOf('Redrive', 'Has dead letters worked off where they are'),
      Verify: roleOf('Verify', 'Reads the books and their seals: relief verify, relief export'),
      Seal: roleOf('Seal', 'Seals the day by hand: relief seal'),
      Restore: roleOf('Restore', 'Restores tables under new names, and stops and starts posting'),
    };
    letRedrive(roles.Redrive, props);
    letVerify(roles.Verify, props);
    letSeal(roles.Seal, props);
    letRestore(roles.Restore, props);
    const arnOf = ({ role }: OperatorRole): string => role.roleArn;
    this.arns = {
      Redrive: arnOf(roles.Redrive),
      Verify: arnOf(roles.Verify),
      Seal: arnOf(roles.Seal),
      Restore: arnOf(roles.Restore),
    };
  }
}

/** The name under which a table's address is imported from the other stack. */
function exportOf(table: Table): string {
  const stack = Stack.of(table);
  return (stack.resolve(stack.exportValue(table.tableArn)) as { 'Fn::ImportValue': string })[
    'Fn::ImportValue'
  ];
}

/** Neither reads, deletes nor sends a message: who sent it is checked by what SQS says, and a message that is sent anew has another sender. */
function letRedrive(role: OperatorRole, { queues, workers }: OperatorRolesProps): void {
  const { partition, region, account } = Stack.of(role);
  role.allow({
    sid: 'WorkOffDeadLetters',
    actions: ['lambda:UpdateEventSourceMapping', 'lambda:GetEventSourceMapping'],
    resources: workers.map(
      ({ deadLettersMapping }) =>
        `arn:${partition}:lambda:${region}:${account}:event-source-mapping:${deadLettersMapping}`,
    ),
    conditions: { ArnEquals: { 'lambda:FunctionArn': workers.map((one) => one.function.functionArn) } },
  });
  role.allow({
    sid: 'CountDeadLetters',
    actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
    resources: queues.flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
  });
}

function letVerify(role: OperatorRole, { tables, seals }: OperatorRolesProps): void {
  for (const table of Object.values(tables)) table.allowScanning(role);
  seals.allowVerifying(role);
}

/** What the function that seals may do, and no more. */
function letSeal(role: OperatorRole, { tables, seals, assurance }: OperatorRolesProps): void {
  tables.stock.allowReading(role);
  tables.ledgers.allowReading(role);
  tables.ledgers.allowAppendingUnder(sealedSubjects, role);
  seals.allowArchiving(role);
  role.allow({ sid: 'WakeAudits', actions: ['sqs:SendMessage'], resources: [assurance.queue.queueArn] });
}

function letRestore(role: OperatorRole, { tables, functions }: OperatorRolesProps): void {
  const arns = Object.values(tables).map(({ table }) => table.tableArn);
  role.allow({
    sid: 'Restore',
    actions: [
      'dynamodb:RestoreTableToPointInTime',
      'dynamodb:RestoreTableFromBackup',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeTable',
      'dynamodb:DescribeBackup',
    ],
    resources: arns.flatMap((arn) => [arn, `${arn}/backup/*`]),
  });
  // What DynamoDB asks for of the table that it restores to.
  role.allow({
    sid: 'FillRestored',
    actions: [
      'dynamodb:RestoreTableToPointInTime',
      'dynamodb:RestoreTableFromBackup',
      'dynamodb:DescribeTable',
      'dynamodb:BatchWriteItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:Scan',
    ],
    resources: arns.map((arn) => `${arn}-restored`),
  });
  const { partition, region, account } = Stack.of(role);
  role.allow({
    sid: 'StopAndStartPosting',
    actions: ['lambda:UpdateEventSourceMapping', 'lambda:GetEventSourceMapping'],
    resources: [`arn:${partition}:lambda:${region}:${account}:event-source-mapping:*`],
    conditions: {
      ArnEquals: { 'lambda:FunctionArn': functions.map((one) => one.function.functionArn) },
    },
  });
  role.allow({
    sid: 'FindThem',
    actions: ['lambda:ListEventSourceMappings', 'dynamodb:ListBackups'],
    resources: ['*'],
  });
  const wildcards = {
    '*': 'Lists of mappings and backups know no resource.',
    'arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:event-source-mapping:*':
      'Lambda names a mapping when it makes it; the condition says of which functions.',
    ...Object.fromEntries(
      Object.values(tables).map(({ table }) => [
        `${exportOf(table)}/backup/*`,
        'DynamoDB names a backup when it makes it.',
      ]),
    ),
  };
  for (const [resource, reason] of Object.entries(wildcards))
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
}
