/**
 * Every key of the tables `stock` and `ledgers`, in the order of docs/access-patterns.md.
 *
 * Law: other ids, another key, for all ids that the contract allows. An id (A-Z a-z 0-9 . _ : -) holds none of the `/`, `#`
 * and `@` that stand between ids here; a shipmentId may hold `/`, and stands alone or last. A kind stands before the
 * first `:`. What may hold any character is digested or percent-encoded.
 */
import { createHash } from 'node:crypto';
import { type AccountKind, accountKindOf, orderAccount } from '../domain/accounts.ts';
import { type CalendarDate, type Instant, type QueueName, queueNames } from '../domain/events.ts';
import { eventClaimId } from './id-claims.ts';

/** Where an item lives. `item` sorts within `subject`. */
export interface ItemKey {
  readonly table: 'stock' | 'ledgers';
  readonly subject: string;
  readonly item: string;
}

/** `seq` as it stands in a sort key: nine digits, so a billion entries sort. */
export const seqItem = (seq: number): string => seq.toString().padStart(9, '0');

/** Sort keys, both ends included. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** What stands under one id or text, of the items that have `/` after it: `0` is the character after `/`. */
const under = (prefix: string): Range => ({ from: `${prefix}/`, to: `${prefix}0` });

// Chains: S3, S4, S7, S11, S14, L1, L2, L13.

const tableOfKind: { readonly [kind in AccountKind]: ItemKey['table'] } = {
  hub: 'stock',
  centre: 'stock',
  store: 'stock',
  inbound: 'stock',
  shipment: 'stock',
  registry: 'stock',
  household: 'ledgers',
  payer: 'ledgers',
  order: 'ledgers',
};

/** Where an entry stands. */
export const entryKey = (table: ItemKey['table'], account: string, seq: number): ItemKey => ({
  table,
  subject: account,
  item: seqItem(seq),
});

/** Where a link of any chain stands. */
export function linkKey(account: string, seq: number): ItemKey {
  const kind = accountKindOf(account);
  if (kind === 'order') return { table: 'ledgers', subject: account, item: orderRevisionItem(seq) };
  return entryKey(kind === undefined ? 'stock' : tableOfKind[kind], account, seq);
}

/** The number of the link that stands at an item. Law: the inverse of {@link linkKey}. */
export const seqOfItem = (item: string): number => Number(item.slice(item.lastIndexOf('/') + 1));

// S1, S2: locations.

export const locationsSubject = 'locations';

/** A version of a location, from 1 on. */
export const locationKey = (locationId: string, version: number): ItemKey => ({
  table: 'stock',
  subject: locationsSubject,
  item: `${locationId}/${seqItem(version)}`,
});

/** All versions of a location. */
export const versionsOfLocation = (locationId: string): Range => under(locationId);

/** Law: the inverse of {@link locationKey}. */
export function parseLocationItem(item: string): { readonly locationId: string; readonly version: number } {
  const slash = item.lastIndexOf('/');
  return { locationId: item.slice(0, Math.max(0, slash)), version: Number(item.slice(slash + 1)) };
}

// S5, S6: plans.

export const planSubject = (orderId: string): string => `plan:${orderId}`;

export const planKey = (orderId: string, revision: number, centreId: string): ItemKey => ({
  table: 'stock',
  subject: planSubject(orderId),
  item: `${seqItem(revision)}/${centreId}`,
});

/** The plans of a revision. */
export const plansOfRevision = (revision: number): Range => under(seqItem(revision));

/** The centre of a plan. Law: the inverse of {@link planKey}. */
export const centreOfPlanItem = (item: string): string => item.slice(seqItem(0).length + 1);

// S15: what books had done for households before a revision.

export const earlierCoverageSubject = (orderId: string): string => `coverage:${orderId}`;

export const earlierCoverageKey = (orderId: string, revision: number, account: string): ItemKey => ({
  table: 'stock',
  subject: earlierCoverageSubject(orderId),
  item: `${seqItem(revision)}/${account}`,
});

export const earlierCoverageOf = (revision: number): Range => under(seqItem(revision));

/** The book of an earlier coverage. Law: the inverse of {@link earlierCoverageKey}. */
export const accountOfCoverageItem = (item: string): string => item.slice(seqItem(0).length + 1);

// S8, L7: the books under an order.

export const booksSubject = (orderId: string): string => `books:${orderId}`;

export const bookListingKey = (table: ItemKey['table'], account: string, orderId: string): ItemKey => ({
  table,
  subject: booksSubject(orderId),
  item: account,
});

// S9: the waybills under an order.

export const shipmentsSubject = (orderId: string): string => `shipments:${orderId}`;

/** Under the order of its first entry, so that open waybills are found by order. */
export const shipmentListing = (shipmentId: string, orderId: string): ItemKey => ({
  table: 'stock',
  subject: shipmentsSubject(orderId),
  item: shipmentId,
});

// S13: deferred writes.

