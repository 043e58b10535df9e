/** What the API answers about audits by visits. */
import * as z from 'zod';
import { auditMethods, auditStatuses } from '../../domain/audit-evidence.ts';
import {
  amount,
  commodity,
  count,
  currency,
  date,
  householdId,
  householdName,
  instant,
  locationId,
  money,
  neighbourhood,
  orderId,
  payerId,
  quantity,
  text,
  unit,
} from './fields.ts';

const auditId = text('The audit.').meta({ examples: ['audit-2020-09'] });
const draw = z.int().min(1).meta({ description: 'The number of the draw: 1, 2, 3, …' });
const receiptId = text('The number of the receipt, or of the payment.').meta({ examples: ['R-00017'] });
const taint = z
  .number()
  .min(0)
  .max(1)
  .meta({ description: 'The share of what was recorded that was not found, to ten decimals.' });
const p = z.number().min(0).nullable().meta({
  description:
    'How likely visits that look so good would be if more than the tolerance were missing, to ten decimals; null where it is infinite.',
});
const amountOfGoods = z.object({ quantity: quantity('How much, in this unit.'), unit });
const placeFields = { locationId: locationId.exactOptional(), payerId: payerId.exactOptional() };
/** Of goods in the unit of the order's line, of money in its currency. */
const measured = (description: string) => z.number().min(0).meta({ description });

export const auditAnswer = z.object({
  auditId,
  orderId,
  measure: z
    .union([z.object({ commodity }), z.object({ currency })])
    .meta({ description: 'What is audited: a commodity that was handed over, or money that was paid.' }),
  tolerance: z
    .union([amountOfGoods, money])
    .meta({ description: 'The audit is to show that no more than this is missing.' }),
  riskPercent: z.number().meta({ description: 'The risk of confirming it wrongly, in percent.' }),
  method: z.enum(auditMethods).meta({ description: 'How the visits are weighed.' }),
  seed: text('The digits that were rolled in public after the seal.'),
  seal: z
    .object({ date: date('The day that was sealed.'), digest: text('The digest of its seal.') })
    .meta({ description: 'The seal that holds everything that is drawn from.' }),
  population: z
    .object({
      receipts: count('Receipts or payments of the measure that the seal holds.'),
      total: measured('What they add up to.'),
      returned: measured('The part of it that was returned or reversed by the seal.'),
    })
    .meta({ description: 'What is drawn from.' }),
  drawsIfClean: z.int().min(1).meta({ description: 'The visits needed when each of them finds all.' }),
  observed: count('Visits that count: each draw from 1 on, without a gap but for void ones.'),
  p,
  status: z
    .enum(auditStatuses)
    .meta({ description: 'Confirmed as soon as p is no more than the risk, and for good.' }),
  confirmedAt: draw.meta({ description: 'The draw that confirmed it.' }).exactOptional(),
  largestTaints: z
    .array(
      z.object({
        draw,
        receiptId,
        householdId,
        ...placeFields,
        missing: measured('How much less was found than recorded.'),
        taint,
      }),
    )
    .meta({ description: 'The visits that found least of what is recorded, at most ten.' }),
  visits: z
    .array(z.object({ draw, taint, p }))
    .meta({ description: 'The visits that count, with p after each.' }),
  openedAt: instant('When its opening was recorded.'),
});
export type AuditAnswer = z.infer<typeof auditAnswer>;

export const auditDraw = z.object({
  draw,
  g: z.int().min(0).meta({ description: 'The gram, or other base unit, that was drawn.' }),
  receiptId,
  householdId,
  name: householdName,
  neighbourhood,
  ...placeFields,
  at: text('When it was handed over or paid, as its sender wrote it.'),
  quantity: quantity('What is recorded.').exactOptional(),
  unit: unit.exactOptional(),
  amount: amount('What is recorded.').exactOptional(),
  currency: currency.exactOptional(),
  void: z
    .literal(true)
    .meta({ description: 'It was returned or reversed by the seal: nobody is visited.' })
    .exactOptional(),
  found: measured('What the newest visit found; 0 where the receipt was not found.').exactOptional(),
  taint: taint.exactOptional(),
});
export type AuditDrawAnswer = z.infer<typeof auditDraw>;
