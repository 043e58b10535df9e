/** What looks like siphoning: what was recorded as such, and waybills of which a part is missing. */

import { noOrder } from '../../shared/audit/tampering.ts';
import type { AnomalyAnswer } from '../../shared/contract/answers.ts';
import { shipmentAccount } from '../../shared/domain/accounts.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Order } from '../../shared/domain/order.ts';
import { shortfall } from '../../shared/domain/shipment.ts';
import type { ListedAnomaly } from '../../shared/ledger/anomalies.ts';
import { foldShipment } from '../../shared/ledger/shipment-chain.ts';
import { type CsvTable, csvTable } from './csv.ts';
import { type ItemPage, inUnit, type PageRequest, type Reading, type Units } from './reading.ts';

export interface AnomalyFilter {
  readonly orderId: string | undefined;
  readonly kind: AnomalyAnswer['kind'] | undefined;
}

/** The last anomaly that was answered, or the last thing that was looked at for one. */
export interface AnomalyPosition {
  readonly orderId: string;
  readonly list: 'recorded' | 'shortfalls';
  /** The recorded anomaly's key, or the waybill. */
  readonly item: string;
  /** The last commodity of the waybill; empty where the waybill is done. */
  readonly commodity: string;
}

export function anomalyPosition(value: JsonValue): AnomalyPosition | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [orderId, list, item, commodity] = value;
  if (typeof orderId !== 'string' || typeof item !== 'string' || typeof commodity !== 'string')
    return undefined;
  return list === 'recorded' || list === 'shortfalls' ? { orderId, list, item, commodity } : undefined;
}

/** Recorded anomalies and waybills looked at for one page at most: a rare kind gives short pages, not slow ones. */
const maxLookedAt = 1_000;
const lookedAtOnce = 100;

/** What belongs to no order, then order by order: what was recorded, in the order it was, then the waybills that are short. */
export async function answerAnomalies(
  filter: AnomalyFilter,
  { limit, after }: PageRequest<AnomalyPosition>,
  reading: Reading,
): Promise<ItemPage<AnomalyAnswer>> {
  const { orderId } = filter;
  const orderIds = orderId === undefined ? [noOrder, ...(await reading.journal.orders.ids())] : [orderId];
  const items: AnomalyAnswer[] = [];
  let lookedAt = 0;
  let position = after;
  for await (const look of lookThrough(orderIds, filter.kind, after, reading)) {
    const fits =
      look.anomaly !== undefined && (filter.kind === undefined || look.anomaly.kind === filter.kind);
    if (position !== undefined && ((fits && items.length === limit) || lookedAt === maxLookedAt)) {
      const { orderId, list, item, commodity } = position;
      return { items, next: [orderId, list, item, commodity] };
    }
    if (fits && look.anomaly !== undefined) items.push(look.anomaly);
    lookedAt += 1;
    position = look.position;
  }
  return { items };
}

interface Look {
  readonly position: AnomalyPosition;
  readonly anomaly?: AnomalyAnswer;
}

async function* lookThrough(
  orderIds: readonly string[],
  kind: AnomalyAnswer['kind'] | undefined,
  after: AnomalyPosition | undefined,
  reading: Reading,
): AsyncGenerator<Look> {
  for (const orderId of orderIds) {
    if (after !== undefined && orderId < after.orderId) continue;
    const order = orderId === noOrder ? undefined : await reading.journal.orders.asOf(orderId);
    const here = orderId === after?.orderId ? after : undefined;
    if (kind !== 'shortfall' && here?.list !== 'shortfalls')
      yield* recorded(orderId, order?.units ?? new Map(), here?.item, reading);
    if (order !== undefined && (kind === undefined || kind === 'shortfall')) {
      yield* shortfalls(order, here?.list === 'shortfalls' ? here : undefined, reading);
    }
  }
}

/** What was recorded under an order, be it that its own chain was tampered with and cannot be read. */
async function* recorded(
  orderId: string,
  units: Units,
  after: string | undefined,
  { journal }: Reading,
): AsyncGenerator<Look> {
  let from = after;
  do {
    const page = await journal.anomalies.page(orderId, lookedAtOnce, from);
    for (const { item, anomaly } of page.items) {
      const position = { orderId, list: 'recorded', item, commodity: '' } as const;
      yield { position, anomaly: anomalyAnswerOf(anomaly, orderId, units) };
    }
    from = page.next;
  } while (from !== undefined);
}

async function* shortfalls(
  order: Order,
  after: AnomalyPosition | undefined,
  { journal }: Reading,
): AsyncGenerator<Look> {
  const { orderId, units } = order;
  // A waybill that is not done is looked at again: it is short of several commodities.
  const begun = after?.commodity === '' ? undefined : after;
  let begin = after === undefined ? {} : begun === undefined ? { after: after.item } : { from: begun.item };
  for (;;) {
    const page = await journal.shipments.idsPage(orderId, lookedAtOnce, begin);
    const chains = await journal.chains.entries('stock', page.items.map(shipmentAccount));
    for (const shipmentId of page.items) {
      const entries = chains.get(shipmentAccount(shipmentId)) ?? [];
      const shipment = foldShipment(entries);
      const missing = [...shortfall(shipment)].filter(([, base]) => base > 0n).sort();
      const position = { orderId, list: 'shortfalls', item: shipmentId } as const;
      for (const [commodity, base] of missing) {
        if (begun?.item === shipmentId && commodity <= begun.commodity) continue;
        const unit = units.get(commodity);
        const anomaly: AnomalyAnswer = {
          kind: 'shortfall',
          orderId,
          locationId: shipment.to ?? shipment.arrivedAt ?? '',
          commodity,
          ...(unit !== undefined && { unit }),
          quantity: inUnit(base, unit),
          references: [shipmentId],
          recordedAt: entries.findLast(({ type }) => type === 'arrival')?.at ?? '',
        };
        yield { position: { ...position, commodity }, anomaly };
      }
      yield { position: { ...position, commodity: '' } };
    }
    if (page.next === undefined) return;
    begin = { after: page.next };
  }
}

function anomalyAnswerOf(anomaly: ListedAnomaly, orderId: string, units: Units): AnomalyAnswer {
  const { kind, locationId, commodity, unit, quantity, references, recordedAt, collectedBy } = anomaly;
  const answered = commodity === undefined ? undefined : (units.get(commodity) ?? unit);
  return {
    kind,
    ...(orderId !== noOrder && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(commodity !== undefined && { commodity }),
    ...(answered !== undefined && { unit: answered }),
    quantity: inUnit(quantity, answered),
    references: [...references],
    ...(collectedBy !== undefined && { collectedBy }),
    recordedAt,
  };
}

export const anomaliesTable = (anomalies: readonly AnomalyAnswer[]): CsvTable =>
  csvTable(anomalies, {
    kind: (anomaly) => anomaly.kind,
    orderId: (anomaly) => anomaly.orderId,
    locationId: (anomaly) => anomaly.locationId,
    commodity: (anomaly) => anomaly.commodity,
    unit: (anomaly) => anomaly.unit,
    quantity: (anomaly) => anomaly.quantity,
    references: (anomaly) => anomaly.references.join('; '),
    collectedBy: (anomaly) => anomaly.collectedBy,
    recordedAt: (anomaly) => anomaly.recordedAt,
  });
