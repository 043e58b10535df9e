/** A balance by the time things happened, from entries in the order they were booked. */
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import { minus, plus } from '../figures/exact.ts';

export interface BalanceCourse {
  /** Units: seconds since 1970 as the clock of the newest entry's sender shows them, ascending. */
  readonly times: readonly number[];
  readonly balances: readonly number[];
  /** The balance before the first of them. */
  readonly before: number;
  readonly movements: number;
}

/** What an entry did to a balance, and what the balance was after it. */
export interface Movement {
  readonly change: number;
  /** What it changes of the variance of the first count after it, which was recorded earlier. */
  readonly variance?: number;
  readonly balance: number;
}

/** `undefined` of an entry that moved nothing of it. */
export type MovementOf = (entry: EntryAnswer) => Movement | undefined;

export const movementOfGoods =
  (commodity: string): MovementOf =>
  ({ lines, countVariance = [], balance }) => {
    const quantityIn = (of: EntryAnswer['lines']) =>
      of.find((line) => line.commodity === commodity)?.quantity;
    const change = quantityIn(lines);
    const variance = quantityIn(countVariance) ?? 0;
    return change === undefined ? undefined : { change, variance, balance: quantityIn(balance) ?? 0 };
  };

export const movementOfMoney: MovementOf = ({ money, moneyBalance }) =>
  money === null ? undefined : { change: money.amount, balance: moneyBalance?.amount ?? 0 };

/**
 * The course of one balance; what was booked late stands where it happened.
 *
 * `newestFirst` may lack the oldest entries: the course then begins at the balance before them.
 */
export function balanceCourse(newestFirst: readonly EntryAnswer[], movementOf: MovementOf): BalanceCourse {
  const moving = newestFirst.flatMap((entry) => {
    const movement = movementOf(entry);
    return movement === undefined ? [] : [{ entry, ...movement }];
  });
  const oldest = moving.at(-1);
  if (oldest === undefined) return { times: [], balances: [], before: 0, movements: 0 };
  const before = minus(oldest.balance, oldest.change, oldest.variance ?? 0);
  let balance = before;
  const offsetSeconds = offsetOf(moving[0]?.entry.occurredAt ?? '');
  const secondsOf = ({ occurredAt }: EntryAnswer): number => Date.parse(occurredAt) / 1_000 + offsetSeconds;
  const counts = newestFirst.filter(({ type }) => type === 'count-variance').map(secondsOf);
  const course = moving
    .flatMap(({ entry, change, variance = 0 }) => {
      const seconds = secondsOf(entry);
      const moved = { seconds, change, seq: entry.seq };
      if (variance === 0) return [moved];
      const ofCount = Math.min(...counts.filter((counted) => counted >= seconds));
      // A count further back than the entries that are known is taken for one of the same moment.
      return [moved, { ...moved, seconds: Number.isFinite(ofCount) ? ofCount : seconds, change: variance }];
    })
    .sort((one, other) => one.seconds - other.seconds || one.seq - other.seq);
  // Of one moment only the last balance shows.
  const byTime = new Map<number, number>();
  for (const { seconds, change } of course) {
    balance = plus(balance, change);
    byTime.set(seconds, balance);
  }
  return { times: [...byTime.keys()], balances: [...byTime.values()], before, movements: moving.length };
}

/** Units: seconds east of UTC. */
function offsetOf(instant: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(instant) ?? [];
  const seconds = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60;
  return sign === '-' ? -seconds : seconds;
}
