import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerApi } from '../../../functions/ledger-api/api.ts';
import { reconciliationAnswer } from '../../../shared/contract/answers/reconciliation.ts';
import { imbalancesOf } from '../../../tools/cli/reconciliation.ts';
import { type Answer, Books } from './books.ts';
import { order, playRound, registerHouseholds, rice } from './round.ts';

let books: Books;
let noon: string;

beforeAll(async () => {
  books = await Books.open();
  ({ noon } = await playRound(books));
});
afterAll(() => books?.close());

const commodityOf = (rows: Answer['body'][], commodity: string) =>
  rows.find((row: Answer['body']) => row.commodity === commodity);

describe('an order', () => {
  it('is answered with its terms, its status and its revisions', async () => {
    const answer = await books.get('/orders/O-1');
    expect(answer).toMatchObject({
      orderId: 'O-1',
      status: 'active',
      revision: 1,
      rations: [{ commodity: 'rice', quantityPerPerson: 5.5, unit: 'kg' }, { commodity: 'oil' }],
      stipend: { amountPerAdult: 8000.5, currency: 'KPW', funding: 'own' },
      revisions: [{ revision: 1, kind: 'issued' }],
    });
    expect(answer.pledges[1]).toEqual({
      commodity: 'soap',
      source: 'the ministry',
      responsible: 'Ministry of Light Industry',
    });
    expect(await books.get('/orders')).toEqual({ items: [answer] });
  });

  it('is not found under an id that no order has', async () => {
    expect(await books.ask('/orders/O-9')).toMatchObject({
      status: 404,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      body: { title: 'Not Found', status: 404, detail: 'Order O-9 was not found.' },
    });
  });
});

