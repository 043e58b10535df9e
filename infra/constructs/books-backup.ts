import { Duration, RemovalPolicy, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { backupLockGrace, backupRetention, copiedBackupRetention, sealHour } from '../config.ts';

export interface BooksBackupProps {
  readonly tables: readonly ITable[];
  readonly zone: string;
  readonly copyVaultArn: string | undefined;
}

const policyName = 'service-role/AWSBackupServiceRolePolicyForBackup';
/** The seal of a day has ended by then. */
const afterSeal = { hour: String((sealHour + 2) % 24), minute: '30' };

/**
 * A backup of all tables each night after the seal, in a vault whose lock nobody can take off: not who can write the
 * tables, nor who owns the account. A copy elsewhere outlives the account.
 */
export class BooksBackup extends Construct {
  constructor(scope: Construct, id: string, { tables, zone, copyVaultArn }: BooksBackupProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const vault = new BackupVault(this, 'Vault', {
      backupVaultName: stackName,
      lockConfiguration: { minRetention: backupRetention, changeableFor: backupLockGrace },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const plan = new BackupPlan(this, 'Plan', { backupPlanName: stackName, backupVault: vault });
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'every-night',
        scheduleExpression: Schedule.cron(afterSeal),
        scheduleExpressionTimezone: TimeZone.of(zone),
        startWindow: Duration.hours(1),
        completionWindow: Duration.hours(8),
        deleteAfter: backupRetention,
        ...(copyVaultArn !== undefined && {
          copyActions: [
            {
              destinationBackupVault: BackupVault.fromBackupVaultArn(this, 'Elsewhere', copyVaultArn),
              deleteAfter: copiedBackupRetention,
            },
          ],
        }),
      }),
    );
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policyName)],
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policyName}]`,
      reason:
        'What AWS Backup needs to back up changes with the service; only the service may take the role.',
    });
    plan.addSelection('Tables', {
      role,
      disableDefaultBackupPolicy: true,
      resources: tables.map((table) => BackupResource.fromDynamoDbTable(table)),
    });
  }
}
