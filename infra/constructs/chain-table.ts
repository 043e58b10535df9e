import { StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import { ProtectedTable, type ProtectedTableProps } from './protected-table.ts';

export interface ChainTableProps
  extends Omit<ProtectedTableProps, 'partitionKey' | 'sortKey' | 'stream' | 'policy'> {
  /** Prefix of the only partition keys whose items may be deleted; without it nothing may be. */
  readonly erasableSubjects?: `${string}/`;
}

const insideTransaction = {
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
};

/** Ways to change an item, and to write one by itself, that no chain is written by. */
const rewriting = [
  'dynamodb:UpdateItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
];

/**
 * A table of append-only chains, keyed by `subject` and `item`.
 *
 * Guarantees: whatever a function's code does, its role can neither update an item nor delete one outside
 * `erasableSubjects`, and it writes in transactions only. The table itself refuses the same to every role and user of
 * the account, until somebody takes its policy away. No condition of IAM tells an overwrite from a first put: that
 * shows in the stream as MODIFY and breaks the chain's hashes.
 */
export class ChainTable extends ProtectedTable {
  readonly #erasable: string | undefined;

  constructor(scope: Construct, id: string, props: ChainTableProps) {
    const { erasableSubjects, ...table } = props;
    const erasable = erasableSubjects === undefined ? undefined : `${erasableSubjects}*`;
    super(scope, id, {
      ...table,
      partitionKey: 'subject',
      sortKey: 'item',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      policy: new PolicyDocument({
        statements: denials(erasable).map(
          (denial) =>
            new PolicyStatement({
              ...denial,
              effect: Effect.DENY,
              principals: [new AnyPrincipal()],
              // Of a table's own policy that is the table.
              resources: ['*'],
            }),
        ),
      }),
    });
    this.#erasable = erasable;
  }

  /** Appends to chains, both sides of a movement at once. */
  allowPosting(writer: BundledFunction): void {
    this.#allowAppending(writer, {});
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
    this.#denyRewriting(writer, this.#erasable);
  }

  /** Appends under some partition keys and nowhere else; a key may end in `*`. Deletes nothing. */
  allowAppendingUnder(subjects: readonly string[], writer: BundledFunction): void {
    this.#allowAppending(writer, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...subjects] },
    });
    this.#denyRewriting(writer, undefined);
  }

  #allowAppending(writer: BundledFunction, under: Record<string, Record<string, string[]>>): void {
    writer.allow({
      sid: `PostTo${this.node.id}`,
      actions: ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
      resources: [this.table.tableArn],
      conditions: { ...insideTransaction, ...under },
    });
  }

  /** Said as a denial too, so that no later grant, however broad, opens the books. */
  #denyRewriting(writer: BundledFunction, erasable: string | undefined): void {
    for (const { sid, ...denial } of denials(erasable)) {
      writer.deny({ ...denial, sid: `${sid}${this.node.id}`, resources: [this.table.tableArn] });
    }
  }
}

interface Denial {
  readonly sid: string;
  readonly actions: string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string[] } };
}

function denials(erasable: string | undefined): readonly Denial[] {
  if (erasable === undefined)
    return [{ sid: 'NeverRewrite', actions: [...rewriting, 'dynamodb:DeleteItem'] }];
  return [
    { sid: 'NeverRewrite', actions: [...rewriting] },
    {
      sid: 'NeverErase',
      actions: ['dynamodb:DeleteItem'],
      conditions: { 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': [erasable] } },
    },
  ];
}
