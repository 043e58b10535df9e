import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReconciliationAnswer } from '../../../shared/contract/answers/reconciliation.ts';
import { respond } from '../../../shared/http/response.ts';
import { transferred } from '../../../shared/http/transfer.ts';
import { payloadLimitBytes } from '../../../tools/local/function-container.ts';
import { Dice } from '../../support/dice.ts';
import { Books } from './books.ts';
import { playRound } from './round.ts';

let books: Books;
beforeAll(async () => {
  books = await Books.open();
  await playRound(books);
});
afterAll(() => books.close());

const path = '/orders/O-1/reconciliation';
const listPath = '/locations/C-1/distribution-list?orderId=O-1&limit=500';

/** As long as a page of a distribution list. */
const list = JSON.stringify({
  items: Array.from({ length: 500 }, (_, index) => ({
    householdId: `KSG-${1_000 + index}`,
    name: `Household ${index}`,
    entitlements: [{ commodity: 'rice', unit: 'kg', entitled: 20, received: index % 20 }],
  })),
});

describe('an answer', () => {
  it.each([path, listPath, '/me', '/orders/O-1'])(
    'at %s is not sent again to whoever has it',
    async (asked) => {
      const { headers } = await books.ask(asked);
      const { etag = '' } = headers;
      expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
      for (const named of [etag, `"another", ${etag}`, etag.replace('W/', ''), '*']) {
        const again = await books.ask(asked, { 'if-none-match': named });
        expect(again).toMatchObject({
          status: 304,
          text: '',
          headers: { etag, 'cache-control': 'no-store' },
        });
      }
      expect((await books.ask(asked, { 'if-none-match': '"another"' })).status).toBe(200);
    },
  );

  it('is another as soon as the books say something else, and no other because time has passed', async () => {
    const before = await books.ask(path);
    books.setClock('2020-08-08T05:00:00.000Z');
    const later = await books.ask(path);
    expect(later.body.asOf).not.toBe(before.body.asOf);
    expect(later.headers['etag']).toBe(before.headers['etag']);
    await books.send({
      type: 'relief.stock.counted.v1',
      data: {
        countId: 'K-2',
        locationId: 'C-1',
        orderId: 'O-1',
        lines: [{ commodity: 'rice', quantity: 19, unit: 'kg' }],
      },
    });
    const { status } = await books.ask(path, { 'if-none-match': String(before.headers['etag']) });
    expect(status).toBe(200);
  });

  it('is refused before anybody is told that it is the same', async () => {
    const { etag = '' } = (await books.ask(path)).headers;
    expect((await books.ask(path, { 'if-none-match': etag }, ['registry'])).status).toBe(403);
    expect((await books.ask(path, { 'if-none-match': etag }, null)).status).toBe(401);
  });

  it.each([
    ['gzip, deflate', 'gzip'],
    ['gzip, br', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['*', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('for whoever takes %j is sent as %s', async (accepted, encoding) => {
    const body = await transferred({ 'accept-encoding': accepted }, respond(200, 'application/json', list));
    expect(body.headers?.['content-encoding']).toBe(encoding);
    expect(body.headers?.['vary']).toBe('accept, accept-encoding');
    const bytes = Buffer.from(body.body ?? '', body.isBase64Encoded === true ? 'base64' : 'utf8');
    const text =
      encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
    expect(text.toString()).toBe(list);
    if (encoding !== undefined) expect(bytes.length).toBeLessThan(list.length / 8);
  });
});

describe('the reconciliation of a country, 2,351 centres and 12 commodities', () => {
  /** A country's answer, of which each centre's goods are as `figuresOf` draws them. */
  async function country(figuresOf: (dice: Dice) => Readonly<Record<string, number>>): Promise<string> {
    const answer = (await books.get(path)) as ReconciliationAnswer;
    const dice = new Dice('country');
    const [location] = answer.locations;
    const [figures] = location?.commodities ?? [];
    const locations = Array.from({ length: 2_351 }, (_, index) => ({
      ...location,
      locationId: `C-${String(index).padStart(5, '0')}`,
      name: `Neighbourhood ${dice.whole(1, 100)} of ${dice.whole(1, 2_000)}`,
      households: dice.whole(1_000, 4_000),
      persons: dice.whole(3_000, 14_000),
      commodities: Array.from({ length: 12 }, (_row, commodity) => {
        const drawn = figuresOf(dice);
        // No figure is left out: a test of fewer would prove less.
        expect(
          Object.keys(figures ?? {})
            .filter((name) => !(name in drawn))
            .sort(),
        ).toEqual(['commodity', 'unit']);
        return { ...figures, ...drawn, commodity: `commodity-${commodity}` };
      }),
    }));
    return JSON.stringify({ ...answer, locations });
  }

  /** In the middle of a round: something has come, some of it is handed over, and here and there something is lost. */
  function likely(dice: Dice) {
    const planned = dice.whole(3_000, 14_000) * 5;
    const received = Math.round(planned * (dice.whole(50, 100) / 100));
    const handedOver = Math.round(received * (dice.whole(0, 1_000) / 1_000));
    const lost = dice.chance(0.1) ? dice.whole(1, 500) / 10 : 0;
    const countVariance = dice.chance(0.1) ? -dice.whole(1, 500) / 10 : 0;
    const onHand = received - handedOver - lost + countVariance;
    const none = { transferredIn: 0, transferredOut: 0, dispatched: 0, overIssued: 0, unreleased: 0 };
    const receivedElsewhere = dice.chance(0.2) ? dice.whole(1, 50) : 0;
    const outstanding = planned - handedOver - receivedElsewhere;
    return {
      ...none,
      planned,
      received,
      handedOver,
      lost,
      countVariance,
      onHand,
      receivedElsewhere,
      outstanding,
    };
  }

  /** What no compression can foresee. */
  const unlikely = (dice: Dice) =>
    Object.fromEntries(Object.keys(likely(dice)).map((name) => [name, dice.whole(0, 9_999_999) / 1_000]));

  it.each(['gzip', 'br'])('takes less than 1 MB on the line with %s', async (encoding) => {
    const text = await country(likely);
    expect(text.length).toBeGreaterThan(6_000_000);
    const sent = await transferred({ 'accept-encoding': encoding }, respond(200, 'application/json', text));
    expect(sent.statusCode).toBe(200);
    expect(Buffer.from(sent.body ?? '', 'base64').length).toBeLessThan(1_000_000);
    expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThan(payloadLimitBytes);
  });

  it('is below Lambda’s 6 MB even when its figures are drawn by lot', async () => {
    const text = await country(unlikely);
    const sent = await transferred({ 'accept-encoding': 'gzip' }, respond(200, 'application/json', text));
    expect(sent.statusCode).toBe(200);
    expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThan(payloadLimitBytes);
  });

  it('is refused uncompressed, with what to ask for', async () => {
    const refused = await transferred({}, respond(200, 'application/json', await country(likely)));
    expect(refused.statusCode).toBe(406);
    expect(refused.body).toContain('Accept-Encoding: gzip or br');
  });
});
