/** Why households were missed. */
import type { ItemKey } from '../ledger/keys.ts';
import { type RecordedMissed, readMissedRecord, readNoteListing } from '../ledger/missed.ts';
import { missedBetween, missedSubject, notesSubject } from '../ledger/missed-keys.ts';
import { readStored } from '../ledger/record-fields.ts';
import type { Tables } from './tables.ts';

export class MissedHouseholds {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L21: why households were missed at a centre under an order, from one household to another; by household and time. */
  async between(
    orderId: string,
    centreId: string,
    first: string,
    last: string,
  ): Promise<readonly RecordedMissed[]> {
    const items = await this.#tables.all(
      'ledgers',
      missedSubject(orderId, centreId),
      missedBetween(first, last),
    );
    return items.map((stored) => readStored(stored, readMissedRecord));
  }

  /** L22: where notes about a household are kept. */
  async notesOf(householdId: string): Promise<readonly ItemKey[]> {
    const items = await this.#tables.all('ledgers', notesSubject(householdId));
    return items.map((stored) => readStored(stored, readNoteListing));
  }
}
