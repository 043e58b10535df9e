/** Every stipend payment of the story, and what the books of money must say once it is posted. */
import type { Household } from './registry.ts';
import type { Setting } from './setting.ts';
import type { Settlement } from './steps.ts';
import { Payers, type PaymentDay, type PaymentRow } from './stipend.ts';

export interface Payments {
  /** What is paid on one day, each with its payer. */
  readonly payments: (day: PaymentDay) => Generator<readonly [payerId: string, payment: PaymentRow]>;
  /** A teller paid one household what was meant for another: taken back, and paid anew. */
  readonly mispaid: Household;
  readonly mispaidBy: string;
  readonly paidAnew: PaymentRow;
  /** To the household that was missed. */
  readonly late: PaymentRow;
  /** The books of money once the given days' sheets are posted, and further payments (or fewer). */
  readonly settledUpTo: (
    days: readonly PaymentDay[],
    more?: { readonly payments: number; readonly paid: number },
  ) => Settlement;
}

export function paymentsOf({ order, centres, households, neighbours, late }: Setting): Payments {
  const payers = new Payers({ ...order.stipend, centres: centres.length });
  const payments: Payments['payments'] = (day) => payers.payments(day, households());
  const mispaid = neighbours.find((household) => payers.payerOf(household).startsWith('district-office'));
  if (!mispaid) throw new RangeError('The story needs a district office that pays');
  return {
    payments,
    mispaid,
    mispaidBy: payers.payerOf(mispaid),
    paidAnew: payers.row(mispaid, 2, payers.due(mispaid)),
    late: payers.row(late, 1, payers.due(late)),
    settledUpTo(days, more = { payments: 0, paid: 0 }) {
      let { payments: standing, paid } = more;
      for (const day of days) {
        for (const [, { amount }] of payments(day)) {
          standing += 1;
          paid += amount;
        }
      }
      return { kind: 'payments', payments: standing, paid };
    },
  };
}
