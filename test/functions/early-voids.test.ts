/** Voids that come before their event, from a sender who cannot know its queue. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueueName } from '../../shared/domain/events.ts';
import { earlyVoidPlace } from '../../shared/ledger/early-voids.ts';
import { arrival, funding, handovers, households, locations, order, receipt } from '../flows/events.ts';
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
  await send(locations);
  await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]));
  await send(order('O-1'));
});

const source = 'urn:test:desk';
const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const send = (event: object, more: Partial<SentEvent> = {}) => books.send({ ...event, ...more } as SentEvent);
const voidOf = (id: string, voidId: string, place: { queue: QueueName; messageGroup: string }) =>
  send(
    { type: 'relief.event.voided.v1', data: { source, id, reason: 'typed wrongly' } },
    { id: voidId, queue: place.queue, group: place.messageGroup },
  );
/** As the intake sends it that has not heard of the event. */
const voidEarly = (id: string, voidId = `void-${id}`) =>
  voidOf(id, voidId, earlyVoidPlace(`${source}#${id}`));
const outcome = (id: string) => books.get(`/events?source=${source}&id=${id}`);

describe('a void that comes before its event', () => {
  it('is held for it, and takes it back in its own group as soon as it comes', async () => {
    await voidEarly('late');
    expect(await outcome('void-late')).toMatchObject({ status: 'held', reason: 'unknown-reference' });
    await send(arrival('O-1', 'W-1', 'C-1', rice(20)), { id: 'late' });
    expect(await outcome('void-late')).toMatchObject({ status: 'posted' });
    expect(await outcome('late')).toMatchObject({ voidedBy: { source, id: 'void-late' } });
    expect(await books.all('/exceptions?status=held', 100)).toEqual([]);
  });

  it.each([
    ['an arrival', arrival('O-1', 'W-1', 'C-1', rice(20))],
    ['a funding', funding('O-1', 'P-1', 'F-1', 50)],
  ])('takes back %s that came while it was on its way', async (_what, event) => {
    await send(event, { id: 'crossed' });
    await voidEarly('crossed');
    expect(await outcome('void-crossed')).toMatchObject({ status: 'posted' });
    expect(await outcome('crossed')).toMatchObject({ voidedBy: { id: 'void-crossed' } });
  });

  it('withdraws the rows that are held of a sheet', async () => {
    await voidEarly('sheet');
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 5)]), { id: 'sheet' });
    expect(await outcome('void-sheet')).toMatchObject({ status: 'posted' });
    expect(await outcome('sheet')).toMatchObject({ rows: [{ status: 'rejected', reason: 'withdrawn' }] });
  });

  it.each([
    ['a registration', households('C-1', [{ householdId: 'H-2', adults: 1, children: 0 }]), {}],
    ['an order', order('O-2'), {}],
    ['an event that is refused', arrival('O-1', 'W-1', 'C-1', rice(20)), { queue: 'payments' }],
  ] as const)('of %s is rejected as any other, and not for its queue', async (_what, event, more) => {
    await voidEarly('named');
    await send(event, { id: 'named', ...more });
    expect(await outcome('void-named')).toMatchObject({ status: 'rejected', reason: 'not-voidable' });
    await voidEarly('named', 'again');
    expect(await outcome('again')).toMatchObject({ status: 'rejected', reason: 'not-voidable' });
  });

  it('is taken back itself before that, and then takes nothing back', async () => {
    await voidEarly('late');
    await voidOf('void-late', 'taken-back', await outcome('void-late'));
    expect(await outcome('void-late')).toMatchObject({ status: 'rejected', reason: 'withdrawn' });
    await send(arrival('O-1', 'W-1', 'C-1', rice(20)), { id: 'late' });
    expect(await outcome('late')).not.toHaveProperty('voidedBy');
  });

  it('may be one of two: the second finds the event taken back', async () => {
    await voidEarly('late', 'first');
    await voidEarly('late', 'second');
    await send(arrival('O-1', 'W-1', 'C-1', rice(20)), { id: 'late' });
    expect(await outcome('first')).toMatchObject({ status: 'posted' });
    expect(await outcome('second')).toMatchObject({ status: 'rejected', reason: 'already-reversed' });
  });

  it('of a void that came early as well takes that back', async () => {
    await voidEarly('void-late', 'of-the-void');
    await voidEarly('late');
    expect(await outcome('void-late')).toMatchObject({ status: 'rejected', reason: 'withdrawn' });
  });

  it('waits for ever for an event that never comes, and waits still when it is tried again by hand', async () => {
    await voidEarly('never');
    const { exceptionId, queue, messageGroup } = await outcome('void-never');
    const retry = { type: 'relief.held.retried.v1', data: { exceptionId } };
    await books.sendBody(queue, JSON.stringify(retry), messageGroup);
    expect(await outcome('void-never')).toMatchObject({ status: 'held' });
  });

  it('is told that its queue was wrong where its sender chose that, and its event is booked all the same', async () => {
    await voidOf('late', 'astray', { queue: 'handovers', messageGroup: 'C-1' });
    await send(funding('O-1', 'P-1', 'F-1', 50), { id: 'late' });
    expect(await outcome('late')).toMatchObject({ status: 'posted' });
    expect(await outcome('astray')).toMatchObject({
      status: 'rejected',
      reason: 'wrong-queue',
      queue: 'handovers',
      detail: { expected: 'payments', found: 'handovers' },
    });
  });
});
