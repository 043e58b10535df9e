/** Audits by visits: what they draw from, what the visits prove, and whom to visit. */
import type { AuditAnswer, AuditDrawAnswer } from '../../shared/contract/answers/audits.ts';
import { parseAccount } from '../../shared/domain/accounts.ts';
import { drawsIfClean, largestTaints, taintOf, toTenDecimals } from '../../shared/domain/audit-evidence.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import {
  judgementOf,
  newestObservations,
  type ObservedReceipt,
  type OpenedAudit,
  type StoredAudit,
  testOf,
} from '../../shared/ledger/audits.ts';
import type { DrawnReceipt } from '../../shared/store/audits.ts';
import { inUnit, moneyIn } from './figures.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export async function answerAudits(
  { limit, after }: PageRequest<string>,
  { journal }: QueryContext,
): Promise<ItemPage<AuditAnswer>> {
  const { items, next } = await journal.audits.idsPage(limit, after);
  const audits = await Promise.all(items.map((auditId) => journal.audits.get(auditId)));
  return {
    items: audits.flatMap((audit) => (audit === undefined ? [] : auditAnswerOf(audit))),
    ...(next !== undefined && { next }),
  };
}

export async function answerAudit(
  auditId: string,
  { journal }: QueryContext,
): Promise<AuditAnswer | QueryProblem> {
  const audit = await journal.audits.get(auditId);
  return audit === undefined ? notFound('Audit', auditId) : auditAnswerOf(audit);
}

const mostTaints = 10;

function auditAnswerOf(audit: StoredAudit): AuditAnswer {
  const { opened, sheets } = audit;
  const { auditId, orderId, measure, method, seed, sealDate, sealDigest, receipts, at } = opened;
  const { visits, p, confirmedAt } = judgementOf(audit);
  const observations = [...newestObservations(sheets).values()];
  return {
    auditId,
    orderId,
    measure,
    tolerance: toleranceOf(opened),
    riskPercent: Number(opened.riskThousandths) / 1_000,
    method,
    seed,
    seal: { date: sealDate, digest: sealDigest },
    population: {
      receipts,
      total: figureOf(opened, opened.total),
      returned: figureOf(opened, opened.returned),
    },
    drawsIfClean: drawsIfClean(testOf(opened)),
    observed: visits.length,
    p: toTenDecimals(p),
    status: confirmedAt === undefined ? 'open' : 'confirmed',
    ...(confirmedAt !== undefined && { confirmedAt }),
    largestTaints: largestTaints(observations, mostTaints).map((observation) => ({
      draw: observation.draw,
      receiptId: observation.reference,
      householdId: observation.householdId,
      ...placeOf(opened, observation.book),
      missing: figureOf(opened, observation.missing),
      taint: taintOf(observation),
    })),
    visits: visits.map((visit) => ({ draw: visit.draw, taint: taintOf(visit), p: toTenDecimals(visit.p) })),
    openedAt: at,
  };
}

/** A figure of an audit in the unit of the order's line, or in its currency. */
export const figureOf = ({ measure, unit }: Pick<OpenedAudit, 'measure' | 'unit'>, base: bigint): number =>
  'currency' in measure ? moneyIn(base, measure.currency) : inUnit(base, unit);

function toleranceOf(audit: OpenedAudit): AuditAnswer['tolerance'] {
  const { measure, unit = 'piece', tolerance } = audit;
  return 'currency' in measure
    ? { amount: figureOf(audit, tolerance), currency: measure.currency }
    : { quantity: figureOf(audit, tolerance), unit };
}

/** The centre or the payer of a book. */
export function placeOf(
  { books }: Pick<OpenedAudit, 'books'>,
  book: number,
): { readonly locationId?: string; readonly payerId?: string } {
  const account = parseAccount(books[book]?.account ?? '');
  if (account?.kind === 'centre') return { locationId: account.locationId };
  return account?.kind === 'payer' ? { payerId: account.payerId } : {};
}

/** The last draw of a page. */
export const drawPosition = (value: JsonValue): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;

