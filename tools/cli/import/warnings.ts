/** What is nearly certainly wrong though each cell is fine: told before anything is sent. */
import { quantityIn, type Unit, unitFamily } from '../../../shared/domain/quantity.ts';
import { type EventOfRecords, importSource } from '../../../shared/files/events-of-records.ts';
import { type ImportKind, kindsOfFiles } from '../../../shared/files/kinds.ts';
import type { LedgerClient, OrderTermsAnswer } from '../ledger-client.ts';
import { baseUnits, unitOf } from '../reconciliation.ts';
import type { Orders } from './doubts.ts';

interface Line {
  readonly commodity: string;
  readonly quantity: number;
  readonly unit: Unit;
  readonly contains?: { readonly quantity: number; readonly unit: Unit };
  readonly losses?: readonly { readonly quantity: number }[];
}

interface Document {
  readonly event: EventOfRecords['event'];
  readonly orderId: string;
  readonly place: string;
  readonly line: number;
  readonly lines: readonly Line[];
}

/** The field that names where the goods of a kind are, or go. */
const placeFields: { readonly [K in ImportKind]?: string } = {
  handovers: 'centreId',
  waybills: 'to',
  arrivals: 'at',
  counts: 'locationId',
};

function documentsOf(kind: ImportKind, events: readonly EventOfRecords[]): readonly Document[] {
  const field = placeFields[kind];
  if (field === undefined) return [];
  return events.flatMap(({ event, records }) => {
    const { data } = event;
    const shared = { event, orderId: String(data['orderId']), place: String(data[field]) };
    if (kindsOfFiles[kind].isDocument)
      return [{ ...shared, line: records[0]?.row.line ?? 1, lines: data['lines'] as readonly Line[] }];
    return records.map(({ row, fields }) => ({
      ...shared,
      line: row.line,
      lines: fields['lines'] as readonly Line[],
    }));
  });
}

/** Warnings, each a sentence; none where all is as the orders and the waybills say. */
export async function warningsOf(
  kind: ImportKind,
  events: readonly EventOfRecords[],
  orders: Orders,
  api: LedgerClient,
): Promise<readonly string[]> {
  const documents = documentsOf(kind, events);
  const warnings = [
    ...commodityWarnings(kind, documents, orders),
    ...(await areaWarnings(kind, documents, orders, api)),
    ...(await planWarnings(kind, documents, orders, api)),
    ...(kind === 'payments' ? stipendWarnings(events, orders) : []),
    ...(kind === 'arrivals' ? await waybillWarnings(documents, api) : []),
  ];
  return [...new Set(warnings)];
}

const plainName = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s._-]/g, '');

/** The goods of an order with their unit; a pledge may have none yet. */
function goodsOf(
  kind: ImportKind,
  { rations, pledges }: OrderTermsAnswer,
): ReadonlyMap<string, Unit | undefined> {
  const pledged = kind === 'handovers' ? [] : pledges;
  return new Map([...pledged, ...rations].map(({ commodity, unit }) => [commodity, unit]));
}

function commodityWarnings(kind: ImportKind, documents: readonly Document[], orders: Orders): string[] {
  return documents.flatMap(({ orderId, line, lines }) => {
    const order = orders.get(orderId);
    if (order === undefined) return [];
    const goods = goodsOf(kind, order);
    return lines.flatMap(({ commodity, unit, contains }) => {
      if (!goods.has(commodity)) {
        const meant = [...goods.keys()].find((name) => plainName(name) === plainName(commodity));
        const hint = meant === undefined ? `it has ${[...goods.keys()].join(', ')}` : `is it ${meant}?`;
        return [`line ${line}: ${orderId} has no ${commodity}; ${hint}`];
      }
      const planned = goods.get(commodity);
      const told = contains?.unit ?? unit;
      return planned === undefined || unitFamily(planned) === unitFamily(told)
        ? []
        : [`line ${line}: ${orderId} has ${commodity} in ${planned}, which ${told} is no unit of`];
    });
  });
}

async function areaWarnings(
  kind: ImportKind,
  documents: readonly Document[],
  orders: Orders,
  api: LedgerClient,
): Promise<string[]> {
  const outside = documents.filter(({ orderId, place }) => {
    const centres = orders.get(orderId)?.area.centres;
    return centres !== undefined && centres !== 'all' && !centres.includes(place);
  });
  if (outside.length === 0 || kind === 'counts') return [];
  const locations = await api.locations();
  return outside.flatMap(({ orderId, place, line }) =>
    locations.get(place)?.kind === 'centre' ? [`line ${line}: ${orderId} does not cover ${place}`] : [],
  );
}

