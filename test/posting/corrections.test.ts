/** What a document that says that it corrects a refused one makes of it. */
import { describe, expect, it } from 'vitest';
import { rejected } from '../../shared/domain/outcome.ts';
import type { StoredException } from '../../shared/ledger/exceptions.ts';
import { exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import { type ReadRow, rowSubject } from '../../shared/posting/batch.ts';
import { type Correcting, GroupCorrections, judgeCorrection } from '../../shared/posting/corrections.ts';
import { now, receipt, rowOf, sheetOf, stateOf } from '../support/sheets.ts';

const wrong = rowOf(0, receipt('R-1', 'H-1', 9_000n));
const right = rowOf(1, { ...receipt('R-1', 'H-1'), corrects: 'x-1' }, 'e-2') as ReadRow;
const sheet = sheetOf([right]);

/** Receipt R-1, refused. */
const refused: StoredException = {
  ...rowSubject(sheet, wrong),
  exceptionId: 'x-1',
  status: 'rejected',
  reason: 'exceeds-entitlement',
  detail: {},
  recordedAt: now,
  position: `${now}#000`,
  recordSeq: 1,
};

const path = 'data.receipts[1].corrects';
const ofRow: Correcting = {
  event: right.event.key,
  document: rowSubject(sheet, right),
  isRow: true,
  path,
};

describe('a row that names the exception of its number', () => {
  it.each(['held', 'rejected'] as const)('corrects what is %s', (status) => {
    const exception = { ...refused, status };
    expect(judgeCorrection(exception, ofRow)).toEqual({ status: 'corrects', exception });
  });

  it('corrects nothing that has been posted since', () => {
    expect(judgeCorrection({ ...refused, status: 'posted' }, ofRow)).toEqual({ status: 'posted' });
  });

  it('has done so where its own event did, and conflicts where another event did, which it names', () => {
    expect(judgeCorrection({ ...refused, correctedBy: right.event.key }, ofRow)).toEqual({ status: 'done' });
    expect(judgeCorrection({ ...refused, correctedBy: 'urn:x#e-9' }, ofRow)).toEqual(
      rejected('conflicting-duplicate', { reference: 'R-1', correctedBy: 'urn:x#e-9' }),
    );
  });
});

describe('a document that names no exception of its own', () => {
  const expected = (of: string) =>
    rejected('invalid-message', { path, expected: `the exceptionId of ${of}` });
  const otherType = { ...refused, event: { ...refused.event, type: 'relief.payments.made.v1' } };

  it.each([
    ['there is none', undefined],
    ['it is of another number', { ...refused, reference: 'R-2' }],
    ['it is of another type', otherType],
    ['it is of another book', { ...refused, idempotencyKey: 'receipt/C-2/O-1/R-1' }],
  ])('is told what was expected: %s', (_, exception) => {
    expect(judgeCorrection(exception, ofRow)).toEqual(expected('a refused R-1'));
  });

  it('is told of its type where it has no number', () => {
    const { reference: _, ...document } = ofRow.document;
    expect(judgeCorrection(undefined, { ...ofRow, document })).toEqual(
      expected('a refused event of this type'),
    );
  });
});

describe('an event that is numbered', () => {
  const at = (type: string, locationId: string): Correcting => ({
    event: 'urn:x#e-2',
    document: { ...ofRow.document, event: { ...refused.event, type }, locationId },
    isRow: false,
    path,
  });
  const of = (type: string, more: Partial<StoredException> = {}): StoredException => ({
    ...refused,
    event: { ...refused.event, type },
    ...more,
  });

  it.each([
    ['of a place, at another place', 'relief.stock.lost.v1', 'C-2', {}, 'rejected'],
    ['of a place, at that place', 'relief.stock.lost.v1', 'C-1', {}, 'corrects'],
    [
      'of a place that is not known',
      'relief.stock.lost.v1',
      'C-2',
      { reason: 'unknown-location' },
      'corrects',
    ],
    ['of an order that is not known', 'relief.stock.lost.v1', 'C-2', { reason: 'unknown-order' }, 'corrects'],
    ['of a payer, of another place', 'relief.payer.funded.v1', 'C-2', {}, 'rejected'],
    ['everywhere, at another place', 'relief.shipment.arrived.v1', 'C-2', {}, 'corrects'],
  ] as const)('%s', (_, type, place, more, status) => {
    expect(judgeCorrection(of(type, more), at(type, place)).status).toBe(status);
  });
});

describe('the rows of a group', () => {
  const corrections = (exception: StoredException = refused) =>
    new GroupCorrections(sheet, { ...stateOf(sheet), corrected: new Map([['x-1', exception]]) });
  const claim = { digest: refused.digest, status: 'rejected' } as const;

  it('correct what their number stands for now', () => {
    expect(corrections().verdictOf(right, claim)).toEqual({ status: 'corrects', exception: refused });
    expect(corrections().verdictOf(right, undefined)).toEqual({ status: 'corrects', exception: refused });
  });

  it('conflict where it stands for another content since, and name what they meant to correct', () => {
    expect(corrections().verdictOf(right, { ...claim, digest: 'of another' })).toEqual(
      rejected('conflicting-duplicate', { reference: 'R-1', corrects: 'x-1' }),
    );
  });

  it('tell of what they corrected before, whatever their number stands for', () => {
    const done = { ...refused, correctedBy: right.event.key };
    expect(corrections(done).verdictOf(right, { ...claim, digest: 'of another' })).toEqual({
      status: 'done',
    });
  });

  it('correct nothing where they name nothing, or were held since', () => {
    const plain = rowOf(1, receipt('R-1', 'H-1'), 'e-2') as ReadRow;
    expect(corrections().verdictOf(plain, claim)).toBeUndefined();
    const hold = {
      exceptionId: exceptionIdOf('receipt/C-1/O-1/R-1'),
      dependsOn: 'order/O-1',
      queue: 'handovers',
      messageGroup: 'C-1',
      position: `${now}#000`,
      recordSeq: 1,
    } as const;
    expect(corrections().verdictOf({ ...right, hold }, claim)).toBeUndefined();
  });

  it('see what a row before them corrected: a second event conflicts, a copy has done it', () => {
    const group = corrections({ ...refused, status: 'held', dependsOn: 'order/O-1' });
    expect(group.size).toBe(0);
    group.note(refused, right.event.key);
    expect(group.size).toBe(1);
    expect(group.verdictOf(right, claim)).toEqual({ status: 'done' });
    const second = { ...right, event: { ...right.event, key: 'urn:x#e-3' } };
    expect(group.verdictOf(second, claim)).toEqual(
      rejected('conflicting-duplicate', { reference: 'R-1', correctedBy: right.event.key }),
    );
  });
});
