/** Books that were sealed on two days, with a sheet booked since. */
import type { Sealing } from '../../shared/audit/seal-day.ts';
import type { Books } from '../functions/ledger-api/books.ts';
import { rice } from '../functions/ledger-api/round.ts';
import type { Attacker } from './attacker.ts';
import { book, type Target } from './attacks.ts';

/** A sheet of two receipts. */
export const handOver = (books: Books, receiptId: string): Promise<void> =>
  books.send({
    type: 'relief.handovers.made.v1',
    data: {
      centreId: 'C-1',
      orderId: 'O-1',
      receipts: [
        { receiptId, householdId: 'H-1', lines: [rice(1)] },
        { receiptId: `${receiptId}b`, householdId: 'H-2', lines: [rice(1)] },
      ],
    },
  });

export async function sealedTwice(
  books: Books,
  attacker: Attacker,
  seal: () => Promise<Sealing>,
): Promise<Target> {
  const first = await seal();
  const early = await attacker.snapshot();
  books.setClock('2020-08-09T20:00:00.000Z');
  for (const receiptId of ['R-20', 'R-21', 'R-22']) await handOver(books, receiptId);
  await seal();
  await handOver(books, 'R-23');
  return { attacker, early, bookTail: (await attacker.chain(book)).length, firstDay: first.seal.date };
}
