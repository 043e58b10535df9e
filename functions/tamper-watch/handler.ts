import { Logger } from '@aws-lambda-powertools/logger';
import { dynamoDbClient } from '../../shared/runtime/clients.ts';
import { tableNamesFromEnvironment } from '../../shared/runtime/environment.ts';
import { InvocationTime, timed } from '../../shared/runtime/invocation-time.ts';
import { Meter } from '../../shared/runtime/meter.ts';
import { metered } from '../../shared/runtime/metered.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { tamperWatch } from './tamper-watch.ts';

const meter = new Meter();

const time = new InvocationTime();

export const handler = timed(
  time,
  metered(
    meter,
    tamperWatch({
      store: new Store(new Tables(dynamoDbClient(), tableNamesFromEnvironment())),
      logger: new Logger(),
      meter,
      checkTime: () => time.check(),
    }),
  ),
);
