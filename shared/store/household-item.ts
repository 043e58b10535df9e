/** A household's item in the registry: who and where it is now, and every composition it ever had. */
import type { CalendarDate, Instant } from '../domain/events.ts';
import type { Composition } from '../domain/household.ts';
import type { JsonObject } from '../ledger/chain.ts';

/** A composition with the event that registered it. */
export interface RegisteredComposition extends Composition {
  readonly event: string;
}

export interface Household {
  readonly householdId: string;
  /** 0 for one that is not registered, and only waited for. */
  readonly version: number;
  /** Whether something was ever held for want of this household. */
  readonly awaited: boolean;
  readonly name?: string;
  readonly neighbourhood?: string;
  readonly erasedAt?: Instant;
  /** In the order they were recorded. */
  readonly history: readonly RegisteredComposition[];
}

export const isRegistered = (household: Household | undefined): household is Household =>
  household !== undefined && household.version > 0;

type HistoryRow = readonly [CalendarDate, Instant, string, number, number, number, string];

/** The item to store; `centreId`, by which the index lists it, is where the last composition recorded puts it. */
export function householdRecord(household: Household): JsonObject {
  const { householdId, version, awaited, name, neighbourhood, erasedAt, history } = household;
  const centreId = history.at(-1)?.centreId;
  return {
    householdId,
    version,
    ...(awaited && { awaited }),
    ...(name !== undefined && { name }),
    ...(neighbourhood !== undefined && { neighbourhood }),
    ...(erasedAt !== undefined && { erasedAt }),
    ...(centreId !== undefined && { centreId }),
    history: JSON.stringify(
      history.map(
        (row): HistoryRow => [
          row.effectiveFrom,
          row.recordedAt,
          row.centreId,
          row.adults,
          row.children,
          row.priority,
          row.event,
        ],
      ),
    ),
  };
}

export function readHousehold(item: JsonObject): Household {
  const { householdId, version, awaited, name, neighbourhood, erasedAt, history } = item as unknown as {
    readonly householdId: string;
    readonly version?: number;
    readonly awaited?: boolean;
    readonly name?: string;
    readonly neighbourhood?: string;
    readonly erasedAt?: Instant;
    readonly history?: string;
  };
  return {
    householdId,
    version: version ?? 0,
    awaited: awaited ?? false,
    ...(name !== undefined && { name }),
    ...(neighbourhood !== undefined && { neighbourhood }),
    ...(erasedAt !== undefined && { erasedAt }),
    history: (JSON.parse(history ?? '[]') as readonly HistoryRow[]).map(
      ([effectiveFrom, recordedAt, centreId, adults, children, priority, event]) => ({
        effectiveFrom,
        recordedAt,
        centreId,
        adults,
        children,
        priority,
        event,
      }),
    ),
  };
}
