/** Plays a history: each message through the queue's worker, and into the plain books. */
import { expect } from 'vitest';
import type { Books } from '../functions/ledger-api/books.ts';
import { asSent, exceptionIdIn } from './corrections.ts';
import type { Message } from './messages.ts';
import { Model } from './model.ts';

/**
 * `HISTORY_RUNS` looks longer; `HISTORY_SEED` with `HISTORY_PATH` replays a failure, and `HISTORY_SHRINK` makes it
 * smaller, which takes minutes.
 */
const { env } = process;
export const seed = Number(env['HISTORY_SEED'] ?? Date.now() % 2 ** 31);

export const searchFor = (usualRuns: number) => ({
  seed,
  numRuns: Number(env['HISTORY_RUNS'] ?? usualRuns),
  endOnFailure: env['HISTORY_SHRINK'] === undefined,
  ...(env['HISTORY_PATH'] !== undefined && { path: env['HISTORY_PATH'] }),
});

/** The messages of the history that failed last, to be printed when it has been shrunk. */
export class Counterexample {
  text = '';

  tell(messages: readonly Message[]): void {
    const told = messages.map(({ queue, event }) => `${queue} ${JSON.stringify(event)}`);
    this.text = `The last of these messages:\n${told.join('\n')}\n`;
  }
}

/** Errors: what `check` throws; the counterexample then tells the messages up to there. */
export async function play(
  messages: readonly Message[],
  books: Books,
  counterexample: Counterexample,
  check: (index: number, model: Model) => Promise<void>,
  model = new Model(),
): Promise<Model> {
  books.setClock('2020-09-10T06:00:00.000Z');
  const sent: Message[] = [];
  for (const [index, drawn] of messages.entries()) {
    try {
      const message = await asSent(drawn, model, exceptionIdIn(books));
      if (message !== undefined) {
        sent.push(message);
        const { queue, group, event } = message;
        await books.sendBody(queue, JSON.stringify({ specversion: '1.0', ...event }), group);
        model.take(message);
      }
      expect(model.forgotten, 'held, and would be posted or is over').toEqual([]);
      await check(index, model);
    } catch (error) {
      counterexample.tell(sent);
      throw error;
    }
  }
  return model;
}
