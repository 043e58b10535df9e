/**
 * The commands that the runbook and the page on deploying name in their text. Those of `relief` are carried out by the test of
 * the tour. Of each other one this says which test carries it out, or why only AWS can, and then what it must be given and who
 * may do it, held against the rights in the stacks.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../infra/project-root.ts';
import { textOf } from '../docs/markdown.ts';
import { resourcesOf, stacksOf } from './synthesized.ts';

const pages = ['docs/runbook.md', 'docs/deploying.md'] as const;

/** Whole commands in running text, each on one line; names of commands alone have no option and no argument. */
const commandsOf = (page: string): readonly string[] =>
  [
    ...textOf(page)
      .replaceAll(/^```.*?^```$/gms, '')
      .matchAll(/`((?:aws|npm|npx|relief) [^`]+)`/g),
  ]
    .map(([, command = '']) => command.replaceAll(/\s+/g, ' '))
    .filter((command) => !command.startsWith('npm run -s relief -- '));

/** A command that is tried without AWS, and where. */
interface Tried {
  readonly command: string;
  readonly by: string;
}

/** A command that needs an account. */
interface OnAws {
  readonly command: string;
  /** Without these AWS's command line refuses it. */
  readonly needs: readonly string[];
  /** The IAM action that it takes, and the role of the outputs that may; `account`: whom the account's own policies let. */
  readonly action: string;
  readonly role: 'Redrive' | 'Restore' | 'account';
  readonly why: string;
}

const tried: readonly Tried[] = [
  { command: 'npx cdk bootstrap', by: 'test/docs/tour.test.ts' },
  { command: 'npm start', by: 'test/docs/readme.test.ts' },
  { command: 'npm run bench', by: 'test/bench/cost.test.ts' },
  { command: 'npm run deployment', by: 'test/docs/tour.test.ts' },
  { command: 'npm run -s smoke', by: 'test/deployment/smoke-test.test.ts' },
  { command: 'npm run baseline', by: 'test/infra/lasting-resources.test.ts' },
  { command: 'npx cdk synth ReliefLedgerState', by: 'test/infra/stacks.test.ts' },
  { command: 'npx cdk deploy ReliefLedgerPipeline', by: 'test/infra/pipeline.test.ts' },
  { command: 'npx cdk destroy --all', by: 'test/infra/lasting-resources.test.ts' },
  { command: 'relief doctor', by: 'test/cli/doctor.test.ts' },
  { command: 'relief readers import', by: 'test/cli/readers.test.ts' },
  { command: 'relief import', by: 'test/flows/procedures.test.ts' },
];

const identity = 'Roles are taken of AWS alone.';
const mappings = 'The local system starts and stops its pollers itself; procedures.test.ts has it do so.';
const restoring =
  'Backups are DynamoDB’s and AWS Backup’s; procedures.test.ts copies the tables in their place.';
const streams = 'A change that was given up lies in DynamoDB’s stream.';
const secrets = 'The key is a file on one machine; procedures.test.ts copies that.';
const pool = 'The pool is Cognito’s, and local readers do not sign in.';

const onAws: readonly OnAws[] = [
  {
    command: 'aws sts assume-role',
    needs: ['--role-arn', '--role-session-name'],
    action: 'sts:AssumeRole',
    role: 'account',
    why: identity,
  },
  {
    command: 'aws iam create-open-id-connect-provider',
    needs: ['--url'],
    action: 'iam:CreateOpenIDConnectProvider',
    role: 'account',
    why: identity,
  },
  {
    command: 'aws lambda update-event-source-mapping --uuid <DeadLetters…',
    needs: ['--uuid'],
    action: 'lambda:UpdateEventSourceMapping',
    role: 'Redrive',
    why: mappings,
  },
  {
    command: 'aws lambda update-event-source-mapping --uuid <uuid>',
    needs: ['--uuid'],
    action: 'lambda:UpdateEventSourceMapping',
    role: 'Restore',
    why: mappings,
  },
  {
    command: 'aws lambda list-event-source-mappings',
    needs: [],
    action: 'lambda:ListEventSourceMappings',
    role: 'Restore',
    why: mappings,
  },
  {
    command: 'aws lambda create-event-source-mapping',
    needs: ['--function-name', '--event-source-arn', '--starting-position'],
    action: 'lambda:CreateEventSourceMapping',
    role: 'account',
    why: mappings,
  },
  {
    command: 'aws dynamodb restore-table-to-point-in-time',
    needs: ['--source-table-name', '--target-table-name', '--restore-date-time'],
    action: 'dynamodb:RestoreTableToPointInTime',
    role: 'Restore',
    why: restoring,
  },
  {
    command: 'aws dynamodb list-backups',
    needs: [],
    action: 'dynamodb:ListBackups',
    role: 'Restore',
    why: restoring,
  },
  {
    command: 'aws dynamodb restore-table-from-backup',
    needs: ['--backup-arn', '--target-table-name'],
    action: 'dynamodb:RestoreTableFromBackup',
    role: 'Restore',
    why: restoring,
  },
  {
    command: 'aws backup list-recovery-points-by-backup-vault',
    needs: ['--backup-vault-name'],
    action: 'backup:ListRecoveryPointsByBackupVault',
    role: 'account',
    why: restoring,
  },
  {
    command: 'aws cloudformation detect-stack-drift',
    needs: ['--stack-name'],
    action: 'cloudformation:DetectStackDrift',
    role: 'account',
    why: 'Only CloudFormation knows what it made.',
  },
  {
    command: 'aws cloudformation describe-stack-resource-drifts',
    needs: ['--stack-name'],
    action: 'cloudformation:DescribeStackResourceDrifts',
    role: 'account',
    why: 'Only CloudFormation knows what it made.',
  },
  {
    command: 'aws cloudformation set-stack-policy',
    needs: ['--stack-name', '--stack-policy-body'],
    action: 'cloudformation:SetStackPolicy',
    role: 'account',
    why: 'Only CloudFormation knows what it made.',
  },
  {
    command: 'aws dynamodbstreams get-shard-iterator',
    needs: ['--stream-arn', '--shard-id', '--shard-iterator-type', '--sequence-number'],
    action: 'dynamodb:GetShardIterator',
    role: 'account',
    why: streams,
  },
  {
    command: 'aws dynamodbstreams get-records',
    needs: ['--shard-iterator'],
    action: 'dynamodb:GetRecords',
    role: 'account',
    why: streams,
  },
  {
    command: 'aws secretsmanager list-secrets',
    needs: [],
    action: 'secretsmanager:ListSecrets',
    role: 'account',
    why: secrets,
  },
  {
    command: 'aws secretsmanager get-secret-value',
    needs: ['--secret-id'],
    action: 'secretsmanager:GetSecretValue',
    role: 'account',
    why: secrets,
  },
  {
    command: 'aws secretsmanager put-secret-value',
    needs: ['--secret-id', '--secret-string'],
    action: 'secretsmanager:PutSecretValue',
    role: 'account',
    why: secrets,
  },
  {
    command: 'aws cognito-idp admin-user-global-sign-out',
    needs: ['--user-pool-id', '--username'],
    action: 'cognito-idp:AdminUserGlobalSignOut',
    role: 'account',
    why: pool,
  },
  {
    command: 'aws cognito-idp admin-set-user-mfa-preference',
    needs: ['--user-pool-id', '--username', '--software-token-mfa-settings'],
    action: 'cognito-idp:AdminSetUserMFAPreference',
    role: 'account',
    why: pool,
  },
];

const commands = pages.flatMap(commandsOf);
const rows: readonly { readonly command: string }[] = [...tried, ...onAws];

describe('a command in the text of the runbook or of deploying', () => {
  it.each([...new Set(commands)])('is tried by a test, or is AWS’s alone for a reason: %s', (command) => {
    const own = rows.filter((row) => command.startsWith(row.command));
    expect(own.map((row) => row.command)).toHaveLength(1);
  });

  it('is there for each row of this test', () => {
    const unused = rows.filter((row) => !commands.some((command) => command.startsWith(row.command)));
    expect(unused).toEqual([]);
  });

  it.each(tried)('$command is tried where this says', ({ by }) => {
    expect(existsSync(join(projectRoot, by))).toBe(true);
  });

  it.each(onAws)('$command is given all that it needs', ({ command, needs, why }) => {
    expect(why).not.toBe('');
    for (const whole of commands.filter((one) => one.startsWith(command)))
      for (const option of needs) expect(whole).toContain(`${option} `);
  });

  it('may be done by the role that the runbook names for it', { timeout: 120_000 }, () => {
    const policies = resourcesOf(stacksOf().workflow, 'AWS::IAM::Policy');
    for (const { command, role, action } of onAws) {
      if (role === 'account') continue;
      const policy = policies.find(([id]) => id.startsWith(`Operators${role}`))?.[1];
      expect(JSON.stringify(policy?.Properties['PolicyDocument']), command).toContain(`"${action}"`);
    }
  });
});
