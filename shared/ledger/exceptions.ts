/**
 * Exceptions: the lasting record of whatever was not simply posted, and its id claim.
 *
 * An exception is append-only. Its first record keeps the original and claims the id for that content; each
 * further record is a later outcome. A held exception is also listed under its dependency.
 */
import type { JsonObject } from '../domain/canonical.ts';
import { type Instant, type QueueName, queueNames } from '../domain/events.ts';
import { type Detail, type Held, type Refusal, rejected } from '../domain/outcome.ts';
import { eventKey } from './event-key.ts';
import {
  exceptionIndex,
  exceptionKey,
  type Hold,
  holdKey,
  keptKey,
  listPartOf,
  settledKey,
} from './exception-keys.ts';
import { type ExceptionStatus, eventIdempotencyKey, exceptionStatuses } from './id-claims.ts';
import { listedAt } from './listed-exceptions.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

/** The event that an exception came with. */
export interface ExceptionEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly digest: string;
}

/** The document or event that an exception is about. */
export interface ExceptionSubject {
  /** What claims the id, with all that makes it unique: `receipt/C-07/order-1/R-1`, `event/source#id`. */
  readonly idempotencyKey: string;
  readonly digest: string;
  readonly queue: QueueName;
  /** The message group to try it again in. */
  readonly messageGroup: string;
  /** Its position in its message. */
  readonly index: number;
  readonly event: ExceptionEvent;
  /** The event, or the one receipt or payment of it, as JSON text. */
  readonly original: string;
  readonly reference?: string | undefined;
  readonly orderId?: string | undefined;
  readonly locationId?: string | undefined;
  readonly payerId?: string | undefined;
  readonly householdId?: string | undefined;
}

/**
 * The writes that record a first outcome; `groupIndex` is its position among those recorded at the same instant.
 *
 * Guarantees: they fail if the claim was taken meanwhile.
 */
export function recordException(
  exceptionSubject: ExceptionSubject,
  exceptionId: string,
  outcome: Refusal | 'pending' | 'posted',
  now: Instant,
  groupIndex: number = exceptionSubject.index,
): { readonly writes: readonly Write[]; readonly hold?: Hold } {
  const position = `${now}#${groupIndex.toString().padStart(4, '0')}`;
  const record = { ...plain(exceptionSubject), exceptionId, recordedAt: now, position };
  if (outcome === 'pending' || outcome === 'posted') {
    return { writes: [append(exceptionId, 1, { ...record, status: outcome })] };
  }
  const first = outcomeWrites(record, exceptionSubject, exceptionId, 1, position, outcome, now);
  return isToBeFound(exceptionSubject, outcome)
    ? { ...first, writes: [...first.writes, keep(exceptionId, now)] }
    : first;
}

/** What is refused before its rows are read: there may be anything in them. */
const isUnread = (reason: string): boolean =>
  reason === 'invalid-message' || reason === 'wrong-queue' || reason === 'conflicting-duplicate';

/**
 * Whether what was kept may hold the name of a person: registrations name no order, and what is refused for its shape may
 * have any; a sheet in the wrong queue, or another content of a known one, may have such rows.
 */
export const mayTellOfPersons = ({
  orderId,
  reason,
}: {
  readonly orderId?: string | undefined;
  readonly reason: string;
}): boolean => orderId === undefined || isUnread(reason);

/** Whether events of a type have rows, each of which is refused alone. */
export const isSheet = (type: string): boolean =>
  /^relief\.(handovers\.|payments\.|audit\.observed\.)/.test(type);

/** As {@link mayTellOfPersons}; here it is plain whether it is a whole sheet, or one row, which was read before it was a conflict. */
const isToBeFound = ({ orderId, event, idempotencyKey }: ExceptionSubject, { reason }: Refusal): boolean =>
  mayTellOfPersons({ orderId, reason }) &&
  (reason !== 'conflicting-duplicate' ||
    orderId === undefined ||
    (isSheet(event.type) && idempotencyKey === eventIdempotencyKey(eventKey(event))));

/** Lists an exception that may tell of persons by the hour, because the index of exceptions lags. */
const keep = (exceptionId: string, now: Instant): Write => ({
  kind: 'append',
  key: keptKey(exceptionId, now),
  record: {},
});

