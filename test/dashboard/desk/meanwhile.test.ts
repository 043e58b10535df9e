/** What is recorded while a desk reads its device again, or is being cleared. */
import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { HandoverDesk } from '../../../dashboard/desk/handover-desk.ts';
import { DeskStore } from '../../../dashboard/desk/store/desk-store.ts';
import { openDatabase } from '../../../dashboard/writing/outbox/database.ts';

const order = { orderId: 'O-1', title: 'Round', status: 'active' };
const lines = [{ commodity: 'rice', quantity: 10, unit: 'kg' }] as const;

/** A desk with a list; what the ledger answers can be changed. */
async function openDesk() {
  const store = new DeskStore(await openDatabase(randomUUID()));
  const answers = { dueNow: 10, endsOn: undefined as string | undefined };
  const household = () => ({
    householdId: 'H-1',
    persons: 1,
    commodities: [{ commodity: 'rice', unit: 'kg', dueNow: answers.dueNow, received: 0 }],
  });
  const api = {
    one: async <T>(path: string) =>
      (path.includes('distribution-list')
        ? { items: [household()], shelf: [] }
        : { ...order, ...(answers.endsOn !== undefined && { endsOn: answers.endsOn }) }) as T,
    send: async () => ({ content: undefined }),
    outcome: async () => undefined,
  };
  const desk = await HandoverDesk.open({
    store,
    api,
    source: 'urn:x:D',
    zone: 'Asia/Pyongyang',
    now: () => new Date(),
    later: () => () => undefined,
  });
  const take = () => desk.take({ order, centreId: 'C-1', part: { of: 'all' } });
  await take();
  return { desk, store, answers, take };
}

/** Has a step of the store wait, as on a slow phone. Settles when it is waited for. */
function held<A extends readonly unknown[], R>(step: (...values: A) => Promise<R>) {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const slow = async (...values: A): Promise<R> => {
    const done = await step(...values);
    begun.resolve();
    await end.promise;
    return done;
  };
  return { slow, begun: begun.promise, goOn: () => end.resolve() };
}

describe('a handover that is recorded while the desk reads its device again', () => {
  it('is still known to the desk, still unsent, and keeps whoever signs out', async () => {
    const { desk, store } = await openDesk();
    const reading = held(store.lists);
    store.lists = reading.slow;
    const following = desk.followOrders();
    await reading.begun;
    const { key } = await desk.handOver({ householdId: 'H-1', lines });
    expect(desk.unsent).toBe(1);
    reading.goOn();
    await following;
    expect(desk.records.map((one) => one.key)).toEqual([key]);
    expect(desk.unsent).toBe(1);
    expect(await desk.leave()).toBe(false);
    expect(await store.records()).toHaveLength(1);
  });
});

describe('a desk that is being cleared', () => {
  it('drops nothing that is recorded meanwhile', async () => {
    const { desk, store } = await openDesk();
    const leaving = desk.leave();
    const { key } = await desk.handOver({ householdId: 'H-1', lines });
    await leaving;
    expect((await store.records()).map((one) => one.key)).toEqual([key]);
    expect(desk.records.map((one) => one.key)).toEqual([key]);
  });

  it('keeps its lists while anything is unsent, and nothing once all is sent', async () => {
    const { desk, store } = await openDesk();
    const { key } = await desk.handOver({ householdId: 'H-1', lines });
    expect(await desk.leave()).toBe(false);
    expect(await store.lists()).toHaveLength(1);
    await desk.undo(key);
    expect(await desk.leave()).toBe(true);
    expect([await store.lists(), await store.records()]).toEqual([[], []]);
  });
});

describe('a list that is taken anew while the last day of its order is learnt', () => {
  it('stays, with that day', async () => {
    const { desk, store, answers, take } = await openDesk();
    const asking = held(store.keepLastDay.bind(store));
    store.keepLastDay = async (...values) => {
      await turn();
      return asking.slow(...values);
    };
    answers.endsOn = '2999-01-01';
    const following = desk.followOrders();
    answers.dueNow = 0;
    await take();
    await asking.begun;
    asking.goOn();
    await following;
    expect(desk.lists.map(({ households, endsOn }) => [households[0]?.due, endsOn])).toEqual([
      [[0], '2999-01-01'],
    ]);
  });
});
