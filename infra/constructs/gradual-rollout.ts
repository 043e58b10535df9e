import { Validations } from 'aws-cdk-lib';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Alias, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ImpactAlarm } from './impact-alarm.ts';

export interface GradualRolloutProps {
  readonly target: LambdaFunction;
  /** While one rings, nothing is rolled out. */
  readonly alarms: readonly ImpactAlarm[];
}

const policyName = 'service-role/AWSCodeDeployRoleForLambdaLimited';

/**
 * A new version answers one question in ten for a quarter of an hour, and then all; where an alarm rings meanwhile, the
 * version before answers them again.
 */
export class GradualRollout extends Construct {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, { target, alarms }: GradualRolloutProps) {
    super(scope, id);
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: target.currentVersion });
    const group = new LambdaDeploymentGroup(this, 'Group', {
      alias: this.alias,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
      alarms: [...alarms],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
    Validations.of(group.role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policyName}]`,
      reason:
        'What CodeDeploy needs to shift an alias changes with the service; only the service may take the role.',
    });
  }
}
