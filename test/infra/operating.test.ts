import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { StateStack } from '../../infra/state-stack.ts';
import { type Resource, resourcesOf, type Synthesized, stacksOf, synthesize } from './synthesized.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let stacks: Synthesized;
beforeAll(() => {
  stacks = stacksOf();
}, 60_000);

const only = (template: Template, type: string, start = ''): Resource => {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(start));
  expect(found, `${type} ${start}`).toHaveLength(1);
  return (found[0] as [string, Resource])[1];
};

describe('an operator', () => {
  const statementsOf = (role: string): readonly Statement[] =>
    (
      only(stacks.workflow, 'AWS::IAM::Policy', `Operators${role}`).Properties['PolicyDocument'] as {
        Statement: Statement[];
      }
    ).Statement;
  const allowed = (role: string) =>
    statementsOf(role)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action);

  it('who redrives turns on what hands over dead letters, and neither sends, reads nor deletes a message', () => {
    expect(allowed('Redrive').toSorted()).toEqual([
      'lambda:GetEventSourceMapping',
      'lambda:UpdateEventSourceMapping',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
    ]);
    const [turning] = statementsOf('Redrive');
    const mappings = resourcesOf(stacks.workflow, 'AWS::Lambda::EventSourceMapping').filter(([id]) =>
      id.includes('DeadLetters'),
    );
    expect(mappings).toHaveLength(7);
    for (const [id, { Properties }] of mappings) {
      expect(JSON.stringify(turning?.Resource)).toContain(`{"Ref":"${id}"}`);
      expect(Properties).toMatchObject({
        Enabled: false,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/DeadLetters[0-9A-F]{8}$/), 'Arn'] },
      });
    }
    expect(turning?.Condition?.['ArnEquals']?.['lambda:FunctionArn']).toHaveLength(7);
    // Lambda takes no queue that hands a message out again while its function may still be at it.
    for (const [id, { Properties }] of resourcesOf(stacks.workflow, 'AWS::SQS::Queue'))
      if (id.includes('DeadLetters'))
        expect(Properties['VisibilityTimeout'], id).toBeGreaterThanOrEqual(6 * 60);
  });

  it('can send a message to no queue but by the role of an organisation', () => {
    const sends = ['Redrive', 'Verify', 'Restore'].flatMap(allowed);
    expect(sends.filter((action) => /SendMessage|StartMessageMoveTask/.test(action))).toEqual([]);
  });

  it('who verifies reads everything, and writes nothing', () => {
    const actions = allowed('Verify');
    expect(actions).toEqual(
      expect.arrayContaining(['dynamodb:Scan', 's3:GetObjectVersion', 's3:ListBucketVersions']),
    );
    expect(actions.filter((action) => /Put|Update|Delete|Write|Send/.test(action))).toEqual([]);
  });

  it('who seals may do what the function does, and no more', () => {
    const puts = statementsOf('Seal').filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
    expect(puts.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['seals', 'sealed:*', 'anomalies:*'] },
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
      },
    ]);
    const sends = statementsOf('Seal').filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'));
    expect(JSON.stringify(sends.map(({ Resource }) => Resource))).toContain('"AssuranceQueue');
  });

  it('who restores fills tables beside those that are there, and stops what posts', () => {
    for (const { Sid, Action, Resource } of statementsOf('Restore')) {
      if (![Action].flat().some((action) => /:(?:BatchWrite|Put|Update|Delete)Item$/.test(action))) continue;
      for (const one of [Resource].flat()) expect(JSON.stringify(one), Sid).toContain('-restored"');
    }
    const [mapping] = statementsOf('Restore').filter(({ Sid }) => Sid === 'StopAndStartPosting');
    const functions = [mapping?.Condition?.['ArnEquals']?.['lambda:FunctionArn']].flat();
    expect(functions).toHaveLength(8);
  });

  it('is whom the context names, or whom the account’s own policies let', () => {
    const trusted = (template: Template) =>
      JSON.stringify(
        only(template, 'AWS::IAM::Role', 'OperatorsSeal').Properties['AssumeRolePolicyDocument'],
      );
    expect(trusted(stacks.workflow)).toContain(':root"');
    const operatorPrincipal = 'arn:aws:iam::111122223333:role/on-call';
    expect(trusted(stacksOf({ operatorPrincipal }).workflow)).toContain(operatorPrincipal);
  }, 60_000);
});

