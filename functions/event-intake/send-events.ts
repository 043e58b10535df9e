/** Sends checked events, each to its queue and group; a void to those of the event that it takes back. */
import type { ProblemAnswer } from '../../shared/contract/answers/problem.ts';
import { problemOf } from '../../shared/http/problem.ts';
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
  const routes = await Promise.all(events.map((event) => routeOf(event, ask)));
  const messages = events.flatMap(({ body }, index): readonly QueueMessage[] => {
    const route = routes[index];
    return route === undefined || 'problem' in route ? [] : [{ ...route, body }];
  });
  const sendings = (await sendMessages(messages)).values();
  return routes.map((route) => ('problem' in route ? route : queuedEvent(sendings.next().value ?? 'failed')));
}

async function routeOf(
  { way }: CheckedEvent,
  ask: AskOutcome,
): Promise<Route | { readonly problem: ProblemAnswer }> {
  if (!('voids' in way)) return way;
  const { source, id } = way.voids;
  const voided = await ask(way.voids);
  if (voided === undefined || voided === 'refused' || voided.queue === undefined) {
    const expected = 'an event that has been decided, because a void travels on its queue';
    return {
      problem: problemOf(400, `Event ${id} of ${source} is not known yet, so nothing can be taken back.`, {
        errors: [{ path: 'data.id', expected, found: id }],
      }),
    };
  }
  return { queue: voided.queue, group: voided.messageGroup ?? id };
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
