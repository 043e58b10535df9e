/** Texts of the links that lead to forms; the forms bring their own. */
import type { Phrases } from '../catalogue.ts';

export const write = {
  'view.write': 'Record',
  'write.receive': 'Receive a waybill',
  'write.count': 'Count stock',
  'write.lose': 'Record a loss',
  'write.dispatch': 'Dispatch goods',
  'write.close': 'Close a waybill',
  'write.transfer': 'Move goods to another order',
  'write.handover': 'Hand over goods',
  'write.return': 'Take goods back',
  'write.missed': 'Note who was not served',
  'write.pay': 'Pay stipends',
  'write.reverse': 'Reverse a payment',
  'write.fund': 'Fund a payer',
  'write.households': 'Register households',
  'write.leave': 'Take a household off the registry',
  'write.erase': "Erase a household's name",
  'write.locations': 'Register locations',
  'write.issue': 'Issue an order',
  'write.amend': 'Amend the order',
  'write.cancel': 'Cancel the order',
  'write.audit': 'Open an audit',
  'write.observe': 'Type in what visits found',
  'write.void': 'Take back a mistake',
  'write.correct': 'Correct and send again',
} as const satisfies Phrases;
