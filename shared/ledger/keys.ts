/**
 * Every key of the tables `stock` and `ledgers`, in the order of docs/access-patterns.md; those of exceptions are in
 * `exception-keys.ts`, those of missed handovers in `missed-keys.ts`.
 *
 * Law: other ids, another key, for all ids that the contract allows. An id (A-Z a-z 0-9 . _ : -) holds none of the `/`, `#`
 * and `@` that stand between ids here; a shipmentId may hold `/`, and stands alone or last. A kind stands before the
 * first `:`. What may hold any character is digested or percent-encoded.
 */
import { createHash } from 'node:crypto';
import { type AccountKind, accountKindOf, orderAccount } from '../domain/accounts.ts';
import type { CalendarDate, Instant } from '../domain/events.ts';
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
export const under = (prefix: string): Range => ({ from: `${prefix}/`, to: `${prefix}0` });

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
  audit: 'ledgers',
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

// H4, H5: the directories of centres. They stand beside the households, no id of which holds a `#`.

export const directoryId = (centreId: string): string => `directory#${centreId}`;

export const directoryPartId = (centreId: string, part: number): string =>
  `${directoryId(centreId)}#${seqItem(part)}`;

/** Whether what has this id in the table of households is one. */
export const isHouseholdId = (id: string): boolean => !id.includes('#');

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

/** Stands once it has been told of every book. */
export const earlierToldKey = (orderId: string, revision: number): ItemKey =>
  earlierCoverageKey(orderId, revision, '');

export const earlierCoverageOf = (revision: number): Range => under(seqItem(revision));

/** The book of an earlier coverage, empty for {@link earlierToldKey}. Law: the inverse of {@link earlierCoverageKey}. */
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

// L8: whom a proxy collected for.

export const proxyPrefix = 'collector:';

/** A proxy under an order: the name as written, but for case and spacing. */
export function proxySubject(orderId: string, collectedBy: string): string {
  const name = collectedBy.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  return `${proxyPrefix}${orderId}/${digest(name)}`;
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

// L31: the sources that events came from.

export const sourcesSubject = 'sources';

/** A source may be longer than a key. */
export const sourceKey = (source: string): ItemKey => ({
  table: 'ledgers',
  subject: sourcesSubject,
  item: digest(source),
});

// L9: orders.

export const ordersSubject = 'orders';

/** Where an order is listed; written with its first version. */
export const orderListing = (orderId: string): ItemKey => ({
  table: 'ledgers',
  subject: ordersSubject,
  item: orderId,
});

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

// L28, L30: audits, and where in their populations a drawn unit stands.

export const auditsSubject = 'audits';

/** Where an audit is listed; written with its opening. */
export const auditListing = (auditId: string): ItemKey => ({
  table: 'ledgers',
  subject: auditsSubject,
  item: auditId,
});

/** A part of an audit's population, from 0 on. */
export const populationPartKey = (auditId: string, part: number): ItemKey => ({
  table: 'ledgers',
  subject: `population:${auditId}`,
  item: seqItem(part),
});

// L29: the last entry of each book of an order that a seal holds.

export const sealedTailsPrefix = 'sealed:';

export const sealedTailsKey = (date: CalendarDate, orderId: string): ItemKey => ({
  table: 'ledgers',
  subject: `${sealedTailsPrefix}${date}`,
  item: orderId,
});

/** The book of a fence; `undefined` for another subject. */
export const bookOfFence = (subject: string): string | undefined =>
  subject.startsWith(fenceSubject('')) ? subject.slice(fenceSubject('').length) : undefined;
