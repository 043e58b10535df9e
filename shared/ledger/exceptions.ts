/**
 * Cases: the lasting record of whatever was not simply posted, and the claim on its id.
 *
 * A case is append-only. Its first record keeps the original and claims the id for that content; each
 * further record is a later outcome. A held case also stands under what it waits for.
 */

import { hash } from 'node:crypto';
import type { Instant, QueueName } from '../domain/events.ts';
import type { Detail, Held, Refusal } from '../domain/outcome.ts';
import type { JsonObject } from './chain.ts';
import { dependencySubject, type ItemKey, seqItem, type Write } from './writes.ts';

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

/** `pending`: its content has the id, and is being written in more than one transaction; whether it was, its chain says. */
export type ExceptionStatus = 'pending' | 'posted' | 'held' | 'rejected';

/** As much of a case as decides what a resent copy is. */
export interface IdClaim {
  readonly digest: string;
  readonly status: ExceptionStatus;
}

/** Where a held case waits. */
export interface Hold {
  readonly exceptionId: string;
  readonly dependsOn: string;
  readonly queue: QueueName;
  readonly messageGroup: string;
  /** `<when it was first recorded>#<its place among those of that instant>`: the order in which held cases are tried again. */
  readonly position: string;
  /** The case's latest record. */
  readonly recordSeq: number;
}

export const eventIdempotencyKey = (key: string): string => `event/${key}`;

/** What claims the id of a receipt or payment in a book: centres and payers number them each for itself. */
export function documentIdempotencyKey(bookAccount: string, reference: string): string {
  const [kind, ofBook] = bookAccount.split(':');
  return `${kind === 'centre' ? 'receipt' : 'payment'}/${ofBook}/${reference}`;
}

/** The exceptionId under which an event, `source#id`, claims its id. */
export const eventClaimId = (key: string): string => exceptionIdOf(eventIdempotencyKey(key));

/** An exceptionId: of what claims an id, or of one content of it where another content has the claim. */
export function exceptionIdOf(idempotencyKey: string, otherDigest?: string): string {
  const text = otherDigest === undefined ? idempotencyKey : `${idempotencyKey}\n${otherDigest}`;
  return `x${hash('sha256', text).slice(0, 32)}`;
}

export const exceptionKey = (exceptionId: string, seq: number): ItemKey => ({
  table: 'ledgers',
  subject: `case:${exceptionId}`,
  item: seqItem(seq),
});

/** The index in which cases are listed: by status, and within it by order, whether the order is known or not. */
export const exceptionIndex = { index: 'exceptions', partition: 'listing', sort: 'listedAt' } as const;

/** Parts that a list is kept in: a partition takes 1,000 writes a second. See docs/decisions/0032-split-the-exception-lists-into-parts.md. */
const partsOfList = 8;

/** The partitions of a list. Guarantees: the first is what all of the list once was. */
export const listParts = (list: string): readonly string[] =>
  Array.from({ length: partsOfList }, (_, part) => listPart(list, part));

const listPart = (list: string, part: number): string => (part === 0 ? list : `${list}/${part}`);

/** Ids are digests, so that what is recorded together is spread over all parts. */
const listPartOf = (list: string, exceptionId: string): string =>
  listPart(list, Number.parseInt(exceptionId.slice(1, 5), 16) % partsOfList);

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

/** Stands for an order, location or payer that is not named; no id begins with it. */
export const unnamed = '-';

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

export function readListedAt(text: string): ListedException {
  const [orderId = '', recordedAt = '', index = '', exceptionId = '', reason = '', locationId = '', payerId] =
    text.split('#');
  // A case listed before lists were narrowed by payer ends at its location.
  const named = (id: string = unnamed): string | undefined => (id === unnamed ? undefined : id);
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
  key: { table: 'ledgers', subject: keptSubject(now), item: exceptionId },
  record: {},
});

/** The cases that name no order and were opened in the hour of an instant. */
export const keptSubject = (instant: Instant): string => `kept:${instant.slice(0, 'YYYY-MM-DDTHH'.length)}`;

/**
 * The claim of an event whose receipts or payments are all in a book, which has the rest of it.
 *
 * Guarantees: it fails if the claim was taken meanwhile.
 */
export function claimEvent(key: string, digest: string): Write {
  return append(eventClaimId(key), 1, { scope: eventIdempotencyKey(key), digest, status: 'posted' });
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
  const subject = listPartOf(settledSubject(orderId), waiting.exceptionId);
  const key: ItemKey = { table: 'ledgers', subject, item: `${now}#${waiting.exceptionId}` };
  return [
    leaveHold(waiting),
    { kind: 'append', key, record: { heldSince: heldSince(waiting) } satisfies SettledHold },
  ];
}

/** How long a case was held: it is listed by when that ended. */
export type SettledHold = { readonly heldSince: Instant };

/** What was held under an order and is so no longer, by when it was settled; a list in parts. */
export const settledSubject = (orderId: string): string => `settled:${orderId}`;

/** When a case was first held, whatever it waited for then. */
export const heldSince = ({ position }: Hold): Instant => position.slice(0, position.indexOf('#'));

/** What the sort keys of one queue's and message group's held cases begin with; a group may hold any character. */
export const holdPrefix = ({ queue, messageGroup }: Pick<Hold, 'queue' | 'messageGroup'>): string =>
  `${queue}/${encodeURIComponent(messageGroup)}/`;

export const holdKey = (waiting: Hold): ItemKey => ({
  table: 'ledgers',
  subject: dependencySubject(waiting.dependsOn),
  item: `${holdPrefix(waiting)}${waiting.position}/${waiting.exceptionId}/${seqItem(waiting.recordSeq)}`,
});

/** Reads a waiting case back from its place. */
export function holdAt(subject: string, item: string): Hold {
  const [queue, messageGroup = '', position = '', exceptionId, recordSeq] = item.split('/');
  if (exceptionId === undefined) throw new Error(`no waiting case stands at ${subject} ${item}`);
  return {
    exceptionId,
    dependsOn: subject.slice(dependencySubject('').length),
    queue: queue as QueueName,
    messageGroup: decodeURIComponent(messageGroup),
    position,
    recordSeq: Number(recordSeq),
  };
}

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
