/**
 * Bugs planted where a receipt's event takes its id: ways to write the claim for less by putting it before the transaction or
 * after it, which decision 79 rejected. Each is to be found by the simulation, so that whoever tries again is told.
 */
import type { JsonObject } from '../../shared/domain/canonical.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Commit } from '../../shared/posting/ports.ts';
import { Store } from '../../shared/store/store.ts';
import type { Mutant } from './mutants.ts';

/** What is kept of anything but the rows of a sheet has its original. */
const isClaimOfSheet = ({ status, original }: JsonObject): boolean =>
  status === 'posted' && original === undefined;

const isClaim = (write: Write): boolean => write.kind === 'append' && isClaimOfSheet(write.record);

/** The claims of a group, and all else that it writes; `undefined` where either is empty. */
function apart(writes: readonly Write[]): { readonly claims: Write[]; readonly rest: Write[] } | undefined {
  const claims = writes.filter(isClaim);
  const rest = writes.filter((write) => !isClaim(write));
  return claims.length === 0 || rest.length === 0 ? undefined : { claims, rest };
}

/** All ids of a group first, on the condition that each is free. */
class ClaimsAhead extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const parts = apart(writes);
    if (parts === undefined) return super.commit(writes);
    if ((await super.commit(parts.claims)) === 'conflict') return 'conflict';
    return super.commit(parts.rest);
  }
}

/** Each id by a put of its own: some are taken when another turns out to be another content's. */
class ClaimsAheadOneByOne extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const parts = apart(writes);
    if (parts === undefined) return super.commit(writes);
    for (const claim of parts.claims) if ((await super.commit([claim])) === 'conflict') return 'conflict';
    return super.commit(parts.rest);
  }
}

/** Goes on where an id was taken before, as if by its own earlier try. */
class TakesAnyClaimForItsOwn extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const parts = apart(writes);
    if (parts === undefined) return super.commit(writes);
    await super.commit(parts.claims);
    return super.commit(parts.rest);
  }
}

/** Takes the ids once everything is booked. */
class ClaimsBehind extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const parts = apart(writes);
    if (parts === undefined) return super.commit(writes);
    if ((await super.commit(parts.rest)) === 'conflict') return 'conflict';
    await super.commit(parts.claims);
    return 'committed';
  }
}

export const claimMutants: readonly Mutant[] = [
  {
    name: 'a store that claims ids ahead of the transaction',
    seeds: 100,
    substitutes: { journal: (tables) => new ClaimsAhead(tables) },
  },
  {
    name: 'a store that claims ids ahead of the transaction, one by one',
    seeds: 100,
    substitutes: { journal: (tables) => new ClaimsAheadOneByOne(tables) },
  },
  {
    name: 'a store that claims ids ahead of the transaction, and takes any claim for its own',
    seeds: 100,
    substitutes: { journal: (tables) => new TakesAnyClaimForItsOwn(tables) },
  },
  {
    name: 'a store that claims ids behind the transaction',
    seeds: 100,
    substitutes: { journal: (tables) => new ClaimsBehind(tables) },
  },
];
