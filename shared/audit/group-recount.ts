/** What the entries of a group say of its members, counted again: by it audits find whom they draw, and how many there are. */
import { type Amounts, addAmounts, amountOf, noAmounts } from '../domain/quantity.ts';
import type { Entry } from '../ledger/entry.ts';
import { isEqual, type KeptLink } from './kept-link.ts';

type Member = Pick<Entry, 'lines' | 'money' | 'currency' | 'ahead'>;

const gotBy = ({ lines, money = 0n, currency }: Member): Amounts =>
  currency === undefined ? lines : new Map([[currency, money]]);

/** The first of a group's members that says wrongly what those before it got; they stand in the order of the group. */
export function misplacedMember(members: readonly KeptLink[]): KeptLink | undefined {
  let given = noAmounts;
  for (const member of members) {
    const { entry } = member;
    if (entry === undefined) continue;
    if (!isEqual(entry.ahead ?? noAmounts, given)) return member;
    given = addAmounts(given, gotBy(entry));
  }
  return undefined;
}

/** Whether a book entry says rightly how many members got some of each commodity that not all of them got. */
export function countsHolders(
  { type, holders = new Map() }: Pick<Entry, 'type' | 'holders'>,
  members: readonly KeptLink[],
): boolean {
  const lines = members.map(({ entry }) => entry?.lines ?? noAmounts);
  const commodities =
    type === 'handover' ? new Set(lines.flatMap((own) => [...own.keys()])) : new Set<string>();
  const counted = [...commodities]
    .map((commodity) => [commodity, lines.filter((own) => amountOf(own, commodity) > 0n).length] as const)
    .filter(([, count]) => count < members.length);
  return (
    counted.length === holders.size && counted.every(([commodity, count]) => holders.get(commodity) === count)
  );
}
