import { Logger } from '@aws-lambda-powertools/logger';
import { dynamoDbClient } from '../../shared/runtime/clients.ts';
import { tableNamesFromEnvironment } from '../../shared/runtime/environment.ts';
import { countMetric } from '../../shared/runtime/metric.ts';
import { Tables } from '../../shared/store/tables.ts';
import { tamperWatch } from './tamper-watch.ts';

export const handler = tamperWatch({
  tables: new Tables(dynamoDbClient(), tableNamesFromEnvironment()),
  logger: new Logger(),
  countMetric,
});
