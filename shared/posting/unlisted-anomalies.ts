/** Lists anomalies that two may come upon: whoever comes second finds them listed. */

import { transactionItems } from '../domain/transaction-size.ts';
import type { Append } from '../ledger/deferred.ts';
import type { Clock, Journal, Records } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** L11: lists those of the anomalies that are not listed yet. */
export async function listUnlisted(
  journal: Journal & Records,
  clock: Clock,
  anomalies: readonly Append[],
): Promise<void> {
  for (let start = 0; start < anomalies.length; start += transactionItems) {
    const part = anomalies.slice(start, start + transactionItems);
    await retryOnConflict(clock, async () => {
      const listed = await journal.records(
        'ledgers',
        part.map(({ key }) => key),
      );
      const unlisted = part.filter((_, index) => listed[index] === undefined);
      return unlisted.length === 0 ? 'committed' : journal.commit(unlisted);
    });
  }
}
