/** What people find out and say about the books; it moves nothing. */
import * as z from 'zod';
import { auditMethods } from '../../domain/audit-evidence.ts';
import { findingStates } from '../../domain/events.ts';
import {
  amount,
  amountFromZero,
  anomalyId,
  commodity,
  currency,
  date,
  described,
  exceptionId,
  fault,
  hasThreeDecimals,
  id,
  inMinorUnits,
  list,
  MAX_ROWS,
  matching,
  oneOf,
  quantity,
  quantityFromZero,
  text,
  unit,
  whenAsked,
  whole,
  wholeInBaseUnits,
} from '../primitives.ts';

const riskSentence = 'a number greater than 0 and below 50, with at most three decimals';
const riskPercent = described(
  z
    .number({ error: riskSentence })
    .gt(0, { error: riskSentence })
    .lt(50, { error: riskSentence })
    .refine(hasThreeDecimals, { error: riskSentence }),
  riskSentence,
);

const seed = matching(/^\d{20,64}$/, '20 to 64 digits');

const measureSentence = 'either a commodity or a currency';
const toleranceSentence = 'a quantity and unit for a commodity, or an amount and currency for money';
const foundSentence = 'a quantity and unit, an amount and currency, or "not-found"';

/** No audit takes so many visits. */
const MAX_DRAW = 1_000_000;

/** The rows of sheets, as their senders wrote them. */
export const assuranceRows = whenAsked({
  observation: () =>
    z.strictObject({
      draw: whole(1, MAX_DRAW),
      found: z.union(
        [
          z.strictObject({ quantity: quantityFromZero, unit }).check(wholeInBaseUnits),
          z.strictObject({ amount: amountFromZero, currency }).check(inMinorUnits('amount')),
          z.literal('not-found'),
        ],
        { error: foundSentence },
      ),
      visitedOn: date,
      visitor: text(200),
      note: text(500).exactOptional(),
    }),
});

/** `data` of each type, made when it is first asked for: of what stands or falls whole, and of sheets. */
export const assuranceData = {
  whole: {
    'relief.finding.noted.v1': () =>
      z
        .strictObject({
          exceptionId: exceptionId.exactOptional(),
          anomalyId: anomalyId.exactOptional(),
          note: text(1000),
          state: oneOf(findingStates).exactOptional(),
          owner: text(200).exactOptional(),
        })
        .check((context) => {
          const { exceptionId: exception, anomalyId: anomaly } = context.value;
          if (exception !== undefined && anomaly !== undefined)
            fault(context, ['anomalyId'], 'nothing, because the note is about an exception');
          if (exception === undefined && anomaly === undefined)
            fault(context, ['exceptionId'], 'an exceptionId, or an anomalyId in its place');
        }),
    'relief.audit.opened.v1': () =>
      z
        .strictObject({
          auditId: id,
          orderId: id,
          measure: z.union([z.strictObject({ commodity }), z.strictObject({ currency })], {
            error: measureSentence,
          }),
          tolerance: z.union(
            [
              z.strictObject({ quantity, unit }).check(wholeInBaseUnits),
              z.strictObject({ amount, currency }).check(inMinorUnits('amount')),
            ],
            { error: toleranceSentence },
          ),
          riskPercent,
          method: oneOf(auditMethods),
          sealDate: date,
          seed,
        })
        .check((context) => {
          const { measure, tolerance } = context.value;
          if ('currency' in measure) {
            if (!('currency' in tolerance) || tolerance.currency !== measure.currency)
              fault(context, ['tolerance'], `an amount in ${measure.currency}`);
          } else if (!('unit' in tolerance)) fault(context, ['tolerance'], 'a quantity and unit');
        }),
  },
  sheets: {
    'relief.audit.observed.v1': () =>
      z.strictObject({
        auditId: id,
        observations: list(assuranceRows.observation, 1, MAX_ROWS),
      }),
  },
};
