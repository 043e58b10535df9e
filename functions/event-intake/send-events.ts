/** Sends checked events, each to its queue and group; a void to those of the event that it takes back. */
import type { ProblemAnswer } from '../../shared/contract/answers/problem.ts';
import { problemOf } from '../../shared/http/problem.ts';
import { earlyVoidPlace } from '../../shared/ledger/early-voids.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import type { QueueMessage, Route, Sending, SendMessages } from '../../shared/runtime/send-messages.ts';
import type { CheckedEvent } from './checked-event.ts';
import type { AskOutcome } from './event-outcomes.ts';

/** What became of an event: queued, or why not. */
export type QueuedEvent = { readonly status: 'queued' } | { readonly problem: ProblemAnswer };

/** Returns what became of each event, in order. */
export async function sendEvents(
  events: readonly CheckedEvent[],
  ask: AskOutcome,
  sendMessages: SendMessages,
): Promise<readonly QueuedEvent[]> {
  const messages = await Promise.all(
    events.map(
      async (event): Promise<QueueMessage> => ({ ...(await routeOf(event, ask)), body: event.body }),
    ),
  );
  const sendings = await sendMessages(messages);
  return messages.map((_, index) => queuedEvent(sendings[index] ?? 'failed'));
}

/** The way of a void whose event is not known yet, or of which nobody can say so now, leads to where it is held for it. */
async function routeOf({ way }: CheckedEvent, ask: AskOutcome): Promise<Route> {
  if (!('voids' in way)) return way;
  const voided = await ask(way.voids);
  if (voided === undefined || voided === 'refused' || voided.queue === undefined) {
    const { queue, messageGroup } = earlyVoidPlace(eventKey(way.voids));
    return { queue, group: messageGroup };
  }
  return { queue: voided.queue, group: voided.messageGroup ?? way.voids.id };
}

function queuedEvent(sending: Sending): QueuedEvent {
  switch (sending) {
    case 'queued':
      return { status: 'queued' };
    case 'throttled':
      return { problem: problemOf(429, 'The queues take no more for the moment. Send the event again.') };
    case 'failed':
      return {
        problem: problemOf(
          503,
          'The queue did not say that it has the event. Send it again: if it has it, nothing happens twice.',
        ),
      };
  }
}
