import { expect, it } from 'vitest';
import {
  extendFence,
  fencedListing,
  fenceOfOrderVersion,
  fenceOfRefusals,
  noFence,
  readFenceLink,
} from '../../shared/ledger/fence.ts';
import type { IdClaim } from '../../shared/ledger/id-claims.ts';
import type { Write } from '../../shared/ledger/writes.ts';

const book = 'centre:C-1/O-1';
const linkOf = (write: Write) => readFenceLink('record' in write ? write.record : {});

it('a link of refusals names each id with its content and its outcome', () => {
  const heads = new Map<string, IdClaim>([
    ['R-1', { digest: 'one', status: 'held' }],
    ['R-2', { digest: 'two', status: 'rejected' }],
  ]);
  const write = fenceOfRefusals(book, 4, heads);
  expect(write).toMatchObject({
    kind: 'append',
    key: { table: 'ledgers', subject: `notices:${book}`, item: '000000005' },
  });
  expect(extendFence(noFence, [linkOf(write)])).toEqual({
    version: 1,
    refusals: heads,
    announcedOrderVersion: 0,
  });
});

it('a link of an order version announces it to the book', () => {
  const write = fenceOfOrderVersion(book, 0, 3);
  expect(write).toMatchObject({ kind: 'append', key: { item: '000000001' } });
  expect(extendFence(noFence, [linkOf(write)])).toEqual({
    version: 1,
    refusals: new Map(),
    announcedOrderVersion: 3,
  });
});

it('a book whose fence begins with a refusal is listed under its order', () => {
  expect(fencedListing(book, 'O-1')).toEqual({
    kind: 'append',
    key: { table: 'ledgers', subject: 'noticed:O-1', item: book },
    record: {},
  });
});

it('a fence is read on from the links that are known', () => {
  const head = (digest: string): IdClaim => ({ digest, status: 'held' });
  const first = extendFence(noFence, [
    linkOf(fenceOfOrderVersion(book, 0, 1)),
    linkOf(fenceOfRefusals(book, 1, new Map([['R-1', head('one')]]))),
  ]);
  const next = linkOf(fenceOfRefusals(book, 2, new Map([['R-2', head('two')]])));
  expect(extendFence(first, [next])).toEqual({
    version: 3,
    refusals: new Map([
      ['R-1', head('one')],
      ['R-2', head('two')],
    ]),
    announcedOrderVersion: 1,
  });
  expect(extendFence(first, [])).toEqual(first);
});

it('a fence hands what was refused on, and an older one that is read on by itself has a map of its own', () => {
  const link = (version: number, reference: string) =>
    linkOf(fenceOfRefusals(book, version, new Map([[reference, { digest: 'one', status: 'held' }]])));
  const first = extendFence(noFence, [link(0, 'R-1')]);
  const second = extendFence(first, [link(1, 'R-2')]);
  // However many were refused before, a further link copies none of them.
  expect(second.refusals).toBe(first.refusals);
  const other = extendFence(first, [link(1, 'R-2'), link(2, 'R-3')]);
  expect(other.refusals).not.toBe(second.refusals);
  expect([...other.refusals.keys()]).toEqual(['R-1', 'R-2', 'R-3']);
  expect([...second.refusals.keys()]).toEqual(['R-1', 'R-2']);
  expect(noFence.refusals.size).toBe(0);
});
