/** Complaints: what they are about, when an answer is due, and what became of them. Pure. */
import type { CalendarDate } from './events.ts';
import { dateIn } from './zoned-date.ts';

export const complaintKinds = [
  'not-received',
  'received-less',
  'left-out',
  'quality',
  'conduct',
  'other',
] as const;
export type ComplaintKind = (typeof complaintKinds)[number];

export const complaintOutcomes = ['upheld', 'not-upheld', 'referred', 'withdrawn'] as const;
export type ComplaintOutcome = (typeof complaintOutcomes)[number];

export const complaintStatuses = ['open', 'overdue', 'answered'] as const;
export type ComplaintStatus = (typeof complaintStatuses)[number];

/** Within how many days a complaint is to be answered that names no day. */
export const daysToAnswer = 14;

const dayMs = 86_400_000;

const msOf = (date: CalendarDate): number => Date.parse(`${date}T00:00:00Z`);

export const daysBetween = (from: CalendarDate, to: CalendarDate): number => (msOf(to) - msOf(from)) / dayMs;

const daysAfter = (date: CalendarDate, days: number): CalendarDate =>
  new Date(msOf(date) + days * dayMs).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** The last day on which an answer is in time. */
export const dueDateOf = (zone: string, time: string, dueOn: CalendarDate | undefined): CalendarDate =>
  dueOn ?? daysAfter(dateIn(zone, time), daysToAnswer);

/** How many days an answer took; one that is dated before its complaint took none. */
export const daysTaken = (zone: string, raised: string, answered: string): number =>
  Math.max(0, daysBetween(dateIn(zone, raised), dateIn(zone, answered)));

/** An answer is overdue from the day after the one that it was due on. */
export const isOverdue = (dueOn: CalendarDate, today: CalendarDate): boolean => dueOn < today;
