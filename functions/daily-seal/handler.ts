import { Logger } from '@aws-lambda-powertools/logger';
import { sealArchiveAt } from '../../shared/audit/archive/seal-archive-address.ts';
import { dynamoDbClient, sqsClient } from '../../shared/runtime/clients.ts';
import { clock } from '../../shared/runtime/clock.ts';
import {
  archiveFromEnvironment,
  queueUrlFromEnvironment,
  tableNamesFromEnvironment,
  zoneFromEnvironment,
} from '../../shared/runtime/environment.ts';
import { Meter } from '../../shared/runtime/meter.ts';
import { metered } from '../../shared/runtime/metered.ts';
import { RetryQueues } from '../../shared/runtime/retry-requests.ts';
import { Tables } from '../../shared/store/tables.ts';
import { dailySeal } from './daily-seal.ts';

const meter = new Meter();

export const handler = metered(
  meter,
  dailySeal({
    tables: new Tables(dynamoDbClient(), tableNamesFromEnvironment()),
    archive: sealArchiveAt(archiveFromEnvironment()),
    now: clock.now,
    zone: zoneFromEnvironment(),
    logger: new Logger(),
    meter,
    retryRequests: new RetryQueues(sqsClient, queueUrlFromEnvironment),
  }),
);
