import { describe, expect, it } from 'vitest';
import { Audit, type AuditScope } from '../../shared/audit/audit.ts';
import type { Finding } from '../../shared/audit/kept-link.ts';
import { SealedHashes } from '../../shared/audit/sealed-books.ts';
import { emptyPayerTally } from '../../shared/domain/books.ts';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { groupHashOf, type LinkRecord, nextLink } from '../../shared/ledger/chain.ts';
import { appendEntry, type EntryBody } from '../../shared/ledger/entry.ts';
import { stockOf } from '../support/orders.ts';

const now = '2020-08-08T00:00:00.000Z';
const book = 'centre:C-1/O-1';

const common = { orderId: 'O-1', event: 'urn:test#1', occurredAt: '2020-08-08', digest: '' };
const rice = (grams: bigint): EntryBody['lines'] => new Map([['rice', grams]]);

/** `ahead` is what the members of its group before it got. */
const receipt = (householdId: string, grams: bigint, ahead = 0n): LinkRecord =>
  appendEntry(`household:${householdId}/O-1/goods`, undefined, now, {
    ...common,
    type: 'handover',
    reference: `R-${householdId}`,
    counterparty: 'centre:C-1',
    counterpartyEntry: `${book}@1`,
    lines: rice(grams),
    balance: rice(grams),
    ...(ahead > 0n && { ahead: rice(ahead) }),
  }).record;

const sheet = (receipts: readonly LinkRecord[], grams: bigint): LinkRecord =>
  appendEntry(book, undefined, now, {
    ...common,
    type: 'handover',
    reference: '1',
    counterparty: 'households',
    lines: rice(-grams),
    balance: rice(-grams),
    group: receipts.map(({ account }) => {
      const householdId = account.slice('household:'.length, account.indexOf('/'));
      return { reference: `R-${householdId}`, householdId };
    }),
    groupHash: groupHashOf(receipts.map(({ hash }) => hash)),
  }).record;

function audited(records: readonly LinkRecord[], scope?: AuditScope): readonly Finding[] {
  const audit = new Audit();
  for (const record of records) audit.take(record);
  const { accounts, entries, findings } = audit.report(scope);
  expect([accounts, entries]).toEqual([new Set(records.map(({ account }) => account)).size, records.length]);
  return findings;
}

const findings = (records: readonly LinkRecord[], scope?: AuditScope): readonly string[] =>
  audited(records, scope).map(({ account, seq, expected }) => `${account}@${seq}: ${expected}`);

describe('the audit of a group', () => {
  const honest = [receipt('H-1', 5n), receipt('H-2', 7n, 5n)];
  const booked = sheet(honest, 12n);

  it('is content with what was booked, in whatever order it is taken', () => {
    expect(findings([booked, ...honest])).toEqual([]);
    expect(findings([...honest.toReversed(), booked])).toEqual([]);
  });

  it('finds household entries made anew, though each is sound and their sum is the same', () => {
    expect(findings([booked, receipt('H-1', 6n), receipt('H-2', 6n)])).toEqual([
      `${book}@1: household entries as they were booked`,
    ]);
  });

  it('finds a receipt that stands elsewhere in its group than it says', () => {
    const others = [receipt('H-1', 5n), receipt('H-2', 7n, 4n)];
    expect(findings([sheet(others, 12n), ...others])).toEqual([
      'household:H-2/O-1/goods@1: what the members of its group before it got',
    ]);
  });

  it('finds a group that miscounts who got a commodity', () => {
    const { hash: _, ...body } = sheet(honest, 12n);
    const miscounted = nextLink(book, undefined, now, { ...body, holders: [['rice', 1]] });
    expect(findings([miscounted, ...honest])).toEqual([
      `${book}@1: how many members of its group got some of each commodity`,
    ]);
  });

  it('finds a household entry that is missing, and one too many', () => {
    expect(findings([booked, ...honest.slice(1)])).toEqual([
      `${book}@1: the household entry of R-H-1 at household:H-1/O-1/goods`,
    ]);
    expect(findings([booked, ...honest, receipt('H-3', 1n)])).toEqual([
      `household:H-3/O-1/goods@1: ${book}@1 to stand for it`,
    ]);
  });

  it('finds a household entry whose book entry is gone', () => {
    expect(findings(honest)).toEqual([
      `household:H-1/O-1/goods@1: ${book}@1 to stand for it`,
      `household:H-2/O-1/goods@1: ${book}@1 to stand for it`,
    ]);
  });

  it('names the household entry alone where that is what is broken', () => {
    const [first, second] = honest as [LinkRecord, LinkRecord];
    const changed = { ...first, lines: [['rice', '50']] } as LinkRecord;
    expect(findings([booked, changed, second])).toEqual(['household:H-1/O-1/goods@1: what was hashed']);
  });
});

