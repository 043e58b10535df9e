import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lawful } from '../../support/lawful.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { type Answer, Books } from './books.ts';
import { arrival, dispatch, oil, order, registerHouseholds, registerRound, rice } from './round.ts';

let engine: TestTables;
let books: Books;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const foundCity = async (changes: object = {}): Promise<Books> => {
  const made = await Books.openIn(engine);
  made.setClock('2020-08-01T00:00:00.000Z');
  await registerRound(made);
  await registerHouseholds(made, 'C-1', '2020-01-01', [
    { householdId: 'H-4', adults: 1, children: 3, priority: 1 },
    { householdId: 'H-5', adults: 2, children: 1 },
  ]);
  await made.send(order('O-1', changes));
  made.setClock('2020-08-08T00:00:00.000Z');
  return made;
};

const handOver = (
  receiptId: string,
  householdId: string,
  lines: object[],
  { centreId = 'C-1', ...more }: { centreId?: string; overIssue?: object } = {},
) =>
  books.send({
    type: 'relief.handovers.made.v1',
    data: { centreId, orderId: 'O-1', receipts: [{ receiptId, householdId, lines, ...more }] },
  });

const list = '/locations/C-1/distribution-list?orderId=O-1';
const dueIn = (rows: Answer['body'][], commodity: string) =>
  Math.round((rows.find((row) => row.commodity === commodity)?.dueNow ?? 0) * 1_000);

/** In thousandths: what the items of all pages promise together. */
const promised = async (commodity: string) =>
  (await books.all(list, 2)).reduce((sum, { commodities }) => sum + dueIn(commodities, commodity), 0);

