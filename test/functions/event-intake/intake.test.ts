import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deduplicationIdOf } from '../../../shared/contract/routing.ts';
import { earlyVoidPlace } from '../../../shared/ledger/early-voids.ts';
import { batch, dispatched, eventOf, everyEvent, handovers, IntakeDesk, receipt } from './desk.ts';

const pathsOf = (body: any): string[] => body.errors.map(({ path }: { path: string }) => path);

describe('one event', () => {
  it('is put on its queue as it was written, and where its outcome is told is named', async () => {
    const desk = new IntakeDesk();
    const body = JSON.stringify(handovers({ id: 'a b&c' }), null, 2);
    const answer = await desk.send({ body: `\n${body}\n` });
    const location = '/events?source=urn%3Ax&id=a%20b%26c';
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ source: 'urn:x', id: 'a b&c', status: 'queued', location });
    expect(answer.headers).toMatchObject({ location, 'cache-control': 'no-store' });
    expect(desk.queued).toEqual([{ queue: 'handovers', group: 'C-1', body }]);
  });

  it.each(Object.keys(everyEvent))('of every type finds its way: %s', async (type) => {
    const desk = new IntakeDesk();
    const answer = await desk.send({ body: eventOf(type, everyEvent[type] ?? {}) });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    expect(desk.queued).toHaveLength(1);
  });

  it('from outside travels in the group of what comes from outside', async () => {
    const desk = new IntakeDesk();
    await desk.send({ body: dispatched({ source: 'the mill' }) });
    expect(desk.queued).toMatchObject([{ queue: 'shipment-arrivals', group: 'source' }]);
  });

  it('is told everything that does not fit at once: attributes, data and every row', async () => {
    const desk = new IntakeDesk();
    const event = {
      ...handovers({ time: 'today', extension: 'kept' }),
      data: {
        centreId: 'C 1',
        receipts: [receipt('R-1'), receipt('', { lines: [] }), { ...receipt('R-3'), more: 1, other: 2 }],
      },
    };
    const { status, body } = await desk.send({ body: event });
    expect(status).toBe(400);
    expect(pathsOf(body)).toEqual([
      'time',
      'data.centreId',
      'data.orderId',
      'data.receipts[1].receiptId',
      'data.receipts[1].lines',
      'data.receipts[2].more',
      'data.receipts[2].other',
    ]);
    expect(body.errors[0]).toEqual({ path: 'time', expected: expect.any(String), found: '"today"' });
    expect(desk.queued).toEqual([]);
  });

  it('with one bad row is refused whole', async () => {
    const desk = new IntakeDesk();
    const { status, body } = await desk.send({ body: handovers({}, [receipt('R-1'), receipt('R 2')]) });
    expect({ status, paths: pathsOf(body) }).toEqual({ status: 400, paths: ['data.receipts[1].receiptId'] });
    expect(desk.queued).toEqual([]);
  });

  it('with a quantity of four decimals has one fault there, whatever its unit', async () => {
    const desk = new IntakeDesk();
    const lines = [{ commodity: 'rice', quantity: 5.0001, unit: 'kg' }];
    const { body } = await desk.send({ body: handovers({}, [{ ...receipt('R-1'), lines }]) });
    expect(pathsOf(body)).toEqual(['data.receipts[0].lines[0].quantity']);
  });

  it('that names a key twice is refused, wherever it does', async () => {
    const desk = new IntakeDesk();
    const text = JSON.stringify(handovers()).replace('"orderId":"O-1"', '"orderId":"O-1","orderId":"O-2"');
    expect(await desk.send({ body: text })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'data.orderId', expected: 'each key once' }] },
    });
  });

  it.each(['', 'null', '[]', '"text"', '{', '[{}]'])('is an object: %j is none', async (body) => {
    const desk = new IntakeDesk();
    const answer = await desk.send({ body });
    expect(answer).toMatchObject({ status: 400, body: { status: 400, errors: [{}] } });
  });

  it('may not lie more than a day ahead of the clock', async () => {
    const desk = new IntakeDesk();
    expect(await desk.send({ body: handovers({ time: '2020-08-09T12:00:00Z' }) })).toMatchObject({
      status: 202,
    });
    const late = await desk.send({ body: handovers({ time: '2020-08-09T12:00:01Z' }) });
    expect(late.status).toBe(400);
    expect(pathsOf(late.body)).toEqual(['time']);
  });

  it('is taken with characters that SQS does not carry, which JSON can write by their numbers', async () => {
    const desk = new IntakeDesk();
    const data = { orderId: 'O-1', reason: 'a\uFFFEb\uFFFFc' };
    expect(await desk.send({ body: eventOf('relief.order.cancelled.v1', data) })).toMatchObject({
      status: 202,
    });
    expect(desk.queued[0]?.body).toContain('a\\ufffeb\\uffffc');
  });

  it('is told to wait and send again when its queue takes no more, or did not answer', async () => {
    const desk = new IntakeDesk();
    desk.sendings = ['throttled', 'failed'];
    for (const status of [429, 503]) {
      const answer = await desk.send({ body: handovers() });
      expect(answer).toMatchObject({ status, body: { status }, headers: { 'retry-after': '2' } });
    }
  });

  it('that is larger than a message of SQS is refused with the limit', async () => {
    const desk = new IntakeDesk();
    const households = Array.from({ length: 1_000 }, (_, index) => ({
      householdId: `H-${index}`,
      name: '쌀'.repeat(400),
      adults: 1,
      children: 0,
    }));
    const event = eventOf('relief.households.registered.v1', {
      centreId: 'C-1',
      effectiveFrom: '2020-01-01',
      households,
    });
    const { status, body } = await desk.send({ body: event });
    expect(status).toBe(413);
    expect(body.detail).toContain('1048576');
  });
});

