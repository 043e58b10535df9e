/** Turns one queue message into one checked domain event, or says what is wrong with it. */
import type * as z from 'zod';
import type { EventHeader, Fault, Problem, ReliefEvent, SheetRow } from '../domain/events.ts';
import { eventOf } from './conversion.ts';
import { eventDigest, textDigest } from './digest.ts';
import { type JsonReading, keepable, memberOf, readJson } from './json.ts';
import { asProblem, faultsOf, pathText } from './problem.ts';
import { isEventType } from './routing.ts';
import { readMissed, readObservation, readPayment, readReceipt, readReturn, readReversal } from './rows.ts';
import { dataSchemas, envelopeSchema, identitySchemas, sheetSchemas } from './schemas.ts';

/** As much of who and what a refused message is about as could be read, each only if it is itself valid. */
interface MessageIdentity {
  readonly source?: string;
  readonly id?: string;
  /** Not always a type of the contract: it may be the very thing that is wrong. */
  readonly type?: string;
  /** The document it carries: a waybill, count, loss, transfer, funding or order. */
  readonly reference?: string;
  readonly orderId?: string;
  readonly locationId?: string;
  readonly payerId?: string;
  readonly householdId?: string;
}

export interface RefusedMessage extends MessageIdentity {
  readonly ok: false;
  /** The first of its faults, in one sentence. */
  readonly problem: Problem;
  readonly faults: readonly Fault[];
  /** Over type, instant and data where only data is at fault; else over the body as it came. */
  readonly digest: string;
  readonly original: string;
}

export type MessageReading =
  | { readonly ok: true; readonly header: EventHeader; readonly event: ReliefEvent }
  | RefusedMessage;

/**
 * Reads the body of one queue message.
 *
 * Guarantees: never throws; the same body always gives the same reading; every quantity is what the text
 * says, to the last digit. A row of a sheet that does not fit is refused within the event, not with it.
 */
export function readMessage(body: string): MessageReading {
  const json = readJson(body);
  if (!json.ok) return refused(body, unreadable(json), identityOf(json), textDigest(body));
  const envelope = envelopeSchema.safeParse(json.value);
  const data = memberOf(json.value, ['data']);
  if (!envelope.success) {
    const faults = [...faultsOf(envelope.error, json.value, []), ...faultsOfData(json.value, data)];
    return refused(body, faults, identityOf(json), textDigest(body));
  }
  const { source, id, type, time } = envelope.data;
  const digest = eventDigest(type, time, keepable(data));
  const reading = dataReaders[type](data);
  if (!reading.ok) {
    const [first] = faultsOf(reading.error, data, ['data']);
    return refused(body, faultsOfData(json.value, data), identityOf(json), digest, first);
  }
  const { event, corrects } = reading;
  const header = { source, id, type, time, digest, original: body, ...(corrects && { corrects }) };
  return { ok: true, header, event };
}

/** The `data` of an event that was not sent, as its reader finds it. */
export type DataMessage =
  | { readonly ok: true; readonly event: ReliefEvent }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Reads the `data` of an event alone; paths begin at its root. Guarantees: as {@link readMessage} reads it. */
export function readData(body: string, typeOf: (data: unknown) => ReliefEvent['type']): DataMessage {
  const json = readJson(body);
  if (!json.ok) return { ok: false, faults: unreadable(json) };
  const reading = dataReaders[typeOf(json.value)](json.value);
  return reading.ok
    ? { ok: true, event: reading.event }
    : { ok: false, faults: faultsOf(reading.error, json.value, []) };
}

