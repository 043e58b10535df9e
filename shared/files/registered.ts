/** Which rows of a registration the registry has already, exactly as they stand in the file. */
import type { Fields, ImportKind } from './kinds.ts';
import type { FileRecord } from './records.ts';

/** The registry, as far as it is asked here. */
export interface Registry {
  /** Every location by its id. */
  locations(): Promise<ReadonlyMap<string, object>>;
  /** In the order of their ids; undefined for those that nobody registered. */
  households(ids: readonly string[]): Promise<readonly ({ readonly composition: object } | undefined)[]>;
}

/** The records that would change something. */
export async function unregistered(
  kind: ImportKind,
  records: readonly FileRecord[],
  registry: Registry,
): Promise<readonly FileRecord[]> {
  if (kind === 'locations') {
    const known = await registry.locations();
    return records.filter(({ fields }) => !says(known.get(String(fields['locationId'])), fields));
  }
  if (kind !== 'households') return records;
  // The registry does not tell a priority.
  const asked = records.filter(({ fields }) => fields['priority'] === undefined);
  const known = await registry.households(asked.map(({ fields }) => String(fields['householdId'])));
  const said = new Set(
    asked.filter(({ fields }, at) => {
      const household = known[at];
      return household !== undefined && says({ ...household, ...household.composition }, fields);
    }),
  );
  return records.filter((record) => !said.has(record));
}

const says = (known: object | undefined, fields: Fields): boolean =>
  known !== undefined &&
  Object.entries(fields).every(([field, value]) => Reflect.get(known, field) === value);
