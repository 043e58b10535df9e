/** What households are owed, each for itself: nobody who got too much hides somebody who got nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Store } from '../../shared/store/store.ts';
import {
  amendment,
  arrival,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
  returns,
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
});

const rations = (quantityPerPerson: number) => [{ commodity: 'rice', quantityPerPerson, unit: 'kg' }];
const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const home = (householdId: string) => ({ householdId, adults: 2, children: 2 });

async function send(...events: readonly object[]): Promise<void> {
  for (const event of events) await books.send(event as SentEvent);
}

const report = () => books.get('/orders/O-1/reconciliation');
const total = async () => (await report()).commodities.find(({ commodity }: any) => commodity === 'rice');
const place = async (id: string) => {
  const site = (await report()).locations.find(({ locationId }: any) => locationId === id);
  return { ...site, ...site.commodities.find(({ commodity }: any) => commodity === 'rice') };
};
const over = { overIssue: { reason: 'the scale was wrong' } };

describe('what is owed', () => {
  beforeEach(() =>
    send(
      locations,
      households('C-1', [home('H-1'), home('H-2')]),
      households('C-2', [home('H-3')]),
      order('O-1', { rations: rations(5) }),
      arrival('O-1', 'T-1', 'C-1', rice(60)),
    ),
  );

  it('is not less because another household has more than it is due', async () => {
    await send(
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]),
      amendment('O-1', 2, { rations: rations(3) }),
    );
    expect(await total()).toMatchObject({ planned: 36, handedOver: 20, outstanding: 24, overIssued: 8 });
    expect(await place('C-1')).toMatchObject({
      planned: 24,
      outstanding: 12,
      overIssued: 8,
      householdsServed: 1,
      householdsComplete: 1,
    });
    const [entitlement] = (await books.get('/households/H-1')).orders[0].entitlements;
    expect(entitlement).toMatchObject({ entitled: 12, received: 20, outstanding: 0, overIssued: 8 });
  });

  it('goes on from an amendment with what is handed over and returned since', async () => {
    await send(
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]),
      amendment('O-1', 2, { rations: rations(3) }),
      handovers('O-1', 'C-1', [receipt('R-2', 'H-2', 5)]),
      returns('O-1', 'C-1', [{ receiptId: 'X-1', reverses: 'R-1', householdId: 'H-1', reason: 'mouldy' }]),
      handovers('O-1', 'C-1', [receipt('R-3', 'H-1', 12)]),
      amendment('O-1', 3, { rations: rations(4) }),
    );
    expect(await total()).toMatchObject({ planned: 48, handedOver: 17, outstanding: 31, overIssued: 0 });
    expect(await place('C-1')).toMatchObject({ householdsServed: 2, householdsComplete: 0 });
  });

  it('is sent from the hub to whoever is owed it, whatever others have', async () => {
    await send(
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]),
      {
        type: 'relief.stock.lost.v1',
        data: {
          lossId: 'L-1',
          locationId: 'C-1',
          orderId: 'O-1',
          lines: [{ ...rice(40)[0], cause: 'spoiled' }],
        },
      },
      amendment('O-1', 2, { rations: rations(3) }),
      arrival('O-1', 'TRAIN', 'HUB', rice(24)),
    );
    expect((await books.get('/shipments/TRAIN%2FC-1')).lines).toMatchObject([{ dispatched: 12 }]);
    expect((await books.get('/shipments/TRAIN%2FC-2')).lines).toMatchObject([{ dispatched: 12 }]);
  });

  it('counts what a household got where it is not served, at the centre that serves it', async () => {
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-3', 5, over)]));
    expect(await place('C-2')).toMatchObject({
      planned: 20,
      handedOver: 0,
      receivedElsewhere: 5,
      outstanding: 15,
      overIssued: 0,
      householdsServed: 1,
    });
    expect(await place('C-1')).toMatchObject({ handedOver: 5, receivedElsewhere: -5, outstanding: 40 });
    expect(await total()).toMatchObject({ planned: 60, handedOver: 5, outstanding: 55, overIssued: 0 });
  });

  it('follows a household that an amendment finds at another centre', async () => {
    await send(
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]),
      households('C-2', [home('H-1')], '2020-07-01'),
      amendment('O-1', 2, { rations: rations(6) }),
    );
    expect(await place('C-2')).toMatchObject({ planned: 48, receivedElsewhere: 20, outstanding: 28 });
    expect(await place('C-1')).toMatchObject({ planned: 24, outstanding: 24, householdsServed: 0 });
  });

  it('is no less for what a household got that the order does not cover', async () => {
    await send(
      amendment('O-1', 2, { area: { centres: ['C-1'] } }),
      handovers('O-1', 'C-1', [receipt('R-1', 'H-3', 5, over)]),
    );
    expect(await total()).toMatchObject({ planned: 40, handedOver: 5, outstanding: 40, overIssued: 5 });
    expect(await place('C-1')).toMatchObject({ overIssued: 5, householdsServed: 0 });
  });
});

describe('an over-issue', () => {
  it('is booked, listed with what goes beyond, and told in the ledger', async () => {
    await send(
      locations,
      households('C-1', [home('H-1')]),
      order('O-1', { rations: rations(5) }),
      arrival('O-1', 'T-1', 'C-1', rice(60)),
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 26, over)]),
    );
    expect(await books.all('/exceptions', 50)).toEqual([]);
    expect(await books.all('/anomalies?orderId=O-1&kind=over-issue', 50)).toMatchObject([
      { locationId: 'C-1', commodity: 'rice', quantity: 6, references: ['R-1'], householdId: 'H-1' },
    ]);
    const [entry] = await books.all('/households/H-1/ledger', 50);
    expect(entry).toMatchObject({ reference: 'R-1', overIssue: over.overIssue });
  });
});

describe('money that is due', () => {
  it('is not less because another household was paid too much', async () => {
    await send(
      locations,
      households('C-1', [home('H-1'), home('H-2')]),
      order('O-1'),
      payments('O-1', 'P-1', [payment('M-1', 'H-1', 10_000)]),
      payments('O-1', 'P-2', [payment('M-2', 'H-1', 6_000)]),
      amendment('O-1', 2, { stipend: { amountPerAdult: 5_000, currency: 'KPW' } }),
      payments('O-1', 'P-2', [payment('M-3', 'H-2', 1_000)]),
    );
    expect((await report()).stipend).toMatchObject({
      due: 20_000,
      paid: 17_000,
      outstanding: 9_000,
      overpaid: 6_000,
    });
  });
});

/** A store whose worker dies before it has told what books had done before an amendment. */
class DyingStore extends Store {
  isDying = true;

