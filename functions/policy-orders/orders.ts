/** Policy orders: issued, amended, cancelled. */
import { orderAccount } from '../../shared/domain/accounts.ts';
import type { EventOf, Instant, LocationRegistration, OrderTerms } from '../../shared/domain/events.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { type Order, refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, held, type Refusal, rejected } from '../../shared/domain/outcome.ts';
import { refuseByCurrency } from '../../shared/domain/payment.ts';
import { latest, nextLink } from '../../shared/ledger/chain.ts';
import { firstNamedBy } from '../../shared/ledger/first-use.ts';
import {
  type OrderVersion,
  type OrderVersionContent,
  orderVersionBody,
} from '../../shared/ledger/order-chain.ts';
import { orderListing, orderRevisionItem, type Write } from '../../shared/ledger/writes.ts';
import { unitsFixedBefore } from '../../shared/posting/deferred-writes.ts';
import type { Arrival } from '../../shared/posting/held-retries.ts';
import { type EventAttempt, eventKey, postEvent, type Verdict } from '../../shared/posting/post-event.ts';
import type { EventPosting, QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';
import { maxRecordBytes, recordBytes } from '../../shared/store/item-form.ts';
import type { StoredOrder } from '../../shared/store/journal-store.ts';
import { announceOrderVersion, planCentres } from './acceptance.ts';
import { listLateRegistrations } from './late-registrations.ts';
import { waitingRows } from './waiting-rows.ts';

type Issued = EventOf<'relief.order.issued.v1'>;
type Amended = EventOf<'relief.order.amended.v1'>;
type Cancelled = EventOf<'relief.order.cancelled.v1'>;
type Parts = Pick<QueueWorkerDependencies, 'journal' | 'clock'>;

export const orderPosting = (parts: Parts): EventPosting => ({
  async post(attempt) {
    const { event } = attempt;
    const outcome = await postEvent(attempt, parts.journal, parts.clock, (now) => {
      switch (event.type) {
        case 'relief.order.issued.v1':
          return issue(parts, { ...attempt, event }, now);
        case 'relief.order.amended.v1':
          return amend(parts, { ...attempt, event }, now);
        case 'relief.order.cancelled.v1':
          return cancel(parts, { ...attempt, event }, now);
        default:
          throw new Error(`${event.type} is no policy order`);
      }
    });
    const moved = outcome.status === 'posted' || outcome.status === 'duplicate';
    if (!moved) return { outcome, arrivals: [] };
    return {
      outcome,
      arrivals: await arrivalsOf(parts, event),
      afterwards: () => listLateRegistrations(parts, event),
    };
  },
});

async function issue(
  parts: Parts,
  attempt: EventAttempt<Issued>,
  now: Instant,
): Promise<Verdict | 'conflict'> {
  const { header, event } = attempt;
  const { orderId, terms } = event;
  const stored = await parts.journal.order(orderId);
  const [first] = stored.steps;
  if (first !== undefined) return sameOrConflict(first, header.digest, orderId);
  const coverage = await coveredCentres(parts, terms);
  if ('status' in coverage) return coverage;
  const byUnit = refuseByUnit(new Map(), unitLines(terms));
  if (byUnit !== undefined) return byUnit;

  const step = {
    kind: 'issued',
    revision: 1,
    event: eventKey(header),
    digest: header.digest,
    terms,
  } as const;
  const accepted = await accept(parts, stored, { orderId, step, firstNamed: [], attempt, ...coverage }, now);
  if (accepted === 'conflict' || 'status' in accepted) return accepted;
  const listing: Write = {
    kind: 'append',
    key: orderListing(orderId),
    record: { orderId },
  };
  return { status: 'posted', ...accepted, writes: [...accepted.writes, listing] };
}

async function amend(
  parts: Parts,
  attempt: EventAttempt<Amended>,
  now: Instant,
): Promise<Verdict | 'conflict'> {
  const { header, event } = attempt;
  const { orderId, revision, reason, changes } = event;
  const stored = await parts.journal.order(orderId);
  const { order, steps } = stored;
  const same = steps.find((step) => step.kind === 'amended' && step.revision === revision);
  if (same?.digest === header.digest) return { status: 'duplicate' };
  const refusal = refuseAmendment(order, event);
  if (refusal?.reason === 'unknown-reference') {
    const item = orderRevisionItem(steps.length + 1);
    return { ...refusal, preconditions: [{ table: 'ledgers', subject: orderAccount(orderId), item }] };
  }
  if (refusal !== undefined || order === undefined) return refusal ?? unknownOrder(orderId);

  const terms: OrderTerms = { ...order.terms, ...changes };
  const coverage = await coveredCentres(parts, terms);
  if ('status' in coverage) return coverage;
  const step = {
    kind: 'amended',
    revision,
    reason,
    event: eventKey(header),
    digest: header.digest,
    terms,
  } as const;
  const firstNamed = firstNamedBy(order, terms);
  if (await unitsFixedBefore(parts.journal, firstNamed, firstNamed)) return 'conflict';
  const accepted = await accept(parts, stored, { orderId, step, firstNamed, attempt, ...coverage }, now);
  return accepted === 'conflict' || 'status' in accepted ? accepted : { status: 'posted', ...accepted };
}

function refuseAmendment(
  order: Order | undefined,
  { orderId, revision, changes }: Amended,
): Refusal | undefined {
  if (order === undefined) return unknownOrder(orderId);
  if (order.cancelled) return rejected('order-cancelled', { orderId });
  if (revision <= order.revision) return rejected('stale-revision', { revision, current: order.revision });
  if (revision > order.revision + 1) {
    const missing = order.revision + 1;
    return held('unknown-reference', dependencyOn.revision(orderId, missing), { revision, missing });
  }
  const { endsOn } = changes;
  if (endsOn !== undefined && endsOn < order.terms.startsOn) {
    return rejected('invalid-message', {
      path: 'data.endsOn',
      expected: `a day not before the order starts, ${order.terms.startsOn}`,
    });
  }
  const byUnit = refuseByUnit(order.units, unitLines({ ...order.terms, ...changes }));
  if (byUnit !== undefined) return byUnit;
  return changes.stipend && refuseByCurrency(order, changes.stipend.currency.code);
}

async function cancel(
  { journal, clock }: Parts,
  { header, event }: EventAttempt<Cancelled>,
  now: Instant,
): Promise<Verdict> {
  const { orderId, reason } = event;
  const { order, steps } = await journal.order(orderId);
  if (order === undefined) return unknownOrder(orderId);
  if (order.cancelled) {
    return steps.at(-1)?.digest === header.digest
      ? { status: 'duplicate' }
      : rejected('order-cancelled', { orderId });
  }
  const { revision, terms } = order;
  const step = {
    kind: 'cancelled',
    revision,
    reason,
    event: eventKey(header),
    digest: header.digest,
    terms,
  } as const;
  const centreIds = (await journal.plans(orderId, revision)).map(({ centreId }) => centreId);
  await announceOrderVersion(journal, clock, { orderId, step: steps.length + 1, centreIds });
  return { status: 'posted', writes: [appendStep(orderId, step, steps, now)] };
}

interface Revision {
  readonly orderId: string;
  readonly step: OrderVersionContent;
  readonly firstNamed: readonly Write[];
  readonly attempt: EventAttempt;
  readonly centreIds: readonly string[];
}

/** Counts whom the order covers, centre by centre, and then makes the step that all of it hangs on. */
async function accept(
  { journal, clock }: Parts,
  { steps }: StoredOrder,
  { orderId, step, firstNamed, attempt, centreIds }: Revision,
  now: Instant,
): Promise<{ readonly writes: readonly Write[]; readonly isClaimed: boolean } | Refusal | 'conflict'> {
  const { revision, digest, terms } = step;
  const covers = terms.centres === 'all' ? { covers: centreIds } : {};
  const content = { ...step, ...covers };
  const tooLong = refuseByLength(content);
  if (tooLong !== undefined) return tooLong;
  const stepNumber = steps.length + 1;
  const acceptance = { orderId, revision, step: stepNumber, digest, terms, firstNamed, attempt, centreIds };
  const accepted = await planCentres(journal, clock, acceptance, latest(now, steps.at(-1)?.at));
  if (accepted === 'conflict') return 'conflict';
  if (accepted === 'claimed') return rejected('conflicting-duplicate', { reference: orderId, revision });
  const { acceptedAt, isClaimed } = accepted;
  return { writes: [appendStep(orderId, content, steps, acceptedAt)], isClaimed };
}

/** A step is one item of its chain: most of what a long one takes are the ids of its centres. */
function refuseByLength(step: OrderVersionContent): Refusal | undefined {
  const bytes = recordBytes(orderVersionBody(step));
  if (bytes <= maxStepBytes) return undefined;
  return rejected('invalid-message', {
    path: step.kind === 'issued' ? 'data.area.centres' : 'data',
    expected: `an order that takes at most ${maxStepBytes} bytes, compressed and with the ids of all its centres; found ${bytes}`,
  });
}

/** The link's own fields, its hashes and the order's id among them, take less than the rest. */
const maxStepBytes = maxRecordBytes - 1_000;

function appendStep(
  orderId: string,
  step: OrderVersionContent,
  steps: readonly OrderVersion[],
  at: Instant,
): Write {
  const tail = steps.at(-1)?.link;
  const record = nextLink(orderAccount(orderId), tail, at, orderVersionBody(step));
  return {
    kind: 'append',
    key: { table: 'ledgers', subject: orderAccount(orderId), item: orderRevisionItem(record.seq) },
    record,
  };
}

/** The centres that an order's area names: each must be registered, and serve households. */
async function coveredCentres(
  { journal }: Parts,
  { centres }: OrderTerms,
): Promise<{ readonly centreIds: readonly string[] } | Refusal> {
  const locations = new Map((await journal.locations()).map((location) => [location.locationId, location]));
  if (centres === 'all') {
    return { centreIds: [...locations.values()].filter(isCentre).map(({ locationId }) => locationId) };
  }
  for (const [index, centreId] of centres.entries()) {
    const location = locations.get(centreId);
    if (location === undefined) return unknownLocation(centreId);
    if (!isCentre(location)) {
      return rejected('invalid-message', {
        path: `data.area.centres[${index}]`,
        expected: `a centre; ${centreId} is a ${location.kind}`,
      });
    }
  }
  return { centreIds: centres };
}

const isCentre = ({ kind }: LocationRegistration): boolean => kind === 'centre';

function unitLines(terms: Pick<OrderTerms, 'rations' | 'pledges'>): Parameters<typeof refuseByUnit>[1] {
  return [...terms.rations, ...terms.pledges].flatMap(({ commodity, unit }) =>
    unit === undefined ? [] : [{ commodity, unit }],
  );
}

const sameOrConflict = (step: OrderVersion, digest: string, reference: string): Verdict =>
  step.digest === digest ? { status: 'duplicate' } : rejected('conflicting-duplicate', { reference });

/**
 * An order lets in what waited for it; an amendment may release more, and the next amendment may follow. A cancellation
 * or another last day ends what waits under it for something else.
 */
async function arrivalsOf(
  { journal }: Parts,
  event: Issued | Amended | Cancelled | { type: string },
): Promise<readonly Arrival[]> {
  if (!('orderId' in event)) return [];
  const { orderId } = event;
  const { order } = await journal.order(orderId);
  if (order === undefined) return [];
  if (event.type === 'relief.order.issued.v1') return [dependencyOn.order(orderId)];
  const plans = await journal.plans(orderId, order.revision);
  const mayEnd = !('changes' in event) || event.changes.endsOn !== undefined;
  return [
    dependencyOn.revision(orderId, 'revision' in event ? event.revision : order.revision + 1),
    ...plans.map(({ centreId }) => dependencyOn.stock(centreId, orderId)),
    dependencyOn.funds(orderId),
    ...(mayEnd ? await waitingRows(journal, orderId, order.revision) : []),
  ];
}
