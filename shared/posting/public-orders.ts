/** Opens and closes the public pages of orders. */
import type { PublishOrder } from '../contract/commands.ts';
import { type Publication, recordPublication } from '../ledger/publications.ts';
import type { Clock, Journal } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** Tells what was said last of an order's public page. */
export interface PublicOrders {
  readonly publications: { last(orderId: string): Promise<Publication | undefined> };
}

export async function publishOrder(
  { orderId, isPublic }: PublishOrder,
  { journal, clock }: { readonly journal: Journal & PublicOrders; readonly clock: Clock },
): Promise<void> {
  await retryOnConflict(clock, async () => {
    const last = await journal.publications.last(orderId);
    if ((last?.isPublic ?? false) === isPublic) return 'committed';
    return journal.commit([recordPublication(orderId, last, isPublic, clock.now())]);
  });
}
