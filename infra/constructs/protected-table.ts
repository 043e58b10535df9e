import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  type StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';
import type { Grantee } from './grantee.ts';

export interface ProtectedTableProps {
  readonly stage: Stage;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly index?: Omit<GlobalSecondaryIndexProps, 'partitionKey' | 'sortKey'> & {
    readonly partitionKey: string;
    readonly sortKey: string;
  };
  readonly stream?: StreamViewType;
  /** Holds for every role and user of the account. */
  readonly policy?: PolicyDocument;
}

/** A table on demand that is encrypted, can be restored to any second of 35 days and, in `prod`, not deleted. */
export class ProtectedTable extends Construct {
  readonly table: Table;
  protected readonly indexArns: readonly string[];

  constructor(scope: Construct, id: string, props: ProtectedTableProps) {
    super(scope, id);
    const isProtected = props.stage === 'prod';
    this.table = new Table(this, 'Table', {
      partitionKey: text(props.partitionKey),
      ...(props.sortKey === undefined ? {} : { sortKey: text(props.sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: isProtected,
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.stream === undefined ? {} : { stream: props.stream }),
      ...(props.policy === undefined ? {} : { resourcePolicy: props.policy }),
    });
    if (props.index !== undefined) {
      const { partitionKey, sortKey, ...index } = props.index;
      this.table.addGlobalSecondaryIndex({
        ...index,
        partitionKey: text(partitionKey),
        sortKey: text(sortKey),
      });
    }
    this.indexArns =
      props.index === undefined ? [] : [`${this.table.tableArn}/index/${props.index.indexName}`];
  }

  /** Everything in it, as a check or a copy of the books reads it. */
  allowScanning(reader: Grantee): void {
    this.allowReading(reader);
    reader.allow({
      sid: `Scan${this.node.id}`,
      actions: ['dynamodb:Scan', 'dynamodb:DescribeTable'],
      resources: [this.table.tableArn],
    });
  }

  /** Point reads and queries on the table and its index; never a scan. */
  allowReading(reader: Grantee): void {
    reader.allow({
      sid: `Read${this.node.id}`,
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [this.table.tableArn, ...this.indexArns],
    });
  }
}

function text(name: string): { name: string; type: AttributeType } {
  return { name, type: AttributeType.STRING };
}
