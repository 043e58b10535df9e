/** Statements of households: records beside the books, which move nothing. */
import type { JsonObject } from '../domain/canonical.ts';
import {
  type Channel,
  channels,
  type Said,
  type StatementSubject,
  statementNames,
  statementSubjects,
  type TimedStatement,
} from '../domain/statements.ts';
import { instantOf } from '../domain/zoned-date.ts';
import { exceptionIdOf } from './id-claims.ts';
import type { ItemKey, Range } from './keys.ts';
import { amountsRecord, RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

// L40: what a household said under an order, by receipt or payment and by time.

export const statementPrefix = 'statements:';

export const statementsSubject = (orderId: string, householdId: string): string =>
  `${statementPrefix}${orderId}/${householdId}`;

export const isStatementsSubject = (subject: string): boolean => subject.startsWith(statementPrefix);

/** All that was said of one receipt or payment; `$` is the character after `#`. */
export const statementsOn = (reference: string): Range => ({ from: `${reference}#`, to: `${reference}$` });

/** What a household said of a receipt or payment. */
export interface Statement extends Said, TimedStatement {
  readonly orderId: string;
  readonly householdId: string;
  readonly reference: string;
  /** Of which of the two that a number may name; records of earlier versions do not tell. */
  readonly of?: StatementSubject;
  readonly channel: Channel;
  /** Left out where the household was erased. */
  readonly note?: string;
  /** `source#id`. */
  readonly event: string;
}

/** Where a statement stands: its event's place among those on the same receipt or payment. */
export const statementKey = ({
  orderId,
  householdId,
  reference,
  time,
  event,
}: Pick<Statement, 'orderId' | 'householdId' | 'reference' | 'time' | 'event'>): ItemKey => ({
  table: 'ledgers',
  subject: statementsSubject(orderId, householdId),
  item: `${reference}#${instantOf(time)}#${exceptionIdOf(event)}`,
});

export function recordStatement(said: Statement): Write {
  const { orderId, householdId, reference, statement, lines, amountMinor } = said;
  const { of, channel, note, event, time, recordedAt } = said;
  return {
    kind: 'append',
    key: statementKey(said),
    record: {
      orderId,
      householdId,
      reference,
      ...(of !== undefined && { of }),
      statement,
      ...(lines !== undefined && { lines: amountsRecord(lines) }),
      ...(amountMinor !== undefined && { amount: amountMinor.toString() }),
      channel,
      ...(note !== undefined && { note }),
      event,
      time,
      recordedAt,
    },
  };
}

/** Reads what {@link recordStatement} wrote. Errors: `DamagedRecordError` naming the field. */
export function readStatement(record: JsonObject): Statement {
  const fields = new RecordFields(record);
  const amountMinor = fields.optionalInteger('amount');
  const note = fields.optionalText('note');
  return {
    orderId: fields.text('orderId'),
    householdId: fields.text('householdId'),
    reference: fields.text('reference'),
    ...(record['of'] !== undefined && { of: fields.name('of', statementSubjects) }),
    statement: fields.name('statement', statementNames),
    ...(record['lines'] !== undefined && { lines: fields.amounts('lines') }),
    ...(amountMinor !== undefined && { amountMinor }),
    channel: fields.name('channel', channels),
    ...(note !== undefined && { note }),
    event: fields.text('event'),
    time: fields.text('time'),
    recordedAt: fields.text('recordedAt'),
  };
}
