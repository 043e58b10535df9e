/** What visits find, and whether an audit says of them what the contract's plain sums say. */
import type { AuditAnswer, AuditDrawAnswer } from '../../../shared/contract/answers/audits.ts';
import type { Dice } from '../../support/dice.ts';
import { ensure } from '../violation.ts';
import type { AuditModel, Verdict, Visit } from './audit-model.ts';

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

type ToldDraw = Pick<AuditDrawAnswer, 'receiptId' | 'quantity' | 'void'>;

/** Errors: a `Violation` where a draw takes another receipt, or as another amount; `figureOf` gives one in the unit of answers. */
export function assessDraw(
  model: AuditModel,
  draw: number,
  told: ToldDraw | undefined,
  figureOf: (base: bigint) => number,
): void {
  const { receiptId, grams, isReturnedBySeal } = model.drawn(draw);
  const isSame =
    told?.receiptId === receiptId &&
    told.quantity === figureOf(grams) &&
    (told.void === true) === isReturnedBySeal;
  ensure(
    isSame,
    () =>
      `draw ${draw} takes ${told?.quantity} of ${told?.receiptId}, and by the contract ${figureOf(grams)} of ${receiptId}`,
  );
}
