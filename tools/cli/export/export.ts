/** Exports a system: reads its tables once, and makes of them all that people and programs can use again. */

import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { SealArchive } from '../../../shared/audit/archive/seal-archive.ts';
import type { JsonObject } from '../../../shared/domain/canonical.ts';
import type { Unit } from '../../../shared/domain/quantity.ts';
import { readHousehold } from '../../../shared/ledger/household-item.ts';
import { isHouseholdId } from '../../../shared/ledger/keys.ts';
import { readItem } from '../../../shared/store/item-form.ts';
import { exportJournal } from '../journal-export.ts';
import { type TableName, tableNames } from '../outputs.ts';
import type { StoredItem } from '../tables.ts';
import { EventHistory } from './event-history.ts';
import { ExportFolder, manifestFile, type WrittenFile } from './export-folder.ts';
import { PeopleFiles } from './people-files.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { readTable, writeTable } from './table-files.ts';

export interface Manifest {
  readonly exportedAt: string;
  readonly files: readonly WrittenFile[];
  /** How many events there are of each form. */
  readonly events: Readonly<Record<RecordedEvent['form'], number>>;
  /** Items that cannot be read because they were altered behind the books; they are in `tables/` only. */
  readonly damaged: number;
}

export interface ExportSource {
  readonly items: (table: TableName) => AsyncIterable<StoredItem>;
  readonly archive?: SealArchive | undefined;
  readonly exportedAt: string;
}

/**
 * Writes `tables/`, `journal/`, `seals/`, `events.ndjson`, `csv/` and `manifest.json`.
 *
 * Guarantees: every file comes from one reading of the tables. Errors: a `CliError` when the folder cannot be
 * written, or is not empty.
 */
export async function exportSystem(
  directory: string,
  { items, archive, exportedAt }: ExportSource,
  onItem: (count: number) => void = () => {},
): Promise<Manifest> {
  const folder = new ExportFolder(directory);
  await folder.open();
  let count = 0;
  const files: WrittenFile[] = [];
  for (const table of tableNames) {
    const counting = (): void => {
      count += 1;
      onItem(count);
    };
    files.push(await writeTable(folder, table, items(table), counting));
  }
  files.push(...(await exportJournal(directory, (table) => readTable(folder, table), archive)));
  const { history, people, damaged } = await collect(folder);
  const events = history.events();
  files.push(
    await folder.write('events.ndjson', function* () {
      for (const event of events) yield `${JSON.stringify(event)}\n`;
    }),
  );
  const unitOf = (orderId: string, commodity: string): Unit => history.unitOf(orderId, commodity) ?? 'kg';
  for (const [file, lines] of people.files(unitOf)) files.push(await folder.write(file, lines));
  const manifest: Manifest = {
    exportedAt,
    files,
    events: {
      original: formsOf(events, 'original'),
      rebuilt: formsOf(events, 'rebuilt'),
      redacted: formsOf(events, 'redacted'),
    },
    damaged,
  };
  await folder.write(manifestFile, () => [`${JSON.stringify(manifest, null, 2)}\n`]);
  return manifest;
}

const formsOf = (events: readonly RecordedEvent[], form: RecordedEvent['form']): number =>
  events.filter((event) => event.form === form).length;

async function collect(
  folder: ExportFolder,
): Promise<{ readonly history: EventHistory; readonly people: PeopleFiles; readonly damaged: number }> {
  let damaged = 0;
  const history = new EventHistory();
  const people = new PeopleFiles();
  for await (const item of readTable(folder, 'households')) {
    if (isHouseholdId(item['householdId']?.S ?? ''))
      people.takeHousehold(readHousehold(unmarshall(item) as JsonObject));
  }
  for (const table of ['stock', 'ledgers'] as const) {
    for await (const item of readTable(folder, table)) {
      try {
        const stored = readItem(item);
        history.take(stored);
        people.take(stored);
      } catch {
        // A copy of broken books is wanted most of all.
        damaged += 1;
      }
    }
  }
  return { history, people, damaged };
}
