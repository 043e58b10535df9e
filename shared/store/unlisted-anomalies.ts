/** Lists anomalies that two may come upon: whoever comes second finds them listed. */
import { type Surroundings, untilCommitted } from '../ledger/posting.ts';
import { transactionItems } from '../ledger/writes.ts';
import type { JournalStore } from './journal-store.ts';
import type { Append } from './remainder.ts';

/** L11: lists those of the anomalies that are not listed yet. */
export async function listUnlisted(
  journal: JournalStore,
  surroundings: Surroundings,
  anomalies: readonly Append[],
): Promise<void> {
  for (let start = 0; start < anomalies.length; start += transactionItems) {
    const part = anomalies.slice(start, start + transactionItems);
    await untilCommitted(surroundings, async () => {
      const listed = await journal.records(
        'ledgers',
        part.map(({ place }) => place),
      );
      return journal.commitAny(part.filter((_, index) => listed[index] === undefined));
    });
  }
}
