/**
 * Acceptance of an order's revision: the registry is counted once per centre, as it was recorded at one
 * instant, and nothing is written per household.
 *
 * First the instant is fixed, no earlier than the last registration at any of the centres, whatever clock it was
 * recorded by, and with it the event's id and the units of what the revision names first: once begun, only a cancellation
 * can be in its way. Then each centre's registry chain gets a mark, together with the plan counted from it, and the
 * centre's book gets notice of the step to come. Whatever is registered after the mark is recorded later than the
 * instant, so plan and entitlement rest on the same compositions for good. A crash in between is finished by the
 * next delivery, from the same instant.
 */
import { locationAccount, orderAccount, registryAccount } from '../../shared/domain/accounts.ts';
import type { Instant, OrderTerms } from '../../shared/domain/events.ts';
import { latest, nextLink } from '../../shared/ledger/chain.ts';
import { fenceOfOrderVersion } from '../../shared/ledger/fence.ts';
import { countRegistry, planRecord, registryBody } from '../../shared/ledger/registry-chain.ts';
import { type ItemKey, seqItem, type Write } from '../../shared/ledger/writes.ts';
import { entryKey } from '../../shared/posting/decide-batch.ts';
import { type Clock, retryOnConflict } from '../../shared/posting/post-batch.ts';
import { beginEvent, type EventAttempt, eventKey } from '../../shared/posting/post-event.ts';
import { type JournalStore, planKey } from '../../shared/store/journal-store.ts';

interface Acceptance {
  readonly orderId: string;
  readonly revision: number;
  /** The step of the order's chain that it is to be. */
  readonly step: number;
  readonly digest: string;
  readonly terms: OrderTerms;
  /** What fixes the units and the currency that it names first. */
  readonly firstNamed: readonly Write[];
  readonly attempt: EventAttempt;
  readonly centreIds: readonly string[];
}

/** Centres counted side by side: each holds one registry chain in memory, some 3,000 households. */
const centresAtOnce = 8;

interface Accepted {
  readonly acceptedAt: Instant;
  /** The event's id was claimed when it was begun. */
  readonly isClaimed: boolean;
}

/**
 * Answers the instant of acceptance; `claimed` when another content is being accepted as this revision, and `lost` when
 * another writer was first: the revision is to be decided again.
 */
export async function planCentres(
  journal: JournalStore,
  clock: Clock,
  acceptance: Acceptance,
  now: Instant,
): Promise<Accepted | 'claimed' | 'conflict'> {
  const begun = await begin(journal, acceptance, now);
  if (begun === 'claimed' || begun === 'conflict') return begun;
  const planned = new Set(
    (await journal.plans(acceptance.orderId, acceptance.revision)).map(({ centreId }) => centreId),
  );
  const missing = acceptance.centreIds.filter((centreId) => !planned.has(centreId));
  await ofEach(missing, (centreId) =>
    retryOnConflict(clock, () => planCentre(journal, acceptance, centreId, begun.acceptedAt)),
  );
  return begun;
}

async function ofEach<T>(
  centreIds: readonly string[],
  work: (centreId: string) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  for (let start = 0; start < centreIds.length; start += centresAtOnce)
    results.push(...(await Promise.all(centreIds.slice(start, start + centresAtOnce).map(work))));
  return results;
}

async function begin(
  journal: JournalStore,
  { orderId, revision, digest, firstNamed, attempt, centreIds }: Acceptance,
  now: Instant,
): Promise<Accepted | 'claimed' | 'conflict'> {
  const key: ItemKey = {
    table: 'ledgers',
    subject: orderAccount(orderId),
    item: `acceptance/${seqItem(revision)}`,
  };
  const known = await journal.record(key);
  if (known !== undefined && known['digest'] !== digest) return 'claimed';
  const event = eventKey(attempt.header);
  if (known !== undefined) {
    // Of earlier versions it tells no event: the last step claims the id there.
    const accepted = { acceptedAt: String(known['acceptedAt']), isClaimed: known['event'] === event };
    return (await journal.commitAny(firstNamed)) === 'conflict' ? 'conflict' : accepted;
  }
  const acceptedAt = await nextInstant(journal, centreIds, now);
  const begun: Write = { kind: 'append', key, record: { acceptedAt, digest, event } };
  const committed = await journal.commit([begun, ...beginEvent(attempt, now), ...firstNamed]);
  return committed === 'conflict' ? 'conflict' : { acceptedAt, isClaimed: true };
}

/** No earlier than the last registration at any of the centres. */
async function nextInstant(
  journal: JournalStore,
  centreIds: readonly string[],
  now: Instant,
): Promise<Instant> {
  const tails = await ofEach(centreIds, (centreId) => journal.registryTail(centreId));
  return latest(now, ...tails.map((tail) => tail?.at));
}

async function planCentre(
  journal: JournalStore,
  { orderId, revision, terms, step }: Acceptance,
  centreId: string,
  acceptedAt: Instant,
): Promise<'planned' | 'conflict'> {
  const key = planKey(orderId, revision, centreId);
  if ((await journal.record(key)) !== undefined) return 'planned';
  const links = await journal.registry(centreId);
  const plan = countRegistry(centreId, links, terms, acceptedAt);
  const account = registryAccount(centreId);
  const mark = nextLink(account, links.at(-1), acceptedAt, registryBody(`order:${orderId}/${revision}`, []));
  const committed = await journal.commit([
    { kind: 'append', key: entryKey('stock', account, mark.seq), record: mark },
    { kind: 'append', key, record: { plan: planRecord(plan) } },
    await nextFence(journal, orderId, centreId, step),
  ]);
  return committed === 'conflict' ? 'conflict' : 'planned';
}

/** Tells the books of centres that a step of their order is about to be taken; again does no harm. */
export async function announceOrderVersion(
  journal: JournalStore,
  clock: Clock,
  { orderId, step, centreIds }: Pick<Acceptance, 'orderId' | 'step' | 'centreIds'>,
): Promise<void> {
  await ofEach(centreIds, (centreId) =>
    retryOnConflict(clock, async () => journal.commit([await nextFence(journal, orderId, centreId, step)])),
  );
}

async function nextFence(
  journal: JournalStore,
  orderId: string,
  centreId: string,
  step: number,
): Promise<Write> {
  const account = locationAccount('centre', centreId, orderId);
  return fenceOfOrderVersion(account, await journal.fenceVersion(account), step);
}
