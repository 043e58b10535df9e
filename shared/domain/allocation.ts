/**
 * Allocation of what came to a hub among the centres it supplies, by outstanding need.
 *
 * Laws: a centre never gets more than its need; the shares add up to what came or to all the need, whichever
 * is less; shares are whole base units, the largest remainders rounded up, ties by centreId.
 */
import { type Amounts, amountOf } from './quantity.ts';

/** What a centre's households are owed and have neither at the centre nor on its way there. */
export interface CentreNeed {
  readonly centreId: string;
  readonly need: Amounts;
}

export interface Share {
  readonly centreId: string;
  /** Never zero. */
  readonly lines: Amounts;
}

/** The centres' shares, those of nothing left out; what no one needs stays at the hub. */
export function allocate(came: Amounts, needs: readonly CentreNeed[]): readonly Share[] {
  const shares = [...came].map(
    ([commodity, quantity]) => [commodity, shareOut(quantity, commodity, needs)] as const,
  );
  return needs.flatMap(({ centreId }) => {
    const ofCentre = shares.map(([commodity, share]) => [commodity, amountOf(share, centreId)] as const);
    const lines = new Map(ofCentre.filter(([, share]) => share > 0n));
    return lines.size === 0 ? [] : [{ centreId, lines }];
  });
}

/** The share of each centre in what came of one commodity, by centreId. */
function shareOut(
  came: bigint,
  commodity: string,
  needs: readonly CentreNeed[],
): ReadonlyMap<string, bigint> {
  const claims = needs
    .map(({ centreId, need }) => ({ centreId, need: amountOf(need, commodity) }))
    .filter(({ need }) => need > 0n);
  const total = claims.reduce((sum, { need }) => sum + need, 0n);
  const amount = came < total ? came : total;
  const floors = claims.map(({ centreId, need }) => ({
    centreId,
    share: (amount * need) / total,
    remainder: (amount * need) % total,
  }));
  const left = amount - floors.reduce((sum, { share }) => sum + share, 0n);
  const byRemainder = [...floors].sort(
    (a, b) =>
      // Of the difference only the sign is looked at, and that is exact.
      Number(b.remainder - a.remainder) || (a.centreId < b.centreId ? -1 : 1),
  );
  const roundedUp = new Set(byRemainder.slice(0, Number(left)).map(({ centreId }) => centreId));
  return new Map(
    floors.map(({ centreId, share }) => [centreId, roundedUp.has(centreId) ? share + 1n : share]),
  );
}
