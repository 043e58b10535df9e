/** The number of a document that is an event of its own stands for one content, whatever became of it, until it is put right. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SentEvent } from '../flows/desk.ts';
import {
  arrival,
  complaint,
  count,
  dispatch,
  funding,
  households,
  locations,
  loss,
  order,
  transfer,
  voiding,
} from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books } from './ledger-api/books.ts';

let engine: TestTables;
let books: Books;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  books = await Books.openIn(engine);
  await send(locations, households('C-1', [{ householdId: 'H-1', adults: 2, children: 2 }]), order('O-1'));
});

const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const spoiled = (quantity: number) => rice(quantity).map((line) => ({ ...line, cause: 'spoiled' }));

async function send(...events: readonly object[]): Promise<void> {
  for (const event of events) await books.send(event as Parameters<Books['send']>[0]);
}

const named = (event: SentEvent, id: string): SentEvent => ({ ...event, id });
const correcting = ({ data, ...rest }: SentEvent, corrects: string): SentEvent => ({
  ...rest,
  data: { ...(data as object), corrects },
});
const exceptions = async (): Promise<readonly any[]> => books.all('/exceptions', 100);
const answer = async (id: string) => books.get(`/events?source=urn:test:desk&id=${id}`);

/** A document that waits, another one of its number, and what has to come for the first. */
interface Case {
  readonly kind: string;
  readonly first: SentEvent;
  readonly other: SentEvent;
  readonly reason: string;
  readonly awaited: readonly object[];
}

const cases: readonly Case[] = [
  {
    kind: 'dispatch',
    first: dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(100)),
    other: dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(10)),
    reason: 'insufficient-stock',
    awaited: [arrival('O-1', 'T-1', 'C-1', rice(130))],
  },
  {
    kind: 'loss',
    first: loss('O-1', 'C-1', 'L-1', spoiled(20)),
    other: loss('O-1', 'C-1', 'L-1', spoiled(2)),
    reason: 'insufficient-stock',
    awaited: [arrival('O-1', 'T-1', 'C-1', rice(130))],
  },
  {
    kind: 'count',
    first: count('O-2', 'C-1', 'N-1', rice(20)),
    other: count('O-2', 'C-1', 'N-1', rice(2)),
    reason: 'unknown-order',
    awaited: [order('O-2')],
  },
  {
    kind: 'transfer',
    first: transfer('O-1', 'O-2', 'C-1', 'V-1', rice(20)),
    other: transfer('O-1', 'O-2', 'C-1', 'V-1', rice(2)),
    reason: 'unknown-order',
    awaited: [arrival('O-1', 'T-1', 'C-1', rice(130)), order('O-2')],
  },
  {
    kind: 'funding',
    first: funding('O-2', 'P-1', 'F-1', 500),
    other: funding('O-2', 'P-1', 'F-1', 50),
    reason: 'unknown-order',
    awaited: [order('O-2')],
  },
  {
    kind: 'order',
    first: order('O-3', { area: { centres: ['C-77'] } }),
    other: order('O-3', { title: 'another one' }),
    reason: 'unknown-location',
    awaited: [
      {
        type: 'relief.locations.registered.v1',
        data: { locations: [{ locationId: 'C-77', name: 'C-77', kind: 'centre' }] },
      },
    ],
  },
  {
    kind: 'complaint',
    first: complaint('K-1', { kind: 'other', channel: 'letter', locationId: 'C-77' }),
    other: complaint('K-1', { kind: 'quality', channel: 'letter', locationId: 'C-1' }),
    reason: 'unknown-location',
    awaited: [
      {
        type: 'relief.locations.registered.v1',
        data: { locations: [{ locationId: 'C-77', name: 'C-77', kind: 'centre' }] },
      },
    ],
  },
];

