import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../shared/contract/read-message.ts';
import type { ReliefEvent } from '../../shared/domain/events.ts';
import { unitNames } from '../../shared/domain/quantity.ts';
import { anyText } from '../support/any-text.ts';
import { body, bodyWith, dataOfType, envelope, eventTypes, household, payment, receipt } from './samples.ts';
import { rowsOf } from './sheet-rows.ts';

const line = { commodity: 'rice', quantity: 5, unit: 'kg' };
const many = <T>(count: number, entry: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => entry(i));

/** The problem of a message that is refused whole, or of its first refused row. */
function problemIn(text: string, reading = readMessage(text)) {
  if (!reading.ok) return reading.problem;
  const { event } = reading;
  const rows = rowsOf(event);
  for (const row of rows) if (!row.ok) return row.problem;
  return undefined;
}

describe('a valid message', () => {
  it.each(eventTypes)('of type %s reads as that event', (type) => {
    const text = body(type, dataOfType[type]);
    const reading = readMessage(text);
    expect(reading).toMatchObject({
      ok: true,
      header: {
        source: 'urn:relief:test',
        id: 'e-1',
        type,
        time: '2020-08-05T09:00:00+09:00',
        original: text,
      },
      event: { type },
    });
    expect(problemIn(text)).toBeUndefined();
  });

  it('becomes base units, minor units and defaults', () => {
    const event = (type: ReliefEvent['type']) => readMessage(body(type, dataOfType[type]));
    expect(event('relief.order.issued.v1')).toMatchObject({
      event: {
        orderId: 'O-1',
        terms: {
          centres: ['C-1', 'C-2'],
          rations: [{ commodity: 'rice', unit: 'kg', perPersonThousandths: 5_000_000n }],
          stipend: { perAdultMinor: 800_000n, currency: { code: 'KPW', decimals: 2 }, funding: 'own' },
          pledges: [
            { quantity: 120_500_000n, unit: 't' },
            { commodity: 'soap' },
            { commodity: 'salt', unit: 'kg' },
          ],
        },
      },
    });
    expect(event('relief.shipment.arrived.v1')).toMatchObject({
      event: { lines: [{ quantity: 5_000n, losses: [{ quantity: 250n, cause: 'spilled' }] }] },
    });
    expect(event('relief.payer.funded.v1')).toMatchObject({ event: { amountMinor: 1_050n } });
    expect(event('relief.handovers.returned.v1')).toMatchObject({
      event: { receipts: [{ ok: true, value: { reference: 'R-2', reverses: 'R-1' } }] },
    });
    expect(
      readMessage(bodyWith('relief.households.registered.v1', 'data.households', [household])),
    ).toMatchObject({
      event: { households: [{ householdId: household.householdId, adults: 2, children: 2 }] },
    });
  });

  it('may have other CloudEvents attributes and any order of keys, with one digest', () => {
    const data = dataOfType['relief.order.cancelled.v1'];
    const plain = readMessage(body('relief.order.cancelled.v1', data));
    const other = readMessage(
      JSON.stringify({
        subject: 'x',
        sequence: 12345678901234567890n.toString(),
        ...envelope('relief.order.cancelled.v1', { reason: data.reason, orderId: data.orderId }),
        datacontenttype: 'application/json',
        time: '2020-08-05t00:00:00z',
      }).replace('"12345678901234567890"', '12345678901234567890'),
    );
    expect(plain.ok && other.ok && plain.header.digest).toBe(other.ok && other.header.digest);
    expect(plain.ok && plain.header.digest).toMatch(/^[\w-]{22}$/);
  });

  it.each([
    ['relief.order.issued.v1', 'data.area.centres', 'all'],
    ['relief.order.issued.v1', 'data.rations', []],
    [
      'relief.order.issued.v1',
      'data.rations[0]',
      { commodity: 'oil', quantityPerPerson: 0.5, unit: 'bottle' },
    ],
    ['relief.order.issued.v1', 'data.pledges[0].quantity', undefined],
    ['relief.order.amended.v1', 'data.endsOn', undefined],
    ['relief.shipment.arrived.v1', 'data.lines[0].quantity', 0],
    ['relief.locations.registered.v1', 'data.locations[0].suppliedBy', 'C-1'],
    ['relief.shipment.arrived.v1', 'data.shipmentId', 'W'.repeat(128)],
    ['relief.shipment.arrived.v1', 'data.shipmentId', `${'W'.repeat(128)}/HUB`],
    ['relief.shipment.arrived.v1', 'data.shipmentId', `${'W/'.repeat(64)}/HUB/2`],
    ['relief.shipment.closed.v1', 'data.shipmentId', `${'W'.repeat(128)}/${'C'.repeat(128)}/2`],
    ['relief.handovers.made.v1', 'data.receipts[0].collectedBy', 'Kim Il, neighbour'],
    ['relief.handovers.made.v1', 'data.receipts[0].lines[0].commodity', '쌀'],
    ['relief.handovers.made.v1', 'data.receipts[0].lines[0].commodity', 'चावल'],
    ['relief.handovers.made.v1', 'data.receipts[0].lines[0].commodity', 'constructor'],
    ['relief.households.registered.v1', 'data.households[0]', { ...household, adults: 0, children: 1 }],
    ['relief.households.registered.v1', 'data.households[0].priority', 2 ** 53 - 1],
    ['relief.households.registered.v1', 'data.households[0].priority', 1 - 2 ** 53],
  ] as const)('%s may have %s = %j', (type, path, value) => {
    expect(problemIn(bodyWith(type, path, value))).toBeUndefined();
  });
});

