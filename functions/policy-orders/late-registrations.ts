/**
 * What was registered while an order was being accepted, too late to be counted: whoever registered it may not have seen
 * the order yet, so the acceptance looks back once its step is taken. Whoever registers later sees the step.
 */
import { orderAccount } from '../../shared/domain/accounts.ts';
import type { ReliefEvent } from '../../shared/domain/events.ts';
import { backdatedRegistration } from '../../shared/ledger/backdated.ts';
import { type ItemKey, seqItem } from '../../shared/ledger/writes.ts';
import { appendDeferred } from '../../shared/posting/deferred-writes.ts';
import type { QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';
import { listUnlisted } from '../../shared/posting/unlisted-anomalies.ts';

type Parts = Pick<QueueWorkerDependencies, 'journal' | 'clock'>;

/** Centres asked at once for the last link of their chains: one small read each. */
const centresAtOnce = 50;

/** Lists the registrations that a revision did not count though they were written before its step was; once done, no more. */
export async function listLateRegistrations(parts: Parts, event: ReliefEvent): Promise<void> {
  if (event.type !== 'relief.order.issued.v1' && event.type !== 'relief.order.amended.v1') return;
  const { journal, clock } = parts;
  const revision = event.type === 'relief.order.issued.v1' ? 1 : event.revision;
  const done: ItemKey = {
    table: 'ledgers',
    subject: orderAccount(event.orderId),
    item: `acceptance/${seqItem(revision)}/looked-back`,
  };
  const { order } = await journal.order(event.orderId);
  const step = order?.revisions.find((one) => one.kind !== 'cancelled' && one.revision === revision);
  if (order === undefined || step === undefined || (await journal.record(done)) !== undefined) return;
  const centreIds = step.covers ?? (step.terms.centres === 'all' ? [] : step.terms.centres);
  for (let start = 0; start < centreIds.length; start += centresAtOnce) {
    const links = await Promise.all(
      centreIds
        .slice(start, start + centresAtOnce)
        .map((centreId) => journal.registryAfter(centreId, step.at)),
    );
    const late = new Set(links.flat(2).flatMap(({ rows }) => rows.map(({ householdId }) => householdId)));
    const households = await journal.households([...late]);
    const anomalies = [...households.values()].flatMap((household) =>
      household.history
        .filter(({ recordedAt }) => recordedAt > step.at)
        .flatMap((composition) => backdatedRegistration([order], household, composition)),
    );
    await listUnlisted(journal, clock, anomalies);
  }
  await appendDeferred(journal, clock, [{ kind: 'append', key: done, record: {} }]);
}
