/**
 * Ids of anomalies: made of what an anomaly is about, so that it keeps its id while its figures change, and has the same
 * in a system that was restored from an export.
 *
 * Shape: `A-`, then digests of the order, of where it stands, and of what sets it apart there. So whoever has an id alone
 * finds the anomaly without reading those of other orders.
 */
import { createHash } from 'node:crypto';
import { counterpartyId } from '../domain/accounts.ts';
import { type WaybillAnomalyKind, waybillAnomalyKinds } from '../domain/anomaly-kinds.ts';
import type { Entry } from './entry.ts';

/** The lists of an order, in their order: what was recorded, the waybills, what came beyond the plan, and what visits found. */
export const anomalyLists = ['recorded', 'waybills', 'plan', 'visits'] as const;
export type AnomalyList = (typeof anomalyLists)[number];

/** Where an anomaly is found. */
export interface AnomalyPlace {
  readonly orderId: string;
  readonly list: AnomalyList;
  /** The recorded anomaly's key, the waybill, the commodity, or the audit. */
  readonly item: string;
  /** What sets it apart among those of the waybill or the audit. */
  readonly mark?: string;
}

const letterOf: { readonly [L in AnomalyList]: string } = {
  recorded: 'r',
  waybills: 'w',
  plan: 'p',
  visits: 'v',
};

/** What the parts of an id are as long as. */
const [orderLength, placeLength, restLength] = [8, 8, 14];

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, length);

/** What the part of an id that tells where an anomaly stands is made of. A share of a waybill comes with the whole. */
const partsOf = (place: AnomalyPlace): readonly [place: string, rest: string] => {
  switch (place.list) {
    case 'recorded': {
      // The last part of the item is a digest of kind, commodity and cause; before it stands when it was recorded.
      const cause = place.item.slice(place.item.lastIndexOf('#') + 1);
      return [digest(cause, placeLength), digest(cause, placeLength + restLength).slice(placeLength)];
    }
    case 'waybills':
      return [
        digest(rootOf(place.item), placeLength),
        digest(JSON.stringify([place.item, place.mark ?? '']), restLength),
      ];
    case 'visits':
      return [
        digest(place.item, placeLength),
        digest(JSON.stringify([place.item, place.mark ?? '']), restLength),
      ];
    case 'plan':
      return [
        digest(place.item, placeLength),
        digest(place.item, placeLength + restLength).slice(placeLength),
      ];
  }
};

const rootOf = (shipmentId: string): string => shipmentId.split('/', 1)[0] ?? shipmentId;

export function anomalyIdOf(place: AnomalyPlace): string {
  const [where, rest] = partsOf(place);
  return `A-${digest(place.orderId, orderLength)}${letterOf[place.list]}${where}${rest}`;
}

/** An id's parts, of which nothing can be made but comparisons. */
export interface AnomalyIdParts {
  readonly list: AnomalyList | undefined;
  isOfOrder(orderId: string): boolean;
  isOfWaybill(shipmentId: string): boolean;
}

export function partsOfAnomalyId(anomalyId: string): AnomalyIdParts {
  const order = anomalyId.slice(2, 2 + orderLength);
  const letter = anomalyId.charAt(2 + orderLength);
  const where = anomalyId.slice(3 + orderLength, 3 + orderLength + placeLength);
  return {
    list: anomalyLists.find((list) => letterOf[list] === letter),
    isOfOrder: (orderId) => digest(orderId, orderLength) === order,
    isOfWaybill: (shipmentId) => digest(rootOf(shipmentId), placeLength) === where,
  };
}

/** Stands for all exceptions: which of them a note waits for, its message group says. */
export const exceptionScope = 'exceptions';

/** What of an anomaly's id tells where it will stand: what is booked there may bring it. */
export function anomalyScope(anomalyId: string): string {
  const { list } = partsOfAnomalyId(anomalyId);
  return anomalyId.slice(0, 3 + orderLength + (list === 'waybills' ? placeLength : 0));
}

const scopeUnder = (orderId: string, list: AnomalyList): string =>
  `A-${digest(orderId, orderLength)}${letterOf[list]}`;

/** The scopes of the anomalies that are recorded under an order. */
export const recordedScope = (orderId: string): string => scopeUnder(orderId, 'recorded');

/** The scope of what comes beyond an order's plan. */
export const planScope = (orderId: string): string => scopeUnder(orderId, 'plan');

/** The scopes of what visits find of an order's receipts. */
export const visitsScope = (orderId: string): string => scopeUnder(orderId, 'visits');

/** The scope of the anomalies of a waybill. */
export const waybillScope = (orderId: string, shipmentId: string): string =>
  `${scopeUnder(orderId, 'waybills')}${digest(rootOf(shipmentId), placeLength)}`;

/** What sets an anomaly apart among those of its waybill; `entry` is 0 where a place has one of a kind at most. */
export const waybillMark = ({ kind, commodity, locationId, entry }: WaybillMark): string =>
  JSON.stringify([kind, commodity, locationId, entry]);

interface WaybillMark {
  readonly kind: WaybillAnomalyKind;
  readonly commodity: string;
  readonly locationId: string;
  readonly entry: number;
}

/** The marks that anomalies of a waybill can have, whatever has become of them since. */
export function possibleMarks(entries: readonly Entry[]): readonly string[] {
  const places = new Set(
    entries.flatMap(({ counterparty, to }) => [
      counterpartyId(counterparty),
      ...(to === undefined ? [] : [to]),
    ]),
  );
  const commodities = new Set(
    entries.flatMap(({ lines, lost }) => [...lines.keys(), ...(lost?.keys() ?? [])]),
  );
  const numbers = [0, ...entries.map(({ seq }) => seq)];
  return waybillAnomalyKinds.flatMap((kind) =>
    [...commodities].flatMap((commodity) =>
      [...places].flatMap((locationId) =>
        (kind === 'repeated-arrival' ? numbers : [0]).map((entry) =>
          waybillMark({ kind, commodity, locationId, entry }),
        ),
      ),
    ),
  );
}