describe('the shelf of a distribution list', () => {
  beforeEach(async () => {
    books = await foundCity();
  });

  it('shows that less lies there than all may draw, whatever each is promised', async () => {
    await arrival(books, 'W-1', 'C-1', [rice(33), oil(7)]);
    await books.send({
      type: 'relief.stock.lost.v1',
      data: {
        lossId: 'L-1',
        locationId: 'C-1',
        orderId: 'O-1',
        lines: [{ ...rice(20), cause: 'spoiled' }],
      },
    });
    await dispatch(books, 'W-2', { locationId: 'C-1' }, 'S-1', [rice(10)]);
    const { shelf } = await books.get(list);
    expect(shelf).toEqual([
      { commodity: 'rice', unit: 'kg', onHand: 3, dueNow: 33 },
      { commodity: 'oil', unit: 'bottle', onHand: 7, dueNow: 5 },
    ]);
    expect(await promised('rice')).toBe(33_000);
  });

  it('is the same on every page, and stands beside none in a table', async () => {
    await arrival(books, 'W-1', 'C-1', [rice(20)]);
    const first = await books.get(`${list}&limit=1`);
    const second = await books.get(`${list}&limit=1&cursor=${first.next}`);
    expect(second.items[0].householdId).not.toBe(first.items[0].householdId);
    expect(second.shelf).toEqual(first.shelf);
    expect((await books.ask(`${list}&format=csv`)).text.split('\r\n')).toHaveLength(6);
  });

  it('names the pages that follow the first, so that they can be read at the same time', async () => {
    const first = await books.get(`${list}&limit=1`);
    expect(first.following[0]).toBe(first.next);
    const others = await Promise.all(
      first.following.map((cursor: string) => books.get(`${list}&limit=1&cursor=${cursor}`)),
    );
    expect([first, ...others].flatMap(({ items }) => items)).toEqual(await books.all(list, 1));
    expect(others.flatMap(({ following = [] }) => following)).toEqual([]);
    expect(others.at(-1).next).toBeUndefined();
    const cards = '/cards?centreId=C-1&orderId=O-1';
    for (const path of [list, cards, '/locations/C-1/payment-list?orderId=O-1']) {
      expect((await books.get(`${path}&limit=2`)).following).toHaveLength(
        Math.floor(first.following.length / 2),
      );
      expect(await books.get(`${path}&limit=500`)).not.toHaveProperty('following');
    }
  });

  it('has a household no more that was withdrawn since the list was asked for last', async () => {
    const before = await books.all(list, 500);
    await books.send({
      type: 'relief.household.withdrawn.v1',
      data: { householdId: before[0].householdId, effectiveFrom: '2020-08-08', reason: 'departed' },
    });
    const ids = (items: Answer['body'][]) => items.map(({ householdId }) => householdId);
    expect(ids(await books.all(list, 500))).toEqual(ids(before.slice(1)));
  });

  it('leaves what is released to nobody to the reconciliation, at its location', async () => {
    // Three bottles among twelve persons: every share is rounded down.
    await arrival(books, 'W-1', 'C-1', [oil(3)]);
    const { locations } = await books.get('/orders/O-1/reconciliation');
    const [, ofOil] = locations[0].commodities;
    expect(ofOil).toMatchObject({ commodity: 'oil', onHand: 3, unreleased: 1 });
    expect(dueIn((await books.get(list)).shelf, 'oil')).toBe(2_000);
  });

  it('has what nobody is rationed, of which nothing is due', async () => {
    await arrival(books, 'W-1', 'C-1', [{ commodity: 'coal', quantity: 2, unit: 't' }]);
    expect((await books.get(list)).shelf).toContainEqual({
      commodity: 'coal',
      unit: 't',
      onHand: 2,
      dueNow: 0,
    });
  });

  it('and its items promise nothing under a cancelled order, and still under one that has ended', async () => {
    await arrival(books, 'W-1', 'C-1', [rice(100), oil(3)]);
    await books.send({
      type: 'relief.order.amended.v1',
      data: { orderId: 'O-1', revision: 2, reason: 'over', endsOn: '2020-08-07' },
    });
    expect(await promised('rice')).toBeGreaterThan(0);
    await books.send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-1', reason: 'over' } });
    expect([await promised('rice'), await promised('oil')]).toEqual([0, 0]);
    expect((await books.get(list)).shelf).toMatchObject([
      { onHand: 100, dueNow: 0 },
      { onHand: 3, dueNow: 0 },
    ]);
  });

  /** The report of each location says of the households that it serves now what they say themselves, each for itself. */
  const reportsAgreeWithHouseholds = async () => {
    const report = await books.get('/orders/O-1/reconciliation');
    const ids = ['H-1', 'H-2', 'H-3', 'H-4', 'H-5'];
    const households = await Promise.all(
      ids.map(async (id) => (await books.get(`/households/${id}`)).orders[0]),
    );
    const sum = (figures: number[]) => Math.round(figures.reduce((total, one) => total + one, 0) * 1_000);
    const has = ({ received }: Answer['body']) => received > 0;
    for (const location of report.locations) {
      const own = households.filter(({ centreId }) => centreId === location.locationId);
      const served = own.filter(({ entitlements }) => entitlements.some(has));
      const isWhole = ({ received, entitled }: Answer['body']) => received >= entitled;
      expect(location).toMatchObject({
        households: own.length,
        householdsServed: served.length,
        householdsComplete: served.filter(({ entitlements }) => entitlements.every(isWhole)).length,
      });
      for (const row of location.commodities) {
        const rows = own.flatMap(({ entitlements }) =>
          entitlements.filter(({ commodity }: Answer['body']) => commodity === row.commodity),
        );
        for (const figure of ['outstanding', 'overIssued'])
          expect(sum([row[figure]]), `${figure} at ${location.locationId}`).toBe(
            sum(rows.map((one) => one[figure])),
          );
        expect(sum([row.planned])).toBe(
          sum([row.handedOver, row.receivedElsewhere, row.outstanding, -row.overIssued]),
        );
      }
    }
    for (const row of report.commodities)
      expect(sum([row.planned])).toBe(sum([row.handedOver, row.outstanding, -row.overIssued]));
  };

  const step = fc.record({
    kind: fc.constantFrom(
      'arrival',
      'handover',
      'over-issue',
      'elsewhere',
      'return',
      'withdrawal',
      'amendment',
    ),
    householdId: fc.constantFrom('H-1', 'H-2', 'H-3', 'H-4', 'H-5'),
    kilograms: fc.integer({ min: 1, max: 40 }),
    bottles: fc.integer({ min: 1, max: 6 }),
  });

  it('is what the items of all pages promise together, whatever happened', async () => {
    await lawful(
      fc.asyncProperty(
        fc.constantFrom('proportional', 'equal', 'priority', 'first-come'),
        fc.array(step, { minLength: 3, maxLength: 10 }),
        async (release, steps) => {
          const rations = [
            { commodity: 'rice', quantityPerPerson: 5.5, unit: 'kg', step: 0.4 },
            { commodity: 'oil', quantityPerPerson: 1, unit: 'bottle' },
          ];
          books = await foundCity({ release, rations });
          let revision = 1;
          for (const [index, { kind, householdId, kilograms, bottles }] of steps.entries()) {
            const lines = [rice(kilograms / 4), oil(bottles)];
            if (kind === 'arrival') {
              await arrival(books, `W-${index}`, 'C-1', [rice(kilograms), oil(bottles)]);
              await arrival(books, `V-${index}`, 'C-2', [rice(kilograms), oil(bottles)]);
            }
            if (kind === 'handover') await handOver(`R-${index}`, householdId, lines);
            const overIssue = { reason: 'was hungry' };
            if (kind === 'over-issue') await handOver(`R-${index}`, householdId, lines, { overIssue });
            if (kind === 'elsewhere')
              await handOver(`R-${index}`, householdId, lines, { centreId: 'C-2', overIssue });
            if (kind === 'return') {
              await books.send({
                type: 'relief.handovers.returned.v1',
                data: {
                  centreId: 'C-1',
                  orderId: 'O-1',
                  receipts: [
                    { receiptId: `B-${index}`, reverses: `R-${index - 1}`, householdId, reason: 'wrong' },
                  ],
                },
              });
            }
            if (kind === 'withdrawal') {
              await books.send({
                type: 'relief.household.withdrawn.v1',
                data: { householdId, effectiveFrom: '2020-08-08', reason: 'departed' },
              });
            }
            if (kind === 'amendment') {
              revision += 1;
              const changed = rations.map((ration) => ({ ...ration, quantityPerAdult: 0.5 * revision }));
              const ofBottles = changed.map(({ quantityPerAdult, ...ration }) =>
                ration.unit === 'bottle' ? ration : { ...ration, quantityPerAdult },
              );
              await books.send({
                type: 'relief.order.amended.v1',
                data: { orderId: 'O-1', revision, reason: 'more', rations: ofBottles },
              });
            }
          }
          const { shelf } = await books.get(list);
          for (const commodity of ['rice', 'oil']) {
            expect(dueIn(shelf, commodity)).toBe(await promised(commodity));
          }
          await reportsAgreeWithHouseholds();
        },
      ),
      25,
    );
  });
});

