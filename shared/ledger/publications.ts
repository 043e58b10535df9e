/** Whether an order has a public page: a chain of records beside the books, of which the last counts. */
import type { JsonObject } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import { seqItem } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

// L45: whether an order's public page is open.

export const publicationPrefix = 'public:';

export const publicationsSubject = (orderId: string): string => `${publicationPrefix}${orderId}`;

export interface Publication {
  readonly seq: number;
  readonly isPublic: boolean;
  readonly recordedAt: Instant;
}

/** Fails where another was recorded first. */
export const recordPublication = (
  orderId: string,
  last: Publication | undefined,
  isPublic: boolean,
  now: Instant,
): Write => {
  const seq = (last?.seq ?? 0) + 1;
  return {
    kind: 'append',
    key: { table: 'ledgers', subject: publicationsSubject(orderId), item: seqItem(seq) },
    record: { seq, isPublic, recordedAt: now },
  };
};

/** Reads what {@link recordPublication} wrote. Errors: `DamagedRecordError` naming the field. */
export function readPublication(record: JsonObject): Publication {
  const fields = new RecordFields(record);
  return {
    seq: fields.count('seq'),
    isPublic: fields.boolean('isPublic'),
    recordedAt: fields.text('recordedAt'),
  };
}
