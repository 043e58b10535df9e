/** What the API answers about payers. */
import * as z from 'zod';
import { amount, currency, netCount, orderId, payerId } from './fields.ts';

const cashBalance = z.object({
  orderId,
  currency,
  funded: amount('What the payer was given for the order.'),
  paid: amount('What it paid; reversals subtracted.'),
  balance: amount('Funded less paid; below zero, what the payer is owed.'),
  payments: netCount('Its payments; reversals subtracted.'),
  householdsPaid: netCount('Households that it has paid something.'),
});

export const payerAnswer = z.object({
  payerId,
  balances: z.array(cashBalance).meta({ description: 'One for each order under which it has a cash book.' }),
});
export type PayerAnswer = z.infer<typeof payerAnswer>;
