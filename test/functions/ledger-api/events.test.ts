import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessage } from '../../../shared/contract/read-message.ts';
import { Books, type SentEvent } from './books.ts';
import { arrival, oil, order, registerHouseholds, registerRound, rice } from './round.ts';

let books: Books;
beforeAll(async () => {
  books = await Books.open();
  books.setClock('2020-08-01T00:00:00.000Z');
  await registerRound(books);
  await books.send(order('O-1', { release: 'first-come' }));
  books.setClock('2020-08-07T00:00:00.000Z');
  await arrival(books, 'W-1', 'C-1', [rice(27), oil(3)]);
});
afterAll(() => books?.close());

const source = 'urn:test:desk';
const pathOf = (id: string, more = '') => `/events?source=${source}&id=${encodeURIComponent(id)}${more}`;
const told = (id: string, more = '') => books.get(pathOf(id, more));
const receipt = (receiptId: string, householdId: string, lines: object[] = [rice(1)], more: object = {}) => ({
  receiptId,
  householdId,
  lines,
  ...more,
});
const sheet = (id: string, receipts: object[], more: Partial<SentEvent> = {}): SentEvent => ({
  type: 'relief.handovers.made.v1',
  id,
  data: { centreId: 'C-1', orderId: 'O-1', receipts },
  ...more,
});

describe('what became of an event that is no sheet', () => {
  it('is not told before anything is decided, and may be asked for again', async () => {
    const { status, headers, body } = await books.ask(pathOf('nothing'));
    expect(status).toBe(404);
    expect(headers).toMatchObject({ 'retry-after': '1' });
    expect(body.detail).toContain('nothing');
  });

  it('is that it was posted, with the way that a void of it would take', async () => {
    await books.send({
      type: 'relief.stock.lost.v1',
      id: 'lost-1',
      data: { lossId: 'L-1', locationId: 'C-1', orderId: 'O-1', lines: [{ ...rice(1), cause: 'spilled' }] },
    });
    expect(await told('lost-1')).toMatchObject({
      source,
      id: 'lost-1',
      type: 'relief.stock.lost.v1',
      status: 'posted',
      orderId: 'O-1',
      locationId: 'C-1',
      queue: 'stock-counts',
    });
    expect(await told('lost-1')).not.toHaveProperty('rows');
  });

  it('names the void that took it back', async () => {
    await books.send({
      type: 'relief.event.voided.v1',
      id: 'void-1',
      queue: 'stock-counts',
      group: 'C-1',
      data: { source, id: 'lost-1', reason: 'found again' },
    });
    expect(await told('lost-1')).toMatchObject({ status: 'posted', voidedBy: { source, id: 'void-1' } });
    expect(await told('void-1')).toMatchObject({ status: 'posted', queue: 'stock-counts' });
  });

  it('is that it is held, and later that it was posted after all', async () => {
    const arrived = { shipmentId: 'W-9', orderId: 'O-9', at: 'C-1', lines: [rice(1)] };
    await books.send({ type: 'relief.shipment.arrived.v1', id: 'arrival-9', data: arrived });
    expect(await told('arrival-9')).toMatchObject({
      status: 'held',
      reason: 'unknown-order',
      detail: { orderId: 'O-9' },
      exceptionId: expect.stringMatching(/^x/),
    });
    await books.send(order('O-9'));
    expect(await told('arrival-9')).toMatchObject({ status: 'posted' });
    expect(await told('arrival-9')).not.toHaveProperty('reason');
  });

  it('is that an order was accepted, although its claim says only that it began', async () => {
    await books.send({ ...order('O-10'), id: 'order-10' });
    expect(await told('order-10')).toMatchObject({ status: 'posted', type: 'relief.order.issued.v1' });
  });

  it('is why a message could not be read, as its exception says', async () => {
    await books.send({ type: 'relief.stock.lost.v1', id: 'bad-1', data: { lossId: 'L-2' } });
    expect(await told('bad-1')).toMatchObject({
      status: 'rejected',
      reason: 'invalid-message',
      detail: { path: 'data.locationId' },
    });
  });

  it('tells of the content that has the id, and of another only where that is named', async () => {
    const written = (quantity: number) =>
      JSON.stringify({
        specversion: '1.0',
        id: 'twice',
        source,
        type: 'relief.stock.lost.v1',
        time: '2020-08-08T09:00:00+09:00',
        data: {
          lossId: `L-${quantity}`,
          locationId: 'C-1',
          orderId: 'O-1',
          lines: [{ ...rice(quantity), cause: 'spilled' }],
        },
      });
    const digestOf = (body: string): string => {
      const reading = readMessage(body);
      return encodeURIComponent(reading.ok ? reading.header.digest : '');
    };
    await books.sendBody('stock-counts', written(1), 'C-1');
    const before = await books.ask(pathOf('twice', `&content=${digestOf(written(2))}`));
    expect(before.status).toBe(404);
    await books.sendBody('stock-counts', written(2), 'C-1');
    expect(await told('twice')).toMatchObject({ status: 'posted' });
    expect(await told('twice', `&content=${digestOf(written(1))}`)).toMatchObject({ status: 'posted' });
    expect(await told('twice', `&content=${digestOf(written(2))}`)).toMatchObject({
      status: 'rejected',
      reason: 'conflicting-duplicate',
    });
  });

  it.each(['/events', `/events?source=${source}`, '/events?id=1'])('needs both names: %s', async (path) => {
    expect(await books.ask(path)).toMatchObject({ status: 400 });
  });
});

