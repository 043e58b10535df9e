/**
 * What was registered while an order was being accepted, too late to be counted: whoever registered it may not have seen
 * the order yet, so the acceptance looks back once its version is made. Whoever registers later sees the version.
 */

import { orderAccount } from '../../shared/domain/accounts.ts';
import { backdatedRegistration } from '../../shared/ledger/backdated.ts';
import { type ItemKey, seqItem } from '../../shared/ledger/keys.ts';
import { appendDeferred } from '../../shared/posting/deferred-writes.ts';
import { listUnlisted } from '../../shared/posting/unlisted-anomalies.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { Amended, Issued } from './acceptance-saga.ts';

/** Centres asked at once for the last link of their chains: one small read each. */
const centresAtOnce = 50;

/** Lists the registrations that a revision did not count though they were written before its version was; once done, no more. */
export async function listLateRegistrations(
  { journal, clock }: HandlerContext,
  event: Issued | Amended,
): Promise<void> {
  const revision = event.type === 'relief.order.issued.v1' ? 1 : event.revision;
  const done: ItemKey = {
    table: 'ledgers',
    subject: orderAccount(event.orderId),
    item: `acceptance/${seqItem(revision)}/looked-back`,
  };
  const { order } = await journal.orders.get(event.orderId);
  const version = order?.revisions.find((one) => one.kind !== 'cancelled' && one.revision === revision);
  if (order === undefined || version === undefined || (await journal.record(done)) !== undefined) return;
  const centreIds = version.covers ?? (version.terms.centres === 'all' ? [] : version.terms.centres);
  for (let start = 0; start < centreIds.length; start += centresAtOnce) {
    const links = await Promise.all(
      centreIds
        .slice(start, start + centresAtOnce)
        .map((centreId) => journal.registries.after(centreId, version.at)),
    );
    const late = new Set(links.flat(2).flatMap(({ rows }) => rows.map(({ householdId }) => householdId)));
    const households = await journal.households.get([...late]);
    const anomalies = [...households.values()].flatMap((household) =>
      household.history
        .filter(({ recordedAt }) => recordedAt > version.at)
        .flatMap((composition) => backdatedRegistration([order], household, composition)),
    );
    await listUnlisted(journal, clock, anomalies);
  }
  await appendDeferred(journal, clock, [{ kind: 'append', key: done, record: {} }]);
}
