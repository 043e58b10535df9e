/** Handovers to households. */
import * as z from 'zod';
import { missedReasons } from '../../domain/events.ts';
import { correction, id, line, list, MAX_LINES, MAX_ROWS, oneOf, text, whenAsked } from '../primitives.ts';

/** The rows of sheets, as their senders wrote them. */
export const handoverRows = whenAsked({
  receipt: () =>
    z.strictObject({
      receiptId: id,
      householdId: id,
      collectedBy: text(200).exactOptional(),
      lines: list(line(), 1, MAX_LINES),
      overIssue: z.strictObject({ reason: text(500) }).exactOptional(),
      ...correction,
    }),
  /** Undoes one earlier receipt. */
  return: () =>
    z.strictObject({ receiptId: id, reverses: id, householdId: id, reason: text(500), ...correction }),
  /** A household that was not served. */
  missed: () =>
    z.strictObject({ householdId: id, reason: oneOf(missedReasons), note: text(500).exactOptional() }),
});

/** `data` of each type, made when it is first asked for. */
export const handoverData = {
  'relief.handovers.made.v1': () =>
    z.strictObject({
      centreId: id,
      orderId: id,
      receipts: list(handoverRows.receipt, 1, MAX_ROWS),
    }),
  'relief.handovers.returned.v1': () =>
    z.strictObject({
      centreId: id,
      orderId: id,
      receipts: list(handoverRows.return, 1, MAX_ROWS),
    }),
  'relief.handovers.missed.v1': () =>
    z.strictObject({
      centreId: id,
      orderId: id,
      households: list(handoverRows.missed, 1, MAX_ROWS),
    }),
};
