/** The verdict of the independent verifier on an export of books. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { exportJournal } from '../../tools/cli/journal-export.ts';
import { itemsOf } from '../../tools/cli/tables.ts';
import { runPython } from '../stand-ins/python.ts';

const verifier = join(import.meta.dirname, '..', '..', 'tools', 'verifier', 'verify.py');

interface Exported {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly archive: SealArchive;
  /** A folder for exports. */
  readonly work: string;
}

/** Exports books as they stand, changes the files, and has them verified: the exit code, and what it says. */
export async function verdictOn(
  { client, tables, archive, work }: Exported,
  change: (directory: string) => void = () => undefined,
): Promise<string> {
  const directory = mkdtempSync(join(work, 'export-'));
  await exportJournal(directory, (table) => itemsOf(client, tables.names[table]), archive);
  change(directory);
  return verdictOnFolder(directory);
}

/** Errors: throws when the verifier itself fails. */
export async function verdictOnFolder(directory: string): Promise<string> {
  const { status, stdout, stderr } = await runPython(verifier, directory);
  if (stderr !== '') throw new Error(stderr);
  return `${status}: ${stdout.trimEnd()}`;
}
