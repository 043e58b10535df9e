import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { OpenIdConnectProvider, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Stage } from './config.ts';

export interface PipelineStackProps extends StackProps {
  readonly stage: Stage;
  /** `owner/name`, on GitHub. */
  readonly repository: string;
}

const issuer = 'token.actions.githubusercontent.com';

/**
 * The role that a repository's workflow takes to deploy a stage, without a key that lasts: by a token that GitHub gives to
 * the environment of that stage, behind whose gate a person stands.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { stage, repository, ...props }: PipelineStackProps) {
    super(scope, id, { ...props, description: 'Relief Ledger: role of the pipeline' });
    const { partition, region, account } = this;
    // One for an account, so not made here: docs/deploying.md says how.
    const provider = OpenIdConnectProvider.fromOpenIdConnectProviderArn(
      this,
      'GitHub',
      `arn:${partition}:iam::${account}:oidc-provider/${issuer}`,
    );
    const role = new Role(this, 'Role', {
      assumedBy: new WebIdentityPrincipal(provider.openIdConnectProviderArn, {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          [`${issuer}:sub`]: `repo:${repository}:environment:${stage}`,
        },
      }),
      description: `Deploys ${stage} from ${repository}`,
      maxSessionDuration: Duration.hours(1),
    });
    const bootstrapRoles = `arn:${partition}:iam::${account}:role/cdk-hnb659fds-*-role-${account}-*`;
    role.addToPolicy(
      new PolicyStatement({ sid: 'Deploy', actions: ['sts:AssumeRole'], resources: [bootstrapRoles] }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'FindRollbackAlarms',
        actions: ['cloudformation:DescribeStacks'],
        resources: [
          `arn:${partition}:cloudformation:${region}:${account}:stack/ReliefLedgerWorkflow-${stage}/*`,
        ],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'SignInToSmokeTest',
        actions: ['cognito-idp:AdminInitiateAuth', 'cognito-idp:AdminRespondToAuthChallenge'],
        resources: [`arn:${partition}:cognito-idp:${region}:${account}:userpool/*`],
        conditions: { StringEquals: { 'aws:ResourceTag/stage': stage } },
      }),
    );
    for (const [resource, reason] of Object.entries({
      [`arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/ReliefLedgerWorkflow-${stage}/*`]:
        'What follows the name of a stack is known once it is made.',
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/cdk-hnb659fds-*-role-<AWS::AccountId>-*':
        'The roles of the CDK’s bootstrap, of each Region; what they may do is said when it is made.',
      'arn:<AWS::Partition>:cognito-idp:<AWS::Region>:<AWS::AccountId>:userpool/*':
        'The pool is of another stack, which may not be there yet; the condition says of which stage.',
    }))
      Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
    new CfnOutput(this, 'PipelineRole', { value: role.roleArn });
  }
}
