/** What households say under an order in all: a chain of running totals, one link for each thing that was said. */
import type { AssuranceTally } from '../domain/assurance-tally.ts';
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import { latest } from './chain.ts';
import { type ItemKey, seqItem } from './keys.ts';
import { countOf, listOf, RecordFields, textOf } from './record-fields.ts';
import type { Write } from './writes.ts';

// L43: the totals of what was said under an order.

export const talliesPrefix = 'said:';

export const talliesSubject = (orderId: string): string => `${talliesPrefix}${orderId}`;

export const tallyKey = (orderId: string, seq: number): ItemKey => ({
  table: 'ledgers',
  subject: talliesSubject(orderId),
  item: seqItem(seq),
});

/** The totals as they stood from an instant on. */
export interface RecordedTally {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly tally: AssuranceTally;
}

/** Fails where something else was recorded first. */
export function recordTally(
  orderId: string,
  before: RecordedTally | undefined,
  tally: AssuranceTally,
  now: Instant,
): Write {
  const seq = (before?.seq ?? 0) + 1;
  const { statements, unanswered, answered } = tally;
  return {
    kind: 'append',
    key: tallyKey(orderId, seq),
    record: {
      seq,
      recordedAt: latest(now, before?.recordedAt),
      received: statements.received,
      less: statements.less,
      notReceived: statements['not-received'],
      unanswered: [...unanswered].map(([dueOn, count]): JsonValue => [dueOn, count]),
      answered: [...answered].map(([days, count]): JsonValue => [days, count]),
    },
  };
}

/** Reads what {@link recordTally} wrote. Errors: `DamagedRecordError` naming the field. */
export function readTally(record: JsonObject): RecordedTally {
  const fields = new RecordFields(record);
  const counts = <K>(field: string, keyOf: (value: JsonValue | undefined, field: string) => K) =>
    new Map(
      fields.list(field).map((row) => {
        const [key, count] = listOf(row, field);
        return [keyOf(key, field), countOf(count, field)] as const;
      }),
    );
  return {
    seq: fields.count('seq'),
    recordedAt: fields.text('recordedAt'),
    tally: {
      statements: {
        received: fields.count('received'),
        less: fields.count('less'),
        'not-received': fields.count('notReceived'),
      },
      unanswered: counts('unanswered', textOf),
      answered: counts('answered', countOf),
    },
  };
}