describe('the reconciliation', () => {
  it('adds up to the gram, in all and at each location', async () => {
    const report = reconciliationAnswer.parse(await books.get('/orders/O-1/reconciliation'));
    expect(imbalancesOf(report)).toEqual([]);
    expect(commodityOf(report.commodities, 'rice')).toEqual({
      commodity: 'rice',
      unit: 'kg',
      planned: 44,
      pledged: 0,
      inTransit: 0.5,
      received: 44,
      transferredIn: 0,
      transferredOut: 0,
      lost: 0.5,
      countVariance: -0.001,
      handedOver: 7,
      onHand: 35.999,
      outstanding: 37,
      overIssued: 0,
    });
  });

  it('counts goods that went on to another location once, and shows them there and here', async () => {
    const { locations } = await books.get('/orders/O-1/reconciliation');
    expect(locations.map(({ locationId }: Answer['body']) => locationId)).toEqual(['C-1', 'C-2', 'HUB']);
    expect(commodityOf(locations[1].commodities, 'rice')).toMatchObject({
      received: 16.5,
      transferredIn: 0,
      transferredOut: 0,
      dispatched: 0.5,
      lost: 0.5,
    });
    expect(locations[0]).toMatchObject({ households: 2, persons: 5, adults: 3, householdsServed: 1 });
  });

  it('lists a pledge without a quantity, which has no unit yet', async () => {
    const { commodities } = await books.get('/orders/O-1/reconciliation');
    expect(commodityOf(commodities, 'soap')).toMatchObject({ pledged: 0, received: 0 });
    expect(commodityOf(commodities, 'soap')).not.toHaveProperty('unit');
    expect(commodityOf(commodities, 'coal')).toMatchObject({ unit: 't', pledged: 180, received: 1.5 });
  });

  it('shows the stipend and each payer, reversals taken off', async () => {
    const { stipend, exceptions } = await books.get('/orders/O-1/reconciliation');
    expect(stipend).toEqual({
      currency: 'KPW',
      due: 48003,
      paid: 8000.25,
      outstanding: 40002.75,
      overpaid: 0,
      householdsPaid: 1,
      payers: [{ payerId: 'P-1', paid: 8000.25, payments: 1 }],
    });
    expect(exceptions).toEqual({ held: 1, rejected: 2 });
  });

  it('answers as the books had it recorded at an instant, whatever its offset', async () => {
    const local = `${new Date(Date.parse(noon) + 9 * 3_600_000).toISOString().slice(0, -1)}%2B09:00`;
    const report = await books.get(`/orders/O-1/reconciliation?asOf=${local}`);
    expect(report.asOf).toBe(noon);
    expect(imbalancesOf(reconciliationAnswer.parse(report))).toEqual([]);
    expect(commodityOf(report.commodities, 'rice')).toMatchObject({ handedOver: 10.5, countVariance: 0 });
    expect(report.stipend).toMatchObject({ paid: 0, payers: [] });
    expect(await books.ask('/orders/O-1/reconciliation?asOf=2020-07-01T00:00:00Z')).toMatchObject({
      status: 404,
    });
  });

  it('comes as CSV by name or by preference, in which no name is run as a formula', async () => {
    const { text, headers } = await books.ask('/orders/O-1/reconciliation?format=csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [columns = '', ...rows] = text.trim().split('\r\n');
    expect(columns).toMatch(/^scope,orderId,asOf,locationId,name/);
    expect(new Set(columns.split(',')).size).toBe(columns.split(',').length);
    expect(rows.map((row) => row.split(',')[0])).toEqual([
      ...Array(4).fill('order'),
      ...Array(5).fill('location'),
      'stipend',
      'payer',
      'confirmations',
      'complaints',
      'exceptions',
    ]);
    expect(text).toContain(",C-1,'=First centre,centre,");
    expect(text).toContain(',-0.001,');
    const preferred = await books.ask('/orders/O-1/reconciliation', { accept: 'text/csv, */*;q=0.1' });
    expect(preferred.text).toBe(text);
    const other = await books.ask('/orders/O-1/reconciliation', {
      accept: 'application/json, text/csv;q=0.9',
    });
    expect(other.headers['content-type']).toBe('application/json');
  });
});

describe('a household', () => {
  it('is answered with its composition, and for each order what it is due and has received', async () => {
    expect(await books.get('/households/H-1')).toEqual({
      householdId: 'H-1',
      centreId: 'C-1',
      name: '김, "영"',
      neighbourhood: 'Sonjuk-dong',
      composition: { adults: 2, children: 2, persons: 4, effectiveFrom: '2020-01-01' },
      withdrawn: null,
      orders: [
        {
          orderId: 'O-1',
          status: 'active',
          centreId: 'C-1',
          missed: [],
          persons: 4,
          adults: 2,
          entitlements: [
            {
              commodity: 'rice',
              unit: 'kg',
              entitled: 22,
              released: 22,
              received: 7,
              outstanding: 15,
              overIssued: 0,
            },
            {
              commodity: 'oil',
              unit: 'bottle',
              entitled: 4,
              released: 2,
              received: 1,
              outstanding: 3,
              overIssued: 0,
            },
          ],
          stipend: { currency: 'KPW', due: 16001, paid: 8000.25, outstanding: 8000.75, overpaid: 0 },
        },
      ],
    });
  });

  it('is answered as it was recorded at an instant, and is unknown before it was registered', async () => {
    const { orders } = await books.get(`/households/H-2?asOf=${noon}`);
    expect(orders[0].entitlements[0]).toMatchObject({ entitled: 5.5, received: 5.5, outstanding: 0 });
    const before = await books.get('/households/H-2?asOf=2020-08-01T00:00:00.005Z');
    expect(before.orders).toEqual([]);
    expect(await books.ask('/households/H-2?asOf=2020-07-31T00:00:00Z')).toMatchObject({
      status: 404,
      body: { detail: 'Household H-2 was not found in the books as of 2020-07-31T00:00:00.000Z.' },
    });
  });

  it('has a ledger of goods and money by time, newest first, with the other side of each entry', async () => {
    const { items } = await books.get('/households/H-1/ledger?orderId=O-1');
    expect(items.map(({ reference }: Answer['body']) => reference)).toEqual(['M-1', 'R-6', 'R-1']);
    expect(items[0]).toMatchObject({
      account: 'household:H-1/O-1/stipend',
      type: 'payment',
      lines: [],
      balance: [],
      money: { amount: 8000.25, currency: 'KPW' },
      moneyBalance: { amount: 8000.25, currency: 'KPW' },
      counterpartyEntry: 'payer:P-1/O-1@1',
    });
    expect(items[2]).toMatchObject({ seq: 1, collectedBy: 'Neighbour', money: null, previousHash: '' });
    expect(items[1].previousHash).toBe(items[2].hash);
    expect(await books.get('/households/H-1/ledger')).toEqual({ items });
  });

  it('has a ledger as it was at an instant', async () => {
    const { items } = await books.get(`/households/H-1/ledger?asOf=${noon}`);
    expect(items.map(({ reference }: Answer['body']) => reference)).toEqual(['R-1']);
  });
});

describe('a location', () => {
  it('is answered with its balances under each order', async () => {
    expect(await books.get('/locations/HUB')).toEqual({
      locationId: 'HUB',
      name: 'Station',
      kind: 'hub',
      balances: [
        {
          orderId: 'O-1',
          commodities: [
            {
              commodity: 'coal',
              unit: 't',
              received: 1.5,
              transferredIn: 0,
              transferredOut: 0,
              dispatched: 0,
              lost: 0,
              countVariance: 0,
              handedOver: 0,
              onHand: 1.5,
            },
          ],
        },
      ],
    });
    expect(await books.get('/locations/S-1')).toMatchObject({ balances: [] });
  });

  it('has a stock card whose running balance every movement explains', async () => {
    const items = (await books.get('/locations/C-1/ledger?orderId=O-1')).items.reverse();
    const types = items.map(({ type }: Answer['body']) => type);
    expect(types).toEqual(['arrival', 'handover', 'handover', 'return', 'count-variance']);
    let grams = 0;
    for (const { lines, balance } of items) {
      grams += Math.round((commodityOf(lines, 'rice')?.quantity ?? 0) * 1_000);
      expect(commodityOf(balance, 'rice').quantity).toBe(grams / 1_000);
    }
  });

  it('names the members of a group, and only of a group', async () => {
    const { items } = await books.get('/locations/C-1/ledger');
    const grouped = items.filter(({ group }: Answer['body']) => group !== undefined);
    expect(grouped.map(({ group }: Answer['body']) => group)).toEqual([
      [
        { reference: 'R-1', householdId: 'H-1' },
        { reference: 'R-2', householdId: 'H-2' },
      ],
    ]);
  });

  it('has a distribution list that a desk can print', async () => {
    const { items } = await books.get('/locations/C-1/distribution-list?orderId=O-1');
    expect(items[0]).toEqual({
      householdId: 'H-1',
      name: '김, "영"',
      neighbourhood: 'Sonjuk-dong',
      persons: 4,
      adults: 2,
      servedAt: '2020-08-08T09:00:00+09:00',
      commodities: [
        { commodity: 'rice', unit: 'kg', entitled: 22, released: 22, received: 7, dueNow: 15 },
        { commodity: 'oil', unit: 'bottle', entitled: 4, released: 2, received: 1, dueNow: 1 },
      ],
    });
    const { text } = await books.ask('/locations/C-1/distribution-list?orderId=O-1&format=csv');
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      '\ufeffhouseholdId,name,neighbourhood,persons,adults,rice released (kg),rice received (kg),rice dueNow (kg),' +
        'oil released (bottle),oil received (bottle),oil dueNow (bottle),missed',
      'H-1,"김, ""영""",Sonjuk-dong,4,2,22,7,15,2,1,1,',
    ]);
  });

  it('has no distribution list without an order, and none where no household is served', async () => {
    expect(await books.ask('/locations/C-1/distribution-list')).toMatchObject({
      status: 400,
      body: { parameter: 'orderId' },
    });
    expect(await books.ask('/locations/HUB/distribution-list?orderId=O-1')).toMatchObject({ status: 404 });
    expect(await books.ask('/locations/C-1/distribution-list?orderId=O-9')).toMatchObject({ status: 404 });
  });
});

