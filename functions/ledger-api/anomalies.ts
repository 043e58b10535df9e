/** Anomalies: those that were recorded, and waybills of which a part is missing. */

import { noOrder } from '../../shared/audit/tampering.ts';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import { shipmentAccount } from '../../shared/domain/accounts.ts';
import type { AnomalyKind } from '../../shared/domain/anomaly-kinds.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { Order } from '../../shared/domain/order.ts';
import { shortfall } from '../../shared/domain/shipment.ts';
import type { ListedAnomaly } from '../../shared/ledger/anomalies.ts';
import { foldShipment } from '../../shared/ledger/shipment-chain.ts';
import { type CurrentVariance, variancesNow } from './count-variances.ts';
import { type CsvTable, csvTable } from './csv.ts';
import { inUnit, type Units } from './figures.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export interface AnomalyFilter {
  readonly orderId: string | undefined;
  readonly kind: AnomalyKind | undefined;
}

/** The last anomaly of a page, or the last item that was examined for one. */
export interface AnomalyPosition {
  readonly orderId: string;
  readonly list: 'recorded' | 'shortfalls';
  /** The recorded anomaly's key, or the waybill. */
  readonly item: string;
  /** The last commodity of the waybill; empty where all of them were examined. */
  readonly commodity: string;
}

export function anomalyPosition(value: JsonValue): AnomalyPosition | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [orderId, list, item, commodity] = value;
  if (typeof orderId !== 'string' || typeof item !== 'string' || typeof commodity !== 'string')
    return undefined;
  return list === 'recorded' || list === 'shortfalls' ? { orderId, list, item, commodity } : undefined;
}

/** Recorded anomalies and waybills examined for one page: a rare kind gives short pages, not slow ones. */
const maxExamined = 1_000;
const examinedAtOnce = 100;

/** Those of no order first, then order by order: the recorded ones, oldest first, then the waybills with a shortfall. */
export async function answerAnomalies(
  filter: AnomalyFilter,
  { limit, after }: PageRequest<AnomalyPosition>,
  context: QueryContext,
): Promise<ItemPage<AnomalyAnswer>> {
  const { orderId } = filter;
  const orderIds = orderId === undefined ? [noOrder, ...(await context.orderIds())] : [orderId];
  const items: AnomalyAnswer[] = [];
  let examined = 0;
  let position = after;
  for await (const step of examine(orderIds, filter.kind, after, context)) {
    const fits =
      step.anomaly !== undefined && (filter.kind === undefined || step.anomaly.kind === filter.kind);
    if (position !== undefined && ((fits && items.length === limit) || examined === maxExamined)) {
      const { orderId, list, item, commodity } = position;
      return { items, next: [orderId, list, item, commodity] };
    }
    if (fits && step.anomaly !== undefined) items.push(step.anomaly);
    examined += 1;
    position = step.position;
  }
  return { items };
}

interface Examined {
  readonly position: AnomalyPosition;
  readonly anomaly?: AnomalyAnswer;
}

async function* examine(
  orderIds: readonly string[],
  kind: AnomalyKind | undefined,
  after: AnomalyPosition | undefined,
  context: QueryContext,
): AsyncGenerator<Examined> {
  for (const orderId of orderIds) {
    if (after !== undefined && orderId < after.orderId) continue;
    const order = orderId === noOrder ? undefined : await context.journal.orders.asOf(orderId);
    const here = orderId === after?.orderId ? after : undefined;
    if (kind !== 'shortfall' && here?.list !== 'shortfalls')
      yield* recorded(orderId, order?.units ?? new Map(), here?.item, context);
    if (order !== undefined && (kind === undefined || kind === 'shortfall')) {
      yield* shortfalls(order, here?.list === 'shortfalls' ? here : undefined, context);
    }
  }
}

/** The anomalies recorded under an order, even one whose own chain was tampered with and cannot be read. */
async function* recorded(
  orderId: string,
  units: Units,
  after: string | undefined,
  context: QueryContext,
): AsyncGenerator<Examined> {
  let from = after;
  do {
    const page = await context.journal.anomalies.page(orderId, examinedAtOnce, from);
    const anomalies = page.items.map(({ anomaly }) => anomaly);
    const varianceNow = await variancesNow(anomalies, context);
    for (const { item, anomaly } of page.items) {
      const position = { orderId, list: 'recorded', item, commodity: '' } as const;
      const variance = anomaly.kind === 'count-variance' ? varianceNow(anomaly) : undefined;
      if (variance?.quantity === 0n) yield { position };
      else yield { position, anomaly: anomalyAnswerOf({ ...anomaly, ...variance }, orderId, units) };
    }
    from = page.next;
  } while (from !== undefined);
}

async function* shortfalls(
  order: Order,
  after: AnomalyPosition | undefined,
  { journal }: QueryContext,
): AsyncGenerator<Examined> {
  const { orderId, units } = order;
  // A waybill with a shortfall of several commodities is examined again until all of them were in a page.
  const pending = after?.commodity === '' ? undefined : after;
  let begin =
    after === undefined ? {} : pending === undefined ? { after: after.item } : { from: pending.item };
  for (;;) {
    const page = await journal.shipments.idsPage(orderId, examinedAtOnce, begin);
    const chains = await journal.chains.entries('stock', page.items.map(shipmentAccount));
    for (const shipmentId of page.items) {
      const entries = chains.get(shipmentAccount(shipmentId)) ?? [];
      const shipment = foldShipment(entries);
      const missing = [...shortfall(shipment)].filter(([, base]) => base > 0n).sort();
      const position = { orderId, list: 'shortfalls', item: shipmentId } as const;
      for (const [commodity, base] of missing) {
        if (pending?.item === shipmentId && commodity <= pending.commodity) continue;
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

function anomalyAnswerOf(
  anomaly: ListedAnomaly & Partial<CurrentVariance>,
  orderId: string,
  units: Units,
): AnomalyAnswer {
  const { explained = 0n, householdId } = anomaly;
  const { kind, locationId, commodity, quantity, references, recordedAt, collectedBy } = anomaly;
  const unit = commodity === undefined ? undefined : (units.get(commodity) ?? anomaly.unit);
  return {
    kind,
    ...(orderId !== noOrder && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(commodity !== undefined && { commodity }),
    ...(unit !== undefined && { unit }),
    quantity: inUnit(quantity, unit),
    ...(explained !== 0n && { explained: inUnit(explained, unit) }),
    references: [...references],
    ...(householdId !== undefined && { householdId }),
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
    explained: (anomaly) => anomaly.explained,
    references: (anomaly) => anomaly.references.join('; '),
    householdId: (anomaly) => anomaly.householdId,
    collectedBy: (anomaly) => anomaly.collectedBy,
    recordedAt: (anomaly) => anomaly.recordedAt,
  });
