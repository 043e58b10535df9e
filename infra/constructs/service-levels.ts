import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { EventQueue } from './event-queue.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import type { QueryApi } from './query-api.ts';

export interface ServiceLevelsProps {
  readonly api: QueryApi;
  readonly queues: readonly EventQueue[];
}

const fiveMinutes = Duration.minutes(5);
const periodsOfHour = 12;

/**
 * How fast a month's allowance is used up before somebody is told: at fourteen times the even pace it is gone in two days, at
 * six times in five. The shorter window tells of what breaks, the longer of what wears away.
 *
 * Source: Google, The Site Reliability Workbook, “Alerting on SLOs”.
 */
const burns = [
  { name: 'Fast', pace: 14.4, periods: periodsOfHour, inTheLast: 'hour' },
  { name: 'Slow', pace: 6, periods: 6 * periodsOfHour, inTheLast: 'six hours' },
] as const;

/** Of a hundred questions so many may end in a fault. */
const faultsAllowed = 0.1;
/** Of a hundred questions so many may take longer than a second. */
const slowAllowed = 1;
const promptMs = 1_000;
/** Of a hundred spans of five minutes so many may see an event wait longer than two minutes. */
const lateAllowed = 1;
const promptlyBooked = Duration.minutes(2);

/**
 * Alarms on what was promised to people, beside those on what is broken: 999 of 1,000 questions are answered, 99 of 100 within
 * a second, and 99 of 100 times no event waits longer than two minutes.
 */
export class ServiceLevels extends Construct {
  constructor(scope: Construct, id: string, { api, queues }: ServiceLevelsProps) {
    super(scope, id);
    const requests = api.requests.with({ period: fiveMinutes });
    this.#shareOf('Faults', faultsAllowed, 'questions end in a fault', {
      bad: api.faults.with({ period: fiveMinutes }),
      all: requests,
    });
    this.#shareOf('Slow', slowAllowed, `questions take longer than ${promptMs / 1_000} s`, {
      bad: api.latency.with({ period: fiveMinutes, statistic: `TC(${promptMs}:)` }),
      all: requests,
    });
    this.#timesWithout(queues);
  }

  /** Rings when, in half of a window, the share is used up at the window's pace. */
  #shareOf(name: string, allowed: number, what: string, usingMetrics: { bad: IMetric; all: IMetric }): void {
    const metric = new MathExpression({ expression: '100 * bad / all', usingMetrics, period: fiveMinutes });
    for (const { name: burn, pace, periods, inTheLast } of burns) {
      const threshold = Number((pace * allowed).toFixed(2));
      new ImpactAlarm(this, `${name}${burn}Alarm`, {
        metric,
        threshold,
        evaluationPeriods: periods,
        datapointsToAlarm: periods / 2,
        impact: `For half of the last ${inTheLast}, ${threshold} or more of 100 ${what}; ${allowed} may. At this pace a month's allowance is gone in ${Math.round(30 / pace)} days.`,
        runbook: 'service-levels-are-missed',
      });
    }
  }

  /** Rings when too many spans of a window saw an event wait. */
  #timesWithout(queues: readonly EventQueue[]): void {
    const ages = queues.map(({ queue }) =>
      queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: fiveMinutes }),
    );
    const names = ages.map((_, index) => `age${index}`);
    const metric = new MathExpression({
      expression: `MAX([${names.join(', ')}])`,
      usingMetrics: Object.fromEntries(ages.map((age, index) => [`age${index}`, age])),
      period: fiveMinutes,
    });
    for (const { name: burn, pace, periods, inTheLast } of burns) {
      const spans = Math.ceil((pace * lateAllowed * periods) / 100);
      new ImpactAlarm(this, `Late${burn}Alarm`, {
        metric,
        threshold: promptlyBooked.toSeconds(),
        evaluationPeriods: periods,
        datapointsToAlarm: spans,
        impact: `In ${spans} or more of ${periods} spans of five minutes in the last ${inTheLast}, an event waited longer than ${promptlyBooked.toMinutes()} minutes to be booked. At this pace a month's allowance is gone in ${Math.round(30 / pace)} days.`,
        runbook: 'service-levels-are-missed',
      });
    }
  }
}
