import { describe, expect, it } from 'vitest';
import { Audit } from '../../shared/ledger/audit.ts';
import { groupHashOf, type LinkRecord } from '../../shared/ledger/chain.ts';
import { appendEntry, type EntryBody } from '../../shared/ledger/entry.ts';

const now = '2020-08-08T00:00:00.000Z';
const book = 'centre:C-1/O-1';

const common = { orderId: 'O-1', event: 'urn:test#1', occurredAt: '2020-08-08', digest: '' };
const rice = (grams: bigint): EntryBody['lines'] => new Map([['rice', grams]]);

const receipt = (householdId: string, grams: bigint): LinkRecord =>
  appendEntry(`household:${householdId}/O-1/goods`, undefined, now, {
    ...common,
    type: 'handover',
    reference: `R-${householdId}`,
    counterparty: 'centre:C-1',
    counterpartyEntry: `${book}@1`,
    lines: rice(grams),
    balance: rice(grams),
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

const findings = (records: readonly LinkRecord[]): readonly string[] => {
  const audit = new Audit();
  for (const record of records) audit.take(record);
  return audit.report().findings.map(({ account, seq, expected }) => `${account}@${seq}: ${expected}`);
};

describe('the audit of a group', () => {
  const honest = [receipt('H-1', 5n), receipt('H-2', 7n)];
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

describe('the audit of two books that name each other', () => {
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

  it('finds goods that one of them gives and the other does not take', () => {
    expect(findings(pair(5n, 5n))).toEqual([]);
    expect(findings(pair(5n, 4n))).toEqual([
      'hub:H/O-1@1: lines that shipment:W-1@1 gives back',
      'shipment:W-1@1: lines that hub:H/O-1@1 gives back',
    ]);
  });
});
