import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isQueued } from '../../shared/domain/events.ts';
import { dataOfType } from '../contract/samples.ts';
import { queues, reasons } from '../flows/contract.ts';
import { Books } from './ledger-api/books.ts';

let books: Books;
beforeAll(async () => {
  books = await Books.open();
});
afterAll(() => books.close());

const message = (id: string, type: string, data: unknown): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'urn:test:desk',
    type,
    time: '2020-08-08T09:00:00+09:00',
    data,
  });

/** A void travels on the queue of the event that it takes back. */
const queued = Object.entries(dataOfType).filter(([type]) => isQueued(type));
const rows = queued.flatMap(([type, data]) =>
  Object.entries(queues).map(([queue, types]) => ({ type, data, queue, isItsOwn: types.includes(type) })),
);

describe('a queue', () => {
  it('takes every type of event of the contract, and each in one queue', () => {
    expect(queued.map(([type]) => type).sort()).toEqual(Object.values(queues).flat().sort());
    expect(rows.filter(({ isItsOwn }) => isItsOwn)).toHaveLength(queued.length);
  });

  it.each(rows.filter(({ isItsOwn }) => !isItsOwn))('$queue refuses $type', async ({ type, data, queue }) => {
    const id = `${queue}/${type}`;
    await books.sendBody(queue, message(id, type, data));
    const [expected] = Object.entries(queues).find(([, types]) => types.includes(type)) ?? [];
    const refused = await books.all('/exceptions?reason=wrong-queue', 500);
    expect(refused.find(({ event }) => event.id === id)).toMatchObject({
      status: 'rejected',
      detail: { type, expected, found: queue },
      original: JSON.parse(message(id, type, data)),
    });
  });

  it.each(rows.filter(({ isItsOwn }) => isItsOwn))('$queue reads $type', async ({ type, data, queue }) => {
    const id = `sound/${type}`;
    await books.sendBody(queue, message(id, type, data));
    await books.sendBody(queue, message(`unsound/${type}`, type, { ...(data as object), unheard: true }));
    const refused = await books.all('/exceptions?status=rejected', 500);
    const reasonsOf = (wanted: string) =>
      refused.filter(({ event }) => event.id === wanted).map(({ reason, detail }) => [reason, detail.path]);
    expect(reasonsOf(`unsound/${type}`)).toEqual([['invalid-message', 'data.unheard']]);
    expect(reasonsOf(id).flat()).not.toContain('wrong-queue');
  });
});

describe('a filter of the exceptions', () => {
  it.each([...reasons.held, ...reasons.rejected])('knows the reason %s', async (reason) => {
    expect(await books.ask(`/exceptions?reason=${reason}`)).toMatchObject({ status: 200 });
  });
});