/** The writes that replace the outcome of a hold by a later refusal; none when it still depends on the same. */
export function recordLaterOutcome(
  exceptionSubject: ExceptionSubject,
  hold: Hold,
  refusal: Refusal,
  now: Instant,
  correctedBy?: string,
): { readonly writes: readonly Write[]; readonly hold?: Hold } {
  if (refusal.status === 'held' && refusal.dependsOn === hold.dependsOn) return { writes: [], hold };
  const { original: _kept, ...summary } = plain(exceptionSubject);
  const record = {
    ...summary,
    exceptionId: hold.exceptionId,
    recordedAt: now,
    position: hold.position,
    ...(correctedBy !== undefined && { correctedBy }),
  };
  const next = outcomeWrites(
    record,
    exceptionSubject,
    hold.exceptionId,
    hold.recordSeq + 1,
    hold.position,
    refusal,
    now,
  );
  const left =
    refusal.status === 'held' ? [removeHold(hold)] : settleHold(hold, exceptionSubject.orderId, now);
  return { ...next, writes: [...next.writes, ...left] };
}

/** What an exception is about, as it was first recorded. */
export function subjectOf(
  kept: Omit<StoredException, 'original'> & { readonly original?: string },
): ExceptionSubject {
  const { idempotencyKey, digest, queue, messageGroup, index, event, original = '' } = kept;
  const { reference, orderId, locationId, payerId, householdId } = kept;
  return {
    idempotencyKey,
    digest,
    queue,
    messageGroup,
    index,
    event,
    original,
    reference,
    orderId,
    locationId,
    payerId,
    householdId,
  };
}

/** The hold of an exception that is held; `undefined` of any other. */
export function holdOf(exception: Omit<StoredException, 'original'>): Hold | undefined {
  const { exceptionId, status, dependsOn, queue, messageGroup, position, recordSeq } = exception;
  if (status !== 'held' || dependsOn === undefined) return undefined;
  return { exceptionId, dependsOn, queue, messageGroup, position, recordSeq };
}

/**
 * The writes by which another event, `source#id`, corrects a refused document: one that is held is rejected as replaced, one
 * that was rejected keeps its reason.
 *
 * Guarantees: they fail when another has corrected or settled it meanwhile.
 */
export function recordCorrection(
  exception: Omit<StoredException, 'original'>,
  correctedBy: string,
  now: Instant,
): readonly Write[] {
  const { exceptionId, status, position, recordSeq, detail } = exception;
  const hold = holdOf(exception);
  if (hold !== undefined) {
    return recordLaterOutcome(
      subjectOf(exception),
      hold,
      rejected('replaced', { correctedBy }),
      now,
      correctedBy,
    ).writes;
  }
  const { original: _kept, ...summary } = plain(subjectOf(exception));
  const { reason, recordedAt } = exception;
  const record = { ...summary, exceptionId, status, reason, detail, recordedAt, position, correctedBy };
  return [append(exceptionId, recordSeq + 1, record)];
}

/** Takes a hold off the list of its dependency. */
const removeHold = (hold: Hold): Write => ({ kind: 'settle', key: holdKey(hold) });

/**
 * The writes that settle a held exception: it was rejected, or it was posted, and then the books hold the rest.
 *
 * Guarantees: they fail when another worker has settled it. What was held under an order is listed, so that a later
 * report can say how much was held at any time.
 */
export function settleHold(hold: Hold, orderId: string | undefined, now: Instant): readonly Write[] {
  if (orderId === undefined) return [removeHold(hold)];
  const key = settledKey(orderId, hold.exceptionId, now);
  return [removeHold(hold), { kind: 'append', key, record: { heldSince: heldSince(hold) } }];
}

/** Since when a settled exception was held. Errors: `DamagedRecordError` naming the field. */
export const readSettled = (record: JsonObject): Instant => new RecordFields(record).text('heldSince');

/** When an exception was first held, whatever it depended on then. */
export const heldSince = ({ position }: Hold): Instant => position.slice(0, position.indexOf('#'));

const append = (exceptionId: string, seq: number, record: JsonObject): Write => ({
  kind: 'append',
  key: exceptionKey(exceptionId, seq),
  record,
});

