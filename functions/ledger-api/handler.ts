import { Logger } from '@aws-lambda-powertools/logger';
import { dynamoDbClient } from '../../shared/runtime/clients.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { rolesClaimFromEnvironment, tableNamesFromEnvironment } from '../../shared/runtime/environment.ts';
import { JournalStore } from '../../shared/store/journal-store.ts';
import { LedgerQueries } from '../../shared/store/ledger-queries.ts';
import { Tables } from '../../shared/store/tables.ts';
import { ledgerApi } from './api.ts';

const tables = new Tables(dynamoDbClient(), tableNamesFromEnvironment());
const journal = new JournalStore(tables);
const queries = new LedgerQueries({ tables, journal });

export const handler = ledgerApi({
  queries,
  journal,
  rolesClaim: rolesClaimFromEnvironment(),
  now: clock.now,
  logger: new Logger(),
});
