/** Versions of a location, of which the last one counts. */
import type { JsonObject } from '../domain/canonical.ts';
import { type Instant, type LocationRegistration, locationKinds } from '../domain/events.ts';
import { locationKey } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

export interface LocationVersion extends LocationRegistration {
  readonly recordedAt: Instant;
}

/** Writes a version of a location; fails when another was first. */
export const appendLocationVersion = (
  location: LocationRegistration,
  version: number,
  recordedAt: Instant,
): Write => ({
  kind: 'append',
  key: locationKey(location.locationId, version),
  record: { ...location, recordedAt },
});

/** Reads what {@link appendLocationVersion} wrote. Errors: `DamagedRecordError` naming the field. */
export function readLocationVersion(record: JsonObject): LocationVersion {
  const fields = new RecordFields(record);
  const suppliedBy = fields.optionalText('suppliedBy');
  return {
    locationId: fields.text('locationId'),
    name: fields.text('name'),
    kind: fields.name('kind', locationKinds),
    ...(suppliedBy !== undefined && { suppliedBy }),
    recordedAt: fields.text('recordedAt'),
  };
}