describe('a waybill', () => {
  const anEvent = {
    source: 'urn:test:desk',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  };

  it('without a dispatch is what came of it, under a number with a slash', async () => {
    expect(await books.get('/shipments/W%2F2')).toEqual({
      shipmentId: 'W/2',
      orderId: 'O-1',
      to: 'C-2',
      status: 'arrived',
      lines: [
        {
          commodity: 'rice',
          unit: 'kg',
          dispatched: 16.5,
          received: 16,
          lost: 0.5,
          shortfall: 0,
          surplus: 0,
        },
      ],
      events: [{ type: 'arrival', ...anEvent, locationId: 'C-2' }],
    });
  });

  it('names the events of what stands, by which a void can be sent', async () => {
    const { events } = await books.get('/shipments/W-4');
    expect(events).toEqual([
      { type: 'dispatch', ...anEvent },
      { type: 'arrival', ...anEvent, locationId: 'HUB' },
    ]);
    expect((await books.get('/shipments/W-3')).events).toMatchObject([
      { type: 'dispatch', locationId: 'C-2' },
    ]);
  });

  it('is short of what neither came nor was lost, once a part of it has come', async () => {
    expect(await books.get('/shipments/W-4')).toMatchObject({
      from: 'source:the mine',
      status: 'part-arrived',
      lines: [{ commodity: 'coal', dispatched: 2, received: 1.5, shortfall: 0.5 }],
    });
    expect(await books.get('/shipments/W-3')).toMatchObject({
      from: 'centre:C-2',
      to: 'S-1',
      status: 'in-transit',
      lines: [{ dispatched: 0.5, shortfall: 0 }],
    });
    expect(await books.ask('/shipments/W-9')).toMatchObject({ status: 404 });
    const longest = `${'W'.repeat(128)}/${'C'.repeat(128)}/2`;
    expect(await books.ask(`/shipments/${encodeURIComponent(longest)}`)).toMatchObject({ status: 404 });
  });
});

describe('the waybills of an order', () => {
  it('are listed by number, each as it is answered by itself', async () => {
    const { items } = await books.get('/orders/O-1/shipments');
    expect(items.map(({ shipmentId }: Answer['body']) => shipmentId)).toEqual(['W-1', 'W-3', 'W-4', 'W/2']);
    for (const item of items) {
      expect(item).toEqual(await books.get(`/shipments/${encodeURIComponent(item.shipmentId)}`));
    }
  });

  it('go on where a page ended, and come as CSV with a row a line', async () => {
    const first = await books.get('/orders/O-1/shipments?limit=3');
    const rest = await books.get(`/orders/O-1/shipments?limit=3&cursor=${encodeURIComponent(first.next)}`);
    expect(rest.items.map(({ shipmentId }: Answer['body']) => shipmentId)).toEqual(['W/2']);
    const { text } = await books.ask('/orders/O-1/shipments?format=csv');
    expect(text).toMatch(/^W-4,O-1,source:the mine,HUB,,part-arrived,coal,t,2,1\.5,0,0\.5,0\r?$/m);
  });

  it('are not found under an order that is not there', async () => {
    expect(await books.ask('/orders/O-9/shipments')).toMatchObject({ status: 404 });
  });
});

