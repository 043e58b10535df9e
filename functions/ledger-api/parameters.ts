/** The parameters that requests may have: how each is read, and what is expected of it. */
import { eventsTold, groupings } from '../../shared/contract/answers/exception-groups.ts';
import { anomalyKinds } from '../../shared/domain/anomaly-kinds.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import { complaintKinds, complaintStatuses } from '../../shared/domain/complaints.ts';
import { deviceStatuses } from '../../shared/domain/devices.ts';
import { type CalendarDate, findingStates, type Instant } from '../../shared/domain/events.ts';
import { refusalReasons } from '../../shared/domain/outcome.ts';
import { openCursor } from './cursor.ts';
import { badParameter, type QueryProblem, unknownParameter } from './problem.ts';

export interface Parameter<T> {
  readonly in: 'path' | 'query';
  readonly expected: string;
  readonly description: string;
  readonly example: string | number;
  /** Of one in the query: whether there is no answer without it. */
  readonly isRequired?: boolean;
  /** `undefined` for text that is not what is expected. */
  readonly read: (text: string) => T | undefined;
  /** Its JSON Schema, for openapi.json. */
  readonly schema: { readonly [name: string]: JsonValue };
}

export interface PathParameter<T> extends Parameter<T> {
  readonly in: 'path';
}

export type ParameterTable = { readonly [name: string]: Parameter<unknown> };

/** What a request names: what stands in the path is always there, what stands in the query may be. */
export type ParameterValues<P extends ParameterTable> = {
  readonly [N in keyof P]: P[N] extends PathParameter<infer T>
    ? T
    : P[N] extends Parameter<infer T>
      ? T | undefined
      : never;
};

const idPattern = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$';
/** A sender's number, or that of a hub's share, `<shipmentId>/<centreId>`. */
const shipmentIdPattern =
  '^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}(?:/[A-Za-z0-9][A-Za-z0-9._:-]{0,127}(?:/\\d{1,4})?)?$';

const matching =
  (pattern: string) =>
  (text: string): string | undefined =>
    new RegExp(pattern).test(text) ? text : undefined;

export const isId = (text: string): boolean => matching(idPattern)(text) !== undefined;

export const isShipmentId = (text: string): boolean => matching(shipmentIdPattern)(text) !== undefined;

const idExpected = 'an id of 1 to 128 of A-Z a-z 0-9 . _ : -, beginning with a letter or digit';

const idInPath = (description: string, example: string): PathParameter<string> => ({
  in: 'path',
  expected: idExpected,
  description,
  example,
  read: matching(idPattern),
  schema: { type: 'string', pattern: idPattern },
});

const idInQuery = (description: string, example: string): Parameter<string> => ({
  ...idInPath(description, example),
  in: 'query',
});

const oneOf = <const T extends string>(names: readonly [T, ...T[]], description: string): Parameter<T> => ({
  in: 'query',
  expected: `one of ${names.join(', ')}`,
  description,
  example: names[0],
  read: (text) => names.find((name) => name === text),
  schema: { type: 'string', enum: names },
});

export const path = {
  orderId: idInPath('The order.', 'order-2020-08-05'),
  householdId: idInPath('The household.', 'KS-R01-00002'),
  locationId: idInPath('The hub, centre or store.', 'KS-R01'),
  centreId: idInPath('The centre.', 'KS-R01'),
  payerId: idInPath('The payer.', 'district-office-01'),
  auditId: idInPath('The audit.', 'audit-2020-09'),
  complaintId: idInPath('The complaint.', 'K-00012'),
  shipmentId: {
    in: 'path',
    expected:
      "a waybill number of 1 to 128 of A-Z a-z 0-9 . _ : - /, beginning with a letter or digit, or that of a hub's share, <shipmentId>/<centreId>",
    description: 'The waybill number, percent-encoded where it holds a slash.',
    example: 'train-2020-08-07/KS-R01',
    read: matching(shipmentIdPattern),
    schema: { type: 'string', pattern: shipmentIdPattern },
  } satisfies PathParameter<string>,
  date: {
    in: 'path',
    expected: 'a calendar date, YYYY-MM-DD',
    description: 'The day that was sealed, in the time zone of the seals.',
    example: '2020-08-08',
    read: readDate,
    schema: { type: 'string', format: 'date' },
  } satisfies PathParameter<CalendarDate>,
};

