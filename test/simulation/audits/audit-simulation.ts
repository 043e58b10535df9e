/**
 * Audits of books in which more is missing than they tolerate: how often they confirm it all the same, and how many
 * visits it takes to meet the first household that got nothing.
 */
import {
  type AuditMethod,
  type AuditTest,
  judgeAudit,
  type Observation,
} from '../../../shared/domain/audit-evidence.ts';
import { drawnUnit } from '../../../shared/ledger/audit-draws.ts';
import type { Dice } from '../../support/dice.ts';

/** How theft is spread over the receipts. */
export const thefts = ['even', 'clustered'] as const;
export type Theft = (typeof thefts)[number];

/** What is recorded of a receipt, and how much of it never came. Units: grams. */
export interface SimulatedReceipt {
  readonly recorded: bigint;
  readonly missing: bigint;
}

interface StolenBooks {
  readonly receipts: readonly SimulatedReceipt[];
  /** Where the interval of each receipt ends. Units: grams. */
  readonly ends: readonly number[];
  readonly tolerance: bigint;
  readonly total: bigint;
}

const receiptsOfBooks = 400;

/**
 * Receipts of which just more is missing than is tolerated: the books that are hardest to tell from honest ones.
 *
 * `even` takes the same share of each receipt; `clustered` takes all of some, next to one another, and of one a part.
 */
export function stolenBooks(dice: Dice, theft: Theft, toleranceShare: number): StolenBooks {
  const amounts = Array.from({ length: receiptsOfBooks }, () => BigInt(dice.whole(1, 12)) * 5_000n);
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const tolerance = (total * BigInt(Math.round(toleranceShare * 10_000))) / 10_000n;
  let left = tolerance + 1n;
  const start = dice.whole(0, receiptsOfBooks - 1);
  const order = amounts.map((_, index) => (start + index) % receiptsOfBooks);
  const missing = new Array<bigint>(receiptsOfBooks).fill(0n);
  for (const index of order) {
    const amount = amounts[index] ?? 0n;
    // Rounded up, so that in all no less is missing than is to be.
    const share = theft === 'even' ? (amount * (tolerance + 1n) + total - 1n) / total : amount;
    missing[index] = share < left || theft === 'even' ? share : left;
    left -= missing[index] ?? 0n;
    if (left <= 0n && theft === 'clustered') break;
  }
  let end = 0;
  return {
    ends: amounts.map((amount) => {
      end += Number(amount);
      return end;
    }),
    receipts: amounts.map((recorded, index) => ({ recorded, missing: missing[index] ?? 0n })),
    tolerance,
    total,
  };
}

export interface SimulatedAudits {
  readonly method: AuditMethod;
  readonly theft: Theft;
  readonly riskPercent: number;
  readonly toleranceShare: number;
  /** Whoever audits gives up after so many visits. */
  readonly mostVisits: number;
}

/** Audits of the same books, each with a seed of its own: making books takes longer than an audit. */
const auditsOfBooks = 50;

/** How many of some audits of such books confirm what is not true. */
export function falselyConfirmed(dice: Dice, audits: SimulatedAudits, count: number): number {
  let found = 0;
  for (let first = 0; first < count; first += auditsOfBooks) {
    const books = stolenBooks(dice, audits.theft, audits.toleranceShare);
    for (let audit = first; audit < Math.min(count, first + auditsOfBooks); audit += 1)
      if (isConfirmed(dice, books, audits)) found += 1;
  }
  return found;
}

function isConfirmed(
  dice: Dice,
  { receipts, ends, tolerance, total }: StolenBooks,
  { method, riskPercent, mostVisits }: SimulatedAudits,
): boolean {
  const riskThousandths = BigInt(Math.round(riskPercent * 1_000));
  const test: AuditTest = { method, tolerance, standing: total, riskThousandths };
  const seed = Array.from({ length: 20 }, () => dice.whole(0, 9)).join('');
  const observations: Observation[] = [];
  let logarithm = 0;
  for (let draw = 1; draw <= mostVisits; draw += 1) {
    const receipt = receipts[firstBeyond(ends, Number(drawnUnit(seed, draw, total)))];
    if (receipt === undefined) throw new RangeError('a draw is of a receipt');
    observations.push({ draw, ...receipt });
    logarithm += Math.log(factorOf(test, receipt));
    // Whole numbers take long: they decide wherever p comes near the risk.
    if (logarithm > Math.log(riskPercent / 100) + margin) continue;
    if (judgeAudit(test, [observations], () => false).confirmedAt !== undefined) return true;
  }
  return false;
}

/** Far more than a product of some hundred numbers is rounded by. */
const margin = 1e-6;

/** By how much a visit multiplies p, by the formulas of the contract. */
function factorOf(
  { method, tolerance, standing }: AuditTest,
  { recorded, missing }: SimulatedReceipt,
): number {
  const share = Number(tolerance) / Number(standing);
  const kept = 1 - Number(missing) / Number(recorded);
  return method === 'kaplan-markov' ? (1 - share) / kept : 1 / (1 + 0.9 * (kept - (1 - share)));
}

/** The first of ascending numbers that is greater than one. */
function firstBeyond(ends: readonly number[], unit: number): number {
  let [lowest, highest] = [0, ends.length - 1];
  while (lowest < highest) {
    const middle = Math.floor((lowest + highest) / 2);
    if ((ends[middle] ?? 0) > unit) highest = middle;
    else lowest = middle + 1;
  }
  return lowest;
}

/**
 * The share of so many audits, with the ends of its interval: at 95 %, or as wide as the normal quantile `z` asks.
 * Source: Wilson (1927).
 */
export function shareOf(
  found: number,
  of: number,
  z = 1.96,
): { readonly share: number; readonly low: number; readonly high: number } {
  const share = found / of;
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))) / (1 + z ** 2 / of);
  return { share, low: Math.max(0, middle - half), high: middle + half };
}

/** The visits that meet a phantom receipt with a probability, where phantoms are a share of all that is recorded. */
export const visitsToFind = (phantomShare: number, probability: number): number =>
  Math.ceil(Math.log(1 - probability) / Math.log1p(-phantomShare));
