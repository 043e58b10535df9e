/**
 * Shares under shortage. While less has come to a centre than its households are owed, each may draw at
 * most its released share.
 *
 * Laws: never above the entitlement; the sum over households never above what came; never falls when
 * more comes; whole once all has come; same priority, adults and children, same share.
 */
import type { Ration, ReleaseRule } from './events.ts';
import { rationFor } from './order.ts';
import { membersOf, type Plan, type PlanClass } from './plan.ts';

/** Households owed the same of one commodity. Units: `owed` in base units each. */
interface Claim {
  readonly priority: number;
  readonly owed: bigint;
  readonly households: bigint;
}

const claimsOf = (plan: Plan, ration: Ration): readonly Claim[] =>
  plan.map((row) => ({
    priority: row.priority,
    owed: rationFor(ration, membersOf(row)),
    households: BigInt(row.households),
  }));

const totalOf = (claims: readonly Claim[]): bigint =>
  claims.reduce((sum, claim) => sum + claim.owed * claim.households, 0n);

/**
 * Base units of a ration released to one household of a class, when `came` base units came to its centre.
 */
export function releasedShare(
  rule: ReleaseRule,
  ration: Ration,
  plan: Plan,
  came: bigint,
  of: Pick<PlanClass, 'priority' | 'adults' | 'persons'>,
): bigint {
  const owed = rationFor(ration, membersOf(of));
  return rule === 'first-come' ? owed : sharing(rule, claimsOf(plan, ration), came)({ ...of, owed });
}

/** What each claim is given when `came` base units came for all of them. */
function sharing(
  rule: Exclude<ReleaseRule, 'first-come'>,
  claims: readonly Claim[],
  came: bigint,
): (claim: Pick<Claim, 'priority' | 'owed'>) => bigint {
  const total = totalOf(claims);
  if (came >= total) return ({ owed }) => owed;
  switch (rule) {
    case 'proportional':
      return ({ owed }) => (owed * came) / total;
    case 'equal': {
      const level = equalLevel(claims, came);
      return ({ owed }) => (owed < level ? owed : level);
    }
    case 'priority':
      return ({ owed, priority }) => {
        const left = came - totalOf(claims.filter((claim) => claim.priority > priority));
        if (left <= 0n) return 0n;
        const peers = totalOf(claims.filter((claim) => claim.priority === priority));
        return left >= peers ? owed : (owed * left) / peers;
      };
  }
}

/** A centre's goods of one commodity. Units: base units. */
export interface StockToRelease {
  readonly came: bigint;
  readonly onHand: bigint;
  /** What its households got of what they are entitled to. */
  readonly met: bigint;
}

/**
 * Base units that lie at a centre and are released to nobody: what came less the shares of all, and no more than is on
 * hand beyond what those shares still promise. Every share is rounded down, so of what cannot be parted much may stay.
 *
 * `ration` is `undefined` for what is rationed to nobody.
 */
export function unreleased(
  rule: ReleaseRule,
  ration: Ration | undefined,
  plan: Plan,
  { came, onHand, met }: StockToRelease,
): bigint {
  const claims = ration === undefined ? [] : claimsOf(plan, ration);
  const shareOf = rule === 'first-come' ? ({ owed }: Claim) => owed : sharing(rule, claims, came);
  const shares = claims.reduce((sum, claim) => sum + shareOf(claim) * claim.households, 0n);
  const promised = shares > met ? shares - met : 0n;
  const [beyondShares, beyondPromises] = [came - shares, onHand - promised];
  const left = beyondShares < beyondPromises ? beyondShares : beyondPromises;
  return left < 0n ? 0n : left;
}

/** The highest whole amount that everyone can have up to what they are owed, where `came` is less than all claims. */
function equalLevel(claims: readonly Claim[], came: bigint): bigint {
  // Of the difference only the sign is looked at, and that is exact.
  const ascending = [...claims].sort((a, b) => Number(a.owed - b.owed));
  let left = came;
  let households = ascending.reduce((sum, claim) => sum + claim.households, 0n);
  for (const claim of ascending) {
    if (claim.owed * households > left) break;
    left -= claim.owed * claim.households;
    households -= claim.households;
  }
  return left / households;
}