  override commit(writes: Parameters<Store['commit']>[0]): ReturnType<Store['commit']> {
    const tells = writes.some((write) => 'key' in write && write.key.subject.startsWith('coverage:'));
    if (tells && this.isDying) throw new Error('the worker is gone');
    return super.commit(writes);
  }
}

describe('what was done before an amendment', () => {
  it('counts from the moment of its revision, though nobody has told it yet', async () => {
    const tables = await engine.tables();
    const store = new DyingStore(tables);
    books = Books.over(tables, store);
    await send(
      locations,
      households('C-1', [home('H-1'), home('H-2')]),
      households('C-2', [home('H-3')]),
      order('O-1', { rations: rations(5) }),
      arrival('O-1', 'T-1', 'C-1', rice(60)),
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]),
      payments('O-1', 'P-1', [payment('M-1', 'H-1', 10_000)]),
    );
    const terms = { rations: rations(3), stipend: { amountPerAdult: 3_000, currency: 'KPW' } };
    const amended = { ...amendment('O-1', 2, terms), id: 'amended' };
    await expect(send(amended)).rejects.toThrow('went back to its queue');
    await send(handovers('O-1', 'C-1', [receipt('R-2', 'H-2', 5)]));

    const figures = { planned: 36, handedOver: 25, outstanding: 19, overIssued: 8 };
    const money = { due: 18_000, paid: 10_000, outstanding: 12_000, overpaid: 4_000 };
    expect(await total()).toMatchObject(figures);
    expect(await place('C-1')).toMatchObject({ outstanding: 7, overIssued: 8, householdsServed: 2 });
    expect(await books.get('/locations/C-1/reconciliation?orderId=O-1')).toMatchObject({
      commodities: [{ commodity: 'rice', outstanding: 7, overIssued: 8 }],
    });
    expect((await report()).stipend).toMatchObject(money);

    store.isDying = false;
    await send(amended);
    expect(await total()).toMatchObject(figures);
    expect((await report()).stipend).toMatchObject(money);
  });
});