/** Goods leave a hub's book for a waybill. */
const pair = (left: bigint, came: bigint): readonly LinkRecord[] => {
  const body = { ...common, reference: 'W-1', digest: 'd' };
  return [
    appendEntry('hub:H/O-1', undefined, now, {
      ...body,
      type: 'dispatch',
      counterparty: 'shipment:W-1',
      counterpartyEntry: 'shipment:W-1@1',
      lines: rice(-left),
      balance: rice(-left),
    }).record,
    appendEntry('shipment:W-1', undefined, now, {
      ...body,
      type: 'dispatch',
      counterparty: 'hub:H',
      counterpartyEntry: 'hub:H/O-1@1',
      lines: rice(came),
      balance: rice(came),
    }).record,
  ];
};

describe('the audit of two books that name each other', () => {
  it('finds goods that one of them gives and the other does not take', () => {
    expect(findings(pair(5n, 5n))).toEqual([]);
    expect(findings(pair(5n, 4n))).toEqual([
      'hub:H/O-1@1: lines that shipment:W-1@1 gives back',
      'shipment:W-1@1: lines that hub:H/O-1@1 gives back',
    ]);
  });

  it('finds them beyond an entry that is missing', () => {
    const [left, came] = pair(5n, 4n) as [LinkRecord, LinkRecord];
    const first = forged(left, { reference: 'W-0', counterpartyEntry: 'shipment:W-0@1' });
    const second = forged(
      left,
      { reference: 'W-9', counterpartyEntry: 'shipment:W-9@1', balance: [['rice', '-10']] },
      first,
    );
    const third = forged(left, { balance: [['rice', '-15']] }, second);
    const waybill = forged(came, { counterpartyEntry: 'hub:H/O-1@3' });
    expect(findings([first, third, waybill]).toSorted()).toEqual([
      'hub:H/O-1@2: an entry',
      'hub:H/O-1@3: lines that shipment:W-1@1 gives back',
      'shipment:W-1@1: lines that hub:H/O-1@3 gives back',
    ]);
  });
});

/** A record made anew with other content, sound by itself: whoever forges knows how to hash. */
function forged(record: LinkRecord, changes: JsonObject, tail?: LinkRecord): LinkRecord {
  const { account, at, hash: _, ...body } = record;
  return nextLink(account, tail, at, { ...body, ...changes });
}

/** A link of a chain with `changes`, sound by itself, at its place after what was before. */
const inPlace = (chain: readonly LinkRecord[], seq: number, changes: JsonObject): LinkRecord[] =>
  chain.map((record) =>
    record.seq === seq
      ? forged(
          record,
          changes,
          chain.find((one) => one.seq === seq - 1),
        )
      : record,
  );

const minute = (count: number): string => `2020-08-08T00:0${count}:00.000Z`;

/** Four arrivals of a kilogram each, a minute apart. */
const card = [1, 2, 3, 4].reduce<LinkRecord[]>((chain, count) => {
  const { record } = appendEntry(book, chain.at(-1), minute(count), {
    ...common,
    type: 'arrival',
    reference: `W-${count}`,
    counterparty: `shipment:W-${count}`,
    lines: rice(1_000n),
    balance: rice(BigInt(count) * 1_000n),
    stock: stockOf({ rice: BigInt(count) * 1_000n }),
  });
  return chain.concat(record);
}, []);

/** A payer is given money, and then twice as much. */
const cashBook = [1, 2].reduce<LinkRecord[]>((chain, count) => {
  const balance = count === 1 ? 100n : 300n;
  const { record } = appendEntry('payer:P-1/O-1', chain.at(-1), minute(count), {
    ...common,
    type: 'funding',
    reference: `F-${count}`,
    counterparty: 'outside',
    lines: new Map(),
    balance: new Map(),
    currency: 'KPW',
    money: BigInt(count) * 100n,
    moneyBalance: balance,
    payer: { ...emptyPayerTally, funded: balance },
  });
  return chain.concat(record);
}, []);

const without = (chain: readonly LinkRecord[], ...seqs: readonly number[]): readonly LinkRecord[] =>
  chain.filter(({ seq }) => !seqs.includes(seq));

