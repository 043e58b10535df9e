/** Reads the fields of stored records, each checked to be what this program writes there. */
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { JsonObject } from '../../shared/ledger/chain.ts';
import { DamagedRecordError } from '../../shared/ledger/entry.ts';

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a record by name. Errors of all its methods: {@link DamagedRecordError}. */
export class RecordFields {
  readonly #record: JsonObject;

  constructor(record: JsonObject) {
    this.#record = record;
  }

  text(field: string): string {
    const value = this.#record[field];
    return typeof value === 'string' ? value : this.#fail(field);
  }

  optionalText(field: string): string | undefined {
    return this.#record[field] === undefined ? undefined : this.text(field);
  }

  count(field: string): number {
    const value = this.#record[field];
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.#fail(field);
  }

  integer(field: string): bigint {
    const value = this.text(field);
    return /^-?\d+$/.test(value) ? BigInt(value) : this.#fail(field);
  }

  name<T extends string>(field: string, names: readonly T[]): T {
    const value = this.#record[field];
    return names.find((name) => name === value) ?? this.#fail(field);
  }

  optionalName<T extends string>(field: string, names: readonly T[]): T | undefined {
    return this.#record[field] === undefined ? undefined : this.name(field, names);
  }

  texts(field: string): string[] {
    const value = this.#record[field];
    if (!Array.isArray(value)) return this.#fail(field);
    return value.map((each) => (typeof each === 'string' ? each : this.#fail(field)));
  }

  object(field: string): RecordFields {
    const value = this.#record[field];
    return isObject(value) ? new RecordFields(value) : this.#fail(field);
  }

  #fail(field: string): never {
    throw new DamagedRecordError(`field ${field} is not as it was written`);
  }
}
