/**
 * Acceptance of an order's revision, a saga: the registry is counted once per centre, as it was recorded at one
 * instant, and nothing is written per household.
 *
 * First the acceptance begins: the instant is fixed, no earlier than the last registration at any of the centres,
 * whatever clock it was recorded by, and with it the event's id and the units of what the revision names first. From
 * then on only a cancellation can be in its way. Then each centre's registry chain gets a snapshot marker, together
 * with the plan counted from it, and the version to come is announced to the centre's book, and to those of centres that the
 * revision drops. Whatever is registered
 * after the marker is recorded later than the instant, so plan and entitlement depend on the same compositions for
 * good. Last the order's chain gets the version. A crash in between is completed by the next delivery, from the same
 * instant.
 */

import { orderAccount, registryAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, OrderTerms } from '../../shared/domain/events.ts';
import { type Coverage, coverageOf } from '../../shared/domain/order-terms.ts';
import { type Refusal, rejected } from '../../shared/domain/outcome.ts';
import { latest, nextLink } from '../../shared/ledger/chain.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { acceptanceKey, entryKey, orderVersionKey, planKey } from '../../shared/ledger/keys.ts';
import { type OrderVersionContent, orderVersionBody } from '../../shared/ledger/order-chain.ts';
import { RecordFields } from '../../shared/ledger/record-fields.ts';
import { countRegistry, planRecord, registryBody } from '../../shared/ledger/registry-chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { unitsFirst } from '../../shared/posting/deferred-writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { claimPending } from '../../shared/posting/post-event.ts';
import { retryOnConflict } from '../../shared/posting/retry-on-conflict.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { maxRecordBytes, recordBytes } from '../../shared/store/item-form.ts';
import type { StoredLocation } from '../../shared/store/locations.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import {
  announceOrderVersion,
  centresEverCovered,
  nextAnnouncement,
  ofEachCentre,
} from './order-announcement.ts';

export type Issued = EventOf<'relief.order.issued.v1'>;
export type Amended = EventOf<'relief.order.amended.v1'>;

/** A pending acceptance. */
interface Acceptance {
  readonly acceptedAt: Instant;
  readonly digest: string;
}

export interface AcceptanceFacts {
  readonly stored: StoredOrder;
  readonly locations: readonly StoredLocation[];
  readonly acceptance: Acceptance | undefined;
  /** The centres that have a plan of the revision. */
  readonly planned: ReadonlySet<string>;
  /** When households were last registered at any of the covered centres. */
  readonly registeredAt: Instant | undefined;
}

/** What a revision's terms are to be; `undefined` where that is not known yet. */
type TermsOf<E> = (event: E, stored: StoredOrder) => OrderTerms | undefined;

const revisionOf = (event: Issued | Amended): number =>
  event.type === 'relief.order.issued.v1' ? 1 : event.revision;

/** Plans the centres that a pending acceptance has not planned yet. */
export const resumeAcceptance =
  <E extends Issued | Amended>(termsOf: TermsOf<E>) =>
  async (attempt: EventAttempt<E>, context: HandlerContext): Promise<void> => {
    const { header, event } = attempt;
    const revision = revisionOf(event);
    const acceptance = await pendingAcceptance(event, context);
    if (acceptance?.digest !== header.digest) return;
    const { stored, locations, planned } = await readAcceptance(event, context);
    const { order, versions } = stored;
    const isNext = revision === (order?.revision ?? 0) + 1 && order?.cancelled !== true;
    const terms = termsOf(event, stored);
    if (!isNext || terms === undefined) return;
    const coverage = coverageOf(terms, locations);
    if ('status' in coverage) return;
    const missing = coverage.centreIds.filter((centreId) => !planned.has(centreId));
    const version = versions.length + 1;
    // First those that it drops: once every centre is planned, whoever sees it may make the version.
    const covered = new Set(coverage.centreIds);
    const dropped =
      order === undefined ? [] : [...centresEverCovered(order)].filter((id) => !covered.has(id));
    if (missing.length > 0) await announceOrderVersion(context, event.orderId, version, dropped);
    const { acceptedAt } = acceptance;
    const plan = { orderId: event.orderId, revision, version, terms, acceptedAt };
    await ofEachCentre(missing, (centreId) =>
      retryOnConflict(context.clock, () => planCentre(context, plan, centreId)),
    );
  };

export const loadAcceptance =
  <E extends Issued | Amended>(termsOf: TermsOf<E>) =>
  async ({ event }: EventAttempt<E>, context: HandlerContext): Promise<AcceptanceFacts> => {
    const facts = await readAcceptance(event, context);
    const terms = termsOf(event, facts.stored);
    const coverage = terms && coverageOf(terms, facts.locations);
    if (facts.acceptance !== undefined || coverage === undefined || 'status' in coverage) return facts;
    const tails = await ofEachCentre(coverage.centreIds, (centreId) =>
      context.journal.registries.tail(centreId),
    );
    const registered = tails.flatMap((tail) => tail?.at ?? []);
    return { ...facts, registeredAt: registered.sort().at(-1) };
  };

