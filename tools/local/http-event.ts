import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { accountId } from './aws-names.ts';
import type { TokenClaims } from './http-authorizer.ts';
import type { RouteMatch } from './http-routes.ts';

/**
 * The path as an HTTP API hands it on: percent-decoded, so that an encoded slash is a slash.
 *
 * Shape: undefined when it is no valid encoding.
 */
export function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '/');
  } catch {
    return undefined;
  }
}

/** The event of an HTTP API, payload format 2.0. */
export function httpEvent(
  request: IncomingMessage,
  body: Buffer,
  path: string,
  match: RouteMatch<unknown>,
  claims: TokenClaims | undefined,
  now: Date,
): APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer {
  const { routeKey } = match.route;
  const rawQueryString = (request.url ?? '').split('?').slice(1).join('?');
  const query = queryParameters(rawQueryString);
  const { cookies, headers } = headersOf(request);
  const method = request.method ?? 'GET';
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  // As API Gateway does: each stop is written behind those that came before it.
  headers['x-forwarded-for'] = [headers['x-forwarded-for'] ?? [], sourceIp].flat().join(', ');
  const isText = isTextType(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      ...(claims !== undefined && {
        authorizer: { principalId: '', integrationLatency: 0, jwt: { claims: { ...claims }, scopes: [] } },
      }),
      accountId,
      apiId: 'local',
      domainName: headers['host'] ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(match.pathParameters).length === 0
      ? {}
      : { pathParameters: { ...match.pathParameters } }),
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/**
 * Whether a body is handed on as text: of JSON only the plain type is. AWS documents that binary bodies come in base64, and
 * not which those are; this is what was seen there (github.com/ministackorg/ministack, pull request 766).
 */
const isTextType = (contentType: string): boolean =>
  /^\s*(?:text\/|application\/(?:json|xml|javascript)\s*(?:;|$))/i.test(contentType);

/** Values of one name joined by commas, in order. */
function queryParameters(rawQueryString: string): Record<string, string> | undefined {
  if (rawQueryString === '') {
    return undefined;
  }
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

function headersOf(request: IncomingMessage): {
  readonly cookies: string[];
  readonly headers: Record<string, string>;
} {
  const cookies: string[] = [];
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    if (name === 'cookie') {
      cookies.push(...values.flatMap((value) => value.split(/;\s*/)));
    } else {
      headers[name] = values.join(',');
    }
  }
  return { cookies, headers };
}

/** `05/Aug/2020:00:00:00 +0000`, as access logs have it. */
function commonLogTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
