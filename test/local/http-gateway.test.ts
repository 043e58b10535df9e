import { beforeAll, describe, expect, it, vi } from 'vitest';
import { matchRoute } from '../../tools/local/http-routes.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { removeDirectory, startFixture, writeAssembly } from './fixture.ts';

vi.setConfig({ testTimeout: 40_000, hookTimeout: 40_000 });

let system: LocalSystem;
beforeAll(async () => {
  const assembly = writeAssembly();
  system = await startFixture(assembly);
  return async () => {
    await system.stop();
    removeDirectory(assembly);
  };
});

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${system.outputs.ApiUrl}${path}`, init);
}

describe('the event that a function is given', () => {
  it('has the shape of payload format 2.0', async () => {
    const response = await get('/orders?limit=5&kind=a&kind=b&text=x%20y', {
      headers: { Accept: 'text/csv', Cookie: 'a=1; b=2', 'X-Desk': 'C-07' },
    });
    const event = (await response.json()) as Record<string, unknown>;
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /orders',
      rawPath: '/orders',
      rawQueryString: 'limit=5&kind=a&kind=b&text=x%20y',
      queryStringParameters: { limit: '5', kind: 'a,b', text: 'x y' },
      cookies: ['a=1', 'b=2'],
      headers: { accept: 'text/csv', 'x-desk': 'C-07', 'x-forwarded-for': '127.0.0.1' },
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'GET', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        routeKey: 'GET /orders',
        stage: '$default',
      },
    });
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('pathParameters');
    expect((event['requestContext'] as { time: string }).time).toMatch(
      /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/,
    );
  });

  it('names its sender behind whomever the request names already, as API Gateway does', async () => {
    const response = await get('/orders', { headers: { 'X-Forwarded-For': '203.0.113.9' } });
    expect(await response.json()).toMatchObject({ headers: { 'x-forwarded-for': '203.0.113.9, 127.0.0.1' } });
  });

  it.each([
    ['/orders/order-1', 'GET /orders/{orderId}', { orderId: 'order-1' }],
    ['/orders/a%3Ab', 'GET /orders/{orderId}', { orderId: 'a:b' }],
    ['/shipments/S-1%2FC-07', 'GET /shipments/{shipmentId+}', { shipmentId: 'S-1/C-07' }],
    ['/shipments/S-1/C-07', 'GET /shipments/{shipmentId+}', { shipmentId: 'S-1/C-07' }],
  ])('for %s names the route and decodes its parameters', async (path, routeKey, pathParameters) => {
    const event = (await (await get(path)).json()) as Record<string, unknown>;
    expect(event).toMatchObject({ routeKey, pathParameters, rawPath: decodeURIComponent(path) });
  });
});

describe('the answer', () => {
  it('of a path without a route is a problem', async () => {
    const response = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ title: 'Not Found', status: 404 });
  });

  it.each(['POST', 'PUT', 'DELETE'])('to %s is 404, as no route has it', async (method) => {
    expect((await get('/orders', { method })).status).toBe(404);
  });

  it('to a path that is no valid encoding is 400', async () => {
    expect((await get('/orders/%E0%A4%A')).status).toBe(400);
  });

  it('to a body that is too large is 413, and the connection goes on', async () => {
    const body = Buffer.alloc(11 * 1024 * 1024, ' ');
    for (let time = 0; time < 5; time += 1) {
      const response = await get('/orders', { method: 'POST', body });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ title: 'Content Too Large', status: 413 });
      const next = await get('/orders', { method: 'POST', body: 'small' });
      expect(next.status).not.toBe(413);
      await next.text();
    }
  });

  it('of a function without a status is a JSON body', async () => {
    const response = await get('/answers/plain');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ inferred: true });
  });

  it('of a function may be binary', async () => {
    const response = await get('/answers/binary');
    expect(response.status).toBe(201);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 10]);
  });

  it('of a function may set several cookies', async () => {
    const response = await get('/answers/cookies');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(response.headers.get('etag')).toBe('"7"');
  });

  it.each(['broken', 'thrown'])('of a function that is %s is 500', async (kind) => {
    const response = await get(`/answers/${kind}`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ title: 'Internal Server Error' });
  });

  it("of the root is the operator's page", async () => {
    const response = await get('/');
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });
});

describe('a route', () => {
  const routes = ['GET /a/{id}', 'GET /a/fixed', 'GET /a/{rest+}', 'ANY /a/{id}/part', '$default'].map(
    (routeKey) => ({ routeKey, target: routeKey }),
  );

  it.each([
    ['/a/fixed', 'GET /a/fixed'],
    ['/a/other', 'GET /a/{id}'],
    ['/a/b/c', 'GET /a/{rest+}'],
    ['/a/b/part', 'ANY /a/{id}/part'],
    ['/a/', '$default'],
    ['/b', '$default'],
  ])('for %s is %s', (path, routeKey) => {
    expect(matchRoute(routes, 'GET', path)?.route.routeKey).toBe(routeKey);
  });
});
