/** Where a reader is: an order, a view of it, and what the view is of. Kept in the address, so that back works. */

export const views = [
  'overview',
  'locations',
  'shipments',
  'exceptions',
  'without-order',
  'anomalies',
  'audits',
  'seals',
  'complaints',
  'households',
  'payers',
  'events',
  'on-the-way',
  'distribution-list',
  'not-served',
  'payment-list',
  'still-owed',
  'count-sheet',
  'waybill-form',
  'cards',
  'poster',
  'location-exceptions',
  'payer-exceptions',
  'devices',
  'write',
] as const;
export type View = (typeof views)[number];

/** The views of one location, as its page leads to them. */
export const locationViews = [
  'locations',
  'on-the-way',
  'distribution-list',
  'not-served',
  'payment-list',
  'location-exceptions',
] as const satisfies readonly View[];
export type LocationView = (typeof locationViews)[number];

/** The views of one payer. */
export const payerViews = ['payers', 'payer-exceptions'] as const satisfies readonly View[];
export type PayerView = (typeof payerViews)[number];

/** The views of one location, payer or event, which show nothing without it. */
export const viewsOfOne: readonly View[] = [
  'on-the-way',
  'distribution-list',
  'not-served',
  'payment-list',
  'count-sheet',
  'waybill-form',
  'cards',
  'poster',
  'location-exceptions',
  'payer-exceptions',
  'events',
];

export interface Place {
  /** Undefined until an order is chosen. */
  readonly orderId: string | undefined;
  readonly view: View;
  /** What the view is of; undefined for all of them. */
  readonly id: string | undefined;
  /** What is open of a list that is of something itself. */
  readonly chosen?: string | undefined;
  /** What of a list is on show. */
  readonly filters?: Filters | undefined;
}

/** Filters of a list, as they stand in the address. */
export type Filters = Readonly<Record<string, string>>;

/** The address of the handover desk, which is no view of an order. */
export const deskHref = '#/desk';

/** The address of the API's reference. */
export const referenceHref = '#/reference';

/** Stands for an order in the address of a form that names none; no order is called so. */
export const withoutOrder = '-';

/** Reads `#/orders/<orderId>/<view>/<id>/<chosen>?<filters>`; what is not understood is the overview. */
export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first, orderId, name, id, chosen] = path.split('/').map(decoded);
  const filters = Object.fromEntries(new URLSearchParams(query));
  if (first !== 'orders' || !orderId) return { orderId: undefined, view: 'overview', id: undefined };
  const order = orderId === withoutOrder ? undefined : orderId;
  const view = views.find((candidate) => candidate === name);
  const isOfNothing = view !== undefined && viewsOfOne.includes(view) && !(view === 'events' ? chosen : id);
  if (view === undefined || isOfNothing) {
    const isAsked = name === undefined && query !== '';
    return { orderId: order, view: 'overview', id: undefined, ...(isAsked && { filters }) };
  }
  return {
    orderId: order,
    view,
    id: id || undefined,
    chosen: chosen || undefined,
    ...(query !== '' && { filters }),
  };
}

/** The address of a place with filters; those that are empty are none. */
export function withFilters(href: string, filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  return set.length === 0 ? href : `${href}?${new URLSearchParams(set)}`;
}

/** The address of a place. */
export function hrefOf(orderId: string, view: View = 'overview', id?: string, chosen?: string): string {
  const parts = ['#/orders', encodeURIComponent(orderId)];
  if (view !== 'overview') parts.push(view);
  for (const part of [id, chosen]) if (part !== undefined) parts.push(encodeURIComponent(part));
  return parts.join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