describe('the audit of a chain', () => {
  it('is content with what was booked, in whatever order it is taken', () => {
    expect(findings([...cashBook, ...card].toReversed())).toEqual([]);
  });

  it('tells of an entry that is missing, when the last before it was recorded, and where it belongs', () => {
    expect(audited(without(card, 3))).toEqual([
      { account: book, seq: 3, at: minute(2), expected: 'an entry', found: 'none', orderId: 'O-1' },
    ]);
    expect(audited(without(card, 1))).toEqual([
      { account: book, seq: 1, at: minute(2), expected: 'an entry', found: 'none' },
    ]);
  });

  it('tells of an entry that is not what was hashed, and by which hash', () => {
    const [first, second, ...others] = card as [LinkRecord, LinkRecord];
    expect(audited([first, { ...second, reference: 'W-9' } as LinkRecord, ...others])).toEqual([
      {
        account: book,
        seq: 2,
        at: minute(1),
        expected: 'what was hashed',
        found: `an entry with hash ${second.hash}`,
        orderId: 'O-1',
      },
    ]);
    expect(audited([{ ...first, reference: 'W-9' } as LinkRecord])[0]?.at).toBe(minute(1));
  });

  it('tells of both, a missing entry and a changed one after it', () => {
    const [first, , third] = card as [LinkRecord, LinkRecord, LinkRecord];
    expect(findings([first, { ...third, reference: 'W-9' } as LinkRecord])).toEqual([
      `${book}@2: an entry`,
      `${book}@3: what was hashed`,
    ]);
  });

  it('tells of an entry that was made anew by the next, which names the hash of the other', () => {
    expect(findings(inPlace(card, 2, { reference: 'W-9' }))).toEqual([
      `${book}@3: the hash of the entry before it`,
    ]);
  });

  it('tells of one entry too many at a place', () => {
    const [first, second] = card as [LinkRecord, LinkRecord];
    expect(findings([...card, forged(second, { reference: 'W-9' }, first)])).toContain(
      `${book}@2: entry 3, which is missing`,
    );
  });

  it.each<readonly [string, readonly LinkRecord[], JsonObject, string]>([
    [
      'lines and balance',
      card,
      { balance: [['rice', '5000']] },
      'a balance that follows from the one before',
    ],
    ['totals and balance', card, { stock: card[0]?.['stock'] ?? null }, 'totals that give the balance'],
    [
      'money and its balance',
      cashBook,
      { moneyBalance: '301' },
      'a money balance that follows from the one before',
    ],
    [
      'money without its balance before',
      cashBook,
      { money: '300', moneyBalance: '300' },
      'a money balance that follows from the one before',
    ],
    [
      'totals of money and balance',
      cashBook,
      { payer: ['0', '299', 0, 0] },
      'totals that give the money balance',
    ],
    ['a field and its kind', card, { orderId: 7 }, `${book}@2: field orderId is not as it was written`],
  ])('finds %s that do not agree, though the chain was hashed with them', (_, chain, changes, expected) => {
    const [account] = chain.map((record) => record.account);
    expect(findings(inPlace(chain, 2, changes).slice(0, 2))).toEqual([`${account}@2: ${expected}`]);
  });

  it('holds links that move nothing to their hashes and their order alone', () => {
    const first = nextLink('registry:C-1', undefined, minute(1), { event: 'e', rows: [] });
    const second = nextLink('registry:C-1', first, minute(2), { event: 'f', rows: [], type: 'handover' });
    const third = nextLink('registry:C-1', second, minute(3), { event: 'g', rows: [], counterparty: 'x' });
    expect(findings([first, second, third])).toEqual([]);
    expect(findings([second])).toEqual(['registry:C-1@1: an entry']);
  });

  it('begins with what is broken first, whichever chain that is in', () => {
    expect(findings([...without(cashBook, 1), ...without(card, 3)])).toEqual([
      'payer:P-1/O-1@1: an entry',
      `${book}@3: an entry`,
    ]);
    for (const records of [
      [...without(card, 2), ...without(cashBook, 1)],
      [...without(cashBook, 1), ...without(card, 2)],
    ]) {
      expect(findings(records)).toEqual([`${book}@2: an entry`, 'payer:P-1/O-1@1: an entry']);
    }
  });
});