describe('what became of a sheet', () => {
  it('is told row by row, whatever each came to', async () => {
    await books.send(
      sheet('mixed', [
        receipt('R-1', 'H-1'),
        receipt('R-2', 'H-404'),
        receipt('R-3', 'H-1', [{ commodity: 'rice', quantity: 1, unit: 'l' }]),
        { receiptId: 'R-4', householdId: 'H-1', lines: [] },
        receipt('R-5', 'H-2'),
      ]),
    );
    const { status, rows, queue, messageGroup } = await told('mixed');
    expect({ status, queue, messageGroup }).toEqual({
      status: 'mixed',
      queue: 'handovers',
      messageGroup: 'C-1',
    });
    expect(rows).toMatchObject([
      { reference: 'R-1', householdId: 'H-1', status: 'posted' },
      { reference: 'R-2', householdId: 'H-404', status: 'held', reason: 'unknown-household' },
      { reference: 'R-3', householdId: 'H-1', status: 'rejected', reason: 'wrong-unit' },
      { reference: 'R-4', householdId: 'H-1', status: 'rejected', reason: 'invalid-message' },
      { reference: 'R-5', householdId: 'H-2', status: 'posted' },
    ]);
    const { items } = await books.get('/exceptions?reference=R-2');
    expect(rows[1].exceptionId).toBe(items[0].exceptionId);
  });

  it('follows a row that was held until what it waited for came', async () => {
    await registerHouseholds(books, 'C-1', '2020-01-01', [{ householdId: 'H-404', adults: 1, children: 0 }]);
    const { rows } = await told('mixed');
    expect(rows[1]).toMatchObject({ status: 'rejected', reason: 'not-covered' });
  });

  it('is the status of all its rows where they agree', async () => {
    await books.send(sheet('posted', [receipt('R-10', 'H-1'), receipt('R-11', 'H-2')]));
    expect(await told('posted')).toMatchObject({ status: 'posted', rows: [{}, {}] });
    await books.send(sheet('held', [receipt('R-12', 'H-77')]));
    expect(await told('held')).toMatchObject({ status: 'held', rows: [{ status: 'held' }] });
    await books.send(sheet('rejected', [receipt('R-13', 'H-3')]));
    expect(await told('rejected')).toMatchObject({ status: 'rejected', rows: [{ reason: 'wrong-centre' }] });
  });

  it('names rows that another event brought before by what became of them then', async () => {
    await books.send(
      sheet('again', [receipt('R-10', 'H-1'), receipt('R-12', 'H-77'), receipt('R-14', 'H-2')]),
    );
    expect(await told('again')).toMatchObject({
      status: 'mixed',
      rows: [{ status: 'posted' }, { status: 'held', reason: 'unknown-household' }, { status: 'posted' }],
    });
    await books.send(sheet('only-copies', [receipt('R-10', 'H-1')]));
    expect(await told('only-copies')).toMatchObject({ status: 'posted', rows: [{ reference: 'R-10' }] });
  });

  it('has no rows where it was refused as one', async () => {
    await books.send(sheet('whole', [], {}));
    const answer = await told('whole');
    expect(answer).toMatchObject({ status: 'rejected', reason: 'invalid-message' });
    expect(answer).not.toHaveProperty('rows');
  });

  it('is told of payments, and of households that were missed', async () => {
    await books.send({
      type: 'relief.payments.made.v1',
      id: 'paid',
      data: {
        payerId: 'P-1',
        orderId: 'O-1',
        payments: [{ paymentId: 'M-1', householdId: 'H-1', amount: 100, currency: 'KPW' }],
      },
    });
    expect(await told('paid')).toMatchObject({
      status: 'posted',
      payerId: 'P-1',
      rows: [{ reference: 'M-1' }],
    });
    const missed = (id: string, households: object[]): SentEvent => ({
      type: 'relief.handovers.missed.v1',
      id,
      data: { centreId: 'C-1', orderId: 'O-1', households },
    });
    await books.send(missed('missed', [{ householdId: 'H-1', reason: 'absent' }]));
    expect(await told('missed')).toMatchObject({ status: 'posted', rows: [{ householdId: 'H-1' }] });
    await books.send(
      missed('missed-2', [
        { householdId: 'H-2', reason: 'absent' },
        { householdId: 'H-88', reason: 'other' },
      ]),
    );
    expect(await told('missed-2')).toMatchObject({
      status: 'mixed',
      rows: [{ status: 'posted' }, { status: 'held', reason: 'unknown-household' }],
    });
  });
});

