import { expect, it } from 'vitest';
import {
  fencedListing,
  fenceOfOrderVersion,
  fenceOfRefusals,
  noFence,
  readNotice,
  takeNotices,
} from '../../shared/ledger/fence.ts';
import type { IdClaim } from '../../shared/ledger/id-claims.ts';
import type { Write } from '../../shared/ledger/writes.ts';

const book = 'centre:C-1/O-1';
const noticeOf = (write: Write) => readNotice('record' in write ? write.record : {});

it('a notice of refusals tells a book each id with its content and its answer', () => {
  const heads = new Map<string, IdClaim>([
    ['R-1', { digest: 'one', status: 'held' }],
    ['R-2', { digest: 'two', status: 'rejected' }],
  ]);
  const write = fenceOfRefusals(book, 4, heads);
  expect(write).toMatchObject({
    kind: 'append',
    key: { table: 'ledgers', subject: `notices:${book}`, item: '000000005' },
  });
  expect(takeNotices(noFence, [noticeOf(write)])).toEqual({ given: 1, refusals: heads, step: 0 });
});

it('a notice of a step tells a book which step its order is about to take', () => {
  const write = fenceOfOrderVersion(book, 0, 3);
  expect(write).toMatchObject({ kind: 'append', key: { item: '000000001' } });
  expect(takeNotices(noFence, [noticeOf(write)])).toEqual({ given: 1, refusals: new Map(), step: 3 });
});

it('a book that was first told of a refusal is listed under its order', () => {
  expect(fencedListing(book, 'O-1')).toEqual({
    kind: 'append',
    key: { table: 'ledgers', subject: 'noticed:O-1', item: book },
    record: {},
  });
});

it('notices are read on from those that are known', () => {
  const head = (digest: string): IdClaim => ({ digest, status: 'held' });
  const first = takeNotices(noFence, [
    noticeOf(fenceOfOrderVersion(book, 0, 1)),
    noticeOf(fenceOfRefusals(book, 1, new Map([['R-1', head('one')]]))),
  ]);
  const next = noticeOf(fenceOfRefusals(book, 2, new Map([['R-2', head('two')]])));
  expect(takeNotices(first, [next])).toEqual({
    given: 3,
    refusals: new Map([
      ['R-1', head('one')],
      ['R-2', head('two')],
    ]),
    step: 1,
  });
  expect(takeNotices(first, [])).toEqual(first);
});
