import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryTypes } from '../../shared/domain/entry-types.ts';
import { remainders } from '../../shared/domain/events.ts';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { appendEntry, type EntryBody, readEntry } from '../../shared/ledger/entry.ts';
import { seqItem } from '../../shared/ledger/keys.ts';
import { DamagedRecordError, readStored } from '../../shared/ledger/record-fields.ts';
import { lawful } from '../support/lawful.ts';

const integer = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
const count = fc.nat({ max: 1_000_000 });
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,9}$/);
const amounts = fc.array(fc.tuple(id, integer), { maxLength: 4 }).map((rows) => new Map(rows));
const filled = amounts.filter((some) => some.size > 0);
const instant = fc.constantFrom('2020-08-05T00:00:00.000Z', '2020-08-06T00:00:00.000Z');

const plain = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true });
const totals = plain({
  received: integer,
  lostOnArrival: integer,
  lost: integer,
  dispatched: integer,
  handedOver: integer,
  variance: integer,
  onward: integer,
  transferredIn: integer,
  transferredOut: integer,
});

const counts = fc
  .array(
    fc.tuple(
      id,
      fc.array(
        plain({ countId: id, at: instant, counted: integer, expected: integer, firstVariance: integer }),
        { maxLength: 3 },
      ),
    ),
    { maxLength: 3 },
  )
  .map((rows) => new Map(rows));
const holders = fc.array(fc.tuple(id, count), { minLength: 1, maxLength: 3 }).map((rows) => new Map(rows));
const coverage = plain({
  revision: count,
  byCentre: fc
    .array(fc.tuple(id, plain({ served: count, complete: count, met: amounts, got: amounts })), {
      maxLength: 3,
    })
    .map((rows) => new Map(rows)),
});
/** As they are, and with what only some of their kind have. */
const orWith = <T, W>(some: fc.Arbitrary<T>, more: fc.Arbitrary<W>): fc.Arbitrary<T | (T & W)> =>
  fc.oneof(
    some,
    fc.tuple(some, more).map(([one, other]) => ({ ...one, ...other })),
  );

const bodies: fc.Arbitrary<EntryBody> = fc.record(
  {
    type: fc.constantFrom(...entryTypes),
    orderId: id,
    reference: id,
    event: fc.string(),
    occurredAt: fc.constant('2020-08-05T09:00:00+09:00'),
    digest: fc.string(),
    counterparty: fc.string(),
    lines: amounts,
    balance: amounts,
    counterpartyEntry: fc.string(),
    money: integer,
    moneyBalance: integer,
    currency: fc.constantFrom('KPW', 'CNY'),
    reverses: id,
    reason: fc.string(),
    collectedBy: fc.string(),
    to: id,
    carrier: fc.string(),
    from: fc.string(),
    lost: filled,
    remainder: fc.constantFrom(...remainders),
    overIssue: fc.string(),
    variance: filled,
    counted: amounts,
    movements: fc.array(plain({ at: instant, lines: amounts }), { maxLength: 3 }),
    counts,
    countsAt: count.map((nth) => nth + 1),
    groupHash: fc.string(),
    holders,
    ahead: filled,
    group: fc.array(plain({ reference: id, householdId: id }), { maxLength: 4 }),
    events: fc.array(plain({ key: fc.string(), digest: fc.string() }), { maxLength: 4 }),
    stock: orWith(
      plain({
        stock: fc.array(fc.tuple(id, totals), { maxLength: 3 }).map((rows) => new Map(rows)),
        householdsServed: count,
        receipts: count,
      }),
      plain({ coverage }),
    ),
    payer: orWith(
      plain({ paid: integer, funded: integer, payments: count, paymentsMade: count, householdsPaid: count }),
      plain({ within: plain({ revision: count, amount: integer }) }),
    ),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'type',
      'orderId',
      'reference',
      'event',
      'occurredAt',
      'digest',
      'counterparty',
      'lines',
      'balance',
    ],
  },
);

const now = '2020-08-05T00:00:00.000Z';
const written = (record: LinkRecord): LinkRecord => JSON.parse(JSON.stringify(record));

