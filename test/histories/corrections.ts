/** Corrections: what was refused is sent again under its own number, put right. */
import type { Books } from '../functions/ledger-api/books.ts';
import type { Exception } from './exceptions.ts';
import { contentOf, groupOf, type Message, queueOf, sheetKinds } from './messages.ts';
import type { Model } from './model.ts';

/** What a history says of a correction: which of the refused is put right is known when it is played. */
export interface Correcting {
  readonly of: number;
  /** Names the exception of another one, which it may not. */
  readonly isOfOther: boolean;
}

/** Finds the id under which an exception is listed. */
type FindId = (exception: Exception) => Promise<string> | string;

/** The id of an exception as the books list it. */
export const exceptionIdIn =
  (books: Books): FindId =>
  async ({ event: { source, id }, reference, original }) => {
    const [eventSource, eventId] = [source, id].map(encodeURIComponent);
    const listed = await books.all(`/exceptions?source=${eventSource}&eventId=${eventId}`, 100);
    const found = listed.find(
      (one) => one.reference === reference && contentOf(one.original) === contentOf(original),
    );
    if (found === undefined) throw new Error(`No exception is listed of ${reference} in ${source}#${id}`);
    return found.exceptionId;
  };

/** The message as it is sent; `undefined` for a correction where nothing was refused. */
export async function asSent(message: Message, model: Model, findId: FindId): Promise<Message | undefined> {
  const { correcting, event } = message;
  if (correcting === undefined) return message;
  const all = model.correctable;
  const found = all[correcting.of % Math.max(all.length, 1)];
  const named = correcting.isOfOther ? all[(correcting.of + 1) % Math.max(all.length, 1)] : found;
  if (found === undefined || named === undefined) return undefined;
  const corrects = await findId(named.exception);
  model.name(corrects, named.item);
  const { message: refused, row } = found.item;
  const { type, time, data } = refused.event;
  const changed = { ...putRight(type, row ?? data), corrects };
  return {
    queue: queueOf[type] ?? '',
    group: groupOf(type, data),
    event: { ...event, type, time, data: row === undefined ? changed : withRow(data, changed) },
  };
}

function withRow(data: any, row: any): any {
  return data.receipts === undefined ? { ...data, payments: [row] } : { ...data, receipts: [row] };
}

/** The same document with less in it. */
function putRight(type: string, document: any): any {
  if (type === 'relief.payer.funded.v1') return { ...document, amount: 70 };
  if (document.amount !== undefined) return { ...document, amount: 20 };
  if (document.lines === undefined) return { ...document, reason: 'put right' };
  const lost = type === 'relief.stock.lost.v1' && { cause: 'spilled' };
  const arrived = type === 'relief.shipment.arrived.v1' && { losses: [] };
  return { ...document, lines: [{ commodity: 'rice', quantity: 0.25, unit: 'kg', ...lost, ...arrived }] };
}

const numbered: Readonly<Record<string, string>> = {
  'relief.shipment.dispatched.v1': 'shipmentId',
  'relief.shipment.arrived.v1': 'shipmentId',
  'relief.shipment.closed.v1': 'shipmentId',
  'relief.stock.counted.v1': 'countId',
  'relief.stock.lost.v1': 'lossId',
  'relief.stock.transferred.v1': 'transferId',
  'relief.payer.funded.v1': 'fundingId',
};

/** Whether a document can be put right here: it has a number, and nothing in it that no contract knows. */
export function isCorrectable({ event: { type, data } }: Message, row: any): boolean {
  if (row !== undefined) return (row.receiptId ?? row.paymentId) !== undefined && row.colour === undefined;
  const member = numbered[type];
  return sheetKinds[type] === undefined && member !== undefined && !('fault' in data);
}

/**
 * Whether a document is of the number of an exception: waybills have theirs everywhere, all others theirs of a place and an
 * order, unless nobody knows the place or the order that was refused.
 */
export function isOfNumber(refused: Exception, other: Exception): boolean {
  if (refused.event.type !== other.event.type || refused.reference !== other.reference) return false;
  if (refused.event.type.startsWith('relief.shipment.')) return true;
  const isSheet = sheetKinds[refused.event.type] !== undefined;
  if (!isSheet && ['unknown-location', 'unknown-order'].includes(refused.reason)) return true;
  return [refused.orderId, refused.locationId, refused.payerId].every(
    (id, index) => id === [other.orderId, other.locationId, other.payerId][index],
  );
}
