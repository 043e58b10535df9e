/** Policy orders. */
import * as z from 'zod';
import { releaseRules } from '../../domain/events.ts';
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
  quantity,
  text,
  unit,
  whole,
  wholeInBaseUnits,
} from '../primitives.ts';

const MAX_REVISION = 1_000_000;
const MAX_CENTRES = 20_000;

const scales = ['quantityPerPerson', 'quantityPerAdult', 'quantityPerChild', 'quantityPerHousehold'] as const;

const ration = () =>
  z
    .strictObject({
      commodity,
      quantityPerPerson: quantity.exactOptional(),
      quantityPerAdult: quantity.exactOptional(),
      quantityPerChild: quantity.exactOptional(),
      quantityPerHousehold: quantity.exactOptional(),
      step: quantity.exactOptional(),
      unit,
    })
    .check((context) => {
      const { value } = context;
      if (scales.every((scale) => value[scale] === undefined))
        fault(context, [], `one or more of ${scales.join(', ')}`);
      const { unit: scaleUnit, step } = value;
      for (const scale of scales) {
        const given = value[scale];
        if (given === undefined || isCountUnit(scaleUnit) || isWholeInBaseUnits(given, scaleUnit)) continue;
        fault(context, [scale], `a whole number of ${scaleUnit}`);
      }
      if (step !== undefined && !isWholeInBaseUnits(step, scaleUnit))
        fault(context, ['step'], `a whole number of ${scaleUnit}`);
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

const area = () => z.strictObject({ centres: centres() });
const release = () => oneOf(releaseRules);

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
        area: area(),
        rations: rations(),
        stipend: stipend().exactOptional(),
        pledges: pledges(),
        prohibitions: prohibitions(),
        release: release(),
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
      stipend: stipend().nullable().exactOptional(),
      pledges: pledges().exactOptional(),
      endsOn: date.exactOptional(),
      prohibitions: prohibitions().exactOptional(),
      area: area().exactOptional(),
      referenceDate: date.exactOptional(),
      release: release().exactOptional(),
    }),
  'relief.order.cancelled.v1': () => z.strictObject({ orderId: id, reason: text(500) }),
};
