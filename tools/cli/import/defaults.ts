/** Options that stand in for columns, checked as their cells would be. */
import { currency, date, id, instant, type ReadCell } from './cells.ts';
import { optionOf } from './header.ts';
import type { ImportDefaults } from './kinds.ts';

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

/** What an option says, or what is wrong with it. */
export function readDefault(
  name: keyof ImportDefaults,
  text: string,
  zone: string,
): { readonly value: string } | { readonly problem: string } {
  const reading = reads[name]({ text }, { zone });
  return 'expected' in reading
    ? { problem: `${optionOf[name]}: expected ${reading.expected}, found ${JSON.stringify(text)}` }
    : { value: String(reading.value) };
}