describe('a payment list', () => {
  const path = '/locations/C-1/payment-list?orderId=O-1';
  const pay = (paymentId: string, householdId: string, amount: number, payerId = 'P-1') =>
    books.send({
      type: 'relief.payments.made.v1',
      data: { payerId, orderId: 'O-1', payments: [{ paymentId, householdId, amount, currency: 'KPW' }] },
    });

  beforeEach(async () => {
    books = await foundCity();
    await pay('M-1', 'H-1', 8000.25);
    await pay('M-2', 'H-2', 8000.5, 'P-2');
  });

  it('has every household that the centre serves, with what it is due and was paid by anyone', async () => {
    const { items } = await books.get(path);
    expect(items).toEqual([
      {
        householdId: 'H-1',
        name: '김, "영"',
        neighbourhood: 'Sonjuk-dong',
        adults: 2,
        currency: 'KPW',
        due: 16001,
        paid: 8000.25,
        outstanding: 8000.75,
        overpaid: 0,
      },
      {
        householdId: 'H-2',
        adults: 1,
        currency: 'KPW',
        due: 8000.5,
        paid: 8000.5,
        outstanding: 0,
        overpaid: 0,
      },
      {
        householdId: 'H-4',
        adults: 1,
        currency: 'KPW',
        due: 8000.5,
        paid: 0,
        outstanding: 8000.5,
        overpaid: 0,
      },
      {
        householdId: 'H-5',
        adults: 2,
        currency: 'KPW',
        due: 16001,
        paid: 0,
        outstanding: 16001,
        overpaid: 0,
      },
    ]);
    for (const limit of [1, 3, 4]) expect(await books.all(path, limit)).toEqual(items);
    for (const { householdId, name: _name, neighbourhood: _at, adults, ...money } of items) {
      const { orders } = await books.get(`/households/${householdId}`);
      expect(orders[0]).toMatchObject({ adults, stipend: money });
    }
  });

  it('shows what was paid beyond what is due, when an amendment has lowered that', async () => {
    await books.send({
      type: 'relief.order.amended.v1',
      data: { orderId: 'O-1', revision: 2, reason: 'no money', stipend: null },
    });
    const { items } = await books.get(path);
    expect(items[0]).toMatchObject({ due: 0, paid: 8000.25, outstanding: 0, overpaid: 8000.25 });
  });

  it('comes as CSV and as a workbook', async () => {
    const { text } = await books.ask(`${path}&format=csv`);
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      '\ufeffhouseholdId,name,neighbourhood,adults,currency,due,paid,outstanding,overpaid',
      'H-1,"김, ""영""",Sonjuk-dong,2,KPW,16001,8000.25,8000.75,0',
    ]);
    const { headers } = await books.ask(`${path}&format=xlsx`);
    expect(headers['content-type']).toContain('spreadsheetml');
  });

  it('leaves out who was withdrawn, and is empty under an order without a stipend', async () => {
    await books.send({
      type: 'relief.household.withdrawn.v1',
      data: { householdId: 'H-1', effectiveFrom: '2020-08-08', reason: 'departed' },
    });
    expect((await books.get(path)).items[0].householdId).toBe('H-2');
    await books.send(order('O-2', { stipend: undefined }));
    expect(await books.get('/locations/C-1/payment-list?orderId=O-2')).toEqual({ items: [] });
  });

  it('is of one order and of a centre', async () => {
    expect(await books.ask('/locations/C-1/payment-list')).toMatchObject({ body: { parameter: 'orderId' } });
    expect(await books.ask('/locations/HUB/payment-list?orderId=O-1')).toMatchObject({ status: 404 });
    expect(await books.ask('/locations/C-1/payment-list?orderId=O-9')).toMatchObject({ status: 404 });
  });
});