describe.each(cases)('the number of a $kind that is held', ({ first, other, reason, awaited }) => {
  it('is no other content’s, which is refused while the first waits and when it is booked', async () => {
    await send(named(first, 'first'), named(other, 'other'));
    expect(await answer('first')).toMatchObject({ status: 'held', reason });
    expect(await answer('other')).toMatchObject({ status: 'rejected', reason: 'conflicting-duplicate' });
    await send(...awaited);
    expect(await answer('first')).toMatchObject({ status: 'posted' });
    await send(named(other, 'other-again'));
    expect(await answer('other-again')).toMatchObject({
      status: 'rejected',
      reason: 'conflicting-duplicate',
    });
    expect((await exceptions()).filter(({ status }) => status === 'held')).toEqual([]);
  });

  it('is its own in a copy of it too, which waits with it and is booked once', async () => {
    await send(named(first, 'first'), named(first, 'copy'));
    const { exceptionId } = await answer('first');
    expect(await answer('copy')).toMatchObject({ status: 'held', reason, exceptionId });
    expect(await exceptions()).toHaveLength(1);
    await send(...awaited);
    expect(await answer('copy')).toMatchObject({ status: 'posted' });
    expect(await exceptions()).toEqual([]);
  });

  it('goes over to what corrects it, and no further', async () => {
    await send(named(first, 'first'));
    const { exceptionId } = await answer('first');
    await send(named(correcting(other, exceptionId), 'right'), named(first, 'first-again'));
    expect(await answer('first')).toMatchObject({ status: 'rejected', reason: 'replaced' });
    expect(await answer('first-again')).toMatchObject({ status: 'rejected', reason: 'replaced' });
    await send(...awaited, named(correcting(other, exceptionId), 'right-again'));
    expect(await answer('right')).toMatchObject({ status: 'posted' });
    expect(await answer('right-again')).toMatchObject({ status: 'posted' });
    expect(await answer('first')).toMatchObject({ status: 'rejected', reason: 'replaced' });
    expect(await exceptions()).toHaveLength(1);
  });
});

