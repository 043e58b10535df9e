/** Arithmetic on the API's numbers, in whole thousandths: what a scale showed is never rounded by a sum. */
import { decimal, thousandthsOf } from '../../shared/domain/quantity.ts';

/** A number of the API times 1,000. */
export const thousandths = (figure: number): bigint => thousandthsOf(String(figure)) ?? 0n;

export const plus = (...figures: readonly number[]): number =>
  decimal(
    figures.reduce((sum, figure) => sum + thousandths(figure), 0n),
    1_000n,
  );

export const minus = (figure: number, ...taken: readonly number[]): number =>
  plus(figure, ...taken.map((one) => -one));

/** The whole percent that is reached: 100 only when nothing is left; `undefined` of nothing. */
export function percentOf(part: number, whole: number): number | undefined {
  const of = thousandths(whole);
  return of <= 0n ? undefined : Number((thousandths(part) * 100n) / of);
}