describe('an entry', () => {
  it('is read back as it was written, through JSON', () => {
    lawful(
      fc.property(bodies, (body) => {
        const { entry, record } = appendEntry('centre:C-1/O-1', undefined, now, body);
        expect(readEntry(written(record))).toStrictEqual(entry);
      }),
      500,
    );
  });

  it('holds no number that JSON could round', () => {
    lawful(
      fc.property(bodies, (body) => {
        const { record } = appendEntry('centre:C-1/O-1', undefined, now, body);
        const numbers: number[] = [];
        JSON.stringify(record, (_, value: unknown) => {
          if (typeof value === 'number') numbers.push(value);
          return value;
        });
        expect(numbers.every(Number.isSafeInteger)).toBe(true);
      }),
    );
  });

  const body: EntryBody = {
    type: 'handover',
    orderId: 'O-1',
    reference: 'R-1',
    event: 'urn:x#1',
    occurredAt: now,
    digest: '',
    counterparty: 'households',
    lines: new Map([['rice', -5n]]),
    balance: new Map(),
    stock: { stock: new Map(), householdsServed: 1, receipts: 0 },
  };
  const { entry: whole, record: sound } = appendEntry('centre:C-1/O-1', undefined, now, body);

  it('leaves out of its record the amounts of which there are none', () => {
    const fields = ['lines', 'balance', 'lost', 'variance', 'holders', 'ahead'];
    const none = { ...body, ...Object.fromEntries(fields.map((field) => [field, new Map()])) };
    const { record } = appendEntry('shipment:W-1', undefined, now, none);
    for (const field of fields) expect(record).not.toHaveProperty(field);
  });

  it('of a later version is read as far as this one knows it', () => {
    const later = { ...sound, version: 2, sealedBy: ['somebody'] } as LinkRecord;
    expect(readEntry(later)).toStrictEqual(whole);
  });

  const row = ['1', '2', '3', '4', '5', '6', '7'];
  /** Rows that are whole but for one column. */
  const oneDamaged = (columns: readonly unknown[]): readonly unknown[][] =>
    columns.map((_, column) => columns.map((value, at) => (at === column ? null : value)));
  const parts: readonly (readonly [string, unknown])[] = [
    ...oneDamaged(['count-1', now, '5', '6', '-1']).map((count) => ['counts', [['rice', [count]]]] as const),
    ...oneDamaged(['rice', []]).map((counted) => ['counts', [counted]] as const),
    ...oneDamaged([now, [['rice', '5']]]).map((movement) => ['movements', [movement]] as const),
    ...oneDamaged(['rice', 2]).map((holder) => ['holders', [holder]] as const),
    ...oneDamaged(['C-1', 2, 1, [['rice', '5']], [['rice', '5']]]).map(
      (centre) => ['coverage', [1, [centre]]] as const,
    ),
    ...oneDamaged([1, []]).map((coverage) => ['coverage', coverage] as const),
    ...['counts', 'movements', 'holders'].flatMap((field) => [
      [field, 'rice'] as const,
      [field, [null]] as const,
    ]),
    ['coverage', 'C-1'],
    ['coverage', [1, [null]]],
  ];

  const damages: readonly (readonly [string, unknown])[] = [
    ...parts,
    ['remainder', 'gone'],
    ['countsAt', '3'],
    ['type', 'theft'],
    ['seq', 1.5],
    ['orderId', 7],
    ['reason', 7],
    ['lines', [['rice', 5]]],
    ['lines', [['rice', '5.5']]],
    ['lines', [['rice', ' 5']]],
    ['lines', [['rice', '5 ']]],
    ['lines', [[5, '5']]],
    ['lines', [null]],
    ['lines', 'rice'],
    ['lost', [['rice', 5]]],
    ['money', 5],
    ['moneyBalance', 5],
    ['group', [['R-1']]],
    ['group', ['RH']],
    ['events', [['urn:x#1', 5]]],
    ['stock', [['rice', '1']]],
    ['stock', [[7, ...row]]],
    ['stock', [null]],
    ['stock', [`r${row.join('')}`]],
    ['householdsServed', '3'],
    ['payer', 'P-1'],
    ['payer', [5, '5', 1, 1]],
    ['payer', ['5', 5, 1, 1]],
    ['payer', ['5', '5', '1', 1]],
    ['payer', ['5', '5', 1, 1.5]],
    ['version', 1],
    ['version', '2'],
  ];

  it.each(damages)('with a damaged %s, %j, is refused, by its place and the field', (field, value) => {
    const damaged = { ...sound, [field]: value } as LinkRecord;
    const stored = { table: 'stock', subject: 'centre:C-1/O-1', item: seqItem(1), record: damaged } as const;
    expect(() => readStored(stored, readEntry)).toThrow(DamagedRecordError);
    expect(() => readStored(stored, readEntry)).toThrow(
      expect.objectContaining({
        name: 'DamagedRecordError',
        message: `stock centre:C-1/O-1 000000001: field ${field} is not as it was written`,
      }),
    );
  });

  it.each([[['2', '5']], [[2, 5]], ['2'], [[2]]])(
    'of a payer with a damaged limit, %j, is refused',
    (within) => {
      const payer = ['5', '5', 1, 1];
      expect(() => readEntry({ ...sound, payer, within } as LinkRecord)).toThrow(
        expect.objectContaining({ name: 'DamagedRecordError', field: 'within' }),
      );
    },
  );
});
