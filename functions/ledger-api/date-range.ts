/** The days that a question is about, by when something happened. */
import type { CalendarDate, Instant } from '../../shared/domain/events.ts';
import type { PlaceInTime } from '../../shared/domain/stock-report.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { badParameter, type QueryProblem } from './problem.ts';

/** Both days belong to it; without one it is open at that end. */
export interface DateRange {
  readonly from: CalendarDate | undefined;
  readonly to: CalendarDate | undefined;
}

export const refuseRange = ({ from, to }: DateRange): QueryProblem | undefined =>
  from !== undefined && to !== undefined && to < from
    ? badParameter('to', `a calendar date that is not before ${from}`, to)
    : undefined;

/** Where a time lies to the days of a range, by the calendar of a zone. */
export function placeIn({ from, to }: DateRange, zone: string): (time: string) => PlaceInTime {
  if (from === undefined && to === undefined) return () => 'within';
  return (time) => {
    const date = dateIn(zone, time);
    if (from !== undefined && date < from) return 'before';
    return to !== undefined && date > to ? 'after' : 'within';
  };
}

/** Whether an entry happened within a range; one that stands for sheets of several times, whether any of them did. */
export function isWithin(range: DateRange, zone: string): (entry: Entry) => boolean {
  const placeOf = placeIn(range, zone);
  return ({ movements, occurredAt }) =>
    (movements?.map(({ at }) => at) ?? [occurredAt]).some((time) => placeOf(time) === 'within');
}

const dayMs = 86_400_000;

/**
 * What was recorded before this instant cannot have happened within a range: nothing is recorded more than a day before
 * it happens, and no zone is more than a day from UTC.
 */
export const earliestRecording = ({ from }: DateRange): Instant =>
  from === undefined ? '' : new Date(Date.parse(from) - 2 * dayMs).toISOString();
