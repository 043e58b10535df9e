/** Which rows of a registration the registry has already, exactly as they stand in the file. */
import { askedInTens } from '../in-tens.ts';
import type { LedgerClient, RegisteredHousehold } from '../ledger-client.ts';
import type { Fields, ImportKind } from './kinds.ts';
import type { FileRecord } from './records-of-file.ts';

/** The records that would change something. */
export async function unregistered(
  kind: ImportKind,
  records: readonly FileRecord[],
  api: LedgerClient,
): Promise<readonly FileRecord[]> {
  if (kind === 'locations') {
    const known = await api.locations();
    return records.filter(({ fields }) => !says(known.get(String(fields['locationId'])), fields));
  }
  if (kind !== 'households') return records;
  const known = await askedInTens(records, async ({ fields }) => {
    // The registry does not tell a priority.
    if (fields['priority'] !== undefined) return false;
    return saysOfHousehold(await api.household(String(fields['householdId'])), fields);
  });
  return records.filter((_, at) => known[at] !== true);
}

const says = (known: object | undefined, fields: Fields): boolean =>
  known !== undefined &&
  Object.entries(fields).every(([field, value]) => Reflect.get(known, field) === value);

const saysOfHousehold = (known: RegisteredHousehold | undefined, fields: Fields): boolean =>
  known !== undefined && says({ ...known, ...known.composition }, fields);
