import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

/** In five minutes, from one address. Twenty desks behind one line ask less. */
const requestsOfAddress = 5_000;

/**
 * A web ACL for the page, in the one Region where CloudFront looks for it. Its address goes back into the context, as
 * `webAclArn`, so that the page's stack may lie in any Region.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, {
      ...props,
      env: { region: 'us-east-1' },
      description: 'Relief Ledger: web ACL of the page',
    });
    const seenAs = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
      metricName: `${this.stackName}-${metricName}`,
    });
    const acl = new CfnWebACL(this, 'WebAcl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('all'),
      rules: [
        {
          name: 'one-address',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsOfAddress } },
          visibilityConfig: seenAs('one-address'),
        },
        {
          name: 'known-for-attacks',
          priority: 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesAmazonIpReputationList' },
          },
          visibilityConfig: seenAs('known-for-attacks'),
        },
      ],
    });
    new CfnOutput(this, 'WebAclArn', { value: acl.attrArn });
  }
}
