/** Answers and problems as HTTP responses, in the format that was asked for. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import { type CsvTable, csvText } from './csv.ts';
import { sealCursor } from './cursor.ts';
import type { Format } from './parameters.ts';
import { QueryProblem } from './problem.ts';

/** An answer in each of its formats. */
export interface Answer {
  readonly body: object;
  /** `undefined` where it has no table. */
  readonly table: (() => CsvTable) | undefined;
  /** The position that the next page starts after. */
  readonly next?: JsonValue;
}

/** A format asked for by name must be there; a preference is met where it can be. */
export function formatOf(
  hasCsv: boolean,
  named: Format | undefined,
  accept: string | undefined,
): Format | QueryProblem {
  if (named === 'csv' && !hasCsv) {
    return new QueryProblem(406, 'format must be json: this answer is not a list and has no CSV form.', {
      parameter: 'format',
    });
  }
  if (named !== undefined) return named;
  return hasCsv && prefersCsv(accept ?? '') ? 'csv' : 'json';
}

/** Source: RFC 9110, 12.5.1. Of two formats liked equally, the one named first, unless JSON is named only by a wildcard. */
function prefersCsv(accept: string): boolean {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) };
  });
  const csv = ranges.findIndex(({ type }) => type === 'text/csv');
  const json = ranges.findIndex(({ type }) => type === 'application/json');
  const csvQuality = ranges[csv]?.quality ?? 0;
  if (!(csvQuality > 0)) return false;
  if (json < 0) return true;
  const jsonQuality = ranges[json]?.quality ?? 0;
  return csvQuality === jsonQuality ? csv < json : csvQuality > jsonQuality;
}

/** `queryText` is what the cursor of the next page belongs to. */
export function jsonResponse({ body, next }: Answer, queryText: string): APIGatewayProxyStructuredResultV2 {
  const whole = next === undefined ? body : { ...body, next: sealCursor(queryText, next) };
  return respond(200, 'application/json', JSON.stringify(whole));
}

/** A table has no room for `next`: it goes into a Link header. Source: RFC 8288. */
export function csvResponse(
  { table, next }: Answer,
  queryText: string,
  rawQueryString: string,
): APIGatewayProxyStructuredResultV2 {
  const text = table === undefined ? '' : csvText(table());
  if (next === undefined) return respond(200, 'text/csv; charset=utf-8', text);
  const search = new URLSearchParams(rawQueryString);
  search.set('cursor', sealCursor(queryText, next));
  return respond(200, 'text/csv; charset=utf-8', text, { link: `<?${search}>; rel="next"` });
}

export const problemResponse = (
  { body }: QueryProblem,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 =>
  respond(body.status, 'application/problem+json', JSON.stringify(body), headers);

export const respond = (
  statusCode: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    'content-type': contentType,
    // Answers name households, and the books change.
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body,
});
