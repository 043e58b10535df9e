/** The form in which directories stand in the table of households: a directory as it is, the rows of a part deflated. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import {
  type Directory,
  type DirectoryPart,
  type DirectoryRow,
  directoryRecord,
  readRows,
  rowsText,
} from '../ledger/directory.ts';
import { directoryPartId } from '../ledger/keys.ts';
import { damaged, damagedAt } from '../ledger/record-fields.ts';
import type { Attributes } from './item-form.ts';

export const directoryItem = (directory: Directory): Attributes => marshall(directoryRecord(directory));

export const partItem = (centreId: string, { part, rows }: DirectoryPart): Attributes => ({
  householdId: { S: directoryPartId(centreId, part) },
  rows: { B: deflateRawSync(rowsText(centreId, rows)) },
});

/** Reads the rows of a part. Errors: `DamagedRecordError` naming the item. */
export function rowsOfPart(
  centreId: string,
  item: Readonly<Record<string, unknown>>,
): readonly DirectoryRow[] {
  const { householdId, rows } = item;
  try {
    return readRows(centreId, inflated(rows));
  } catch (error) {
    throw damagedAt(`households ${householdId}`, error);
  }
}

function inflated(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) return damaged('rows');
  try {
    return inflateRawSync(bytes).toString('utf8');
  } catch {
    return damaged('rows');
  }
}
