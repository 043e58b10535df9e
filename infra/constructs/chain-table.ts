import { StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import { ProtectedTable, type ProtectedTableProps } from './protected-table.ts';

export interface ChainTableProps extends Omit<ProtectedTableProps, 'partitionKey' | 'sortKey' | 'stream'> {
  /** Prefix of the only partition keys whose items may be deleted; without it nothing may be. */
  readonly erasableSubjects?: `${string}/`;
}

const insideTransaction = {
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
};

/**
 * A table of append-only chains, keyed by `subject` and `item`.
 *
 * Guarantees: whatever a function's code does, its role can neither update an item nor delete one outside
 * `erasableSubjects`, and it writes in transactions only. No condition of IAM tells an overwrite from a first
 * put: that shows in the stream as MODIFY and breaks the chain's hashes.
 */
export class ChainTable extends ProtectedTable {
  readonly #erasable: string | undefined;

  constructor(scope: Construct, id: string, props: ChainTableProps) {
    const { erasableSubjects, ...table } = props;
    super(scope, id, {
      ...table,
      partitionKey: 'subject',
      sortKey: 'item',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.#erasable = erasableSubjects === undefined ? undefined : `${erasableSubjects}*`;
  }

  /** Appends to chains, both sides of a movement at once. */
  allowPosting(writer: BundledFunction): void {
    writer.allow({
      sid: `PostTo${this.node.id}`,
      actions: ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
      resources: [this.table.tableArn],
      conditions: insideTransaction,
    });
    if (this.#erasable !== undefined) {
      writer.allow({
        sid: `ReleaseHeldIn${this.node.id}`,
        actions: ['dynamodb:DeleteItem'],
        resources: [this.table.tableArn],
        conditions: {
          ...insideTransaction,
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [this.#erasable] },
        },
      });
    }
    this.#denyRewriting(writer);
  }

  /** Said as a denial too, so that no later grant, however broad, opens the books. */
  #denyRewriting(writer: BundledFunction): void {
    writer.deny({
      sid: `NeverRewrite${this.node.id}`,
      actions: [
        'dynamodb:UpdateItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PartiQLDelete',
        ...(this.#erasable === undefined ? ['dynamodb:DeleteItem'] : []),
      ],
      resources: [this.table.tableArn],
    });
    if (this.#erasable !== undefined) {
      writer.deny({
        sid: `NeverErase${this.node.id}`,
        actions: ['dynamodb:DeleteItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': [this.#erasable] } },
      });
    }
  }
}
