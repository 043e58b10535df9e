import { Stack, type StackProps } from 'aws-cdk-lib';
import { ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { indexNames } from '../shared/runtime/environment-names.ts';
import type { OidcIssuer, StackConfig } from './config.ts';
import { ChainTable } from './constructs/chain-table.ts';
import { ReaderPool } from './constructs/reader-pool.ts';
import { RegistryTable } from './constructs/registry-table.ts';
import { SealBucket } from './constructs/seal-bucket.ts';

export interface LedgerTables {
  readonly households: RegistryTable;
  readonly stock: ChainTable;
  readonly ledgers: ChainTable;
}

/** What must outlive every deployment: the register, the books, their seals and the people who may read them. */
export class StateStack extends Stack {
  readonly tables: LedgerTables;
  readonly seals: SealBucket;
  /** The pool that the stack makes, or the issuer that the operator has already. */
  readonly readers: ReaderPool | OidcIssuer;

  constructor(scope: Construct, id: string, props: StackProps & { readonly config: StackConfig }) {
    super(scope, id, props);
    const { stage, oidc } = props.config;
    this.tables = {
      households: new RegistryTable(this, 'Households', { stage, partitionKey: 'householdId' }),
      stock: new ChainTable(this, 'Stock', { stage }),
      ledgers: new ChainTable(this, 'Ledgers', {
        stage,
        // A hold is deleted once it is settled; nothing else is deleted.
        erasableSubjects: 'waiting/',
        // Counts of exceptions are no evidence, and change in place.
        countedSubjects: 'waiting/tally:',
        index: {
          indexName: indexNames.ledgerExceptions,
          partitionKey: 'listing',
          sortKey: 'listedAt',
          projectionType: ProjectionType.KEYS_ONLY,
        },
      }),
    };
    this.seals = new SealBucket(this, 'Seals', { stage });
    this.readers = oidc ?? new ReaderPool(this, 'Readers', { stage });
  }
}
