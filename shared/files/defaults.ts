/** Options that stand in for columns, checked as their cells would be. */
import { currency, date, id, instant, type ReadCell, type ReadingContext } from './cells.ts';
import type { ImportDefaults } from './options.ts';

const reads: { readonly [N in keyof ImportDefaults]-?: ReadCell } = {
  orderId: id,
  centreId: id,
  locationId: id,
  payerId: id,
  auditId: id,
  effectiveFrom: date,
  currency,
  date,
  time: instant,
};

/** What an option says, or what was expected of it. */
export function readDefault(
  name: keyof ImportDefaults,
  text: string,
  context: ReadingContext,
): { readonly value: string } | { readonly expected: string } {
  const reading = reads[name]({ text }, context);
  return 'expected' in reading ? reading : { value: String(reading.value) };
}
