import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { erasure } from './erasure.ts';
import { households } from './households.ts';
import { locations } from './locations.ts';
import { withdrawal } from './withdrawal.ts';

export const registrationEvents: HandlerTable<'registrations', HandlerContext> = {
  'relief.locations.registered.v1': locations,
  'relief.households.registered.v1': households,
  'relief.household.erased.v1': erasure,
  'relief.household.withdrawn.v1': withdrawal,
  'relief.event.voided.v1': voids({}),
};
