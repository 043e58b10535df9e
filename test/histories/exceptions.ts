/** Exceptions as their list shows them: what was not posted, why, and the original. */
import { type Message, sheetKinds, voidType } from './messages.ts';
import type { EventName } from './waybill.ts';

export interface Exception {
  readonly reason: string;
  readonly reference: string | undefined;
  readonly orderId: string | undefined;
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
  readonly householdId: string | undefined;
  /** The event that sent it again, put right. */
  readonly correctedBy?: EventName | undefined;
  readonly event: { readonly source: string; readonly id: string; readonly type: string };
  /** The event, or the one row of it. */
  readonly original: unknown;
}

/** An event, or one row of a sheet, on its way into the books. */
export interface Item {
  readonly message: Message;
  readonly index: number;
  /** The row; `undefined` for an event that stands or falls whole. */
  readonly row: any;
  /** When it was first recorded: what is held is tried again in this order. */
  readonly position: number;
}

/** What an exception says of an item. */
export function exceptionOf({ message, row }: Item, reason: string): Exception {
  const { event } = message;
  const { source, id, type, data } = event;
  const { payerId, householdId } = data;
  // A sheet of who was missed tells of persons: as a whole it is kept where what names no order is.
  const isMissedSheet = type === 'relief.handovers.missed.v1' && row === undefined;
  // A transfer is of the order that it leaves.
  const orderId = isMissedSheet ? undefined : (data.orderId ?? data.fromOrderId);
  // A dispatch concerns the place it leaves, and one from outside the place it goes to.
  const locationId = data.centreId ?? data.at ?? data.locationId ?? data.from?.locationId ?? data.to;
  const about = { reason, orderId, locationId, payerId, event: { source, id, type } };
  if (row !== undefined) {
    const reference = row.receiptId ?? row.paymentId;
    return { ...about, reference, householdId: row.householdId, original: row };
  }
  const document =
    data.shipmentId ??
    data.fundingId ??
    data.countId ??
    data.lossId ??
    data.transferId ??
    (type === voidType ? data.id : undefined) ??
    (type.startsWith('relief.order.') ? orderId : undefined);
  // A sheet that is refused as one is known by its event.
  const isSheet = sheetKinds[type] !== undefined && reason === 'conflicting-duplicate';
  return {
    ...about,
    reference: isSheet ? id : document,
    householdId,
    original: { specversion: '1.0', ...event },
  };
}

/** A registration without the names of the households that were forgotten. */
export function unnamed(original: any, forgotten: ReadonlySet<string>): unknown {
  const { households } = original.data ?? {};
  if (households === undefined) return original;
  const kept = households.map(({ name, ...rest }: any) =>
    name === undefined || forgotten.has(rest.householdId) ? rest : { name, ...rest },
  );
  return { ...original, data: { ...original.data, households: kept } };
}
