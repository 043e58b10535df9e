/**
 * A centre's directory: the households ever registered there, by number, name and neighbourhood, for those who search.
 *
 * It is drawn from the households' own items, in parts that each stand for a stretch of the centre's registry chain. A
 * later part overrides an earlier one, and what follows the last part on the chain is read from the households.
 */
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import type { Household } from './household-item.ts';
import { directoryId } from './keys.ts';
import { countOf, damaged, isList, listOf, RecordFields, textOf } from './record-fields.ts';

/** What can be found of a household. */
export interface DirectoryRow {
  readonly householdId: string;
  readonly name?: string;
  readonly neighbourhood?: string;
  /** Where it is registered now, whichever centre's directory this is. */
  readonly centreId: string;
}

/** What a directory's parts stand for. */
export interface Directory {
  readonly centreId: string;
  /** Grows with every change, an erasure included; 0 before the first. */
  readonly version: number;
  /** Links of the registry chain that the parts stand for. */
  readonly links: number;
  /** How often each part was written. */
  readonly parts: readonly number[];
}

/** One of a directory's parts, numbered from 1. */
export interface DirectoryPart {
  readonly part: number;
  readonly rows: readonly DirectoryRow[];
}

export const emptyDirectory = (centreId: string): Directory => ({
  centreId,
  version: 0,
  links: 0,
  parts: [],
});

/** What can be found of a registered household. */
export const directoryRow = ({ householdId, name, neighbourhood, history }: Household): DirectoryRow => ({
  householdId,
  ...(name !== undefined && { name }),
  ...(neighbourhood !== undefined && { neighbourhood }),
  centreId: history.at(-1)?.centreId ?? '',
});

/** The directory with further parts, which stand for its chain up to a link. */
export const withParts = (
  directory: Directory,
  rows: readonly (readonly DirectoryRow[])[],
  links: number,
): { readonly directory: Directory; readonly parts: readonly DirectoryPart[] } => ({
  directory: {
    ...directory,
    version: directory.version + 1,
    links,
    parts: [...directory.parts, ...rows.map(() => 1)],
  },
  parts: rows.map((each, index) => ({ part: directory.parts.length + index + 1, rows: each })),
});

/** The directory with one of its parts, if any, rewritten. */
export const withRewritten = (directory: Directory, part?: number): Directory => ({
  ...directory,
  version: directory.version + 1,
  parts: directory.parts.map((times, index) => (index + 1 === part ? times + 1 : times)),
});

/** The rows without the name and neighbourhood of a household; `undefined` where none has them. */
export function withoutPerson(
  rows: readonly DirectoryRow[],
  householdId: string,
): readonly DirectoryRow[] | undefined {
  const tells = (row: DirectoryRow): boolean =>
    row.householdId === householdId && (row.name !== undefined || row.neighbourhood !== undefined);
  if (!rows.some(tells)) return undefined;
  return rows.map((row) => (tells(row) ? { householdId, centreId: row.centreId } : row));
}

/** A part has at most so many bytes before it is deflated, so that the item always holds it. */
const partBytes = 300_000;

/** Rows in as many parts as they take. */
export function inParts(rows: readonly DirectoryRow[]): readonly (readonly DirectoryRow[])[] {
  const parts: DirectoryRow[][] = [];
  let bytes = partBytes;
  for (const row of rows) {
    const own = Buffer.byteLength(JSON.stringify(row));
    if (bytes + own > partBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(row);
    bytes += own;
  }
  return parts;
}

/** The item of a directory. */
export const directoryRecord = ({ centreId, version, links, parts }: Directory): JsonObject => ({
  householdId: directoryId(centreId),
  version,
  links,
  parts: JSON.stringify(parts),
});

/** Reads what {@link directoryRecord} made. Errors: `DamagedRecordError` naming the field. */
export function readDirectory(centreId: string, record: JsonObject): Directory {
  const fields = new RecordFields(record);
  return {
    centreId,
    version: fields.count('version'),
    links: fields.count('links'),
    parts: parsed(fields.text('parts'), 'parts').map((times) => countOf(times, 'parts')),
  };
}

/** The text of a part's rows: what a household lacks is empty, for no name is. */
export const rowsText = (centreId: string, rows: readonly DirectoryRow[]): string =>
  JSON.stringify(
    rows.map((row) => [
      row.householdId,
      row.name ?? '',
      row.neighbourhood ?? '',
      ...(row.centreId === centreId ? [] : [row.centreId]),
    ]),
  );

/** Law: the inverse of {@link rowsText}. Errors: `DamagedRecordError`. */
export const readRows = (centreId: string, text: string): readonly DirectoryRow[] =>
  parsed(text, 'rows').map((row) => {
    const [householdId, name, neighbourhood, elsewhere] = listOf(row, 'rows');
    return {
      householdId: textOf(householdId, 'rows'),
      ...(name !== '' && { name: textOf(name, 'rows') }),
      ...(neighbourhood !== '' && { neighbourhood: textOf(neighbourhood, 'rows') }),
      centreId: elsewhere === undefined ? centreId : textOf(elsewhere, 'rows'),
    };
  });

function parsed(text: string, field: string): readonly JsonValue[] {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged(field);
  }
  return isList(value) ? value : damaged(field);
}
