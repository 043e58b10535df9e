/** Hubs, centres and stores, each as last registered. */
import type { Instant } from '../domain/events.ts';
import { locationsSubject, parseLocationItem, versionsOfLocation } from '../ledger/keys.ts';
import { type LocationVersion, readLocationVersion } from '../ledger/location-version.ts';
import { readStored, type StoredRecord } from '../ledger/record-fields.ts';
import type { Tables } from './tables.ts';

/** A location as last registered, with how often it was. */
export interface StoredLocation extends LocationVersion {
  readonly version: number;
}

export class Locations {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** S1: a location as last registered, by an instant or now. */
  async get(locationId: string, asOf?: Instant): Promise<StoredLocation | undefined> {
    const range = versionsOfLocation(locationId);
    if (asOf !== undefined) {
      const versions = await this.#tables.all('stock', locationsSubject, range);
      return versions.map(locationIn).findLast(({ recordedAt }) => recordedAt <= asOf);
    }
    const { items } = await this.#tables.page('stock', locationsSubject, {
      ...range,
      backwards: true,
      limit: 1,
    });
    return items.map(locationIn)[0];
  }

  /** S2: every location as last registered, by an instant or now, by id. */
  async all(asOf?: Instant): Promise<readonly StoredLocation[]> {
    const latest = new Map<string, StoredLocation>();
    for (const stored of await this.#tables.all('stock', locationsSubject)) {
      const location = locationIn(stored);
      if (asOf === undefined || location.recordedAt <= asOf) latest.set(location.locationId, location);
    }
    return [...latest.values()];
  }
}

const locationIn = (stored: StoredRecord): StoredLocation => ({
  ...readStored(stored, readLocationVersion),
  version: parseLocationItem(stored.item).version,
});
