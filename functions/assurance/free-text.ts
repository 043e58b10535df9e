/** What people write about a household is listed, so that its erasure finds it; of one that is erased it is forgotten at once. */
import { eventKey } from '../../shared/ledger/event-key.ts';
import { exceptionKey } from '../../shared/ledger/exception-keys.ts';
import { eventClaimId } from '../../shared/ledger/id-claims.ts';
import { listNote } from '../../shared/ledger/missed.ts';
import type { EventAttempt } from '../../shared/posting/event-handler.ts';
import { redactNotes } from '../../shared/posting/redaction.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';

/**
 * Lists the event that brought a text, which is kept whatever became of it, and forgets the text of a household that was
 * erased before. Its record is listed with it.
 */
export async function listText(
  { header }: Pick<EventAttempt, 'header'>,
  householdId: string,
  { journal, clock }: HandlerContext,
): Promise<void> {
  const kept = exceptionKey(eventClaimId(eventKey(header)), 1);
  // A conflict says that it is listed already.
  await journal.commit([listNote(householdId, kept)]);
  const household = (await journal.households.get([householdId])).get(householdId);
  if (household?.erasedAt === undefined) return;
  await redactNotes(householdId, await journal.missed.notesOf(householdId), { journal, clock });
}