/** Everything wrong with the data of an event, its rows included; nothing where its type cannot be told. */
function faultsOfData(message: unknown, data: unknown): readonly Fault[] {
  const type = memberOf(message, ['type']);
  if (!isEventType(type) || typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const { error } = dataSchemas[type].safeParse(data);
  return error === undefined ? [] : faultsOf(error, data, ['data']);
}

/** Everything wrong with the rows of an event that was read. */
export function rowFaults(event: ReliefEvent): readonly Fault[] {
  const rows: readonly SheetRow<unknown>[] =
    'receipts' in event
      ? event.receipts
      : 'payments' in event
        ? event.payments
        : event.type === 'relief.handovers.missed.v1'
          ? event.households
          : event.type === 'relief.audit.observed.v1'
            ? event.observations
            : [];
  return rows.flatMap((row) => (row.ok ? [] : row.faults));
}

const refused = (
  original: string,
  faults: readonly Fault[],
  identity: MessageIdentity,
  digest: string,
  first: Fault = faults[0] ?? { path: '', expected: 'a valid value' },
): RefusedMessage => ({ ok: false, problem: asProblem(first), faults, ...identity, digest, original });

function unreadable(json: JsonReading & { readonly ok: false }): readonly Fault[] {
  switch (json.fault) {
    case 'not-json':
      return [{ path: '', expected: `JSON, but it cannot be read: ${json.explanation}` }];
    case 'too-deep':
      return [{ path: '', expected: `at most ${json.levels} objects and arrays inside one another` }];
    case 'repeated-key':
      return json.repeatedKeys.map((path) => ({ path: pathText(path), expected: 'each key once' }));
  }
}

/** A key that is named twice counts as not there: nobody knows which was meant. */
function identityOf(json: JsonReading): MessageIdentity {
  if (!json.ok && json.fault === 'not-json') return {};
  const repeated = !json.ok && json.fault === 'repeated-key' ? json.repeatedKeys : [];
  const ambiguous = new Set(repeated.map(pathText));
  const read = (schema: z.ZodType<string>, path: readonly string[]): string | undefined =>
    path.some((_, index) => ambiguous.has(pathText(path.slice(0, index + 1))))
      ? undefined
      : schema.safeParse(memberOf(json.value, path)).data;
  const { attribute, id, shipmentId } = identitySchemas;
  const type = read(attribute, ['type']);
  // Registrations and notes of who was missed tell of persons: they are listed where what names no order is, and forgotten there.
  const tellsOfPersons = type?.startsWith('relief.household') || type === 'relief.handovers.missed.v1';
  const orderId = tellsOfPersons
    ? undefined
    : (read(id, ['data', 'orderId']) ?? read(id, ['data', 'fromOrderId']));
  return present({
    source: read(identitySchemas.source, ['source']),
    id: read(attribute, ['id']),
    type,
    reference:
      read(shipmentId, ['data', 'shipmentId']) ??
      read(id, ['data', 'countId']) ??
      read(id, ['data', 'lossId']) ??
      read(id, ['data', 'fundingId']) ??
      read(id, ['data', 'transferId']) ??
      read(id, ['data', 'auditId']) ??
      (type?.startsWith('relief.order.') === true ? orderId : undefined),
    orderId,
    locationId:
      read(id, ['data', 'centreId']) ??
      read(id, ['data', 'locationId']) ??
      read(id, ['data', 'at']) ??
      read(id, ['data', 'from', 'locationId']) ??
      read(id, ['data', 'to']),
    payerId: read(id, ['data', 'payerId']),
    householdId: read(id, ['data', 'householdId']),
  });
}

const present = (identity: { readonly [K in keyof MessageIdentity]: string | undefined }): MessageIdentity =>
  Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined));

type DataReading =
  | { readonly ok: true; readonly event: ReliefEvent; readonly corrects?: string | undefined }
  | { readonly ok: false; readonly error: z.core.$ZodError };

const reader =
  <S extends z.ZodObject>(schema: () => S, eventFrom: (data: z.output<S>) => ReliefEvent) =>
  (data: unknown): DataReading => {
    const corrects = identitySchemas.exceptionId.safeParse(memberOf(data, ['corrects'])).data;
    const reading = schema().safeParse(data);
    if (!reading.success) return { ok: false, error: reading.error };
    // It concerns the exception and not the document.
    Reflect.deleteProperty(reading.data, 'corrects');
    return { ok: true, event: eventFrom(reading.data), corrects };
  };

