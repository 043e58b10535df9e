/** Shipments. */
import * as z from 'zod';
import { remainders } from '../../domain/events.ts';
import {
  cause,
  commodity,
  content,
  fault,
  id,
  isNumberFor,
  isWholeInBaseUnits,
  list,
  MAX_LINES,
  MAX_SHIPMENT_ID,
  oneOf,
  packedInCountUnits,
  packedLine,
  quantity,
  quantityFromZero,
  shipmentId,
  text,
  unit,
  waybillNumber,
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
      contains: content().exactOptional(),
      losses: list(z.strictObject({ quantity, cause }), 0, MAX_LINES).exactOptional(),
    })
    .check(wholeInBaseUnits)
    .check(packedInCountUnits)
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
      lines: list(packedLine(), 1, MAX_LINES),
    }),
  'relief.shipment.arrived.v1': () =>
    z
      .strictObject({
        shipmentId: waybillNumber,
        orderId: id,
        at: id,
        from: origin().exactOptional(),
        lines: list(arrivalLine(), 1, MAX_LINES),
      })
      .check((context) => {
        const { shipmentId: number, at } = context.value;
        if (isNumberFor(number, at)) return;
        fault(
          context,
          ['shipmentId'],
          `at most ${MAX_SHIPMENT_ID} characters, or the number of a share for ${at}, <shipmentId>/${at}`,
        );
      }),
  'relief.shipment.closed.v1': () =>
    z
      .strictObject({
        shipmentId: waybillNumber,
        orderId: id,
        reason: text(500),
        remainder: oneOf(remainders),
        cause: cause.exactOptional(),
      })
      .check((context) => {
        const { remainder, cause: of } = context.value;
        if (remainder === 'lost' && of === undefined) fault(context, ['cause'], 'why the remainder was lost');
        if (remainder === 'never-sent' && of !== undefined)
          fault(context, ['cause'], 'no cause, because the remainder was never sent');
      }),
};
