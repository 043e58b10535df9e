/** Whatever comes out of the store is checked: a record that was touched from outside is named, with its place and field. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../shared/domain/canonical.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import { listAnomaly, readAnomaly } from '../../shared/ledger/anomalies.ts';
import { nextLink } from '../../shared/ledger/chain.ts';
import { deferredRecord, readDeferred } from '../../shared/ledger/deferred.ts';
import {
  type ExceptionSubject,
  readOriginal,
  readOutcome,
  readSettled,
  recordException,
} from '../../shared/ledger/exceptions.ts';
import { fenceOfRefusals, readFenceLink } from '../../shared/ledger/fence.ts';
import { readFirstCurrency, readFirstUse } from '../../shared/ledger/first-use.ts';
import { householdRecord, readHousehold } from '../../shared/ledger/household-item.ts';
import { readClaim } from '../../shared/ledger/id-claims.ts';
import { type ItemKey, locationKey, orderVersionKey, planKey } from '../../shared/ledger/keys.ts';
import { readListedAt } from '../../shared/ledger/listed-exceptions.ts';
import { appendLocationVersion, readLocationVersion } from '../../shared/ledger/location-version.ts';
import { orderVersionBody, readOrderVersion } from '../../shared/ledger/order-chain.ts';
import { appendCollection, readCollection } from '../../shared/ledger/proxies.ts';
import { DamagedRecordError } from '../../shared/ledger/record-fields.ts';
import { planRecord, readPlan, readRegistryLink, registryBody } from '../../shared/ledger/registry-chain.ts';
import { nextSeal, readSeal } from '../../shared/ledger/seal.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { itemsOf, keysOf, readItem } from '../../shared/store/item-form.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { termsWith } from '../support/orders.ts';

const at = '2020-08-05T00:00:00.000Z';
const recordOf = (write: Write | undefined): JsonObject =>
  write !== undefined && 'record' in write ? write.record : {};

const row = { effectiveFrom: '2020-07-01', centreId: 'C-1', adults: 2, children: 1, priority: 3 };
const composition = { ...row, recordedAt: at, event: 'urn:x#e' };
const household = { householdId: 'H-1', version: 1, awaited: true, name: 'Kim', history: [composition] };
const location = { locationId: 'C-1', name: 'Centre', kind: 'centre', suppliedBy: 'HUB' } as const;
const terms = termsWith({
  pledges: [{ commodity: 'coal', quantity: 5n, unit: 't', source: 'mine', responsible: 'x' }],
});
const version = { kind: 'amended', revision: 2, event: 'urn:x#e', digest: 'd', terms } as const;
const collection = { householdId: 'H-1', receiptId: 'R-1' };
const list = { key: 'tails/x.txt', sha256: 'abc' };
const anomaly = {
  kind: 'surplus',
  orderId: 'O-1',
  locationId: 'C-1',
  commodity: 'rice',
  unit: 'kg',
  quantity: 5n,
  references: ['W-1'],
} as const;
const subject: ExceptionSubject = {
  idempotencyKey: 'receipt/C-1/O-1/R-1',
  digest: 'd-1',
  queue: 'handovers',
  messageGroup: 'C-1',
  index: 3,
  event: { source: 'urn:x', id: 'e-1', type: 'relief.handovers.made.v1', time: 't', digest: 'd' },
  original: '{"receiptId":"R-1"}',
};
const append = { kind: 'append', key: planKey('O-1', 1, 'C-1'), record: { plan: [] } } as const;
const seal = {
  date: '2020-08-05',
  openedAt: at,
  digest: 'd',
  books: 1,
  entries: 2,
  tails: list,
  added: list,
};
const refusals = new Map([['R-1', { digest: 'd', status: 'held' }]] as const);
const refused = recordOf(recordException(subject, 'x1', rejected('not-covered', { a: 1 }), at).writes[0]);

type Read = (record: JsonObject) => unknown;
type Damage = readonly [field: string, value: JsonValue];

/** Of each kind of record: one as it is written, its reader, what is read, and values that are none of its fields'. */
const kinds: readonly (readonly [string, JsonObject, Read, unknown, readonly Damage[]])[] = [
  [
    'a household',
    householdRecord(household),
    readHousehold,
    household,
    [
      ['householdId', 1],
      ['version', '1'],
      ['awaited', 'yes'],
      ['name', 7],
      ['history', 'no JSON'],
      ['history', '{}'],
      ['history', '[["2020-07-01"]]'],
    ],
  ],
  [
    'a location',
    recordOf(appendLocationVersion(location, 1, at)),
    readLocationVersion,
    { ...location, recordedAt: at },
    [
      ['locationId', null],
      ['kind', 'shop'],
      ['suppliedBy', 1],
      ['recordedAt', 1],
    ],
  ],
  [
    'a version of an order',
    nextLink('order:O-1', undefined, at, orderVersionBody(version)),
    readOrderVersion,
    expect.objectContaining({ ...version, seq: 1 }),
    [
      ['kind', 'forged'],
      ['revision', '2'],
      ['covers', 'all'],
      ['covers', [1]],
      ['terms', null],
      ['terms', []],
      ['seq', 1.5],
      ['hash', null],
    ],
  ],
  [
    'a link of a registry',
    nextLink('registry:C-1', undefined, at, registryBody('urn:x#e', [{ householdId: 'H-1', ...row }])),
    readRegistryLink,
    expect.objectContaining({ event: 'urn:x#e', rows: [{ householdId: 'H-1', ...row }] }),
    [
      ['event', 1],
      ['rows', {}],
      ['rows', [['H-1', '2020-07-01', 'C-1', '2', 1, 3]]],
      ['at', null],
    ],
  ],
  [
    'a plan',
    planRecord([{ priority: 1, adults: 2, persons: 3, households: 4 }]),
    readPlan,
    [{ priority: 1, adults: 2, persons: 3, households: 4 }],
    [
      ['plan', null],
      ['plan', [[1, 2, 3]]],
      ['plan', [1]],
    ],
  ],
  [
    'a notice',
    recordOf(fenceOfRefusals('centre:C-1/O-1', 0, refusals)),
    readFenceLink,
    { refusals: [...refusals], orderVersion: 0 },
    [
      ['heads', 'R-1'],
      ['heads', [['R-1', 'd', 'lost']]],
      ['heads', [['R-1', 5, 'held']]],
      ['step', '1'],
    ],
  ],
  [
    'a first use',
    { commodity: 'tea', unit: 'kg' },
    readFirstUse,
    ['tea', 'kg'],
    [
      ['commodity', 1],
      ['unit', 'pound'],
    ],
  ],
  ['a first currency', { currency: 'KPW' }, readFirstCurrency, 'KPW', [['currency', 1]]],
  [
    'a collection',
    recordOf(appendCollection('collector:O-1/x', 0, collection)),
    readCollection,
    collection,
    [
      ['householdId', 1],
      ['receiptId', null],
    ],
  ],
  [
    'an anomaly',
    listAnomaly(anomaly, 'cause', at).record,
    readAnomaly,
    { ...anomaly, recordedAt: at },
    [
      ['kind', 'theft'],
      ['quantity', 5],
      ['references', 'W-1'],
      ['unit', 'pound'],
      ['recordedAt', null],
    ],
  ],
  [
    'a seal',
    nextSeal(undefined, at, seal),
    readSeal,
    expect.objectContaining(seal),
    [
      ['books', '1'],
      ['tails', 'x'],
      ['added', { key: 'x' }],
      ['date', null],
    ],
  ],
  [
    'deferred writes',
    deferredRecord({ later: [append], rows: [1] }),
    readDeferred,
    { later: [append], rows: [1] },
    [
      ['rows', null],
      ['rows', [1, []]],
      ['rows', [[{ record: {} }], []]],
    ],
  ],
  [
    'a claim',
    refused,
    readClaim,
    { digest: 'd-1', status: 'rejected' },
    [
      ['digest', 1],
      ['status', 'begun'],
    ],
  ],
  [
    'an exception',
    refused,
    (record) => readOutcome(record, 1),
    expect.objectContaining({ status: 'rejected', reason: 'not-covered', detail: { a: 1 }, recordSeq: 1 }),
    [
      ['scope', 1],
      ['queue', 'letters'],
      ['index', '3'],
      ['event', null],
      ['event', {}],
      ['reason', null],
      ['detail', 'x'],
      ['position', 1],
      ['orderId', 1],
    ],
  ],
  ['an original', refused, readOriginal, subject.original, [['original', null]]],
  ['what was settled', { heldSince: at }, readSettled, at, [['heldSince', 1]]],
];

