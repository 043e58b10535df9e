/** The function behind the tables' streams: whatever was altered or removed in them is listed as tampering. */

import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { recordTampering } from '../../shared/audit/tampering.ts';
import type { Meter } from '../../shared/runtime/meter.ts';
import { type Attributes, readItem } from '../../shared/store/item-form.ts';
import type { Store } from '../../shared/store/store.ts';
import { tamperingOf } from './alteration.ts';

export interface TamperWatchDependencies {
  readonly store: Pick<Store, 'record' | 'commit' | 'anomalies'>;
  readonly logger: Pick<Logger, 'error'>;
  readonly meter: Pick<Meter, 'tampered'>;
  /** Errors: throws where too little time is left for another record. */
  readonly checkTime: () => void;
}

type Image = NonNullable<DynamoDBRecord['dynamodb']>['OldImage'];

/** Guarantees: a change is passed over only when it is lawful or listed; after a fault, or when time runs out, it and all that follow it come again. */
export const tamperWatch =
  ({ store, logger, meter, checkTime }: TamperWatchDependencies) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const { eventName, dynamodb = {} } of Records) {
      const { SequenceNumber = '', ApproximateCreationDateTime, OldImage, NewImage } = dynamodb;
      try {
        checkTime();
        const tampered =
          eventName === 'MODIFY' || eventName === 'REMOVE'
            ? tamperingOf(readImage(OldImage), NewImage && readImage(NewImage))
            : undefined;
        if (tampered === undefined) continue;
        logger.error('an item was altered or removed behind the books', { eventName, ...tampered });
        meter.tampered(1);
        await recordTampering(store, [tampered], instantOf(ApproximateCreationDateTime));
      } catch (error) {
        logger.error('a change could not be looked into', {
          SequenceNumber,
          error: error instanceof Error ? error : new Error(String(error)),
        });
        return { batchItemFailures: [{ itemIdentifier: SequenceNumber }] };
      }
    }
    return { batchItemFailures: [] };
  };

/** Units: the stream dates its records in seconds. */
const instantOf = (seconds: number | undefined): string =>
  new Date(seconds === undefined ? Date.now() : seconds * 1_000).toISOString();

/** The event holds bytes as base64. */
const readImage = (image: Image): ReturnType<typeof readItem> =>
  readItem(
    Object.fromEntries(
      Object.entries(image ?? {}).map(([name, { B, S }]): [string, Attributes[string]] => [
        name,
        B === undefined ? { S: S ?? '' } : { B: Buffer.from(B, 'base64') },
      ]),
    ),
  );
