import { describe, expect, it } from 'vitest';
import { auditMethods } from '../../../shared/domain/audit-evidence.ts';
import { drawnUnit } from '../../../shared/ledger/audit-draws.ts';
import { Dice } from '../../support/dice.ts';
import { falselyConfirmed, shareOf, stolenBooks, thefts, visitsToFind } from './audit-simulation.ts';

/** `npm run audits` plays 100,000 of each. */
const audits = 2_000;
/** So wide an interval misses the true share in one of two million tries: a failure is no accident of the seed. */
const z = 5;
const seed = process.env['SEED'] ?? '1';

describe('an audit of books in which just more is missing than it tolerates', () => {
  it.each(auditMethods.flatMap((method) => thefts.map((theft) => ({ method, theft }))))(
    'is confirmed in no more than its risk: $method, $theft theft',
    ({ method, theft }) => {
      const dice = new Dice(`audits-${seed}-${method}-${theft}`);
      const simulated = { method, theft, riskPercent: 5, toleranceShare: 0.05, mostVisits: 150 } as const;
      const found = falselyConfirmed(dice, simulated, audits);
      expect(shareOf(found, audits, z).low).toBeLessThanOrEqual(0.05);
    },
  );

  it.each(thefts)('has stolen more than the tolerance, and no more than there is: %s', (theft) => {
    const { receipts, tolerance, total } = stolenBooks(new Dice(`books-${seed}`), theft, 0.05);
    const missing = receipts.reduce((sum, receipt) => sum + receipt.missing, 0n);
    expect(missing).toBeGreaterThan(tolerance);
    expect(missing).toBeLessThan(tolerance + BigInt(receipts.length) + 1n);
    expect(receipts.every((receipt) => receipt.missing <= receipt.recorded)).toBe(true);
    expect(receipts.reduce((sum, { recorded }) => sum + recorded, 0n)).toBe(total);
  });
});

describe('the visits that meet a phantom receipt', () => {
  it.each([
    [0.0025, 1_197],
    [0.005, 598],
    [0.01, 299],
    [0.02, 149],
  ])('are, of a share of %s, in 95 of 100 audits: %i', (share, visits) => {
    expect(visitsToFind(share, 0.95)).toBe(visits);
    const phantoms = BigInt(Math.round(share * 10_000));
    const meets = (audit: number): boolean => {
      for (let draw = 1; draw <= visits; draw++) {
        if (drawnUnit(`${seed}${audit}`.padStart(20, '7'), draw, 10_000n) < phantoms) return true;
      }
      return false;
    };
    const met = Array.from({ length: 1_000 }, (_, audit) => audit).filter(meets).length;
    const { low, high } = shareOf(met, 1_000, z);
    expect(low).toBeLessThan(0.95);
    expect(high).toBeGreaterThan(0.95);
  });
});
