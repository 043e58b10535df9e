import { describe, expect, it } from 'vitest';
import { noCoverage } from '../../shared/domain/coverage.ts';
import { Desk } from '../../shared/domain/due-now.ts';
import type { OrderTerms } from '../../shared/domain/events.ts';
import { countPlan } from '../../shared/domain/plan.ts';
import { noAmounts } from '../../shared/domain/quantity.ts';
import { family, issued, orderOf, riceRation, stockOf } from '../support/orders.ts';

const four = family();
const one = family({ adults: 1, children: 0 });
const plan = countPlan([four, one]);

const deskWith = (came: bigint, terms: Partial<OrderTerms> = {}) =>
  new Desk(
    orderOf(issued({ rations: [riceRation], release: 'proportional', ...terms })),
    plan,
    stockOf({ rice: came }),
  );
const got = (quantity: bigint) => new Map([['rice', quantity]]);

describe('what a household may draw now', () => {
  it('is its share of what came, less what it has got, and never below none', () => {
    const desk = deskWith(12_500n);
    expect(desk.dueNow('rice', four, noAmounts)).toBe(10_000n);
    expect(desk.dueNow('rice', four, got(4_000n))).toBe(6_000n);
    expect(desk.dueNow('rice', four, got(10_000n))).toBe(0n);
    expect(desk.dueNow('rice', four, got(11_000n))).toBe(0n);
    expect(desk.dueNow('rice', one, noAmounts)).toBe(2_500n);
  });

  it('is what a desk weighs out while less than all is released, and then all that is left', () => {
    const rations = [{ ...riceRation, step: 1_000n }];
    expect(deskWith(12_500n, { rations }).dueNow('rice', one, noAmounts)).toBe(2_000n);
    expect(deskWith(25_000n, { rations }).dueNow('rice', one, got(2_500n))).toBe(2_500n);
  });

  it('is weighed out in the steps of its own ration', () => {
    const salt = { ...riceRation, commodity: 'salt', step: 1_000n };
    expect(deskWith(12_500n, { rations: [salt, riceRation] }).dueNow('rice', one, noAmounts)).toBe(2_500n);
  });

  it('is nothing under a cancelled order', () => {
    const cancelled = orderOf(issued(), { ...issued(), kind: 'cancelled' });
    const desk = new Desk(cancelled, plan, stockOf({ rice: 25_000n, oil: 2n }));
    expect(desk.dueNow('rice', four, noAmounts)).toBe(0n);
    expect(desk.dueOfWhole()).toEqual(
      new Map([
        ['rice', 0n],
        ['oil', 0n],
      ]),
    );
  });
});

describe('a centre', () => {
  it('has all released as soon as nothing more is owed to any of its households', () => {
    expect(deskWith(24_999n).isWhole).toBe(false);
    expect(deskWith(25_000n).isWhole).toBe(true);
    expect(deskWith(30_000n).isWhole).toBe(true);
    expect(deskWith(12_500n, { release: 'first-come' }).isWhole).toBe(true);
  });

  it('has all released only when each commodity is, and to each household', () => {
    const salt = { ...riceRation, commodity: 'salt' };
    expect(deskWith(25_000n, { rations: [riceRation, salt] }).isWhole).toBe(false);
    expect(deskWith(20_000n, { release: 'equal' }).isWhole).toBe(false);
  });

  it('owes together what each of its households may draw', () => {
    const households = [
      { composition: four, received: got(9_000n) },
      { composition: one, received: got(3_000n) },
    ];
    expect(deskWith(12_500n).dueTogether(households)).toEqual(got(1_000n));
  });

  it('owes its plan what is not met of it, where all is released', () => {
    const desk = deskWith(25_000n);
    expect(desk.dueOfWhole()).toEqual(got(25_000n));
    expect(desk.dueOfWhole({ ...noCoverage, met: got(10_000n) })).toEqual(got(15_000n));
    expect(desk.onHand('rice')).toBe(25_000n);
  });
});
