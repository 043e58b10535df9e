/** Directories of centres. What was read of one is kept, and read on from: a city's is some 15 MB. */
import { registryAccount } from '../domain/accounts.ts';
import {
  type Directory,
  type DirectoryPart,
  type DirectoryRow,
  directoryRow,
  emptyDirectory,
  readDirectory,
} from '../ledger/directory.ts';
import { isRegistered } from '../ledger/household-item.ts';
import { directoryId, directoryPartId, entryKey, type ItemKey } from '../ledger/keys.ts';
import { damagedAt } from '../ledger/record-fields.ts';
import type { RegistryLink } from '../ledger/registry-chain.ts';
import { rowsOfPart } from './directory-form.ts';
import type { Households } from './households.ts';
import type { Registries } from './registries.ts';
import { keyText, type Tables } from './tables.ts';

/** Links after the last part that a search reads of one centre; a worker writes a part long before. */
const maxLinksAfterParts = 250;
/** Households after the last part that a search reads of one centre. */
const maxHouseholdsAfterParts = 1_000;
/** Households kept at most; the centre least lately searched goes first. */
const maxKeptHouseholds = 400_000;

/** Everyone ever registered at a centre, as far as one search reads. */
export interface CentreHouseholds {
  readonly centreId: string;
  readonly rows: readonly DirectoryRow[];
  /** What each row is searched in. */
  readonly texts: readonly string[];
  /** False where more follows the last part than one search reads. */
  readonly isWhole: boolean;
}

interface Reading extends CentreHouseholds {
  readonly directory: Directory;
  readonly parts: readonly DirectoryPart[];
  /** What follows the last part, up to the link `links`. */
  readonly later: ReadonlyMap<string, DirectoryRow>;
  readonly links: number;
}

/** What of a centre is to be read anew. */
interface Stale {
  readonly directory: Directory;
  readonly before: Reading | undefined;
  readonly later: ReadonlyMap<string, DirectoryRow>;
  readonly links: number;
}

/** What ids and names are compared by: whoever searches minds neither case nor width. */
export const searchable = (text: string): string => text.normalize('NFKC').toLowerCase();

export class Directories {
  readonly #tables: Tables;
  readonly #registries: Pick<Registries, 'next'>;
  readonly #households: Pick<Households, 'get'>;
  readonly #readings = new Map<string, Reading>();

  constructor(tables: Tables, registries: Pick<Registries, 'next'>, households: Pick<Households, 'get'>) {
    this.#tables = tables;
    this.#registries = registries;
    this.#households = households;
  }

  /** H4: what a centre's directory stands for. */
  async get(centreId: string): Promise<Directory> {
    const items = await this.#tables.households([directoryId(centreId)]);
    return directoriesIn([centreId], items)[0] ?? emptyDirectory(centreId);
  }

