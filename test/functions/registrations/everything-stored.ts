import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { isHouseholdId } from '../../../shared/ledger/keys.ts';
import { rowsOfPart } from '../../../shared/store/directory-form.ts';
import { readItem } from '../../../shared/store/item-form.ts';
import type { TestTables } from '../../support/table-engine.ts';
import type { Books } from '../ledger-api/books.ts';

/** Everything that is stored, as text: what is deflated is read. */
export async function everythingStored(engine: TestTables, books: Books): Promise<string> {
  const texts: string[] = [];
  for (const TableName of Object.values(books.tables.names)) {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName }));
    for (const item of Items) {
      const { householdId, rows } = item;
      if (rows !== undefined && !isHouseholdId(householdId?.S ?? ''))
        texts.push(JSON.stringify(rowsOfPart('', { householdId: householdId?.S, rows: rows.B })));
      else texts.push(JSON.stringify('body' in item ? readItem(item) : item));
    }
  }
  return texts.join('\n');
}
