/** What people find out and say about the books; it moves nothing. */
import * as z from 'zod';
import { complaintKinds, complaintOutcomes } from '../../domain/complaints.ts';
import { findingStates } from '../../domain/events.ts';
import { channels, statementNames } from '../../domain/statements.ts';
import {
  amount,
  anomalyId,
  currency,
  date,
  exceptionId,
  fault,
  id,
  inMinorUnits,
  line,
  listByKey,
  MAX_LINES,
  oneOf,
  text,
} from '../primitives.ts';

/** `data` of each type, made when it is first asked for. */
export const assuranceData = {
  'relief.receipt.confirmed.v1': () =>
    z
      .strictObject({
        orderId: id,
        householdId: id,
        reference: id,
        statement: oneOf(statementNames),
        lines: listByKey(line(), 'commodity', 1, MAX_LINES).exactOptional(),
        amount: amount.exactOptional(),
        currency: currency.exactOptional(),
        channel: oneOf(channels),
        note: text(1000).exactOptional(),
      })
      .check((context) => {
        const { statement, lines, amount: got, currency: code } = context.value;
        const isTold = lines !== undefined || got !== undefined;
        if (statement !== 'less' && isTold) {
          const path = lines === undefined ? 'amount' : 'lines';
          fault(context, [path], `nothing, because ${statement} says how much it was`);
        } else if (lines !== undefined && got !== undefined)
          fault(context, ['amount'], 'nothing, because lines say what the household got');
        if ((got === undefined) !== (code === undefined)) {
          const path = got === undefined ? 'amount' : 'currency';
          fault(context, [path], 'amount and currency together, or neither');
        } else if (got !== undefined && code !== undefined)
          inMinorUnits('amount')({ ...context, value: { amount: got, currency: code } });
      }),
  'relief.complaint.raised.v1': () =>
    z.strictObject({
      complaintId: id,
      kind: oneOf(complaintKinds),
      channel: oneOf(channels),
      orderId: id.exactOptional(),
      locationId: id.exactOptional(),
      householdId: id.exactOptional(),
      reference: id.exactOptional(),
      text: text(2000).exactOptional(),
      dueOn: date.exactOptional(),
    }),
  'relief.complaint.answered.v1': () =>
    z.strictObject({
      complaintId: id,
      outcome: oneOf(complaintOutcomes),
      answer: text(2000).exactOptional(),
      told: z.boolean({ error: 'true or false' }),
    }),
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
};
