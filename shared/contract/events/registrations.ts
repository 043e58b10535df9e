/** Registrations of places and households. */
import * as z from 'zod';
import { withdrawalReasons } from '../../domain/household.ts';
import { date, fault, grouped, id, listByKey, MAX_INTEGER, oneOf, text, whole } from '../primitives.ts';

const MAX_PERSONS = 10_000;

const location = () =>
  z
    .strictObject({
      locationId: id,
      name: text(500),
      kind: oneOf(['hub', 'centre', 'store']),
      suppliedBy: id.exactOptional(),
    })
    .check((context) => {
      const { locationId, suppliedBy } = context.value;
      if (suppliedBy === locationId) fault(context, ['suppliedBy'], 'another location than itself');
    });

const household = () =>
  z
    .strictObject({
      householdId: id,
      name: text(500).exactOptional(),
      neighbourhood: text(500).exactOptional(),
      adults: whole(0, MAX_PERSONS),
      children: whole(0, MAX_PERSONS),
      priority: whole(-MAX_INTEGER, MAX_INTEGER).exactOptional(),
    })
    .check((context) => {
      const persons = context.value.adults + context.value.children;
      if (persons >= 1 && persons <= MAX_PERSONS) return;
      fault(context, [], `1 to ${grouped(MAX_PERSONS)} adults and children together`, String(persons));
    });

/** `data` of each type, made when it is first asked for. */
export const registrationData = {
  'relief.locations.registered.v1': () =>
    z.strictObject({
      locations: listByKey(location(), 'locationId', 1, 1_000),
    }),
  'relief.households.registered.v1': () =>
    z.strictObject({
      centreId: id,
      effectiveFrom: date,
      households: listByKey(household(), 'householdId', 1, 1_000),
    }),
  'relief.household.erased.v1': () => z.strictObject({ householdId: id, reason: text(500) }),
  'relief.household.withdrawn.v1': () =>
    z
      .strictObject({
        householdId: id,
        effectiveFrom: date,
        reason: oneOf(withdrawalReasons),
        into: id.exactOptional(),
      })
      .check((context) => {
        const { householdId, into } = context.value;
        if (into === householdId) fault(context, ['into'], 'another household than itself');
      }),
};
