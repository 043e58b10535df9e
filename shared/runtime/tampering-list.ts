/** Lists what was tampered with, once. */
import type { Instant } from '../domain/events.ts';
import { listTampering, type Tampered } from '../ledger/tampering.ts';
import type { Tables } from '../store/tables.ts';

/** Guarantees: what is listed already, by whoever found it, is not listed again. Answers how many were new. */
export async function recordTampering(
  tables: Tables,
  tampered: readonly Tampered[],
  now: Instant,
): Promise<number> {
  let added = 0;
  for (const one of tampered) {
    const write = listTampering(one, now);
    const listed = await tables.all('ledgers', write.place.subject);
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
