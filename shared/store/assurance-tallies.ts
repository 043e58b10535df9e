/** The totals of what households say under an order. */
import type { Instant } from '../domain/events.ts';
import { type RecordedTally, readTally, talliesSubject, tallyKey } from '../ledger/assurance-tally.ts';
import { readStored } from '../ledger/record-fields.ts';
import type { Tables } from './tables.ts';

export class AssuranceTallies {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L43: the last totals of an order, or the last that were recorded by an instant: those are looked for by halves. */
  async last(orderId: string, asOf?: Instant): Promise<RecordedTally | undefined> {
    const { items } = await this.#tables.page('ledgers', talliesSubject(orderId), {
      backwards: true,
      limit: 1,
    });
    const [stored] = items;
    const tail = stored && readStored(stored, readTally);
    if (tail === undefined || asOf === undefined || tail.recordedAt <= asOf) return tail;
    let last: RecordedTally | undefined;
    let [lowest, highest] = [1, tail.seq - 1];
    while (lowest <= highest) {
      const middle = Math.floor((lowest + highest) / 2);
      const found = await this.#tables.read(tallyKey(orderId, middle), readTally);
      if (found === undefined || found.recordedAt > asOf) highest = middle - 1;
      else {
        last = found;
        lowest = middle + 1;
      }
    }
    return last;
  }
}
