import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { deviceListsEnvironmentName } from '../../shared/runtime/environment-names.ts';
import type { Stage } from '../config.ts';
import type { BundledFunction } from './bundled-function.ts';

/**
 * The lists of devices that coordinators ended, each written once. They lie outside the tables, so that the intake, which
 * may read no table, can read them. What they say may name people, so an administrator can delete them.
 */
export class DeviceLists extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    const isProtected = stage === 'prod';
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      ...(!isProtected && { autoDeleteObjects: true }),
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Each list says who wrote it and when, one function writes them, and two read them.',
    });
  }

  /** Lets a function read the lists. */
  allowReading(reader: BundledFunction): void {
    this.#allow(reader, 'ReadDevices', ['s3:GetObjectVersion']);
  }

  /** Lets a function read the lists and add to them. */
  allowDeciding(writer: BundledFunction): void {
    this.#allow(writer, 'DecideDevices', ['s3:GetObjectVersion', 's3:PutObject']);
  }

  #allow(grantee: BundledFunction, sid: string, actions: string[]): void {
    grantee.function.addEnvironment(deviceListsEnvironmentName, `s3://${this.bucket.bucketName}`);
    grantee.allow({
      sid: 'ListDevices',
      actions: ['s3:ListBucketVersions'],
      resources: [this.bucket.bucketArn],
    });
    grantee.allow({ sid, actions, resources: [this.bucket.arnForObjects('devices/*')] });
    const stack = Stack.of(this);
    const imported = stack.resolve(stack.exportValue(this.bucket.bucketArn)) as { 'Fn::ImportValue': string };
    Validations.of(grantee).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${imported['Fn::ImportValue']}/devices/*]`,
      reason: 'Each list has the next number for its key, and is written once.',
    });
  }
}
