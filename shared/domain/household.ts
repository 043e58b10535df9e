/** A household's composition, with both dates: in force from, and recorded at. */
import type { CalendarDate, Instant } from './events.ts';

export const withdrawalReasons = ['deceased', 'departed', 'duplicate', 'merged', 'ineligible'] as const;
export type WithdrawalReason = (typeof withdrawalReasons)[number];

/** Why a household is served no more, and the household that it became part of, if any. */
export interface Withdrawal {
  readonly reason: WithdrawalReason;
  readonly into?: string;
}

export interface Composition {
  readonly effectiveFrom: CalendarDate;
  readonly recordedAt: Instant;
  readonly centreId: string;
  readonly adults: number;
  readonly children: number;
  readonly priority: number;
  /** Set where the household was withdrawn: the rest is what it was withdrawn with. */
  readonly withdrawn?: Withdrawal;
}

export const personsOf = (composition: Pick<Composition, 'adults' | 'children'>): number =>
  composition.adults + composition.children;

/**
 * The composition in force on `date`, as the registry had it recorded at `recordedBy`: the one effective
 * last, and of two effective on one day the one recorded last. `undefined` when none was in force, or the household
 * was withdrawn by then and not registered again since.
 *
 * Shape: withdrawals stand in `history` after the registrations that were recorded before them.
 */
export function compositionInForce<C extends Pick<Composition, 'effectiveFrom' | 'recordedAt' | 'withdrawn'>>(
  history: readonly C[],
  date: CalendarDate,
  recordedBy?: Instant,
): C | undefined {
  let inForce: C | undefined;
  let isWithdrawn = false;
  for (const composition of history) {
    if (recordedBy !== undefined && composition.recordedAt > recordedBy) continue;
    if (composition.effectiveFrom > date) continue;
    isWithdrawn = composition.withdrawn !== undefined;
    if (isWithdrawn) continue;
    const later =
      inForce === undefined ||
      composition.effectiveFrom > inForce.effectiveFrom ||
      (composition.effectiveFrom === inForce.effectiveFrom && composition.recordedAt >= inForce.recordedAt);
    if (later) inForce = composition;
  }
  return isWithdrawn ? undefined : inForce;
}

/** What was registered of a household, its withdrawals left out. */
export const registrationsOf = <C extends Pick<Composition, 'withdrawn'>>(
  history: readonly C[],
): readonly C[] => history.filter(({ withdrawn }) => withdrawn === undefined);

/** The withdrawal that a household was recorded with last, unless it was registered again since. */
export function withdrawalOf<C extends Pick<Composition, 'withdrawn'>>(
  history: readonly C[],
): (C & { readonly withdrawn: Withdrawal }) | undefined {
  const last = history.at(-1);
  return last?.withdrawn === undefined ? undefined : { ...last, withdrawn: last.withdrawn };
}
