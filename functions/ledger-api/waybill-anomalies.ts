/** What is unusual about a waybill as it stands: read when it is asked for, so it leaves the list when it is put right. Pure. */

import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import { counterpartyId } from '../../shared/domain/accounts.ts';
import type { WaybillAnomalyKind } from '../../shared/domain/anomaly-kinds.ts';
import type { LocationKind } from '../../shared/domain/events.ts';
import type { Order } from '../../shared/domain/order.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  negateAmounts,
  noAmounts,
} from '../../shared/domain/quantity.ts';
import { shortfall } from '../../shared/domain/shipment.ts';
import { unplannedGoods } from '../../shared/domain/unplanned.ts';
import { waybillMark } from '../../shared/ledger/anomaly-ids.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import { inUnit } from './figures.ts';

/** An anomaly before it has its id, which is made of where it stands, and what was noted under that. */
export type FoundAnomaly = Omit<AnomalyAnswer, 'anomalyId' | 'state' | 'owner' | 'notes'>;

/** An anomaly of a waybill, with what sets it apart among those of the waybill, whatever becomes of the others. */
export interface WaybillAnomaly {
  readonly mark: string;
  readonly anomaly: FoundAnomaly;
}

interface Finding {
  readonly kind: WaybillAnomalyKind;
  readonly locationId: string;
  readonly lines: Amounts;
  readonly recordedAt: string;
  /** The entry that it is about, where a place may have several of a kind. */
  readonly entry?: number;
}

/** The anomalies of a waybill under the order that it is of, in the order of their marks. */
export function waybillAnomalies(
  shipmentId: string,
  entries: readonly Entry[],
  order: Order,
  kindOf: (locationId: string) => LocationKind | undefined,
): readonly WaybillAnomaly[] {
  const chain = new ShipmentChain(shipmentId, entries);
  if (chain.orderId !== order.orderId) return [];
  const findings = [
    ...shortfalls(chain),
    ...diversions(chain),
    ...outsideArea(chain, order, kindOf),
    ...unplanned(chain, order),
    ...repeatedArrivals(chain),
  ];
  const anomalies = findings.flatMap(({ kind, locationId, lines, recordedAt, entry = 0 }) =>
    [...lines]
      .filter(([, base]) => base > 0n)
      .map(([commodity, base]): WaybillAnomaly => {
        const unit = order.units.get(commodity);
        return {
          mark: waybillMark({ kind, commodity, locationId, entry }),
          anomaly: {
            kind,
            orderId: order.orderId,
            locationId,
            commodity,
            ...(unit !== undefined && { unit }),
            quantity: inUnit(base, unit),
            references: [shipmentId],
            recordedAt,
          },
        };
      }),
  );
  return anomalies.sort((one, other) => (one.mark < other.mark ? -1 : 1));
}

const arrivalsOf = ({ standing }: ShipmentChain): readonly Entry[] =>
  standing.filter(({ type }) => type === 'arrival');

const placeOf = ({ counterparty }: Entry): string => counterpartyId(counterparty);

/** What came with some arrivals, lost on the way or not. */
const cameWith = (arrivals: readonly Entry[]): Amounts =>
  negateAmounts(addAmounts(...arrivals.map(({ lines }) => lines)));

function shortfalls(chain: ShipmentChain): readonly Finding[] {
  const { shipment } = chain;
  const recordedAt = arrivalsOf(chain).at(-1)?.at ?? '';
  const locationId = shipment.to ?? shipment.arrivedAt ?? '';
  return [{ kind: 'shortfall', locationId, lines: shortfall(shipment), recordedAt }];
}

/** What arrived elsewhere than it was sent, whichever was recorded first. */
function diversions(chain: ShipmentChain): readonly Finding[] {
  const { to } = chain.shipment;
  if (to === undefined) return [];
  const sentAt = chain.standing.find(({ type }) => type === 'dispatch')?.at ?? '';
  return byPlace(arrivalsOf(chain))
    .filter(([place]) => place !== to)
    .map(([locationId, arrivals]): Finding => {
      const cameAt = arrivals[0]?.at ?? '';
      const recordedAt = cameAt > sentAt ? cameAt : sentAt;
      return { kind: 'diverted', locationId, lines: cameWith(arrivals), recordedAt };
    });
}

/** What was sent to a centre that the order does not cover, or came there. */
function outsideArea(
  chain: ShipmentChain,
  { covers }: Order,
  kindOf: (locationId: string) => LocationKind | undefined,
): readonly Finding[] {
  const isOutside = (locationId: string): boolean =>
    kindOf(locationId) === 'centre' && covers !== 'all' && !covers.includes(locationId);
  const arrivals = byPlace(arrivalsOf(chain));
  const { to, dispatched } = chain.shipment;
  const came = arrivals.map(([locationId, entries]): Finding => {
    return { kind: 'outside-area', locationId, lines: cameWith(entries), recordedAt: entries[0]?.at ?? '' };
  });
  const isSentOnly = to !== undefined && !arrivals.some(([place]) => place === to);
  const recordedAt = chain.standing.find(({ type }) => type === 'dispatch')?.at ?? '';
  const sent: readonly Finding[] = isSentOnly
    ? [{ kind: 'outside-area', locationId: to, lines: dispatched, recordedAt }]
    : [];
  return [...sent, ...came].filter(({ locationId }) => isOutside(locationId));
}

/** Goods that nobody planned, where they came in; what left a location's stock was listed where it came in first. */
function unplanned(chain: ShipmentChain, { terms }: Order): readonly Finding[] {
  const { dispatchedFromStock } = chain.shipment;
  return byPlace(arrivalsOf(chain)).map(([locationId, entries]): Finding => {
    const lines = unplannedGoods(terms, cameWith(entries));
    const fromOutside = [...lines].filter(([commodity]) => amountOf(dispatchedFromStock, commodity) === 0n);
    return {
      kind: 'unplanned-goods',
      locationId,
      lines: new Map(fromOutside),
      recordedAt: entries[0]?.at ?? '',
    };
  });
}

/** Without a dispatch nobody can tell two equal lorries of one waybill from one that was reported twice. */
function repeatedArrivals(chain: ShipmentChain): readonly Finding[] {
  if (chain.shipment.to !== undefined) return [];
  const seen = new Set<string>();
  return arrivalsOf(chain).flatMap((arrival): readonly Finding[] => {
    const told = toldBy(arrival);
    const again = seen.has(told);
    seen.add(told);
    if (!again) return [];
    const { at: recordedAt, seq: entry } = arrival;
    const lines = cameWith([arrival]);
    return [{ kind: 'repeated-arrival', locationId: placeOf(arrival), lines, recordedAt, entry }];
  });
}

/** Place and lines of an arrival, in whatever order they were written. */
const toldBy = ({ counterparty, lines, lost = noAmounts }: Entry): string =>
  JSON.stringify([counterparty, ...[lines, lost].map((amounts) => [...amounts].map(String).sort())]);

const byPlace = (arrivals: readonly Entry[]): readonly (readonly [string, readonly Entry[]])[] => [
  ...Map.groupBy(arrivals, placeOf),
];
