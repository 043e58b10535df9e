/** Tables as files: a line for each item, in the form of DynamoDB's own exports. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableName } from '../outputs.ts';
import type { StoredItem } from '../tables.ts';
import type { ExportFolder, WrittenFile } from './export-folder.ts';

const fileOf = (table: TableName): string => `tables/${table}.ndjson`;

/** Bytes become base64, as DynamoDB's exports write them. */
const itemLine = (item: StoredItem): string =>
  JSON.stringify({ Item: item }, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );

export const writeTable = (
  folder: ExportFolder,
  table: TableName,
  items: AsyncIterable<StoredItem>,
  onItem: () => void,
): Promise<WrittenFile> =>
  folder.write(fileOf(table), async function* () {
    for await (const item of items) {
      onItem();
      yield `${itemLine(item)}\n`;
    }
  });

/** An item as its line holds it: bytes as base64. */
type ItemLine = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly B?: string }>>;

/** The items of a table's file, as they were read from the table. */
export async function* readTable(folder: ExportFolder, table: TableName): AsyncGenerator<StoredItem> {
  for await (const line of createInterface({ input: createReadStream(folder.path(fileOf(table))) })) {
    const { Item } = JSON.parse(line) as { readonly Item: ItemLine };
    yield Object.fromEntries(
      Object.entries(Item).map(([name, value]) => [
        name,
        (value.B === undefined ? value : { B: Buffer.from(value.B, 'base64') }) as AttributeValue,
      ]),
    );
  }
}