describe('a sheet of 500', () => {
  it('is told in as many rounds of reads as one of five', async () => {
    const households = Array.from({ length: 500 }, (_, index) => `B-${index}`);
    await registerHouseholds(
      books,
      'C-2',
      '2020-01-01',
      households.map((householdId) => ({ householdId, adults: 1, children: 0 })),
    );
    await books.send(order('O-2', { release: 'first-come' }));
    await arrival(books, 'W-2', 'C-2', [rice(600)], 'O-2');
    const receipts = households.map((householdId) => receipt(`S-${householdId}`, householdId));
    const data = (some: object[]) => ({ centreId: 'C-2', orderId: 'O-2', receipts: some });
    await books.send({ ...sheet('small', []), data: data(receipts.slice(0, 5)) });
    await books.send({ ...sheet('large', []), data: data(receipts.slice(5)) });
    const reads = async (id: string): Promise<number> => {
      const { client } = books.tables;
      const send = client.send.bind(client);
      let count = 0;
      client.send = ((command: never) => {
        count += 1;
        return send(command);
      }) as typeof client.send;
      const { status, rows } = await told(id);
      client.send = send;
      expect({ status, last: rows.at(-1).status }).toEqual({ status: 'posted', last: 'posted' });
      return count;
    };
    expect(await reads('large')).toBe(await reads('small'));
    expect(await reads('large')).toBeLessThan(8);
  });
});

describe('who may ask', () => {
  const asks = async (id: string, groups: readonly string[], sub?: string): Promise<number> => {
    const more = sub === undefined ? {} : { claims: { sub } };
    return (await books.ask(pathOf(id), {}, groups, 'GET', more)).status;
  };

  it.each([
    ['coordinators and auditors', 'posted', ['auditor'], 200],
    ['the staff of its centre', 'posted', ['centre-staff', 'location:C-1'], 200],
    ['nor the staff of another', 'posted', ['centre-staff', 'location:C-2'], 403],
    ['nor a payer of a handover', 'posted', ['payer', 'payer:P-1'], 403],
    ['its payer', 'paid', ['payer', 'payer:P-1'], 200],
    ['nor another payer', 'paid', ['payer', 'payer:P-2'], 403],
    ['nor a bound without its role', 'posted', ['location:C-1'], 403],
    ['nor anyone else of what is not there', 'nothing', ['centre-staff', 'location:C-1'], 403],
  ])('%s', async (_, id, groups, status) => {
    expect(await asks(id, groups)).toBe(status);
  });

  it('whoever sent it under a source of their own, and nobody whose name only begins alike', async () => {
    const own = (id: string, who: string) => {
      const body = JSON.stringify({
        specversion: '1.0',
        id,
        source: `urn:relief:reader:${who}`,
        type: 'relief.handovers.made.v1',
        time: '2020-08-08T09:00:00+09:00',
        data: { centreId: 'C-2', orderId: 'O-1', receipts: [receipt(`${id}-1`, 'H-3')] },
      });
      return books.sendBody('handovers', body, 'C-2');
    };
    await own('mine', 'ann:tablet-1');
    const path = '/events?source=urn:relief:reader:ann:tablet-1&id=mine';
    const by = async (sub: string) =>
      (await books.ask(path, {}, ['payer', 'payer:P-1'], 'GET', { claims: { sub } })).status;
    expect(await by('ann')).toBe(200);
    expect(await by('an')).toBe(403);
    expect(await by('ann:tablet-1')).toBe(403);
    expect(await by('bob')).toBe(403);
  });
});
