/** Texts of households. */
import type { Phrases } from '../catalogue.ts';

export const households = {
  'households.title': 'Find a household',
  'households.id': 'Household number',
  'households.find': 'Find',
  'households.hint': 'Or find it by name in the distribution list of its centre:',
  'households.unknown': 'Household {id} was not found',
  'households.unknown.why':
    'Enter the number exactly as it is registered, including capital letters and dashes.',
  'households.notOurs': 'Your centre has never served household {id}',
  'household.served': 'Served by',
  'household.people': '{adults}, {children}, since {date}',
  'household.adults': { one: '{count} adult', other: '{count} adults' },
  'household.children': { one: '{count} child', other: '{count} children' },
  'household.entitlements': 'Due and received',
  'household.notCovered': 'This order does not cover the household.',
  'household.stipend': 'Stipend',
  'household.receipts': 'Receipts and payments',
  'household.receipts.caption': 'Every entry for this household under this order, newest first.',
  'household.receipts.none': 'This household has received nothing under this order.',
  'household.paid': 'Paid',
} as const satisfies Phrases;
