import { request as httpRequest } from 'node:http';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import { anyText } from '../support/any-text.ts';
import { naughtyTexts } from '../support/hostile.ts';
import { lawful } from '../support/lawful.ts';
import { Desk, startSystem } from './desk.ts';
import {
  arrival,
  dispatch,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
} from './events.ts';

type Json = any;

let system: LocalSystem;
let desk: Desk;
let description: Json;
const cursors: string[] = [];

beforeAll(async () => {
  system = await startSystem();
  desk = new Desk(system);
  await desk.send(locations);
  await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
  const rows = Array.from({ length: 8 }, (_, n) => ({ householdId: `H-${n}`, adults: 2, children: 1 }));
  await desk.send(households('C-1', rows));
  await desk.until('the household', () => desk.get('/households/H-7'), Boolean);
  await desk.send(order('O-1'));
  await desk.send(
    dispatch('O-1', 'W/1', { source: 'the mill' }, 'C-1', [{ commodity: 'rice', quantity: 9, unit: 'kg' }]),
  );
  await desk.send(arrival('O-1', 'W/1', 'C-1', [{ commodity: 'rice', quantity: 8, unit: 'kg' }]));
  await desk.send(
    handovers(
      'O-1',
      'C-1',
      rows.map(({ householdId }, n) => receipt(`R-${n}`, householdId, 1, { collectedBy: 'One' })),
    ),
  );
  await desk.send(payments('O-1', 'P-1', [payment('D-1', 'H-0', 100), payment('D-2', 'H-0', 1e9)]));
  await desk.exception('rejected', 'D-2');
  await desk.until(
    'the receipts',
    () => desk.get('/locations/C-1/ledger'),
    ({ items }) => items.length === 2,
  );
  await system.runSchedules();
  description = await desk.get('/openapi.json');
  for (const path of [
    '/locations',
    '/orders/O-1/shipments',
    '/locations/C-1/ledger',
    '/exceptions',
    '/anomalies',
    '/households/H-0/ledger',
  ]) {
    const { next } = await desk.get(`${path}?limit=1`);
    if (next !== undefined) cursors.push(next);
  }
  expect(cursors.length).toBeGreaterThan(2);
});

afterAll(async () => {
  desk?.close();
  await system?.stop();
});

