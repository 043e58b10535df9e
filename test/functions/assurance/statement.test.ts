import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  arrival,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
  returns,
} from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

type Json = any;

let engine: TestTables;
let books: Books;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const send = (event: object, id?: string, time?: string): Promise<void> =>
  books.send({
    ...(event as SentEvent),
    ...(id !== undefined && { id }),
    ...(time !== undefined && { time }),
  });
const say = (statement: string, more: object = {}, id?: string, time?: string): Promise<void> =>
  send(
    {
      type: 'relief.receipt.confirmed.v1',
      data: { orderId: 'O-1', householdId: 'H-1', reference: 'R-1', statement, channel: 'visit', ...more },
    },
    id,
    time,
  );
const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const disputed = (): Promise<Json[]> => books.all('/anomalies?orderId=O-1&kind=disputed-receipt', 100);
const exceptions = (filter: string): Promise<Json[]> => books.all(`/exceptions?${filter}`, 100);
const confirmations = async (asOf = ''): Promise<Json> =>
  (await books.get(`/orders/O-1/reconciliation${asOf}`)).confirmations;

beforeEach(async () => {
  books = await Books.openIn(engine);
  await send(locations);
  await send(
    households('C-1', [
      { householdId: 'H-1', name: 'Kim', adults: 2, children: 0 },
      { householdId: 'H-2', adults: 1, children: 0 },
    ]),
  );
  await send(order('O-1'));
  await send(arrival('O-1', 'W-1', 'C-1', rice(15)));
});

const served = async (): Promise<void> => {
  await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 10), receipt('R-2', 'H-2', 5)]));
  await send(payments('O-1', 'BANK', [payment('P-1', 'H-1', 16_000)]));
};

