/** What the API answers about the entries of an account. */
import * as z from 'zod';
import { entryTypes } from '../../domain/entry-types.ts';
import { householdId, instant, money, orderId, quantityLine, reference, text } from './fields.ts';

export const entryAnswer = z.object({
  account: text('The account whose chain it belongs to.').meta({
    examples: ['household:KS-R01-00002/order-2020-08-05/goods'],
  }),
  seq: z
    .int()
    .min(1)
    .meta({ description: 'Its place in the chain of the account: 1, 2, 3, … without a gap.' }),
  at: instant('When it was recorded.'),
  occurredAt: text('When it happened, as its sender wrote it.'),
  type: z.enum(entryTypes).meta({ description: 'What it records.' }),
  orderId,
  reference,
  event: text('The event that it was posted for, as `source#id`.'),
  counterparty: text('The account, source or cause on the other side.'),
  counterpartyEntry: text('The entry on the other side, as `account@seq`.').exactOptional(),
  reverses: text('The number of the receipt or payment that it undoes.').exactOptional(),
  reason: text('Why a receipt was returned or a payment reversed.').exactOptional(),
  collectedBy: text('Who collected the goods in the name of the household.').exactOptional(),
  lines: z.array(quantityLine).meta({ description: 'The goods it moves; negative out of the account.' }),
  countVariance: z
    .array(quantityLine)
    .meta({
      description:
        'Of what happened by a count and was recorded after it: what it changes of the variance of that count. ' +
        'The balance is the one before, and both.',
    })
    .exactOptional(),
  overIssue: z
    .object({ reason: text('Why it was handed over all the same.') })
    .meta({ description: 'On a receipt that should not have been.' })
    .exactOptional(),
  balance: z.array(quantityLine).meta({ description: 'The goods in the account after it.' }),
  money: money
    .nullable()
    .meta({ description: 'The money it moves, negative out of the account; null for goods.' }),
  moneyBalance: money.meta({ description: 'The money in the account after it.' }).exactOptional(),
  group: z
    .array(z.object({ reference, householdId }))
    .meta({ description: 'The receipts or payments that one book entry stands for, if it is more than one.' })
    .exactOptional(),
  previousHash: text('The hash of the entry before; empty on the first.'),
  hash: text('SHA-256 (base64url) of the RFC 8785 form of the stored entry without this field.'),
});
export type EntryAnswer = z.infer<typeof entryAnswer>;
