import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Books } from '../functions/ledger-api/books.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Comparison } from './comparison.ts';
import { history, messagesOf } from './histories.ts';
import type { Message } from './messages.ts';
import { Model } from './model.ts';

/** `HISTORY_SEED` replays a failure and shrinks it, which takes minutes; `HISTORY_RUNS` looks longer. */
const isReplay = process.env['HISTORY_SEED'] !== undefined;
const seed = Number(process.env['HISTORY_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['HISTORY_RUNS'] ?? 4);

let engine: TestTables;

beforeAll(async () => {
  process.stdout.write(`HISTORY_SEED=${seed}\n`);
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const send = (books: Books, { queue, group, event }: Message): Promise<void> =>
  books.sendBody(queue, JSON.stringify({ specversion: '1.0', ...event }), group);

/** How often each outcome came up, over all histories. */
const seen = new Map<string, number>();

/** The history that failed last, when it has been shrunk. */
let counterexample = '';

async function play(messages: readonly Message[]): Promise<void> {
  const books = await Books.openIn(engine);
  books.setClock('2020-08-05T06:00:00.000Z');
  const model = new Model();
  const comparison = new Comparison(books, model);
  for (const [index, message] of messages.entries()) {
    await send(books, message);
    model.take(message);
    try {
      expect(model.forgotten, 'held, and would be posted').toEqual([]);
      await (index === messages.length - 1 ? comparison.everything() : comparison.overall());
    } catch (error) {
      const told = messages
        .slice(0, index + 1)
        .map(({ queue, event }) => `${queue} ${JSON.stringify(event)}`);
      counterexample = `The last of these messages:\n${told.join('\n')}\n`;
      throw error;
    }
  }
  for (const [outcome, times] of model.outcomes) seen.set(outcome, (seen.get(outcome) ?? 0) + times);
}

describe('any history of all events', () => {
  it('is answered, after every step, as the plain books have it', async () => {
    const property = fc.asyncProperty(history, (one) => play(messagesOf(one)));
    await fc.assert(property, { seed, numRuns: runs, endOnFailure: !isReplay }).finally(() => {
      process.stdout.write(counterexample);
    });
    if (process.env['HISTORY_RUNS'] !== undefined) {
      const table = [...seen].sort().map(([outcome, times]) => `${times} ${outcome}`);
      process.stdout.write(`${table.join('\n')}\n`);
    }
  }, 3_600_000);
});
