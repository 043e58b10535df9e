/** Households as the registry has them. */
import type { JsonObject } from '../domain/canonical.ts';
import { type Household, readHousehold } from '../ledger/household-item.ts';
import { damagedAt } from '../ledger/record-fields.ts';
import type { Tables } from './tables.ts';

export class Households {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** H1: households by id; what is not there has no key. */
  async get(householdIds: readonly string[]): Promise<ReadonlyMap<string, Household>> {
    const { households } = await this.#tables.readAll([], householdIds);
    return householdsIn(households);
  }
}

/** Reads households' items, by id. Errors: `DamagedRecordError` naming household and field. */
export const householdsIn = (items: readonly JsonObject[]): ReadonlyMap<string, Household> =>
  new Map(
    items.map((item) => {
      const household = householdIn(item);
      return [household.householdId, household];
    }),
  );

function householdIn(item: JsonObject): Household {
  try {
    return readHousehold(item);
  } catch (error) {
    throw damagedAt(`households ${item['householdId']}`, error);
  }
}
