/** Where a reader is: an order, a view of it, and what the view is of. Kept in the address, so that back works. */

export const views = [
  'overview',
  'locations',
  'shipments',
  'exceptions',
  'anomalies',
  'households',
  'payers',
  'distribution-list',
  'not-served',
] as const;
export type View = (typeof views)[number];

export interface Place {
  /** Undefined until an order is chosen. */
  readonly orderId: string | undefined;
  readonly view: View;
  /** What the view is of; undefined for all of them. */
  readonly id: string | undefined;
}

/** Reads `#/orders/<orderId>/<view>/<id>`; what is not understood is the overview. */
export function placeOf(hash: string): Place {
  const [first, orderId, name, id] = hash.replace(/^#\/?/, '').split('/').map(decoded);
  if (first !== 'orders' || !orderId) return { orderId: undefined, view: 'overview', id: undefined };
  const view = views.find((candidate) => candidate === name) ?? 'overview';
  return { orderId, view, id: id || undefined };
}

/** The address of a place. */
export function hrefOf(orderId: string, view: View = 'overview', id?: string): string {
  const parts = ['#/orders', encodeURIComponent(orderId)];
  if (view !== 'overview') parts.push(view);
  if (id !== undefined) parts.push(encodeURIComponent(id));
  return parts.join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
