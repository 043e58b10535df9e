/** Money as an integer of the currency's minor unit (ISO 4217). */
import { decimal } from './quantity.ts';

/** A currency as an order fixes it: its code and how many decimals its minor unit has. */
export interface Currency {
  readonly code: string;
  readonly decimals: number;
}

/** The JSON number for an amount of the minor unit; exact up to 2^53 minor units. */
export const amountIn = (amountMinor: bigint, decimals: number): number =>
  decimal(amountMinor, 10n ** BigInt(decimals));
