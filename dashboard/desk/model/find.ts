/** Finds households of a list by what is typed or scanned. */
import { type DeskHousehold, tailOf } from './list.ts';

/** Households shown at once: more than fit a phone help nobody. */
const maxFound = 12;

/**
 * The household that a card's code names. A card holds an address whose part behind `#` is `<householdId>.<code>`;
 * another code may hold the bare number.
 */
export function householdOfCode(text: string): { readonly householdId: string; readonly token?: string } {
  const token = text.trim().split('#').at(-1) ?? '';
  const [, householdId] = /^(.+)\.[A-Za-z0-9]{12}$/.exec(token) ?? [];
  return householdId === undefined ? { householdId: token } : { householdId, token };
}

const plain = (text: string): string => text.trim().toLocaleLowerCase().normalize('NFC');

/** The best first: the very number, then numbers that end so, then names, then neighbourhoods. */
export function findHouseholds(
  households: readonly DeskHousehold[],
  typed: string,
): readonly DeskHousehold[] {
  const sought = plain(householdOfCode(typed).householdId);
  if (sought === '') return [];
  const digits = /^0*(\d+)$/.exec(sought)?.[1];
  const ranks = households.flatMap((household) => {
    const rank = rankOf(household, sought, digits);
    return rank === undefined ? [] : [{ household, rank }];
  });
  return ranks
    .sort((one, other) => one.rank - other.rank)
    .slice(0, maxFound)
    .map(({ household }) => household);
}

function rankOf(household: DeskHousehold, sought: string, digits: string | undefined): number | undefined {
  const id = plain(household.householdId);
  if (id === sought) return 0;
  if (digits !== undefined && tailOf(id) === digits) return 1;
  const name = plain(household.name ?? '');
  if (name.startsWith(sought)) return 2;
  if (id.endsWith(sought)) return 3;
  if (name.includes(sought) || id.includes(sought)) return 4;
  return plain(household.neighbourhood ?? '').includes(sought) ? 5 : undefined;
}

/** Those with exactly this number, or where none has it, those whose number ends with these digits. */
export function householdsNumbered(
  households: readonly DeskHousehold[],
  typed: string,
): readonly DeskHousehold[] {
  const sought = plain(typed);
  const digits = /^0*(\d+)$/.exec(sought)?.[1];
  const exact = households.filter(({ householdId }) => plain(householdId) === sought);
  if (exact.length > 0 || digits === undefined) return exact;
  return households.filter(({ householdId }) => tailOf(householdId) === digits);
}
