import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordTampering } from '../../shared/audit/tampering.ts';
import { proxySubject } from '../../shared/ledger/keys.ts';
import { Store } from '../../shared/store/store.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { playRound } from '../functions/ledger-api/round.ts';

let books: Books;
let store: Store;

beforeAll(async () => {
  books = await Books.open();
  store = new Store(books.tables);
  await playRound(books);
});
afterAll(() => books?.close());

it.each([
  ['an entry, under its order', 'centre:C-1/O-1', 'O-1', 'O-1'],
  ['a location, under none', 'locations', undefined, undefined],
  ['a note on a proxy, under its order', proxySubject('O-1', 'Neighbour'), undefined, 'O-1'],
  ['a case that waited for an order which never came', 'case:x1', 'O-unknown', undefined],
  ['an entry that was forged under an order that is not there', 'shipment:W-1', 'O-none', undefined],
])('whoever asks for all anomalies is told of %s, once', async (_, account, orderId, listedUnder) => {
  const tampered = [{ account, reference: `${account}@1`, orderId }];
  expect(await recordTampering(store, tampered, books.now())).toBe(1);
  expect(await recordTampering(store, tampered, books.now())).toBe(0);
  const items = await books.all('/anomalies?kind=tampering', 100);
  const found = items.filter(({ references }) => references.includes(`${account}@1`));
  expect(found.map((item) => item.orderId)).toEqual([listedUnder]);
});
