import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ration, ReleaseRule } from '../../shared/domain/events.ts';
import { rationFor } from '../../shared/domain/order.ts';
import type { Plan, PlanClass } from '../../shared/domain/plan.ts';
import { countPlan, membersOf, plannedAmounts } from '../../shared/domain/plan.ts';
import { releasedShare, unreleased } from '../../shared/domain/release.ts';
import { lawful } from '../support/lawful.ts';
import { riceRation } from '../support/orders.ts';

const rules = ['proportional', 'equal', 'priority', 'first-come'] as const;
const sharing = rules.filter((rule) => rule !== 'first-come');

const plans = fc
  .array(
    fc.record({
      adults: fc.integer({ min: 0, max: 25 }),
      children: fc.integer({ min: 0, max: 25 }),
      priority: fc.integer({ min: -2, max: 2 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((homes) => countPlan(homes.map((home) => ({ ...home, adults: Math.max(1, home.adults) }))));

/** From a thousandth of a base unit to a tonne each, of one kind of scale or several. */
const scale = fc.bigInt({ min: 1n, max: 10n ** 9n });
const rations: fc.Arbitrary<Ration> = fc
  .record(
    {
      perPersonThousandths: scale,
      perAdultThousandths: scale,
      perChildThousandths: scale,
      perHouseholdThousandths: scale,
    },
    { requiredKeys: [] },
  )
  .filter((scales) => Object.keys(scales).length > 0)
  .map((scales) => ({ commodity: 'rice', unit: 'kg', ...scales }));

const parts = fc.record({
  rule: fc.constantFrom(...rules),
  plan: plans,
  ration: rations,
  /** What came, in thousandths of what is planned: from none to half as much again. */
  thousandths: fc.bigInt({ min: 0n, max: 1_500n }),
});

const planned = (plan: Plan, ration: Ration): bigint =>
  plannedAmounts(plan, { rations: [ration] }).get(ration.commodity) ?? 0n;

const sharesOf = (rule: ReleaseRule, ration: Ration, plan: Plan, came: bigint) =>
  plan.map((row) => ({ row, share: releasedShare(rule, ration, plan, came, row) }));

const sumOf = (shares: readonly { readonly row: PlanClass; readonly share: bigint }[]): bigint =>
  shares.reduce((sum, { row, share }) => sum + share * BigInt(row.households), 0n);

describe('a released share', () => {
  it('is never negative, and never above the entitlement', () => {
    lawful(
      fc.property(parts, ({ rule, plan, ration, thousandths }) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        for (const { row, share } of sharesOf(rule, ration, plan, came)) {
          expect(share >= 0n && share <= rationFor(ration, membersOf(row))).toBe(true);
        }
      }),
      400,
    );
  });

  it('of all households together is never more than what came', () => {
    lawful(
      fc.property(parts, fc.constantFrom(...sharing), ({ plan, ration, thousandths }, rule) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        expect(sumOf(sharesOf(rule, ration, plan, came)) <= came).toBe(true);
      }),
      400,
    );
  });

  it('never falls when more comes, be it one base unit', () => {
    lawful(
      fc.property(parts, fc.bigInt({ min: 0n, max: 50n }), ({ rule, plan, ration, thousandths }, more) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        for (const row of plan) {
          const before = releasedShare(rule, ration, plan, came, row);
          expect(releasedShare(rule, ration, plan, came + more, row) >= before).toBe(true);
        }
      }),
      400,
    );
  });

  it('is whole once all that is planned has come', () => {
    lawful(
      fc.property(parts, fc.bigInt({ min: 0n, max: 5n }), ({ rule, plan, ration }, more) => {
        for (const { row, share } of sharesOf(rule, ration, plan, planned(plan, ration) + more)) {
          expect(share).toBe(rationFor(ration, membersOf(row)));
        }
      }),
    );
  });

  it('is the same for the same priority, adults and children, and for any of one size where all persons count alike', () => {
    lawful(
      fc.property(parts, ({ rule, plan, ration, thousandths }) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        const shares = new Map<string, bigint>();
        for (const { row, share } of sharesOf(rule, ration, plan, came)) {
          const { perAdultThousandths, perChildThousandths } = ration;
          const countsAlike = perAdultThousandths === undefined && perChildThousandths === undefined;
          const alike = `${row.priority}/${row.persons}/${countsAlike ? '' : row.adults}`;
          expect(shares.get(alike) ?? share).toBe(share);
          shares.set(alike, share);
        }
      }),
    );
  });

  it('under “equal” is below the highest only for those who are owed less', () => {
    lawful(
      fc.property(parts, ({ plan, ration, thousandths }) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        const shares = sharesOf('equal', ration, plan, came);
        const level = shares.reduce((most, { share }) => (share > most ? share : most), 0n);
        for (const { row, share } of shares) {
          const owed = rationFor(ration, membersOf(row));
          expect(share).toBe(owed < level ? owed : level);
        }
      }),
    );
  });

  it('under “equal” leaves less than one base unit a household behind', () => {
    lawful(
      fc.property(parts, ({ plan, ration, thousandths }) => {
        const all = planned(plan, ration);
        const came = (all * thousandths) / 1_000n;
        const households = BigInt(plan.reduce((sum, row) => sum + row.households, 0));
        const left = (came < all ? came : all) - sumOf(sharesOf('equal', ration, plan, came));
        expect(left < households).toBe(true);
      }),
    );
  });

  it('under “priority” is whole for everyone before anyone of a lower priority has any', () => {
    lawful(
      fc.property(parts, ({ plan, ration, thousandths }) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        const shares = sharesOf('priority', ration, plan, came);
        for (const served of shares.filter(({ share }) => share > 0n)) {
          for (const { row, share } of shares.filter(({ row }) => row.priority > served.row.priority)) {
            expect(share).toBe(rationFor(ration, membersOf(row)));
          }
        }
      }),
    );
  });

  it('under “first-come” is the entitlement, though nothing came', () => {
    lawful(
      fc.property(parts, ({ plan, ration }) => {
        for (const { row, share } of sharesOf('first-come', ration, plan, 0n)) {
          expect(share).toBe(rationFor(ration, membersOf(row)));
        }
      }),
    );
  });

  it.each<readonly [ReleaseRule, bigint, readonly bigint[]]>([
    // One of four persons is owed 20 kg, two of one 5 kg each: 30 kg in all.
    ['proportional', 15_000n, [2_500n, 10_000n]],
    ['equal', 15_000n, [5_000n, 5_000n]],
    ['equal', 9_000n, [3_000n, 3_000n]],
    ['priority', 15_000n, [5_000n, 5_000n]],
    ['priority', 9_000n, [4_500n, 0n]],
    ['first-come', 0n, [5_000n, 20_000n]],
  ])('by %s of %d grams is as worked out by hand', (rule, came, expected) => {
    const plan: Plan = [
      { priority: 1, adults: 1, persons: 1, households: 2 },
      { priority: 0, adults: 2, persons: 4, households: 1 },
    ];
    expect(sharesOf(rule, riceRation, plan, came).map(({ share }) => share)).toEqual(expected);
  });
});

