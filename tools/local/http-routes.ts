import type { Authorizer } from './http-authorizer.ts';

/** One route of an HTTP API: `GET /orders/{orderId}`. */
export interface HttpRoute<T> {
  readonly routeKey: string;
  readonly target: T;
  /** Lets in, or not, whoever asks; a route without one is public. */
  readonly authorizer?: Authorizer;
}

export interface RouteMatch<T> {
  readonly route: HttpRoute<T>;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route for a method and a decoded path as API Gateway does: a literal part before a variable, a variable
 * before a greedy one, and `$default` last.
 */
export function matchRoute<T>(
  routes: readonly HttpRoute<T>[],
  method: string,
  path: string,
): RouteMatch<T> | undefined {
  const candidates = routes
    .flatMap((route) => {
      const pathParameters = matchKey(route.routeKey, method, path);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    })
    .sort((left, right) => compare(rank(left.route.routeKey), rank(right.route.routeKey)));
  return candidates[0];
}

function matchKey(
  routeKey: string,
  method: string,
  path: string,
): Readonly<Record<string, string>> | undefined {
  if (routeKey === '$default') {
    return {};
  }
  const [routeMethod, routePath = ''] = routeKey.split(' ', 2);
  if (routeMethod !== method && routeMethod !== 'ANY') {
    return undefined;
  }
  const expected = routePath.split('/').slice(1);
  const given = path.split('/').slice(1);
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    const value = given[index];
    if (name?.endsWith('+')) {
      const rest = given.slice(index).join('/');
      if (rest === '') {
        return undefined;
      }
      return { ...parameters, [name.slice(0, -1)]: rest };
    }
    if (value === undefined || (name === undefined ? value !== part : value === '')) {
      return undefined;
    }
    if (name !== undefined) {
      parameters[name] = value;
    }
  }
  return given.length === expected.length ? parameters : undefined;
}

/** Smaller is more specific, part by part. */
function rank(routeKey: string): string {
  if (routeKey === '$default') {
    return '9';
  }
  const [method = '', path = ''] = routeKey.split(' ', 2);
  const parts = path.split('/').map((part) => (part.endsWith('+}') ? '2' : part.startsWith('{') ? '1' : '0'));
  return `${parts.join('')}${method === 'ANY' ? '1' : '0'}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