async function pendingAcceptance(
  event: Issued | Amended,
  { journal }: HandlerContext,
): Promise<Acceptance | undefined> {
  const record = await journal.record(acceptanceKey(event.orderId, revisionOf(event)));
  if (record === undefined) return undefined;
  const fields = new RecordFields(record);
  return { acceptedAt: fields.text('acceptedAt'), digest: fields.text('digest') };
}

async function readAcceptance(event: Issued | Amended, context: HandlerContext): Promise<AcceptanceFacts> {
  const { journal } = context;
  const { orderId } = event;
  const [stored, locations, acceptance, plans] = await Promise.all([
    journal.orders.get(orderId),
    journal.locations.all(),
    pendingAcceptance(event, context),
    journal.plans.ofRevision(orderId, revisionOf(event)),
  ]);
  return {
    stored,
    locations,
    acceptance,
    planned: new Set(plans.map(({ centreId }) => centreId)),
    registeredAt: undefined,
  };
}

/** A revision that nothing refuses. */
export interface AcceptableRevision {
  readonly content: OrderVersionContent;
  /** What fixes the units and the currency that it names first. */
  readonly firstNamed: readonly Write[];
}

/** Begins an acceptance, goes on with it, or ends it by making the order's version. Pure. */
export function decideAcceptance(
  attempt: EventAttempt<Issued | Amended>,
  { stored: { versions }, acceptance, planned, registeredAt }: AcceptanceFacts,
  { centreIds }: Coverage,
  { content, firstNamed }: AcceptableRevision,
  now: Instant,
): Verdict {
  const { header, event } = attempt;
  const { orderId } = event;
  const { revision, terms } = content;
  const covered = terms.centres === 'all' ? { ...content, covers: centreIds } : content;
  const tooLong = refuseByLength(covered);
  if (tooLong !== undefined) return tooLong;
  if (acceptance === undefined) {
    const first = unitsFirst(firstNamed, firstNamed);
    if (first !== undefined) return first;
    const begunAt = latest(now, versions.at(-1)?.at);
    const acceptedAt = latest(begunAt, registeredAt);
    const record = { acceptedAt, digest: header.digest, event: eventKey(header) };
    const begin: Write = { kind: 'append', key: acceptanceKey(orderId, revision), record };
    return { status: 'write-first', writes: [begin, ...claimPending(attempt, begunAt), ...firstNamed] };
  }
  if (acceptance.digest !== header.digest)
    return rejected('conflicting-duplicate', { reference: orderId, revision });
  // A centre that was registered meanwhile is planned by the next round.
  if (centreIds.some((centreId) => !planned.has(centreId))) return { status: 'write-first', writes: [] };
  return { status: 'posted', writes: [appendVersion(orderId, covered, versions, acceptance.acceptedAt)] };
}

/** A version is one item of its chain: most of what a long one takes are the ids of its centres. */
function refuseByLength(content: OrderVersionContent): Refusal | undefined {
  const bytes = recordBytes(orderVersionBody(content));
  if (bytes <= maxVersionBytes) return undefined;
  return rejected('invalid-message', {
    path: content.kind === 'issued' ? 'data.area.centres' : 'data',
    expected: `an order that takes at most ${maxVersionBytes} bytes, compressed and with the ids of all its centres; found ${bytes}`,
  });
}

/** The link's own fields, its hashes and the order's id among them, take less than the rest. */
const maxVersionBytes = maxRecordBytes - 1_000;

export function appendVersion(
  orderId: string,
  content: OrderVersionContent,
  versions: StoredOrder['versions'],
  at: Instant,
): Write {
  const tail = versions.at(-1)?.link;
  const record = nextLink(orderAccount(orderId), tail, at, orderVersionBody(content));
  return {
    kind: 'append',
    key: orderVersionKey(orderId, record.seq),
    record,
  };
}

interface Planning {
  readonly orderId: string;
  readonly revision: number;
  /** The version of the order's chain that the revision is to be. */
  readonly version: number;
  readonly terms: OrderTerms;
  readonly acceptedAt: Instant;
}

async function planCentre(
  { journal }: HandlerContext,
  { orderId, revision, terms, version, acceptedAt }: Planning,
  centreId: string,
): Promise<'planned' | 'conflict'> {
  const key = planKey(orderId, revision, centreId);
  // Another worker may have made the version, without a centre that was registered since: that has no plan.
  const made = orderVersionKey(orderId, version);
  const known = await Promise.all([key, made].map((of) => journal.record(of)));
  if (known.some((record) => record !== undefined)) return 'planned';
  const links = await journal.registries.get(centreId);
  const plan = countRegistry(centreId, links, terms, acceptedAt);
  const account = registryAccount(centreId);
  const body = registryBody(`order:${orderId}/${revision}`, []);
  const marker = nextLink(account, links.at(-1), acceptedAt, body);
  const committed = await journal.commit([
    { kind: 'append', key: entryKey('stock', account, marker.seq), record: marker },
    { kind: 'append', key, record: planRecord(plan) },
    await nextAnnouncement(journal, orderId, centreId, version),
    { kind: 'precondition', key: made },
  ]);
  return committed === 'conflict' ? 'conflict' : 'planned';
}