function outcomeWrites(
  record: JsonObject,
  exceptionSubject: ExceptionSubject,
  exceptionId: string,
  recordSeq: number,
  position: string,
  refusal: Refusal,
  now: Instant,
): { readonly writes: readonly Write[]; readonly hold?: Hold } {
  const outcome = {
    ...record,
    status: refusal.status,
    reason: refusal.reason,
    detail: plainDetail(refusal.detail),
  };
  const { orderId, locationId, payerId, index } = exceptionSubject;
  const listed = listedAt({
    orderId,
    locationId,
    payerId,
    index,
    exceptionId,
    reason: refusal.reason,
    recordedAt: now,
  });
  const listing = {
    [exceptionIndex.partition]: listPartOf(refusal.status, exceptionId),
    [exceptionIndex.sort]: listed,
  };
  if (refusal.status === 'rejected') {
    return { writes: [append(exceptionId, recordSeq, { ...outcome, ...listing })] };
  }
  const { queue, messageGroup } = exceptionSubject;
  const hold = { exceptionId, dependsOn: refusal.dependsOn, queue, messageGroup, position, recordSeq };
  return {
    hold,
    writes: [
      append(exceptionId, recordSeq, { ...outcome, dependsOn: refusal.dependsOn }),
      { kind: 'hold', key: holdKey(hold), record: listing },
      ...holdForHousehold(refusal),
    ],
  };
}

function holdForHousehold(refusal: Held): readonly Write[] {
  const householdId = refusal.detail['householdId'];
  return refusal.reason === 'unknown-household' && typeof householdId === 'string'
    ? [{ kind: 'hold-for-household', householdId }]
    : [];
}

const plainDetail = (detail: Detail): JsonObject =>
  Object.fromEntries(
    Object.entries(detail).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

function plain(exceptionSubject: ExceptionSubject): JsonObject {
  const { idempotencyKey, reference, orderId, locationId, payerId, householdId, event, ...rest } =
    exceptionSubject;
  return {
    scope: idempotencyKey,
    ...rest,
    event: { ...event },
    ...(reference !== undefined && { reference }),
    ...(orderId !== undefined && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(payerId !== undefined && { payerId }),
    ...(householdId !== undefined && { householdId }),
  };
}

/** An exception with its original, as its first record keeps it, and its latest outcome. */
export interface StoredException extends ExceptionSubject {
  readonly exceptionId: string;
  readonly status: ExceptionStatus;
  /** Empty where it is neither held nor rejected, and so is `detail`. */
  readonly reason: string;
  readonly detail: JsonObject;
  /** What it is held for; `undefined` of what is not held. */
  readonly dependsOn?: string;
  /** The event, `source#id`, that sent it again, put right. */
  readonly correctedBy?: string;
  readonly recordedAt: Instant;
  readonly position: string;
  readonly recordSeq: number;
}

/**
 * Reads an exception's latest record; what is kept from the first on it holds as well, but for the original.
 *
 * Errors: `DamagedRecordError` naming the field.
 */
export function readOutcome(record: JsonObject, recordSeq: number): Omit<StoredException, 'original'> {
  const fields = new RecordFields(record);
  const status = fields.name('status', exceptionStatuses);
  const isRefused = status === 'held' || status === 'rejected';
  return {
    idempotencyKey: fields.text('scope'),
    digest: fields.text('digest'),
    queue: fields.name('queue', queueNames),
    messageGroup: fields.text('messageGroup'),
    index: fields.count('index'),
    event: readEvent(fields.object('event')),
    reference: fields.optionalText('reference'),
    orderId: fields.optionalText('orderId'),
    locationId: fields.optionalText('locationId'),
    payerId: fields.optionalText('payerId'),
    householdId: fields.optionalText('householdId'),
    exceptionId: fields.text('exceptionId'),
    status,
    reason: isRefused ? fields.text('reason') : '',
    detail: isRefused ? fields.object('detail') : {},
    ...(status === 'held' && { dependsOn: fields.text('dependsOn') }),
    ...(record['correctedBy'] !== undefined && { correctedBy: fields.text('correctedBy') }),
    recordedAt: fields.text('recordedAt'),
    position: fields.text('position'),
    recordSeq,
  };
}

/** Reads the original that an exception's first record keeps. Errors: `DamagedRecordError` naming the field. */
export const readOriginal = (record: JsonObject): string => new RecordFields(record).text('original');

function readEvent(record: JsonObject): ExceptionEvent {
  const fields = new RecordFields(record);
  return {
    source: fields.text('source'),
    id: fields.text('id'),
    type: fields.text('type'),
    time: fields.text('time'),
    digest: fields.text('digest'),
  };
}
