/** An event by what is kept under its id: its claim, and of a claim that keeps the whole of it what it says. */
import { parseAccount } from '../../shared/domain/accounts.ts';
import type { StoredException } from '../../shared/ledger/exceptions.ts';
import { eventClaimId } from '../../shared/ledger/id-claims.ts';
import type { EventRecords } from '../../shared/store/exceptions.ts';
import type { Store } from '../../shared/store/store.ts';

export interface KnownEvent extends EventRecords {
  /** Where the claim keeps the event as a whole. */
  readonly kept: StoredException | undefined;
  readonly orderId: string | undefined;
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
}

/** `undefined` for an event of which nothing is decided. */
export async function knownEvent(journal: Store, key: string): Promise<KnownEvent | undefined> {
  const [records, before] = await Promise.all([
    journal.exceptions.event(key),
    journal.exceptions.now(eventClaimId(key)),
  ]);
  if (records === undefined) return undefined;
  // Decided between the two reads: without what its claim keeps, an event that was refused would look posted.
  const isMissed = before === undefined && records.claim.sheet === undefined;
  const kept = isMissed ? await journal.exceptions.now(eventClaimId(key)) : before;
  const { orderId, locationId, payerId } = kept ?? ownerOf(records.claim.sheet?.book ?? '');
  return { ...records, kept, orderId, locationId, payerId };
}

/** Whose book it is, and of which order. */
function ownerOf(book: string): Pick<KnownEvent, 'orderId' | 'locationId' | 'payerId'> {
  const account = parseAccount(book);
  if (account?.kind === 'centre')
    return { orderId: account.orderId, locationId: account.locationId, payerId: undefined };
  if (account?.kind === 'payer')
    return { orderId: account.orderId, locationId: undefined, payerId: account.payerId };
  return { orderId: undefined, locationId: undefined, payerId: undefined };
}
