/** Registration of hubs, centres and stores: each a further version, the last one counts. */

import type { EventOf, Instant, LocationRegistration } from '../../shared/domain/events.ts';
import { dependencyOn, type Refusal, rejected } from '../../shared/domain/outcome.ts';
import { seqItem } from '../../shared/ledger/keys.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { firstTransactionItems } from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredLocation } from '../../shared/store/locations.ts';

type Registered = EventOf<'relief.locations.registered.v1'>;

/** What shares the last transaction is that of any event: its claim, and what it corrects. */
const locationsPerTransaction = firstTransactionItems;

interface LocationFacts {
  readonly known: ReadonlyMap<string, StoredLocation>;
  /** Locations of the event that earlier transactions have registered. */
  readonly done: number;
}

export const locations = eventHandler<Registered, LocationFacts, HandlerContext>({
  load: async (_attempt, { journal }, done) => ({ known: byId(await journal.locations.all()), done }),
  decide: decideLocations,
  // Households held for want of their centre come before an order held for the same: it counts whom it covers once.
  retriesFirst: (event) => event.locations.map(({ locationId }) => dependencyOn.location(locationId)),
  unblocks: (event) => event.locations.map(({ locationId }) => dependencyOn.location(locationId)),
});

function decideLocations(
  { event }: EventAttempt<Registered>,
  { known, done }: LocationFacts,
  now: Instant,
): Verdict {
  const refusal = refuseLocations(event.locations, known);
  if (refusal !== undefined) return refusal;
  const rest = event.locations.slice(done);
  const part = rest.slice(0, locationsPerTransaction);
  const writes = versionWrites(part, known, now);
  if (part.length === rest.length) return { status: 'posted', writes, isWhole: true };
  return { status: 'write-first', writes, done: done + part.length };
}

/** A location keeps its kind, for its books are named by it; a supplier, where it is known, is a hub. */
function refuseLocations(
  registered: readonly LocationRegistration[],
  known: ReadonlyMap<string, LocationRegistration>,
): Refusal | undefined {
  const together = new Map([...known, ...byId(registered)]);
  for (const [index, { locationId, kind, suppliedBy }] of registered.entries()) {
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

const versionWrites = (
  registered: readonly LocationRegistration[],
  known: ReadonlyMap<string, StoredLocation>,
  now: Instant,
): readonly Write[] =>
  registered.flatMap((location): Write[] => {
    const before = known.get(location.locationId);
    if (before !== undefined && isSame(before, location)) return [];
    const item = `${location.locationId}/${seqItem((before?.version ?? 0) + 1)}`;
    const key = { table: 'stock', subject: 'locations', item } as const;
    return [{ kind: 'append', key, record: { ...location, recordedAt: now } }];
  });

const byId = <L extends LocationRegistration>(all: readonly L[]): ReadonlyMap<string, L> =>
  new Map(all.map((location) => [location.locationId, location]));

const isSame = (one: StoredLocation, other: LocationRegistration): boolean =>
  one.name === other.name && one.kind === other.kind && one.suppliedBy === other.suppliedBy;
