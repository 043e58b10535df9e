/** The reconciliation for people: tables in plain text. */
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import type { Unit } from '../../shared/domain/quantity.ts';
import type { Findings } from './findings.ts';
import { baseUnits, imbalancesOf, overall, unitOf } from './reconciliation.ts';
import { withRests } from './rests.ts';
import { report as english } from './words/en/report.ts';
import { expectedText } from './words/faults.ts';
import { named, unitName } from './words/names.ts';
import { padEnd, padStart, widthOf } from './words/width.ts';
import { room } from './words/words.ts';

const words = room(english, async () => (await import('./words/ko/report.ts')).report);

type Cell = string | number;

const numberFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });
export const grouped = (value: number): string => numberFormat.format(value);

const isNumeric = (cell: Cell | undefined): boolean =>
  typeof cell === 'number' || (cell !== undefined && /\d %$/.test(cell));

/** A table with aligned columns: numbers and percentages to the right, text to the left. */
export function textTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)));
  // Row by row: a call of Math.max with every cell fails on a hundred thousand of them.
  const widths = header.map((title, column) =>
    cells.reduce((width, row) => Math.max(width, widthOf(row[column] ?? '')), widthOf(title)),
  );
  const toTheRight = header.map((_, column) => rows.some((row) => isNumeric(row[column])));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        toTheRight[column] ? padStart(cell, widths[column] ?? 0) : padEnd(cell, widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n');
}

/** Percent with one decimal, rounded down so that 100 % means all; a dash if nothing is planned. */
export function coverage(handedOver: bigint, planned: bigint): string {
  if (planned === 0n) return '–';
  const tenths = (handedOver * 1_000n) / planned;
  return `${tenths / 10n}.${tenths % 10n} %`;
}

/** The titles of a table's columns. */
const titles = (...names: readonly (keyof typeof english)[]): readonly string[] =>
  names.map((name) => words(name));

const goodsColumns = [
  'planned',
  'received',
  'transferredIn',
  'lost',
  'handedOver',
  'onHand',
  'inTransit',
  'transferredOut',
  'countVariance',
  'outstanding',
  'overIssued',
] as const;

/** Left out where all of them are zero. */
const rareColumns: readonly string[] = ['transferredIn', 'transferredOut', 'overIssued'];

function commoditiesTable({ commodities }: ReconciliationAnswer): string {
  const columns = goodsColumns.filter(
    (name) => !rareColumns.includes(name) || commodities.some((row) => row[name] !== 0),
  );
  return textTable(
    titles('commodity', 'unit', ...columns),
    commodities.map((row) => [
      named('commodity', row.commodity),
      unitName(unitOf(row)),
      ...columns.map((name) => row[name]),
    ]),
  );
}

const inUnit = (quantity: number, unit: Unit): string => `${grouped(quantity)} ${unitName(unit)}`;

function pledgesTable({ commodities }: ReconciliationAnswer, pledges: OrderAnswer['pledges']): string {
  if (pledges.length === 0) return '';
  return textTable(
    titles('pledged', 'promised', 'received', 'onHand', 'responsible'),
    pledges.map(({ commodity, quantity, unit, responsible }) => {
      const row = commodities.find((candidate) => candidate.commodity === commodity);
      const came = row !== undefined && row.received > 0;
      return [
        named('commodity', commodity),
        quantity === undefined || unit === undefined ? words('promised.noQuantity') : inUnit(quantity, unit),
        came ? inUnit(row.received, unitOf(row)) : words('received.nothing'),
        came ? inUnit(row.onHand, unitOf(row)) : '',
        responsible,
      ];
    }),
  );
}

/** The lines of waybills on which something is missing. */
function shortWaybillsTable(waybills: readonly ShipmentAnswer[]): string {
  if (waybills.length === 0) return '';
  const rows = waybills.flatMap(({ shipmentId, to, lines }) =>
    lines
      .filter(({ shortfall }) => shortfall > 0)
      .map((line) => [
        shipmentId,
        to,
        named('commodity', line.commodity),
        line.unit === undefined ? '' : unitName(line.unit),
        line.dispatched,
        line.received,
        line.lost,
        line.shortfall,
      ]),
  );
  return [
    words('title.short'),
    textTable(titles('waybill', 'to', 'commodity', 'unit', 'dispatched', 'received', 'lost', 'short'), rows),
  ].join('\n\n');
}

function anomaliesTable(anomalies: readonly AnomalyAnswer[]): string {
  if (anomalies.length === 0) return words('title.noAnomalies');
  const counts = Map.groupBy(anomalies, ({ kind }) => kind);
  const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  const isExplained = anomalies.some(({ explained }) => explained !== undefined);
  return [
    words('title.anomalies', {
      counts: sorted.map(([kind, found]) => countedKind(kind, found.length)).join(', '),
    }),
    textTable(
      titles(
        'anomaly',
        'location',
        'commodity',
        'quantity',
        ...(isExplained ? (['explained'] as const) : []),
        'unit',
        'references',
      ),
      sorted
        .flatMap(([, found]) => found)
        .map(({ kind, locationId = '', commodity = '', quantity = '', explained = '', unit, references }) => [
          named('anomaly', kind),
          locationId,
          named('commodity', commodity),
          quantity,
          ...(isExplained ? [explained] : []),
          unit === undefined ? '' : unitName(unit),
          references.join(', '),
        ]),
    ),
  ].join('\n\n');
}

