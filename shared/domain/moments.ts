/** Dates and times as people write them: with an offset, or by the clock of a zone. */

const dateText = /^(\d{4})-(\d\d)-(\d\d)$/;
const clockText = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;
const momentText =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(\.\d{1,9})?)?\s?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;

/** Whether a text is a day of the calendar as YYYY-MM-DD; 30 February is none. */
export function isDate(text: string): boolean {
  const parsed = dateText.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return parsed !== undefined && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/** A time of day as HH:MM:SS; `undefined` for anything else, 24:00 too. */
export function clockOf(text: string): string | undefined {
  const [, hour = '', minute = '', second = '00'] = clockText.exec(text) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute}:${second}`;
}

/** To make one takes a hundred times as long as to ask it, and every row of a file asks. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  clocks.set(zone, clock);
  return clock;
}

/** What a zone's clock shows, in minutes ahead of UTC. */
function offsetAt(instant: number, zone: string): number {
  const name =
    clockIn(zone)
      .formatToParts(instant)
      .find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

/**
 * The instant at which a zone's clock shows a date and time, with a `fraction` of a second such as `.25`; `undefined` for one
 * that it shows twice or never.
 */
export function instantIn(zone: string, date: string, clock: string, fraction = ''): string | undefined {
  const shown = Date.parse(`${date}T${clock}Z`);
  const day = 86_400_000;
  const offsets = new Set([offsetAt(shown - day, zone), offsetAt(shown + day, zone)]);
  const fitting = [...offsets].filter((offset) => offsetAt(shown - offset * 60_000, zone) === offset);
  const [only] = fitting;
  return fitting.length === 1 && only !== undefined
    ? `${date}T${clock}${fraction}${offsetText(only)}`
    : undefined;
}

/** Shape: an RFC 3339 instant with its offset; `undefined` for what is no moment of the calendar. */
export function readMoment(text: string, zone: string): string | undefined {
  const [, date = '', time = '', second = '00', fraction = '', offset] = momentText.exec(text) ?? [];
  const clock = clockOf(`${time}:${second}`);
  if (!isDate(date) || clock === undefined) return undefined;
  return offset === undefined
    ? instantIn(zone, date, clock, fraction)
    : `${date}T${clock}${fraction}${offset.toUpperCase()}`;
}

/** The day that a zone's calendar shows at an instant. */
export function dayIn(zone: string, instant: string): string {
  const at = new Date(instant);
  return new Date(at.getTime() + offsetAt(at.getTime(), zone) * 60_000).toISOString().slice(0, 10);
}

/** An instant by the clock of a zone, to the second. */
export function momentIn(zone: string, at: Date): string {
  const offset = offsetAt(at.getTime(), zone);
  const shown = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${shown}${offsetText(offset)}`;
}

/** When something happened of which only the day is known. */
export const middleOfDay = (zone: string, date: string): string | undefined =>
  instantIn(zone, date, '12:00:00');
