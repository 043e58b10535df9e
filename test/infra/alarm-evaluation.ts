/**
 * How CloudWatch evaluates an alarm, as its user guide says (“Using metric math”, “Configuring how CloudWatch alarms treat
 * missing data”): at each minute it knows what has arrived, takes the newest points, and looks a little further back where
 * the newest are missing.
 */
import type { Resource } from './synthesized.ts';

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: { readonly Period: number };
}

export interface WatchedAlarm {
  readonly metrics: readonly string[];
  readonly expression: string;
  readonly periodMinutes: number;
  readonly periods: number;
  readonly mustBreach: number;
  readonly threshold: number;
  readonly isBelow: boolean;
  readonly missing: 'breaching' | 'notBreaching';
}

/** A value of a metric: of the period that begins at a minute, and known from another on. */
export interface Point {
  readonly metric: string;
  readonly fromMinute: number;
  readonly knownFromMinute: number;
  readonly value: number;
}

/** CloudWatch asks for a few more points than an alarm has periods. */
const pointsFurtherBack = 2;

export function watchedAlarm({ Properties }: Resource): WatchedAlarm {
  const queries = (Properties['Metrics'] ?? []) as readonly MetricQuery[];
  const metrics = queries.flatMap(({ Id, MetricStat }) => (MetricStat === undefined ? [] : [Id]));
  const period = queries.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Period;
  return {
    metrics: metrics.length === 0 ? ['metric'] : metrics,
    expression: queries.find(({ Expression }) => Expression !== undefined)?.Expression ?? 'metric',
    periodMinutes: Number(Properties['Period'] ?? period) / 60,
    periods: Number(Properties['EvaluationPeriods']),
    mustBreach: Number(Properties['DatapointsToAlarm'] ?? Properties['EvaluationPeriods']),
    threshold: Number(Properties['Threshold']),
    isBelow: Properties['ComparisonOperator'] === 'LessThanThreshold',
    missing: Properties['TreatMissingData'] as WatchedAlarm['missing'],
  };
}

/** Whether the alarm rings at a minute. */
export function ringsAt(alarm: WatchedAlarm, points: readonly Point[], minute: number): boolean {
  const { periodMinutes, periods, mustBreach, threshold, isBelow, missing } = alarm;
  const newest = Math.floor(minute / periodMinutes) - 1;
  const known = points.filter(({ knownFromMinute }) => knownFromMinute <= minute);
  const values = Array.from({ length: periods + pointsFurtherBack }, (_, back) =>
    pointOf(alarm, known, (newest - back) * periodMinutes),
  );
  const real = values.filter((value) => value !== undefined).slice(0, periods);
  const breaching = real.filter((value) => (isBelow ? value < threshold : value >= threshold)).length;
  const filled = missing === 'breaching' ? periods - real.length : 0;
  return breaching + filled >= mustBreach;
}

/** What an alarm's expression says of one period; `undefined` where nothing of it is there. */
function pointOf(
  { expression }: WatchedAlarm,
  known: readonly Point[],
  fromMinute: number,
): number | undefined {
  const valueAt = (metric: string): number | undefined =>
    known.find((one) => one.metric === metric && one.fromMinute === fromMinute)?.value;
  const [, part, whole] = /^100 \* (\w+) \/ (\w+)$/.exec(expression) ?? [];
  if (part !== undefined && whole !== undefined) return shareOf(valueAt(part), valueAt(whole));
  const [, list] = /^MAX\(\[(.+)\]\)$/.exec(expression) ?? [];
  if (list !== undefined) return largestOf(list.split(', ').map(valueAt));
  return sumOf(expression, valueAt);
}

/** A quotient has a value only where both its metrics have one, and the divisor is not zero. */
const shareOf = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : (100 * part) / whole;

/** What is missing from a list of metrics is passed over. */
function largestOf(values: readonly (number | undefined)[]): number | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : Math.max(...there);
}

/** A sum or difference, in which what is missing counts nothing unless nothing is there. */
function sumOf(expression: string, valueAt: (metric: string) => number | undefined): number | undefined {
  const terms = [...` + ${expression}`.matchAll(/([+-]) (FILL\((\w+), (\d+)\)|\w+)/g)];
  if (terms.map(([term]) => term).join(' ') !== `+ ${expression}`)
    throw new Error(`an expression is not known here: ${expression}`);
  const values = terms.map(([, sign, metric = '', filled, filler]) => {
    const value = valueAt(filled ?? metric) ?? (filler === undefined ? undefined : Number(filler));
    return value === undefined ? undefined : sign === '-' ? -value : value;
  });
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : there.reduce((sum, value) => sum + value, 0);
}
