import { describe, expect, it } from 'vitest';
import { BookIndex, documentKey } from '../../shared/ledger/book.ts';
import { appendEntry, type Entry, type EntryBody } from '../../shared/ledger/entry.ts';

const entryOf = (body: Partial<EntryBody>, tail?: Entry): Entry =>
  appendEntry('centre:C-1/O-1', tail, '2020-08-08T00:00:00.000Z', {
    type: 'handover',
    orderId: 'O-1',
    reference: 'R-1',
    event: 'urn:x#e-1',
    occurredAt: 't',
    digest: 'own',
    counterparty: 'households',
    lines: new Map(),
    balance: new Map(),
    ...body,
  }).entry;

describe('the key of a document', () => {
  it.each([
    ['handover', 'row/X'],
    ['return', 'row/X'],
    ['payment', 'row/X'],
    ['reversal', 'row/X'],
    ['loss', 'loss/X'],
    ['count-variance', 'count-variance/X'],
    ['funding', 'funding/X'],
    ['arrival', 'arrival/X'],
    ['dispatch', 'dispatch/X'],
    ['transfer', 'transfer/X'],
    ['closing', 'closing/X'],
    ['void', 'void/X'],
  ] as const)('of a %s is %s', (type, key) => expect(documentKey(type, 'X')).toBe(key));
});

describe('the index of a book', () => {
  const group = [
    { reference: 'R-1', householdId: 'H-1' },
    { reference: 'R-2', householdId: 'H-2' },
  ];
  const sheet = entryOf({ group, events: [{ key: 'urn:x#e-1', digest: 'd' }] });
  const loss = entryOf({ type: 'loss', reference: 'L-1' }, sheet);
  const onArrival = entryOf({ type: 'loss', reference: 'W-1', counterpartyEntry: 'shipment:W-1@1' }, loss);

  it('has every document, household and event of it, but losses that belong to a waybill', () => {
    const index = new BookIndex('centre:C-1/O-1').extend([sheet, loss, onArrival]);
    expect([...index.documents]).toEqual([
      ['row/R-1', { householdId: 'H-1', digest: '' }],
      ['row/R-2', { householdId: 'H-2', digest: '' }],
      ['loss/L-1', { householdId: undefined, digest: 'own', seq: 2 }],
    ]);
    expect([...index.households]).toEqual(['H-1', 'H-2']);
    expect([...index.events]).toEqual([['urn:x#e-1', 'd']]);
    expect(index.tail).toBe(onArrival);
  });

  it('has the transfers that leave it, for one that comes in is numbered in the book that it left', () => {
    const transferOf = (reference: string, base: bigint, tail: Entry) =>
      entryOf(
        { type: 'transfer', reference, lines: new Map([['rice', base]]), counterpartyEntry: 'c@1' },
        tail,
      );
    const left = transferOf('X-1', -5n, sheet);
    const joined = transferOf('X-2', 5n, left);
    const joinedAlike = transferOf('X-1', 7n, joined);
    const index = new BookIndex('centre:C-1/O-1').extend([sheet, left, joined, joinedAlike]);
    expect(index.documents.get('transfer/X-1')).toEqual({ householdId: undefined, digest: 'own', seq: 2 });
    expect(index.documents.has('transfer/X-2')).toBe(false);
  });

  it('takes in what follows its tail, and passes over what it has or what leaves a gap', () => {
    const index = new BookIndex('centre:C-1/O-1').extend([sheet]);
    expect(index.extend([onArrival]).tail).toBe(sheet);
    expect(index.extend([sheet, loss]).tail).toBe(loss);
    const arrival = entryOf({ type: 'arrival', reference: 'W-2', counterpartyEntry: 'shipment:W-2@1' }, loss);
    expect(index.extend([arrival]).documents.has('arrival/W-2')).toBe(true);
  });
});
