import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amendment, cancellation, households, locations, order } from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

interface Case {
  readonly when: string;
  readonly before?: readonly object[];
  readonly sent: object;
  readonly expected: 'posted' | 'duplicate' | { readonly status: string; readonly reason: string };
}

const held = (reason: string) => ({ status: 'held', reason });
const rejected = (reason: string) => ({ status: 'rejected', reason });
const tea = { commodity: 'tea', quantityPerPerson: 1, unit: 'kg' };

/** Amendments of an order that stands at its second revision. */
const cases: readonly Case[] = [
  { when: 'it is the next revision', sent: amendment('O-1', 3, { rations: [tea] }), expected: 'posted' },
  { when: 'it is the same again', sent: amendment('O-1', 2, {}), expected: 'duplicate' },
  {
    when: 'its number is taken',
    sent: amendment('O-1', 2, { rations: [tea] }),
    expected: rejected('stale-revision'),
  },
  { when: 'one is missing before it', sent: amendment('O-1', 4, {}), expected: held('unknown-reference') },
  { when: 'its order is not there', sent: amendment('O-2', 2, {}), expected: held('unknown-order') },
  {
    when: 'its order is cancelled',
    before: [cancellation('O-1')],
    sent: amendment('O-1', 3, {}),
    expected: rejected('order-cancelled'),
  },
  {
    when: 'it ends the order before it starts',
    sent: amendment('O-1', 3, { endsOn: '2020-08-04' }),
    expected: rejected('invalid-message'),
  },
  {
    when: 'it gives rice by the bag, which was by the kilogram',
    sent: amendment('O-1', 3, { rations: [{ commodity: 'rice', quantityPerPerson: 1, unit: 'bag' }] }),
    expected: rejected('wrong-unit'),
  },
  {
    when: 'it pays in another currency',
    sent: amendment('O-1', 3, { stipend: { amountPerAdult: 1, currency: 'USD' } }),
    expected: rejected('wrong-unit'),
  },
];

describe('an amendment', () => {
  it.each(cases.map((one) => [one.expected, one.when, one] as const))(
    'is %j when %s',
    async (_expected, _when, { before = [], sent, expected }) => {
      const books = await Books.openIn(engine);
      const send = (event: object) => books.send(event as SentEvent);
      for (const event of [locations, households('C-1', [{ householdId: 'H-1', adults: 1, children: 0 }])])
        await send(event);
      for (const event of [order('O-1'), amendment('O-1', 2, {}), ...before]) await send(event);
      await send(sent);
      const { items } = await books.get('/exceptions');
      const { revision } = await books.get('/orders/O-1');
      expect(revision).toBe(expected === 'posted' ? 3 : 2);
      expect(items).toMatchObject(typeof expected === 'string' ? [] : [expected]);
    },
  );

  it('that was held for the one before it follows it by itself', async () => {
    const books = await Books.openIn(engine);
    const send = (event: object) => books.send(event as SentEvent);
    await send(locations);
    for (const event of [amendment('O-1', 3, {}), amendment('O-1', 2, {}), order('O-1')]) await send(event);
    expect(await books.get('/orders/O-1')).toMatchObject({
      revisions: [{ kind: 'issued' }, { revision: 2 }, { revision: 3 }],
    });
    expect((await books.get('/exceptions')).items).toEqual([]);
  });
});
