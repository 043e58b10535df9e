import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { AuditAnswer } from '../../shared/contract/answers/audits.ts';
import { useWords } from '../words/words.ts';
import { pText } from './proof.tsx';

/** Units: pixels. */
const height = 220;
const margin = { left: 48, right: 12, top: 12, bottom: 28 };

/** p below this is drawn at the bottom. */
const least = 1e-4;

/** p after each visit, on an axis by powers of ten, with the line at which the audit is confirmed. */
export function PChart({ audit }: { readonly audit: AuditAnswer }): JSX.Element {
  const words = useWords();
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number>();
  const isEmpty = audit.visits.length === 0;
  // Drawn as wide as its place: its texts keep their size on a phone.
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const sized = new ResizeObserver(measure);
    sized.observe(element);
    return () => sized.disconnect();
  }, [isEmpty]);
  if (isEmpty) return <p class="empty">{words.say('audit.chart.none')}</p>;
  return (
    <div ref={place} class="p-chart">
      {width !== undefined && <Drawn audit={audit} width={width} />}
    </div>
  );
}

interface DrawnProps {
  readonly audit: AuditAnswer;
  /** Units: pixels. */
  readonly width: number;
}

function Drawn({ audit, width }: DrawnProps): JSX.Element {
  const words = useWords();
  const { visits, drawsIfClean, riskPercent } = audit;
  const risk = riskPercent / 100;
  const most = Math.max(1, ...visits.map(({ p }) => p ?? 1));
  const [top, bottom] = [Math.log10(most), Math.log10(Math.min(least, risk / 10))];
  const last = Math.max(visits.length, drawsIfClean);
  const across = (visit: number): number =>
    margin.left + (visit / last) * (width - margin.left - margin.right);
  const down = (p: number | null): number => {
    const level = p === null ? top : Math.min(top, Math.max(bottom, Math.log10(Math.max(p, 1e-300))));
    return margin.top + ((top - level) / (top - bottom)) * (height - margin.top - margin.bottom);
  };
  const points = [{ p: 1 as number | null }, ...visits].map(({ p }, visit) => `${across(visit)},${down(p)}`);
  const powers = Array.from({ length: Math.floor(-bottom) + 1 }, (_, power) => 10 ** -power);
  const label = words.say('audit.chart.label', {
    count: visits.length,
    p: pText(visits.at(-1)?.p ?? null, words),
    risk,
  });
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {powers.map((power) => (
        <g key={power}>
          <line class="grid" x1={margin.left} x2={width - margin.right} y1={down(power)} y2={down(power)} />
          <text x={margin.left - 6} y={down(power) + 4} text-anchor="end">
            {power}
          </text>
        </g>
      ))}
      <line class="risk" x1={margin.left} x2={width - margin.right} y1={down(risk)} y2={down(risk)} />
      {/* At the left p is far above this line. */}
      <text class="risk-label" x={margin.left + 4} y={down(risk) + 14}>
        {words.say('audit.chart.risk')}
      </text>
      <polyline class="path" points={points.join(' ')} />
      <text x={across(last)} y={height - 8} text-anchor="end">
        {words.number(last)} {words.say('audits.visits')}
      </text>
    </svg>
  );
}
