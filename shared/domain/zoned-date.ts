/** Instants and calendar dates: when something happened, and which day that was where the books are kept. */
import type { CalendarDate, Instant } from './events.ts';

/** The zone of the books unless the operator names another, as IANA names it. */
export const defaultZone = 'Asia/Pyongyang';

/** The rows of a sheet share their event's time: it is read once for all of them. */
let lastInstant: { readonly time: string; readonly instant: Instant } | undefined;

/** The instant of an RFC 3339 time, whatever offset and letters it is written with. */
export function instantOf(time: string): Instant {
  if (lastInstant?.time !== time)
    lastInstant = { time, instant: new Date(Date.parse(time.toUpperCase())).toISOString() };
  return lastInstant.instant;
}

const dayMs = 86_400_000;

/** A formatter takes longer to make than a thousand dates take to format. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function dayOfMonth(zone: string, ms: number): string {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en', { timeZone: zone, day: '2-digit' });
    formatters.set(zone, formatter);
  }
  return formatter.format(ms);
}

/** As {@link lastInstant}, for the date. */
let last: { readonly zone: string; readonly time: string; readonly date: CalendarDate } | undefined;

/** The calendar date of an RFC 3339 time or an instant in a zone. */
export function dateIn(zone: string, time: string): CalendarDate {
  if (last?.zone !== zone || last.time !== time) last = { zone, time, date: formatted(zone, time) };
  return last.date;
}

/** No zone is more than a day from UTC, and the day of the month tells which of three dates it has. */
function formatted(zone: string, time: string): CalendarDate {
  const ms = Date.parse(time.toUpperCase());
  const day = dayOfMonth(zone, ms);
  const dates = [ms, ms + dayMs, ms - dayMs].map((at) => new Date(at).toISOString().split('T', 1)[0] ?? '');
  return dates.find((date) => date.endsWith(`-${day}`)) ?? '';
}

/** Whether IANA has a zone of this name. */
export function isZone(name: string): boolean {
  try {
    dayOfMonth(name, 0);
    return true;
  } catch {
    return false;
  }
}
