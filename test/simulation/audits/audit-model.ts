/** What an audit comes to by the contract alone: in plain sums over what was sent, and with none of the engine's code. */
import { createHash } from 'node:crypto';

/** A receipt of what is audited, as it was sent. Units: grams. */
export interface SentReceipt {
  readonly centreId: string;
  readonly receiptId: string;
  readonly grams: bigint;
  readonly isReturnedBySeal: boolean;
}

export interface AuditTerms {
  readonly seed: string;
  readonly method: 'kaplan-markov' | 'betting';
  readonly riskPercent: number;
  readonly toleranceGrams: bigint;
}

/** What a visit found. Units: grams. */
export interface Visit {
  readonly draw: number;
  readonly found: bigint | 'not-found';
}

export interface Verdict {
  readonly observed: number;
  /** `null` where it is infinite. */
  readonly p: number | null;
  readonly confirmedAt: number | undefined;
}

export class AuditModel {
  /** In the order of centre, entry of its book and place in the entry's group. */
  readonly #line: readonly SentReceipt[];
  readonly #terms: AuditTerms;
  readonly #total: bigint;
  readonly #standing: bigint;
  readonly #found = new Map<number, Pick<Visit, 'found'> & { readonly day: number }>();
  #confirmedAt: number | undefined;

  /** `sent` is in the order of sending. */
  constructor(sent: readonly SentReceipt[], terms: AuditTerms) {
    const centres = [...new Set(sent.map(({ centreId }) => centreId))].sort();
    this.#line = centres.flatMap((centre) => sent.filter(({ centreId }) => centreId === centre));
    this.#terms = terms;
    this.#total = sumOf(this.#line);
    this.#standing = sumOf(this.#line.filter(({ isReturnedBySeal }) => !isReturnedBySeal));
  }

  drawn(draw: number): SentReceipt {
    const digest = createHash('sha256').update(`${this.#terms.seed},${draw}`).digest('hex');
    let left = BigInt(`0x${digest}`) % this.#total;
    for (const receipt of this.#line) {
      if (left < receipt.grams) return receipt;
      left -= receipt.grams;
    }
    throw new Error('a draw is beyond the line');
  }

  /** Takes a sheet of visits of a day, in the place of what was found of a draw before that day or on it. */
  observe(visits: readonly Visit[], day: number): Verdict {
    for (const { draw, found } of visits)
      if (day >= (this.#found.get(draw)?.day ?? day)) this.#found.set(draw, { found, day });
    const path = this.#path();
    const first = path.find(({ p }) => p <= this.#terms.riskPercent / 100);
    this.#confirmedAt ??= first?.draw;
    const last = path.at(-1)?.p ?? 1;
    return {
      observed: path.length,
      p: Number.isFinite(last) ? last : null,
      confirmedAt: this.#confirmedAt,
    };
  }

  /** p after each draw from 1 on that was visited without a gap; draws of what was returned are skipped. */
  #path(): readonly { readonly draw: number; readonly p: number }[] {
    const path: { readonly draw: number; readonly p: number }[] = [];
    for (let draw = 1; ; draw += 1) {
      const { grams, isReturnedBySeal } = this.drawn(draw);
      if (isReturnedBySeal) continue;
      const known = this.#found.get(draw);
      if (known === undefined) return path;
      path.push({ draw, p: (path.at(-1)?.p ?? 1) * this.#factor(grams, known.found) });
    }
  }

  #factor(grams: bigint, found: Visit['found']): number {
    const got = found === 'not-found' ? 0n : found;
    const taint = Math.max(0, Number(grams - got) / Number(grams));
    const { method, toleranceGrams } = this.#terms;
    const share = Number(toleranceGrams) / Number(this.#standing);
    return method === 'betting' ? 1 / (1 + 0.9 * (1 - taint - (1 - share))) : (1 - share) / (1 - taint);
  }
}

const sumOf = (receipts: readonly SentReceipt[]): bigint =>
  receipts.reduce((sum, { grams }) => sum + grams, 0n);
