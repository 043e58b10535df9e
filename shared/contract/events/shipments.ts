/** Shipments. */
import * as z from 'zod';
import {
  cause,
  commodity,
  fault,
  id,
  isWholeInBaseUnits,
  line,
  list,
  MAX_LINES,
  quantity,
  quantityFromZero,
  shipmentId,
  text,
  unit,
  wholeInBaseUnits,
} from '../primitives.ts';

const origin = () =>
  z.union([z.strictObject({ source: text(500) }), z.strictObject({ locationId: id })], {
    error: 'either { "source": … } or { "locationId": … }',
  });

const arrivalLine = () =>
  z
    .strictObject({
      commodity,
      quantity: quantityFromZero,
      unit,
      losses: list(z.strictObject({ quantity, cause }), 0, MAX_LINES).exactOptional(),
    })
    .check(wholeInBaseUnits)
    .check((context) => {
      const { quantity: received, unit: lineUnit, losses = [] } = context.value;
      const broken = losses.findIndex((loss) => !isWholeInBaseUnits(loss.quantity, lineUnit));
      if (broken >= 0) fault(context, ['losses', broken, 'quantity'], `a whole number of ${lineUnit}`);
      if (received === 0 && losses.length === 0) {
        fault(context, ['quantity'], 'a number greater than 0, because the line has no losses');
      }
    });

/** `data` of each type, made when it is first asked for. */
export const shipmentData = {
  'relief.shipment.dispatched.v1': () =>
    z.strictObject({
      shipmentId,
      orderId: id,
      from: origin(),
      to: id,
      carrier: text(500).exactOptional(),
      lines: list(line(), 1, MAX_LINES),
    }),
  'relief.shipment.arrived.v1': () =>
    z.strictObject({
      shipmentId,
      orderId: id,
      at: id,
      from: origin().exactOptional(),
      lines: list(arrivalLine(), 1, MAX_LINES),
    }),
};
