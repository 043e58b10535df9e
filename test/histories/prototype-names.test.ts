import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Books } from '../functions/ledger-api/books.ts';
import { PrototypeNames } from '../support/prototype-names.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Comparison } from './comparison.ts';
import { history, messagesOf } from './histories.ts';
import { renamedMessages } from './messages.ts';
import { Model } from './model.ts';
import { Counterexample, play, searchFor, seed } from './play.ts';

let engine: TestTables;

beforeAll(async () => {
  process.stdout.write(`HISTORY_SEED=${seed}\n`);
  engine = await startTestTables();
});
afterAll(() => engine.stop());

it('a history whose every id is a name that objects inherit is answered as the plain books have it', async () => {
  const counterexample = new Counterexample();
  const property = fc.asyncProperty(history, async (one) => {
    const names = new PrototypeNames();
    const messages = renamedMessages(messagesOf(one), names);
    const books = await Books.openIn(engine);
    const model = new Model();
    const comparison = new Comparison(books, model);
    await play(
      messages,
      books,
      counterexample,
      async (index) => {
        if (index % 10 === 9 || index === messages.length - 1) await comparison.everything(index % 4 === 1);
        if (index === messages.length - 1) await comparison.inEveryForm();
      },
      model,
    );
    for (const orderId of model.journal.orders.keys()) expect(orderId in {}, orderId).toBe(true);
    counterexample.text = '';
  });
  await fc.assert(property, searchFor(3)).finally(() => process.stdout.write(counterexample.text));
}, 7_200_000);
