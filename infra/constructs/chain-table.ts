import { StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Grantee } from './grantee.ts';
import { ProtectedTable, type ProtectedTableProps } from './protected-table.ts';

export interface ChainTableProps
  extends Omit<ProtectedTableProps, 'partitionKey' | 'sortKey' | 'stream' | 'policy'> {
  /** Prefix of the only partition keys whose items may be deleted; without it nothing may be. */
  readonly erasableSubjects?: `${string}/`;
  /** Prefix of the only partition keys whose items may be counted in place; without it none may be. */
  readonly countedSubjects?: `${string}:`;
}

const insideTransaction = {
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
};

/** Ways to change an item, and to write one by itself, that no chain is written by. */
const rewriting = [
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
];

/**
 * A table of append-only chains, keyed by `subject` and `item`.
 *
 * Guarantees: whatever a function's code does, its role can neither update an item outside `countedSubjects` nor delete one
 * outside `erasableSubjects`, and it writes in transactions only. The table itself refuses the same to every role and user of
 * the account, until somebody takes its policy away. No condition of IAM tells an overwrite from a first put: that
 * shows in the stream as MODIFY and breaks the chain's hashes.
 */
export class ChainTable extends ProtectedTable {
  readonly #erasable: string | undefined;
  readonly #counted: string | undefined;

  constructor(scope: Construct, id: string, props: ChainTableProps) {
    const { erasableSubjects, countedSubjects, ...table } = props;
    const erasable = erasableSubjects === undefined ? undefined : `${erasableSubjects}*`;
    const counted = countedSubjects === undefined ? undefined : `${countedSubjects}*`;
    super(scope, id, {
      ...table,
      partitionKey: 'subject',
      sortKey: 'item',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      policy: new PolicyDocument({
        statements: denials(erasable, counted).map(
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
    this.#counted = counted;
  }

  /** Appends to chains, both sides of a movement at once. */
  allowPosting(writer: Grantee): void {
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
    if (this.#counted !== undefined) {
      writer.allow({
        sid: `CountIn${this.node.id}`,
        actions: ['dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: {
          ...insideTransaction,
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [this.#counted] },
        },
      });
    }
    this.#denyRewriting(writer, this.#erasable, this.#counted);
  }

  /** Appends under some partition keys and nowhere else; a key may end in `*`. Deletes nothing. */
  allowAppendingUnder(subjects: readonly string[], writer: Grantee): void {
    this.#allowAppending(writer, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...subjects] },
    });
    this.#denyRewriting(writer, undefined, undefined);
  }

  #allowAppending(writer: Grantee, under: Record<string, Record<string, string[]>>): void {
    const resources = [this.table.tableArn];
    writer.allow({
      sid: `PostTo${this.node.id}`,
      actions: ['dynamodb:PutItem'],
      resources,
      conditions: { ...insideTransaction, ...under },
    });
    // AWS's list of conditions has no enclosing operation for a check, which exists in transactions alone.
    writer.allow({
      sid: `CheckIn${this.node.id}`,
      actions: ['dynamodb:ConditionCheckItem'],
      resources,
      conditions: under,
    });
  }

  /** Said as a denial too, so that no later grant, however broad, opens the books. */
  #denyRewriting(writer: Grantee, erasable: string | undefined, counted: string | undefined): void {
    for (const { sid, ...denial } of denials(erasable, counted)) {
      writer.deny({ ...denial, sid: `${sid}${this.node.id}`, resources: [this.table.tableArn] });
    }
  }
}

interface Denial {
  readonly sid: string;
  readonly actions: string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string[] } };
}

/** Everything that is refused anywhere is one statement; what is open under some partition keys is one each. */
function denials(erasable: string | undefined, counted: string | undefined): readonly Denial[] {
  const outside = (sid: string, action: string, open: string | undefined): readonly Denial[] =>
    open === undefined
      ? []
      : [
          {
            sid,
            actions: [action],
            conditions: { 'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': [open] } },
          },
        ];
  const nowhere = [
    ...(counted === undefined ? ['dynamodb:UpdateItem'] : []),
    ...rewriting,
    ...(erasable === undefined ? ['dynamodb:DeleteItem'] : []),
  ];
  return [
    { sid: 'NeverRewrite', actions: nowhere },
    ...outside('NeverErase', 'dynamodb:DeleteItem', erasable),
    ...outside('NeverUpdate', 'dynamodb:UpdateItem', counted),
  ];
}