const dataReaders: { readonly [T in ReliefEvent['type']]: (data: unknown) => DataReading } = {
  'relief.locations.registered.v1': reader(
    () => dataSchemas['relief.locations.registered.v1'],
    eventOf['relief.locations.registered.v1'],
  ),
  'relief.households.registered.v1': reader(
    () => dataSchemas['relief.households.registered.v1'],
    eventOf['relief.households.registered.v1'],
  ),
  'relief.household.erased.v1': reader(
    () => dataSchemas['relief.household.erased.v1'],
    eventOf['relief.household.erased.v1'],
  ),
  'relief.household.withdrawn.v1': reader(
    () => dataSchemas['relief.household.withdrawn.v1'],
    eventOf['relief.household.withdrawn.v1'],
  ),
  'relief.order.issued.v1': reader(
    () => dataSchemas['relief.order.issued.v1'],
    eventOf['relief.order.issued.v1'],
  ),
  'relief.order.amended.v1': reader(
    () => dataSchemas['relief.order.amended.v1'],
    eventOf['relief.order.amended.v1'],
  ),
  'relief.order.cancelled.v1': reader(
    () => dataSchemas['relief.order.cancelled.v1'],
    eventOf['relief.order.cancelled.v1'],
  ),
  'relief.shipment.dispatched.v1': reader(
    () => dataSchemas['relief.shipment.dispatched.v1'],
    eventOf['relief.shipment.dispatched.v1'],
  ),
  'relief.shipment.arrived.v1': reader(
    () => dataSchemas['relief.shipment.arrived.v1'],
    eventOf['relief.shipment.arrived.v1'],
  ),
  'relief.payer.funded.v1': reader(
    () => dataSchemas['relief.payer.funded.v1'],
    eventOf['relief.payer.funded.v1'],
  ),
  'relief.stock.counted.v1': reader(
    () => dataSchemas['relief.stock.counted.v1'],
    eventOf['relief.stock.counted.v1'],
  ),
  'relief.stock.lost.v1': reader(() => dataSchemas['relief.stock.lost.v1'], eventOf['relief.stock.lost.v1']),
  'relief.stock.transferred.v1': reader(
    () => dataSchemas['relief.stock.transferred.v1'],
    eventOf['relief.stock.transferred.v1'],
  ),
  'relief.shipment.closed.v1': reader(
    () => dataSchemas['relief.shipment.closed.v1'],
    eventOf['relief.shipment.closed.v1'],
  ),
  'relief.finding.noted.v1': reader(
    () => dataSchemas['relief.finding.noted.v1'],
    eventOf['relief.finding.noted.v1'],
  ),
  'relief.audit.opened.v1': reader(
    () => dataSchemas['relief.audit.opened.v1'],
    eventOf['relief.audit.opened.v1'],
  ),
  'relief.audit.observed.v1': reader(
    () => sheetSchemas['relief.audit.observed.v1'],
    (sheet) => ({
      type: 'relief.audit.observed.v1',
      ...sheet,
      observations: sheet.observations.map((row, index) =>
        readObservation(row, sheet, ['data', 'observations', index]),
      ),
    }),
  ),
  'relief.event.voided.v1': reader(
    () => dataSchemas['relief.event.voided.v1'],
    eventOf['relief.event.voided.v1'],
  ),
  'relief.handovers.made.v1': reader(
    () => sheetSchemas['relief.handovers.made.v1'],
    (sheet) => ({
      type: 'relief.handovers.made.v1',
      ...sheet,
      receipts: sheet.receipts.map((row, index) => readReceipt(row, sheet, ['data', 'receipts', index])),
    }),
  ),
  'relief.handovers.returned.v1': reader(
    () => sheetSchemas['relief.handovers.returned.v1'],
    (sheet) => ({
      type: 'relief.handovers.returned.v1',
      ...sheet,
      receipts: sheet.receipts.map((row, index) => readReturn(row, sheet, ['data', 'receipts', index])),
    }),
  ),
  'relief.handovers.missed.v1': reader(
    () => sheetSchemas['relief.handovers.missed.v1'],
    (sheet) => ({
      type: 'relief.handovers.missed.v1',
      ...sheet,
      households: sheet.households.map((row, index) => readMissed(row, sheet, ['data', 'households', index])),
    }),
  ),
  'relief.payments.made.v1': reader(
    () => sheetSchemas['relief.payments.made.v1'],
    (sheet) => ({
      type: 'relief.payments.made.v1',
      ...sheet,
      payments: sheet.payments.map((row, index) => readPayment(row, sheet, ['data', 'payments', index])),
    }),
  ),
  'relief.payments.reversed.v1': reader(
    () => sheetSchemas['relief.payments.reversed.v1'],
    (sheet) => ({
      type: 'relief.payments.reversed.v1',
      ...sheet,
      payments: sheet.payments.map((row, index) => readReversal(row, sheet, ['data', 'payments', index])),
    }),
  ),
};
