/** What is nearly certainly wrong though each cell is fine: told before anything is sent. */
import { baseIn, quantityIn, type Unit, unitFamily } from '../domain/quantity.ts';
import type { Books, Orders, OrderTerms } from './books.ts';
import type { EventOfRecords } from './events-of-records.ts';
import { type ImportKind, kindsOfFiles } from './kinds.ts';
import { type Strangers, strangersIn } from './strangers.ts';

/** Each says where it is, in a line of the file or in all of it. */
export type Warning =
  | {
      readonly is: 'unknown-goods';
      readonly line: number;
      readonly orderId: string;
      readonly commodity: string;
      /** What was probably meant. */
      readonly meant: string | undefined;
      readonly goods: readonly string[];
    }
  | {
      readonly is: 'other-unit';
      readonly line: number;
      readonly orderId: string;
      readonly commodity: string;
      readonly planned: Unit;
      readonly unit: Unit;
    }
  | {
      readonly is: 'outside-area';
      readonly line: number;
      readonly orderId: string;
      readonly place: string;
    }
  | {
      readonly is: 'beyond-plan';
      readonly place: string;
      readonly orderId: string;
      readonly commodity: string;
      readonly unit: Unit;
      /** What the whole file has of it. */
      readonly quantity: number;
      readonly planned: number;
    }
  | {
      readonly is: 'other-currency';
      readonly line: number;
      readonly orderId: string;
      readonly planned: string;
      readonly currency: string;
    }
  | {
      readonly is: 'sent-elsewhere';
      readonly line: number;
      readonly shipmentId: string;
      readonly to: string;
      readonly place: string;
    }
  | { readonly is: 'arrived-before'; readonly line: number; readonly shipmentId: string }
  | Strangers;

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

/** Each was checked by the schema of its event before. */
const isLine = (value: unknown): value is Line =>
  typeof value === 'object' &&
  value !== null &&
  'commodity' in value &&
  'quantity' in value &&
  'unit' in value;

const linesIn = (value: unknown): readonly Line[] => (Array.isArray(value) ? value.filter(isLine) : []);

function documentsOf(kind: ImportKind, events: readonly EventOfRecords[]): readonly Document[] {
  const field = placeFields[kind];
  if (field === undefined) return [];
  return events.flatMap(({ event, records }) => {
    const { data } = event;
    const shared = { event, orderId: String(data['orderId']), place: String(data[field]) };
    if (kindsOfFiles[kind].isDocument)
      return [{ ...shared, line: records[0]?.row.line ?? 1, lines: linesIn(data['lines']) }];
    return records.map(({ row, fields }) => ({
      ...shared,
      line: row.line,
      lines: linesIn(fields['lines']),
    }));
  });
}

/** None where all is as the orders, the waybills and the registry say. */
export async function warningsOf(
  kind: ImportKind,
  events: readonly EventOfRecords[],
  orders: Orders,
  books: Books,
): Promise<readonly Warning[]> {
  const documents = documentsOf(kind, events);
  const warnings = [
    ...goodsWarnings(kind, documents, orders),
    ...(await areaWarnings(kind, documents, orders, books)),
    ...(await planWarnings(documents, orders, books)),
    ...(kind === 'payments' ? stipendWarnings(events, orders) : []),
    ...(kind === 'arrivals' ? await waybillWarnings(documents, books) : []),
    ...(await strangersIn(kind, events, books)),
  ];
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}

const plainName = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s._-]/g, '');

/** The goods of an order with their unit; a pledge may have none yet. */
function goodsOf(kind: ImportKind, { rations, pledges }: OrderTerms): ReadonlyMap<string, Unit | undefined> {
  const pledged = kind === 'handovers' ? [] : pledges;
  return new Map([...pledged, ...rations].map(({ commodity, unit }) => [commodity, unit]));
}

const goodsWarnings = (kind: ImportKind, documents: readonly Document[], orders: Orders): Warning[] =>
  documents.flatMap(({ orderId, line, lines }) => {
    const order = orders.get(orderId);
    if (order === undefined) return [];
    const goods = goodsOf(kind, order);
    return lines.flatMap(({ commodity, unit: ofLine, contains }): Warning[] => {
      if (!goods.has(commodity)) {
        const meant = [...goods.keys()].find((name) => plainName(name) === plainName(commodity));
        return [{ is: 'unknown-goods', line, orderId, commodity, meant, goods: [...goods.keys()] }];
      }
      const planned = goods.get(commodity);
      const unit = contains?.unit ?? ofLine;
      return planned === undefined || unitFamily(planned) === unitFamily(unit)
        ? []
        : [{ is: 'other-unit', line, orderId, commodity, planned, unit }];
    });
  });

async function areaWarnings(
  kind: ImportKind,
  documents: readonly Document[],
  orders: Orders,
  books: Books,
): Promise<Warning[]> {
  const outside = documents.filter(({ orderId, place }) => {
    const centres = orders.get(orderId)?.area.centres;
    return centres !== undefined && centres !== 'all' && !centres.includes(place);
  });
  if (outside.length === 0 || kind === 'counts') return [];
  const locations = await books.locations();
  return outside.flatMap(({ orderId, place, line }): Warning[] =>
    locations.get(place)?.kind === 'centre' ? [{ is: 'outside-area', line, orderId, place }] : [],
  );
}

