import { Logger } from '@aws-lambda-powertools/logger';
import { dynamoDbClient } from '../../shared/runtime/clients.ts';
import { sealSettingsFromEnvironment, tableNamesFromEnvironment } from '../../shared/runtime/environment.ts';
import { countMetric } from '../../shared/runtime/metric.ts';
import { sealArchiveAt } from '../../shared/runtime/seal-archive-address.ts';
import { surroundings } from '../../shared/runtime/surroundings.ts';
import { Tables } from '../../shared/store/tables.ts';
import { dailySeal } from './daily-seal.ts';

const { archive, zone } = sealSettingsFromEnvironment();

export const handler = dailySeal({
  tables: new Tables(dynamoDbClient(), tableNamesFromEnvironment()),
  archive: sealArchiveAt(archive),
  now: surroundings.now,
  zone,
  logger: new Logger(),
  countMetric,
});
