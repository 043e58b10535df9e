import { describe, expect, it } from 'vitest';
import {
  isSealedAccount,
  nothingSealed,
  readSealLines,
  SealedHashes,
  sealLine,
} from '../../shared/audit/sealed-books.ts';
import { listSeal, nextSeal, type SealBody } from '../../shared/ledger/seal.ts';

const openedAt = '2020-08-08T14:00:00.000Z';

describe('a seal', () => {
  it('is kept in the tables under its day, as it is archived', () => {
    const list = { key: 'tails/2020-08-08-abc.txt', sha256: 'abc' };
    const body: SealBody = {
      date: '2020-08-08',
      openedAt,
      digest: 'abc',
      books: 1,
      entries: 2,
      tails: list,
      added: list,
    };
    const record = nextSeal(undefined, openedAt, body);
    expect(listSeal(record)).toEqual({
      kind: 'append',
      key: { table: 'ledgers', subject: 'seals', item: '2020-08-08' },
      record,
    });
  });
});

describe('the lines of a list', () => {
  it('are read as they were written, whatever an account holds', () => {
    const entries = [
      { account: 'shipment:W-1/C-1', seq: 12, hash: 'Ab_-9' },
      { account: 'centre:a@3:b/O-1', seq: 1, hash: 'x' },
    ];
    expect(readSealLines(entries.map(sealLine).join(''))).toEqual(entries);
  });

  it.each(['account@1', '@1:abc', 'account@:abc', 'account@x:abc', 'account@1:', 'account@1:a b', ' '])(
    'do not hold %j',
    (line) => expect(() => readSealLines(`account@1:abc\n${line}\n`)).toThrow(`no line of a seal: ${line}`),
  );
});

describe('what the seals hold', () => {
  const sealed = new SealedHashes(openedAt, [
    { account: 'centre:C-1/O-1', seq: 2, hash: 'two' },
    { account: 'centre:C-1/O-1', seq: 1, hash: 'one' },
    { account: 'payer:P-1/O-1', seq: 1, hash: 'paid' },
  ]);

  it('is each hash by its key, and how far each chain goes', () => {
    expect(sealed.openedAt).toBe(openedAt);
    expect(['one', 'two', undefined]).toEqual([1, 2, 3].map((seq) => sealed.hashOf('centre:C-1/O-1', seq)));
    expect(sealed.hashOf('centre:C-2/O-1', 1)).toBeUndefined();
    expect([sealed.sealedTo('centre:C-1/O-1'), sealed.sealedTo('centre:C-2/O-1')]).toEqual([2, 0]);
    expect([...sealed.accounts()]).toEqual(['centre:C-1/O-1', 'payer:P-1/O-1']);
  });

  it('is told of some chains alone, each whole or up to an entry', () => {
    const some = sealed.only(
      new Map([
        ['centre:C-1/O-1', 1],
        ['payer:P-1/O-1', undefined],
        ['centre:C-2/O-1', undefined],
      ]),
    );
    expect(some.openedAt).toBe(openedAt);
    expect([...some.accounts()]).toEqual(['centre:C-1/O-1', 'payer:P-1/O-1']);
    expect([some.sealedTo('centre:C-1/O-1'), some.sealedTo('payer:P-1/O-1')]).toEqual([1, 1]);
    expect(some.hashOf('centre:C-1/O-1', 2)).toBe('two');
  });

  it('is nothing before the first', () => {
    expect(nothingSealed.hashOf('centre:C-1/O-1', 1)).toBeUndefined();
    expect([nothingSealed.sealedTo('centre:C-1/O-1'), [...nothingSealed.accounts()]]).toEqual([0, []]);
    expect([...new SealedHashes(undefined).accounts()]).toEqual([]);
  });

  it('is every chain but those of households, which their sheets stand for', () => {
    expect(isSealedAccount('household:H-1/O-1/goods')).toBe(false);
    expect(isSealedAccount('centre:household:1/O-1')).toBe(true);
  });
});
