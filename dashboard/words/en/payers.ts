/** Texts of payers. */
import type { Phrases } from '../catalogue.ts';

export const payers = {
  'payers.caption': 'Who has paid the stipend under this order, and how much after reversals.',
  'payers.payer': 'Payer',
  'payers.none': 'No payments have been made under this order yet.',
  'book.funded': 'Funding received',
  'book.left': 'Remaining',
  'book.owed': 'Owed to the payer',
  'book.households': 'Households paid',
  'book.none': 'This payer has no funding or payments under this order.',
  'book.chart': 'Balance over time ({currency})',
  'book.chart.summary': {
    one: '{count} movement; the balance is {money}.',
    other: '{count} movements; the balance is {money}.',
  },
  'own.locations': 'Your locations, and what each of them holds under this order.',
  'book.title': 'Cash book',
  'book.caption': 'Every payment and every funding as booked, newest first, with the running balance.',
} as const satisfies Phrases;