/** Whatever a sender may have written: it is compared, never looked up. */
const textInQuery = (description: string, example: string): Parameter<string> => ({
  in: 'query',
  expected: 'a text of 1 to 1,024 characters',
  description,
  example,
  read: (text) => (text.length >= 1 && text.length <= 1_024 ? text : undefined),
  schema: { type: 'string', minLength: 1, maxLength: 1_024 },
});

const dateInQuery = (description: string): Parameter<CalendarDate> => ({
  ...path.date,
  in: 'query',
  description,
});

export const query = {
  orderId: idInQuery('Only what belongs to this order.', 'order-2020-08-05'),
  centreId: { ...idInQuery('The centre.', 'KS-R01'), isRequired: true },
  locationId: idInQuery('Only what concerns this location.', 'KS-R01'),
  orderIdOrNone: {
    in: 'query',
    expected: `${idExpected}; or - alone`,
    description: 'Only what names this order; with `-` only what names none.',
    example: 'order-2020-08-05',
    read: (text) => (text === '-' ? text : matching(idPattern)(text)),
    schema: { type: 'string', pattern: `${idPattern}|^-$` },
  } satisfies Parameter<string>,
  payerId: idInQuery('Only what concerns this payer.', 'district-office-01'),
  householdId: idInQuery('Only what concerns this household.', 'KS-R01-00002'),
  exceptionId: textInQuery('Only this exception.', 'x0f1e2d3c4b5a69788796a5b4c3d2e1f0'),
  reference: textInQuery('Only what is about the document of this number.', 'R-00017'),
  source: textInQuery('Only what came with an event of this `source`.', 'urn:relief:centre:KS-R01'),
  eventId: textInQuery('Only what came with an event of this `id`.', 'handovers-2020-08-08-01'),
  recordedOn: dateInQuery('Only what was recorded on this day, in the time zone of the system.'),
  eventSource: { ...textInQuery('The `source` of the event.', 'urn:relief:reader:9f1c'), isRequired: true },
  idOfEvent: { ...textInQuery('The `id` of the event.', 'handovers-2020-08-08-01'), isRequired: true },
  content: textInQuery(
    'The digest of one content of the event, as `content` of `POST /events` tells it: where another content has the id, what became of this one.',
    'Zk9mS0y3n1xq8Wc5tB7dPA',
  ),
  q: {
    ...textInQuery(
      'A household by a part of its number, name or neighbourhood, whatever its case; a receipt, payment or waybill by its number; an event by its `id`, alone or behind its `source` and a space; a location or order by a part of its id or name.',
      'KS-R01-00002',
    ),
    isRequired: true,
  },
  searchedLocation: idInQuery(
    'Only the households and receipts of this centre, or of the centres that this hub supplies.',
    'KS-R01',
  ),
  searchedOrder: idInQuery(
    'Receipts and payments of this order; without it, of the two orders in force that began last.',
    'order-2020-08-05',
  ),
  status: oneOf(
    ['held', 'rejected'],
    'Only what is held, or only what was rejected; both if it is left out.',
  ),
  reason: oneOf(refusalReasons, 'Only what was not posted for this reason.'),
  by: oneOf(
    groupings,
    'What belongs together: what has the same reason, if it is left out; the events of one sender and one type that were recorded on one day; or what names the same order.',
  ),
  events: oneOf(
    eventsTold,
    'By import: with `none` its events are left out, and the counts come at once, however many exceptions there are.',
  ),
  state: oneOf(findingStates, 'Only what is in this state.'),
  complaintStatus: oneOf(
    complaintStatuses,
    'Only complaints that wait for an answer, of which some are overdue; only those; or only those that were answered.',
  ),
  deviceStatus: oneOf(deviceStatuses, 'Only devices in use, or only those that are ended.'),
  complaintKind: oneOf(complaintKinds, 'Only complaints of this kind.'),
  kind: oneOf(anomalyKinds, 'Only anomalies of this kind.'),
  from: dateInQuery('Only what happened on this day or later, in the time zone of the system.'),
  to: dateInQuery('Only what happened on this day or earlier, in the time zone of the system.'),
  asOf: {
    in: 'query',
    expected: 'an RFC 3339 instant with its offset, such as 2020-08-08T18:00:00%2B09:00',
    description: 'Answers from the books as they were recorded at this instant.',
    example: '2020-08-08T09:00:00Z',
    read: readInstant,
    schema: { type: 'string', format: 'date-time' },
  } satisfies Parameter<Instant>,
};

