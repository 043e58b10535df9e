/** Registration of households: a further composition for each, and a link in its centre's registry chain. */
import { registryAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, HouseholdRegistration, Instant } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { dependencyOn, rejected } from '../../shared/domain/outcome.ts';
import { backdatedRegistration } from '../../shared/ledger/backdated.ts';
import { nextLink } from '../../shared/ledger/chain.ts';
import { type RegistryLink, type RegistryRow, registryBody } from '../../shared/ledger/registry-chain.ts';
import { transactionItems, type Write } from '../../shared/ledger/writes.ts';
import { entryKey, type Outcome } from '../../shared/posting/decide-batch.ts';
import { type Clock, retryOnConflict } from '../../shared/posting/post-batch.ts';
import { type EventAttempt, eventKey, postEvent } from '../../shared/posting/post-event.ts';
import { listUnlisted } from '../../shared/posting/unlisted-anomalies.ts';
import { type Household, householdRecord } from '../../shared/store/household-item.ts';
import type { JournalStore } from '../../shared/store/journal-store.ts';

type Registered = EventOf<'relief.households.registered.v1'>;

export function registerHouseholds(
  attempt: EventAttempt<Registered>,
  journal: JournalStore,
  clock: Clock,
): Promise<Outcome> {
  const { event } = attempt;
  return postEvent(attempt, journal, clock, async () => {
    const location = await journal.location(event.centreId);
    if (location === undefined) return unknownLocation(event.centreId);
    if (location.kind !== 'centre') {
      return rejected('invalid-message', {
        path: 'data.centreId',
        expected: `a centre; ${event.centreId} is a ${location.kind}`,
      });
    }
    let rest = event.households;
    for (;;) {
      const { writes, done } = await retryOnConflict(clock, async () => {
        const part = await nextPart(journal, attempt, rest, clock.now());
        if (part.done === rest.length) return part;
        return (await journal.commitAny(part.writes)) === 'conflict' ? 'conflict' : part;
      });
      if (done === rest.length) return { status: 'posted', writes };
      rest = rest.slice(done);
    }
  });
}

/**
 * Lists what an event changed after the fact: under each order that was accepted before it was recorded.
 *
 * Guarantees: called once the registration is written, it misses no order but one that is being accepted; whoever takes
 * that one's step looks back for it. Called again, it lists nothing twice.
 */
export async function listBackdated(
  { header }: EventAttempt<Registered>,
  households: Iterable<Household>,
  journal: JournalStore,
  clock: Clock,
): Promise<void> {
  const key = eventKey(header);
  const changed = [...households].flatMap((household) => {
    const composition = household.history.findLast(({ event }) => event === key);
    return composition === undefined || composition === household.history[0]
      ? []
      : [{ household, composition }];
  });
  if (changed.length === 0) return;
  const orders = await journal.orders();
  await listUnlisted(
    journal,
    clock,
    changed.flatMap(({ household, composition }) => backdatedRegistration(orders, household, composition)),
  );
}

/** What is told to come with households: word to those for which something is held. */
export const awaitedHouseholds = (households: Iterable<Household>): readonly string[] =>
  [...households]
    .filter((household) => household.awaited)
    .map(({ householdId }) => dependencyOn.household(householdId));

interface Part {
  readonly writes: readonly Write[];
  /** Registrations that are dealt with once the writes are through. */
  readonly done: number;
}

/**
 * The writes for as many registrations as fit one transaction: each household's item, and a link in the
 * chain of every centre that it was ever registered at, all recorded at one instant later than any before.
 */
async function nextPart(
  journal: JournalStore,
  { event, header }: EventAttempt<Registered>,
  registrations: readonly HouseholdRegistration[],
  now: Instant,
): Promise<Part> {
  const { centreId, effectiveFrom } = event;
  const key = eventKey(header);
  const candidates = registrations.slice(0, transactionItems);
  const known = await journal.households(candidates.map(({ householdId }) => householdId));
  const rowsByCentre = new Map<string, RegistryRow[]>();
  const updates: Update[] = [];
  let done = 0;
  for (const registration of candidates) {
    const { householdId, adults, children, priority } = registration;
    const household = known.get(householdId) ?? { householdId, version: 0, awaited: false, history: [] };
    if (!household.history.some((composition) => composition.event === key)) {
      const centres = new Set([centreId, ...household.history.map((composition) => composition.centreId)]);
      const chains = new Set([...rowsByCentre.keys(), ...centres]).size;
      const items = updates.length + 1 + chains + eventClaim;
      if (updates.length > 0 && items > transactionItems) break;
      const row = { householdId, effectiveFrom, centreId, adults, children, priority };
      for (const centre of centres) {
        const rows = [...(rowsByCentre.get(centre) ?? []), ...unknownTo(centre, household), row];
        rowsByCentre.set(centre, rows);
      }
      updates.push({ household, registration });
    }
    done += 1;
  }
  const tails = await Promise.all(
    [...rowsByCentre.keys()].map(async (centre) => [centre, await journal.registryTail(centre)] as const),
  );
  const recordedAt = afterAll(
    now,
    tails.flatMap(([, tail]) => tail ?? []),
  );
  const links = tails.map(([centre, tail]): Write => {
    const account = registryAccount(centre);
    const record = nextLink(account, tail, recordedAt, registryBody(key, rowsByCentre.get(centre) ?? []));
    return { kind: 'append', key: entryKey('stock', account, record.seq), record };
  });
  const items = updates.map(({ household, registration }): Write => {
    const { adults, children, priority } = registration;
    const composition = { effectiveFrom, recordedAt, centreId, adults, children, priority, event: key };
    const next: Household = {
      ...household,
      ...namesOf(household, registration),
      version: household.version + 1,
      history: [...household.history, composition],
    };
    return { kind: 'register', household: householdRecord(next), version: household.version };
  });
  return { writes: [...items, ...links], done };
}

/** Earlier compositions that a centre's chain does not know yet: one of them may be in force after a later one, back-dated. */
const unknownTo = (centreId: string, { householdId, history }: Household): readonly RegistryRow[] =>
  history.some((composition) => composition.centreId === centreId)
    ? []
    : history.map((composition) => ({ ...composition, householdId }));

/** The event's claim shares the last transaction. */
const eventClaim = 1;

interface Update {
  readonly household: Household;
  readonly registration: HouseholdRegistration;
}

/** What was once erased stays unknown, whoever names it again. */
function namesOf(household: Household, { name, neighbourhood }: HouseholdRegistration): Partial<Household> {
  if (household.erasedAt !== undefined) return {};
  return { ...(name !== undefined && { name }), ...(neighbourhood !== undefined && { neighbourhood }) };
}

/** `now`, or a millisecond after the last of `tails` where the clock stands behind it. */
function afterAll(now: Instant, tails: readonly RegistryLink[]): Instant {
  const last = tails.reduce((latest, { at }) => (at > latest ? at : latest), '');
  if (now > last) return now;
  return new Date(Date.parse(last) + 1).toISOString();
}
