import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../tools/cli/commands/outcome.ts';
import { outcomesOf } from '../../tools/cli/outcome.ts';
import { type Answers, fakeApi, listOf } from './fake-api.ts';

const row = (receiptId: string, householdId: string, quantity = 5) => ({
  receiptId,
  householdId,
  lines: [{ commodity: 'rice', unit: 'kg', quantity }],
});
type Row = ReturnType<typeof row>;

const sheet = (id: string, ...receipts: readonly Row[]) => ({
  source: 'urn:relief:import',
  id,
  type: 'relief.handovers.made.v1',
  data: { centreId: 'C-1', orderId: 'O-1', receipts },
});

const exception = (eventId: string, status: string, original: unknown, changes: object = {}) => ({
  exceptionId: `x-${eventId}`,
  state: 'open',
  notes: [],
  status,
  reason: status === 'held' ? 'insufficient-stock' : 'not-covered',
  detail: {},
  event: { source: 'urn:relief:import', id: eventId, type: 'relief.handovers.made.v1' },
  orderId: 'O-1',
  recordedAt: '2020-08-09T00:00:00.000Z',
  original,
  ...changes,
});
const ofRow = (eventId: string, status: string, original: Row) =>
  exception(eventId, status, original, {
    reference: original.receiptId,
    householdId: original.householdId,
  });

const entry = (type: string, ...group: readonly { reference: string; householdId: string }[]) => ({
  account: 'centre:C-1/O-1',
  seq: 1,
  type,
  orderId: 'O-1',
  reference: group[0]?.reference,
  event: 'urn:relief:import#earlier',
  counterparty: `household:${group[0]?.householdId}/O-1/goods`,
  ...(group.length > 1 && { group }),
});

const books = (exceptions: readonly unknown[], ...entries: readonly unknown[]): Answers => ({
  '/exceptions?orderId=O-1': listOf(...exceptions),
  '/locations/C-1': {},
  '/locations/C-1/ledger?orderId=O-1': listOf(...entries),
});

async function told(answers: Answers, ...events: Parameters<typeof outcomesOf>[1]) {
  const outcomes = await outcomesOf(fakeApi(answers), events);
  return {
    statuses: outcomes.map(({ status, isCopy }) => `${status}${isCopy ? ', a copy' : ''}`),
    exit: exitCodeOf(outcomes),
  };
}

describe('what became of the rows that were sent', () => {
  const [one, two] = [row('201', 'H-5'), row('202', 'H-6')];

  it('is told of each by itself', async () => {
    const answers = books(
      [ofRow('sheet', 'rejected', two)],
      entry('handover', { reference: '201', householdId: 'H-5' }),
    );
    expect(await told(answers, sheet('sheet', one, two))).toEqual({
      statuses: ['posted', 'rejected'],
      exit: 1,
    });
    expect(await told(answers, sheet('sheet', one))).toEqual({ statuses: ['posted'], exit: 0 });
  });

  it.each([
    ['rejected', 1],
    ['held', 4],
  ])('is %s where the row copies one that was, in a file of its own', async (status, exit) => {
    const answers = books([ofRow('earlier', status, two)]);
    expect(await told(answers, sheet('another', two))).toEqual({ statuses: [`${status}, a copy`], exit });
  });

  it('is not in the books where the number stands for another household, or nothing is known of it', async () => {
    const answers = books([], entry('handover', { reference: '202', householdId: 'H-9' }));
    expect(await told(answers, sheet('sheet', two))).toEqual({ statuses: ['undecided'], exit: 1 });
  });

  it('is undone where it was booked, and returned since', async () => {
    const both = [
      { reference: '201', householdId: 'H-5' },
      { reference: '202', householdId: 'H-6' },
    ];
    const answers: Answers = {
      ...books([], entry('return', { reference: 'T-1', householdId: 'H-6' }), entry('handover', ...both)),
      '/households/H-6': {},
      '/households/H-6/ledger?orderId=O-1': listOf({
        ...entry('return', { reference: 'T-1', householdId: 'H-6' }),
        reverses: '202',
      }),
    };
    expect(await told(answers, sheet('sheet', one, two))).toEqual({
      statuses: ['posted', 'undone'],
      exit: 1,
    });
  });

  it('is that of the whole event where the event was refused', async () => {
    const answers = books([exception('sheet', 'held', sheet('sheet', one, two))]);
    expect(await told(answers, sheet('sheet', one, two))).toEqual({ statuses: ['held', 'held'], exit: 4 });
  });

  it('is looked up for a count and an arrival in the book of their place', async () => {
    const count = {
      source: 's',
      id: 'c',
      type: 'relief.stock.counted.v1',
      data: { countId: 'K-1', locationId: 'C-1', orderId: 'O-1', lines: [] },
    };
    const arrival = {
      source: 's',
      id: 'a',
      type: 'relief.shipment.arrived.v1',
      data: { shipmentId: 'W-1', at: 'C-1', orderId: 'O-1', lines: [] },
    };
    const counted = { ...entry('count-variance'), reference: 'K-1' };
    const arrived = { ...entry('arrival'), reference: 'W-1', event: 's#a' };
    expect(await told(books([], counted, arrived), count, arrival)).toEqual({
      statuses: ['posted', 'posted'],
      exit: 0,
    });
    expect(await told(books([], { ...arrived, event: 's#other' }), count, arrival)).toEqual({
      statuses: ['undecided', 'undecided'],
      exit: 1,
    });
  });
});