const maxFound = 100;

/** The most that a search answers. */
export const searchLimit = {
  in: 'query',
  expected: `a whole number from 1 to ${maxFound}`,
  description: 'The largest number of items in the answer; 20 if it is left out.',
  example: 20,
  read: (text: string) =>
    /^[1-9]\d{0,2}$/.test(text) && Number(text) <= maxFound ? Number(text) : undefined,
  schema: { type: 'integer', minimum: 1, maximum: maxFound, default: 20 },
} satisfies Parameter<number>;

const maxItems = 500;
export const defaultLimit = 100;

/** What every list takes beside its own parameters. */
export const pagingParameters = {
  limit: {
    in: 'query',
    expected: `a whole number from 1 to ${maxItems}`,
    description: 'The largest number of items in one page.',
    example: defaultLimit,
    read: (text: string) =>
      /^[1-9]\d{0,2}$/.test(text) && Number(text) <= maxItems ? Number(text) : undefined,
    schema: { type: 'integer', minimum: 1, maximum: maxItems, default: defaultLimit },
  },
  cursor: {
    in: 'query',
    expected: 'the `next` of an answer to the same question',
    description: 'Continues after the page that returned it as `next`.',
    example: 'aGVyZS1pcy13aGVyZS1pdC1lbmRlZA',
    read: (text: string) => text,
    schema: { type: 'string' },
  },
} satisfies ParameterTable;

const formats = ['json', 'csv', 'xlsx'] as const;
export type Format = (typeof formats)[number];

/** What every route takes. */
export const formatParameter = {
  format: oneOf(formats, 'The format of the answer; if it is left out, the Accept header decides.'),
} satisfies ParameterTable;

export interface RequestParameters {
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  readonly queryParameters: Readonly<Record<string, string | undefined>>;
}

/** Refuses a query parameter that the route does not know: it may be misspelt. */
export function refuseUnknown(
  table: ParameterTable,
  { queryParameters }: RequestParameters,
): QueryProblem | undefined {
  const known = Object.keys(table).filter((name) => table[name]?.in === 'query');
  const unknown = Object.keys(queryParameters).find((name) => !known.includes(name));
  return unknown === undefined ? undefined : unknownParameter(unknown, known);
}

/** Reads the parameters of a table from a request; what is not in the table is left alone. */
export function readParameters<P extends ParameterTable>(
  table: P,
  request: RequestParameters,
): ParameterValues<P> | QueryProblem;
export function readParameters(table: ParameterTable, request: RequestParameters): object | QueryProblem {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const text = (parameter.in === 'path' ? request.pathParameters : request.queryParameters)[name];
    if (text === undefined) {
      if (parameter.in === 'path') return badParameter(name, parameter.expected, '');
      continue;
    }
    const value = parameter.read(text);
    if (value === undefined) return badParameter(name, parameter.expected, text);
    values[name] = value;
  }
  return values;
}

/** The position in a cursor; a problem for a cursor that belongs to another query. */
export function readPosition<T>(
  queryText: string,
  cursor: string | undefined,
  position: (value: JsonValue) => T | undefined,
): T | undefined | QueryProblem {
  if (cursor === undefined) return undefined;
  const opened = openCursor(queryText, cursor);
  const read = opened === undefined ? undefined : position(opened);
  return read ?? badParameter('cursor', pagingParameters.cursor.expected);
}

export const textPosition = (value: JsonValue): string | undefined =>
  typeof value === 'string' ? value : undefined;

function readDate(text: string): CalendarDate | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? undefined : text;
}

/** A `+` that was not percent-encoded arrives as a space, which can only mean an offset. */
function readInstant(text: string): Instant | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)[Tt]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d+)?(?:[Zz]|([+\- ])((?:[01]\d|2[0-3]):[0-5]\d))$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, date = '', time = '', fraction = '', sign, offset] = match;
  if (readDate(date) === undefined) return undefined;
  const zone = offset === undefined ? 'Z' : `${sign === '-' ? '-' : '+'}${offset}`;
  // Entries are dated to the millisecond: finer digits are cut off, never rounded up past the instant.
  const instant = new Date(`${date}T${time}${fraction.slice(0, 4)}${zone}`).toISOString();
  return /^\d{4}-/.test(instant) ? instant : undefined;
}
