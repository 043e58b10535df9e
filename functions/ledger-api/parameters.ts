/** What a request may ask for, and the sentence it is told when it asks for something else. */
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { CalendarDate, Instant } from '../../shared/domain/events.ts';
import { heldReasons, rejectedReasons } from '../../shared/domain/outcome.ts';
import { storedAnomalyKinds } from '../../shared/ledger/anomalies.ts';
import { openCursor } from './cursor.ts';
import { badParameter, Problem } from './problem.ts';

export interface Parameter<T> {
  readonly in: 'path' | 'query';
  readonly expected: string;
  readonly description: string;
  /** `undefined` for text that is not what is expected. */
  readonly read: (text: string) => T | undefined;
  /** JSON Schema of it, for openapi.json. */
  readonly schema: { readonly [name: string]: JsonValue };
}

export interface PathParameter<T> extends Parameter<T> {
  readonly in: 'path';
}

export type ParameterTable = { readonly [name: string]: Parameter<unknown> };

/** What was asked for: what stands in the path is there always, what stands in the query may be. */
export type Given<P extends ParameterTable> = {
  readonly [N in keyof P]: P[N] extends PathParameter<infer T>
    ? T
    : P[N] extends Parameter<infer T>
      ? T | undefined
      : never;
};

const idPattern = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$';
/** As long as messages may have it: a share of a share of a train adds a part each. */
const shipmentIdPattern = '^(?=.{1,512}$)[A-Za-z0-9][A-Za-z0-9._:-]{0,127}(?:/[A-Za-z0-9._:-]{0,128})*$';

const matching =
  (pattern: string) =>
  (text: string): string | undefined =>
    new RegExp(pattern).test(text) ? text : undefined;

const idExpected = 'an id of 1 to 128 of A-Z a-z 0-9 . _ : -, beginning with a letter or digit';

const idInPath = (description: string): PathParameter<string> => ({
  in: 'path',
  expected: idExpected,
  description,
  read: matching(idPattern),
  schema: { type: 'string', pattern: idPattern },
});

const idInQuery = (description: string): Parameter<string> => ({ ...idInPath(description), in: 'query' });

const oneOf = <const T extends string>(names: readonly T[], description: string): Parameter<T> => ({
  in: 'query',
  expected: `one of ${names.join(', ')}`,
  description,
  read: (text) => names.find((name) => name === text),
  schema: { type: 'string', enum: names },
});

export const anomalyKinds = ['shortfall', ...storedAnomalyKinds] as const;

export const path = {
  orderId: idInPath('The order.'),
  householdId: idInPath('The household.'),
  locationId: idInPath('The hub, centre or store.'),
  centreId: idInPath('The centre.'),
  payerId: idInPath('The payer.'),
  shipmentId: {
    in: 'path',
    expected:
      'a waybill number of A-Z a-z 0-9 . _ : -, beginning with a letter or digit, of 1 to 128 characters or of several such parts with / between them',
    description: 'The waybill number, percent-encoded where it holds a slash.',
    read: matching(shipmentIdPattern),
    schema: { type: 'string', pattern: shipmentIdPattern },
  } satisfies PathParameter<string>,
  date: {
    in: 'path',
    expected: 'a calendar date, YYYY-MM-DD',
    description: 'The day that was sealed, of the zone that seals are made in.',
    read: readDate,
    schema: { type: 'string', format: 'date' },
  } satisfies PathParameter<CalendarDate>,
};

export const query = {
  orderId: idInQuery('Only what is under this order.'),
  locationId: idInQuery('Only what concerns this location.'),
  payerId: idInQuery('Only what concerns this payer.'),
  status: oneOf(['held', 'rejected'], 'Only what waits, or only what never can be posted; both without it.'),
  reason: oneOf([...heldReasons, ...rejectedReasons], 'Only what was not posted for this reason.'),
  kind: oneOf(anomalyKinds, 'Only anomalies of this kind.'),
  asOf: {
    in: 'query',
    expected: 'an RFC 3339 instant with its offset, such as 2020-08-08T18:00:00%2B09:00',
    description: 'Answers as the books had it recorded at this instant.',
    read: readInstant,
    schema: { type: 'string', format: 'date-time' },
  } satisfies Parameter<Instant>,
};

const maxItems = 500;
export const defaultLimit = 100;

/** What every list takes beside its own parameters. */
const paging = {
  limit: {
    in: 'query',
    expected: `a whole number from 1 to ${maxItems}`,
    description: 'How many items at most.',
    read: (text: string) =>
      /^[1-9]\d{0,2}$/.test(text) && Number(text) <= maxItems ? Number(text) : undefined,
    schema: { type: 'integer', minimum: 1, maximum: maxItems, default: defaultLimit },
  },
  cursor: {
    in: 'query',
    expected: 'the `next` of an answer to the same question',
    description: 'Goes on where another answer ended: its `next`.',
    read: (text: string) => text,
    schema: { type: 'string' },
  },
} satisfies ParameterTable;

export const formats = ['json', 'csv'] as const;

const format = oneOf(formats, 'The form of the answer; without it, the Accept header decides.');

/** The parameters of a route with those that its kind of answer takes. */
export const allParameters = (own: ParameterTable, isList: boolean): ParameterTable => ({
  ...own,
  ...(isList && paging),
  format,
});

export interface Request {
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  readonly queryParameters: Readonly<Record<string, string | undefined>>;
}

/** Reads all that a request gives; a parameter that the route does not know is refused, for it may be misspelt. */
export function readParameters(
  table: ParameterTable,
  request: Request,
): Readonly<Record<string, unknown>> | Problem {
  for (const name of Object.keys(request.queryParameters)) {
    if (table[name]?.in === 'query') continue;
    const known = Object.keys(table).filter((candidate) => table[candidate]?.in === 'query');
    return new Problem(400, `${JSON.stringify(name)} is no parameter here; these are: ${known.join(', ')}.`, {
      parameter: name,
    });
  }
  const given: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const text = (parameter.in === 'path' ? request.pathParameters : request.queryParameters)[name];
    if (text === undefined) {
      if (parameter.in === 'path') return badParameter(name, parameter.expected, '');
      continue;
    }
    const value = parameter.read(text);
    if (value === undefined) return badParameter(name, parameter.expected, text);
    given[name] = value;
  }
  return given;
}

/** Where a list goes on: the position in the cursor, if it is one of this list. */
export function readPosition<T>(
  question: string,
  cursor: string | undefined,
  position: (value: JsonValue) => T | undefined,
): T | undefined | Problem {
  if (cursor === undefined) return undefined;
  const opened = openCursor(question, cursor);
  const read = opened === undefined ? undefined : position(opened);
  return read ?? badParameter('cursor', paging.cursor.expected);
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

/** A `+` that was not percent-encoded arrives as a space: only an offset can be meant. */
function readInstant(text: string): Instant | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)[Tt]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d+)?(?:[Zz]|([+\- ])((?:[01]\d|2[0-3]):[0-5]\d))$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, date = '', time = '', fraction = '', sign, offset] = match;
  if (readDate(date) === undefined) return undefined;
  const zone = offset === undefined ? 'Z' : `${sign === '-' ? '-' : '+'}${offset}`;
  // Entries are dated to the millisecond: what is finer is cut off, never rounded up past the instant.
  const instant = new Date(`${date}T${time}${fraction.slice(0, 4)}${zone}`).toISOString();
  return /^\d{4}-/.test(instant) ? instant : undefined;
}