const idRule = /^an id of 1 to 128 .* found/;
const textRule = /^text of 1 to 500 characters without control characters, found/;
const quantityRule = /^a number greater than 0, at most 1,000,000,000, with at most three decimals, found/;
const made = 'relief.handovers.made.v1';
const issued = 'relief.order.issued.v1';
const registered = 'relief.households.registered.v1';
const firstLine = 'data.receipts[0].lines[0]';

/** Type, where the fault is put, the faulty value, what is expected, and the path told if it is another. */
const refusals: readonly (readonly [ReliefEvent['type'], string, unknown, RegExp, string?])[] = [
  [made, 'specversion', '0.3', /^"1.0", found "0.3"$/],
  [made, 'specversion', undefined, /found nothing$/],
  [made, 'id', '', /1 to 256 characters .* found ""$/],
  [made, 'id', 'a\u0007', /without control characters/],
  [made, 'id', 'x'.repeat(257), /1 to 256/],
  [made, 'source', 'not a uri', /^a URI reference/],
  [made, 'source', 'a%2', /^a URI reference/],
  [made, 'source', undefined, /found nothing/],
  [made, 'type', 'relief.handovers.made.v2', /^one of relief\.locations/],
  [made, 'type', '__proto__', /^one of/],
  [made, 'time', '2020-08-05T09:00:00', /with its offset/],
  [made, 'time', '2020-08-05T09:00Z', /RFC 3339/],
  [made, 'time', '2021-02-29T09:00:00Z', /RFC 3339/],
  [made, 'data', undefined, /^an object, found nothing$/],
  [made, 'data', [], /^an object, found an array of 0$/],
  [made, 'data.note', 'x', /^no field of this name$/],
  [made, 'data.centreId', 'C 1', idRule],
  [made, 'data.centreId', '-C', idRule],
  [made, 'data.centreId', 'x'.repeat(129), idRule],
  [made, 'data.orderId', 'O/1', idRule],
  [made, 'data.orderId', 7, /found 7$/],
  [made, 'data.receipts', [], /^an array of 1 to 500 entries, found an array of 0$/],
  [made, 'data.receipts', many(501, () => receipt), /found an array of 501$/],
  [made, 'data.receipts', {}, /found an object$/],
  [made, 'data.receipts[0]', 5, /^an object, found 5$/],
  [made, 'data.receipts[0].note', 'x', /^no field of this name$/],
  [made, 'data.receipts[0].receiptId', undefined, /found nothing/],
  [made, 'data.receipts[0].householdId', 'ü', idRule],
  [made, 'data.receipts[0].collectedBy', '', /1 to 200/],
  [made, 'data.receipts[0].collectedBy', 'x'.repeat(201), /1 to 200/],
  [made, 'data.receipts[0].collectedBy', null, /found null$/],
  [made, 'data.receipts[0].lines', many(101, () => line), /1 to 100 entries/],
  [made, `${firstLine}.commodity`, ' rice', /^a commodity/],
  [made, `${firstLine}.commodity`, 'rice  white', /^a commodity/],
  [made, `${firstLine}.commodity`, 'rice ', /^a commodity/],
  [made, `${firstLine}.commodity`, '__proto__', /^a commodity/],
  [made, `${firstLine}.commodity`, 'a'.repeat(65), /^a commodity/],
  [made, `${firstLine}.commodity`, 'cafe\u0301', /Unicode form NFC/],
  [made, `${firstLine}.quantity`, 0, quantityRule],
  [made, `${firstLine}.quantity`, -1, quantityRule],
  [made, `${firstLine}.quantity`, 5.0001, quantityRule],
  [made, `${firstLine}.quantity`, 1_000_000_000.001, quantityRule],
  [made, `${firstLine}.quantity`, '5', /found "5"$/],
  [made, `${firstLine}.unit`, 'lb', /^one of g, kg/],
  [
    made,
    firstLine,
    { ...line, quantity: 0.5, unit: 'g' },
    /^a whole number of g, found 0.5$/,
    `${firstLine}.quantity`,
  ],
  [
    made,
    firstLine,
    { ...line, quantity: 1.5, unit: 'bottle' },
    /^a whole number of bottle/,
    `${firstLine}.quantity`,
  ],
  ['relief.handovers.returned.v1', 'data.receipts[0].reverses', undefined, idRule],
  ['relief.handovers.returned.v1', 'data.receipts[0].reason', '', textRule],
  ['relief.payments.made.v1', 'data.payerId', '', idRule],
  ['relief.payments.made.v1', 'data.payments', many(501, () => payment), /1 to 500/],
  ['relief.payments.made.v1', 'data.payments[0].amount', 0, /^an amount greater than 0/],
  ['relief.payments.made.v1', 'data.payments[0].amount', 1e12 + 1, /at most 1,000,000,000,000/],
  [
    'relief.payments.made.v1',
    'data.payments[0].amount',
    0.001,
    /^an amount with at most 2 decimals, .* for KPW/,
  ],
  ['relief.payments.made.v1', 'data.payments[0].currency', 'XYZ', /^an ISO 4217 currency code, found "XYZ"$/],
  ['relief.payments.made.v1', 'data.payments[0].currency', 'kpw', /^an ISO 4217/],
  ['relief.payments.reversed.v1', 'data.payments[0].paymentId', '', idRule],
  ['relief.payer.funded.v1', 'data.fundingId', undefined, idRule],
  ['relief.payer.funded.v1', 'data.currency', 'JPY', /^an amount with no decimals/, 'data.amount'],
  ['relief.shipment.dispatched.v1', 'data.shipmentId', '/W', /^a waybill number/],
  ['relief.shipment.dispatched.v1', 'data.shipmentId', 'W'.repeat(129), /^a waybill number/],
  ['relief.shipment.dispatched.v1', 'data.shipmentId', `${'W'.repeat(128)}/HUB`, /^a waybill number/],
  ['relief.shipment.arrived.v1', 'data.shipmentId', `${'W'.repeat(128)}/C-9`, /^at most 128 characters, or/],
  ['relief.shipment.arrived.v1', 'data.shipmentId', `${'W'.repeat(129)}/HUB`, /^a waybill number/],
  ['relief.shipment.closed.v1', 'data.cause', undefined, /^why the remainder was lost/],
  ['relief.shipment.closed.v1', 'data.remainder', 'never-sent', /^no cause/, 'data.cause'],
  ['relief.stock.transferred.v1', 'data.toOrderId', 'O-1', /^another order than O-1/],
  ['relief.stock.transferred.v1', 'data.lines[0].contains.unit', 'bag', /^another unit than bag/],
  [
    'relief.stock.transferred.v1',
    'data.lines[0].contains.quantity',
    600_000_000,
    /^at most 1,000,000,000 kg/,
  ],
  [
    'relief.stock.transferred.v1',
    'data.lines[0].unit',
    'kg',
    /^nothing, because kg/,
    'data.lines[0].contains',
  ],
  ['relief.shipment.dispatched.v1', 'data.shipmentId', `W/${'C'.repeat(129)}`, /^a waybill number/],
  ['relief.shipment.dispatched.v1', 'data.shipmentId', 'W/'.repeat(257), /^a waybill number/],
  ['relief.shipment.dispatched.v1', 'data.from', {}, /^either/],
  ['relief.shipment.dispatched.v1', 'data.from', { source: 'x', locationId: 'y' }, /^either/],
  ['relief.shipment.dispatched.v1', 'data.from', { locationId: 'b!' }, idRule, 'data.from.locationId'],
  ['relief.shipment.dispatched.v1', 'data.lines[0].losses', [], /^no field/],
  ['relief.shipment.arrived.v1', 'data.at', undefined, idRule],
  [
    'relief.shipment.arrived.v1',
    'data.lines[0]',
    { ...line, quantity: 0 },
    /has no losses/,
    'data.lines[0].quantity',
  ],
  ['relief.shipment.arrived.v1', 'data.lines[0].losses[0].quantity', 0, quantityRule],
  ['relief.shipment.arrived.v1', 'data.lines[0].losses[0].cause', 'eaten', /^one of spoiled/],
  [
    'relief.shipment.arrived.v1',
    'data.lines[0]',
    { commodity: 'soap', quantity: 1, unit: 'bar', losses: [{ quantity: 0.5, cause: 'stolen' }] },
    /^a whole number of bar, found 0.5$/,
    'data.lines[0].losses[0].quantity',
  ],
  ['relief.stock.counted.v1', 'data.lines[0].quantity', -1, /^a number from 0/],
  ['relief.stock.lost.v1', 'data.lines[0].cause', undefined, /^one of spoiled/],
  [issued, 'data.title', 'x'.repeat(501), textRule],
  [issued, 'data.title', 'line\nbreak', textRule],
  [issued, 'data.issuedBy', 'lone \ud800', textRule],
  [issued, 'data.referenceDate', '2021-02-29', /^a calendar date/],
  [issued, 'data.startsOn', '2020-8-5', /^a calendar date/],
  [issued, 'data.endsOn', '2020-08-04', /^a date not before startsOn, 2020-08-05, found "2020-08-04"$/],
  [issued, 'data.area.centres', 'none', /^"all" or an array/],
  [issued, 'data.area.centres', [], /^an array of 1 to 20,000/],
  [issued, 'data.area.centres', ['C-1', 'C-1'], /^each centre once/, 'data.area.centres[1]'],
  [issued, 'data.area.centres[1]', 'b!', idRule],
  [issued, 'data.rations[0].quantityPerPerson', 0, quantityRule],
  [issued, 'data.rations[0].quantityPerPerson', 0.0001, quantityRule],
  [
    issued,
    'data.rations',
    many(2, () => ({ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' })),
    /^each commodity once, found "rice"$/,
    'data.rations[1].commodity',
  ],
  [issued, 'data.stipend.funding', 'gift', /^one of own, float/],
  [issued, 'data.stipend.amountPerAdult', 1.005, /at most 2 decimals/],
  [issued, 'data.pledges[0].unit', undefined, /because the pledge has a quantity/],
  [issued, 'data.pledges[1].responsible', undefined, textRule],
  [issued, 'data.prohibitions[0]', '', textRule],
  [issued, 'data.release', 'lottery', /^one of proportional/],
  ['relief.order.amended.v1', 'data.revision', 1, /^a whole number from 2/],
  ['relief.order.amended.v1', 'data.revision', 2.5, /^a whole number from 2/],
  ['relief.order.amended.v1', 'data.area', {}, /^"all" or an array/, 'data.area.centres'],
  ['relief.order.amended.v1', 'data.stipend', 'none', /^an object/],
  [issued, 'data.rations[0]', { commodity: 'rice', unit: 'kg' }, /^one or more of quantityPerPerson/],
  [issued, 'data.rations[0].quantityPerChild', 0, /^a number greater than 0/],
  [issued, 'data.rations[0].step', 0.0001, /^a number greater than 0/],
  ['relief.household.withdrawn.v1', 'data.reason', 'gone', /^one of deceased, departed/],
  ['relief.household.withdrawn.v1', 'data.into', 'H-1', /^another household than itself/],
  ['relief.handovers.missed.v1', 'data.households[0].reason', 'asleep', /^one of absent, refused/],
  ['relief.order.cancelled.v1', 'data.reason', undefined, textRule],
  ['relief.household.erased.v1', 'data.householdId', '', idRule],
  [registered, 'data.effectiveFrom', '2020-13-01', /^a calendar date/],
  [
    registered,
    'data.households',
    many(1_001, (i) => ({ ...household, householdId: `H-${i}` })),
    /1 to 1,000/,
  ],
  [
    registered,
    'data.households',
    [household, household],
    /^each householdId once/,
    'data.households[1].householdId',
  ],
  [
    registered,
    'data.households[0]',
    { ...household, adults: 0, children: 0 },
    /^1 to 10,000 adults .* found 0$/,
  ],
  [registered, 'data.households[0]', { ...household, adults: 9_000, children: 1_001 }, /found 10001$/],
  [registered, 'data.households[0].adults', -1, /^a whole number from 0 to 10,000/],
  [registered, 'data.households[0].adults', 1.5, /^a whole number/],
  [registered, 'data.households[0].priority', 1.5, /^a whole number from -9,007,199,254,740,991/],
  [registered, 'data.households[0].priority', 2 ** 53, /^a whole number from -9,007,199,254,740,991/],
  ['relief.locations.registered.v1', 'data.locations', [], /1 to 1,000 entries/],
  [
    'relief.locations.registered.v1',
    'data.locations',
    many(2, () => ({ locationId: 'C-1', name: 'Centre', kind: 'centre' })),
    /^each locationId once, found "C-1"$/,
    'data.locations[1].locationId',
  ],
  ['relief.locations.registered.v1', 'data.locations[1].suppliedBy', 'C-1', /^another location than itself/],
  ['relief.locations.registered.v1', 'data.locations[0].kind', 'shop', /^one of hub, centre, store/],
];

describe('a message that does not fit says where and what was expected', () => {
  const rows = refusals.map(([type, path, value, expected, told = path]) => ({
    type,
    path,
    value,
    expected,
    told,
  }));
  it.each(rows)('$type with $path = $value', ({ type, path, value, expected, told }) => {
    const problem = problemIn(bodyWith(type, path, value));
    expect(problem).toEqual({ path: told, expected: expect.stringMatching(expected) });
  });

  it('quotes an unknown field whose name is no plain one', () => {
    const text = '{"orderId":"O-1","reason":"x","a b\\u0000":1}';
    expect(problemIn(body('relief.order.cancelled.v1', 0).replace('"data":0', `"data":${text}`))?.path).toBe(
      'data["a b\\u0000"]',
    );
  });
});

describe('numbers are read from their text', () => {
  const withQuantity = (number: string) =>
    bodyWith(made, `${firstLine}.quantity`, '@').replace('"@"', number);

  it.each(['5', '5.0', '5e0', '5.000', '0.5e1', '500E-2'])('%s kg is 5,000 g, with one digest', (number) => {
    const reading = readMessage(withQuantity(number));
    const plain = readMessage(withQuantity('5'));
    expect(reading).toMatchObject({
      event: { receipts: [{ ok: true, value: { lines: [{ quantity: 5_000n }] } }] },
    });
    expect(reading.ok && reading.header.digest).toBe(plain.ok && plain.header.digest);
  });

  it.each(['5.00000000000000000001', '9007199254740993', '1e400', '1e-400', '-0', '1e-4'])(
    '%s is refused',
    (number) => {
      const problem = problemIn(withQuantity(number));
      expect(problem?.path).toBe(`${firstLine}.quantity`);
      expect(problem?.expected).toMatch(quantityRule);
    },
  );

  it('tells numbers apart that JavaScript rounds to one', () => {
    const [one, other] = ['9007199254740993', '9007199254740992'].map((number) =>
      readMessage(withQuantity(number)),
    );
    expect(one?.ok && one.header.digest).not.toBe(other?.ok && other.header.digest);
  });

  it('takes no number where text belongs, however long', () => {
    const text = bodyWith(made, 'data.receipts[0].collectedBy', '@').replace('"@"', '90071992547409931');
    expect(problemIn(text)?.path).toBe('data.receipts[0].collectedBy');
  });
});

describe('a message that cannot be read', () => {
  it.each([
    ['nothing', '', '', /^JSON/],
    ['no JSON', 'not json', '', /^JSON/],
    ['a byte order mark', '\ufeff{}', '', /^JSON/],
    ['a comma too many', '{"a":1,}', '', /^JSON/],
    ['null', 'null', '', /^an object, found null$/],
    ['an array', '[]', '', /^an object/],
    ['a string', '"x"', '', /^an object/],
    ['a number out of range', '1e999', '', /^an object/],
    ['half a nest of 1,000,000', '['.repeat(1_000_000), '', /^JSON/],
    ['a nest of 500,000', '['.repeat(500_000) + ']'.repeat(500_000), '', /^at most 64/],
    ['a nest of 65', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, '', /^at most 64/],
    ['a key twice', '{"id":"a","id":"b"}', 'id', /^each key once$/],
    ['a key twice, once escaped', '{"id":"a","\\u0069d":"a"}', 'id', /^each key once$/],
    ['__proto__ twice', '{"__proto__":1,"__proto__":1}', '__proto__', /^each key once$/],
    [
      'a key twice with equal values deep inside',
      '{"data":{"x":[{},{"y":{"k":1,"k":1}}]}}',
      'data.x[1].y.k',
      /^each key once$/,
    ],
    [
      'a key twice after one that looks like it',
      '{"data":{"q":"a\\",\\"q\\":","q":1}}',
      'data.q',
      /^each key once$/,
    ],
  ])('%s is refused', (_, text, path, expected) => {
    const reading = readMessage(text);
    expect(reading).toMatchObject({
      ok: false,
      original: text,
      digest: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(problemIn(text, reading)).toEqual({ path, expected: expect.stringMatching(expected) });
  });

  it('keeps what identity is valid, and drops what is not or is named twice', () => {
    const text = `{"id":"1","source":"urn:x","type":"t","id":"2","data":{"orderId":"O-1","centreId":"no good"}}`;
    const reading = readMessage(text);
    expect(reading).toMatchObject({ ok: false, source: 'urn:x', type: 't', orderId: 'O-1' });
    expect(reading).not.toHaveProperty('id');
    expect(reading).not.toHaveProperty('locationId');
    expect(readMessage('{"data":{"orderId":"O-1"},"data":{"orderId":"O-2"}}')).not.toHaveProperty('orderId');
    expect(readMessage(bodyWith('relief.shipment.dispatched.v1', 'data.lines', 0))).toMatchObject({
      orderId: 'O-1',
    });
    expect(readMessage(bodyWith('relief.stock.lost.v1', 'data.lines', 0))).toMatchObject({
      locationId: 'C-1',
    });
    expect(readMessage(bodyWith('relief.payments.made.v1', 'data.x', 0))).toMatchObject({ payerId: 'BANK' });
    expect(readMessage(bodyWith('relief.household.erased.v1', 'data.x', 0))).toMatchObject({
      householdId: 'H-1',
    });
  });

  it.each([
    ['relief.order.amended.v1', 'O-1'],
    ['relief.shipment.dispatched.v1', 'W/1'],
    ['relief.shipment.arrived.v1', 'W/1'],
    ['relief.payer.funded.v1', 'F-1'],
    ['relief.stock.counted.v1', 'N-1'],
    ['relief.stock.lost.v1', 'L-1'],
  ] as const)('refuses %s under the name of its document, %s', (type, reference) => {
    expect(readMessage(bodyWith(type, 'data.x', 0))).toMatchObject({ ok: false, reference });
  });

  it('gives an answer to a body of 1 MiB', () => {
    for (const filling of ['1,', '{"a":1},', '1e999,', '"\\ud800",']) {
      const rows = filling.repeat(Math.floor(1_000_000 / filling.length)).slice(0, -1);
      expect(problemIn(body(made, 0).replace('"data":0', `"data":{"centreId":[${rows}]}`))?.path).toBe(
        'data.centreId',
      );
    }
    expect(problemIn(bodyWith(made, `${firstLine}.commodity`, 'a b'.repeat(300_000)))?.path).toBe(
      `${firstLine}.commodity`,
    );
  });

  it('pollutes no prototype', () => {
    readMessage(
      body(made, 0).replace('"data":0', '"data":{"__proto__":{"polluted":1e999},"constructor":{"x":1}}'),
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('laws', () => {
  it('any JSON value, in any place, gives an answer', () => {
    const place = fc.constantFrom('', 'data', 'data.receipts', 'data.receipts[0]', 'data.receipts[0].lines');
    fc.assert(
      fc.property(fc.json(), place, (json, path) => {
        const text = path === '' ? json : bodyWith(made, path, '@@').replace('"@@"', () => json);
        expect(readMessage(text)).toEqual(readMessage(text));
      }),
      { numRuns: 400 },
    );
  });

  it('any text gives an answer', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(readMessage(text).ok).toBe(false);
      }),
    );
  });

  it('every quantity of a valid receipt is exact', () => {
    const factor = { g: 1n, kg: 1_000n, t: 1_000_000n, ml: 1n, l: 1_000n };
    const anyLine = fc
      .record({ unit: fc.constantFrom(...unitNames), thousandths: fc.bigInt(1n, 1_000_000_000_000n) })
      .map(({ unit, thousandths }) => {
        const divisible = unit === 'kg' || unit === 't' || unit === 'l';
        const exact = divisible ? thousandths : (thousandths / 1_000n + 1n) * 1_000n;
        return { unit, thousandths: exact > 1_000_000_000_000n ? 1_000n : exact };
      });
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 20 }), (lines) => {
        const text = lines
          .map(({ unit, thousandths }) => {
            const number = `${thousandths / 1_000n}.${String(thousandths % 1_000n).padStart(3, '0')}`;
            return `{"commodity":"rice","unit":"${unit}","quantity":${number}}`;
          })
          .join();
        const reading = readMessage(
          bodyWith(made, 'data.receipts[0].lines', '@').replace('"@"', `[${text}]`),
        );
        expect(reading).toMatchObject({
          event: {
            receipts: [
              {
                ok: true,
                value: {
                  lines: lines.map(({ unit, thousandths }) => ({
                    quantity: (thousandths * (new Map(Object.entries(factor)).get(unit) ?? 1n)) / 1_000n,
                  })),
                },
              },
            ],
          },
        });
      }),
    );
  });
});
