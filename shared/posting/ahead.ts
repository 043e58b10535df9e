/** The one thing about a message that the clock decides: it may not lie ahead of it. Pure. */
import type { Instant } from '../domain/events.ts';
import { type Rejected, rejected } from '../domain/outcome.ts';
import { instantOf } from '../domain/zoned-date.ts';

/** Clocks differ; none is a day fast. */
const maxHoursAhead = 24;

/** Refuses what is said to happen later than any clock can be fast: what is tried again was let in before. */
export function refuseAhead(time: string, now: Instant): Rejected | undefined {
  const aheadMs = Date.parse(instantOf(time)) - Date.parse(now);
  if (aheadMs <= maxHoursAhead * 3_600_000) return undefined;
  const expected = `a time at most ${maxHoursAhead} hours ahead of the system's clock, ${now}; found ${time}`;
  return rejected('invalid-message', { path: 'time', expected });
}
