/** The parts every queue function is made of. */
import { Logger } from '@aws-lambda-powertools/logger';
import { clock } from '../posting/clock.ts';
import { RetryRequests } from '../posting/held-retries.ts';
import { type EventPosting, type QueueWorkerDependencies, queueWorker } from '../posting/queue-worker.ts';
import { JournalStore } from '../store/journal-store.ts';
import type { Tables } from '../store/tables.ts';
import { dynamoDbClient, sqsClient } from './clients.ts';
import {
  ownQueueFromEnvironment,
  queueUrlFromEnvironment,
  sendersFromEnvironment,
  tableNamesFromEnvironment,
} from './environment.ts';
import { Meter } from './meter.ts';
import { MeteredTables, metered } from './metered.ts';

/** Makes a queue's handler from its environment and from what it does with whole events. */
export function queueFunction(
  postingOf: (parts: Omit<QueueWorkerDependencies, 'posting'> & { readonly tables: Tables }) => EventPosting,
): ReturnType<typeof queueWorker> {
  const meter = new Meter();
  const tables = new MeteredTables(dynamoDbClient(), tableNamesFromEnvironment(), meter);
  const parts = {
    queue: ownQueueFromEnvironment(),
    journal: new JournalStore(tables),
    retryRequests: new RetryRequests(sqsClient, queueUrlFromEnvironment),
    clock,
    logger: new Logger(),
    meter,
    senders: sendersFromEnvironment(),
  };
  return metered(meter, queueWorker({ ...parts, posting: postingOf({ ...parts, tables }) }));
}
