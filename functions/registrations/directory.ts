/** Directories: what is registered at a centre is written where a search reads it, and an erased name goes from there. */

import {
  directoryRow,
  inParts,
  withoutPerson,
  withParts,
  withRewritten,
} from '../../shared/ledger/directory.ts';
import { type Household, isRegistered } from '../../shared/ledger/household-item.ts';
import type { RegistryLink } from '../../shared/ledger/registry-chain.ts';
import { retryOnConflict } from '../../shared/posting/retry-on-conflict.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { householdsOf } from '../../shared/store/directories.ts';
import { centresOf } from './registry-links.ts';

/** Households that changed since a directory's last part, for which a further part is written. */
const householdsOfPart = 250;
/** Links that are read for a part at once; as many as these are put into one whomever they are about. */
const linksAtOnce = 250;
/** Households of one part at most, unless one link has more. */
const maxHouseholdsOfPart = 1_000;

/**
 * Writes what of a centre's chain no part stands for yet, once it is worth a part.
 *
 * Guarantees: safe to call again at any time. Nothing is lost without a call, because a search reads what follows the last
 * part from the households themselves. No part holds a name that was erased before it is written: {@link redactDirectories}
 * takes the directory's next version after the name is gone, and so a part drawn from what was there before is refused.
 */
export async function extendDirectory(centreId: string, context: HandlerContext): Promise<void> {
  const { journal, clock, householdsOfPart: worth = householdsOfPart } = context;
  for (;;) {
    const round = await retryOnConflict(clock, async () => {
      const directory = await journal.directories.get(centreId);
      const after = await journal.registries.next(centreId, directory.links + 1, linksAtOnce);
      const links = linksOfPart(after);
      const ids = householdsOf(links);
      if (ids.length < worth && after.length < linksAtOnce) return 'nothing';
      const known = await journal.households.get(ids);
      const rows = [...known.values()].filter(isRegistered).map(directoryRow);
      const next = withParts(directory, inParts(rows), directory.links + links.length);
      return journal.commit([{ kind: 'list-households', ...next }]);
    });
    if (round === 'nothing') return;
  }
}

/** The first of some links, as many as one part takes. */
function linksOfPart(links: readonly RegistryLink[]): readonly RegistryLink[] {
  const ids = new Set<string>();
  const end = links.findIndex((link, index) => {
    for (const { householdId } of link.rows) ids.add(householdId);
    return index > 0 && ids.size > maxHouseholdsOfPart;
  });
  return end < 0 ? links : links.slice(0, end);
}

/** Rewrites every part that tells of an erased household, in the directory of each centre that it was ever registered at. */
export async function redactDirectories(household: Household, context: HandlerContext): Promise<void> {
  for (const centreId of centresOf(household)) {
    await bar(centreId, context);
    const { parts } = await context.journal.directories.get(centreId);
    for (const index of parts.keys()) await redactPart(centreId, index + 1, household.householdId, context);
  }
}

/** From here on no part is written that was drawn before. */
async function bar(centreId: string, { journal, clock }: HandlerContext): Promise<void> {
  await retryOnConflict(clock, async () => {
    const directory = withRewritten(await journal.directories.get(centreId));
    return journal.commit([{ kind: 'list-households', directory, parts: [] }]);
  });
}

async function redactPart(
  centreId: string,
  part: number,
  householdId: string,
  { journal, clock }: HandlerContext,
): Promise<void> {
  await retryOnConflict(clock, async () => {
    const directory = await journal.directories.get(centreId);
    const [before] = await journal.directories.parts([{ centreId, part }]);
    const rows = before && withoutPerson(before.rows, householdId);
    if (rows === undefined) return 'redacted';
    const parts = [{ part, rows }];
    return journal.commit([{ kind: 'list-households', directory: withRewritten(directory, part), parts }]);
  });
}
