/** The query API: a question in, an answer out, in the form it was asked for. */

import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Instant } from '../../shared/domain/events.ts';
import type { Store } from '../../shared/store/store.ts';
import { type Asked, type Claims, mayRead, type Reader, readerOf, readersText } from './access.ts';
import { csvText } from './csv.ts';
import { sealCursor } from './cursor.ts';
import { type formats, readParameters } from './parameters.ts';
import { Problem } from './problem.ts';
import { type Answered, type Route, routes } from './routes.ts';

export interface LedgerApiDependencies {
  readonly journal: Store;
  /** The claim that lists a reader's roles. */
  readonly rolesClaim: string;
  readonly now: () => Instant;
  readonly logger: Pick<Logger, 'error'>;
}

export type LedgerApi = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

type Format = (typeof formats)[number];

const descriptionKey = 'GET /openapi.json';

/**
 * Answers what API Gateway has found a route for and, by the token that it has checked, a reader.
 *
 * Guarantees: without the claims of a checked token nothing is answered; every refusal is a problem (RFC 9457); a fault tells its correlation id and nothing of its inside.
 */
export function ledgerApi(parts: LedgerApiDependencies): LedgerApi {
  const routeOfKey = new Map(routes.map((route) => [`GET ${route.path}`, route]));
  return async (event) => {
    try {
      const claims = claimsOf(event);
      if (claims === undefined) return refuse(new Problem(401, 'This takes a token of the issuer.'));
      if (event.routeKey === descriptionKey) return await description();
      const route = routeOfKey.get(event.routeKey);
      if (route === undefined) return refuseUnrouted(event);
      return await answer(route, event, readerOf(claims, parts.rolesClaim), parts);
    } catch (error) {
      const correlationId = event.requestContext.requestId;
      parts.logger.error('a question could not be answered', {
        correlationId,
        routeKey: event.routeKey,
        error: error as Error,
      });
      return refuse(
        new Problem(
          500,
          'The question could not be answered; the fault is logged under its correlation id.',
          {
            correlationId,
          },
        ),
      );
    }
  };
}

const askedPaths = [...routes.map(({ path }) => path), '/openapi.json'].map(
  (path) =>
    new RegExp(`^${path.replace(/\{(\w+)(\+?)\}/g, (_, _name, greedy) => (greedy ? '.+' : '[^/]+'))}$`),
);

/** There is nothing to do here but ask: another method on a path of the contract is told which one it takes. */
function refuseUnrouted(event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const { rawPath, requestContext } = event;
  if (!askedPaths.some((path) => path.test(rawPath))) {
    return refuse(new Problem(404, `There is no ${rawPath}.`));
  }
  const problem = new Problem(405, `${rawPath} takes GET, not ${requestContext.http.method}.`);
  return refuse(problem, { allow: 'GET' });
}

/** What API Gateway's authoriser read from the token; absent where there is none. */
function claimsOf({ requestContext }: APIGatewayProxyEventV2): Claims | undefined {
  const { authorizer } = requestContext as {
    readonly authorizer?: { readonly jwt?: { readonly claims?: Claims } };
  };
  return authorizer?.jwt?.claims;
}

async function answer(
  route: Route,
  event: APIGatewayProxyEventV2,
  reader: Reader,
  { journal, now }: LedgerApiDependencies,
): Promise<APIGatewayProxyStructuredResultV2> {
  const queryParameters = event.queryStringParameters ?? {};
  const given = readParameters(route.parameters, {
    pathParameters: event.pathParameters ?? {},
    queryParameters,
  });
  if (given instanceof Problem) return refuse(given);
  const question = questionOf(route, given);
  const answering = async () => route.answer(given, question, { journal, reader, now: now() });
  // Whose household it is takes a read: what a desk asks for is read meanwhile, and thrown away where it is refused.
  const begun = needsHousehold(route, reader) ? answering() : undefined;
  begun?.catch(() => undefined);
  if (!mayRead(reader, route.readers, await askedOf(route, given, reader, journal))) {
    return refuse(new Problem(403, `This is open to ${readersText[route.readers]}.`));
  }
  const format = formatOf(route, given['format'] as Format | undefined, event.headers['accept']);
  if (format instanceof Problem) return refuse(format);
  const answered = await (begun ?? answering());
  if (answered instanceof Problem) return refuse(answered);
  return format === 'csv' ? csvAnswer(answered, question, event) : jsonAnswer(answered, question);
}

const needsHousehold = ({ readers }: Route, { roles }: Reader): boolean =>
  readers === 'staff of the household' && roles.has('centre-staff');

/** Guarantees: of what is not there as of what is another location's, so that a refusal tells nothing. */
async function askedOf(
  route: Route,
  given: Readonly<Record<string, unknown>>,
  { roles }: Reader,
  journal: Store,
): Promise<Asked> {
  if (!roles.has('centre-staff')) return given;
  if (route.readers === 'staff of the household') {
    const householdId = String(given['householdId']);
    const household = (await journal.households.get([householdId])).get(householdId);
    return { locationIds: household?.history.map(({ centreId }) => centreId) ?? [] };
  }
  if (route.readers === 'staff at either end') {
    const { originId, shipment } = await journal.shipments.get(String(given['shipmentId']));
    return { locationIds: [originId, shipment.to, shipment.arrivedAt].flatMap((id) => id ?? []) };
  }
  return given;
}

/** What a cursor belongs to: the path and every filter, whatever the page's size and form. */
function questionOf(route: Route, given: Readonly<Record<string, unknown>>): string {
  const { limit: _limit, cursor: _cursor, format: _format, ...asked } = given;
  return JSON.stringify([route.path, Object.entries(asked).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/** What is asked for by name must be there; a preference is met where it can be. */
function formatOf(route: Route, named: Format | undefined, accept: string | undefined): Format | Problem {
  if (named === 'csv' && !route.hasCsv) {
    return new Problem(406, 'format must be json: this answer is no list, and has no CSV form.', {
      parameter: 'format',
    });
  }
  if (named !== undefined) return named;
  return route.hasCsv && prefersCsv(accept ?? '') ? 'csv' : 'json';
}

/** Source: RFC 9110, 12.5.1. Of two forms liked equally, the one named first, unless JSON is named only by a wildcard. */
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

function jsonAnswer({ body, next }: Answered, question: string): APIGatewayProxyStructuredResultV2 {
  const whole =
    next === undefined || typeof body !== 'object' ? body : { ...body, next: sealCursor(question, next) };
  return respond(200, 'application/json', JSON.stringify(whole));
}

/** A table has no place for `next`: it goes into a Link header. Source: RFC 8288. */
function csvAnswer(
  { table, next }: Answered,
  question: string,
  event: APIGatewayProxyEventV2,
): APIGatewayProxyStructuredResultV2 {
  const text = table === undefined ? '' : csvText(table());
  if (next === undefined) return respond(200, 'text/csv; charset=utf-8', text);
  const search = new URLSearchParams(event.rawQueryString);
  search.set('cursor', sealCursor(question, next));
  return respond(200, 'text/csv; charset=utf-8', text, { link: `<?${search}>; rel="next"` });
}

async function description(): Promise<APIGatewayProxyStructuredResultV2> {
  // Read when it is asked for, so that no other answer waits for its schemas.
  const { openApi } = await import('./openapi.ts');
  return respond(200, 'application/json', JSON.stringify(openApi(routes)));
}

const refuse = (
  { body }: Problem,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 =>
  respond(body.status, 'application/problem+json', JSON.stringify(body), headers);

const respond = (
  statusCode: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    'content-type': contentType,
    // Answers name households, and books move on.
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body,
});
