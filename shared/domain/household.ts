/** A household's composition, with both dates: in force from, and recorded at. */
import type { CalendarDate, Instant } from './events.ts';

export interface Composition {
  readonly effectiveFrom: CalendarDate;
  readonly recordedAt: Instant;
  readonly centreId: string;
  readonly adults: number;
  readonly children: number;
  readonly priority: number;
}

export const personsOf = (composition: Pick<Composition, 'adults' | 'children'>): number =>
  composition.adults + composition.children;

/**
 * The composition in force on `date`, as the registry had it recorded at `recordedBy`: the one effective
 * last, and of two effective on one day the one recorded last. `undefined` when none was in force.
 */
export function compositionInForce<C extends Pick<Composition, 'effectiveFrom' | 'recordedAt'>>(
  history: readonly C[],
  date: CalendarDate,
  recordedBy?: Instant,
): C | undefined {
  let inForce: C | undefined;
  for (const composition of history) {
    if (recordedBy !== undefined && composition.recordedAt > recordedBy) continue;
    if (composition.effectiveFrom > date) continue;
    const later =
      inForce === undefined ||
      composition.effectiveFrom > inForce.effectiveFrom ||
      (composition.effectiveFrom === inForce.effectiveFrom && composition.recordedAt >= inForce.recordedAt);
    if (later) inForce = composition;
  }
  return inForce;
}