describe('the waybills of a location', () => {
  it('are those that were sent there, each as it is answered by itself', async () => {
    const { items } = await books.get('/locations/S-1/shipments?orderId=O-1');
    expect(items).toEqual([await books.get('/shipments/W-3')]);
    expect((await books.get('/locations/HUB/shipments?orderId=O-1')).items).toMatchObject([
      { shipmentId: 'W-4', status: 'part-arrived' },
    ]);
  });

  it('lack what came without a dispatch, which is on the stock card', async () => {
    expect(await books.get('/locations/C-1/shipments?orderId=O-1')).toEqual({ items: [] });
  });

  it('are of one order and of one location', async () => {
    expect(await books.ask('/locations/S-1/shipments')).toMatchObject({ body: { parameter: 'orderId' } });
    expect(await books.ask('/locations/S-1/shipments?orderId=O-9')).toMatchObject({ status: 404 });
    expect(await books.ask('/locations/S-9/shipments?orderId=O-1')).toMatchObject({ status: 404 });
  });
});

describe('a location’s part of the report', () => {
  it('is what the report of the order says of it, now and as of then', async () => {
    for (const then of ['', `&asOf=${noon}`]) {
      const { locations } = await books.get(`/orders/O-1/reconciliation?${then.slice(1)}`);
      expect(locations.length).toBeGreaterThan(2);
      for (const location of locations) {
        expect(
          await books.get(`/locations/${location.locationId}/reconciliation?orderId=O-1${then}`),
        ).toEqual(location);
      }
    }
  });

  it('is nothing where the order has neither households nor a book, and is of one order', async () => {
    expect(await books.get('/locations/S-1/reconciliation?orderId=O-1')).toEqual({
      locationId: 'S-1',
      name: 'Grocery',
      kind: 'store',
      households: 0,
      persons: 0,
      adults: 0,
      householdsServed: 0,
      householdsComplete: 0,
      commodities: [],
    });
    expect(await books.ask('/locations/C-1/reconciliation')).toMatchObject({
      body: { parameter: 'orderId' },
    });
    expect(await books.ask('/locations/C-9/reconciliation?orderId=O-1')).toMatchObject({ status: 404 });
  });
});

describe('the activity of an order', () => {
  it('sums up to the reconciliation, returns and reversals taken off', async () => {
    const { days, currency } = await books.get('/orders/O-1/activity');
    const report = await books.get('/orders/O-1/reconciliation');
    const sum = (figure: string) =>
      days.reduce((total: number, day: Answer['body']) => total + day[figure], 0);
    expect(currency).toBe('KPW');
    expect(sum('paid')).toBe(report.stipend.paid);
    expect(sum('householdsPaid')).toBe(report.stipend.householdsPaid);
    expect(sum('payments')).toBe(report.stipend.payers[0].payments);
    expect(sum('householdsServed')).toBe(report.locations[0].householdsServed);
    expect(days).toMatchObject([{ date: '2020-08-08', receipts: 2 }]);
    expect(commodityOf(days[0].handedOver, 'rice').quantity).toBe(
      commodityOf(report.commodities, 'rice').handedOver,
    );
  });

  it('reads on from where it ended, and says the same', async () => {
    expect(await books.get('/orders/O-1/activity')).toEqual(await books.get('/orders/O-1/activity'));
  });

  it('is not found under an order that is not there', async () => {
    expect(await books.ask('/orders/O-9/activity')).toMatchObject({ status: 404 });
  });
});

describe('a payer', () => {
  it('has a cash book, and is known by its books alone', async () => {
    const { items } = await books.get('/payers/P-1/ledger');
    expect(items.map(({ type, money }: Answer['body']) => [type, money.amount])).toEqual([
      ['reversal', 8000.5],
      ['payment', -16000.75],
    ]);
    expect(items[0].moneyBalance).toEqual({ amount: -8000.25, currency: 'KPW' });
    expect(await books.get(`/payers/P-1/ledger?asOf=${noon}`)).toEqual({ items: [] });
    expect(await books.ask('/payers/P-9/ledger')).toMatchObject({ status: 404 });
  });

  it('is answered with its balance under each order, as its book and the report have it', async () => {
    const { stipend } = await books.get('/orders/O-1/reconciliation');
    expect(await books.get('/payers/P-1')).toEqual({
      payerId: 'P-1',
      balances: [
        {
          orderId: 'O-1',
          currency: 'KPW',
          funded: 0,
          paid: stipend.payers[0].paid,
          balance: -8000.25,
          payments: stipend.payers[0].payments,
          householdsPaid: stipend.householdsPaid,
        },
      ],
    });
    expect(await books.ask('/payers/P-9')).toMatchObject({ status: 404 });
  });
});