describe('the audit of sealed books', () => {
  const openedAt = '2020-08-08T01:00:00.000Z';
  const sealOf = (records: readonly LinkRecord[]) => new SealedHashes(openedAt, records);
  const sealedTwo = sealOf(card.slice(0, 2));
  const later = (count: number): string => `2020-08-08T01:0${count}:00.000Z`;
  const goesOn = (from: readonly LinkRecord[], at: string): readonly LinkRecord[] => [
    ...from,
    appendEntry(book, from.at(-1), at, {
      ...common,
      type: 'arrival',
      reference: 'W-9',
      counterparty: 'shipment:W-9',
      lines: rice(1n),
      balance: rice(BigInt(from.length) * 1_000n + 1n),
    }).record,
  ];

  it('is content with what was sealed, and what was recorded since or just before', () => {
    expect(findings(goesOn(card.slice(0, 2), later(1)), { sealed: sealedTwo })).toEqual([]);
    expect(findings(goesOn(card.slice(0, 2), '2020-08-08T00:45:00.000Z'), { sealed: sealedTwo })).toEqual([]);
  });

  it('finds an entry that is dated before a seal which does not hold it', () => {
    const expected = `an instant after the seal of ${openedAt}, which does not hold it`;
    expect(findings(goesOn(card.slice(0, 2), '2020-08-08T00:44:59.999Z'), { sealed: sealedTwo })).toEqual([
      `${book}@3: ${expected}`,
    ]);
    // The sheet that stands for it is what holds a household's entry.
    const own = receipt('H-1', 5n);
    expect(findings([own], { sealed: sealedTwo, isWhole: false })).toEqual([
      `${book}@1: an entry that was sealed`,
    ]);
  });

  it('finds a sealed chain that was made anew from some entry on, at that entry', () => {
    const [first] = card as [LinkRecord];
    const anew = goesOn([first], minute(2));
    expect(findings(anew, { sealed: sealedTwo })).toEqual([
      `${book}@2: the entry that was sealed, with hash ${card[1]?.hash}`,
    ]);
  });

  it('finds a sealed chain that was cut off, or is gone', () => {
    expect(audited(card.slice(0, 1), { sealed: sealedTwo })).toEqual([
      {
        account: book,
        seq: 2,
        at: minute(1),
        expected: 'an entry that was sealed',
        found: 'none',
        orderId: 'O-1',
      },
    ]);
    expect(audited([], { sealed: sealedTwo })).toEqual([
      { account: book, seq: 1, at: '', expected: 'an entry that was sealed', found: 'none' },
    ]);
  });

  it('takes a chain from its last sealed entry on, where it is told so', () => {
    const fromSeal = new Set([book]);
    const sealed = sealOf(card.slice(0, 3));
    const since = goesOn(card.slice(0, 3), later(1)).slice(2);
    expect(findings(since, { sealed, fromSeal })).toEqual([]);
    expect(findings(since, { sealed })).toEqual([`${book}@1: an entry`]);
    expect(findings(inPlace(card, 3, { reference: 'W-9' }).slice(2, 3), { sealed, fromSeal })).toEqual([
      `${book}@3: the entry that was sealed, with hash ${card[2]?.hash}`,
    ]);
  });

  it('goes on from there as it does from a first entry', () => {
    const scope = { sealed: sealOf(card.slice(0, 3)), fromSeal: new Set([book]) };
    const further = goesOn(goesOn(card.slice(0, 3), later(1)), later(2)).slice(2);
    expect(findings(without(further, 4), scope)).toEqual([`${book}@4: an entry`]);
  });

  it('takes the instant of an order’s mark as it is, however late it was written', () => {
    const mark = nextLink('registry:C-1', undefined, minute(1), { event: 'e', rows: [] });
    expect(findings([...card.slice(0, 2), mark], { sealed: sealedTwo })).toEqual([]);
  });

  it('finds a seal that only the tables have', () => {
    const seal = nextLink('seals', undefined, later(1), { date: '2020-08-08' });
    expect(findings([seal])).toEqual([]);
    expect(findings([...card, seal], { sealed: sealOf(card) })).toEqual([
      'seals@1: a seal that the archive holds',
    ]);
    expect(findings([...card, seal], { sealed: sealOf([...card, seal]) })).toEqual([]);
  });
});

