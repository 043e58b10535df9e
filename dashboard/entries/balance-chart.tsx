import type { ComponentChildren, JSX } from 'preact';
import { TimeChart } from '../charts/time-chart.tsx';
import type { BalanceCourse } from './balance-course.ts';

const chartHeightPixels = 200;

interface BalanceChartProps {
  readonly title: string;
  /** The course in a sentence. */
  readonly summary: string;
  readonly course: BalanceCourse;
  readonly colour: '--on-hand' | '--paid';
  /** What stands above the chart, its heading with it. */
  readonly children: ComponentChildren;
}

/** A running balance as a chart in steps, told in a sentence too. */
export function BalanceChart({ title, summary, course, colour, children }: BalanceChartProps): JSX.Element {
  const { times, balances, before } = course;
  return (
    <div class="balance-chart">
      {children}
      <TimeChart
        label={`${title}. ${summary}`}
        times={times}
        values={balances}
        before={before}
        form="steps"
        colour={colour}
        heightPixels={chartHeightPixels}
      />
      <p class="chart-summary">{summary}</p>
    </div>
  );
}
