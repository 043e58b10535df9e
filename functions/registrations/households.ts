/** Registration of households: a further composition for each, and a link in its centre's registry chain. */

import type {
  EventOf,
  HouseholdRegistration,
  Instant,
  LocationRegistration,
} from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import {
  dependencyOn,
  isBooked,
  type Outcome,
  type Rejected,
  rejected,
} from '../../shared/domain/outcome.ts';
import { transactionItems } from '../../shared/domain/transaction-size.ts';
import { recordedScope } from '../../shared/ledger/anomaly-ids.ts';
import { backdatedRegistration } from '../../shared/ledger/backdated.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { type Household, householdRecord } from '../../shared/ledger/household-item.ts';
import type { RegistryRow } from '../../shared/ledger/registry-chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventSubject } from '../../shared/posting/event-subject.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import { redactErased } from '../../shared/posting/redaction.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import { listUnlisted } from '../../shared/posting/unlisted-anomalies.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { extendDirectory } from './directory.ts';
import { appendLinks, centresOf, type RegistryTails, refuseFull, registryTails } from './registry-links.ts';

type Registered = EventOf<'relief.households.registered.v1'>;

interface RegistrationFacts {
  readonly location: LocationRegistration | undefined;
  /** The households of the event that earlier transactions have registered. */
  readonly done: number;
  /** The registry's items of those that come next; at first of all. */
  readonly known: ReadonlyMap<string, Household>;
  /** The last link of each centre's chain that they were ever registered at, and of the event's own. */
  readonly tails: RegistryTails;
}

export const households = eventHandler<Registered, RegistrationFacts, HandlerContext>({
  load: loadRegistration,
  decide: decideRegistration,
  complete: completeRegistration,
});

const nextRows = (event: Registered, done: number): readonly HouseholdRegistration[] =>
  event.households.slice(done, done + transactionItems);

async function loadRegistration(
  { event }: EventAttempt<Registered>,
  { journal }: HandlerContext,
  done: number,
): Promise<RegistrationFacts> {
  const looked = done === 0 ? event.households : nextRows(event, done);
  const [location, known] = await Promise.all([
    journal.locations.get(event.centreId),
    journal.households.get(looked.map(({ householdId }) => householdId)),
  ]);
  const next = nextRows(event, done).flatMap(({ householdId }) => known.get(householdId) ?? []);
  const centreIds = [event.centreId, ...next.flatMap((household) => [...centresOf(household)])];
  return { location, done, known, tails: await registryTails(centreIds, journal) };
}

function decideRegistration(
  attempt: EventAttempt<Registered>,
  facts: RegistrationFacts,
  now: Instant,
): Verdict {
  const { event } = attempt;
  const { centreId } = event;
  const { location, done } = facts;
  if (location === undefined) return unknownLocation(centreId);
  if (location.kind !== 'centre') {
    return rejected('invalid-message', {
      path: 'data.centreId',
      expected: `a centre; ${centreId} is a ${location.kind}`,
    });
  }
  const tooMany = done === 0 ? refuseByHistory(attempt, facts) : undefined;
  if (tooMany !== undefined) return tooMany;
  const part = nextPart(attempt, facts, now);
  if (done + part.done === event.households.length) return { status: 'posted', writes: part.writes };
  return { status: 'write-first', writes: part.writes, done: done + part.done };
}