describe('the backup', () => {
  it('is made of every table each night, into a vault whose lock nobody takes off', () => {
    expect(only(stacks.state, 'AWS::Backup::BackupVault')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { LockConfiguration: { MinRetentionDays: 35, ChangeableForDays: 3 } },
    });
    const { Resources } = only(stacks.state, 'AWS::Backup::BackupSelection').Properties[
      'BackupSelection'
    ] as {
      Resources: unknown[];
    };
    expect(Resources).toHaveLength(3);
    const [rule] = rulesOf(stacks.state);
    expect(rule).toMatchObject({
      ScheduleExpression: 'cron(30 1 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Pyongyang',
      Lifecycle: { DeleteAfterDays: 35 },
    });
    expect(rule).not.toHaveProperty('CopyActions');
  });

  it('is copied elsewhere where the context names a vault', () => {
    const backupCopyVaultArn = 'arn:aws:backup:eu-west-1:444455556666:backup-vault:relief';
    const [rule] = rulesOf(stacksOf({ backupCopyVaultArn }).state);
    expect(rule?.['CopyActions']).toEqual([
      { DestinationBackupVaultArn: backupCopyVaultArn, Lifecycle: { DeleteAfterDays: 365 } },
    ]);
  }, 60_000);

  it('is none in dev, which leaves nothing behind', () => {
    expect(resourcesOf(stacksOf({ stage: 'dev' }).state, 'AWS::Backup::BackupVault')).toEqual([]);
  }, 60_000);

  const rulesOf = (template: Template): readonly Record<string, unknown>[] =>
    (
      only(template, 'AWS::Backup::BackupPlan').Properties['BackupPlan'] as {
        BackupPlanRule: Record<string, unknown>[];
      }
    ).BackupPlanRule;
});

describe('the audit', () => {
  it('is made where the context asks for it: every write to tables and seals, and who could have done it', () => {
    expect(resourcesOf(stacks.state, 'AWS::CloudTrail::Trail')).toEqual([]);
    const { state } = synthesize({ audit: 'trail, analyzer' });
    const { AdvancedEventSelectors, EnableLogFileValidation } = only(
      state,
      'AWS::CloudTrail::Trail',
    ).Properties;
    expect(EnableLogFileValidation).toBe(true);
    const text = JSON.stringify(AdvancedEventSelectors);
    for (const watched of ['HouseholdsTable', 'StockTable', 'LedgersTable', 'SealsBucket'])
      expect(text).toContain(watched);
    expect(text).toContain('{"Equals":["false"],"Field":"readOnly"}');
    only(state, 'AWS::AccessAnalyzer::Analyzer');
    expect(() => synthesize({ audit: 'everything' })).toThrow('must list parts of trail, analyzer');
  });
});

describe('going back', () => {
  it('finds every export that the other stack imports, whether that stack is there or not', () => {
    const app = new App({ context: { stage: 'prod' } });
    const alone = Template.fromStack(
      new StateStack(app, 'ReliefLedgerState', {
        config: readConfig(app.node),
        stackName: 'ReliefLedgerState-prod',
      }),
    );
    const exported = Object.values(
      alone.toJSON()['Outputs'] as Record<string, { readonly Export?: { readonly Name: string } }>,
    ).map(({ Export }) => Export?.Name);
    const imported = new Set(
      [...JSON.stringify(stacks.workflow.toJSON()).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(
        ([, name]) => name,
      ),
    );
    expect(imported.size).toBeGreaterThan(8);
    expect([...imported].filter((name) => !exported.includes(name))).toEqual([]);
  });
});

describe('an invitation', () => {
  const poolOf = (context: object) =>
    only(stacksOf({ ...context }).state, 'AWS::Cognito::UserPool').Properties;

  it('comes by mail, from SES where the context says so, and tells how to come in', () => {
    expect(poolOf({})).toMatchObject({
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      AutoVerifiedAttributes: ['email'],
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    });
    const theirs = poolOf({
      mailFrom: 'relief@example.org',
      mailRegion: 'eu-west-1',
      pageDomain: 'relief.example.org',
      pageCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/one',
    });
    expect(theirs['EmailConfiguration']).toMatchObject({
      EmailSendingAccount: 'DEVELOPER',
      From: 'relief@example.org',
    });
    const { InviteMessageTemplate } = theirs['AdminCreateUserConfig'] as {
      InviteMessageTemplate: { EmailMessage: string };
    };
    for (const part of ['{username}', '{####}', 'https://relief.example.org/'])
      expect(InviteMessageTemplate.EmailMessage).toContain(part);
    expect(() => synthesize({ mailFrom: 'relief@example.org' })).toThrow('given together');
  }, 60_000);
});
