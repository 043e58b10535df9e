/** Policy orders. */
import * as z from 'zod';
import { isCountUnit, unitNames } from '../../domain/quantity.ts';
import {
  amount,
  commodity,
  currency,
  date,
  fault,
  firstRepeated,
  grouped,
  id,
  inMinorUnits,
  isWholeInBaseUnits,
  list,
  listByKey,
  MAX_LINES,
  oneOf,
  positiveSentence,
  quantity,
  text,
  unit,
  whole,
  wholeInBaseUnits,
} from '../primitives.ts';

const MAX_REVISION = 1_000_000;
const MAX_CENTRES = 20_000;

const ration = () =>
  z.strictObject({ commodity, quantityPerPerson: quantity, unit }).check((context) => {
    const { quantityPerPerson, unit: scaleUnit } = context.value;
    if (isCountUnit(scaleUnit) || isWholeInBaseUnits(quantityPerPerson, scaleUnit)) return;
    fault(context, ['quantityPerPerson'], `a whole number of ${scaleUnit}`);
  });

const stipend = () =>
  z
    .strictObject({
      amountPerAdult: amount,
      currency,
      funding: oneOf(['own', 'float']).exactOptional(),
    })
    .check(inMinorUnits('amountPerAdult'));

const pledge = () =>
  z
    .strictObject({
      commodity,
      quantity: quantity.exactOptional(),
      unit: unit.exactOptional(),
      source: text(500),
      responsible: text(500),
    })
    .check(wholeInBaseUnits)
    .check((context) => {
      const { quantity: promised, unit: pledgeUnit } = context.value;
      if (promised !== undefined && pledgeUnit === undefined) {
        fault(context, ['unit'], `one of ${unitNames.join(', ')}, because the pledge has a quantity`);
      }
      if (promised === undefined && pledgeUnit !== undefined) {
        fault(context, ['quantity'], `${positiveSentence}, because the pledge has a unit`);
      }
    });

const rations = () => listByKey(ration(), 'commodity', 0, MAX_LINES);
const pledges = () => list(pledge(), 0, MAX_LINES);
const prohibitions = () => list(text(500), 0, MAX_LINES);

const centres = () =>
  z.union(
    [
      z.literal('all'),
      list(id, 1, MAX_CENTRES).check((context) => {
        const again = firstRepeated(context.value);
        if (again >= 0) fault(context, [again], 'each centre once');
      }),
    ],
    { error: `"all" or an array of 1 to ${grouped(MAX_CENTRES)} centre ids` },
  );

/** `data` of each type, made when it is first asked for. */
export const orderData = {
  'relief.order.issued.v1': () =>
    z
      .strictObject({
        orderId: id,
        title: text(500),
        issuedBy: text(500),
        referenceDate: date,
        startsOn: date,
        endsOn: date.exactOptional(),
        area: z.strictObject({ centres: centres() }),
        rations: rations(),
        stipend: stipend().exactOptional(),
        pledges: pledges(),
        prohibitions: prohibitions(),
        release: oneOf(['proportional', 'equal', 'priority', 'first-come']),
      })
      .check((context) => {
        const { startsOn, endsOn } = context.value;
        if (endsOn !== undefined && endsOn < startsOn) {
          fault(context, ['endsOn'], `a date not before startsOn, ${startsOn}`);
        }
      }),
  'relief.order.amended.v1': () =>
    z.strictObject({
      orderId: id,
      revision: whole(2, MAX_REVISION),
      reason: text(500),
      rations: rations().exactOptional(),
      stipend: stipend().exactOptional(),
      pledges: pledges().exactOptional(),
      endsOn: date.exactOptional(),
      prohibitions: prohibitions().exactOptional(),
    }),
  'relief.order.cancelled.v1': () => z.strictObject({ orderId: id, reason: text(500) }),
};
