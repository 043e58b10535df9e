/** An audit by visits, for people: what it proves so far, and whom to visit. */
import type { AuditAnswer, AuditDrawAnswer } from '../../shared/contract/answers/audits.ts';
import { grouped, textTable } from './report.ts';

/** What is audited, in words: "rice", or the currency. */
const thing = ({ measure }: AuditAnswer): string =>
  'currency' in measure ? measure.currency : measure.commodity;

const unitOf = ({ tolerance }: AuditAnswer): string =>
  'currency' in tolerance ? tolerance.currency : tolerance.unit;

const toleranceOf = ({ tolerance }: AuditAnswer): number =>
  'currency' in tolerance ? tolerance.amount : tolerance.quantity;

/** A p-value as it is printed everywhere: with ten decimals. */
export const pText = (p: number | null): string => (p === null ? 'infinite' : p.toFixed(10));

/** What is proved, in one sentence; or what is still to be done. */
export function proofOf(audit: AuditAnswer): string {
  const { riskPercent, population, status, drawsIfClean, observed, p } = audit;
  const unit = unitOf(audit);
  const standing = grouped(Number((population.total - population.returned).toFixed(3)));
  const tolerance = grouped(toleranceOf(audit));
  const confidence = grouped(Number((100 - riskPercent).toFixed(3)));
  if (status === 'confirmed')
    return 'currency' in audit.measure
      ? `With ${confidence} % confidence, at most ${tolerance} ${unit} of the ${standing} ${unit} booked as paid did not reach a household.`
      : `With ${confidence} % confidence, at most ${tolerance} ${unit} of the ${standing} ${unit} of ${thing(audit)} booked as handed over did not reach a household.`;
  if (p === null)
    return 'Nothing is proved, and by this method it cannot be any more: a receipt was not found at all. Count everything, or open another audit.';
  const left = Math.max(0, drawsIfClean - observed);
  return left === 0
    ? 'Nothing is proved yet: the visits found too little. Visit further draws.'
    : `Nothing is proved yet: ${grouped(left)} more visits are needed if each of them finds all.`;
}

export function auditLines(audit: AuditAnswer): string {
  const { auditId, orderId, method, seed, seal, population, observed, p, riskPercent, status } = audit;
  const figures: readonly (readonly [string, string])[] = [
    ['Audit', auditId],
    ['Order', orderId],
    ['Audited', thing(audit)],
    ['Seal', `${seal.date}, digest ${seal.digest}`],
    ['Seed', seed],
    ['Method', method],
    [
      'Population',
      `${grouped(population.receipts)} receipts, ${grouped(population.total)} ${unitOf(audit)}, of which ${grouped(population.returned)} returned`,
    ],
    ['Tolerance', `${grouped(toleranceOf(audit))} ${unitOf(audit)}`],
    ['Risk', `${grouped(riskPercent)} %`],
    ['Visits', grouped(observed)],
    ['p', pText(p)],
    ['Status', status],
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
    ...figures.map(([name, value]) => `${name.padEnd(11)} ${value}`),
    '',
    proofOf(audit),
    ...(short.length === 0
      ? []
      : ['', textTable(['Draw', 'Receipt', 'Household', 'At', 'Missing', 'Share'], short)]),
  ].join('\n');
}

/** Whom to visit, by neighbourhood, so that one visitor can take one street. */
export function drawLines(draws: readonly AuditDrawAnswer[]): string {
  const sorted = [...draws].sort(
    (one, other) =>
      (one.neighbourhood ?? '').localeCompare(other.neighbourhood ?? '') || one.draw - other.draw,
  );
  return textTable(
    ['Neighbourhood', 'Draw', 'Household', 'Name', 'Receipt', 'At', 'Recorded', 'Found'],
    sorted.map((one) => [
      one.neighbourhood ?? '',
      one.draw,
      one.householdId,
      one.name ?? '',
      one.receiptId,
      one.at.slice(0, 10),
      one.void
        ? 'returned: no visit'
        : `${grouped(one.quantity ?? one.amount ?? 0)} ${one.unit ?? one.currency ?? ''}`,
      one.found === undefined ? '' : grouped(one.found),
    ]),
  );
}
