/** What households said of receipts and payments. */
import { readStored } from '../ledger/record-fields.ts';
import { readStatement, type Statement, statementsOn, statementsSubject } from '../ledger/statements.ts';
import type { Tables } from './tables.ts';

export class Statements {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L40: all that a household said under an order, or of one receipt or payment; by number and time. */
  async of(orderId: string, householdId: string, reference?: string): Promise<readonly Statement[]> {
    const range = reference === undefined ? {} : statementsOn(reference);
    const items = await this.#tables.all('ledgers', statementsSubject(orderId, householdId), range);
    return items.map((stored) => readStored(stored, readStatement));
  }
}