describe('the exceptions', () => {
  const none = {
    items: [],
    counts: { open: 0, lookedInto: 0, explained: 0 },
    searched: { complete: true },
  };

  const references = (items: Answer['body'][]) => items.map(({ reference }) => reference ?? null);

  it('are listed over all orders, known or not, the newest first', async () => {
    const { items } = await books.get('/exceptions');
    expect(references(items)).toEqual([null, null, 'R-7', 'R-5', 'R-4', 'R-3']);
    expect(items[2]).toMatchObject({ reason: 'unknown-order', orderId: 'O-unknown', status: 'held' });
    expect(items[5]).toMatchObject({
      reason: 'exceeds-entitlement',
      detail: { commodity: 'rice', unit: 'kg', entitled: 5.5, received: 5.5, asked: 1 },
      original: { receiptId: 'R-3', householdId: 'H-2', lines: [rice(1)] },
    });
  });

  it('show an original that is no sound JSON as the text it was', async () => {
    const { items } = await books.get('/exceptions?status=rejected&reason=invalid-message');
    expect(items.map(({ original }: Answer['body']) => original)).toEqual([
      'no json at all',
      '{"a":1,"a":2}',
      { receiptId: 'R-5', householdId: 'H-1', lines: [] },
    ]);
  });

  it('can be narrowed to a status, an order, a location and a reason', async () => {
    expect(references((await books.get('/exceptions?orderId=O-1')).items)).toEqual(['R-5', 'R-4', 'R-3']);
    expect(references((await books.get('/exceptions?status=held')).items)).toEqual(['R-7', 'R-4']);
    const narrowed = await books.get('/exceptions?locationId=C-1&reason=exceeds-entitlement&orderId=O-1');
    expect(references(narrowed.items)).toEqual(['R-3']);
    expect(await books.get('/exceptions?locationId=C-2')).toEqual(none);
    expect(references((await books.get('/exceptions?orderId=O-unknown')).items)).toEqual(['R-7']);
  });

  it('can be narrowed to a household, a document, an event, and to what names no order', async () => {
    const { items } = await books.get('/exceptions');
    const ofNone = await books.get('/exceptions?orderId=-');
    expect(ofNone.items).toEqual(items.slice(0, 2));
    expect(references((await books.get('/exceptions?householdId=H-1')).items)).toEqual(['R-7', 'R-5']);
    expect(references((await books.get('/exceptions?reference=R-4&orderId=O-1')).items)).toEqual(['R-4']);
    const { source, id } = items[5].event;
    const ofEvent = `/exceptions?source=${encodeURIComponent(source)}&eventId=${encodeURIComponent(id)}`;
    expect(references((await books.get(ofEvent)).items)).toEqual(['R-5', 'R-4', 'R-3']);
    expect(references(await books.all(`${ofEvent}&status=rejected`, 1))).toEqual(['R-5', 'R-3']);
    for (const filter of ['householdId=H-404', 'reference=R-404', 'source=urn:nobody', 'eventId=e-404'])
      expect(await books.get(`/exceptions?${filter}`)).toEqual(none);
    expect(await books.ask('/exceptions?reference=')).toMatchObject({ body: { parameter: 'reference' } });
  });

  it('name the event that sent one again, put right', async () => {
    const { items } = await books.get('/exceptions?reference=R-3');
    const own = await Books.open();
    try {
      await playRound(own);
      const [{ exceptionId }] = (await own.get('/exceptions?reference=R-3')).items;
      await own.send({
        type: 'relief.handovers.made.v1',
        id: 'put-right',
        data: {
          centreId: 'C-1',
          orderId: 'O-1',
          receipts: [{ receiptId: 'R-3', householdId: 'H-2', lines: [rice(2)], corrects: exceptionId }],
        },
      });
      expect((await own.get('/households/H-2/ledger')).items[0]).toMatchObject({ reference: 'R-3' });
      const [corrected] = (await own.get('/exceptions?reference=R-3')).items;
      expect(corrected).toMatchObject({
        reason: items[0].reason,
        correctedBy: { source: 'urn:test:desk', id: 'put-right' },
      });
      const { text } = await own.ask('/exceptions?reference=R-3&format=csv');
      expect(text).toContain('urn:test:desk,put-right');
    } finally {
      await own.close();
    }
  });

  it.each([1, 2, 3, 5])('are the same in pages of %i', async (limit) => {
    const { items } = await books.get('/exceptions');
    expect(await books.all('/exceptions', limit)).toEqual(items);
    expect(await books.all('/exceptions?locationId=C-1', limit)).toEqual(
      items.filter(({ locationId }: Answer['body']) => locationId === 'C-1'),
    );
    expect(await books.all('/exceptions?orderId=O-1', limit)).toHaveLength(3);
  });
});

