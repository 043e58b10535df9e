/** Lists what was tampered with, once. */
import type { Instant } from '../domain/events.ts';
import { orderListing } from '../ledger/writes.ts';
import type { Tables } from '../store/tables.ts';
import { listTampering, noOrder, ownerOf, type Tampered } from './tampering.ts';

/**
 * Guarantees: what is listed already, by whoever found it, is not listed again. An order that is not there, as a held
 * event or a forged entry may name one, stands for none: nobody asks for the anomalies of such an order. Answers how
 * many were new.
 */
export async function recordTampering(
  tables: Tables,
  tampered: readonly Tampered[],
  now: Instant,
): Promise<number> {
  let added = 0;
  for (const one of tampered) {
    const named = one.orderId ?? ownerOf(one.account).orderId;
    const order = named === noOrder ? undefined : await tables.get(orderListing(named));
    const write = listTampering({ ...one, orderId: order === undefined ? noOrder : named }, now);
    const listed = await tables.all('ledgers', write.key.subject);
    const isListed = listed.some(
      ({ record }) =>
        record['kind'] === 'tampering' &&
        (record['references'] as readonly unknown[]).includes(one.reference),
    );
    if (isListed) continue;
    if ((await tables.commit([write])) === 'committed') added += 1;
  }
  return added;
}
