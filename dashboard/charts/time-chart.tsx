import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { dayText } from '../figures/instants.ts';
import { axisText } from '../words/catalogue.ts';
import { useWords } from '../words/words.ts';

export interface TimeChartProps {
  /** Says in words what the chart shows. */
  readonly label: string;
  /** Units: seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly form: 'bars' | 'steps';
  /** Of steps: the value before the first time. */
  readonly before?: number;
  /** A colour of the stylesheet; steps are filled with that of its name and `-area`. */
  readonly colour: '--handed-over' | '--on-hand' | '--paid';
  readonly heightPixels: number;
}

const daySeconds = 86_400;

/** One figure over time. Guarantees: the size of its place, redrawn as that, the colours or the figures change. */
export function TimeChart(props: TimeChartProps): JSX.Element {
  const { label, times, values, form, before, colour, heightPixels } = props;
  const words = useWords();
  const place = useRef<HTMLDivElement>(null);
  const figures = JSON.stringify([times, values, before]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let plot: UPlot | undefined;
    const draw = (): void => {
      plot?.destroy();
      plot = new UPlot(
        plotOptions({ element, locale: words.locale, ...props }),
        drawnFigures(props),
        element,
      );
    };
    draw();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const sized = new ResizeObserver(() => {
      if (plot !== undefined && element.clientWidth !== plot.width) {
        plot.setSize({ width: element.clientWidth, height: heightPixels });
      }
    });
    sized.observe(element);
    return () => {
      dark.removeEventListener('change', draw);
      themed.disconnect();
      sized.disconnect();
      plot?.destroy();
    };
  }, [figures, form, colour, heightPixels, words]);
  return (
    <div ref={place} class="chart" role="img" aria-label={label} style={{ minHeight: `${heightPixels}px` }} />
  );
}

interface Drawn extends TimeChartProps {
  readonly element: HTMLElement;
  readonly locale: string;
}

function plotOptions({ element, locale, times, form, colour, heightPixels }: Drawn): UPlot.Options {
  const ink = drawnColour(element, '--ink-soft');
  const grid = { stroke: drawnColour(element, '--line'), width: 1 };
  const stroke = drawnColour(element, colour);
  const font = '12px system-ui, sans-serif';
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? first;
  const margin = marginOf(form, last - first);
  const isWithinADay = last - first < daySeconds;
  const isOverYears = last - first > 300 * daySeconds;
  return {
    width: element.clientWidth,
    height: heightPixels,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 8, 0, 0],
    scales: {
      x: { time: true, range: [first - margin, last + margin] },
      y: { range: (_, low, high) => [Math.min(0, low * 1.08), high <= 0 ? (low < 0 ? 0 : 1) : high * 1.08] },
    },
    axes: [
      {
        stroke: ink,
        font,
        grid: { show: false },
        ticks: grid,
        size: 34,
        ...(!isWithinADay && { splits: () => daysToName(first, last, element.clientWidth) }),
        values: (_, splits) =>
          splits.map((seconds) => {
            const at = new Date(seconds * 1_000);
            return isWithinADay && form === 'steps'
              ? new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(at)
              : dayText(locale, at, isOverYears);
          }),
      },
      {
        stroke: ink,
        font,
        grid,
        ticks: { show: false },
        size: axisWidthPixels,
        values: (_, splits) => splits.map((figure) => axisText(locale, figure)),
      },
    ],
    series: [
      {},
      {
        stroke,
        width: form === 'bars' ? 0 : 2,
        fill: form === 'bars' ? stroke : drawnColour(element, `${colour}-area`),
        points: { show: false },
        ...pathsOf(form),
      },
    ],
  };
}

/** A bar stands on its day, so half a day is left on either side; a step needs room to be seen. Units: seconds. */
const marginOf = (form: TimeChartProps['form'], span: number): number =>
  form === 'bars' ? daySeconds * 0.6 : Math.max(span * 0.04, 60);

/** Steps come from the value before them, and the last one lasts. */
function drawnFigures({ times, values, form, before }: TimeChartProps): [number[], number[]] {
  const [first, last, lastValue] = [times[0], times.at(-1), values.at(-1)];
  if (form === 'bars' || first === undefined || last === undefined || lastValue === undefined) {
    return [[...times], [...values]];
  }
  const margin = marginOf(form, last - first);
  return [
    [first - margin, ...times, last + margin],
    [before ?? lastValue, ...values, lastValue],
  ];
}

function pathsOf(form: TimeChartProps['form']): { paths?: UPlot.Series.PathBuilder } {
  const { bars, stepped } = UPlot.paths;
  const paths = form === 'bars' ? bars?.({ size: [0.6, 40] }) : stepped?.({ align: 1 });
  return paths === undefined ? {} : { paths };
}

/** Units: pixels. */
const dayLabelWidth = 76;

/** The same for every chart, so that the days of two charts stand below one another. */
const axisWidthPixels = 72;

/** The beginnings of as many days as there is room to name. */
function daysToName(first: number, last: number, width: number): number[] {
  const begin = Math.ceil(first / daySeconds) * daySeconds;
  const days = Math.floor((last - begin) / daySeconds) + 1;
  const every = Math.max(1, Math.ceil((days * dayLabelWidth) / Math.max(width, 1)));
  return Array.from({ length: Math.ceil(days / every) }, (_, index) => begin + index * every * daySeconds);
}

/** A colour of the stylesheet as the canvas takes it, for the theme that is on. */
function drawnColour(element: HTMLElement, name: string): string {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}
