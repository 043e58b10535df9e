/** What visits find, and whether an audit says of them what the contract's plain sums say. */
import type { AuditAnswer } from '../../../shared/contract/answers/audits.ts';
import type { Dice } from '../../support/dice.ts';
import { ensure } from '../violation.ts';
import type { Verdict, Visit } from './audit-model.ts';

/** Mostly all of it, now and then less or more, and seldom nothing. */
export function foundOf(dice: Dice, grams: bigint): Visit['found'] {
  if (dice.chance(0.02)) return 'not-found';
  return dice.chance(0.8) ? grams : (grams * BigInt(dice.whole(5, 11))) / 10n;
}

/** Figures of some thirty factors, each rounded a few times. */
const mostDifference = 1e-9;

type Told = Pick<AuditAnswer, 'status' | 'observed' | 'p'> & { readonly confirmedAt?: number | undefined };

/** Errors: a `Violation` where the audit says something else. */
export function assessVerdict(audit: Told, expected: Verdict, when: string): void {
  const { status: told, observed, p, confirmedAt } = audit;
  const isNear =
    p === null || expected.p === null
      ? p === expected.p
      : Math.abs(p - expected.p) <= mostDifference * Math.max(1, expected.p);
  const status = expected.confirmedAt === undefined ? 'open' : 'confirmed';
  ensure(
    isNear && observed === expected.observed && confirmedAt === expected.confirmedAt && told === status,
    () =>
      `${when} the audit says ${JSON.stringify({ status: told, observed, p, confirmedAt })}, and by the contract it is ` +
      JSON.stringify({ status, ...expected }),
  );
}
