import { type CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Gives the CDK's own function that empties a bucket before it is deleted a log that goes with the stack: the one that
 * Lambda would make for it stays behind.
 */
export function logEmptierOf(bucket: Bucket): void {
  const stack = Stack.of(bucket);
  const provider = stack.node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const log = new LogGroup(stack, 'EmptierLog', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const emptier = provider.node.findChild('Handler') as CfnResource;
  emptier.addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
}
