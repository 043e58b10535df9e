/** Exports a system's tables: a file of items per table, and a manifest to check them by. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { CliFailure } from './failure.ts';
import { type TableName, tableNames } from './outputs.ts';
import type { StoredItem } from './tables.ts';

export interface ExportedFile {
  readonly table: TableName;
  readonly file: string;
  readonly items: number;
  readonly sha256: string;
}

/** Bytes in items become base64, as DynamoDB's own exports write them. */
const itemLine = (item: StoredItem): string =>
  `${JSON.stringify({ Item: item }, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value))}\n`;

/** Writes `<table>.ndjson` for each table and `manifest.json`. Errors: a `CliFailure` when the folder cannot be written. */
export async function exportTables(
  directory: string,
  items: (table: TableName) => AsyncIterable<StoredItem>,
  exportedAt: string,
  onItem: (count: number) => void = () => {},
): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  let total = 0;
  try {
    await mkdir(directory, { recursive: true });
    for (const table of tableNames) {
      const file = `${table}.ndjson`;
      const hash = createHash('sha256');
      const stream = createWriteStream(join(directory, file));
      let count = 0;
      for await (const item of items(table)) {
        const line = itemLine(item);
        hash.update(line);
        count += 1;
        total += 1;
        if (!stream.write(line)) await once(stream, 'drain');
        onItem(total);
      }
      stream.end();
      await finished(stream);
      files.push({ table, file, items: count, sha256: hash.digest('hex') });
    }
    await writeFile(join(directory, 'manifest.json'), `${JSON.stringify({ exportedAt, files }, null, 2)}\n`);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) {
      throw new CliFailure(`The folder ${directory} cannot be written: ${cause.message}`, 2, { cause });
    }
    throw cause;
  }
  return files;
}
