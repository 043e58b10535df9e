/** What the desks of the distribution centres hand out: the released shares, as they can be weighed. */
import type { Ration, ReleaseRule } from '../../shared/domain/events.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  baseQuantity,
  isCountUnit,
  negateAmounts,
  thousandthsOf,
} from '../../shared/domain/quantity.ts';
import { releasedShare } from '../../shared/domain/release.ts';
import { spread } from './random.ts';
import type { Household } from './registry.ts';
import { type Line, linesOf, type UnitOf } from './supply.ts';

export interface Receipt {
  readonly receiptId: string;
  readonly householdId: string;
  readonly collectedBy?: string;
  readonly lines: readonly Line[];
  /** It was handed over although it should not have been. */
  readonly overIssue?: { readonly reason: string };
}

export const personsOf = ({ adults, children }: Household): number => adults + children;

/** Desks weigh out in steps of 100 g. */
const weighingStep = 100n;

/** Base units by commodity that a desk has handed a household in all once it has had its share. */
export type Share = (persons: number) => Amounts;

/** The shares of a centre, to which `came` came so far. */
export function sharesOf(
  { release, rations }: { readonly release: ReleaseRule; readonly rations: readonly Ration[] },
  plan: Plan,
  came: Amounts,
): Share {
  const known = new Map<number, Amounts>();
  return (persons) => {
    const share =
      known.get(persons) ??
      new Map(
        rations.map((ration) => {
          const { commodity, unit } = ration;
          const of = { priority: 0, adults: persons, persons };
          const released = releasedShare(release, ration, plan, amountOf(came, commodity), of);
          return [commodity, isCountUnit(unit) ? released : released - (released % weighingStep)] as const;
        }),
      );
    known.set(persons, share);
    return share;
  };
}

/** What there is left to hand out; never less than nothing. */
export const lessHanded = (share: Amounts, handed: Amounts): Amounts =>
  new Map([...addAmounts(share, negateAmounts(handed))].map(([name, base]) => [name, base > 0n ? base : 0n]));

/** One household in fifty sends a neighbour. */
export function receiptOf(
  household: Household,
  number: number | string,
  amounts: Amounts,
  unitOf: UnitOf,
): Receipt {
  const { householdId } = household;
  return {
    receiptId: `R-${householdId}-${number}`,
    householdId,
    ...(spread(`proxy/${householdId}`) % 50 === 0 ? { collectedBy: `neighbour-of-${householdId}` } : {}),
    lines: linesOf(amounts, unitOf),
  };
}

export const handoverDays = [8, 9, 13, 14] as const;
export type HandoverDay = (typeof handoverDays)[number];

/** The first two households of every centre let the others go first, so that no desk is ever quite empty. */
const waitsForTheOthers = (householdId: string): boolean => /-0000[12]$/.test(householdId);

/** The day after the first train on which a household collects; three in a hundred do not come. */
export function collectsFirst(householdId: string): 8 | 9 | undefined {
  if (waitsForTheOthers(householdId)) return undefined;
  const drawn = spread(`collects/${householdId}`) % 100;
  if (drawn < 3) return undefined;
  return drawn < 62 ? 8 : 9;
}

/** The day after the second train; a third of those who came before have not come again yet when the story ends. */
export function collectsAgain(householdId: string): 13 | 14 | undefined {
  const drawn = spread(`again/${householdId}`) % 100;
  if (drawn >= (collectsFirst(householdId) === undefined ? 40 : 66)) return undefined;
  return drawn % 2 === 0 ? 13 : 14;
}

/** A household that the desks have not seen when the story ends; the first two of a centre may still come. */
export const neverComes = (householdId: string): boolean =>
  !waitsForTheOthers(householdId) &&
  collectsFirst(householdId) === undefined &&
  collectsAgain(householdId) === undefined;

const amountsOf = ({ lines }: Receipt): Amounts =>
  addAmounts(
    ...lines.map(({ commodity, quantity, unit }) => {
      const base = baseQuantity(thousandthsOf(String(quantity)) ?? 0n, unit) ?? 0n;
      return new Map([[commodity, base]]);
    }),
  );

/** What the centres' books must say of their handovers, sheet after sheet. */
export class HandoverTally {
  readonly #served = new Set<string>();
  readonly #handed = new Map<string, Map<string, bigint>>();

  /** Books receipts at their centres. */
  hand(rows: Iterable<readonly [centreId: string, receipt: Receipt]>): this {
    for (const [centreId, receipt] of rows) {
      this.#served.add(receipt.householdId);
      this.#add(centreId, amountsOf(receipt));
    }
    return this;
  }

  /** Books the return of a household's only receipt. */
  takeBack(centreId: string, receipt: Receipt): this {
    this.#served.delete(receipt.householdId);
    this.#add(centreId, negateAmounts(amountsOf(receipt)));
    return this;
  }

  #add(centreId: string, amounts: Amounts): void {
    const handed = this.#handed.get(centreId) ?? new Map<string, bigint>();
    this.#handed.set(centreId, handed);
    for (const [commodity, base] of amounts) handed.set(commodity, (handed.get(commodity) ?? 0n) + base);
  }

  get households(): number {
    return this.#served.size;
  }

  at(centreId: string): Amounts {
    return this.#handed.get(centreId) ?? new Map();
  }

  get handedOver(): Amounts {
    return addAmounts(...this.#handed.values());
  }
}