describe('the audit of a part of the books', () => {
  const honest = [receipt('H-1', 5n), receipt('H-2', 7n, 5n)];

  it('looks for the other side of a group only where the households were taken', () => {
    expect(findings([sheet(honest, 12n)], { hasHouseholds: false })).toEqual([]);
    expect(findings([sheet(honest, 12n)])).toEqual([
      `${book}@1: the household entry of R-H-1 at household:H-1/O-1/goods`,
    ]);
  });

  it('looks for the book entry that a household entry names only where all was taken', () => {
    expect(findings(honest, { isWhole: false })).toEqual([]);
    // A book that was taken stands for whom it names, and no other.
    expect(findings([sheet(honest, 12n), ...honest, receipt('H-3', 1n)], { isWhole: false })).toEqual([
      `household:H-3/O-1/goods@1: ${book}@1 to stand for it`,
    ]);
  });

  it('still finds that a group and its sum differ', () => {
    expect(findings([sheet(honest, 13n), ...honest])).toEqual([
      `${book}@1: lines that the household entries on the other side add up to`,
    ]);
  });

  it('holds two books against each other though no household was taken', () => {
    expect(findings(pair(5n, 4n), { hasHouseholds: false })).toHaveLength(2);
  });

  it('tells of what is broken in one chain and of what is at odds in another', () => {
    expect(findings([...without(cashBook, 1), ...pair(5n, 4n)])).toHaveLength(3);
  });

  it('says once what is wrong with a book entry that was changed', () => {
    const changed = { ...sheet(honest, 12n), lines: [['rice', '-13']] } as LinkRecord;
    expect(findings([changed, ...honest])).toEqual([`${book}@1: what was hashed`]);
  });

  it('takes a sheet of the first version, which holds no hash of its group', () => {
    const { groupHash: _, hash: __, ...body } = sheet(honest, 12n);
    expect(findings([nextLink(book, undefined, now, body), ...honest])).toEqual([]);
  });

  it('takes a group that is no sheet for what it is', () => {
    const shared = appendEntry('hub:H/O-1', undefined, now, {
      ...common,
      type: 'arrival',
      reference: 'T-1',
      counterparty: 'shipment:T-1',
      lines: rice(1n),
      balance: rice(1n),
      group: [{ reference: 'T-1/C-1', householdId: 'C-1' }],
    }).record;
    expect(findings([shared])).toEqual([]);
  });

  it('blames no household for a book entry that is broken itself', () => {
    const broken = { ...sheet(honest, 12n), reference: 'other' } as LinkRecord;
    expect(findings([broken, ...honest])).toEqual([`${book}@1: what was hashed`]);
    const unreadable = inPlace([sheet(honest, 12n)], 1, { group: 'none' });
    expect(findings([...unreadable, ...honest])).toEqual([
      `${book}@1: ${book}@1: field group is not as it was written`,
    ]);
  });
});

describe('the audit of what came back', () => {
  it.each([
    ['return', `${book}@1`],
    ['reversal', `${book}@1`],
  ] as const)('looks for the household entries of a %s', (type, entry) => {
    const honest = [receipt('H-1', -5n), receipt('H-2', -7n)];
    const back = forged(sheet(honest, -12n), { type });
    expect(findings([back, ...honest])).toEqual([]);
    expect(findings([back, ...honest.slice(1)])).toEqual([
      `${entry}: the household entry of R-H-1 at household:H-1/O-1/goods`,
    ]);
  });
});

describe('the audit of payments', () => {
  const payments = [3n, 4n].map(
    (paid, index) =>
      appendEntry(`household:H-${index}/O-1/stipend`, undefined, now, {
        ...common,
        type: 'payment',
        reference: `M-${index}`,
        counterparty: 'payer:P-1',
        counterpartyEntry: 'payer:P-1/O-1@1',
        lines: new Map(),
        balance: new Map(),
        currency: 'KPW',
        money: paid,
        moneyBalance: paid,
        ...(index === 1 && { ahead: new Map([['KPW', 3n]]) }),
      }).record,
  );
  const booked = (paid: bigint): LinkRecord =>
    appendEntry('payer:P-1/O-1', undefined, now, {
      ...common,
      type: 'payment',
      reference: '1',
      counterparty: 'households',
      lines: new Map(),
      balance: new Map(),
      currency: 'KPW',
      money: -paid,
      moneyBalance: -paid,
      group: payments.map((_, index) => ({ reference: `M-${index}`, householdId: `H-${index}` })),
      groupHash: groupHashOf(payments.map(({ hash }) => hash)),
    }).record;

  it('adds them up', () => {
    expect(findings([booked(7n), ...payments])).toEqual([]);
    expect(findings([booked(8n), ...payments])).toEqual([
      'payer:P-1/O-1@1: lines that the household entries on the other side add up to',
    ]);
  });
});
