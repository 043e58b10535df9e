/**
 * Keys of exceptions and of what stands beside events: their claims, what is held and for what, and the lists of exceptions;
 * the law of `keys.ts` holds here too.
 */
import { type Instant, type QueueName, queueNames } from '../domain/events.ts';
import { eventClaimId, exceptionIdOf } from './id-claims.ts';
import { type ItemKey, type Range, seqItem, under } from './keys.ts';

// L3, L4: exceptions, the first record of each a claim on an id.

const exceptionPrefix = 'case:';

export const subjectOfException = (exceptionId: string): string => `${exceptionPrefix}${exceptionId}`;

export const isExceptionSubject = (subject: string): boolean => subject.startsWith(exceptionPrefix);

export const exceptionKey = (exceptionId: string, seq: number): ItemKey => ({
  table: 'ledgers',
  subject: subjectOfException(exceptionId),
  item: seqItem(seq),
});

/** The records of an exception, without the parts of a long original. */
export const exceptionRecords = { to: 'a' } as const;

// L23, L24: what was refused of a sheet, and what took an event back.

export const refusedRowsSubject = (event: string): string => `refused:${eventClaimId(event)}`;

/** Rows of an event that one group refused, under the number of the first of them. */
export const refusedRowsKey = (event: string, index: number): ItemKey => ({
  table: 'ledgers',
  subject: refusedRowsSubject(event),
  item: seqItem(index),
});

export const voidKey = (event: string): ItemKey => ({
  table: 'ledgers',
  subject: `voided:${eventClaimId(event)}`,
  item: 'void',
});

// L32: the contents that the number of a document was claimed for, the newest last.

/** `number` says of what kind, place and order it is: `loss/C-07/order-1/L-1`. */
export const numberSubject = (number: string): string => `number:${exceptionIdOf(number)}`;

export const numberClaimKey = (number: string, seq: number): ItemKey => ({
  table: 'ledgers',
  subject: numberSubject(number),
  item: seqItem(seq),
});

// L5, L6: what is held, under what it depends on.

/** Where a held item is listed. */
export interface Hold {
  readonly exceptionId: string;
  readonly dependsOn: string;
  readonly queue: QueueName;
  readonly messageGroup: string;
  /** `<when it was first recorded>#<its place among those of that instant>`: the order in which held items are tried again. */
  readonly position: string;
  /** The exception's latest record. */
  readonly recordSeq: number;
}

/** What stands here may change and be deleted; nothing else may. */
export const holdsPrefix = 'waiting/';

export const dependencySubject = (dependsOn: string): string => `${holdsPrefix}${dependsOn}`;

export const isDependencySubject = (subject: string): boolean => subject.startsWith(holdsPrefix);

/** What one queue and message group hold; a group may have any character. */
const groupPrefix = ({ queue, messageGroup }: Pick<Hold, 'queue' | 'messageGroup'>): string =>
  `${queue}/${encodeURIComponent(messageGroup)}`;

export const holdsOfGroup = (group: Pick<Hold, 'queue' | 'messageGroup'>): Range => under(groupPrefix(group));

export const holdKey = (hold: Hold): ItemKey => ({
  table: 'ledgers',
  subject: dependencySubject(hold.dependsOn),
  item: `${groupPrefix(hold)}/${hold.position}/${hold.exceptionId}/${seqItem(hold.recordSeq)}`,
});

/** Law: the inverse of {@link holdKey}; `undefined` for a place at which no hold can be. */
export function parseHold({ subject, item }: Pick<ItemKey, 'subject' | 'item'>): Hold | undefined {
  const [queueText, group, position, exceptionId, recordSeq] = item.split('/');
  const queue = queueNames.find((name) => name === queueText);
  if (queue === undefined || group === undefined || position === undefined) return undefined;
  if (exceptionId === undefined || recordSeq === undefined || !isDependencySubject(subject)) return undefined;
  const dependsOn = subject.slice(holdsPrefix.length);
  const messageGroup = decoded(group);
  if (messageGroup === undefined) return undefined;
  return { exceptionId, dependsOn, queue, messageGroup, position, recordSeq: Number(recordSeq) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

// L27: what was held under another order than its own, whose end settles it.

export const endingSubject = (orderId: string): string => `ending:${orderId}`;

export const endingKey = (exceptionId: string, orderId: string): ItemKey => ({
  table: 'ledgers',
  subject: endingSubject(orderId),
  item: exceptionId,
});

// L19: what was held and is so no longer.

/** The list of an order, which is kept in {@link listParts}. */
export const settledSubject = (orderId: string): string => `settled:${orderId}`;

export const settledKey = (orderId: string, exceptionId: string, now: Instant): ItemKey => ({
  table: 'ledgers',
  subject: listPartOf(settledSubject(orderId), exceptionId),
  item: `${now}#${exceptionId}`,
});

/** What was settled after an instant. */
export const settledAfter = (instant: Instant): { readonly from: string } => ({ from: `${instant}~` });

// L20: what was kept without an order, by the hour.

export const keptSubject = (instant: Instant): string => `kept:${instant.slice(0, 'YYYY-MM-DDTHH'.length)}`;

export const keptKey = (exceptionId: string, now: Instant): ItemKey => ({
  table: 'ledgers',
  subject: keptSubject(now),
  item: exceptionId,
});

// L10: the index in which exceptions are listed: by status, and within it by order, whether the order is known or not.

export const exceptionIndex = { index: 'exceptions', partition: 'listing', sort: 'listedAt' } as const;

/** Parts that a list is kept in: a partition takes 1,000 writes a second. See docs/decisions/0032-split-the-exception-lists-into-parts.md. */
const partsOfList = 8;

/** The partitions of a list. */
export const listParts = (list: string): readonly string[] =>
  Array.from({ length: partsOfList }, (_, part) => listPart(list, part));

const listPart = (list: string, part: number): string => (part === 0 ? list : `${list}/${part}`);

/** Ids are digests, so that what is recorded together is spread over all parts. */
export const listPartOf = (list: string, exceptionId: string): string =>
  listPart(list, Number.parseInt(exceptionId.slice(1, 5), 16) % partsOfList);

/** Stands for an order, location or payer that is not named; no id begins with it. */
export const unnamed = '-';

/** What is listed under one order, or under all; recorded by an instant at most. */
export function listingsOf(orderId: string | undefined, until?: Instant): Range {
  if (orderId === undefined) return { from: ' ', to: '~' };
  return { from: `${orderId}#`, to: `${orderId}#${until ?? ''}~` };
}

/** What comes after a position in a list. A space sorts before all that a position is made of. */
export const afterListing = (position: string | undefined): string => `${position ?? ''} `;
