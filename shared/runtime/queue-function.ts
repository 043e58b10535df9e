/** What every queue function is made of. */

import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { QueueName } from '../domain/events.ts';
import { type HandlerTable, workByTable } from '../posting/handler-table.ts';
import { queueWorker } from '../posting/queue-worker.ts';
import { Tables } from '../store/tables.ts';
import { dynamoDbClient, sqsClient } from './clients.ts';
import { clock as endless } from './clock.ts';
import {
  queueUrlFromEnvironment,
  sendersFromEnvironment,
  tableNamesFromEnvironment,
  zoneFromEnvironment,
} from './environment.ts';
import type { HandlerContext } from './handler-context.ts';
import { type Invocation, InvocationTime, timed } from './invocation-time.ts';
import { Meter } from './meter.ts';
import { MeteredStore, metered } from './metered.ts';
import { RetryQueues } from './retry-requests.ts';

type QueueFunction = (batch: SQSEvent, invocation: Invocation) => Promise<SQSBatchResponse>;

/** Makes a queue's handler from its environment, and a handler for each type of event that is decided as a whole. */
export function queueFunction<Q extends QueueName>(
  queue: Q,
  handlers: HandlerTable<Q, HandlerContext>,
): QueueFunction {
  const meter = new Meter();
  const time = new InvocationTime();
  const clock = { ...endless, checkTime: () => time.check() };
  const tables = new Tables(dynamoDbClient(), tableNamesFromEnvironment());
  const journal = new MeteredStore(tables, meter, zoneFromEnvironment());
  const worker = queueWorker({
    queue,
    journal,
    findWork: workByTable(handlers, { journal, clock }),
    retryRequests: new RetryQueues(sqsClient, queueUrlFromEnvironment),
    clock,
    logger: new Logger(),
    meter,
    senders: sendersFromEnvironment(),
  });
  return timed(time, metered(meter, worker));
}
