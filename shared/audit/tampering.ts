/** Tampering: an entry altered or removed behind the books, as it is listed among the anomalies. */
import type { Instant } from '../domain/events.ts';
import { type Anomaly, listAnomaly } from '../ledger/anomalies.ts';
import type { Write } from '../ledger/writes.ts';

/** Stands for the order of what belongs to none, or to one that cannot be told. */
export const noOrder = '';

/** The order and the location that an account's name tells. */
export function ownerOf(account: string): Pick<Anomaly, 'orderId' | 'locationId'> {
  const colon = account.indexOf(':');
  const kind = account.slice(0, Math.max(0, colon));
  const [id = '', orderId = noOrder] = account.slice(colon + 1).split('/');
  switch (kind) {
    case 'centre':
    case 'hub':
    case 'store':
    case 'inbound':
      return { orderId, locationId: id };
    case 'household':
    case 'payer':
      return { orderId };
    case 'registry':
      return { orderId: noOrder, locationId: id };
    case 'order':
    case 'plan':
    case 'collector':
    case 'books':
    case 'shipments':
    case 'anomalies':
      return { orderId: id };
    default:
      return { orderId: noOrder };
  }
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
