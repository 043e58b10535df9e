import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditMethod,
  type AuditTest,
  drawsIfClean,
  judgeAudit,
  largestTaints,
  missingOf,
  type Observation,
  toTenDecimals,
} from '../../shared/domain/audit-evidence.ts';
import vectors from './audit-vectors.json' with { type: 'json' };

const nothingVoid = () => false;

/** A test of a share of a million units. */
const testOf = (alpha: number, share: number, method: AuditMethod = 'kaplan-markov'): AuditTest => ({
  method,
  tolerance: BigInt(Math.round(share * 1_000_000)),
  standing: 1_000_000n,
  riskThousandths: BigInt(Math.round(alpha * 100_000)),
});

const visits = (missing: readonly bigint[], recorded = 1_000n): readonly Observation[] =>
  missing.map((each, index) => ({ draw: index + 1, recorded, missing: each }));

const pAfter = (test: AuditTest, observations: readonly Observation[]) =>
  toTenDecimals(judgeAudit(test, [observations], nothingVoid).p);

/** The draw that confirms a test whose visits find what `missingAt` says. */
const confirmedBy = (test: AuditTest, upTo: number, missingAt: (draw: number) => bigint) => {
  const observations = visits(Array.from({ length: upTo }, (_, index) => missingAt(index + 1)));
  return judgeAudit(test, [observations], nothingVoid).confirmedAt;
};

describe('published vectors', () => {
  it.each(vectors.zeroErrorSize.rows)('$alpha at $toleranceShare takes $n clean draws', (row) => {
    expect(drawsIfClean(testOf(row.alpha, row.toleranceShare))).toBe(row.n);
  });

  it.each(vectors.aicpaA1.tolerable.map((share, index) => ({ share, n: vectors.aicpaA1.n[index] })))(
    'AICPA table A-1: $share takes $n',
    ({ share, n }) => {
      expect(drawsIfClean(testOf(vectors.aicpaA1.risk, share))).toBe(n);
    },
  );

  it.each(Object.entries(vectors.touwHoogduin.binomial))(
    'Touw and Hoogduin: no error at %s',
    (share, sizes) => {
      expect(drawsIfClean(testOf(0.05, Number(share)))).toBe(sizes[0]);
    },
  );

  it.each(vectors.constantTaint.rows)('$taint missing at each draw, tolerance $toleranceShare: $n', (row) => {
    const missing = BigInt(Math.round(row.taint * 1_000));
    const upTo = (row.n ?? 1_000) + 1;
    expect(confirmedBy(testOf(row.alpha, row.toleranceShare), upTo, () => missing)).toBe(row.n ?? undefined);
  });

  it.each(
    vectors.robust.rows.flatMap((row) =>
      row.bet09.map((n, lost) => ({ share: row.toleranceShare, lost, n })),
    ),
  )('betting: $lost wholly missing at $share takes $n', ({ share, lost, n }) => {
    const test = testOf(0.05, share, 'betting');
    expect(confirmedBy(test, n + 1, (draw) => (draw <= lost ? 1_000n : 0n))).toBe(n);
  });
});

describe('the worked case', () => {
  const { endToEnd } = vectors;
  const recorded = new Map(Object.entries(endToEnd.receiptsGrams));
  const test: AuditTest = {
    method: 'kaplan-markov',
    tolerance: BigInt(endToEnd.toleranceGrams),
    standing: BigInt(endToEnd.V),
    riskThousandths: 5_000n,
  };
  const observed = (shortOf: ReadonlyMap<string, bigint>) =>
    endToEnd.draws.map(({ i, receipt }) => ({
      draw: i,
      recorded: BigInt(recorded.get(receipt) ?? 0),
      missing: shortOf.get(receipt) ?? 0n,
    }));

  it('is confirmed at the fourteenth draw when all is there', () => {
    const { visits: counted, confirmedAt } = judgeAudit(test, [observed(new Map())], nothingVoid);
    expect(confirmedAt).toBe(endToEnd.allClean.confirmedAt5pct);
    expect(counted[12]?.p).toSatisfy((p) => toTenDecimals(p) === Number(endToEnd.allClean.p13.toFixed(10)));
    expect(counted[13]?.p).toSatisfy((p) => toTenDecimals(p) === Number(endToEnd.allClean.p14.toFixed(10)));
    expect(drawsIfClean(test)).toBe(14);
  });

  it('takes two more where one receipt is short', () => {
    const short = observed(new Map([['R07', 6_000n]]));
    const { visits: counted, confirmedAt } = judgeAudit(test, [short], nothingVoid);
    const path = counted.slice(0, 15).map(({ p }) => toTenDecimals(p));
    expect(path).toEqual(endToEnd.oneShort.path.map(({ p }) => Number(p.toFixed(10))));
    expect(confirmedAt).toBe(15);
  });
});