describe('the anomalies', () => {
  it('are what was recorded, and the waybills that are short', async () => {
    const { items } = await books.get('/anomalies?orderId=O-1');
    expect(items).toMatchObject([
      { kind: 'count-variance', locationId: 'C-1', unit: 'kg', quantity: -0.001, references: ['K-1'] },
      { kind: 'shortfall', locationId: 'HUB', unit: 't', quantity: 0.5, references: ['W-4'] },
    ]);
    expect(await books.get('/anomalies?kind=shortfall')).toEqual({ items: [items[1]] });
    expect(await books.get('/anomalies?kind=surplus')).toEqual({ items: [] });
    expect(await books.all('/anomalies', 1)).toEqual(items);
  });

  it('have an id each, which stays when others join them on the same waybill', async () => {
    const idsOf = async (kind: string) =>
      (await books.get(`/anomalies?orderId=O-1&kind=${kind}`)).items.map(
        ({ anomalyId }: Answer['body']) => anomalyId,
      );
    const [before] = await idsOf('shortfall');
    expect(before).toMatch(/^A-[\w-]{31}$/);
    await books.send({
      type: 'relief.shipment.arrived.v1',
      data: {
        shipmentId: 'W-4',
        orderId: 'O-1',
        at: 'S-1',
        lines: [{ commodity: 'tea', quantity: 1, unit: 'box' }],
      },
      id: 'diverted',
    });
    expect(await idsOf('diverted')).toHaveLength(1);
    expect(await idsOf('unplanned-goods')).toHaveLength(1);
    expect(await idsOf('shortfall')).toEqual([before]);
    const all = (await books.get('/anomalies?orderId=O-1')).items;
    expect(new Set(all.map(({ anomalyId }: Answer['body']) => anomalyId)).size).toBe(all.length);
    await books.send({
      type: 'relief.event.voided.v1',
      queue: 'shipment-arrivals',
      data: { source: 'urn:test:desk', id: 'diverted', reason: 'typed wrongly' },
    });
    expect(await idsOf('diverted')).toEqual([]);
    expect(await idsOf('shortfall')).toEqual([before]);
  });
});

describe('the seals', () => {
  it('are none yet', async () => {
    expect(await books.get('/seals')).toEqual({ items: [] });
    expect(await books.ask('/seals/2020-08-08')).toMatchObject({ status: 404 });
  });
});

describe('a page', () => {
  it.each([
    ['/locations', 1],
    ['/locations', 3],
    ['/households/H-1/ledger', 1],
    ['/households/H-1/ledger?orderId=O-1', 2],
    ['/locations/C-1/ledger', 2],
    ['/locations/C-1/distribution-list?orderId=O-1', 1],
    ['/payers/P-1/ledger', 1],
  ])('of %s goes on where the last ended, %i items at a time', async (path, limit) => {
    expect(await books.all(path, limit)).toEqual((await books.get(path)).items);
  });

  it('of an old question goes on in the same past', async () => {
    const path = `/locations/C-1/ledger?asOf=${noon}`;
    expect(await books.all(path, 1)).toEqual((await books.get(path)).items);
  });

  it('of CSV names the next one in a header', async () => {
    const first = await books.ask('/locations?format=csv&limit=2');
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers['link'] ?? '') ?? [];
    const second = await books.ask(`/locations${next}`);
    expect(second.text).toBe(
      '\ufefflocationId,name,kind,suppliedBy\r\nHUB,Station,hub,\r\nS-1,Grocery,store,\r\n',
    );
    expect(second.headers).not.toHaveProperty('link');
  });

  it('is refused a cursor of another question, or one that was changed', async () => {
    const { next } = await books.get('/locations?limit=1');
    const changed = `${next[0] === 'A' ? 'B' : 'A'}${next.slice(1)}`;
    for (const path of [
      `/orders?cursor=${next}`,
      `/locations?cursor=${changed}`,
      '/locations?cursor=',
      '/locations?cursor=%00',
    ]) {
      expect(await books.ask(path)).toMatchObject({ status: 400, body: { parameter: 'cursor' } });
    }
  });
});

