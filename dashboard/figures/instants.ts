/** Dates and times as a reader writes them; what happened is shown in the offset its sender wrote. */

import { once } from '../words/once.ts';

const momentFormat = once(
  (locale: string, timeZone: string) =>
    new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      ...(timeZone !== '' && { timeZone }),
    }),
);

const offsetOf = (instant: string): string | undefined => /[+-]\d\d:\d\d$/.exec(instant)?.[0];

/** Units: `instant` as RFC 3339; without an offset of its own, the reader's zone. */
export function instantText(locale: string, instant: string): string {
  return momentFormat(locale, offsetOf(instant) ?? '').format(new Date(instant));
}

export const clockText = (locale: string, at: Date): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(at);

/** Units: `date` as YYYY-MM-DD. */
export const dateText = (locale: string, date: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00Z`),
  );

/** A day for the axis of a chart: without its year, or where the axis spans years, without its day. */
export const dayText = (locale: string, date: Date, isOverYears: boolean): string =>
  new Intl.DateTimeFormat(locale, {
    month: 'short',
    timeZone: 'UTC',
    ...(isOverYears ? { year: 'numeric' } : { day: 'numeric' }),
  }).format(date);
