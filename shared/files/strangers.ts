/** A file of another district: its households are hardly any that the registry knows. */
import type { Books } from './books.ts';
import type { EventOfRecords } from './events-of-records.ts';
import type { ImportKind } from './kinds.ts';

export interface Strangers {
  readonly is: 'strangers';
  /** How many households of the file were looked up. */
  readonly looked: number;
  readonly unknown: number;
}

/** Kinds whose households whoever sends the file may look up; payers may not. */
const kinds: readonly ImportKind[] = ['handovers', 'returns', 'missed'];

/** Fewer may be households that are yet to be registered. */
const minHouseholds = 10;
/** A file of any length costs this many questions. */
const maxLooked = 20;

/** A warning where more than half of the households looked up are unknown, or another centre's and not the sender's to read. */
export async function strangersIn(
  kind: ImportKind,
  events: readonly EventOfRecords[],
  books: Pick<Books, 'households'>,
): Promise<readonly Strangers[]> {
  if (!kinds.includes(kind)) return [];
  const ids = new Set(
    events.flatMap(({ records }) => records.map(({ fields }) => String(fields['householdId']))),
  );
  if (ids.size < minHouseholds) return [];
  const sample = spread([...ids], maxLooked);
  const found = await books.households(sample);
  const unknown = found.filter((household) => household === undefined).length;
  return 2 * unknown > sample.length ? [{ is: 'strangers', looked: sample.length, unknown }] : [];
}

/** Some of a list, from all over it: the rows of one place stand together. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, all.length / most);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