describe('a question that is not understood', () => {
  it.each([
    ['/locations?limit=0', 'limit', 'a whole number from 1 to 500, not "0"'],
    ['/locations?limit=501', 'limit', 'a whole number from 1 to 500'],
    ['/locations?limit=1.5', 'limit', 'a whole number from 1 to 500'],
    ['/orders/O-1/reconciliation?asOf=yesterday', 'asOf', 'an RFC 3339 instant with its offset'],
    ['/orders/O-1/reconciliation?asOf=2020-02-30T00:00:00Z', 'asOf', 'an RFC 3339 instant'],
    ['/orders/O-1/reconciliation?asOf=2020-02-03T00:00:00', 'asOf', 'an RFC 3339 instant'],
    ['/exceptions?status=lost', 'status', 'one of held, rejected'],
    ['/exceptions?reason=none', 'reason', 'one of unknown-order, '],
    ['/exceptions?orderId=a%20b', 'orderId', 'an id of 1 to 128'],
    ['/anomalies?kind=odd', 'kind', 'one of shortfall, surplus, '],
    [
      '/exceptions?orderid=O-1',
      'orderid',
      'Unknown query parameter orderid. Allowed: exceptionId, status, orderId',
    ],
    ['/orders/-1', 'orderId', 'an id of 1 to 128 of A-Z a-z 0-9 . _ : -'],
    ['/households/a%20b', 'householdId', 'an id of 1 to 128'],
    ['/shipments/%23', 'shipmentId', 'a waybill number of 1 to 128'],
    [`/shipments/${'W'.repeat(129)}`, 'shipmentId', 'of 1 to 128 of A-Z a-z'],
    ['/seals/2020-8-8', 'date', 'a calendar date, YYYY-MM-DD'],
    ['/locations?format=xml', 'format', 'one of json, csv'],
  ])('%s is told that %s must be %s', async (path, parameter, expected) => {
    const { status, headers, body } = await books.ask(path);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ parameter, detail: expect.stringContaining(expected) });
  });

  it('is told that one thing has no table', async () => {
    expect(await books.ask('/households/H-1?format=csv')).toMatchObject({ status: 406 });
    expect(await books.ask('/households/H-1', { accept: 'text/csv' })).toMatchObject({ status: 200 });
  });

  it('about something that is not there is told so', async () => {
    for (const path of ['/households/H-9', '/households/H-9/ledger', '/households/H-1/ledger?orderId=O-9']) {
      expect(await books.ask(path)).toMatchObject({ status: 404 });
    }
    for (const path of ['/locations/C-9', '/locations/C-9/ledger', '/nothing']) {
      expect(await books.ask(path)).toMatchObject({ status: 404 });
    }
  });
});

describe('a list over everything', () => {
  it.each(['/exceptions?orderId=O-9', '/exceptions?locationId=C-9', '/anomalies?orderId=O-9'])(
    'is empty of what is not there: %s',
    async (path) => {
      expect(await books.ask(path)).toMatchObject({ status: 200, body: { items: [] } });
    },
  );
});

describe('a request that is no question', () => {
  it.each(['/orders', '/orders/O-1/reconciliation', '/shipments/W-1/C-1', '/openapi.json'])(
    'is told that %s supports GET',
    async (path) => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
        expect(await books.ask(path, {}, ['coordinator'], method)).toMatchObject({
          status: 405,
          headers: { 'content-type': 'application/problem+json', allow: 'GET' },
          body: { title: 'Method Not Allowed', detail: `${path} supports GET only, not ${method}.` },
        });
      }
    },
  );

  it.each(['/card/statements', '/card/complaints'])('is told that %s supports POST', async (path) => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await books.ask(path, {}, ['coordinator'], method)).toMatchObject({
        status: 405,
        headers: { allow: 'POST' },
      });
  });

  it('to a path that is not there is told that alone', async () => {
    expect(await books.ask('/orders/O-1/nothing', {}, ['coordinator'], 'POST')).toMatchObject({
      status: 404,
    });
  });
});

describe('a fault', () => {
  it('tells its correlation id, and nothing of its inside', async () => {
    const logged: unknown[] = [];
    const broken = new Proxy({} as never, {
      get: () => () => Promise.reject(new Error('secret table name')),
    });
    const api = ledgerApi({
      journal: broken,
      devices: broken,
      rolesClaim: 'groups',
      door: broken,
      cardPage: broken,
      now: () => '2020-08-08T00:00:00.000Z',
      logger: { info: () => undefined, error: (...told: unknown[]) => logged.push(told) },
    });
    const event = {
      routeKey: 'GET /orders',
      rawPath: '/orders',
      headers: {},
      requestContext: { requestId: 'r-1', authorizer: { jwt: { claims: { groups: 'auditor' } } } },
    };
    const answer = await api(event as never);
    expect(answer).toMatchObject({
      statusCode: 500,
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ status: 500, correlationId: 'r-1' });
    expect(answer.body).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });
});

