/** Anomalies: those that were recorded, those of the waybills as they stand, what came beyond the plan, and what visits found. */

import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import { shipmentAccount } from '../../shared/domain/accounts.ts';
import {
  type AnomalyKind,
  storedAnomalyKinds,
  waybillAnomalyKinds,
} from '../../shared/domain/anomaly-kinds.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { FindingState } from '../../shared/domain/events.ts';
import type { Order } from '../../shared/domain/order.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { type ListedAnomaly, noOrder } from '../../shared/ledger/anomalies.ts';
import { type AnomalyPlace, anomalyIdOf, anomalyLists } from '../../shared/ledger/anomaly-ids.ts';
import { shortReceipts } from '../../shared/ledger/audits.ts';
import { figureOf, placeOf } from './audits.ts';
import { type CurrentVariance, variancesNow } from './count-variances.ts';
import { stillDisputed } from './disputed-receipts.ts';
import { inUnit, moneyIn, type Units } from './figures.ts';
import { foundOf, noteTexts } from './findings.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';
import { figuresOfOrder } from './reconciliation.ts';
import { surplusesNow } from './surpluses.ts';
import { type FoundAnomaly, waybillAnomalies } from './waybill-anomalies.ts';

export interface AnomalyFilter {
  readonly state: FindingState | undefined;
  readonly orderId: string | undefined;
  readonly kind: AnomalyKind | undefined;
}

/** The last anomaly of a page, or the last item that was examined for one. */
export interface AnomalyPosition extends AnomalyPlace {
  /** The last anomaly of the waybill or the audit; empty where all of them were examined. */
  readonly mark: string;
}

export function anomalyPosition(value: JsonValue): AnomalyPosition | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [orderId, listText, item, mark] = value;
  if (typeof orderId !== 'string' || typeof item !== 'string' || typeof mark !== 'string') return undefined;
  const list = anomalyLists.find((name) => name === listText);
  return list === undefined ? undefined : { orderId, list, item, mark };
}

/** Recorded anomalies and waybills examined for one page: a rare kind gives short pages, not slow ones. */
const maxExamined = 1_000;
const examinedAtOnce = 100;

/**
 * Those of no order first, then order by order: the recorded ones, oldest first, then those of the waybills, then what came
 * beyond the plan, and last what visits found.
 */
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
  const atOnce = Math.min(limit + 1, examinedAtOnce);
  for await (const step of noted(examine(orderIds, filter, after, context), atOnce, context)) {
    const fits = step.anomaly !== undefined && isAskedFor(step.anomaly, filter);
    if (position !== undefined && ((fits && items.length === limit) || examined === maxExamined)) {
      const { orderId, list, item, mark } = position;
      return { items, next: [orderId, list, item, mark] };
    }
    if (fits && step.anomaly !== undefined) items.push(step.anomaly);
    examined += 1;
    position = step.position;
  }
  return { items };
}

const isAskedFor = (anomaly: AnomalyAnswer, { kind, state }: AnomalyFilter): boolean =>
  (kind === undefined || anomaly.kind === kind) && (state === undefined || anomaly.state === state);

/** The same steps, in which each anomaly has its id and what people found out about it. */
async function* noted(
  steps: AsyncIterable<Examined>,
  atOnce: number,
  { journal }: QueryContext,
): AsyncGenerator<Examined<AnomalyAnswer>> {
  async function* withNotes(some: readonly Examined[]): AsyncGenerator<Examined<AnomalyAnswer>> {
    const ids = some.flatMap(({ position, anomaly }) => (anomaly === undefined ? [] : anomalyIdOf(position)));
    const notes = await journal.findings.notesOf(ids);
    for (const { position, anomaly } of some) {
      const anomalyId = anomalyIdOf(position);
      const answer = anomaly && { anomalyId, ...anomaly, ...foundOf(notes.get(anomalyId)) };
      yield { position, ...(answer !== undefined && { anomaly: answer }) };
    }
  }
  let some: Examined[] = [];
  for await (const step of steps) {
    some.push(step);
    if (some.length < atOnce) continue;
    yield* withNotes(some);
    some = [];
  }
  yield* withNotes(some);
}

