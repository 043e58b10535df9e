/** A balance by the time things happened, from entries in the order they were booked. */
import type { Entry } from '../api/answers.ts';
import { minus, plus } from '../figures/exact.ts';

export interface BalanceCourse {
  /** Units: seconds since 1970 as the clock of the newest entry's sender shows them, ascending. */
  readonly times: readonly number[];
  readonly balances: readonly number[];
  readonly movements: number;
}

/**
 * The course of one commodity's balance; what was booked late stands where it happened.
 *
 * `newestFirst` may lack the oldest entries: the course then begins at the balance before them.
 */
export function balanceCourse(newestFirst: readonly Entry[], commodity: string): BalanceCourse {
  const moving = newestFirst.flatMap((entry) => {
    const line = entry.lines.find((candidate) => candidate.commodity === commodity);
    return line === undefined ? [] : [{ entry, change: line.quantity }];
  });
  const oldest = moving.at(-1);
  if (oldest === undefined) return { times: [], balances: [], movements: 0 };
  const booked = oldest.entry.balance.find((line) => line.commodity === commodity)?.quantity ?? 0;
  let balance = minus(booked, oldest.change);
  const offsetSeconds = offsetOf(moving[0]?.entry.occurredAt ?? '');
  const course = moving
    .map(({ entry, change }) => ({
      seconds: Date.parse(entry.occurredAt) / 1_000 + offsetSeconds,
      change,
      seq: entry.seq,
    }))
    .sort((one, other) => one.seconds - other.seconds || one.seq - other.seq);
  // Of one moment only the last balance shows.
  const byTime = new Map<number, number>();
  for (const { seconds, change } of course) {
    balance = plus(balance, change);
    byTime.set(seconds, balance);
  }
  return { times: [...byTime.keys()], balances: [...byTime.values()], movements: moving.length };
}

/** Units: seconds east of UTC. */
function offsetOf(instant: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(instant) ?? [];
  const seconds = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60;
  return sign === '-' ? -seconds : seconds;
}
