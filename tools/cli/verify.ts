/** Recomputes the chains of a system's books from its tables. */
import { Audit, type AuditReport } from '../../shared/ledger/audit.ts';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { readItem } from '../../shared/store/item-form.ts';
import type { TableName } from './outputs.ts';
import type { StoredItem } from './tables.ts';

/** Checks every chain and balance in a stream of items that comes in no order. */
export async function verifyBooks(
  items: AsyncIterable<{ readonly table: TableName; readonly item: StoredItem }>,
): Promise<AuditReport> {
  const audit = new Audit();
  for await (const { table, item } of items) {
    if (table === 'households') continue;
    const { record } = readItem(item);
    if ('previousHash' in record) audit.take(record as LinkRecord);
  }
  return audit.report();
}

export function verdictText({ accounts, entries, findings }: AuditReport): string {
  const [first] = findings;
  if (first === undefined) {
    return `${entries.toLocaleString('en')} entries on ${accounts.toLocaleString('en')} accounts: every hash chain and every balance holds`;
  }
  const others = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`;
  return `BROKEN ${first.account} entry ${first.seq}: expected ${first.expected}, found ${first.found}${others}`;
}
