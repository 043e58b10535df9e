import type { HttpAnswer } from './http-gateway.ts';

const links = { orders: '/orders', locations: '/locations', openapi: '/openapi.json' };

/** What `/` answers: until the dashboard is there, where to go. */
export function frontPage(path: string): HttpAnswer | undefined {
  if (path !== '/') {
    return undefined;
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Relief Ledger', links }),
  };
}
