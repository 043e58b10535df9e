/**
 * What visits prove of all receipts that an audit draws from: the p-value of "more than the tolerance is missing".
 *
 * Law: a p-value is a product of whole numbers over whole numbers, so it is compared without any rounding. It is rounded
 * once, where it is shown. Source of the tests: docs/audit.md.
 */

export const auditMethods = ['kaplan-markov', 'betting'] as const;
export type AuditMethod = (typeof auditMethods)[number];

export const auditStatuses = ['open', 'confirmed'] as const;

/** What an audit sets out to prove. Units: base or minor units; 0 < tolerance < standing. */
export interface AuditTest {
  readonly method: AuditMethod;
  /** At most this much may be missing. */
  readonly tolerance: bigint;
  /** All that was posted and not returned. */
  readonly standing: bigint;
  /** The risk of confirming wrongly, in thousandths of a percent. */
  readonly riskThousandths: bigint;
}

/** What one visit found of the receipt that was drawn. Units: base or minor units. */
export interface Observation {
  readonly draw: number;
  /** What the books say. */
  readonly recorded: bigint;
  /** How much less was found, from 0 to all that is recorded. */
  readonly missing: bigint;
}

/** A number as a whole number over another. Infinite where the denominator is 0. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** What is missing of a receipt; more than recorded makes up for nothing. */
export const missingOf = (recorded: bigint, found: bigint | 'not-found'): bigint => {
  if (found === 'not-found') return recorded;
  return found < recorded ? recorded - found : 0n;
};

/** The p-value before any visit. */
const certain: Ratio = { numerator: 1n, denominator: 1n };

const greatestDivisor = (one: bigint, other: bigint): bigint =>
  other === 0n ? one : greatestDivisor(other, one % other);

const reduced = (numerator: bigint, denominator: bigint): Ratio => {
  const divisor = greatestDivisor(numerator, denominator);
  return divisor === 0n
    ? { numerator, denominator }
    : { numerator: numerator / divisor, denominator: denominator / divisor };
};

/** By how much one visit multiplies the p-value. The bet of the `betting` method is 0.9, so its tenth is 9. */
function factorOf({ method, tolerance, standing }: AuditTest, { recorded, missing }: Observation): Ratio {
  switch (method) {
    case 'kaplan-markov':
      return reduced((standing - tolerance) * recorded, standing * (recorded - missing));
    case 'betting':
      return reduced(
        10n * standing * recorded,
        10n * standing * recorded + 9n * (tolerance * recorded - missing * standing),
      );
  }
}

const times = (one: Ratio, other: Ratio): Ratio => ({
  numerator: one.numerator * other.numerator,
  denominator: one.denominator * other.denominator,
});

/** The p-value after each of some visits, in their order; those from `from` on are made anew. */
function extendPath(
  test: AuditTest,
  path: readonly Ratio[],
  observations: readonly Observation[],
  from: number,
): readonly Ratio[] {
  const extended = path.slice(0, from);
  for (const observation of observations.slice(from))
    extended.push(times(extended.at(-1) ?? certain, factorOf(test, observation)));
  return extended;
}

/** Whether a p-value is small enough. */
export const confirms = ({ riskThousandths }: AuditTest, { numerator, denominator }: Ratio): boolean =>
  denominator > 0n && numerator * 100_000n <= riskThousandths * denominator;

const tenDecimals = 10n ** 10n;

/** A ratio to ten decimals, half of the last one up; `null` where it is infinite. */
export function toTenDecimals({ numerator, denominator }: Ratio): number | null {
  if (denominator === 0n) return null;
  const scaled = (2n * numerator * tenDecimals + denominator) / (2n * denominator);
  const fraction = (scaled % tenDecimals).toString().padStart(10, '0');
  return Number(`${scaled / tenDecimals}.${fraction}`);
}

/** The visits that count: each draw from 1 on, without a gap but for the draws of what was returned. */
function countedVisits(
  known: ReadonlyMap<number, Observation>,
  isVoid: (draw: number) => boolean,
): readonly Observation[] {
  const counted: Observation[] = [];
  for (let draw = 1; ; draw += 1) {
    if (isVoid(draw)) continue;
    const observation = known.get(draw);
    if (observation === undefined) return counted;
    counted.push(observation);
  }
}

export interface AuditJudgement {
  /** The visits that count, with the p-value after each. */
  readonly visits: readonly (Observation & { readonly p: Ratio })[];
  /** The p-value after all of them. */
  readonly p: Ratio;
  /** The draw that confirmed it first; `undefined` while it is open. */
  readonly confirmedAt: number | undefined;
}

/**
 * Judges an audit by what was observed, sheet by sheet; of a draw, the last that is given counts.
 *
 * Guarantees: once confirmed it stays so, whatever is observed later.
 */
export function judgeAudit(
  test: AuditTest,
  sheets: Iterable<readonly Observation[]>,
  isVoid: (draw: number) => boolean,
): AuditJudgement {
  const known = new Map<number, Observation>();
  let counted: readonly Observation[] = [];
  let path: readonly Ratio[] = [];
  let confirmedAt: number | undefined;
  for (const sheet of sheets) {
    for (const observation of sheet) known.set(observation.draw, observation);
    const before = counted;
    counted = countedVisits(known, isVoid);
    const changed = counted.findIndex((observation, index) => observation !== before[index]);
    if (changed < 0) continue;
    path = extendPath(test, path, counted, changed);
    const first = path.findIndex((p, index) => index >= changed && confirms(test, p));
    if (first >= 0) confirmedAt ??= counted[first]?.draw;
  }
  const visits = counted.map((observation, index) => ({ ...observation, p: path[index] ?? certain }));
  return { visits, p: path.at(-1) ?? certain, confirmedAt };
}

/** Up to here the number of draws is made sure of with whole numbers; beyond, it is that of the logarithms. */
const maxExactDraws = 10_000;

/** The draws that confirm an audit when every visit finds all. */
export function drawsIfClean(test: AuditTest): number {
  const { method, tolerance, standing, riskThousandths } = test;
  const share = Number(tolerance) / Number(standing);
  const perDraw = method === 'kaplan-markov' ? Math.log1p(-share) : -Math.log1p(0.9 * share);
  const estimate = Math.max(1, Math.ceil(Math.log(Number(riskThousandths) / 100_000) / perDraw));
  if (estimate > maxExactDraws) return estimate;
  const factor = factorOf(test, { draw: 1, recorded: 1n, missing: 0n });
  const suffices = (draws: number): boolean => {
    const exponent = BigInt(draws);
    return confirms(test, {
      numerator: factor.numerator ** exponent,
      denominator: factor.denominator ** exponent,
    });
  };
  let draws = estimate;
  while (!suffices(draws)) draws += 1;
  while (draws > 1 && suffices(draws - 1)) draws -= 1;
  return draws;
}

/** The share of a receipt that was missing, to ten decimals. */
export const taintOf = ({ recorded, missing }: Pick<Observation, 'recorded' | 'missing'>): number =>
  toTenDecimals({ numerator: missing, denominator: recorded }) ?? 0;

/** The observations with the largest shares missing, the largest first, of those that miss anything. */
export function largestTaints<T extends Observation>(observations: readonly T[], most: number): readonly T[] {
  const byTaint = (one: T, other: T): number => {
    const difference = other.missing * one.recorded - one.missing * other.recorded;
    return difference === 0n ? one.draw - other.draw : difference > 0n ? 1 : -1;
  };
  return observations
    .filter(({ missing }) => missing > 0n)
    .sort(byTaint)
    .slice(0, most);
}
