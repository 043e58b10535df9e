/** The part of an export that anyone can check with `tools/verifier/verify.py`: every chain as hashed, and the seals. */

import type { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { linkAt } from '../../shared/audit/chain-register.ts';
import { readItem } from '../../shared/store/item-form.ts';
import { ExportFolder, type WrittenFile } from './export/export-folder.ts';
import type { TableName } from './outputs.ts';
import type { StoredItem } from './tables.ts';

/** Writes `journal/<table>.ndjson`, a link a line with its hash, and the archive of seals under its own keys. */
export async function exportJournal(
  directory: string,
  items: (table: TableName) => AsyncIterable<StoredItem>,
  archive: SealArchive | undefined,
): Promise<readonly WrittenFile[]> {
  const folder = new ExportFolder(directory);
  const files: WrittenFile[] = [];
  for (const table of ['stock', 'ledgers'] as const) {
    files.push(
      await folder.write(`journal/${table}.ndjson`, async function* () {
        for await (const item of items(table)) {
          const stored = readItem(item);
          if ('previousHash' in stored.record) yield `${JSON.stringify(linkAt(stored))}\n`;
        }
      }),
    );
  }
  for await (const { key, text } of archive?.files() ?? []) files.push(await folder.write(key, () => [text]));
  return files;
}