interface Examined<A = FoundAnomaly> {
  readonly position: AnomalyPosition;
  readonly anomaly?: A;
}

async function* examine(
  orderIds: readonly string[],
  { kind }: AnomalyFilter,
  after: AnomalyPosition | undefined,
  context: QueryContext,
): AsyncGenerator<Examined> {
  const isAsked = (kinds: readonly AnomalyKind[]): boolean => kind === undefined || kinds.includes(kind);
  for (const orderId of orderIds) {
    if (after !== undefined && orderId < after.orderId) continue;
    const order = orderId === noOrder ? undefined : await context.journal.orders.asOf(orderId);
    const here = orderId === after?.orderId ? after : undefined;
    const begin = anomalyLists.indexOf(here?.list ?? 'recorded');
    if (begin <= 0 && isAsked(storedAnomalyKinds))
      yield* recorded(orderId, order?.units ?? new Map(), here?.item, context);
    if (order === undefined) continue;
    if (begin <= 1 && isAsked(waybillAnomalyKinds))
      yield* ofWaybills(order, here?.list === 'waybills' ? here : undefined, context);
    if (begin <= 2 && isAsked(['beyond-plan']))
      yield* beyondPlan(order, here?.list === 'plan' ? here.item : undefined, context);
    if (isAsked(['disputed-receipt']))
      yield* ofVisits(orderId, here?.list === 'visits' ? here : undefined, context);
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
    const [voided, varianceNow, surplusNow, isDisputed] = await Promise.all([
      context.journal.exceptions.voided(anomalies.flatMap(({ events = [] }) => events)),
      variancesNow(anomalies, context),
      surplusesNow(anomalies, context),
      stillDisputed(anomalies, context),
    ]);
    for (const { item, anomaly } of page.items) {
      const position = { orderId, list: 'recorded', item, mark: '' } as const;
      const now =
        anomaly.kind === 'count-variance'
          ? varianceNow(anomaly)
          : anomaly.kind === 'surplus'
            ? { quantity: surplusNow(anomaly) }
            : undefined;
      const isGone =
        now?.quantity === 0n ||
        anomaly.events?.some((event) => voided.has(event)) === true ||
        (anomaly.kind === 'disputed-receipt' && !isDisputed(anomaly));
      const answer = anomalyAnswerOf({ ...anomaly, ...now }, orderId, units);
      yield isGone ? { position } : { position, anomaly: answer };
    }
    from = page.next;
  } while (from !== undefined);
}

async function* ofWaybills(
  order: Order,
  after: AnomalyPosition | undefined,
  { journal }: QueryContext,
): AsyncGenerator<Examined> {
  const { orderId } = order;
  const kinds = new Map((await journal.locations.all()).map(({ locationId, kind }) => [locationId, kind]));
  // A waybill with several anomalies is examined again until all of them were in a page.
  const pending = after?.mark === '' ? undefined : after;
  let begin =
    after === undefined ? {} : pending === undefined ? { after: after.item } : { from: pending.item };
  for (;;) {
    const page = await journal.shipments.idsPage(orderId, examinedAtOnce, begin);
    const chains = await journal.chains.entries('stock', page.items.map(shipmentAccount));
    for (const shipmentId of page.items) {
      const entries = chains.get(shipmentAccount(shipmentId)) ?? [];
      const position = { orderId, list: 'waybills', item: shipmentId } as const;
      for (const { mark, anomaly } of waybillAnomalies(shipmentId, entries, order, (id) => kinds.get(id))) {
        if (pending?.item === shipmentId && mark <= pending.mark) continue;
        yield { position: { ...position, mark }, anomaly };
      }
      yield { position: { ...position, mark: '' } };
    }
    if (page.next === undefined) return;
    begin = { after: page.next };
  }
}

/**
 * What came in all beyond planned and pledged together, by the figures of the reconciliation. Where a pledge names no
 * quantity, nobody can tell.
 */