/** Each looks for its place in a group; together they are some hundred reads at a time. */
const drawsAtOnce = 50;

/** Guarantees: there is always a next page, because there is always a next draw. */
export async function answerAuditDraws(
  auditId: string,
  { limit, after = 0 }: PageRequest<number>,
  context: QueryContext,
): Promise<ItemPage<AuditDrawAnswer> | QueryProblem> {
  const { journal } = context;
  const audit = await journal.audits.get(auditId);
  if (audit === undefined) return notFound('Audit', auditId);
  const { opened, sheets } = audit;
  const drawn: DrawnReceipt[] = [];
  for (let first = after + 1; first <= after + limit; first += drawsAtOnce) {
    const last = Math.min(after + limit, first + drawsAtOnce - 1);
    const some = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    drawn.push(...(await Promise.all(some.map((draw) => journal.audits.drawn(opened, draw)))));
  }
  const ids = [...new Set(drawn.map(({ householdId }) => householdId))];
  const households = await journal.households.get(ids);
  const observed = newestObservations(sheets);
  const items = drawn.map((receipt): AuditDrawAnswer => {
    const { name, neighbourhood } = households.get(receipt.householdId) ?? {};
    return {
      draw: receipt.draw,
      g: Number(receipt.g),
      receiptId: receipt.reference,
      householdId: receipt.householdId,
      ...(name !== undefined && { name }),
      ...(neighbourhood !== undefined && { neighbourhood }),
      ...placeOf(opened, receipt.book),
      at: receipt.occurredAt,
      ...recordedOf(opened, receipt.recorded),
      ...(receipt.isVoid && { void: true }),
      ...foundOf(opened, observed.get(receipt.draw)),
    };
  });
  return { items, next: after + limit };
}

function recordedOf(audit: OpenedAudit, recorded: bigint) {
  const { measure, unit = 'piece' } = audit;
  return 'currency' in measure
    ? { amount: figureOf(audit, recorded), currency: measure.currency }
    : { quantity: figureOf(audit, recorded), unit };
}

function foundOf(audit: OpenedAudit, observed: ObservedReceipt | undefined) {
  if (observed === undefined) return {};
  return {
    found: figureOf(audit, observed.recorded - observed.missing),
    taint: taintOf(observed),
  };
}

export const auditsTable = (audits: readonly AuditAnswer[]): CsvTable =>
  csvTable(audits, {
    auditId: (audit) => audit.auditId,
    orderId: (audit) => audit.orderId,
    measure: ({ measure }) => ('currency' in measure ? measure.currency : measure.commodity),
    tolerance: ({ tolerance }) => ('currency' in tolerance ? tolerance.amount : tolerance.quantity),
    unit: ({ tolerance }) => ('currency' in tolerance ? tolerance.currency : tolerance.unit),
    riskPercent: (audit) => audit.riskPercent,
    method: (audit) => audit.method,
    seed: (audit) => audit.seed,
    sealDate: (audit) => audit.seal.date,
    receipts: (audit) => audit.population.receipts,
    total: (audit) => audit.population.total,
    returned: (audit) => audit.population.returned,
    drawsIfClean: (audit) => audit.drawsIfClean,
    observed: (audit) => audit.observed,
    p: (audit) => audit.p?.toFixed(10),
    status: (audit) => audit.status,
  });

export const auditDrawsTable = (draws: readonly AuditDrawAnswer[]): CsvTable =>
  csvTable(draws, {
    draw: (one) => one.draw,
    g: (one) => one.g,
    receiptId: (one) => one.receiptId,
    householdId: (one) => one.householdId,
    name: (one) => one.name,
    neighbourhood: (one) => one.neighbourhood,
    locationId: (one) => one.locationId,
    payerId: (one) => one.payerId,
    at: (one) => one.at,
    quantity: (one) => one.quantity,
    unit: (one) => one.unit,
    amount: (one) => one.amount,
    currency: (one) => one.currency,
    void: (one) => one.void,
    found: (one) => one.found,
    taint: (one) => one.taint,
  });