describe('the number of a document that is rejected', () => {
  const wrong = loss('O-1', 'C-1', 'L-1', [
    { commodity: 'rice', quantity: 2, unit: 'bottle', cause: 'spoiled' },
  ]);
  const right = loss('O-1', 'C-1', 'L-1', spoiled(2));

  it('stays its own: a copy is one, and another content conflicts until it says what it corrects', async () => {
    await send(arrival('O-1', 'T-1', 'C-1', rice(130)), named(wrong, 'wrong'), named(wrong, 'copy'));
    const { exceptionId } = await answer('wrong');
    expect(await answer('copy')).toMatchObject({ status: 'rejected', reason: 'wrong-unit', exceptionId });
    await send(named(right, 'unsaid'));
    expect(await answer('unsaid')).toMatchObject({ status: 'rejected', reason: 'conflicting-duplicate' });
    await send(named(correcting(right, exceptionId), 'right'));
    expect(await answer('right')).toMatchObject({ status: 'posted' });
  });

  it('is nobody’s by what is kept of the conflict', async () => {
    await send(arrival('O-1', 'T-1', 'C-1', rice(130)), named(wrong, 'wrong'), named(right, 'other'));
    const { exceptionId } = await answer('other');
    await send(named(correcting(right, exceptionId), 'right'));
    expect(await answer('right')).toMatchObject({ status: 'rejected', reason: 'conflicting-duplicate' });
  });

  it('is taken by no message that could not be read', async () => {
    await send(arrival('O-1', 'T-1', 'C-1', rice(130)));
    await send(named(loss('O-1', 'C-1', 'L-1', spoiled(-2)), 'unreadable'), named(right, 'right'));
    expect(await answer('unreadable')).toMatchObject({ status: 'rejected', reason: 'invalid-message' });
    expect(await answer('right')).toMatchObject({ status: 'posted' });
  });

  it('is another place’s own', async () => {
    await send(arrival('O-1', 'T-1', 'C-1', rice(130)), arrival('O-1', 'T-3', 'C-2', rice(130)));
    await send(named(wrong, 'wrong'), named(loss('O-1', 'C-2', 'L-1', spoiled(3)), 'elsewhere'));
    expect(await answer('elsewhere')).toMatchObject({ status: 'posted' });
  });

  it('is left to a place that was named by mistake, once that is put right', async () => {
    const opened = { locationId: 'C-77', name: 'C-77', kind: 'centre' };
    await send(arrival('O-1', 'T-1', 'C-1', rice(130)));
    await send(named(loss('O-1', 'C-77', 'L-1', spoiled(2)), 'mistyped'));
    const { exceptionId } = await answer('mistyped');
    await send(named(correcting(right, exceptionId), 'right'));
    expect(await answer('right')).toMatchObject({ status: 'posted' });
    await send({ type: 'relief.locations.registered.v1', data: { locations: [opened] } });
    await send(
      arrival('O-1', 'T-77', 'C-77', rice(130)),
      named(loss('O-1', 'C-77', 'L-1', spoiled(5)), 'own'),
    );
    expect(await answer('own')).toMatchObject({ status: 'posted' });
    await send(named(loss('O-1', 'C-77', 'L-1', spoiled(2)), 'mistyped-again'));
    expect(await answer('mistyped-again')).toMatchObject({ status: 'rejected', reason: 'replaced' });
  });

  it('may be put right still, where what was to do so met another document in the books', async () => {
    await send(order('O-2'), named(dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-1', rice(10)), 'wrong'));
    const { exceptionId, reason } = await answer('wrong');
    expect(reason).toBe('invalid-message');
    await send(arrival('O-2', 'T-2', 'C-2', rice(10)));
    const outside = (orderId: string) => dispatch(orderId, 'T-2', { source: 'mill' }, 'C-2', rice(10));
    await send(named(correcting(outside('O-1'), exceptionId), 'not-right'));
    expect(await answer('not-right')).toMatchObject({ status: 'rejected', reason: 'conflicting-duplicate' });
    await send(named(correcting(outside('O-2'), exceptionId), 'right'));
    expect(await answer('right')).toMatchObject({ status: 'posted' });
  });
});

describe('the number of a waybill whose dispatch was taken back', () => {
  it('is free for what corrects an earlier one of it, too', async () => {
    const first = dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(100));
    const outside = (quantity: number) => dispatch('O-1', 'T-2', { source: 'mill' }, 'C-2', rice(quantity));
    const taken = (id: string) => ({ ...voiding(id), queue: 'shipment-arrivals' });
    await send(named(first, 'first'), taken('first'), named(outside(10), 'second'), taken('second'));
    const { exceptionId } = await answer('first');
    await send(named(correcting(outside(5), exceptionId), 'third'));
    expect(await answer('third')).toMatchObject({ status: 'posted' });
  });

  it('is not had twice where it was taken again by the same content', async () => {
    const first = dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(100));
    const taken = { ...voiding('first'), queue: 'shipment-arrivals' };
    await send(named(first, 'first'), taken, named(first, 'second'));
    const { exceptionId } = await answer('first');
    const outside = dispatch('O-1', 'T-2', { source: 'mill' }, 'C-2', rice(5));
    await send(named(correcting(outside, exceptionId), 'third'));
    expect(await answer('third')).toMatchObject({ status: 'rejected', reason: 'conflicting-duplicate' });
    expect(await answer('second')).toMatchObject({ status: 'held' });
  });

  it('is free also where an operator has withdrawn what was held', async () => {
    const first = dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(100));
    await send(named(first, 'first'));
    const { exceptionId } = await answer('first');
    const data = { exceptionId, reason: 'a slip' };
    await books.sendBody(
      'shipment-arrivals',
      JSON.stringify({ type: 'relief.held.withdrawn.v1', data }),
      'C-1',
    );
    expect(await answer('first')).toMatchObject({ reason: 'withdrawn' });
    await send(named(dispatch('O-1', 'T-2', { source: 'mill' }, 'C-2', rice(10)), 'second'));
    expect(await answer('second')).toMatchObject({ status: 'posted' });
  });

  it.each([
    ['waited', []],
    ['was booked', [arrival('O-1', 'T-1', 'C-1', rice(130))]],
  ])('is free, whether that %s', async (_title, before) => {
    const first = dispatch('O-1', 'T-2', { locationId: 'C-1' }, 'C-2', rice(100));
    await send(...before, named(first, 'first'), { ...voiding('first'), queue: 'shipment-arrivals' });
    await send(named(dispatch('O-1', 'T-2', { source: 'mill' }, 'C-2', rice(10)), 'second'));
    expect(await answer('second')).toMatchObject({ status: 'posted' });
    await send(named(first, 'third'));
    expect(await answer('third')).toMatchObject({ status: 'rejected', reason: 'conflicting-duplicate' });
  });
});
