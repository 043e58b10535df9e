import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerClient } from '../../dashboard/api/answer-client.ts';
import { RefreshPace } from '../../dashboard/api/refresh-pace.ts';
import { listenAt } from '../../tools/local/ports.ts';

describe('a page', () => {
  const minute = 60_000;
  /** The minutes of a time at which a page asks that is looked at each second. */
  function rounds(
    minutes: number,
    { touches = [] as readonly number[], characters = 100_000 } = {},
  ): readonly number[] {
    let read = 0;
    const pace = new RefreshPace(60, () => read, 0);
    const asked: number[] = [];
    for (let now = 0; now <= minutes * minute; now += 1_000) {
      if (touches.includes(now / minute)) pace.touched(now);
      if (!pace.isTime(now)) continue;
      asked.push(now / minute);
      read += characters;
      pace.roundEnded(now);
    }
    return asked;
  }

  it('asks every minute while somebody is at it', () => {
    const touches = [5, 14, 20];
    expect(rounds(25, { touches })).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('that nobody touches for ten minutes asks every ten minutes', () => {
    expect(rounds(30)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 29]);
  });

  it('asks at once when somebody comes back to it', () => {
    expect(rounds(28, { touches: [26.5] }).slice(-3)).toEqual([19, 26.5, 27.5]);
  });

  it('asks for a large order as seldom as it is large, and every ten minutes at least', () => {
    const touches = Array.from({ length: 60 }, (_, index) => index);
    expect(rounds(10, { touches, characters: 1_800_000 })).toEqual([1, 4, 7, 10]);
    expect(rounds(30, { touches, characters: 80_000_000 })).toEqual([1, 11, 21]);
  });
});

describe('an answer that a page has', () => {
  let server: Server;
  let body = '{"a":1}';
  let port: number;
  const asked: (string | undefined)[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const named = request.headers['if-none-match'];
      asked.push(named);
      const etag = `W/"${body.length}"`;
      if (named === etag) response.writeHead(304, { etag }).end();
      else response.writeHead(200, { etag, 'content-type': 'application/json' }).end(body);
    });
    port = await listenAt(server, 0);
  });
  afterAll(() => server.close());

  it('is asked for by its tag, and kept while it holds', async () => {
    const api = new AnswerClient(`http://127.0.0.1:${port}/`);
    const first = await api.one('/a');
    expect(await api.one('/a')).toBe(first);
    expect(api.charactersRead).toBe(2 * body.length);
    body = '{"a":12}';
    expect(await api.one('/a')).toEqual({ a: 12 });
    expect(asked).toEqual([undefined, 'W/"7"', 'W/"7"']);
  });
});