describe('a plan', () => {
  const homes = fc.array(
    fc.record({
      adults: fc.integer({ min: 1, max: 4 }),
      children: fc.integer({ min: 0, max: 4 }),
      priority: fc.integer({ min: 0, max: 2 }),
    }),
  );

  it('is the same in whatever order the registry is read', () => {
    lawful(
      fc.property(homes, (read) => {
        expect(countPlan([...read].reverse())).toEqual(countPlan(read));
      }),
    );
  });

  it('counts every household once', () => {
    lawful(
      fc.property(homes, (read) => {
        const plan = countPlan(read);
        expect(plan.reduce((sum, row) => sum + row.households, 0)).toBe(read.length);
        const entitled = read.reduce((sum, home) => sum + rationFor(riceRation, home), 0n);
        expect(planned(plan, riceRation)).toBe(entitled);
      }),
    );
  });
});

describe('what is released to nobody', () => {
  const thousandth = fc.bigInt({ min: 0n, max: 1_000n });

  it('is what came less all shares, where nothing was lost or sent on, whoever has drawn their share', () => {
    lawful(
      fc.property(parts, thousandth, ({ rule, plan, ration, thousandths }, drawn) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        const shares = sumOf(sharesOf(rule, ration, plan, came));
        const met = ((shares < came ? shares : came) * drawn) / 1_000n;
        const found = unreleased(rule, ration, plan, { came, onHand: came - met, met });
        expect(found).toBe(came > shares ? came - shares : 0n);
      }),
    );
  });

  it('leaves on hand what the shares still promise, however much was lost or sent on', () => {
    lawful(
      fc.property(parts, thousandth, thousandth, ({ rule, plan, ration, thousandths }, drawn, left) => {
        const came = (planned(plan, ration) * thousandths) / 1_000n;
        const shares = sumOf(sharesOf(rule, ration, plan, came));
        const met = (shares * drawn) / 1_000n;
        const onHand = (came * left) / 1_000n;
        const found = unreleased(rule, ration, plan, { came, onHand, met });
        expect(found >= 0n && found <= onHand).toBe(true);
        if (found > 0n) expect(onHand - found >= shares - met).toBe(true);
      }),
    );
  });

  it('is nothing of what is whole, and all that lies there of what nobody is rationed', () => {
    lawful(
      fc.property(parts, ({ rule, plan, ration }) => {
        const came = planned(plan, ration);
        expect(unreleased(rule, ration, plan, { came, onHand: came, met: 0n })).toBe(0n);
        expect(unreleased(rule, undefined, plan, { came: 7n, onHand: 5n, met: 0n })).toBe(5n);
      }),
    );
  });

  it('is most of what cannot be parted among many', () => {
    const ration: Ration = { commodity: 'oil', unit: 'bottle', perHouseholdThousandths: 3_000n };
    const plan = countPlan(Array.from({ length: 20_000 }, () => ({ adults: 2, children: 2, priority: 0 })));
    const stock = { came: 33_333n, onHand: 33_333n, met: 0n };
    expect(unreleased('proportional', ration, plan, stock)).toBe(13_333n);
  });
});