/** Refuses the whole before any of it is written. A household that is registered by it already adds nothing. */
function refuseByHistory(
  { event: { households: registered, centreId }, header }: EventAttempt<Registered>,
  { known }: RegistrationFacts,
): Rejected | undefined {
  const key = eventKey(header);
  for (const [index, { householdId }] of registered.entries()) {
    const household = known.get(householdId);
    if (household === undefined || household.history.some(({ event }) => event === key)) continue;
    const refusal = refuseFull(household, centreId, `data.households[${index}]`);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

interface Part {
  readonly writes: readonly Write[];
  /** Registrations that are dealt with once the writes are through. */
  readonly done: number;
}

/**
 * The writes for as many registrations as fit one transaction: each household's item, and a link in the
 * chain of every centre that it was ever registered at, all recorded at one instant later than any before.
 */
function nextPart(
  { event, header }: EventAttempt<Registered>,
  { known, tails, done: start }: RegistrationFacts,
  now: Instant,
): Part {
  const { centreId, effectiveFrom } = event;
  const key = eventKey(header);
  const rowsByCentre = new Map<string, RegistryRow[]>();
  const updates: Update[] = [];
  let done = 0;
  let rows = 0;
  for (const registration of nextRows(event, start)) {
    const { householdId, adults, children } = registration;
    const household = known.get(householdId) ?? { householdId, version: 0, awaited: false, history: [] };
    if (!household.history.some((composition) => composition.event === key)) {
      const centres = new Set([centreId, ...centresOf(household)]);
      const chains = new Set([...rowsByCentre.keys(), ...centres]).size;
      const items = updates.length + 1 + chains + itemsOfEvent;
      if (updates.length > 0 && items > transactionItems) break;
      rows += 1 + household.history.length;
      if (updates.length > 0 && rows > maxRowsOfLink) break;
      const priority = priorityOf(household, registration);
      const row = { householdId, effectiveFrom, centreId, adults, children, priority };
      for (const centre of centres) {
        const ofCentre = [...(rowsByCentre.get(centre) ?? []), ...unknownTo(centre, household), row];
        rowsByCentre.set(centre, ofCentre);
      }
      updates.push({ household, registration });
    }
    done += 1;
  }
  const { recordedAt, links } = appendLinks(key, rowsByCentre, tails, now);
  const items = updates.map((update) => registerHousehold(update, event, key, recordedAt));
  return { writes: [...items, ...links], done };
}

/** Earlier compositions that a centre's chain does not know yet: one of them may be in force after a later one, back-dated. */
const unknownTo = (centreId: string, { householdId, history }: Household): readonly RegistryRow[] =>
  history.some((composition) => composition.centreId === centreId)
    ? []
    : history.map((composition) => ({ ...composition, householdId }));

/**
 * Whether it is the last or not, a transaction leaves room for the event's claim, of which a long original takes up to three
 * items more, for three of what the event corrects, and for three in which that is counted.
 */
const itemsOfEvent = 10;

/** Rows of one link: a household that moves brings all its earlier compositions along. */
const maxRowsOfLink = 1_000;

interface Update {
  readonly household: Household;
  readonly registration: HouseholdRegistration;
}

function registerHousehold(
  { household, registration }: Update,
  { effectiveFrom, centreId }: Registered,
  event: string,
  recordedAt: Instant,
): Write {
  const { adults, children } = registration;
  const priority = priorityOf(household, registration);
  const composition = { effectiveFrom, recordedAt, centreId, adults, children, priority, event };
  const next: Household = {
    ...household,
    ...namesOf(household, registration),
    version: household.version + 1,
    history: [...household.history, composition],
  };
  return { kind: 'register', household: householdRecord(next), version: household.version };
}

/** Left out, it stays what it was. */
const priorityOf = ({ history }: Household, { priority }: HouseholdRegistration): number =>
  priority ?? history.at(-1)?.priority ?? 0;

/** What was once erased stays unknown, whoever names it again. */
function namesOf(
  { erasedAt }: Household,
  { name, neighbourhood }: Pick<HouseholdRegistration, 'name' | 'neighbourhood'>,
): Partial<Household> {
  if (erasedAt !== undefined) return {};
  return { ...(name !== undefined && { name }), ...(neighbourhood !== undefined && { neighbourhood }) };
}

/**
 * Redacts the names of those who are erased from what was kept of the event, brings the directories up to date, and lists
 * what the event changed after the fact.
 * Returns the households for which something is held.
 */
async function completeRegistration(
  attempt: EventAttempt<Registered>,
  outcome: Outcome,
  context: HandlerContext,
): Promise<readonly Unblocked[]> {
  const { event } = attempt;
  const { journal, clock } = context;
  const known = await journal.households.get(event.households.map(({ householdId }) => householdId));
  await redactErased(eventSubject(attempt), known.values(), { journal, clock });
  if (!isBooked(outcome)) return [];
  const centreIds = new Set([...known.values()].flatMap((household) => [...centresOf(household)]));
  await Promise.all([...centreIds].map((centreId) => extendDirectory(centreId, context)));
  const orderIds = await listBackdated(attempt, known.values(), { journal, clock });
  const awaited = [...known.values()].filter((household) => household.awaited);
  return [
    ...awaited.map(({ householdId }) => dependencyOn.household(householdId)),
    ...orderIds.map((orderId) => dependencyOn.finding(recordedScope(orderId))),
  ];
}

/**
 * Lists what an event changed after the fact: under each order that was accepted before it was recorded.
 *
 * Guarantees: called once the registration is written, it misses no order but one that is being accepted; whoever makes
 * that one's version looks back for it. Called again, it lists nothing twice. Returns the orders that it lists something under.
 */
async function listBackdated(
  { header }: EventAttempt<Registered>,
  registered: Iterable<Household>,
  { journal, clock }: Pick<HandlerContext, 'journal' | 'clock'>,
): Promise<readonly string[]> {
  const key = eventKey(header);
  const changed = [...registered].flatMap((household) => {
    const composition = household.history.findLast(({ event }) => event === key);
    return composition === undefined || composition === household.history[0]
      ? []
      : [{ household, composition }];
  });
  if (changed.length === 0) return [];
  const orders = await journal.orders.all();
  const late = changed.flatMap(({ household, composition }) =>
    orders.flatMap((order) =>
      backdatedRegistration([order], household, composition).map((anomaly) => ({ order, anomaly })),
    ),
  );
  await listUnlisted(
    journal,
    clock,
    late.map(({ anomaly }) => anomaly),
  );
  return [...new Set(late.map(({ order }) => order.orderId))];
}
