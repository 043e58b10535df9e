/** Links of registry chains: what was recorded of households stands in the chain of every centre it concerns. */

import { registryAccount } from '../../shared/domain/accounts.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { type Rejected, rejected } from '../../shared/domain/outcome.ts';
import { nextLink } from '../../shared/ledger/chain.ts';
import type { Household } from '../../shared/ledger/household-item.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import { type RegistryLink, type RegistryRow, registryBody } from '../../shared/ledger/registry-chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Store } from '../../shared/store/store.ts';

/** The last link of each of some centres' chains. */
export type RegistryTails = ReadonlyMap<string, RegistryLink | undefined>;

export async function registryTails(centreIds: Iterable<string>, journal: Store): Promise<RegistryTails> {
  const tails = [...new Set(centreIds)].map(
    async (centreId) => [centreId, await journal.registries.tail(centreId)] as const,
  );
  return new Map(await Promise.all(tails));
}

/** The centres that a household was ever registered at. */
export const centresOf = ({ history }: Pick<Household, 'history'>): ReadonlySet<string> =>
  new Set(history.map(({ centreId }) => centreId));

/** Compositions and withdrawals of one household: they stand in one item. */
export const maxCompositions = 500;

/** Centres that one household was ever registered at: what is recorded of it stands in the chain of each. */
export const maxCentresOfHousehold = 50;

/** Refuses what would be recorded of a household at a centre, told at `path`, where no more fits. */
export function refuseFull(household: Household, centreId: string, path: string): Rejected | undefined {
  const { history } = household;
  const expected = (limit: string) => rejected('invalid-message', { path, expected: limit });
  if (history.length >= maxCompositions)
    return expected(`at most ${maxCompositions} registrations and withdrawals of one household`);
  const centres = centresOf(household);
  if (centres.has(centreId) || centres.size < maxCentresOfHousehold) return undefined;
  return expected(`at most ${maxCentresOfHousehold} centres that one household was ever registered at`);
}

/** The next link of each centre's chain, all recorded at one instant later than any before. */
export function appendLinks(
  event: string,
  rowsByCentre: ReadonlyMap<string, readonly RegistryRow[]>,
  tails: RegistryTails,
  now: Instant,
): { readonly recordedAt: Instant; readonly links: readonly Write[] } {
  const recordedAt = afterAll(
    now,
    [...rowsByCentre.keys()].flatMap((centre) => tails.get(centre) ?? []),
  );
  const links = [...rowsByCentre].map(([centre, rows]): Write => {
    const account = registryAccount(centre);
    const record = nextLink(account, tails.get(centre), recordedAt, registryBody(event, rows));
    return { kind: 'append', key: entryKey('stock', account, record.seq), record };
  });
  return { recordedAt, links };
}

/** `now`, or a millisecond after the last of `tails` where the clock stands behind it. */
function afterAll(now: Instant, tails: readonly RegistryLink[]): Instant {
  const last = tails.reduce((latest, { at }) => (at > latest ? at : latest), '');
  if (now > last) return now;
  return new Date(Date.parse(last) + 1).toISOString();
}
