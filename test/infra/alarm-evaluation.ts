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

/** The alarm's expression: a sum or difference, in which what is missing counts nothing unless nothing is there. */
function pointOf(
  { expression }: WatchedAlarm,
  known: readonly Point[],
  fromMinute: number,
): number | undefined {
  const terms = [...` + ${expression}`.matchAll(/([+-]) (FILL\((\w+), (\d+)\)|\w+)/g)];
  if (terms.map(([term]) => term).join(' ') !== `+ ${expression}`)
    throw new Error(`an expression is not known here: ${expression}`);
  const values = terms.map(([, sign, name, filled, filler]) => {
    const point = known.find((one) => one.metric === (filled ?? name) && one.fromMinute === fromMinute);
    const value = point?.value ?? (filler === undefined ? undefined : Number(filler));
    return value === undefined ? undefined : sign === '-' ? -value : value;
  });
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : there.reduce((sum, value) => sum + value, 0);
}
