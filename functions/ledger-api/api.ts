/** The query API: reads a request, checks the right to its answer, and only then answers it. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type {
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithRequestContext,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { type Instant, maxMessageBytes } from '../../shared/domain/events.ts';
import type { DeviceRegister } from '../../shared/http/devices/device-register.ts';
import { originOf } from '../../shared/http/origin.ts';
import { type Claims, claimsOf, type Reader, readerOf } from '../../shared/http/reader.ts';
import { problemResponse, respond } from '../../shared/http/response.ts';
import { transferred } from '../../shared/http/transfer.ts';
import type { Store } from '../../shared/store/store.ts';
import { decideDevice } from './devices.ts';
import { type OpenRoutesDependencies, openPaths, openRoutes } from './open-routes.ts';
import { previewOrder } from './order-preview.ts';
import { cardPaths, devicesPath, intakePath, previewPath } from './posted-paths.ts';
import { QueryProblem } from './problem.ts';
import { QueryContext } from './query-context.ts';
import { noteRead } from './read-log.ts';
import { formatOf, jsonResponse, tableResponse } from './response.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

export interface LedgerApiDependencies extends OpenRoutesDependencies {
  readonly journal: Store;
  /** What was decided about devices; coordinators add to it. */
  readonly devices: DeviceRegister;
  /** The claim that lists a reader's roles. */
  readonly rolesClaim: string;
  /** The address of the page, with a slash at its end; left out, it is where the request came to. */
  readonly pageUrl?: string | undefined;
  readonly now: () => Instant;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/** A request as API Gateway hands it on, with what its authorizer read from the token. */
export type LedgerApiEvent = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & {
    readonly authorizer?: { readonly jwt?: { readonly claims?: Claims } };
  }
>;

export type LedgerApi = (event: LedgerApiEvent) => Promise<APIGatewayProxyStructuredResultV2>;

/** What describes the API and the events; imported only when it is asked for, so that no other answer waits for its schemas. */
const descriptions: ReadonlyMap<string, () => Promise<object>> = new Map([
  ['/openapi.json', async () => (await import('./openapi.ts')).openApi(routes)],
  ['/asyncapi.json', async () => (await import('./asyncapi.ts')).asyncApi()],
]);

/**
 * Returns the function behind every route of the API.
 *
 * Guarantees: without the claims of a checked token it tells nothing; every refusal is a problem (RFC 9457); a
 * fault tells its correlation id and nothing of its inside; who asked about households is in the read log.
 */
export function ledgerApi(dependencies: LedgerApiDependencies): LedgerApi {
  const respondTo = answering(dependencies);
  return async (event) => {
    const response = await transferred(event.headers, await respondTo(event));
    noteRead(event, response.statusCode, dependencies.logger);
    return response;
  };
}

function answering(dependencies: LedgerApiDependencies): LedgerApi {
  const routeOfKey = new Map(routes.map((route) => [`GET ${route.path}`, route]));
  return async (event) => {
    try {
      const open = openRoutes.get(event.routeKey);
      if (open !== undefined) return await open(event, contextOf(event, dependencies), dependencies);
      const checked = event.requestContext.authorizer?.jwt?.claims;
      if (checked === undefined) {
        return problemResponse(new QueryProblem(401, 'A valid access token is required.'));
      }
      const describe = descriptions.get(event.routeKey.replace(/^GET /, ''));
      if (describe !== undefined) return respond(200, 'application/json', JSON.stringify(await describe()));
      const claims = claimsOf(checked, event.headers['authorization']);
      const reader = readerOf(claims, dependencies.rolesClaim);
      const posted = postedRoutes.get(event.routeKey);
      if (posted !== undefined) return await take(posted, event, reader, dependencies);
      const route = routeOfKey.get(event.routeKey);
      return route === undefined ? refuseUnrouted(event) : await answer(route, event, reader, dependencies);
    } catch (error) {
      return fault(event, error, dependencies);
    }
  };
}

const contextOf = (
  { requestContext: { domainName } }: LedgerApiEvent,
  { journal, now, door, pageUrl, devices }: LedgerApiDependencies,
): QueryContext =>
  new QueryContext(
    journal,
    now(),
    { key: door.key, pageUrl: pageUrl ?? `${originOf(domainName)}/` },
    devices,
  );

