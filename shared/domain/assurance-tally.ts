/** Running totals of what households say under an order, so that the last link of a chain answers for all of it. */
import { isOverdue } from './complaints.ts';
import type { CalendarDate } from './events.ts';
import type { StatementName } from './statements.ts';

export interface AssuranceTally {
  /** Receipts and payments by what their households said of them last. */
  readonly statements: Readonly<Record<StatementName, number>>;
  /** Complaints that nobody has answered, by the day that an answer is due on. */
  readonly unanswered: ReadonlyMap<CalendarDate, number>;
  /** Complaints that were answered, by how many days the first answer took. */
  readonly answered: ReadonlyMap<number, number>;
}

export const emptyAssuranceTally: AssuranceTally = {
  statements: { received: 0, less: 0, 'not-received': 0 },
  unanswered: new Map(),
  answered: new Map(),
};

/** Counts a statement; `before` is what counted of the same receipt or payment until then. */
export function countStatement(
  tally: AssuranceTally,
  before: StatementName | undefined,
  after: StatementName,
): AssuranceTally {
  const statements = { ...tally.statements };
  if (before !== undefined) statements[before] -= 1;
  statements[after] += 1;
  return { ...tally, statements };
}

export const countComplaint = (tally: AssuranceTally, dueOn: CalendarDate): AssuranceTally => ({
  ...tally,
  unanswered: changed(tally.unanswered, dueOn, 1),
});

/** Counts the first answer to a complaint. */
export const countAnswer = (tally: AssuranceTally, dueOn: CalendarDate, days: number): AssuranceTally => ({
  ...tally,
  unanswered: changed(tally.unanswered, dueOn, -1),
  answered: changed(tally.answered, days, 1),
});

function changed<K>(counts: ReadonlyMap<K, number>, key: K, by: number): ReadonlyMap<K, number> {
  const next = new Map(counts);
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) next.delete(key);
  else next.set(key, count);
  return next;
}

/** What a reconciliation says of complaints. `medianDays` is `null` while none is answered. */
export interface ComplaintFigures {
  readonly open: number;
  /** The part of `open` of which an answer is overdue. */
  readonly overdue: number;
  readonly answered: number;
  readonly medianDays: number | null;
}

export function complaintFigures(
  { unanswered, answered }: Pick<AssuranceTally, 'unanswered' | 'answered'>,
  today: CalendarDate,
): ComplaintFigures {
  const late = [...unanswered].filter(([dueOn]) => isOverdue(dueOn, today));
  return {
    open: sum(unanswered.values()),
    overdue: sum(late.map(([, count]) => count)),
    answered: sum(answered.values()),
    medianDays: medianOf(answered),
  };
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

/** The median of values that are counted. Law: that of the list in which each stands as often as it was counted. */
function medianOf(counts: ReadonlyMap<number, number>): number | null {
  const sorted = [...counts].sort(([one], [other]) => one - other);
  const total = sum(counts.values());
  const at = (place: number): number => {
    let passed = 0;
    for (const [value, count] of sorted) {
      passed += count;
      if (passed > place) return value;
    }
    return 0;
  };
  return total === 0 ? null : (at(Math.floor((total - 1) / 2)) + at(Math.floor(total / 2))) / 2;
}
