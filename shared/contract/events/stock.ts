/** Counts and losses of stock, and what is put under another order. */
import * as z from 'zod';
import {
  cause,
  commodity,
  content,
  fault,
  id,
  list,
  MAX_LINES,
  packedInCountUnits,
  packedLine,
  quantity,
  quantityFromZero,
  text,
  unit,
  wholeInBaseUnits,
} from '../primitives.ts';

/** `data` of each type, made when it is first asked for. */
export const stockData = {
  'relief.stock.counted.v1': () =>
    z.strictObject({
      countId: id,
      locationId: id,
      orderId: id,
      lines: list(
        z
          .strictObject({
            commodity,
            quantity: quantityFromZero,
            unit,
            contains: content().exactOptional(),
          })
          .check(wholeInBaseUnits)
          .check(packedInCountUnits),
        1,
        MAX_LINES,
      ),
    }),
  'relief.stock.lost.v1': () =>
    z.strictObject({
      lossId: id,
      locationId: id,
      orderId: id,
      lines: list(
        z
          .strictObject({ commodity, quantity, unit, contains: content().exactOptional(), cause })
          .check(wholeInBaseUnits)
          .check(packedInCountUnits),
        1,
        MAX_LINES,
      ),
    }),
  'relief.stock.transferred.v1': () =>
    z
      .strictObject({
        transferId: id,
        locationId: id,
        fromOrderId: id,
        toOrderId: id,
        reason: text(500),
        lines: list(packedLine(), 1, MAX_LINES),
      })
      .check((context) => {
        const { fromOrderId, toOrderId } = context.value;
        if (toOrderId === fromOrderId)
          fault(context, ['toOrderId'], `another order than ${fromOrderId}, which the goods are under`);
      }),
};
