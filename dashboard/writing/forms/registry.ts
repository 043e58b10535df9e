/** Who there is: places and households. */
import { locationKinds } from '../../../shared/domain/events.ts';
import { withdrawalReasons } from '../../../shared/domain/household.ts';
import { choices, happenedAt, inData, inRow, listIn } from '../model/fields.ts';
import type { FormKind } from '../model/form.ts';
import { textIn, type Values } from '../model/values.ts';

export const locations: FormKind = {
  type: 'relief.locations.registered.v1',
  title: 'form.locations',
  about: 'form.locations.about',
  fields: [
    happenedAt,
    listIn(
      'locations',
      'field.locations',
      ['row.location', 'add.location'],
      [
        inRow('locationId', 'text', 'field.locationId', { help: 'help.id' }),
        inRow('name', 'text', 'field.name'),
        inRow('kind', 'choice', 'field.kind', choices('kind', locationKinds)),
        inRow('suppliedBy', 'place', 'field.suppliedBy', {
          isOptional: true,
          kinds: ['hub'],
          applies: (row) => textIn(row, 'kind') !== 'hub',
        }),
      ],
    ),
  ],
  begin: ({ now }) => ({ time: now, locations: [{}] }),
};

const household = [
  inRow('householdId', 'text', 'field.householdId', { help: 'help.id' }),
  inRow('name', 'text', 'field.householdName', { isOptional: true }),
  inRow('neighbourhood', 'text', 'field.neighbourhood', { isOptional: true }),
  inRow('adults', 'whole', 'field.adults'),
  inRow('children', 'whole', 'field.children'),
  inRow('priority', 'whole', 'field.priority', { isOptional: true, help: 'help.priority' }),
];

export const households: FormKind = {
  type: 'relief.households.registered.v1',
  title: 'form.households',
  about: 'form.households.about',
  fields: [
    inData('centreId', 'place', 'field.centre', { isOwn: true, kinds: ['centre'] }),
    inData('effectiveFrom', 'date', 'field.effectiveFrom', { help: 'help.effectiveFrom' }),
    happenedAt,
    listIn('households', 'field.households', ['row.household', 'add.household'], household),
  ],
  begin: ({ of, reader, now }) => ({
    centreId: of ?? reader.locations.find(({ kind }) => kind === 'centre')?.locationId ?? '',
    effectiveFrom: now.slice(0, 10),
    time: now,
    households: [{}],
  }),
  see: (values) => ({ view: 'distribution-list', id: textIn(values, 'centreId') }),
};

const isMerged = (values: Values): boolean => ['merged', 'duplicate'].includes(textIn(values, 'reason'));

export const leave: FormKind = {
  type: 'relief.household.withdrawn.v1',
  title: 'form.leave',
  about: 'form.leave.about',
  fields: [
    inData('householdId', 'text', 'field.householdId'),
    inData('effectiveFrom', 'date', 'field.effectiveFrom'),
    inData('reason', 'choice', 'field.reason', choices('leaving', withdrawalReasons)),
    inData('into', 'text', 'field.into', { isOptional: true, applies: isMerged }),
    happenedAt,
  ],
  begin: ({ of = '', now }) => ({
    householdId: of,
    effectiveFrom: now.slice(0, 10),
    reason: '',
    time: now,
  }),
  names: 'householdId',
  see: (values) => ({ view: 'households', id: textIn(values, 'householdId') }),
};

export const erase: FormKind = {
  type: 'relief.household.erased.v1',
  title: 'form.erase',
  about: 'form.erase.about',
  fields: [
    inData('householdId', 'text', 'field.householdId'),
    inData('reason', 'long', 'field.reason'),
    happenedAt,
  ],
  begin: ({ of = '', now }) => ({ householdId: of, reason: '', time: now }),
  names: 'householdId',
  see: (values) => ({ view: 'households', id: textIn(values, 'householdId') }),
};
