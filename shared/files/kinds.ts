/** The kinds of files that offices import: their columns, and the events that their rows become. */
import { MAX_INTEGER, MAX_LINES, MAX_ROWS } from '../contract/primitives.ts';
import type { EventType, QueueName } from '../domain/events.ts';
import { unitNames } from '../domain/quantity.ts';
import { maxRowsOfBatch } from '../domain/transaction-size.ts';
import {
  amount,
  currency,
  date,
  found,
  id,
  lossCause,
  oneOf,
  quantity,
  quantityFromZero,
  type ReadCell,
  textUpTo,
  time,
  unit,
  unitOrCurrency,
  waybill,
  wholeNumber,
} from './cells.ts';
import type { ImportDefaults } from './options.ts';

export const importKinds = [
  'households',
  'locations',
  'waybills',
  'arrivals',
  'handovers',
  'returns',
  'missed',
  'payments',
  'counts',
  'observations',
] as const;
export type ImportKind = (typeof importKinds)[number];

export interface Column {
  readonly read: ReadCell;
  /** The default that may stand in for it. */
  readonly need: 'required' | 'optional' | keyof ImportDefaults;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface KindOfFile {
  readonly type: EventType;
  readonly queue: QueueName;
  readonly columns: Readonly<Record<string, Column>>;
  /** Whether a header may name goods with their unit, as in "rice (kg)". */
  readonly hasGoodsColumns: boolean;
  /** The field that names a row's document or household; two rows must not say different things about it. */
  readonly key: string;
  /** The columns that make the parts of an event which its rows share. */
  readonly shared: readonly string[];
  readonly sharedOf: (fields: Fields) => Fields;
  /** Where rows go in the data, and how many fit. */
  readonly list: string;
  readonly rows: number;
  readonly rowOf: (fields: Fields) => Fields;
  /** Whether one event is one document, whose rows are its lines and stand or fall together. */
  readonly isDocument: boolean;
  /** Whether rows that say no time are dated now; what must be exact has to say it. */
  readonly mayHappenNow: boolean;
}

const required = (read: ReadCell): Column => ({ read, need: 'required' });
const optional = (read: ReadCell): Column => ({ read, need: 'optional' });
const orElse = (need: keyof ImportDefaults, read: ReadCell): Column => ({ read, need });

const moments = { date: optional(date), time: optional(time) };
/** The exception that a row puts right. */
const corrects = { corrects: optional(id) };

const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const picked = (fields: Fields, names: readonly string[]): Fields =>
  present(Object.fromEntries(names.map((name) => [name, fields[name]])));

const without = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

type SheetOfRows = Pick<KindOfFile, 'type' | 'queue' | 'columns' | 'key' | 'shared' | 'list' | 'rows'> &
  Partial<KindOfFile>;

/** A kind whose rows each stand alone. */
const sheet = (kind: SheetOfRows): KindOfFile => ({
  hasGoodsColumns: false,
  isDocument: false,
  mayHappenNow: true,
  sharedOf: (fields) => picked(fields, kind.shared),
  rowOf: (fields) => without(fields, kind.shared),
  ...kind,
});

/** A line of goods as a row names it. */
const goodsLine = {
  commodity: required(textUpTo(64)),
  quantity: required(quantity),
  unit: required(unit),
  contains: optional(quantity),
  containsUnit: optional(unit),
};

const lineOf = ({ commodity, quantity: size, unit: of, contains, containsUnit }: Fields): Fields =>
  present({
    commodity,
    quantity: size,
    unit: of,
    contains: contains === undefined ? undefined : { quantity: contains, unit: containsUnit },
  });

/** A kind whose rows are the lines of documents. */
const document = (kind: Omit<SheetOfRows, 'list' | 'rows'>): KindOfFile => ({
  ...sheet({ ...kind, list: 'lines', rows: MAX_LINES, mayHappenNow: false }),
  isDocument: true,
  rowOf: lineOf,
  ...kind,
});

/** What a visitor found: goods in their unit, money in its currency, or nothing at all. */
const foundOf = (figure: unknown, of: unknown): unknown => {
  if (typeof figure === 'string') return figure;
  return unitNames.some((name) => name === of)
    ? { quantity: figure, unit: of }
    : { amount: figure, currency: of };
};

const originOf = ({ from, source }: Fields): unknown =>
  from !== undefined ? { locationId: from } : source !== undefined ? { source } : undefined;

const whole = wholeNumber(0, 10_000);

export const kindsOfFiles: { readonly [K in ImportKind]: KindOfFile } = {
  households: sheet({
    type: 'relief.households.registered.v1',
    queue: 'registrations',
    columns: {
      householdId: required(id),
      adults: required(whole),
      children: required(whole),
      centreId: orElse('centreId', id),
      effectiveFrom: orElse('effectiveFrom', date),
      name: optional(textUpTo(500)),
      neighbourhood: optional(textUpTo(500)),
      priority: optional(wholeNumber(-MAX_INTEGER, MAX_INTEGER)),
      ...moments,
    },
    key: 'householdId',
    shared: ['centreId', 'effectiveFrom'],
    list: 'households',
    rows: 500,
  }),
  locations: sheet({
    type: 'relief.locations.registered.v1',
    queue: 'registrations',
    columns: {
      locationId: required(id),
      name: required(textUpTo(500)),
      kind: required(oneOf(['hub', 'centre', 'store'])),
      suppliedBy: optional(id),
      ...moments,
    },
    key: 'locationId',
    shared: [],
    list: 'locations',
    rows: 500,
  }),
  waybills: document({
    type: 'relief.shipment.dispatched.v1',
    queue: 'shipment-arrivals',
    columns: {
      shipmentId: required(waybill),
      orderId: orElse('orderId', id),
      from: optional(id),
      source: optional(textUpTo(500)),
      to: orElse('locationId', id),
      carrier: optional(textUpTo(500)),
      ...goodsLine,
      ...moments,
      ...corrects,
    },
    key: 'shipmentId',
    shared: ['shipmentId', 'orderId', 'from', 'source', 'to', 'carrier', 'corrects'],
    sharedOf: (fields) =>
      present({
        ...picked(fields, ['shipmentId', 'orderId']),
        from: originOf(fields),
        ...picked(fields, ['to', 'carrier', 'corrects']),
      }),
  }),
  arrivals: document({
    type: 'relief.shipment.arrived.v1',
    queue: 'shipment-arrivals',
    columns: {
      shipmentId: required(waybill),
      orderId: orElse('orderId', id),
      at: orElse('locationId', id),
      from: optional(id),
      source: optional(textUpTo(500)),
      ...goodsLine,
      quantity: required(quantityFromZero),
      lost: optional(quantityFromZero),
      cause: optional(lossCause),
      ...moments,
      ...corrects,
    },
    key: 'shipmentId',
    shared: ['shipmentId', 'orderId', 'at', 'from', 'source', 'corrects'],
    sharedOf: (fields) =>
      present({
        ...picked(fields, ['shipmentId', 'orderId', 'at']),
        from: originOf(fields),
        corrects: fields['corrects'],
      }),
    rowOf: (fields) => ({
      ...lineOf(fields),
      ...(fields['lost'] !== undefined &&
        fields['lost'] !== 0 && { losses: [present({ quantity: fields['lost'], cause: fields['cause'] })] }),
    }),
  }),
  handovers: sheet({
    type: 'relief.handovers.made.v1',
    queue: 'handovers',
    columns: {
      receiptId: required(id),
      householdId: required(id),
      centreId: orElse('centreId', id),
      orderId: orElse('orderId', id),
      collectedBy: optional(textUpTo(200)),
      overIssue: optional(textUpTo(500)),
      ...moments,
      ...corrects,
    },
    hasGoodsColumns: true,
    key: 'receiptId',
    shared: ['centreId', 'orderId'],
    list: 'receipts',
    rows: maxRowsOfBatch.receipts,
    rowOf: ({ overIssue, ...fields }) => ({
      ...without(fields, ['centreId', 'orderId']),
      ...(overIssue !== undefined && { overIssue: { reason: overIssue } }),
    }),
  }),
  returns: sheet({
    type: 'relief.handovers.returned.v1',
    queue: 'handovers',
    columns: {
      receiptId: required(id),
      reverses: required(id),
      householdId: required(id),
      reason: required(textUpTo(500)),
      centreId: orElse('centreId', id),
      orderId: orElse('orderId', id),
      ...moments,
      ...corrects,
    },
    key: 'receiptId',
    shared: ['centreId', 'orderId'],
    list: 'receipts',
    rows: maxRowsOfBatch.receipts,
  }),
  missed: sheet({
    type: 'relief.handovers.missed.v1',
    queue: 'handovers',
    columns: {
      householdId: required(id),
      reason: required(oneOf(['absent', 'refused', 'deceased', 'moved', 'other'])),
      note: optional(textUpTo(500)),
      centreId: orElse('centreId', id),
      orderId: orElse('orderId', id),
      ...moments,
    },
    key: 'householdId',
    shared: ['centreId', 'orderId'],
    list: 'households',
    rows: maxRowsOfBatch.receipts,
    mayHappenNow: false,
  }),
  payments: sheet({
    type: 'relief.payments.made.v1',
    queue: 'payments',
    columns: {
      paymentId: required(id),
      householdId: required(id),
      amount: required(amount),
      payerId: orElse('payerId', id),
      orderId: orElse('orderId', id),
      currency: orElse('currency', currency),
      ...moments,
      ...corrects,
    },
    key: 'paymentId',
    shared: ['payerId', 'orderId'],
    list: 'payments',
    rows: maxRowsOfBatch.payments,
  }),
  counts: document({
    type: 'relief.stock.counted.v1',
    queue: 'stock-counts',
    columns: {
      countId: required(id),
      locationId: orElse('locationId', id),
      orderId: orElse('orderId', id),
      ...goodsLine,
      quantity: required(quantityFromZero),
      ...moments,
      ...corrects,
    },
    key: 'countId',
    shared: ['countId', 'locationId', 'orderId', 'corrects'],
  }),
  observations: sheet({
    type: 'relief.audit.observed.v1',
    queue: 'assurance',
    columns: {
      draw: required(wholeNumber(1, 1_000_000)),
      found: required(found),
      unit: optional(unitOrCurrency),
      visitedOn: required(date),
      visitor: required(textUpTo(200)),
      note: optional(textUpTo(500)),
      auditId: orElse('auditId', id),
      ...moments,
    },
    key: 'draw',
    shared: ['auditId'],
    list: 'observations',
    rows: MAX_ROWS,
    rowOf: ({ found: figure, unit: of, ...fields }) => ({
      ...without(fields, ['auditId']),
      found: foundOf(figure, of),
    }),
  }),
};

/** The columns of a kind of file, for help texts. */
export const columnNames = (kind: ImportKind): string[] => Object.keys(kindsOfFiles[kind].columns);