describe('what a household says of a receipt', () => {
  it('is counted, the newest by its time', async () => {
    await served();
    expect(await confirmations()).toEqual({ received: 0, less: 0, notReceived: 0, unheard: 3 });
    await say('received', {}, 's-1', '2020-08-08T10:00:00+09:00');
    await say('less', { lines: rice(6) }, 's-2', '2020-08-08T09:00:00+09:00');
    expect(await confirmations()).toEqual({ received: 1, less: 0, notReceived: 0, unheard: 2 });
    expect(await disputed()).toEqual([]);
    const then = books.lastInstant;
    await say('not-received', { reference: 'P-1' });
    await say('less', { lines: rice(6) }, 's-3', '2020-08-08T11:00:00+09:00');
    expect(await confirmations()).toEqual({ received: 0, less: 1, notReceived: 1, unheard: 1 });
    expect(await confirmations(`?asOf=${then}`)).toEqual({
      received: 1,
      less: 0,
      notReceived: 0,
      unheard: 2,
    });
  });

  it('counts one that is returned as long as it is in the books', async () => {
    await served();
    await send(
      returns('O-1', 'C-1', [{ receiptId: 'T-1', reverses: 'R-2', householdId: 'H-2', reason: 'x' }]),
    );
    expect(await confirmations()).toMatchObject({ unheard: 3 });
  });

  it('shows what is missing, with the household, until it says that it got it', async () => {
    await served();
    await say('less', { lines: rice(6) }, 's-1', '2020-08-08T10:00:00+09:00');
    const [found] = await disputed();
    expect(found).toMatchObject({
      kind: 'disputed-receipt',
      locationId: 'C-1',
      commodity: 'rice',
      unit: 'kg',
      quantity: 4,
      references: ['R-1'],
      householdId: 'H-1',
      state: 'open',
    });
    await say('not-received', {}, 's-2', '2020-08-08T11:00:00+09:00');
    const { anomalyId } = found;
    expect(await disputed()).toMatchObject([{ anomalyId, quantity: 10 }]);
    await say('received', {}, 's-3', '2020-08-08T12:00:00+09:00');
    expect(await disputed()).toEqual([]);
  });

  it('tells of money in its currency, and of less without a figure that it is less', async () => {
    await served();
    await say('less', { reference: 'P-1', amount: 10_000, currency: 'KPW' });
    expect(await disputed()).toMatchObject([{ currency: 'KPW', quantity: 6_000, references: ['P-1'] }]);
    await say('less', { householdId: 'H-2', reference: 'R-2' });
    const unsaid = (await disputed()).find(({ references }) => references[0] === 'R-2');
    expect(unsaid).toMatchObject({ commodity: 'rice', householdId: 'H-2' });
    expect(unsaid).not.toHaveProperty('quantity');
  });

  describe('whose number is that of a payment too', () => {
    const ofBoth = { reference: 'N-1' };
    beforeEach(async () => {
      await send(handovers('O-1', 'C-1', [receipt('N-1', 'H-1', 10)]));
      await send(payments('O-1', 'BANK', [payment('N-1', 'H-1', 16_000)]));
    });

    it('is of the one that it tells of', async () => {
      await say('less', { ...ofBoth, amount: 10_000, currency: 'KPW' }, 's-1', '2020-08-08T11:00:00+09:00');
      await say('less', { ...ofBoth, lines: rice(4) }, 's-2', '2020-08-08T11:00:00+09:00');
      expect(await exceptions('orderId=O-1')).toEqual([]);
      const found = (await disputed()).map(({ commodity, currency, quantity }) => [
        commodity ?? currency,
        quantity,
      ]);
      expect(found.toSorted()).toEqual([
        ['KPW', 6_000],
        ['rice', 6],
      ]);
      expect(await confirmations()).toMatchObject({ received: 0, less: 2, unheard: 0 });
      const amount = { amount: 16_000, currency: 'KPW' };
      await say('less', { ...ofBoth, ...amount }, 's-3', '2020-08-08T12:00:00+09:00');
      expect(await disputed()).toMatchObject([{ commodity: 'rice', quantity: 6 }]);
    });

    it('is of the one that nobody has spoken of, where it does not tell', async () => {
      for (const id of ['s-1', 's-2']) await say('received', ofBoth, id);
      expect(await confirmations()).toMatchObject({ received: 2, unheard: 0 });
      await say('not-received', ofBoth, 's-3', '2020-08-08T12:00:00+09:00');
      expect(await disputed()).toMatchObject([{ commodity: 'rice', quantity: 10 }]);
      expect(await confirmations()).toMatchObject({ received: 1, notReceived: 1, unheard: 0 });
    });
  });

  it('is held until the receipt is there, and so are those of unknown orders and households', async () => {
    await say('not-received', { note: 'nothing came' });
    await say('received', { orderId: 'O-9' });
    await say('received', { householdId: 'H-9' });
    const held = await exceptions('status=held');
    expect(held.map(({ reason, reference, householdId }) => [reason, reference, householdId]).sort()).toEqual(
      [
        ['unknown-household', 'R-1', 'H-9'],
        ['unknown-order', 'R-1', 'H-1'],
        ['unknown-reference', 'R-1', 'H-1'],
      ],
    );
    await served();
    expect(await exceptions('status=held&orderId=O-1&reason=unknown-reference')).toEqual([]);
    expect(await confirmations()).toMatchObject({ notReceived: 1, unheard: 2 });
    await send(households('C-1', [{ householdId: 'H-9', adults: 1, children: 0 }]));
    expect(await exceptions('status=held&orderId=O-1')).toMatchObject([{ reason: 'unknown-reference' }]);
  });

  it('is of a receipt of this household', async () => {
    await served();
    await say('received', { householdId: 'H-2' });
    expect(await exceptions('status=held&orderId=O-1')).toMatchObject([
      { reason: 'unknown-reference', householdId: 'H-2', reference: 'R-1' },
    ]);
  });

  it('comes once, and under another content it is refused', async () => {
    await served();
    await say('received', {}, 's-1');
    await say('received', {}, 's-1');
    await say('less', {}, 's-1');
    expect(await confirmations()).toMatchObject({ received: 1, less: 0 });
    expect(await exceptions('status=rejected')).toMatchObject([{ reason: 'conflicting-duplicate' }]);
  });

  it('is refused in another unit or currency', async () => {
    await served();
    await say('less', { lines: [{ commodity: 'rice', quantity: 1, unit: 'bag' }] });
    await say('less', { reference: 'P-1', amount: 1, currency: 'CNY' });
    await say('less', { amount: 1, currency: 'KPW' });
    const reasons = (await exceptions('status=rejected')).map(({ reason }) => reason);
    expect(reasons).toEqual(['wrong-unit', 'wrong-unit', 'wrong-unit']);
  });

  it.each([
    [{ statement: 'received', lines: rice(1) }, 'data.lines'],
    [{ statement: 'not-received', amount: 1, currency: 'KPW' }, 'data.amount'],
    [{ statement: 'less', amount: 1 }, 'data.currency'],
    [{ statement: 'less', currency: 'KPW' }, 'data.amount'],
    [{ statement: 'less', lines: rice(1), amount: 1, currency: 'KPW' }, 'data.amount'],
    [{ statement: 'less', amount: 0.001, currency: 'KPW' }, 'data.amount'],
    [{ statement: 'perhaps' }, 'data.statement'],
    [{ statement: 'received', channel: 'rumour' }, 'data.channel'],
  ])('is not %j', async ({ statement, ...more }, path) => {
    await say(statement, more);
    expect(await exceptions('status=rejected')).toMatchObject([
      { reason: 'invalid-message', detail: { path } },
    ]);
  });

  it('is not voided', async () => {
    await served();
    await say('received', {}, 's-1');
    await send({
      type: 'relief.event.voided.v1',
      queue: 'assurance',
      data: { source: 'urn:test:desk', id: 's-1', reason: 'typed wrongly' },
    });
    expect(await exceptions('status=rejected')).toMatchObject([{ reason: 'not-voidable' }]);
  });

  it.each(['before', 'after'])('loses its note when the household is erased %s', async (when) => {
    const erase = () =>
      send({ type: 'relief.household.erased.v1', data: { householdId: 'H-1', reason: 'asked' } });
    if (when === 'before') await erase();
    await say('less', { note: 'Kim held early' }, 'early');
    await served();
    await say('less', { note: 'Kim was ill' }, 's-1');
    await say('less', { lines: [{ commodity: 'rice', quantity: 1, unit: 'bag' }], note: 'Kim said' }, 'bad');
    if (when === 'after') await erase();
    for (const subject of await subjectsOfNotes()) {
      expect(JSON.stringify(await books.tables.all('ledgers', subject)), subject).not.toContain('Kim');
    }
  });
});

/** Where the notes of the test above are kept. */
async function subjectsOfNotes(): Promise<readonly string[]> {
  const { eventClaimId } = await import('../../../shared/ledger/id-claims.ts');
  const events = ['early', 's-1', 'bad'].map((id) => `case:${eventClaimId(`urn:test:desk#${id}`)}`);
  return ['statements:O-1/H-1', ...events];
}