describe.each(kinds)('%s', (_, record, read, expected, damages) => {
  it('is read as it was written, through JSON', () => {
    expect(read(JSON.parse(JSON.stringify(record)))).toEqual(expected);
  });

  it.each(damages)('with a damaged %s, %j, is refused', (field, value) => {
    expect(() => read({ ...record, [field]: value })).toThrow(DamagedRecordError);
  });
});

it('a place in a list of exceptions that is none is refused', () => {
  expect(() => readListedAt('O-1#2020#0000#x1#reason')).toThrow(DamagedRecordError);
});

/** Tables that hold one item, whatever is asked for. */
function storeOf(key: ItemKey, record: JsonObject): Store {
  const [item = {}] = itemsOf(key, record);
  const names = { households: 'households', stock: 'stock', ledgers: 'ledgers' };
  const client = {
    send: () => Promise.resolve({ Item: item, Items: [item], Responses: { [key.table]: [item] } }),
  } as unknown as DynamoDBClient;
  return new Store(new Tables(client, names));
}

describe('a damaged record', () => {
  it.each([
    [
      'a location',
      (store: Store) => store.locations.get('C-1'),
      locationKey('C-1', 2),
      { ...location, recordedAt: at, kind: 'shop' },
      'stock locations C-1/000000002: field kind is not as it was written',
    ],
    [
      'a plan',
      (store: Store) => store.plans.get('O-1', 1, 'C-1'),
      planKey('O-1', 1, 'C-1'),
      { plan: [[1]] },
      'stock plan:O-1 000000001/C-1: field plan is not as it was written',
    ],
    [
      'an order',
      (store: Store) => store.orders.get('O-1'),
      orderVersionKey('O-1', 1),
      {},
      'ledgers order:O-1 revision/000000001: field account is not as it was written',
    ],
    [
      'an entry of a book',
      (store: Store) => store.chains.tail('stock', 'centre:C-1/O-1'),
      { table: 'stock', subject: 'centre:C-1/O-1', item: '000000007' } as const,
      { type: 'theft' },
      /^stock centre:C-1\/O-1 000000007: field \w+ is not as it was written$/,
    ],
    [
      'a hold',
      (store: Store) => store.holdingGroups('order:O-1'),
      { table: 'ledgers', subject: 'waiting/order:O-1', item: 'letters/C-1' } as const,
      {},
      'ledgers waiting/order:O-1 letters/C-1: field item is not as it was written',
    ],
  ])('is named with its table, subject, item and field: %s', async (_, read, key, record, message) => {
    await expect(read(storeOf(key, record))).rejects.toThrow(message);
    await expect(read(storeOf(key, record))).rejects.toBeInstanceOf(DamagedRecordError);
  });

  it('is named with its place, too, where it is not the JSON of a record', () => {
    const key = { subject: 'centre:C-1/O-1', item: '000000001' };
    for (const body of [{ S: '[]' }, { S: '{' }, { B: new Uint8Array([1, 2, 3]) }])
      expect(() => readItem({ ...keysOf(key), body })).toThrow(
        'centre:C-1/O-1 000000001: field body is not as it was written',
      );
  });
});