/** The deferred writes of an event, `source#id`. */
export const deferredKey = (event: string): ItemKey => ({
  table: 'stock',
  subject: `remainder:${eventClaimId(event)}`,
  item: 'remainder',
});

// L1: what stands in an order's subject beside its chain.

const revisionPrefix = 'revision/';
const unitPrefix = 'unit/';

export const orderRevisionItem = (seq: number): string => `${revisionPrefix}${seqItem(seq)}`;

export const isOrderRevision = (item: string): boolean => item.startsWith(revisionPrefix);

/** The links of an order's chain from one on, and nothing that stands beside them. */
export const orderRevisionsFrom = (seq: number): Range => ({
  from: orderRevisionItem(seq),
  to: `${revisionPrefix}~`,
});

/** The chain, the currency and the units, which {@link orderItem}s are read with. */
export const orderWithFirstUses: Range = { from: revisionPrefix, to: under('unit').to };

const orderItem = (orderId: string, item: string): ItemKey => ({
  table: 'ledgers',
  subject: orderAccount(orderId),
  item,
});

/** A link of an order's chain. */
export const orderVersionKey = (orderId: string, seq: number): ItemKey =>
  orderItem(orderId, orderRevisionItem(seq));

/** The unit that a commodity was first used in. A commodity holds no `/`. */
export const unitKey = (orderId: string, commodity: string): ItemKey =>
  orderItem(orderId, `${unitPrefix}${commodity}`);

export const isUnit = (item: string): boolean => item.startsWith(unitPrefix);

/** The currency of money given before the terms named one. */
export const currencyKey = (orderId: string): ItemKey => orderItem(orderId, currencyItem);

const currencyItem = 'stipend/currency';

export const isCurrency = (item: string): boolean => item === currencyItem;

/** The instant as of which a revision is accepted, fixed before its centres are counted. */
export const acceptanceKey = (orderId: string, revision: number): ItemKey =>
  orderItem(orderId, `acceptance/${seqItem(revision)}`);

/** That the registrations which came while a revision was being accepted were looked for. */
export const lookedBackKey = (orderId: string, revision: number): ItemKey =>
  orderItem(orderId, `acceptance/${seqItem(revision)}/looked-back`);

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

const holdsPrefix = 'waiting/';

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

// L8: whom a proxy collected for.

/** A proxy under an order: the name as written, but for case and spacing. */
export function proxySubject(orderId: string, collectedBy: string): string {
  const name = collectedBy.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  return `collector:${orderId}/${digest(name)}`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

// L17, L18: fences, and the books that have one.

export const fenceSubject = (bookAccount: string): string => `notices:${bookAccount}`;

export const fenceKey = (bookAccount: string, number: number): ItemKey => ({
  table: 'ledgers',
  subject: fenceSubject(bookAccount),
  item: seqItem(number),
});

export const fencedSubject = (orderId: string): string => `noticed:${orderId}`;

export const fencedKey = (bookAccount: string, orderId: string): ItemKey => ({
  table: 'ledgers',
  subject: fencedSubject(orderId),
  item: bookAccount,
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

// L9: orders.

export const ordersSubject = 'orders';

/** Where an order is listed; written with its first version. */
export const orderListing = (orderId: string): ItemKey => ({
  table: 'ledgers',
  subject: ordersSubject,
  item: orderId,
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

// L11: anomalies.

export const anomaliesSubject = (orderId: string): string => `anomalies:${orderId}`;

export const isAnomaliesSubject = (subject: string): boolean => subject.startsWith(anomaliesSubject(''));

/** `cause` is what makes an anomaly one of its kind and commodity. */
export const anomalyKey = (
  {
    orderId,
    kind,
    commodity = '',
  }: { readonly orderId: string; readonly kind: string; readonly commodity?: string },
  cause: string,
  now: Instant,
): ItemKey => ({
  table: 'ledgers',
  subject: anomaliesSubject(orderId),
  item: `${now}#${kind}#${digest(`${kind}\n${commodity}\n${cause}`)}`,
});

// L12: seals.

export const sealsSubject = 'seals';

export const sealKey = (date: CalendarDate): ItemKey => ({
  table: 'ledgers',
  subject: sealsSubject,
  item: date,
});

/** Subjects that name their order first, by what stands before the first `:`. */
const listsOfOrders: readonly string[] = [
  planSubject(''),
  earlierCoverageSubject(''),
  booksSubject(''),
  shipmentsSubject(''),
  'collector:',
  fencedSubject(''),
  settledSubject(''),
  anomaliesSubject(''),
  'missed:',
];

/** The order that a subject which is no account names; `undefined` for one that names none. */
export function orderOfSubject(subject: string): string | undefined {
  const list = listsOfOrders.find((prefix) => subject.startsWith(prefix));
  return list === undefined ? undefined : subject.slice(list.length).split('/', 1)[0];
}

/** The book of a fence; `undefined` for another subject. */
export const bookOfFence = (subject: string): string | undefined =>
  subject.startsWith(fenceSubject('')) ? subject.slice(fenceSubject('').length) : undefined;
