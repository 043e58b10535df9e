import { Logger } from '@aws-lambda-powertools/logger';
import { dynamoDbClient } from '../../shared/runtime/clients.ts';
import { clock } from '../../shared/runtime/clock.ts';
import {
  rolesClaimFromEnvironment,
  tableNamesFromEnvironment,
  zoneFromEnvironment,
} from '../../shared/runtime/environment.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { ledgerApi } from './api.ts';

export const handler = ledgerApi({
  journal: new Store(new Tables(dynamoDbClient(), tableNamesFromEnvironment()), zoneFromEnvironment()),
  rolesClaim: rolesClaimFromEnvironment(),
  now: clock.now,
  logger: new Logger(),
});
