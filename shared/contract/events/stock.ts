/** Counts and losses of stock. */
import * as z from 'zod';
import {
  cause,
  commodity,
  id,
  list,
  MAX_LINES,
  quantity,
  quantityFromZero,
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
        z.strictObject({ commodity, quantity: quantityFromZero, unit }).check(wholeInBaseUnits),
        1,
        MAX_LINES,
      ),
    }),
  'relief.stock.lost.v1': () =>
    z.strictObject({
      lossId: id,
      locationId: id,
      orderId: id,
      lines: list(z.strictObject({ commodity, quantity, unit, cause }).check(wholeInBaseUnits), 1, MAX_LINES),
    }),
};
