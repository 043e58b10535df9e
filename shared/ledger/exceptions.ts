/**
 * Cases: the lasting record of whatever was not simply posted, and the claim on its id.
 *
 * A case is append-only. Its first record keeps the original and claims the id for that content; each
 * further record is a later outcome. A held case also stands under what it waits for.
 */
import type { JsonObject } from '../domain/canonical.ts';
import { type Instant, type QueueName, queueNames } from '../domain/events.ts';
import type { Detail, Held, Refusal } from '../domain/outcome.ts';
import { type ExceptionStatus, eventClaimId, eventIdempotencyKey, exceptionStatuses } from './id-claims.ts';
import {
  exceptionIndex,
  exceptionKey,
  type Hold,
  holdKey,
  keptKey,
  listPartOf,
  settledKey,
  unnamed,
} from './keys.ts';
import { damaged, RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

/** The event a case came with. */
export interface ExceptionEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly digest: string;
}

/** What a case is about. */
export interface ExceptionSubject {
  /** What claims the id, with all that makes it unique: `receipt/C-07/order-1/R-1`, `event/source#id`. */
  readonly idempotencyKey: string;
  readonly digest: string;
  readonly queue: QueueName;
  /** The message group to try it again in. */
  readonly messageGroup: string;
  /** Its place in its message. */
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

/** A case as the index alone tells it. */
export interface ListedException {
  /** `undefined` where the case names none. */
  readonly orderId: string | undefined;
  /** When this outcome was recorded. */
  readonly recordedAt: Instant;
  readonly index: number;
  readonly exceptionId: string;
  readonly reason: string;
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
}

/** Where a case stands in its status's list: by order, by time, and with what lists are narrowed by. */
export const listedAt = (listed: ListedException): string =>
  [
    listed.orderId ?? unnamed,
    listed.recordedAt,
    listed.index.toString().padStart(4, '0'),
    listed.exceptionId,
    listed.reason,
    listed.locationId ?? unnamed,
    listed.payerId ?? unnamed,
  ].join('#');

/** Law: the inverse of {@link listedAt}. Errors: `DamagedRecordError`. */
export function readListedAt(text: string): ListedException {
  const [orderId, recordedAt, index, exceptionId, reason, locationId, payerId] = text.split('#');
  if (recordedAt === undefined || exceptionId === undefined || reason === undefined || payerId === undefined)
    return damaged(exceptionIndex.sort);
  return {
    orderId: named(orderId),
    recordedAt,
    index: Number(index),
    exceptionId,
    reason,
    locationId: named(locationId),
    payerId: named(payerId),
  };
}

const named = (id: string | undefined): string | undefined => (id === unnamed ? undefined : id);

/**
 * The writes that record a first outcome; `place` is the matter's among those recorded at the same instant.
 *
 * Guarantees: they fail if the claim was taken meanwhile.
 */
export function recordException(
  exceptionSubject: ExceptionSubject,
  exceptionId: string,
  outcome: Refusal | 'pending' | 'posted',
  now: Instant,
  groupIndex: number = exceptionSubject.index,
): { readonly writes: readonly Write[]; readonly waiting?: Hold } {
  const position = `${now}#${groupIndex.toString().padStart(4, '0')}`;
  const record = { ...plain(exceptionSubject), exceptionId, recordedAt: now, position };
  if (outcome === 'pending' || outcome === 'posted') {
    return { writes: [append(exceptionId, 1, { ...record, status: outcome })] };
  }
  const told = outcomeWrites(record, exceptionSubject, exceptionId, 1, position, outcome, now);
  return exceptionSubject.orderId === undefined
    ? { ...told, writes: [...told.writes, keep(exceptionId, now)] }
    : told;
}

/** Lists a case that names no order by the hour: it may name a household, and the index of cases follows late. */
const keep = (exceptionId: string, now: Instant): Write => ({
  kind: 'append',
  key: keptKey(exceptionId, now),
  record: {},
});

/**
 * The claim of a sheet, which says where the rest of it is: in a book, by its account.
 *
 * Guarantees: it fails if the claim was taken meanwhile.
 */
export function claimEvent({ key, digest, type }: ClaimedSheet, book: string): Write {
  const scope = eventIdempotencyKey(key);
  return append(eventClaimId(key), 1, { scope, digest, status: 'posted', type, book });
}

interface ClaimedSheet {
  /** `source#id`. */
  readonly key: string;
  readonly digest: string;
  readonly type: string;
}

/** The writes that replace a held case's outcome by a later refusal; none when it waits for the same still. */
export function recordLaterOutcome(
  exceptionSubject: ExceptionSubject,
  waiting: Hold,
  refusal: Refusal,
  now: Instant,
): { readonly writes: readonly Write[]; readonly waiting?: Hold } {
  if (refusal.status === 'held' && refusal.dependsOn === waiting.dependsOn) return { writes: [], waiting };
  const { original: _kept, ...summary } = plain(exceptionSubject);
  const record = {
    ...summary,
    exceptionId: waiting.exceptionId,
    recordedAt: now,
    position: waiting.position,
  };
  const next = outcomeWrites(
    record,
    exceptionSubject,
    waiting.exceptionId,
    waiting.recordSeq + 1,
    waiting.position,
    refusal,
    now,
  );
  const left =
    refusal.status === 'held' ? [leaveHold(waiting)] : releaseHold(waiting, exceptionSubject.orderId, now);
  return { ...next, writes: [...next.writes, ...left] };
}

/** A held case no longer waits for what it waited for. */
const leaveHold = (waiting: Hold): Write => ({ kind: 'settle', key: holdKey(waiting) });

/**
 * The writes by which a held case is held no longer: it was rejected, or posted after all, of which the books say the rest.
 *
 * Guarantees: they fail when another worker has settled it. What was held under an order is listed, so that it can
 * be said later how much was held at any time.
 */
export function releaseHold(waiting: Hold, orderId: string | undefined, now: Instant): readonly Write[] {
  if (orderId === undefined) return [leaveHold(waiting)];
  const key = settledKey(orderId, waiting.exceptionId, now);
  return [leaveHold(waiting), { kind: 'append', key, record: { heldSince: heldSince(waiting) } }];
}

/** Since when a case was held that is so no longer. Errors: `DamagedRecordError` naming the field. */
export const readSettled = (record: JsonObject): Instant => new RecordFields(record).text('heldSince');

/** When a case was first held, whatever it waited for then. */
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
): { readonly writes: readonly Write[]; readonly waiting?: Hold } {
  const told = {
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
    return { writes: [append(exceptionId, recordSeq, { ...told, ...listing })] };
  }
  const { queue, messageGroup } = exceptionSubject;
  const waiting = { exceptionId, dependsOn: refusal.dependsOn, queue, messageGroup, position, recordSeq };
  return {
    waiting,
    writes: [
      append(exceptionId, recordSeq, { ...told, dependsOn: refusal.dependsOn }),
      { kind: 'wait', key: holdKey(waiting), record: listing },
      ...awaitHousehold(refusal),
    ],
  };
}

function awaitHousehold(refusal: Held): readonly Write[] {
  const householdId = refusal.detail['householdId'];
  return refusal.reason === 'unknown-household' && typeof householdId === 'string'
    ? [{ kind: 'await-household', householdId }]
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
