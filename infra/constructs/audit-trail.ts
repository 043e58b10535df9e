import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import type { LedgerTables } from '../state-stack.ts';
import type { SealBucket } from './seal-bucket.ts';

export interface AuditTrailProps {
  readonly stage: Stage;
  readonly tables: LedgerTables;
  readonly seals: SealBucket;
}

/** Who wrote to the tables and to the archive of seals, whoever it was: what *Books tampered with* asks first. */
export class AuditTrail extends Construct {
  constructor(scope: Construct, id: string, { stage, tables, seals }: AuditTrailProps) {
    super(scope, id);
    const isProtected = stage === 'prod';
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      ...(isProtected
        ? { removalPolicy: RemovalPolicy.RETAIN }
        : { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true }),
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Itself a log, written by CloudTrail alone.',
    });
    const { stackName, partition, region, account } = Stack.of(this);
    const trailName = stackName;
    const ofTrail = {
      StringEquals: {
        'aws:SourceArn': `arn:${partition}:cloudtrail:${region}:${account}:trail/${trailName}`,
      },
    };
    const cloudTrail = new ServicePrincipal('cloudtrail.amazonaws.com');
    bucket.addToResourcePolicy(
      new PolicyStatement({
        actions: ['s3:GetBucketAcl'],
        principals: [cloudTrail],
        resources: [bucket.bucketArn],
        conditions: ofTrail,
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        actions: ['s3:PutObject'],
        principals: [cloudTrail],
        resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
        conditions: {
          StringEquals: { ...ofTrail.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        },
      }),
    );
    const writesTo = (type: string, arns: readonly string[], operator: 'equalTo' | 'startsWith') => ({
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: [type] },
        { field: 'readOnly', equalTo: ['false'] },
        { field: 'resources.ARN', [operator]: [...arns] },
      ],
    });
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: false,
      s3BucketName: bucket.bucketName,
      advancedEventSelectors: [
        writesTo(
          'AWS::DynamoDB::Table',
          Object.values(tables).map(({ table }) => table.tableArn),
          'equalTo',
        ),
        writesTo('AWS::S3::Object', [seals.bucket.arnForObjects('')], 'startsWith'),
      ],
    });
    if (bucket.policy !== undefined) trail.node.addDependency(bucket.policy);
  }
}