describe('later on', () => {
  beforeAll(async () => {
    books.setClock('2020-08-10T00:00:00.000Z');
    await registerHouseholds(books, 'C-2', '2020-08-10', [{ householdId: 'H-1', adults: 2, children: 3 }]);
    await registerHouseholds(books, 'C-2', '2020-12-01', [{ householdId: 'H-8', adults: 1, children: 0 }]);
    await books.send({
      type: 'relief.household.erased.v1',
      data: { householdId: 'H-3', reason: 'asked for it' },
    });
    await books.send(order('O-2', { stipend: undefined, endsOn: '2020-08-09', area: { centres: ['C-1'] } }));
    await books.send({
      type: 'relief.order.amended.v1',
      data: {
        orderId: 'O-1',
        revision: 2,
        reason: 'less rice',
        rations: [{ commodity: 'rice', quantityPerPerson: 1, unit: 'kg' }],
      },
    });
    await books.send({ type: 'relief.order.cancelled.v1', data: { orderId: 'O-1', reason: 'over' } });
  });

  it('a household stands where it has moved to, while an order serves it where it was', async () => {
    const { centreId, composition, orders } = await books.get('/households/H-1');
    expect({ centreId, composition }).toEqual({
      centreId: 'C-2',
      composition: { adults: 2, children: 3, persons: 5, effectiveFrom: '2020-08-10' },
    });
    expect(orders.map(({ orderId, persons, status }: Answer['body']) => [orderId, persons, status])).toEqual([
      ['O-1', 4, 'cancelled'],
      ['O-2', 4, 'ended'],
    ]);
    expect((await books.get(`/households/H-1?asOf=${noon}`)).centreId).toBe('C-1');
  });

  it('an entitlement may fall below what was received, and the arithmetic stands', async () => {
    const { orders } = await books.get('/households/H-1');
    expect(orders[0].entitlements).toEqual([
      { commodity: 'rice', unit: 'kg', entitled: 4, released: 4, received: 7, outstanding: 0, overIssued: 3 },
      {
        commodity: 'oil',
        unit: 'bottle',
        entitled: 0,
        released: 0,
        received: 1,
        outstanding: 0,
        overIssued: 1,
      },
    ]);
    expect(orders[1]).not.toHaveProperty('stipend');
    const { items } = await books.get('/locations/C-1/distribution-list?orderId=O-1');
    expect(items[0].commodities[0]).toMatchObject({ received: 7, dueNow: 0 });
  });

  it('nothing is due at a desk under an order that is cancelled', async () => {
    const { items } = await books.get('/locations/C-2/distribution-list?orderId=O-1');
    expect(items[0]).toMatchObject({
      householdId: 'H-3',
      commodities: [{ commodity: 'rice', released: 3, received: 0, dueNow: 0 }],
    });
  });

  it('the order tells its revisions, and the past answers as before', async () => {
    expect(await books.get('/orders/O-1')).toMatchObject({
      status: 'cancelled',
      revision: 2,
      revisions: [
        { revision: 1, kind: 'issued' },
        { revision: 2, kind: 'amended', reason: 'less rice' },
        { revision: 2, kind: 'cancelled', reason: 'over' },
      ],
    });
    const then = await books.get(`/orders/O-1/reconciliation?asOf=${noon}`);
    expect(then.status).toBe('active');
    expect(commodityOf(then.commodities, 'rice').planned).toBe(44);
    const now = await books.get('/orders/O-1/reconciliation');
    expect(commodityOf(now.commodities, 'rice')).toMatchObject({
      planned: 8,
      outstanding: 4,
      overIssued: 3,
    });
    expect(imbalancesOf(reconciliationAnswer.parse(now))).toEqual([]);
  });

  it('a household that is erased has no name, and its books stand', async () => {
    const answer = await books.get('/households/H-3');
    expect(answer).not.toHaveProperty('name');
    expect(answer.orders[0]).toMatchObject({ persons: 3 });
  });

  it('a household of which no composition is in force yet shows the first that will be', async () => {
    expect(await books.get('/households/H-8')).toMatchObject({
      composition: { effectiveFrom: '2020-12-01' },
      orders: [],
    });
  });

  it('orders and ledgers of several orders are one list', async () => {
    const items = await books.all('/households/H-1/ledger', 1);
    expect(items.map(({ reference }) => reference)).toEqual(['M-1', 'R-6', 'R-1']);
    expect(await books.all('/orders', 1)).toHaveLength(2);
  });

  it('an entry is told in the unit its order had then', async () => {
    await books.send(order('O-7', { rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }] }));
    await books.send({
      type: 'relief.shipment.arrived.v1',
      data: { shipmentId: 'W-7', orderId: 'O-7', at: 'C-1', lines: [rice(2)] },
    });
    const before = books.lastInstant;
    await books.send({
      type: 'relief.order.amended.v1',
      data: {
        orderId: 'O-7',
        revision: 2,
        reason: 'in grams',
        rations: [{ commodity: 'rice', quantityPerPerson: 5000, unit: 'g' }],
      },
    });
    const card = '/locations/C-1/ledger?orderId=O-7';
    expect((await books.get(card)).items[0].lines).toEqual([rice(2000, 'g')]);
    expect((await books.get(`${card}&asOf=${before}`)).items[0].lines).toEqual([rice(2)]);
  });

  it('a waybill names the location it came from as a dispatch does, when only its arrival says so', async () => {
    const origins = [
      [{ locationId: 'HUB' }, 'hub:HUB'],
      [{ source: 'Nampo' }, 'source:Nampo'],
      [{ locationId: 'L-9' }, 'L-9'],
    ] as const;
    for (const [index, [from, named]] of origins.entries()) {
      const shipmentId = `W-8/${index}`;
      await books.send({
        type: 'relief.shipment.arrived.v1',
        data: { shipmentId, orderId: 'O-7', at: 'C-1', from, lines: [rice(1)] },
      });
      expect((await books.get(`/shipments/${encodeURIComponent(shipmentId)}`)).from).toBe(named);
    }
  });
});