interface Asked {
  readonly method: string;
  readonly route: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request as it is: `fetch` would put paths in order, and refuse a GET with a body. */
function answerTo({
  method,
  url,
  headers,
  body,
}: Asked): Promise<{ status: number; type: string; text: string; told: string }> {
  const { hostname, port } = new URL(system.outputs.ApiUrl);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path: url,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => {
          const { statusCode: status = 0, headers: answered } = response;
          resolve({
            status,
            type: String(answered['content-type']),
            text,
            told: `${JSON.stringify(answered)} ${text}`,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const validators = new Map<string, ValidateFunction>();

/** What is not as openapi.json describes it. */
function faultOf(route: string, status: number, text: string): string | undefined {
  const encoded = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
  const place =
    status === 200
      ? ['paths', route, 'get', 'responses', '200', 'content', 'application/json', 'schema']
          .map(encoded)
          .join('/')
      : 'components/schemas/Problem';
  if (ajv.getSchema('openapi') === undefined) ajv.addSchema(description, 'openapi');
  const validate = validators.get(place) ?? ajv.compile({ $ref: `openapi#/${place}` });
  validators.set(place, validate);
  return validate(JSON.parse(text)) ? undefined : ajv.errorsText(validate.errors);
}

/** Words of the inside, which no stranger is to read. */
const inside =
  /\bat \S+ \(|node_modules|node:internal|\.m?[jt]s:\d|DynamoDB|TableName|ResourceNotFound|ValidationException|TransactWrite|AccessKey/;

const known = ['O-1', 'H-0', 'H-7', 'C-1', 'HUB', 'S-1', 'P-1', 'W/1', 'W/1/C-1', 'O-9', '2020-08-05'];
const asked = fc.oneof(
  fc.constantFrom(...known),
  fc.constantFrom(...naughtyTexts.map((text) => text.replaceAll(/[\ud800-\udfff]/g, '?'))),
  anyText(40).map((text) => text.toWellFormed()),
);

/** A value that a parameter may have, by its schema, or any other. */
function valuesOf(name: string, schema: Json): fc.Arbitrary<string> {
  const fitting: fc.Arbitrary<string>[] = [asked];
  if (schema.enum !== undefined) fitting.push(fc.constantFrom(...schema.enum));
  if (schema.type === 'integer')
    fitting.push(fc.constantFrom('1', '2', '500', '501', '0', '-1', '1e2', '1.0', ' 1', '٣'));
  if (schema.format === 'date-time')
    fitting.push(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.constantFrom(
        '2020-08-08T18:00:00+09:00',
        '9999-12-31T23:59:59.999-23:59',
        '0000-01-01T00:00:00+23:59',
        '2020-02-30T00:00:00Z',
        '2020-08-08',
      ),
    );
  if (name === 'cursor') fitting.push(fc.constantFrom(...cursors));
  if (name === 'orderId') fitting.push(fc.constant('O-1'));
  return fc.oneof(...fitting);
}

/** What may be asked of some of the routes. */
function requests(isMeant: (route: string) => boolean): fc.Arbitrary<Asked> {
  const routes = Object.keys(description.paths).filter(
    (route) => description.paths[route].get !== undefined && isMeant(route),
  );
  const perRoute = routes.map((route) => {
    const parameters: Json[] = description.paths[route].get.parameters ?? [];
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    return fc
      .record({
        route: fc.constant(route),
        path: fc.tuple(
          ...inPath.map(({ name, schema }) =>
            fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, valuesOf(name, schema)),
          ),
        ),
        query: fc.tuple(...inQuery.map(({ name, schema }) => fc.option(valuesOf(name, schema), { freq: 2 }))),
        more: fc.array(fc.tuple(asked, asked), { maxLength: 1 }),
        method: fc.oneof(
          { weight: 9, arbitrary: fc.constant('GET') },
          fc.constantFrom('HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
        ),
        accept: fc.option(
          fc.oneof(
            fc.constantFrom(
              'text/csv',
              'application/json',
              '*/*',
              'text/html',
              'text/csv;q=0',
              'text/csv;q=x, application/json;q=0.1',
              ',;=,',
              'text/csv, '.repeat(200),
            ),
            fc.string({ maxLength: 60 }).filter((text) => /^[ -~]*$/.test(text)),
          ),
        ),
        body: fc.constantFrom('', '{}', '[', 'x'.repeat(2_000)),
      })
      .map(({ route: of, path, query, more, method, accept, body }): Asked => {
        const names = inPath.map(({ name }) => name);
        const filled = of.replaceAll(/\{(\w+)\}/g, (_, name) =>
          encodeURIComponent(path[names.indexOf(name)] ?? ''),
        );
        const search = new URLSearchParams();
        for (const [index, value] of query.entries())
          if (value !== null) search.append(inQuery[index].name, value);
        for (const [name, value] of more) search.append(name, value);
        const text = search.toString();
        return {
          method,
          route: of,
          url: text === '' ? filled : `${filled}?${text}`,
          headers: accept === null ? {} : { accept },
          body,
        };
      });
  });
  return fc.oneof(...perRoute);
}

/** What may be posted where, and what no program should. */
const posted = fc.record({
  route: fc.constantFrom('/events', '/orders/preview'),
  type: fc.constantFrom(
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/json',
    'application/cloudevents+json; charset=x',
    'text/plain',
    '',
  ),
  encoding: fc.constantFrom('identity', 'gzip', 'br'),
  prefer: fc.constantFrom('', 'wait=0', 'wait=99999999999', 'wait=-1', ';;=,'),
  body: fc.oneof(
    fc.constantFrom('', '[', '[]', '[[]]', 'null', '{"a":1,"a":2}', '['.repeat(5_000), '\u0000', '1e999'),
    fc.json(),
    fc.json().map((json) => `[${json}]`),
    asked.map((text) => JSON.stringify({ ...lost, source: text, id: text })),
    asked.map((text) => JSON.stringify([{ ...lost, data: { ...lost.data, lossId: text } }])),
    fc.json().map((json) => `{"orderId":"O-1","revision":${json},"rations":${json}}`),
  ),
});

const lost = {
  specversion: '1.0',
  id: 'hostile',
  source: 'urn:x',
  type: 'relief.stock.lost.v1',
  time: '2020-08-08T09:00:00Z',
  data: { lossId: 'L', locationId: 'C-1', orderId: 'O-9', lines: [] },
};

it('no body that is posted is answered by a fault, a leak or another form', async () => {
  const statuses = new Map<number, number>();
  await lawful(
    fc.asyncProperty(posted, async ({ route, type, encoding, prefer, body }) => {
      const headers = { 'content-type': type, 'content-encoding': encoding, prefer };
      const {
        status,
        type: answered,
        text,
        told,
      } = await answerTo({ method: 'POST', route, url: route, headers, body });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status).toBeLessThan(500);
      expect(told).not.toMatch(inside);
      expect(answered).toBe(status < 400 ? 'application/json' : 'application/problem+json');
      if (status >= 400) expect(faultOf(route, status, text)).toBeUndefined();
    }),
    1_000,
  );
  for (const status of [207, 400, 415]) expect(statuses.get(status)).toBeGreaterThan(0);
}, 120_000);

const isAsked = (asked: Asked): boolean => asked.method === 'GET' || asked.method === 'HEAD';

/** A card takes its time over every number that it does not know. */
const isSlow = (route: string): boolean => route === '/card';

it('no request that can be made from openapi.json is answered by a fault, a leak or another form', async () => {
  const statuses = new Map<number, number>();
  const answeredLawfully = async (asked: Asked): Promise<void> => {
    const { status, type, text, told } = await answerTo(asked);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect(status).toBeLessThan(500);
    if (!isAsked(asked)) expect(status).toBeGreaterThanOrEqual(400);
    if (status !== 200) expect(told).not.toMatch(inside);
    if (asked.method === 'HEAD') expect(text).toBe('');
    else if (status !== 200) expect(type).toBe('application/problem+json');
    if (asked.method !== 'HEAD' && type.includes('json'))
      expect(faultOf(asked.route, status, text)).toBeUndefined();
  };
  const slow = fc.array(requests(isSlow), { minLength: 1, maxLength: 8, size: 'max' });
  await Promise.all([
    lawful(
      fc.asyncProperty(
        requests((route) => !isSlow(route)),
        answeredLawfully,
      ),
      1_460,
    ),
    lawful(
      fc.asyncProperty(slow, async (asked) => {
        await Promise.all(asked.map(answeredLawfully));
      }),
      10,
    ),
  ]);
  for (const status of [200, 400, 404]) expect(statuses.get(status)).toBeGreaterThan(50);
}, 120_000);

const oddPaths = [
  '/%',
  '/%zz',
  '/orders/%C3%28',
  '/orders/O-1%00',
  '//orders',
  '/orders//',
  '/orders/../orders',
  '/./orders',
  '/orders/O-1/reconciliation/',
  '/ORDERS',
  '/orders?limit',
  '/orders?limit=1&limit=2',
  '/orders?%=1',
  '/orders?=',
  '/shipments/',
  '/shipments/%2F',
  '/shipments/W%2F..',
  `/orders/${'a'.repeat(8_000)}`,
  `/orders?cursor=${'a'.repeat(8_000)}`,
  '/__proto__',
  '/orders/__proto__',
  '/orders?__proto__=1',
  '/orders?constructor=1',
  '/seals/2020-02-30',
  '/seals/0000-00-00',
];

it('no path that is out of order is answered by a fault or a leak', async () => {
  for (const url of oddPaths) {
    const { status, told } = await answerTo({ method: 'GET', route: '', url, headers: {}, body: '' });
    expect({ url, isFault: status >= 500, leaks: inside.test(told) }).toEqual({
      url,
      isFault: false,
      leaks: false,
    });
  }
});