function locationsTable({ locations, commodities }: ReconciliationAnswer): string {
  const rationed = commodities.filter(({ planned }) => planned > 0).map(({ commodity }) => commodity);
  return textTable(
    [
      ...titles('location', 'kind', 'households', 'persons', 'served'),
      ...rationed.map((commodity) => named('commodity', commodity)),
    ],
    locations
      .filter(({ kind, households }) => kind === 'centre' || households > 0)
      .map((location) => [
        location.locationId,
        named('kind', location.kind),
        location.households,
        location.persons,
        location.householdsServed,
        ...rationed.map((commodity) => {
          const row = location.commodities.find((candidate) => candidate.commodity === commodity);
          if (row === undefined) return '–';
          const unit = unitOf(row);
          return coverage(baseUnits(row.handedOver, unit), baseUnits(row.planned, unit));
        }),
      ]),
  );
}

/** Goods that are or were at a location and that no household there is entitled to. */
function otherGoodsTable({ locations }: ReconciliationAnswer): string {
  const rows = locations.flatMap(({ locationId, kind, commodities }) =>
    commodities
      .filter(({ planned, received }) => planned === 0 && received > 0)
      .map((row) => [
        locationId,
        named('kind', kind),
        named('commodity', row.commodity),
        unitName(unitOf(row)),
        row.received,
        row.lost,
        row.dispatched,
        row.onHand,
      ]),
  );
  if (rows.length === 0) return '';
  return [
    words('title.others'),
    textTable(titles('location', 'kind', 'commodity', 'unit', 'received', 'lost', 'sentOn', 'onHand'), rows),
  ].join('\n\n');
}

function stipendTable({ stipend }: ReconciliationAnswer): string {
  if (!stipend) return '';
  const { currency, due, paid, outstanding, householdsPaid, payers } = stipend;
  return [
    words('title.stipend', { due, currency, paid, households: householdsPaid, outstanding }),
    textTable(
      [...titles('payer', 'payments'), words('paid', { currency })],
      payers.map(({ payerId, payments, paid: paidByPayer }) => [payerId, payments, paidByPayer]),
    ),
  ].join('\n\n');
}

/** Some of the kinds: "2 shortfall". */
const countedKind = (kind: string, count: number): string =>
  words('anomalies.count', { kind: named('anomaly', kind), count });

function factText(name: string, value: string | number | boolean): string | number | boolean {
  if (name === 'expected') return expectedText(String(value));
  return name === 'commodity' ? named('commodity', String(value)) : value;
}

/** The facts of a refusal, as words. */
export const detailText = (detail: ExceptionAnswer['detail']): string =>
  Object.entries(detail)
    .map(([name, value]) => `${named('fact', name)} ${factText(name, value)}`)
    .join(', ');

/** As much of an exception as its line in a table shows. */
type ListedException = Pick<ExceptionAnswer, 'detail'> & { readonly reason: string } & {
  readonly [F in 'status' | 'reference' | 'householdId' | 'locationId' | 'payerId' | 'eventId']?:
    | string
    | undefined;
} & { readonly event?: { readonly id?: string } };

/** Why, as a sentence; where a language shows the reason by its own name, that says it. */
export function reasonText(reason: string): string | undefined {
  const sentence = named('reason', reason);
  return sentence === reason ? undefined : sentence;
}

/** What was not posted, and why. */
export const exceptionsTable = (exceptions: readonly ListedException[]): string =>
  withRests(
    textTable(
      titles('status', 'reason', 'place', 'reference'),
      exceptions.map(({ status = '', reason, locationId, payerId, reference, event, eventId }) => [
        status && named('exceptions.title', status),
        reason,
        locationId ?? payerId ?? '',
        reference ?? event?.id ?? eventId ?? '',
      ]),
    ),
    exceptions.map(({ reason, householdId, detail }) => [
      reasonText(reason),
      householdId,
      detailText(detail),
    ]),
  );

/** "In balance", or one line for each commodity and location that differs. */
export function balanceLines(report: ReconciliationAnswer): string {
  const imbalances = imbalancesOf(report);
  if (imbalances.length === 0) {
    const isTransferred = report.commodities.some(
      ({ transferredIn, transferredOut }) => transferredIn + transferredOut > 0,
    );
    return words(isTransferred ? 'balanced.transferred' : 'balanced');
  }
  return imbalances
    .map(({ where, commodity, unit, received, accountedFor }) =>
      words('imbalance', {
        where: where === overall ? words('overall') : where,
        commodity: named('commodity', commodity),
        received: grouped(received),
        unit: unitName(unit),
        accountedFor: grouped(accountedFor),
      }),
    )
    .join('\n');
}

/** The whole report, ending with the balance. */
export function reportText({
  reconciliation,
  pledges,
  shortWaybills,
  anomalies,
  exceptions,
}: Findings): string {
  const { held, rejected } = reconciliation.exceptions;
  const { orderId, status, asOf } = reconciliation;
  return [
    words('title', { order: orderId, status: named('order.status', status), asOf }),
    commoditiesTable(reconciliation),
    pledgesTable(reconciliation, pledges),
    words('title.locations'),
    locationsTable(reconciliation),
    otherGoodsTable(reconciliation),
    shortWaybillsTable(shortWaybills),
    anomaliesTable(anomalies),
    stipendTable(reconciliation),
    words('title.notPosted', { held, rejected }),
    exceptions.length > 0 ? exceptionsTable(exceptions) : '',
    balanceLines(reconciliation),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
