/** What was refused is sent again under its own number, put right. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
} from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

let engine: TestTables;
let books: Books;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  books = await Books.openIn(engine);
  const homes = ['H-1', 'H-2'].map((householdId) => ({ householdId, adults: 2, children: 2 }));
  await send(locations, households('C-1', homes), order('O-1'));
});

const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];

async function send(...events: readonly object[]): Promise<void> {
  for (const event of events) await books.send(event as SentEvent);
}

const exceptions = async (): Promise<readonly any[]> => books.all('/exceptions', 100);
const idOf = async (reference: string, reason?: string): Promise<string> =>
  (await exceptions()).find((one) => one.reference === reference && (reason ?? one.reason) === one.reason)
    ?.exceptionId;
const told = async () =>
  (await exceptions()).map(({ reference, status, reason }) => [reference, status, reason]).sort();
const received = async (householdId: string) =>
  (await books.get(`/households/${householdId}`)).orders[0].entitlements[0].received;

describe('a row that corrects a refused one', () => {
  it('posts under the number, and the exception says by which event it was corrected', async () => {
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)), {
      ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 200)]),
      id: 'first',
    });
    expect(await told()).toEqual([['R-1', 'rejected', 'exceeds-entitlement']]);
    const corrects = await idOf('R-1');
    await send({ ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20, { corrects })]), id: 'second' });
    expect(await received('H-1')).toBe(20);
    expect(await exceptions()).toMatchObject([
      {
        status: 'rejected',
        reason: 'exceeds-entitlement',
        correctedBy: { source: 'urn:test:desk', id: 'second' },
      },
    ]);
  });

  it('replaces a held one, which never books itself later', async () => {
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]));
    expect(await told()).toEqual([['R-1', 'held', 'insufficient-stock']]);
    const corrects = await idOf('R-1');
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-2', 5, { corrects })]));
    expect(await told()).toEqual([
      ['R-1', 'held', 'insufficient-stock'],
      ['R-1', 'rejected', 'replaced'],
    ]);
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)));
    expect(await told()).toEqual([['R-1', 'rejected', 'replaced']]);
    expect([await received('H-1'), await received('H-2')]).toEqual([0, 5]);
  });

  it('has the number from then on: copies of both stay what they were, and a third content conflicts', async () => {
    const first = { ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]), id: 'first' };
    await send(first);
    const corrects = await idOf('R-1');
    const second = { ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 15, { corrects })]), id: 'second' };
    await send(second);
    const before = await told();
    await send(first, second, { ...first, id: 'first-again' }, { ...second, id: 'second-again' });
    expect(await told()).toEqual(before);
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 7)]));
    expect(await told()).toContainEqual(['R-1', 'rejected', 'conflicting-duplicate']);
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)), first, second);
    expect(await received('H-1')).toBe(15);
    expect(await told()).toEqual([
      ['R-1', 'rejected', 'conflicting-duplicate'],
      ['R-1', 'rejected', 'replaced'],
    ]);
  });

  it('may be corrected again, by the exception that it became', async () => {
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)), handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 300)]));
    const first = await idOf('R-1');
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 200, { corrects: first })]));
    const second = (await exceptions()).find(({ exceptionId }) => exceptionId !== first)?.exceptionId;
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 30, { corrects: first })]));
    expect(await told()).toContainEqual(['R-1', 'rejected', 'conflicting-duplicate']);
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20, { corrects: second })]));
    expect(await received('H-1')).toBe(20);
  });

  it('corrects nothing that is posted', async () => {
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]));
    const corrects = await idOf('R-1');
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)));
    expect(await received('H-1')).toBe(20);
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 15, { corrects })]));
    expect(await told()).toEqual([['R-1', 'rejected', 'conflicting-duplicate']]);
  });

  it.each([
    ['another number’s exception', async () => idOf('R-2')],
    ['none', async () => `x${'0'.repeat(32)}`],
  ])('is refused at its path where it names %s', async (_title, exceptionOf) => {
    await send(
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 200)]),
      handovers('O-1', 'C-1', [receipt('R-2', 'H-2', 200)]),
    );
    const corrects = await exceptionOf();
    await send(handovers('O-1', 'C-1', [receipt('R-9', 'H-2', 5), receipt('R-1', 'H-1', 20, { corrects })]));
    const [refused] = (await exceptions()).filter(({ reason }) => reason === 'invalid-message');
    expect(refused).toMatchObject({ reference: 'R-1', detail: { path: 'data.receipts[1].corrects' } });
  });

  it('is refused at its path where it names another number’s exception, though its own number is posted', async () => {
    await send(handovers('O-1', 'C-1', [receipt('R-2', 'H-2', 200)]));
    const corrects = await idOf('R-2');
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)), handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]));
    const wrong = { ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 15, { corrects })]), id: 'wrong' };
    await send(wrong, wrong);
    const ofR1 = (await exceptions()).filter(({ reference }) => reference === 'R-1');
    expect(ofR1).toHaveLength(1);
    expect(ofR1[0]).toMatchObject({
      reason: 'invalid-message',
      detail: { path: 'data.receipts[0].corrects' },
    });
    expect(await received('H-1')).toBe(20);
  });

  it('is of its own number: that of another centre or order is another’s', async () => {
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]));
    const corrects = await idOf('R-1');
    await send(handovers('O-1', 'C-2', [receipt('R-1', 'H-2', 5, { corrects })]));
    await send(handovers('O-2', 'C-1', [receipt('R-1', 'H-1', 5, { corrects })]));
    expect((await told()).filter(([, status]: string[]) => status === 'rejected')).toEqual([
      ['R-1', 'rejected', 'invalid-message'],
      ['R-1', 'rejected', 'invalid-message'],
    ]);
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)));
    expect(await received('H-1')).toBe(20);
  });

  it('of a payment does the same', async () => {
    await send(payments('O-1', 'P-1', [payment('M-1', 'H-1', 17_000)]));
    const corrects = await idOf('M-1', 'exceeds-due');
    await send(payments('O-1', 'P-1', [{ ...payment('M-1', 'H-1', 16_000), corrects }]));
    expect((await books.get('/households/H-1')).orders[0].stipend).toMatchObject({
      paid: 16_000,
      outstanding: 0,
    });
  });
});

describe('an event that corrects a refused one', () => {
  it('takes the place of a held dispatch, which never leaves later', async () => {
    await send(dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(100)));
    const corrects = await idOf('T-2');
    const right = dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(10));
    await send({ ...right, id: 'right', data: { ...right.data, corrects } });
    await send(arrival('O-1', 'T-1', 'C-1', rice(130)));
    expect(await told()).toEqual([['T-2', 'rejected', 'replaced']]);
    expect((await books.get('/shipments/T-2')).lines).toMatchObject([{ dispatched: 10 }]);
  });

  it('is refused where it names the exception of another document', async () => {
    await send(
      dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(100)),
      dispatch('O-1', 'T-3', { locationId: 'C-1' }, 'C-2', rice(100)),
    );
    const right = dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(10));
    await send({ ...right, data: { ...right.data, corrects: await idOf('T-3') } });
    expect(await told()).toContainEqual(['T-2', 'rejected', 'invalid-message']);
  });

  it('is refused where it names that of another place, which numbers its own losses', async () => {
    const loss = (locationId: string, quantity: number, more: object = {}): SentEvent => ({
      type: 'relief.stock.lost.v1',
      data: {
        lossId: 'L-1',
        locationId,
        orderId: 'O-1',
        lines: rice(quantity).map((line) => ({ ...line, cause: 'spoiled' })),
        ...more,
      },
    });
    await send(loss('C-1', 20));
    const corrects = await idOf('L-1');
    await send(loss('C-2', 1, { corrects }));
    expect(await told()).toContainEqual(['L-1', 'held', 'insufficient-stock']);
    expect(await told()).toContainEqual(['L-1', 'rejected', 'invalid-message']);
    await send(loss('C-1', 2, { corrects }));
    expect(await told()).toContainEqual(['L-1', 'rejected', 'replaced']);
  });

  it.each([93, 94, 190])(
    'registers %i households in the place of those that waited for their centre',
    async (count) => {
      const rows = Array.from({ length: count }, (_, at) => ({
        householdId: `X-${at}`,
        adults: 2,
        children: 0,
      }));
      await send({ ...households('C-77', rows), id: 'wrong' });
      const [{ exceptionId: corrects }] = await exceptions();
      const right = households('C-2', rows);
      await send({ ...right, id: 'right', data: { ...right.data, corrects } });
      expect(await told()).toEqual([[undefined, 'rejected', 'replaced']]);
      expect(await books.get(`/households/X-${count - 1}`)).toMatchObject({ centreId: 'C-2' });
    },
  );

  it('registers as many locations as fill a transaction', async () => {
    const registration = (kind: string, more: object = {}): SentEvent => {
      const centres = Array.from({ length: 98 }, (_, at) => ({
        locationId: `L-${at}`,
        name: 'one of many',
        kind: 'centre',
      }));
      const first = { locationId: 'C-1', name: 'First centre', kind, suppliedBy: 'HUB' };
      return { type: 'relief.locations.registered.v1', data: { locations: [first, ...centres], ...more } };
    };
    await send(registration('store'));
    const [{ exceptionId: corrects }] = await exceptions();
    await send(registration('centre', { corrects }));
    expect(await told()).toEqual([[undefined, 'rejected', 'invalid-message']]);
    expect(await books.get('/locations/L-97')).toMatchObject({ kind: 'centre' });
  });
});
