/** An audit by visits, for people: what it proves so far, and whom to visit. */
import type { AuditAnswer, AuditDrawAnswer } from '../../shared/contract/answers/audits.ts';
import { grouped, textTable } from './report.ts';
import { audits as words } from './words/audits.ts';
import { named, unitName } from './words/names.ts';
import { padEnd } from './words/width.ts';

/** The titles of a table's columns. */
const titles = (...names: readonly Parameters<typeof words>[0][]): readonly string[] =>
  names.map((name) => words(name));

/** What is audited, in words: "rice", or the currency. */
const thing = ({ measure }: AuditAnswer): string =>
  'currency' in measure ? measure.currency : named('commodity', measure.commodity);

const unitOf = ({ tolerance }: AuditAnswer): string =>
  'currency' in tolerance ? tolerance.currency : unitName(tolerance.unit);

const toleranceOf = ({ tolerance }: AuditAnswer): number =>
  'currency' in tolerance ? tolerance.amount : tolerance.quantity;

/** A p-value as it is printed everywhere: with ten decimals. */
export const pText = (p: number | null): string => (p === null ? words('p.infinite') : p.toFixed(10));

/** What is proved, in one sentence; or what is still to be done. */
export function proofOf(audit: AuditAnswer): string {
  const { riskPercent, population, status, drawsIfClean, observed, p } = audit;
  const unit = unitOf(audit);
  const standing = grouped(Number((population.total - population.returned).toFixed(3)));
  const tolerance = grouped(toleranceOf(audit));
  const confidence = grouped(Number((100 - riskPercent).toFixed(3)));
  if (status === 'confirmed') {
    const figures = { confidence, tolerance: `${tolerance} ${unit}`, standing: `${standing} ${unit}` };
    return 'currency' in audit.measure
      ? words('proved.money', figures)
      : words('proved', { ...figures, commodity: thing(audit) });
  }
  if (p === null) return words('proved.never');
  const left = Math.max(0, drawsIfClean - observed);
  return left === 0 ? words('proved.further') : words('proved.not', { count: left });
}

export function auditLines(audit: AuditAnswer): string {
  const { auditId, orderId, method, seed, seal, population, observed, p, riskPercent, status } = audit;
  const figures: readonly (readonly [string, string])[] = [
    [words('audit'), auditId],
    [words('order'), orderId],
    [words('audited'), thing(audit)],
    [words('seal'), words('seal.text', { date: seal.date, digest: seal.digest })],
    [words('seed'), seed],
    [words('method'), method],
    [
      words('population'),
      words('population.text', {
        receipts: population.receipts,
        total: grouped(population.total),
        unit: unitOf(audit),
        returned: grouped(population.returned),
      }),
    ],
    [words('tolerance'), `${grouped(toleranceOf(audit))} ${unitOf(audit)}`],
    [words('risk'), `${grouped(riskPercent)} %`],
    [words('visits'), grouped(observed)],
    [words('p'), pText(p)],
    [words('status'), named('audits', status)],
  ];
  const short = audit.largestTaints.map((one) => [
    one.draw,
    one.receiptId,
    one.householdId,
    one.locationId ?? one.payerId ?? '',
    `${grouped(one.missing)} ${unitOf(audit)}`,
    `${grouped(Number((100 * one.taint).toFixed(1)))} %`,
  ]);
  return [
    ...figures.map(([name, value]) => `${padEnd(name, 11)} ${value}`),
    '',
    proofOf(audit),
    ...(short.length === 0
      ? []
      : ['', textTable(titles('draw', 'receipt', 'household', 'at', 'missing', 'share'), short)]),
  ].join('\n');
}

/** Whom to visit, by neighbourhood, so that one visitor can take one street. */
export function drawLines(draws: readonly AuditDrawAnswer[]): string {
  const sorted = [...draws].sort(
    (one, other) =>
      (one.neighbourhood ?? '').localeCompare(other.neighbourhood ?? '') || one.draw - other.draw,
  );
  return textTable(
    titles('neighbourhood', 'draw', 'household', 'name', 'receipt', 'at', 'recorded', 'found'),
    sorted.map((one) => [
      one.neighbourhood ?? '',
      one.draw,
      one.householdId,
      one.name ?? '',
      one.receiptId,
      one.at.slice(0, 10),
      one.void
        ? words('void')
        : `${grouped(one.quantity ?? one.amount ?? 0)} ${one.unit === undefined ? (one.currency ?? '') : unitName(one.unit)}`,
      one.found === undefined ? '' : grouped(one.found),
    ]),
  );
}
