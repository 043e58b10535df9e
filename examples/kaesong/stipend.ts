/** Who pays the stipend, to whom and when. */
import { spread } from './random.ts';
import type { Household } from './registry.ts';

export interface PaymentRow {
  readonly paymentId: string;
  readonly householdId: string;
  readonly amount: number;
  readonly currency: string;
}

export const paymentDays = [8, 9, 10] as const;
export type PaymentDay = (typeof paymentDays)[number];

export interface StipendOptions {
  readonly amountPerAdult: number;
  readonly currency: string;
  readonly centres: number;
}

/** Offices pay whole on the 8th, organisations whole on the 9th, businesses half on the 8th and half on the 10th. */
export class Payers {
  readonly #options: StipendOptions;
  readonly #businesses: number;
  readonly #organisations: number;

  constructor(options: StipendOptions) {
    this.#options = options;
    this.#businesses = Math.max(2, Math.round(options.centres / 3));
    this.#organisations = Math.max(1, Math.round(options.centres / 5));
  }

  /** A household's district office, or the business or organisation where its members work. */
  payerOf({ householdId, centreId }: Household): string {
    const drawn = spread(`payer/${householdId}`);
    const place = Math.floor(drawn / 100);
    if (drawn % 100 < 60) return `district-office-${centreId}`;
    const [kind, number] =
      drawn % 100 < 85
        ? ['business', (place % this.#businesses) + 1]
        : ['organisation', (place % this.#organisations) + 1];
    return `${kind}-${String(number).padStart(2, '0')}`;
  }

  due({ adults }: Household): number {
    return adults * this.#options.amountPerAdult;
  }

  row({ householdId }: Household, instalment: number, amount: number): PaymentRow {
    const { currency } = this.#options;
    return { paymentId: `P-${householdId}-${instalment}`, householdId, amount, currency };
  }

  /** What is paid on one day, each with its payer. */
  *payments(
    day: PaymentDay,
    households: Iterable<Household>,
  ): Generator<readonly [payerId: string, payment: PaymentRow]> {
    // The last business never pays its second half.
    const lateBusiness = `business-${String(this.#businesses).padStart(2, '0')}`;
    for (const household of households) {
      const payerId = this.payerOf(household);
      const due = this.due(household);
      const half = Math.floor(due / 2);
      if (day === 8 && payerId.startsWith('district-office')) yield [payerId, this.row(household, 1, due)];
      if (day === 8 && payerId.startsWith('business')) yield [payerId, this.row(household, 1, half)];
      if (day === 9 && payerId.startsWith('organisation')) yield [payerId, this.row(household, 1, due)];
      if (day === 10 && payerId.startsWith('business') && payerId !== lateBusiness) {
        yield [payerId, this.row(household, 2, due - half)];
      }
    }
  }
}