/** Units: base units. What no unit divides was refused with its cell. */
const base = (quantity: number, unit: Unit): bigint => baseIn(quantity, unit) ?? 0n;

const sizeOf = ({ quantity, unit, contains }: Line): bigint =>
  contains === undefined
    ? base(quantity, unit)
    : base(quantity, unit) * base(contains.quantity, contains.unit);

interface Sum {
  readonly orderId: string;
  readonly place: string;
  readonly commodity: string;
  readonly unit: Unit;
  readonly sum: bigint;
}

function sumsOf(documents: readonly Document[]): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const { orderId, place, lines } of documents) {
    for (const line of lines) {
      const { commodity } = line;
      const unit = line.contains?.unit ?? line.unit;
      const key = JSON.stringify([orderId, place, commodity, unitFamily(unit)]);
      const before = sums.get(key) ?? { orderId, place, commodity, unit, sum: 0n };
      sums.set(key, { ...before, sum: before.sum + sizeOf(line) });
    }
  }
  return [...sums.values()];
}

/** More in one file than an order plans for a place in all: tonnes for kilograms. */
async function planWarnings(
  documents: readonly Document[],
  orders: Orders,
  books: Books,
): Promise<Warning[]> {
  const sums = sumsOf(documents);
  const warnings: Warning[] = [];
  for (const [orderId, order] of orders) {
    const ofOrder = sums.filter((sum) => sum.orderId === orderId);
    if (order === undefined || ofOrder.length === 0) continue;
    const report = await books.report(orderId);
    for (const { place, commodity, unit, sum } of ofOrder) {
      // Staff of a place may read its report and no other.
      const ofPlace =
        report === undefined
          ? await books.locationReport(place, orderId)
          : report.locations.find(({ locationId }) => locationId === place);
      const named = (row: { readonly commodity: string }): boolean => row.commodity === commodity;
      const here = ofPlace?.kind === 'centre' ? ofPlace.commodities.find(named) : undefined;
      const inAll = report?.commodities.find(named);
      const planUnit = here?.unit ?? inAll?.unit;
      if (planUnit === undefined || unitFamily(planUnit) !== unitFamily(unit)) continue;
      const plannedHere = base(here?.planned ?? 0, planUnit);
      const limit =
        plannedHere > 0n
          ? plannedHere
          : base(inAll?.planned ?? 0, planUnit) + base(inAll?.pledged ?? 0, planUnit);
      if (limit <= 0n || sum <= limit) continue;
      const [quantity, planned] = [quantityIn(sum, planUnit), quantityIn(limit, planUnit)];
      warnings.push({ is: 'beyond-plan', place, orderId, commodity, unit: planUnit, quantity, planned });
    }
  }
  return warnings;
}

const stipendWarnings = (events: readonly EventOfRecords[], orders: Orders): Warning[] =>
  events.flatMap(({ event: { data }, records }) => {
    const { orderId = '', stipend } = orders.get(String(data['orderId'])) ?? {};
    if (stipend === undefined) return [];
    return records.flatMap(({ row: { line }, fields }): Warning[] => {
      const currency = String(fields['currency']);
      const { currency: planned } = stipend;
      return planned === currency ? [] : [{ is: 'other-currency', line, orderId, planned, currency }];
    });
  });

/** A lorry booked elsewhere than it was sent to, and an arrival that was reported before. */
async function waybillWarnings(documents: readonly Document[], books: Books): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const { event, place, line, lines } of documents) {
    const shipmentId = String(event.data['shipmentId']);
    const waybill = await books.shipment(shipmentId);
    if (waybill === undefined) continue;
    const { to } = waybill;
    if (to !== place) warnings.push({ is: 'sent-elsewhere', line, shipmentId, to, place });
    if (lines.some((arrived) => isBeyond(arrived, waybill.lines)) && !(await books.isKnown(event.id)))
      warnings.push({ is: 'arrived-before', line, shipmentId });
  }
  return warnings;
}

type WaybillLines = NonNullable<Awaited<ReturnType<Books['shipment']>>>['lines'];

/** Whether some of a commodity came before, and with what is reported now more than was sent. */
function isBeyond(arrived: Line, waybill: WaybillLines): boolean {
  const sent = waybill.find(({ commodity }) => commodity === arrived.commodity);
  if (sent?.unit === undefined || arrived.contains !== undefined) return false;
  const { unit } = sent;
  if (unitFamily(unit) !== unitFamily(arrived.unit)) return false;
  const before = base(sent.received, unit) + base(sent.lost, unit);
  const lost = (arrived.losses ?? []).reduce((sum, loss) => sum + base(loss.quantity, arrived.unit), 0n);
  return before > 0n && before + sizeOf(arrived) + lost > base(sent.dispatched, unit);
}