async function answer(
  route: Route,
  event: LedgerApiEvent,
  reader: Reader,
  dependencies: LedgerApiDependencies,
): Promise<APIGatewayProxyStructuredResultV2> {
  const query = route.read({
    pathParameters: event.pathParameters ?? {},
    queryParameters: event.queryStringParameters ?? {},
  });
  if (query instanceof QueryProblem) return problemResponse(query);
  const context = contextOf(event, dependencies);
  if (!(await query.isOpenTo(reader, context))) {
    return problemResponse(new QueryProblem(403, `This is open to ${route.openTo}.`));
  }
  const format = formatOf(route.hasTable, query.format, event.headers['accept']);
  if (format instanceof QueryProblem) return problemResponse(format);
  const found = await query.answer(context, reader);
  if (found instanceof QueryProblem) return problemResponse(found);
  return format === 'json'
    ? jsonResponse(found, query.text)
    : tableResponse(format, found, query.text, event.rawQueryString);
}

/** What is posted in JSON: nobody but coordinators decides what is ordered, and who may send. */
interface PostedRoute {
  /** What its body is, in words. */
  readonly what: string;
  readonly answer: (body: string, context: QueryContext, reader: Reader) => Promise<object | QueryProblem>;
}

const postedRoutes: ReadonlyMap<string, PostedRoute> = new Map([
  [`POST ${previewPath}`, { what: 'An order', answer: previewOrder }],
  [`POST ${devicesPath}`, { what: 'A decision', answer: decideDevice }],
]);

/** Right and body of what is posted. */
async function take(
  { what, answer: answerTo }: PostedRoute,
  event: LedgerApiEvent,
  reader: Reader,
  dependencies: LedgerApiDependencies,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { body = '', isBase64Encoded } = event;
  if (!reader.roles.has('coordinator'))
    return problemResponse(new QueryProblem(403, 'This is open to coordinators.'));
  const type = event.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return problemResponse(new QueryProblem(415, 'The content type must be application/json.'));
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.length > maxMessageBytes)
    return problemResponse(new QueryProblem(413, `${what} takes at most ${maxMessageBytes} bytes.`));
  const found = await answerTo(text, contextOf(event, dependencies), reader);
  if (found instanceof QueryProblem) return problemResponse(found);
  return respond(200, 'application/json', JSON.stringify(found));
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\{(\w+)(\+?)\}/g, (_, _name, greedy) => (greedy ? '.+' : '[^/]+'))}$`);

/** Every path with the methods it takes; a literal path before one with a parameter. */
const paths = [
  { pattern: patternOf(previewPath), methods: ['POST'] },
  { pattern: patternOf(intakePath), methods: ['GET', 'POST'] },
  { pattern: patternOf(devicesPath), methods: ['GET', 'POST'] },
  ...cardPaths.map((path) => ({ pattern: patternOf(path), methods: ['POST'] })),
  ...[...routes.map(({ path }) => path), ...openPaths, ...descriptions.keys()].map((path) => ({
    pattern: patternOf(path),
    methods: ['GET'],
  })),
];

/** Any other method on a path of the API is told which ones the path supports. */
function refuseUnrouted({ rawPath, requestContext }: LedgerApiEvent): APIGatewayProxyStructuredResultV2 {
  const known = paths.find(({ pattern }) => pattern.test(rawPath));
  if (known === undefined) return problemResponse(new QueryProblem(404, `${rawPath} was not found.`));
  const { methods } = known;
  const detail = `${rawPath} supports ${methods.join(' and ')} only, not ${requestContext.http.method}.`;
  return problemResponse(new QueryProblem(405, detail), { allow: methods.join(', ') });
}

function fault(
  { requestContext: { requestId: correlationId }, routeKey }: LedgerApiEvent,
  cause: unknown,
  { logger }: LedgerApiDependencies,
): APIGatewayProxyStructuredResultV2 {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  logger.error('a question could not be answered', { correlationId, routeKey, error });
  const detail = 'The request failed. The error was logged under this correlation id.';
  return problemResponse(new QueryProblem(500, detail, { correlationId }));
}
