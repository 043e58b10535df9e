import { Logger } from '@aws-lambda-powertools/logger';
import { cardDoor } from '../../shared/runtime/card-door.ts';
import { dynamoDbClient } from '../../shared/runtime/clients.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { devicesFromEnvironment } from '../../shared/runtime/device-register.ts';
import {
  pageUrlFromEnvironment,
  rolesClaimFromEnvironment,
  tableNamesFromEnvironment,
  zoneFromEnvironment,
} from '../../shared/runtime/environment.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { ledgerApi } from './api.ts';
import { bundledCardPage } from './card-page.ts';

const client = dynamoDbClient();
const journal = new Store(new Tables(client, tableNamesFromEnvironment()), zoneFromEnvironment());

export const handler = ledgerApi({
  journal,
  devices: devicesFromEnvironment().register,
  rolesClaim: rolesClaimFromEnvironment(),
  pageUrl: pageUrlFromEnvironment(),
  door: cardDoor(client, journal),
  cardPage: bundledCardPage(import.meta.dirname),
  now: clock.now,
  logger: new Logger(),
});
