import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Books } from '../functions/ledger-api/books.ts';
import { beginningWith, PrototypeNames } from '../support/prototype-names.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Comparison } from './comparison.ts';
import { history, messagesOf } from './histories.ts';
import { delivered, independentMessages } from './independent.ts';
import { renamedMessages } from './messages.ts';
import { Model } from './model.ts';
import { Past } from './past.ts';
import { Counterexample, play, searchFor, seed } from './play.ts';
import { finalAnswers } from './same-books.ts';

let engine: TestTables;

beforeAll(async () => {
  process.stdout.write(`HISTORY_SEED=${seed}\n`);
  engine = await startTestTables();
});
afterAll(() => engine.stop());

/** How often each outcome came up in a search; printed when a long one was asked for. */
class Outcomes {
  readonly #times = new Map<string, number>();

  count({ outcomes }: Model): void {
    for (const [outcome, times] of outcomes)
      this.#times.set(outcome, (this.#times.get(outcome) ?? 0) + times);
  }

  print(): void {
    if (process.env['HISTORY_RUNS'] === undefined) return;
    const table = [...this.#times].sort().map(([outcome, times]) => `${times} ${outcome}`);
    process.stdout.write(`${table.join('\n')}\n`);
  }
}

/** What all ids of a history begin with: texts made of several are taken apart at the right colon. */
const beginnings = fc.constantFrom('', 'KP:', 'C-1:O-1.');

/** Steps after which answers are kept, to be asked for again as of then. */
const isKept = (index: number): boolean => index % 15 === 10;

describe('any history of all events', () => {
  it('is answered, after every step, as the plain books have it', async () => {
    const outcomes = new Outcomes();
    const counterexample = new Counterexample();
    const property = fc.asyncProperty(history, beginnings, async (one, beginning) => {
      const ids = new PrototypeNames(beginningWith(beginning));
      const messages = renamedMessages(messagesOf(one), ids);
      const books = await Books.openIn(engine);
      const model = new Model();
      const comparison = new Comparison(books, model);
      const past = new Past(books);
      const check = async (index: number): Promise<void> => {
        await comparison.everything(index % 2 === 0);
        if (isKept(index)) await past.remember(model.journal);
        if (index < messages.length - 1) return;
        await comparison.inEveryForm();
        await past.compare();
      };
      outcomes.count(await play(messages, books, counterexample, check, model));
    });
    await fc.assert(property, searchFor(3)).finally(() => process.stdout.write(counterexample.text));
    outcomes.print();
  }, 7_200_000);
});

describe('independent events', () => {
  it('make the same books, in whatever order they arrive', async () => {
    const outcomes = new Outcomes();
    const counterexample = new Counterexample();
    const property = fc.asyncProperty(fc.gen(), async (generate) => {
      const messages = independentMessages(generate);
      const answers: unknown[] = [];
      for (const order of [messages, delivered(messages, generate)]) {
        const books = await Books.openIn(engine);
        const model = await play(order, books, counterexample, () => Promise.resolve());
        await new Comparison(books, model).everything(true);
        answers.push(await finalAnswers(books, model.journal));
        counterexample.tell(order);
        outcomes.count(model);
      }
      expect(answers[1]).toEqual(answers[0]);
      counterexample.text = '';
    });
    await fc.assert(property, searchFor(3)).finally(() => process.stdout.write(counterexample.text));
    outcomes.print();
  }, 7_200_000);
});
