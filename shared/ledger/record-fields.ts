/** Reads the fields of stored records, each checked to be what this program writes there. */
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import { type Amounts, noAmounts } from '../domain/quantity.ts';
import type { ItemKey } from './keys.ts';

/** A stored record that is not what this program writes: the tables were touched from outside. */
export class DamagedRecordError extends Error {
  override readonly name = 'DamagedRecordError';
  readonly field: string;

  constructor(field: string, place?: string, cause?: unknown) {
    super(`${place === undefined ? '' : `${place}: `}field ${field} is not as it was written`, { cause });
    this.field = field;
  }
}

/** A record and where it stands. */
export interface StoredRecord extends ItemKey {
  readonly record: JsonObject;
}

/** Reads a stored record. Errors: {@link DamagedRecordError} naming table, subject, item and field. */
export function readStored<T>(stored: StoredRecord, read: (record: JsonObject) => T): T {
  try {
    return read(stored.record);
  } catch (error) {
    throw damagedAt(`${stored.table} ${stored.subject} ${stored.item}`, error);
  }
}

/** The error with the place of the record, where it is of a damaged record. */
export const damagedAt = (place: string, error: unknown): unknown =>
  error instanceof DamagedRecordError ? new DamagedRecordError(error.field, place, error) : error;

export const damaged = (field: string): never => {
  throw new DamagedRecordError(field);
};

export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `field` names a value in the errors of the functions below: {@link DamagedRecordError} each. */
export const textOf = (value: JsonValue | undefined, field: string): string =>
  typeof value === 'string' ? value : damaged(field);

export const countOf = (value: JsonValue | undefined, field: string): number =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : damaged(field);

export const integerOf = (value: JsonValue | undefined, field: string): bigint =>
  typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : damaged(field);

export const listOf = (value: JsonValue | undefined, field: string): readonly JsonValue[] =>
  isList(value) ? value : damaged(field);

export const objectOf = (value: JsonValue | undefined, field: string): JsonObject =>
  isObject(value) ? value : damaged(field);

/** One of the names that a field may have. */
export const nameOf = <T extends string>(
  value: JsonValue | undefined,
  names: readonly T[],
  field: string,
): T => names.find((name) => name === value) ?? damaged(field);

export const textsOf = (value: JsonValue | undefined, field: string): readonly string[] =>
  listOf(value, field).map((each) => textOf(each, field));

/** Rows of two texts. */
export const textPairsOf = (
  value: JsonValue | undefined,
  field: string,
): readonly (readonly [string, string])[] =>
  listOf(value, field).map((row) => {
    const [first, second] = listOf(row, field);
    return [textOf(first, field), textOf(second, field)];
  });

/** Amounts as {@link amountsRecord} wrote them; none where the field was left out. */
export const amountsOf = (value: JsonValue | undefined, field: string): Amounts =>
  value === undefined
    ? noAmounts
    : new Map(
        listOf(value, field).map((row) => {
          const [commodity, quantity] = listOf(row, field);
          return [textOf(commodity, field), integerOf(quantity, field)];
        }),
      );

export const amountsRecord = (amounts: Amounts): JsonValue =>
  [...amounts].map(([commodity, quantity]) => [commodity, quantity.toString()]);

/** The fields of a record by name. Errors of all its methods: {@link DamagedRecordError}. */
export class RecordFields {
  readonly #record: JsonObject;

  constructor(record: JsonObject) {
    this.#record = record;
  }

  text(field: string): string {
    return textOf(this.#record[field], field);
  }

  optionalText(field: string): string | undefined {
    return this.#optional(field, textOf);
  }

  count(field: string): number {
    return countOf(this.#record[field], field);
  }

  /** Left out where it is 0. */
  countFromZero(field: string): number {
    return this.#optional(field, countOf) ?? 0;
  }

  integer(field: string): bigint {
    return integerOf(this.#record[field], field);
  }

  optionalInteger(field: string): bigint | undefined {
    return this.#optional(field, integerOf);
  }

  /** `true` or left out. */
  flag(field: string): boolean {
    const value = this.#record[field];
    return value === undefined ? false : value === true || damaged(field);
  }

  boolean(field: string): boolean {
    const value = this.#record[field];
    return typeof value === 'boolean' ? value : damaged(field);
  }

  name<T extends string>(field: string, names: readonly T[]): T {
    return nameOf(this.#record[field], names, field);
  }

  optionalName<T extends string>(field: string, names: readonly T[]): T | undefined {
    return this.#optional(field, (value) => nameOf(value, names, field));
  }

  list(field: string): readonly JsonValue[] {
    return listOf(this.#record[field], field);
  }

  texts(field: string): readonly string[] {
    return textsOf(this.#record[field], field);
  }

  optionalTexts(field: string): readonly string[] | undefined {
    return this.#optional(field, textsOf);
  }

  object(field: string): JsonObject {
    return objectOf(this.#record[field], field);
  }

  amounts(field: string): Amounts {
    return amountsOf(this.#record[field], field);
  }

  #optional<T>(field: string, read: (value: JsonValue, field: string) => T): T | undefined {
    const value = this.#record[field];
    return value === undefined ? undefined : read(value, field);
  }
}
