/** Tampering: an entry altered or removed behind the books, as it is listed among the anomalies. */
import { accountKindOf, counterpartyId, parseAccount } from '../domain/accounts.ts';
import type { Instant } from '../domain/events.ts';
import { type Anomaly, listAnomaly, noOrder } from '../ledger/anomalies.ts';
import { bookOfFence, orderListing } from '../ledger/keys.ts';
import { orderOfSubject } from '../ledger/order-subjects.ts';
import type { Write } from '../ledger/writes.ts';
import type { Store } from '../store/store.ts';

/** The order and the location that a subject tells: an account's name, a list's, or a fence's. */
export function ownerOf(subject: string): Pick<Anomaly, 'orderId' | 'locationId'> {
  const account = parseAccount(bookOfFence(subject) ?? subject);
  if (account === undefined) return { orderId: orderOfSubject(subject) ?? noOrder, ...placeNamedBy(subject) };
  switch (account.kind) {
    case 'hub':
    case 'centre':
    case 'store':
    case 'inbound':
      return { orderId: account.orderId, locationId: account.locationId };
    case 'audit':
      return { orderId: noOrder };
    case 'registry':
      return { orderId: noOrder, locationId: account.centreId };
    case 'shipment':
      return { orderId: noOrder };
    default:
      return { orderId: account.orderId };
  }
}

/** The location of a subject that names one and no order, as no account does. */
function placeNamedBy(subject: string): Pick<Anomaly, 'locationId'> {
  const kind = accountKindOf(subject);
  if (kind !== 'hub' && kind !== 'centre' && kind !== 'store' && kind !== 'inbound') return {};
  return { locationId: counterpartyId(subject).split('/', 1)[0] ?? '' };
}

/** What was tampered with. */
export interface Tampered {
  /** The account, or the subject of a record that is no entry. */
  readonly account: string;
  /** The entry as `account@seq`, or the place of another record. */
  readonly reference: string;
  readonly orderId?: string | undefined;
}

export function listTampering(
  { account, reference, orderId }: Tampered,
  now: Instant,
): Extract<Write, { kind: 'append' }> {
  const owner = ownerOf(account);
  const anomaly: Anomaly = {
    kind: 'tampering',
    ...owner,
    orderId: orderId ?? owner.orderId,
    quantity: 1n,
    references: [reference],
  };
  return listAnomaly(anomaly, reference, now);
}

/**
 * Lists what was tampered with, once.
 *
 * Guarantees: what is listed already, by whoever found it, is not listed again. An order that is not there, as a held
 * event or a forged entry may name one, stands for none: nobody asks for the anomalies of such an order. Returns how
 * many were new.
 */
export async function recordTampering(
  store: Pick<Store, 'record' | 'commit' | 'anomalies'>,
  tampered: readonly Tampered[],
  now: Instant,
): Promise<number> {
  let added = 0;
  for (const one of tampered) {
    const named = one.orderId ?? ownerOf(one.account).orderId;
    const order = named === noOrder ? undefined : await store.record(orderListing(named));
    const orderId = order === undefined ? noOrder : named;
    if (await store.anomalies.isListed(orderId, 'tampering', one.reference)) continue;
    const write = listTampering({ ...one, orderId }, now);
    if ((await store.commit([write])) === 'committed') added += 1;
  }
  return added;
}