  /** H5: parts of directories, as their directories say they are. */
  async parts(
    asked: readonly { readonly centreId: string; readonly part: number }[],
  ): Promise<readonly DirectoryPart[]> {
    const items = await this.#tables.households(
      asked.map(({ centreId, part }) => directoryPartId(centreId, part)),
    );
    const byKey = new Map(items.map((item) => [item['householdId'], item]));
    return asked.map(({ centreId, part }) => ({
      part,
      rows: rowsOfPart(centreId, byKey.get(directoryPartId(centreId, part)) ?? {}),
    }));
  }

  /**
   * H4, H5, S7, H1: everyone ever registered at some centres.
   *
   * Guarantees: what was recorded when it was asked is found, and nothing of a name that was erased from a directory by then.
   */
  async households(centreIds: readonly string[]): Promise<readonly CentreHouseholds[]> {
    const stale = await this.#stale(centreIds);
    const [parts, links] = await Promise.all([
      this.#partsOf(stale),
      Promise.all(
        stale.map(({ directory: { centreId }, links }) =>
          this.#registries.next(centreId, links + 1, maxLinksAfterParts),
        ),
      ),
    ]);
    const changed = links.map((each) => householdsOf(each));
    const looked = changed.map((ids) => ids.slice(0, maxHouseholdsAfterParts));
    const known = await this.#households.get(looked.flat());
    const readings = new Map<string, Reading>();
    for (const [index, each] of stale.entries()) {
      const ids = looked[index] ?? [];
      const rows = ids.flatMap((id) => known.get(id) ?? []).filter(isRegistered);
      const later = new Map([
        ...each.later,
        ...rows.map((row) => [row.householdId, directoryRow(row)] as const),
      ]);
      const own = links[index] ?? [];
      const isWhole = own.length < maxLinksAfterParts && ids.length === changed[index]?.length;
      const reading = readingOf(each, parts.get(each.directory.centreId) ?? [], later, own, isWhole);
      readings.set(reading.centreId, reading);
    }
    const all = centreIds.flatMap((id) => readings.get(id) ?? this.#readings.get(id) ?? []);
    this.#keep(all);
    return all;
  }

  /** Of which centres anything is to be read: whose directory has another version, or whose chain has grown. */
  async #stale(centreIds: readonly string[]): Promise<readonly Stale[]> {
    const kept = centreIds.flatMap((id) => this.#readings.get(id) ?? []);
    const nextKey = ({ centreId, links }: Reading): ItemKey =>
      entryKey('stock', registryAccount(centreId), links + 1);
    const { records, households } = await this.#tables.readAll(kept.map(nextKey), centreIds.map(directoryId));
    return directoriesIn(centreIds, households).flatMap((directory): Stale[] => {
      const before = this.#readings.get(directory.centreId);
      if (before?.directory.version !== directory.version)
        return [{ directory, before, later: new Map(), links: directory.links }];
      const { later, links, isWhole } = before;
      const hasGrown = !isWhole || records.has(keyText(nextKey(before)));
      return hasGrown ? [{ directory, before, later, links }] : [];
    });
  }

  /** All parts of each, those that were rewritten or are new read, by centre. */
  async #partsOf(stale: readonly Stale[]): Promise<ReadonlyMap<string, readonly DirectoryPart[]>> {
    const lacking = stale.flatMap(({ directory: { centreId, parts }, before }) =>
      parts.flatMap((times, index) =>
        before?.directory.parts[index] === times ? [] : [{ centreId, part: index + 1 }],
      ),
    );
    const read = await this.parts(lacking);
    const found = new Map(
      lacking.map(({ centreId, part }, index) => [directoryPartId(centreId, part), read[index]]),
    );
    return new Map(
      stale.map(({ directory: { centreId, parts }, before }) => [
        centreId,
        parts.flatMap(
          (_, index) => found.get(directoryPartId(centreId, index + 1)) ?? before?.parts[index] ?? [],
        ),
      ]),
    );
  }

  #keep(readings: readonly Reading[]): void {
    for (const reading of readings) {
      this.#readings.delete(reading.centreId);
      this.#readings.set(reading.centreId, reading);
    }
    let kept = 0;
    for (const { rows } of this.#readings.values()) kept += rows.length;
    for (const [centreId, { rows }] of this.#readings) {
      if (kept <= maxKeptHouseholds) return;
      kept -= rows.length;
      this.#readings.delete(centreId);
    }
  }
}

/** The households whose rows stand in links, each once. */
export const householdsOf = (links: readonly RegistryLink[]): readonly string[] => [
  ...new Set(links.flatMap(({ rows }) => rows.map(({ householdId }) => householdId))),
];

function readingOf(
  { directory, links }: Stale,
  parts: readonly DirectoryPart[],
  later: ReadonlyMap<string, DirectoryRow>,
  read: readonly RegistryLink[],
  isWhole: boolean,
): Reading {
  const newest = new Map<string, DirectoryRow>();
  for (const { rows } of parts) for (const row of rows) newest.set(row.householdId, row);
  for (const [householdId, row] of later) newest.set(householdId, row);
  const rows = [...newest.values()];
  return {
    centreId: directory.centreId,
    directory,
    parts,
    later,
    // What was too much for one search is read again by the next.
    links: isWhole ? (read.at(-1)?.seq ?? links) : links,
    rows,
    texts: rows.map(({ householdId, name = '', neighbourhood = '' }) =>
      searchable(`${householdId}\n${name}\n${neighbourhood}`),
    ),
    isWhole,
  };
}

function directoriesIn(
  centreIds: readonly string[],
  items: Awaited<ReturnType<Tables['households']>>,
): readonly Directory[] {
  const byKey = new Map(items.map((item) => [item['householdId'], item]));
  return centreIds.map((centreId) => {
    const item = byKey.get(directoryId(centreId));
    if (item === undefined) return emptyDirectory(centreId);
    try {
      return readDirectory(centreId, item);
    } catch (error) {
      throw damagedAt(`households ${directoryId(centreId)}`, error);
    }
  });
}
