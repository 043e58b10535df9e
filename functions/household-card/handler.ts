import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { cardDoor } from '../../shared/runtime/card-door.ts';
import { dynamoDbClient, sqsClient } from '../../shared/runtime/clients.ts';
import { clock } from '../../shared/runtime/clock.ts';
import {
  queueUrlFromEnvironment,
  tableNamesFromEnvironment,
  zoneFromEnvironment,
} from '../../shared/runtime/environment.ts';
import { queuesOf } from '../../shared/runtime/send-messages.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { documentsIn } from './documents.ts';
import { householdCard } from './household-card.ts';

const client = dynamoDbClient();
const journal = new Store(new Tables(client, tableNamesFromEnvironment()), zoneFromEnvironment());

export const handler = householdCard({
  door: cardDoor(client, journal),
  ...documentsIn(journal),
  sendMessages: queuesOf(sqsClient(), queueUrlFromEnvironment, pause),
  now: clock.now,
  makeId: randomUUID,
  logger: new Logger(),
});
