/** Stipend payments, and the money that payers are given. */
import * as z from 'zod';
import {
  amount,
  correction,
  currency,
  id,
  inMinorUnits,
  list,
  MAX_ROWS,
  text,
  whenAsked,
} from '../primitives.ts';

/** The rows of sheets, as their senders wrote them. */
export const paymentRows = whenAsked({
  payment: () =>
    z
      .strictObject({ paymentId: id, householdId: id, amount, currency, ...correction })
      .check(inMinorUnits('amount')),
  /** Undoes one earlier payment. */
  reversal: () =>
    z.strictObject({ paymentId: id, reverses: id, householdId: id, reason: text(500), ...correction }),
});

/** `data` of each type, made when it is first asked for. */
export const paymentData = {
  'relief.payments.made.v1': () =>
    z.strictObject({
      payerId: id,
      orderId: id,
      payments: list(paymentRows.payment, 1, MAX_ROWS),
    }),
  'relief.payments.reversed.v1': () =>
    z.strictObject({
      payerId: id,
      orderId: id,
      payments: list(paymentRows.reversal, 1, MAX_ROWS),
    }),
  'relief.payer.funded.v1': () =>
    z
      .strictObject({ fundingId: id, payerId: id, orderId: id, amount, currency })
      .check(inMinorUnits('amount')),
};
