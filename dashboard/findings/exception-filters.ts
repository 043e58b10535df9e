/** What of the exceptions is on show, as it stands in the address: by the names that the API knows. */
import type { Filters } from '../place.ts';

export const exceptionFilterNames = [
  'status',
  'reason',
  'state',
  'locationId',
  'payerId',
  'householdId',
  'reference',
  'source',
  'eventId',
  'recordedOn',
] as const;
export type ExceptionFilterName = (typeof exceptionFilterNames)[number];
export type ExceptionFilters = { readonly [N in ExceptionFilterName]?: string };

const isName = (name: string): name is ExceptionFilterName =>
  exceptionFilterNames.some((known) => known === name);

/** The filters of an address, and the names in it that are none: they may be misspelt. */
export function exceptionFiltersIn(filters: Filters = {}): {
  readonly known: ExceptionFilters;
  readonly unknown: readonly string[];
} {
  const entries = Object.entries(filters);
  return {
    known: Object.fromEntries(entries.filter(([name, value]) => isName(name) && value !== '')),
    unknown: entries.flatMap(([name]) => (isName(name) ? [] : [name])),
  };
}

/** What only an exception itself tells, so that no tally counts by it. */
const ofRecords: readonly ExceptionFilterName[] = [
  'householdId',
  'reference',
  'source',
  'eventId',
  'recordedOn',
];

/** Whether the counts of an answer are of all that fits, and not only of what its pages show. */
export const isTallied = (filters: ExceptionFilters): boolean =>
  !ofRecords.some((name) => filters[name] !== undefined) &&
  (filters.locationId === undefined || filters.payerId === undefined);
