import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type Stage, sealRetention } from '../config.ts';
import { logEmptierOf } from './emptied-bucket.ts';
import type { Grantee } from './grantee.ts';

const folders = ['seals', 'tails', 'added'] as const;

/**
 * The archive of seals: what is written there cannot be changed or deleted by anyone, in `prod` not by the owner of the
 * account either, until its retention is over.
 */
export class SealBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage }) {
    super(scope, id);
    const isProtected = props.stage === 'prod';
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      // What can be destroyed with one command must be: in `dev` nothing is retained.
      ...(isProtected
        ? { objectLockDefaultRetention: ObjectLockRetention.compliance(sealRetention) }
        : { objectLockEnabled: true, autoDeleteObjects: true }),
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    if (!isProtected) logEmptierOf(this.bucket);
    // A second object under a key would be a version of its own, and harmless; better that nobody wonders about it.
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'WriteOnce',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
    if (isProtected) {
      this.bucket.addToResourcePolicy(
        new PolicyStatement({
          sid: 'NeverHide',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['s3:DeleteObject', 's3:BypassGovernanceRetention'],
          resources: [this.bucket.arnForObjects('*')],
        }),
      );
    }
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Three objects a day, written by one role; who read them matters to nobody, and nobody can change them.',
    });
  }

  get address(): string {
    return `s3://${this.bucket.bucketName}`;
  }

  /** Reads the archive, every version of what is in it. */
  allowVerifying(reader: Grantee): void {
    this.#allowReading(reader, ['s3:GetObjectVersion']);
  }

  /** Adds to the archive and reads it. */
  allowArchiving(writer: Grantee): void {
    this.#allowReading(writer, ['s3:PutObject', 's3:GetObjectVersion']);
  }

  #allowReading(grantee: Grantee, actions: string[]): void {
    grantee.allow({
      sid: 'ListSeals',
      actions: ['s3:ListBucketVersions'],
      resources: [this.bucket.bucketArn],
    });
    grantee.allow({
      sid: 'ArchiveSeals',
      actions,
      resources: folders.map((folder) => this.bucket.arnForObjects(`${folder}/*`)),
    });
    const stack = Stack.of(this);
    const imported = stack.resolve(stack.exportValue(this.bucket.bucketArn)) as { 'Fn::ImportValue': string };
    for (const folder of folders) {
      Validations.of(grantee).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${imported['Fn::ImportValue']}/${folder}/*]`,
        reason: 'Keys are made of numbers and days to come, and the bucket takes each once.',
      });
    }
  }
}
