/** A household's item in the registry: who and where it is now, and every composition it ever had. */
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import type { Composition } from '../domain/household.ts';
import { countOf, damaged, isList, listOf, RecordFields, textOf } from './record-fields.ts';
import { readWithdrawal, withdrawalRow } from './registry-chain.ts';

/** A composition with the event that registered it. */
export interface RegisteredComposition extends Composition {
  readonly event: string;
}

export interface Household {
  readonly householdId: string;
  /** 0 for one that is not registered, and only depended on. */
  readonly version: number;
  /** Whether something was ever held for want of this household. */
  readonly awaited: boolean;
  readonly name?: string;
  readonly neighbourhood?: string;
  readonly erasedAt?: Instant;
  /** Which of its cards is in force: how often it was renewed. */
  readonly cardGeneration?: number;
  /** In the order they were recorded. */
  readonly history: readonly RegisteredComposition[];
}

export const isRegistered = (household: Household | undefined): household is Household =>
  household !== undefined && household.version > 0;

/** The item to store. */
export function householdRecord(household: Household): JsonObject {
  const { householdId, version, awaited, name, neighbourhood, erasedAt, cardGeneration, history } = household;
  return {
    householdId,
    version,
    ...(awaited && { awaited }),
    ...(name !== undefined && { name }),
    ...(neighbourhood !== undefined && { neighbourhood }),
    ...(erasedAt !== undefined && { erasedAt }),
    ...(cardGeneration !== undefined && { cardGeneration }),
    history: JSON.stringify(
      history.map((row) => [
        row.effectiveFrom,
        row.recordedAt,
        row.centreId,
        row.adults,
        row.children,
        row.priority,
        row.event,
        ...withdrawalRow(row),
      ]),
    ),
  };
}

/** Reads a household's item; one that is only depended on has neither version nor history. Errors: `DamagedRecordError` naming the field. */
export function readHousehold(record: JsonObject): Household {
  const fields = new RecordFields(record);
  const { version, history, cardGeneration } = record;
  const name = fields.optionalText('name');
  const neighbourhood = fields.optionalText('neighbourhood');
  const erasedAt = fields.optionalText('erasedAt');
  return {
    householdId: fields.text('householdId'),
    version: version === undefined ? 0 : fields.count('version'),
    awaited: fields.flag('awaited'),
    ...(name !== undefined && { name }),
    ...(neighbourhood !== undefined && { neighbourhood }),
    ...(erasedAt !== undefined && { erasedAt }),
    ...(cardGeneration !== undefined && { cardGeneration: fields.count('cardGeneration') }),
    history: history === undefined ? [] : rowsIn(fields.text('history')).map(readComposition),
  };
}

function rowsIn(history: string): readonly JsonValue[] {
  let rows: JsonValue;
  try {
    rows = JSON.parse(history);
  } catch {
    return damaged('history');
  }
  return isList(rows) ? rows : damaged('history');
}

function readComposition(row: JsonValue): RegisteredComposition {
  const [effectiveFrom, recordedAt, centreId, adults, children, priority, event, ...withdrawal] = listOf(
    row,
    'history',
  );
  return {
    effectiveFrom: textOf(effectiveFrom, 'history'),
    recordedAt: textOf(recordedAt, 'history'),
    centreId: textOf(centreId, 'history'),
    adults: countOf(adults, 'history'),
    children: countOf(children, 'history'),
    priority: countOf(priority, 'history'),
    event: textOf(event, 'history'),
    ...readWithdrawal(withdrawal, 'history'),
  };
}
