import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAnalyzer } from 'aws-cdk-lib/aws-accessanalyzer';
import { ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { indexNames } from '../shared/runtime/environment-names.ts';
import type { OidcIssuer, StackConfig } from './config.ts';
import { AuditTrail } from './constructs/audit-trail.ts';
import { BooksBackup } from './constructs/books-backup.ts';
import { CardKey } from './constructs/card-key.ts';
import { ChainTable } from './constructs/chain-table.ts';
import { DeviceLists } from './constructs/device-lists.ts';
import { ReaderPool } from './constructs/reader-pool.ts';
import { RegistryTable } from './constructs/registry-table.ts';
import { SealBucket } from './constructs/seal-bucket.ts';

export interface LedgerTables {
  readonly households: RegistryTable;
  readonly stock: ChainTable;
  readonly ledgers: ChainTable;
}

/** What must outlive every deployment: the register, the books, their seals, the key of cards, the devices that were ended and the people who may read. */
export class StateStack extends Stack {
  readonly tables: LedgerTables;
  readonly seals: SealBucket;
  readonly cardKey: CardKey;
  readonly devices: DeviceLists;
  /** The pool that the stack makes, or the issuer that the operator has already. */
  readonly readers: ReaderPool | OidcIssuer;

  constructor(scope: Construct, id: string, props: StackProps & { readonly config: StackConfig }) {
    super(scope, id, props);
    const { stage, oidc, zone, audit, backupCopyVaultArn, frontage } = props.config;
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
    this.cardKey = new CardKey(this, 'CardKey', { stage });
    this.seals = new SealBucket(this, 'Seals', { stage });
    this.devices = new DeviceLists(this, 'Devices', { stage });
    const pageUrl = frontage.pageDomain && `https://${frontage.pageDomain.name}/`;
    this.readers = oidc ?? new ReaderPool(this, 'Readers', { stage, mail: props.config.mail, pageUrl });
    if (stage === 'prod')
      new BooksBackup(this, 'Backup', {
        tables: Object.values(this.tables).map(({ table }) => table),
        zone,
        copyVaultArn: backupCopyVaultArn,
      });
    if (audit.includes('trail'))
      new AuditTrail(this, 'Audit', { stage, tables: this.tables, seals: this.seals });
    if (audit.includes('analyzer')) new CfnAnalyzer(this, 'Analyzer', { type: 'ACCOUNT' });
    this.#keepExports();
  }

  /**
   * Exports whatever the other stack has use for, whether it uses it or not: one that it no longer imports would else be
   * gone from this stack first, while the deployed one still imports it, and CloudFormation refuses that.
   */
  #keepExports(): void {
    const { households, stock, ledgers } = this.tables;
    for (const { table } of [households, stock, ledgers]) {
      this.exportValue(table.tableArn);
      this.exportValue(table.tableName);
    }
    for (const { table } of [stock, ledgers]) this.exportValue(table.tableStreamArn);
    this.exportValue(this.seals.bucket.bucketArn);
    this.exportValue(this.seals.bucket.bucketName);
    this.exportValue(this.devices.bucket.bucketArn);
    this.exportValue(this.devices.bucket.bucketName);
    this.exportValue(this.cardKey.secret.secretArn);
    if (this.readers instanceof ReaderPool) {
      this.exportValue(this.readers.userPoolId);
      // The address of the sign-in is made of it.
      this.exportValue(this.stackId);
    }
  }
}
