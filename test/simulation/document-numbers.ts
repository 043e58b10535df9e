/** A number stands for one document, whatever became of that, until it is put right: read from what is stored, without the engine's code. */
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { eventIdempotencyKey } from '../../shared/ledger/id-claims.ts';
import type { Added } from './taken-ids.ts';

interface Owner {
  readonly event: string;
  readonly digest: string;
}

/** Refused for what they are, or for whose the number is: they have none. */
const withoutNumber = ['invalid-message', 'wrong-queue', 'conflicting-duplicate'];

export class DocumentNumbers {
  readonly #owners = new Map<string, Owner[]>();
  /** The scopes of events that were put right, in whatever place. */
  readonly #corrected = new Set<unknown>();
  /** The numbers of events by their scopes, as they were first kept. */
  readonly #numbers = new Map<unknown, string>();

  /** Whose a waybill's number is; `undefined` where it is nobody's. */
  ownerOfWaybill(shipmentId: string): string | undefined {
    return this.#owners.get(`waybill/${shipmentId}`)?.at(-1)?.event;
  }

  /** What is wrong with the numbers that a transaction takes, or decides about without taking them; `undefined` for nothing. */
  observe(added: readonly Added[], isVoided: (event: string) => boolean): string | undefined {
    for (const { subject, record } of added) {
      if (!subject.startsWith('number:')) continue;
      const { scope, digest, event } = record as unknown as Owner & { scope: string };
      const owner = this.#owners.get(scope)?.at(-1);
      const isPutRight =
        owner !== undefined &&
        (this.#corrected.has(eventIdempotencyKey(owner.event)) ||
          added.some(
            (other) =>
              other.record['scope'] === eventIdempotencyKey(owner.event) &&
              other.record['correctedBy'] === event,
          ));
      const isFree = scope.startsWith('waybill/') && owner !== undefined && isVoided(owner.event);
      if (owner !== undefined && !isPutRight && !isFree)
        return `${event} takes ${scope}, which is of ${owner.event}`;
      this.#owners.set(scope, [...(this.#owners.get(scope) ?? []), { event, digest }]);
    }
    for (const { record } of added)
      if (record['correctedBy'] !== undefined) this.#corrected.add(record['scope']);
    for (const { record } of added) {
      const mistaken = this.#assess(record);
      if (mistaken !== undefined) return mistaken;
    }
    return undefined;
  }

  /** An event that is decided for the first time has its number, or is a copy of what has it. */
  #assess(record: JsonObject): string | undefined {
    const { scope, status, reason, digest, event } = record;
    if (event === undefined || status === 'pending') return undefined;
    const { source, id } = event as { source: string; id: string };
    const key = `${source}#${id}`;
    const number = scope === eventIdempotencyKey(key) ? this.#numberOf(record) : undefined;
    if (number === undefined) return undefined;
    const owners = this.#owners.get(number) ?? [];
    const isOwn = owners.at(-1)?.event === key;
    if (reason === 'conflicting-duplicate') {
      const isAnothers = owners.length > 0 && !isOwn;
      return isAnothers || isForMoreThanItsNumber(record, number)
        ? undefined
        : `${key} is refused for ${number}, which is of no other document`;
    }
    const isFirst = typeof record['original'] === 'string';
    if (!isFirst || isOwn || withoutNumber.includes(String(reason))) return undefined;
    const isCopy = status === 'posted' && owners.some((owner) => owner.digest === digest);
    return isCopy ? undefined : `${key} is ${status}, and ${number} is not its own`;
  }

  /** What is decided later, having been held, is kept without its original. */
  #numberOf({ scope, original, event }: JsonObject): string | undefined {
    if (typeof original !== 'string') return this.#numbers.get(scope);
    const number = numberIn((event as { type: string }).type, original);
    if (number !== undefined) this.#numbers.set(scope, number);
    return number;
  }
}

/**
 * Whether a conflict may be about something else: the event's own id, what it corrects, a waybill, which is of one order
 * whoever sent it first, or an order of which another event is being accepted, which has its number when that is done.
 */
function isForMoreThanItsNumber({ detail }: JsonObject, number: string): boolean {
  const told = (detail ?? {}) as JsonObject;
  return (
    /^(waybill|order)\//.test(number) || ['event', 'corrects', 'correctedBy'].some((name) => name in told)
  );
}

/** The number of the document that an event is, with all that makes it unique. */
function numberIn(type: string, original: string): string | undefined {
  const { data } = JSON.parse(original) as { data: Readonly<Record<string, string>> };
  const { orderId, shipmentId, locationId, payerId, fromOrderId } = data;
  switch (type) {
    case 'relief.order.issued.v1':
      return `order/${orderId}`;
    case 'relief.shipment.dispatched.v1':
      return `waybill/${shipmentId}`;
    case 'relief.stock.counted.v1':
      return `count/${locationId}/${orderId}/${data['countId']}`;
    case 'relief.stock.lost.v1':
      return `loss/${locationId}/${orderId}/${data['lossId']}`;
    case 'relief.stock.transferred.v1':
      return `transfer/${locationId}/${fromOrderId}/${data['transferId']}`;
    case 'relief.payer.funded.v1':
      return `funding/${payerId}/${orderId}/${data['fundingId']}`;
    default:
      return undefined;
  }
}
