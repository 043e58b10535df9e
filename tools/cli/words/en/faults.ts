/** Texts of what is wrong with a file or with an event. */
import type { Phrases } from '../../../../dashboard/words/catalogue.ts';

export const faults = {
  expected: 'expected {expected}',
  found: 'expected {expected}, found {found}',
  rejected: 'rejected as {reason}',
  'workbook.old': '{file} is a workbook of an old Excel (.xls); save it as .xlsx or as "CSV UTF-8"',
  'workbook.broken': '{file} cannot be read as an Excel workbook: {said}',
  'warning.line': 'line {line}: {warning}',
  'warning.unknown-goods': '{order} has no {commodity}; it has {goods}',
  'warning.misspelt-goods': '{order} has no {commodity}; is it {meant}?',
  'warning.other-unit': '{order} has {commodity} in {planned}, which {unit} is no unit of',
  'warning.outside-area': '{order} does not cover {place}',
  'warning.beyond-plan':
    '{place}: the file has {commodity} of {quantity} {unit} where {order} plans {planned} {unit} in all; is a unit wrong? ({kind})',
  'warning.other-currency': '{order} pays in {planned}, not {currency}',
  'warning.sent-elsewhere': '{waybill} was sent to {to}, not to {place}',
  'warning.arrived-before': '{waybill} has arrived already; is it reported twice?',
  'warning.strangers':
    'of {looked} households of the file, {unknown} are not in the registry; is it the file of another centre?',
} as const satisfies Phrases;
