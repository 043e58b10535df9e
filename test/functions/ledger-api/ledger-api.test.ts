import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Books } from './books.ts';
import { playRound } from './round.ts';

let books: Books;
let noon: string;

beforeAll(async () => {
  books = await Books.open();
  ({ noon } = await playRound(books));
});
afterAll(() => books?.close());

it('prints', async () => {
  for (const path of ['/orders', '/orders/O-1/reconciliation', '/households/H-1', '/households/H-1/ledger', '/locations', '/locations/C-1', '/locations/C-1/ledger?orderId=O-1', '/shipments/W%2F2', '/shipments/W-4', '/shipments/W-3','/payers/P-1/ledger', '/locations/C-1/distribution-list?orderId=O-1', '/exceptions', '/anomalies', '/seals', `/orders/O-1/reconciliation?asOf=${noon}`, '/orders/O-1/reconciliation?format=csv', '/exceptions?format=csv&limit=3']) {
    const a = await books.ask(path);
    console.log(path, a.status, a.body ? JSON.stringify(a.body, null, 1).replace(/\n\s+/g, ' ') : a.text, a.headers['link'] ?? '');
  }
});
