import { describe, expect, it } from 'vitest';
import { tamperingOf } from '../../../functions/tamper-watch/alteration.ts';
import type { JsonObject } from '../../../shared/domain/canonical.ts';
import { redactedRecord } from '../../../shared/posting/redaction.ts';

const entry = { account: 'centre:C-1/O-1', seq: 7, previousHash: 'p', hash: 'h', orderId: 'O-1' };
const stored = (subject: string, item: string, record: JsonObject) => ({ subject, item, record });

const registration = (name: string) =>
  JSON.stringify({
    id: '1',
    data: { households: [{ householdId: 'H-1', name, adults: 2 }, { householdId: 'H-2' }] },
  });
const keptException = {
  status: 'rejected',
  reason: 'invalid-message',
  detail: { path: 'data.households[0].name', expected: 'a text, found "Kim"' },
  original: registration('Kim'),
};
const at = (record: JsonObject) => stored('case:x1', '000000001', record);

describe('an alteration', () => {
  it('of an entry is tampering, with the entry and its order', () => {
    const before = stored('centre:C-1/O-1', '000000007', entry);
    const expected = { account: 'centre:C-1/O-1', reference: 'centre:C-1/O-1@7', orderId: 'O-1' };
    expect(tamperingOf(before, undefined)).toEqual(expected);
    expect(tamperingOf(before, { ...before, record: { ...entry, hash: 'x' } })).toEqual(expected);
  });

  it.each([
    ['a plan', 'plan:O-1', '000000001/C-1'],
    ['an anomaly', 'anomalies:O-1', '2020-08-08T00:00:00.000Z#tampering#x'],
    ['a listing', 'books:O-1', 'centre:C-1/O-1'],
    ['a case', 'case:x1', '000000001'],
  ])('of %s is tampering, with its place', (_what, subject, item) => {
    expect(tamperingOf(stored(subject, item, {}), undefined)).toEqual({
      account: subject,
      reference: `${subject} ${item}`,
      orderId: undefined,
    });
  });

  it('is none where a case waits no longer, or waits anew', () => {
    const waiting = stored('waiting/order/O-1', 'handovers/C-1/x', {});
    expect(tamperingOf(waiting, undefined)).toBeUndefined();
    expect(tamperingOf(waiting, waiting)).toBeUndefined();
  });

  it('is none where a case forgets a name, as erasure makes it', () => {
    const redacted = redactedRecord(keptException, 'H-1');
    expect(redacted).toBeDefined();
    expect(tamperingOf(at(keptException), at(redacted ?? {}))).toBeUndefined();
    const unreadable = { ...keptException, original: 'no JSON, but H-1 and Kim' };
    expect(tamperingOf(at(unreadable), at(redactedRecord(unreadable, 'H-1') ?? {}))).toBeUndefined();
  });

  it.each<readonly [string, JsonObject]>([
    ['another reason', { ...keptException, reason: 'wrong-queue' }],
    [
      'another number',
      { ...keptException, original: keptException.original.replace('"adults":2', '"adults":9') },
    ],
    ['no original', { ...keptException, original: '' }],
    [
      'an original forgotten whole that could be read',
      { ...keptException, original: '{"forgotten":"a message"}' },
    ],
  ])('is tampering where a case tells %s', (_what, after) => {
    expect(tamperingOf(at(keptException), at(after))).toMatchObject({ reference: 'case:x1 000000001' });
  });
});
