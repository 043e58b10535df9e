/** Answers and problems as HTTP responses, in the format that was asked for. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import { type CsvTable, csvText } from '../../shared/files/csv.ts';
import { respond } from '../../shared/http/response.ts';
import { taggedJson } from '../../shared/http/transfer.ts';
import { sealCursor } from './cursor.ts';
import type { Format } from './parameters.ts';
import { QueryProblem } from './problem.ts';
import { workbookOf, workbookType } from './workbook.ts';

/** An answer in each of its formats. */
export interface Answer {
  readonly body: object;
  /** `undefined` where it has no table. */
  readonly table: (() => CsvTable) | undefined;
  /** The position that the next page starts after. */
  readonly next?: JsonValue;
  /** The position of each page that follows, where they are known. */
  readonly following?: readonly JsonValue[];
}

/** A format asked for by name must be there; a preference is met where it can be. */
export function formatOf(
  hasTable: boolean,
  named: Format | undefined,
  accept: string | undefined,
): Format | QueryProblem {
  if (named !== undefined && named !== 'json' && !hasTable) {
    return new QueryProblem(
      406,
      `format must be json: this answer is not a list and has no ${named.toUpperCase()} form.`,
      {
        parameter: 'format',
      },
    );
  }
  return named ?? (hasTable ? preferredFormat(accept ?? '') : 'json');
}

const mediaTypes: { readonly [F in Format]: string } = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: workbookType,
};
const formats = ['json', 'csv', 'xlsx'] as const satisfies readonly Format[];

/** Source: RFC 9110, 12.5.1. Of formats liked equally, the one named first; JSON where none of them is named. */
function preferredFormat(accept: string): Format {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) };
  });
  const named = formats
    .map((format) => {
      const at = ranges.findIndex(({ type }) => type === mediaTypes[format]);
      return { format, at, quality: ranges[at]?.quality ?? 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality || one.at - other.at);
  return named[0]?.format ?? 'json';
}

/** `queryText` is what the cursors of the next pages belong to. */
export function jsonResponse(
  { body, next, following }: Answer,
  queryText: string,
): APIGatewayProxyStructuredResultV2 {
  return taggedJson({
    ...body,
    ...(next !== undefined && { next: sealCursor(queryText, next) }),
    ...(following !== undefined && {
      following: following.map((position) => sealCursor(queryText, position)),
    }),
  });
}

/** A table has no room for `next`: it goes into a Link header. Source: RFC 8288. */
export async function tableResponse(
  format: 'csv' | 'xlsx',
  { table, next }: Answer,
  queryText: string,
  rawQueryString: string,
): Promise<APIGatewayProxyStructuredResultV2> {
  const rows = table?.() ?? { columns: [], rows: [] };
  const links = next === undefined ? {} : { link: nextLink(queryText, next, rawQueryString) };
  if (format === 'csv') return respond(200, 'text/csv; charset=utf-8', csvText(rows), links);
  const workbook = await workbookOf(rows);
  return { ...respond(200, workbookType, workbook.toString('base64'), links), isBase64Encoded: true };
}

function nextLink(queryText: string, next: JsonValue, rawQueryString: string): string {
  const search = new URLSearchParams(rawQueryString);
  search.set('cursor', sealCursor(queryText, next));
  return `<?${search}>; rel="next"`;
}