describe('a request', () => {
  const body = handovers();

  it.each([
    ['application/cloudevents+json', 202],
    ['application/cloudevents+json; charset=utf-8', 202],
    ['Application/CloudEvents+JSON;charset="UTF-8"', 202],
    ['application/cloudevents+json; charset=latin1', 415],
    ['application/json', 415],
    ['text/plain', 415],
    ['application/cloudevents', 415],
    ['', 415],
  ])('of the content type %j is answered with %i', async (type, status) => {
    const desk = new IntakeDesk();
    expect(await desk.send({ body, headers: { 'content-type': type } })).toMatchObject({ status });
  });

  it.each([
    ['https://page.example', 202],
    ['https://api.example', 202],
    ['http://api.example', 403],
    ['https://evil.example', 403],
    ['null', 403],
  ])('of a page of %s is answered with %i', async (origin, status) => {
    const desk = new IntakeDesk();
    expect(await desk.send({ body, headers: { origin } })).toMatchObject({ status });
    expect(desk.queued).toHaveLength(status === 202 ? 1 : 0);
  });

  it('is read in base64, as API Gateway hands it on, and unpacked', async () => {
    const desk = new IntakeDesk();
    const text = JSON.stringify(body);
    const plain = await desk.send({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
    const packed = await desk.send({
      body: gzipSync(text).toString('base64'),
      isBase64Encoded: true,
      headers: { 'content-encoding': 'gzip' },
    });
    expect([plain.status, packed.status]).toEqual([202, 202]);
    expect(desk.queued.map((message) => message.body)).toEqual([text, text]);
  });

  it('brings at most 5 MB, and unpacks to no more', async () => {
    const desk = new IntakeDesk();
    expect(await desk.send({ body: ' '.repeat(5_000_001) })).toMatchObject({ status: 413 });
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' ')).toString('base64');
    const headers = { 'content-encoding': 'gzip' };
    expect(await desk.send({ body: bomb, isBase64Encoded: true, headers })).toMatchObject({ status: 413 });
    expect(await desk.send({ body: 'no gzip', headers })).toMatchObject({ status: 400 });
    expect(await desk.send({ body: '', headers: { 'content-encoding': 'br' } })).toMatchObject({
      status: 415,
    });
  });

  it('is in UTF-8', async () => {
    const desk = new IntakeDesk();
    const latin = Buffer.from('{"a":"\xff"}', 'latin1').toString('base64');
    expect(await desk.send({ body: latin, isBase64Encoded: true })).toMatchObject({ status: 400 });
  });

  it('that brings the system down is told a correlation id, and nothing of the inside', async () => {
    const desk = new IntakeDesk({
      sendMessages: () => Promise.reject(new Error('secret of the inside')),
      logger: { error: () => undefined, info: () => undefined },
    });
    const answer = await desk.send({ body });
    expect(answer).toMatchObject({ status: 500, body: { correlationId: 'request-1' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});

describe('a batch', () => {
  it('is answered event by event, in order, and what fits is sent', async () => {
    const desk = new IntakeDesk();
    const events = [handovers({ id: 'e-1' }), handovers({ id: 'e-2', time: 1 }), handovers({ id: 'e-3' })];
    const { status, body } = await desk.send({ body: events, headers: batch });
    expect(status).toBe(207);
    expect(body.items).toEqual([
      { index: 0, source: 'urn:x', id: 'e-1', status: 'queued' },
      {
        index: 1,
        source: 'urn:x',
        id: 'e-2',
        status: 'refused',
        problem: expect.objectContaining({
          status: 400,
          errors: [expect.objectContaining({ path: 'time' })],
        }),
      },
      { index: 2, source: 'urn:x', id: 'e-3', status: 'queued' },
    ]);
    expect(desk.queued.map((message) => JSON.parse(message.body).id)).toEqual(['e-1', 'e-3']);
  });

  it('is 207 where all of it is refused, even what is no event at all', async () => {
    const desk = new IntakeDesk();
    const { status, body } = await desk.send({ body: '[1, {}, "[,]"]', headers: batch });
    expect(status).toBe(207);
    expect(body.items.map((item: any) => [item.index, item.status])).toEqual([
      [0, 'refused'],
      [1, 'refused'],
      [2, 'refused'],
    ]);
  });

  it('tells which of its events the queue did not take', async () => {
    const desk = new IntakeDesk();
    desk.sendings = ['queued', 'failed'];
    const { body } = await desk.send({
      body: [handovers({ id: '1' }), handovers({ id: '2' })],
      headers: batch,
    });
    expect(body.items).toMatchObject([{ status: 'queued' }, { status: 'refused', problem: { status: 503 } }]);
  });

  it.each(['[]', '{}', 'no json', JSON.stringify(Array.from({ length: 101 }, () => ({})))])(
    'holds 1 to 100 events: %.20s',
    async (body) => {
      const desk = new IntakeDesk();
      expect(await desk.send({ body, headers: batch })).toMatchObject({
        status: 400,
        body: { errors: [{ path: '' }] },
      });
    },
  );
});

describe('a sender that waits', () => {
  const outcome = {
    source: 'urn:x',
    id: 'e-1',
    type: 'relief.handovers.made.v1',
    status: 'posted',
    recordedAt: '2020-08-08T12:00:01.000Z',
  };
  const found = { status: 200, body: outcome };
  const missing = { status: 404, body: {} };

  it('is answered as GET /events answers, which is asked with the sender’s own token', async () => {
    const desk = new IntakeDesk();
    desk.outcomes = [missing, missing, found];
    const headers = { prefer: 'respond-async, wait=10', authorization: 'Bearer its.own.token' };
    const answer = await desk.send({ body: handovers(), headers });
    expect(answer).toMatchObject({
      status: 200,
      body: outcome,
      headers: { 'preference-applied': 'wait=10' },
    });
    expect(desk.asked).toHaveLength(3);
    expect(desk.asked[0]?.authorization).toBe('Bearer its.own.token');
    expect(desk.asked[0]?.url).toMatch(
      /^https:\/\/api\.example\/events\?source=urn%3Ax&id=e-1&content=[\w-]{22}$/,
    );
  });

  it('is told that it is queued when the time is up, asked ever more seldom', async () => {
    const desk = new IntakeDesk();
    const answer = await desk.send({ body: handovers(), headers: { prefer: 'wait=600' } });
    expect(answer.status).toBe(202);
    expect(answer.headers).not.toHaveProperty('preference-applied');
    expect(desk.clockMs).toBe(20_000);
    expect(desk.asked.length).toBeLessThan(30);
  });

  it('is not kept waiting by an API that does not tell', async () => {
    const desk = new IntakeDesk();
    desk.outcomes = [{ status: 403, body: {} }];
    expect(await desk.send({ body: handovers(), headers: { prefer: 'wait=5' } })).toMatchObject({
      status: 202,
    });
    expect(desk.asked).toHaveLength(1);
  });

  it.each(['wait=0', 'wait', 'wait=-1', 'wait=x', 'handling=lenient'])(
    'does not wait for %s',
    async (prefer) => {
      const desk = new IntakeDesk();
      expect(await desk.send({ body: handovers(), headers: { prefer } })).toMatchObject({ status: 202 });
      expect(desk.asked).toEqual([]);
    },
  );

  it('with a batch has the outcomes beside its items', async () => {
    const desk = new IntakeDesk();
    desk.outcomes = [found];
    const answer = await desk.send({
      body: [handovers(), handovers({ id: 'e-2' })],
      headers: { ...batch, prefer: 'wait=1' },
    });
    expect(answer).toMatchObject({ status: 207, headers: { 'preference-applied': 'wait=1' } });
    expect(answer.body.items[0]).toMatchObject({ status: 'queued', outcome });
    expect(answer.body.items[1]).toEqual({ index: 1, source: 'urn:x', id: 'e-2', status: 'queued' });
  });
});

describe('a void', () => {
  const voided = eventOf('relief.event.voided.v1', { source: 'urn:x', id: 'lost-1', reason: 'wrong' });

  it('travels on the queue and in the group of the event that it takes back', async () => {
    const desk = new IntakeDesk();
    const body = {
      source: 'urn:x',
      id: 'lost-1',
      type: 'relief.shipment.dispatched.v1',
      status: 'posted',
      recordedAt: '2020-08-08T12:00:01.000Z',
      queue: 'shipment-arrivals',
      messageGroup: 'source',
    };
    desk.outcomes = [{ status: 200, body }];
    expect(await desk.send({ body: voided })).toMatchObject({ status: 202 });
    expect(desk.queued).toMatchObject([{ queue: 'shipment-arrivals', group: 'source' }]);
  });

  it.each([
    ['nobody knows yet', []],
    ['nobody can say anything about now', [{ status: 503, body: {} }]],
  ])('of an event that %s goes where it is held for it', async (_what, outcomes) => {
    const desk = new IntakeDesk();
    desk.outcomes = outcomes;
    expect(await desk.send({ body: voided })).toMatchObject({ status: 202 });
    const { queue, messageGroup: group } = earlyVoidPlace('urn:x#lost-1');
    expect(desk.queued).toMatchObject([{ queue, group }]);
  });
});

it('the same text has one deduplication id, another content another', () => {
  const text = JSON.stringify(handovers());
  expect(deduplicationIdOf(text)).toBe(deduplicationIdOf(text));
  expect(deduplicationIdOf(text)).not.toBe(deduplicationIdOf(text.replace('R-1', 'R-2')));
});