describe('judgeAudit', () => {
  it('has no finite p once a receipt was not found at all, by Kaplan-Markov', () => {
    const test = testOf(0.05, 0.2);
    expect(pAfter(test, visits([0n, 1_000n, ...new Array<bigint>(100).fill(0n)]))).toBeNull();
  });

  it('starts at 1', () => {
    expect(pAfter(testOf(0.05, 0.2), [])).toBe(1);
  });

  it('counts up to the first gap, and passes over what was returned', () => {
    const test = testOf(0.05, 0.5);
    const seen = visits([0n, 0n, 0n, 0n]).filter(({ draw }) => draw !== 3);
    expect(toTenDecimals(judgeAudit(test, [seen], nothingVoid).p)).toBe(0.25);
    expect(toTenDecimals(judgeAudit(test, [seen], (draw) => draw === 3).p)).toBe(0.125);
  });

  it('takes the newest observation of a draw', () => {
    const test = testOf(0.05, 0.5);
    const corrected = judgeAudit(test, [visits([500n, 0n]), visits([0n])], nothingVoid);
    expect(toTenDecimals(corrected.p)).toBe(0.25);
  });

  it('stays confirmed, whatever is found later', () => {
    const test = testOf(0.05, 0.5);
    const clean = visits([0n, 0n, 0n, 0n, 0n]);
    const judged = judgeAudit(test, [clean, visits([1_000n])], nothingVoid);
    expect(judged.confirmedAt).toBe(5);
    expect(toTenDecimals(judged.p)).toBeNull();
  });

  it('confirms at a p-value that is the risk, to the last digit', () => {
    const test: AuditTest = {
      method: 'kaplan-markov',
      tolerance: 19n,
      standing: 20n,
      riskThousandths: 5_000n,
    };
    expect(drawsIfClean(test)).toBe(1);
    expect(judgeAudit(test, [visits([0n])], nothingVoid).confirmedAt).toBe(1);
  });

  const anyVisits = fc
    .array(fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.integer({ min: 0, max: 100 })), {
      maxLength: 60,
    })
    .map((each) =>
      each.map(([recorded, percent], index) => ({
        draw: index + 1,
        recorded,
        missing: (recorded * BigInt(percent)) / 100n,
      })),
    );
  const anyTest = fc
    .record({
      method: fc.constantFrom<AuditMethod>('kaplan-markov', 'betting'),
      standing: fc.bigInt({ min: 2n, max: 10n ** 15n }),
      riskThousandths: fc.bigInt({ min: 1n, max: 49_999n }),
      part: fc.integer({ min: 1, max: 999 }),
    })
    .map(({ part, standing, ...others }): AuditTest => {
      const tolerance = (standing * BigInt(part)) / 1_000n;
      return { ...others, standing, tolerance: tolerance === 0n ? 1n : tolerance };
    });

  it('says what the formula of the contract says, within a billionth', () => {
    fc.assert(
      fc.property(anyTest, anyVisits, (test, observations) => {
        const share = Number(test.tolerance) / Number(test.standing);
        const logarithm = observations.reduce((sum, { recorded, missing }) => {
          const kept = 1 - Number(missing) / Number(recorded);
          return test.method === 'kaplan-markov'
            ? sum + Math.log1p(-share) - Math.log(kept)
            : sum - Math.log1p(0.9 * (kept - (1 - share)));
        }, 0);
        const { numerator, denominator } = judgeAudit(test, [observations], nothingVoid).p;
        if (denominator === 0n) {
          expect(logarithm).toBe(Number.POSITIVE_INFINITY);
          return;
        }
        const scaled = (numerator * 10n ** 60n) / denominator;
        if (scaled < 10n ** 20n) return;
        expect(Math.abs(Math.log(Number(scaled)) - 60 * Math.LN10 - logarithm)).toBeLessThan(1e-9);
      }),
    );
  });

  it('comes to the same, however the sheets were cut and whatever order they came in', () => {
    fc.assert(
      fc.property(anyTest, anyVisits, fc.integer({ min: 1, max: 10 }), (test, observations, size) => {
        const sheets = Map.groupBy(observations, ({ draw }) => Math.floor(draw / size));
        const whole = judgeAudit(test, [observations], nothingVoid);
        expect(judgeAudit(test, sheets.values(), nothingVoid)).toEqual(whole);
        expect(judgeAudit(test, [...sheets.values()].reverse(), nothingVoid)).toEqual(whole);
      }),
    );
  });
});

describe('what is shown', () => {
  it('rounds half of the last decimal up', () => {
    expect(toTenDecimals({ numerator: 1n, denominator: 2n * 10n ** 10n })).toBe(1e-10);
    expect(toTenDecimals({ numerator: 1n, denominator: 2n * 10n ** 10n + 1n })).toBe(0);
  });

  it('counts no surplus, and all of what was not found', () => {
    expect(missingOf(10n, 12n)).toBe(0n);
    expect(missingOf(10n, 4n)).toBe(6n);
    expect(missingOf(10n, 'not-found')).toBe(10n);
  });

  it('lists the largest shares first', () => {
    const observations = visits([0n, 10n, 500n, 10n]);
    expect(largestTaints(observations, 2).map(({ draw }) => draw)).toEqual([3, 2]);
  });
});