const sizeOf = ({ quantity, unit, contains }: Line): bigint =>
  contains === undefined
    ? baseUnits(quantity, unit)
    : baseUnits(quantity, unit) * baseUnits(contains.quantity, contains.unit);

/** More in one file than an order plans for a place in all: tonnes for kilograms. */
async function planWarnings(
  kind: ImportKind,
  documents: readonly Document[],
  orders: Orders,
  api: LedgerClient,
): Promise<string[]> {
  const sums = new Map<
    string,
    { orderId: string; place: string; commodity: string; unit: Unit; sum: bigint }
  >();
  for (const { orderId, place, lines } of documents) {
    for (const line of lines) {
      const { commodity } = line;
      const unit = line.contains?.unit ?? line.unit;
      const key = JSON.stringify([orderId, place, commodity, unitFamily(unit)]);
      const before = sums.get(key) ?? { orderId, place, commodity, unit, sum: 0n };
      sums.set(key, { ...before, sum: before.sum + sizeOf(line) });
    }
  }
  const warnings: string[] = [];
  for (const [orderId, order] of orders) {
    const ofOrder = [...sums.values()].filter((one) => one.orderId === orderId);
    if (order === undefined || ofOrder.length === 0) continue;
    const report = await api.reconciliation(orderId);
    for (const { place, commodity, unit, sum } of ofOrder) {
      const centre = report?.locations.find(
        ({ locationId, kind: of }) => locationId === place && of === 'centre',
      );
      const here = centre?.commodities.find((row) => row.commodity === commodity);
      const inAll = report?.commodities.find((row) => row.commodity === commodity);
      const planUnit = unitOf(here ?? inAll ?? {});
      if (inAll === undefined || unitFamily(planUnit) !== unitFamily(unit)) continue;
      const planned = baseUnits(here?.planned ?? 0, planUnit);
      const limit =
        planned > 0n ? planned : baseUnits(inAll.planned, planUnit) + baseUnits(inAll.pledged, planUnit);
      if (limit <= 0n || sum <= limit) continue;
      const amounts = `${quantityIn(sum, planUnit)} ${planUnit} where ${orderId} plans ${quantityIn(limit, planUnit)} ${planUnit} in all`;
      warnings.push(`${place}: the file has ${commodity} of ${amounts}; is a unit wrong? (${kind})`);
    }
  }
  return warnings;
}

function stipendWarnings(events: readonly EventOfRecords[], orders: Orders): string[] {
  return events.flatMap(({ event: { data }, records }) => {
    const order = orders.get(String(data['orderId']));
    if (order === undefined) return [];
    return records.flatMap(({ row, fields: { currency } }) =>
      order.stipend !== undefined && order.stipend.currency !== currency
        ? [`line ${row.line}: ${order.orderId} pays in ${order.stipend.currency}, not ${currency}`]
        : [],
    );
  });
}

/** A lorry booked elsewhere than it was sent to, and an arrival that was reported before. */
async function waybillWarnings(documents: readonly Document[], api: LedgerClient): Promise<string[]> {
  const warnings: string[] = [];
  for (const { event, orderId, place, line, lines } of documents) {
    const shipmentId = String(event.data['shipmentId']);
    const waybill = await api.shipment(shipmentId);
    if (waybill === undefined) continue;
    if (waybill.to !== place)
      warnings.push(`line ${line}: ${shipmentId} was sent to ${waybill.to}, not to ${place}`);
    const isBeyond = lines.some((arrived) => {
      const sent = waybill.lines.find(({ commodity }) => commodity === arrived.commodity);
      if (sent === undefined || arrived.contains !== undefined) return false;
      const unit = unitOf(sent);
      if (unitFamily(unit) !== unitFamily(arrived.unit)) return false;
      const before = baseUnits(sent.received, unit) + baseUnits(sent.lost, unit);
      const lost = (arrived.losses ?? []).reduce(
        (sum, loss) => sum + baseUnits(loss.quantity, arrived.unit),
        0n,
      );
      return before > 0n && before + sizeOf(arrived) + lost > baseUnits(sent.dispatched, unit);
    });
    if (isBeyond && !(await isBooked(`${importSource}#${event.id}`, place, orderId, api)))
      warnings.push(`line ${line}: ${shipmentId} has arrived already; is it reported twice?`);
  }
  return warnings;
}

/** Whether this very event was booked before: sending it again changes nothing. */
async function isBooked(key: string, place: string, orderId: string, api: LedgerClient): Promise<boolean> {
  for await (const { event } of api.ledger('locations', place, orderId)) if (event === key) return true;
  return false;
}
