/**
 * Names of accounts, each of which is a chain of entries, and of what entries name.
 *
 * A kind stands before the first `:`, and no kind holds one. `/` stands between ids: no id holds one but a shipmentId,
 * which stands alone. So every name can be read back, whatever ids it was built of: see {@link parseAccount}.
 */
import type { LocationKind } from './events.ts';

/** What an account is of, as its name tells. */
export type Account =
  | { readonly kind: LocationKind; readonly locationId: string; readonly orderId: string }
  | {
      readonly kind: 'household';
      readonly householdId: string;
      readonly orderId: string;
      readonly of: HouseholdAccountOf;
    }
  | { readonly kind: 'payer'; readonly payerId: string; readonly orderId: string }
  | { readonly kind: 'shipment'; readonly shipmentId: string }
  | { readonly kind: 'inbound'; readonly locationId: string; readonly orderId: string }
  | { readonly kind: 'registry'; readonly centreId: string }
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'audit'; readonly auditId: string };

export type AccountKind = Account['kind'];

type HouseholdAccountOf = 'goods' | 'stipend';

export const locationAccount = (kind: LocationKind, locationId: string, orderId: string): string =>
  `${kind}:${locationId}/${orderId}`;

export const householdGoodsAccount = (householdId: string, orderId: string): string =>
  `household:${householdId}/${orderId}/goods`;

export const householdStipendAccount = (householdId: string, orderId: string): string =>
  `household:${householdId}/${orderId}/stipend`;

export const payerAccount = (payerId: string, orderId: string): string => `payer:${payerId}/${orderId}`;

export const shipmentAccount = (shipmentId: string): string => `shipment:${shipmentId}`;

/** S14: what is on its way to a location under an order: dispatched to it and not yet arrived. */
export const inboundAccount = (locationId: string, orderId: string): string =>
  `inbound:${locationId}/${orderId}`;

/** Every composition recorded at a centre, and every plan counted from them. */
export const registryAccount = (centreId: string): string => `registry:${centreId}`;

export const orderAccount = (orderId: string): string => `order:${orderId}`;

/** What was drawn and what visits found: no movement of goods or money. */
export const auditAccount = (auditId: string): string => `audit:${auditId}`;

/** Reads an account's name; `undefined` for a text that is none. Law: the exact inverse of the functions above, for all ids. */
export function parseAccount(account: string): Account | undefined {
  const colon = account.indexOf(':');
  const kind = account.slice(0, Math.max(0, colon));
  const rest = account.slice(colon + 1);
  if (kind === 'shipment') return rest === '' ? undefined : { kind, shipmentId: rest };
  const ids = rest.split('/');
  if (ids.includes('')) return undefined;
  const [first = '', second = '', of] = ids;
  switch (`${kind}/${ids.length}`) {
    case 'registry/1':
      return { kind: 'registry', centreId: first };
    case 'order/1':
      return { kind: 'order', orderId: first };
    case 'audit/1':
      return { kind: 'audit', auditId: first };
    case 'payer/2':
      return { kind: 'payer', payerId: first, orderId: second };
    case 'household/3':
      return of === 'goods' || of === 'stipend'
        ? { kind: 'household', householdId: first, orderId: second, of }
        : undefined;
    default:
      return ids.length === 2 && isPlaceKind(kind) ? { kind, locationId: first, orderId: second } : undefined;
  }
}

const isPlaceKind = (kind: string): kind is LocationKind | 'inbound' =>
  kind === 'hub' || kind === 'centre' || kind === 'store' || kind === 'inbound';

const accountKinds: readonly AccountKind[] = [
  'hub',
  'centre',
  'store',
  'inbound',
  'shipment',
  'registry',
  'household',
  'payer',
  'order',
  'audit',
];

/** The kind that a name begins with, be the rest of it none of an account. */
export const accountKindOf = (account: string): AccountKind | undefined =>
  accountKinds.find((kind) => account.startsWith(`${kind}:`));

/** An entry's name: `account@seq`. No id holds an `@`. */
export const entryName = (account: string, seq: number): string => `${account}@${seq}`;

/** Law: the inverse of {@link entryName}. */
export function parseEntryName(name: string): { readonly account: string; readonly seq: number } {
  const at = name.lastIndexOf('@');
  return { account: name.slice(0, Math.max(0, at)), seq: Number(name.slice(at + 1)) };
}

/** Who stands on the other side of an entry: a location, household or payer by its id, or a source from outside by its name. */
export const counterpartyName = (kind: LocationKind | 'household' | 'payer' | 'source', id: string): string =>
  `${kind}:${id}`;

/** The id or name that a {@link counterpartyName} ends with. */
export const counterpartyId = (name: string): string => name.slice(name.indexOf(':') + 1);

export const isFromOutside = (counterparty: string): boolean =>
  counterparty.startsWith(counterpartyName('source', ''));
