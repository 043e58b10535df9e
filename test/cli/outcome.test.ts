import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../tools/cli/commands/outcome.ts';
import { decidedBefore, outcomesOf, sentEvent } from '../../tools/cli/outcome.ts';
import { type Answers, fakeApi, listOf } from './fake-api.ts';

const row = (receiptId: string, householdId: string, quantity = 5) => ({
  receiptId,
  householdId,
  lines: [{ commodity: 'rice', unit: 'kg', quantity }],
});
type Row = ReturnType<typeof row>;

const event = (id: string, type: string, data: object) =>
  sentEvent(
    JSON.stringify({
      specversion: '1.0',
      source: 'urn:relief:import',
      id,
      type,
      time: '2020-08-08T09:00:00Z',
      data,
    }),
  );
const sheet = (id: string, ...receipts: readonly Row[]) =>
  event(id, 'relief.handovers.made.v1', { centreId: 'C-1', orderId: 'O-1', receipts });

type Sent = ReturnType<typeof sheet>;

const pathOf = ({ source, id, content }: Sent): string =>
  `/events?${new URLSearchParams({ source, id, content })}`;
const answer = ({ source, id, type }: Sent, status: string, more: object = {}) => ({
  source,
  id,
  type,
  status,
  recordedAt: '2020-08-09T00:00:00.000Z',
  locationId: 'C-1',
  ...more,
});
const refused = (status: string, reason: string) => ({ status, reason, detail: {}, exceptionId: 'x-1' });

/** Waits in no time. */
function clock() {
  let ms = 0;
  return {
    nowMs: () => ms,
    pause: async (by: number) => {
      ms += by;
    },
  };
}

async function told(answers: Answers, events: readonly Sent[], before: readonly Sent[] = []) {
  const outcomes = await outcomesOf(fakeApi(answers), events, new Set(before), clock());
  return {
    statuses: outcomes.map(({ status, isCopy }) => `${status}${isCopy ? ', decided before' : ''}`),
    exit: exitCodeOf(outcomes),
  };
}

describe('what became of the rows that were sent', () => {
  const [one, two] = [row('201', 'H-5'), row('202', 'H-6')];

  it('is told of each by itself', async () => {
    const sent = sheet('sheet', one, two);
    const mixed = answer(sent, 'mixed', { rows: [{ status: 'posted' }, refused('rejected', 'not-covered')] });
    expect(await told({ [pathOf(sent)]: mixed }, [sent])).toEqual({
      statuses: ['posted', 'rejected'],
      exit: 1,
    });
    const [, second] = await outcomesOf(fakeApi({ [pathOf(sent)]: mixed }), [sent]);
    expect(second?.exception).toMatchObject({ reference: '202', householdId: 'H-6', locationId: 'C-1' });
  });

  it.each([
    ['posted', 0],
    ['held', 4],
    ['rejected', 1],
  ])('is %s for all rows where the event is', async (status, exit) => {
    const sent = sheet('sheet', one, two);
    const whole = answer(sent, status, status === 'posted' ? {} : refused(status, 'unknown-order'));
    expect(await told({ [pathOf(sent)]: whole }, [sent])).toEqual({ statuses: [status, status], exit });
  });

  it('is not decided while the system says nothing of this very content', async () => {
    const [sent, other] = [sheet('sheet', one), sheet('sheet', two)];
    const answers = { [pathOf(other)]: answer(other, 'posted') };
    expect(await told(answers, [sent])).toEqual({ statuses: ['undecided'], exit: 1 });
  });

  it('is said to have been decided before where it had been, and so it stands', async () => {
    const [sent, other] = [sheet('sheet', one), sheet('other', two)];
    const answers = {
      [pathOf(sent)]: answer(sent, 'held', refused('held', 'unknown-household')),
      [pathOf(other)]: answer(other, 'posted'),
    };
    const before = await decidedBefore(fakeApi({ [pathOf(sent)]: answers[pathOf(sent)] }), [sent, other]);
    expect(await told(answers, [sent, other], [...before])).toEqual({
      statuses: ['held, decided before', 'posted'],
      exit: 4,
    });
  });

  it('is undone where it was booked, and returned since', async () => {
    const sent = sheet('sheet', one, two);
    const entry = {
      account: 'centre:C-1/O-1',
      seq: 1,
      type: 'return',
      orderId: 'O-1',
      reference: 'T-1',
      event: 'urn:x#later',
      counterparty: 'household:H-6/O-1/goods',
    };
    const answers: Answers = {
      [pathOf(sent)]: answer(sent, 'posted'),
      '/locations/C-1': {},
      '/locations/C-1/ledger?orderId=O-1': listOf(entry),
      '/households/H-6': {},
      '/households/H-6/ledger?orderId=O-1': listOf({ ...entry, reverses: '202' }),
    };
    expect(await told(answers, [sent], [sent])).toEqual({
      statuses: ['posted, decided before', 'undone, decided before'],
      exit: 1,
    });
    expect(await told(answers, [sent])).toEqual({ statuses: ['posted', 'posted'], exit: 0 });
  });

  it('is told by one reading of a book, however many sheets are of it', async () => {
    const sheets = ['a', 'b', 'c'].map((id) => sheet(id, one));
    let readings = 0;
    const answers: Answers = {
      ...Object.fromEntries(sheets.map((sent) => [pathOf(sent), answer(sent, 'posted')])),
      '/locations/C-1': {},
      get '/locations/C-1/ledger?orderId=O-1'() {
        readings += 1;
        return listOf();
      },
    };
    expect((await told(answers, sheets, sheets)).statuses.length).toBe(3);
    expect(readings).toBe(1);
  });

  it('is undone where the event was voided', async () => {
    const count = event('c', 'relief.stock.counted.v1', {
      countId: 'K-1',
      locationId: 'C-1',
      orderId: 'O-1',
      lines: [{ commodity: 'rice', unit: 'kg', quantity: 5 }],
    });
    const voidedBy = { source: 's', id: 'v' };
    expect(await told({ [pathOf(count)]: answer(count, 'posted', { voidedBy }) }, [count])).toEqual({
      statuses: ['undone'],
      exit: 1,
    });
  });

  it('is known of an event that names nobody: its text alone has it rejected', async () => {
    const nameless = sentEvent('{"specversion":"1.0","type":"relief.order.cancelled.v1","data":{}}');
    expect(await told({}, [nameless])).toEqual({ statuses: ['rejected'], exit: 1 });
  });
});
