/** What households of each size are due, as a poster says it. Pure. */
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { isCountUnit } from '../../shared/domain/quantity.ts';

type Ration = OrderAnswer['rations'][number];

/** Persons of households that a poster lists. */
export const sizes: readonly number[] = Array.from({ length: 10 }, (_, at) => at + 1);

/** What a household of so many persons is due for all of them and for itself, beside what adults and children get apart. */
export function dueOfSize(
  { unit, quantityPerPerson = 0, quantityPerHousehold = 0 }: Ration,
  persons: number,
): number {
  // Quantities have three decimals: in thousandths nothing is rounded.
  const thousandths =
    Math.round(quantityPerPerson * 1_000) * persons + Math.round(quantityPerHousehold * 1_000);
  const due = thousandths / 1_000;
  return isCountUnit(unit) ? Math.floor(due) : due;
}