async function* beyondPlan(
  order: Order,
  after: string | undefined,
  context: QueryContext,
): AsyncGenerator<Examined> {
  const { orderId, units, terms } = order;
  const { figures, recordedAt } = await figuresOfOrder(order, context);
  for (const { commodity, planned, pledged, received } of figures) {
    const beyond = received - planned - pledged;
    const isOpen = terms.pledges.some(
      (pledge) => pledge.commodity === commodity && pledge.quantity === undefined,
    );
    const isPlanned = planned > 0n || pledged > 0n;
    if (isOpen || !isPlanned || beyond <= 0n || (after !== undefined && commodity <= after)) continue;
    const unit = units.get(commodity);
    const position = { orderId, list: 'plan', item: commodity, mark: '' } as const;
    const anomaly: FoundAnomaly = {
      kind: 'beyond-plan',
      orderId,
      commodity,
      ...(unit !== undefined && { unit }),
      quantity: inUnit(beyond, unit),
      references: [],
      recordedAt,
    };
    yield { position, anomaly };
  }
}

/** What visits found less of than is recorded, as the newest visit to each household has it. */
async function* ofVisits(
  orderId: string,
  after: AnomalyPosition | undefined,
  { journal }: QueryContext,
): AsyncGenerator<Examined> {
  for (const auditId of await journal.audits.idsOf(orderId)) {
    if (after !== undefined && auditId < after.item) continue;
    const audit = await journal.audits.get(auditId);
    if (audit === undefined) continue;
    const { measure, unit } = audit.opened;
    for (const short of shortReceipts(audit)) {
      if (after?.item === auditId && short.mark <= after.mark) continue;
      const place = placeOf(audit.opened, short.book);
      const anomaly: FoundAnomaly = {
        kind: 'disputed-receipt',
        orderId,
        ...(place.locationId !== undefined && { locationId: place.locationId }),
        ...('commodity' in measure ? { commodity: measure.commodity } : { currency: measure.currency }),
        ...(unit !== undefined && { unit }),
        quantity: figureOf(audit.opened, short.missing),
        references: [short.reference, auditId],
        householdId: short.householdId,
        recordedAt: short.recordedAt,
      };
      yield { position: { orderId, list: 'visits', item: auditId, mark: short.mark }, anomaly };
    }
  }
}

function anomalyAnswerOf(
  anomaly: ListedAnomaly & Partial<CurrentVariance>,
  orderId: string,
  units: Units,
): FoundAnomaly {
  const { explained = 0n, householdId } = anomaly;
  const { kind, locationId, commodity, currency, quantity, references, recordedAt, collectedBy } = anomaly;
  const unit = commodity === undefined ? undefined : (units.get(commodity) ?? anomaly.unit);
  return {
    kind,
    ...(orderId !== noOrder && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(commodity !== undefined && { commodity }),
    ...(unit !== undefined && { unit }),
    ...(currency !== undefined && { currency }),
    ...(quantity !== undefined && {
      quantity: currency === undefined ? inUnit(quantity, unit) : moneyIn(quantity, currency),
    }),
    ...(explained !== 0n && { explained: inUnit(explained, unit) }),
    references: [...references],
    ...(householdId !== undefined && { householdId }),
    ...(collectedBy !== undefined && { collectedBy }),
    recordedAt,
  };
}

export const anomaliesTable = (anomalies: readonly AnomalyAnswer[]): CsvTable =>
  csvTable(anomalies, {
    anomalyId: (anomaly) => anomaly.anomalyId,
    kind: (anomaly) => anomaly.kind,
    orderId: (anomaly) => anomaly.orderId,
    locationId: (anomaly) => anomaly.locationId,
    commodity: (anomaly) => anomaly.commodity,
    unit: (anomaly) => anomaly.unit,
    currency: (anomaly) => anomaly.currency,
    quantity: (anomaly) => anomaly.quantity,
    explained: (anomaly) => anomaly.explained,
    references: (anomaly) => anomaly.references.join('; '),
    householdId: (anomaly) => anomaly.householdId,
    collectedBy: (anomaly) => anomaly.collectedBy,
    recordedAt: (anomaly) => anomaly.recordedAt,
    state: (anomaly) => anomaly.state,
    owner: (anomaly) => anomaly.owner,
    notes: ({ notes }) => noteTexts(notes),
  });
