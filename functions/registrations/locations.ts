/** Registration of hubs, centres and stores: each a further version, the last one counts. */
import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { type Refusal, rejected } from '../../shared/domain/outcome.ts';
import type { JsonObject } from '../../shared/ledger/chain.ts';
import { seqItem, transactionItems, type Write } from '../../shared/ledger/writes.ts';
import type { Outcome } from '../../shared/posting/decide-batch.ts';
import { type Clock, retryOnConflict } from '../../shared/posting/post-batch.ts';
import { type EventAttempt, postEvent } from '../../shared/posting/post-event.ts';
import type { JournalStore, StoredLocation } from '../../shared/store/journal-store.ts';

type Registered = EventOf<'relief.locations.registered.v1'>;

/** The event's claim shares the last transaction. */
const locationsPerTransaction = transactionItems - 1;

export function registerLocations(
  attempt: EventAttempt<Registered>,
  journal: JournalStore,
  clock: Clock,
): Promise<Outcome> {
  const { locations } = attempt.event;
  return postEvent(attempt, journal, clock, async (now) => {
    const refusal = refuseLocations(locations, byId(await journal.locations()));
    if (refusal !== undefined) return refusal;
    let start = 0;
    for (; locations.length - start > locationsPerTransaction; start += locationsPerTransaction) {
      const part = locations.slice(start, start + locationsPerTransaction);
      await retryOnConflict(clock, async () => journal.commitAny(await versionWrites(part, now, journal)));
    }
    return { status: 'posted', writes: await versionWrites(locations.slice(start), now, journal) };
  });
}

/** A location keeps its kind, for its books are named by it; a supplier, where it is known, is a hub. */
function refuseLocations(
  locations: readonly LocationRegistration[],
  known: ReadonlyMap<string, LocationRegistration>,
): Refusal | undefined {
  const together = new Map([...known, ...byId(locations)]);
  for (const [index, { locationId, kind, suppliedBy }] of locations.entries()) {
    const before = known.get(locationId);
    if (before !== undefined && before.kind !== kind) {
      return rejected('invalid-message', {
        path: `data.locations[${index}].kind`,
        expected: `"${before.kind}", as ${locationId} was registered before`,
      });
    }
    const supplier = suppliedBy === undefined ? undefined : together.get(suppliedBy);
    if (supplier !== undefined && supplier.kind !== 'hub') {
      return rejected('invalid-message', {
        path: `data.locations[${index}].suppliedBy`,
        expected: `a hub; ${suppliedBy} is a ${supplier.kind}`,
      });
    }
  }
  return undefined;
}

async function versionWrites(
  locations: readonly LocationRegistration[],
  now: Instant,
  journal: JournalStore,
): Promise<readonly Write[]> {
  const known = byId(await journal.locations());
  return locations.flatMap((location): Write[] => {
    const before = known.get(location.locationId);
    if (before !== undefined && isSame(before, location)) return [];
    const item = `${location.locationId}/${seqItem((before?.version ?? 0) + 1)}`;
    return [
      {
        kind: 'append',
        key: { table: 'stock', subject: 'locations', item },
        record: { ...location, recordedAt: now } as JsonObject,
      },
    ];
  });
}

const byId = <L extends LocationRegistration>(locations: readonly L[]): ReadonlyMap<string, L> =>
  new Map(locations.map((location) => [location.locationId, location]));

const isSame = (one: StoredLocation, other: LocationRegistration): boolean =>
  one.name === other.name && one.kind === other.kind && one.suppliedBy === other.suppliedBy;
