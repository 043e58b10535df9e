import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tables } from '../../../shared/store/tables.ts';
import { ReadRounds } from '../../support/read-rounds.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books } from './books.ts';
import { order, playRound, registerHouseholds, rice } from './round.ts';

const manyOrders = 30;
/** More entries of a book than one batch of S12 tells apart. */
const arrivals = 45;

let engine: TestTables;
let tables: Tables;
let books: Books;
/** When every fifth arrival was recorded. */
const instants: string[] = [];

beforeAll(async () => {
  engine = await startTestTables();
  tables = await engine.tables();
  books = Books.over(tables);
  await playRound(books);
  // H-1 moves, so that two centres may serve it, each under some orders.
  await registerHouseholds(books, 'C-2', '2020-08-06', [{ householdId: 'H-1', adults: 2, children: 3 }]);
  for (let number = 2; number <= manyOrders; number += 1) await books.send(order(`O-${number}`));
  for (const revision of [2, 3]) await amend('O-2', revision);
  for (let number = 1; number <= arrivals; number += 1) {
    await arrive(number);
    if (number % 5 === 0) instants.push(books.lastInstant);
  }
}, 120_000);
afterAll(() => engine?.stop());

const amend = (orderId: string, revision: number) =>
  books.send({
    type: 'relief.order.amended.v1',
    data: {
      orderId,
      revision,
      reason: 'a longer lockdown',
      rations: [{ commodity: 'rice', quantityPerPerson: 5 + revision, unit: 'kg' }],
    },
  });

const arrive = (number: number) =>
  books.send({
    type: 'relief.shipment.arrived.v1',
    data: { shipmentId: `train-${number}`, orderId: 'O-2', at: 'C-1', lines: [rice(0.5)] },
  });

/** A function that has just started, and what it waits for. */
function coldFunction(): { readonly reader: Books; readonly rounds: ReadRounds } {
  const rounds = new ReadRounds(engine.client);
  const reader = Books.over(new Tables(rounds.client, tables.names));
  reader.setClock(books.lastInstant);
  return { reader, rounds };
}

describe('a household', () => {
  it('is answered in two rounds of reads, however many orders there are, from the first question on', async () => {
    const { reader, rounds } = coldFunction();
    const answer = await books.get('/households/H-1');
    expect(answer.orders).toHaveLength(manyOrders);
    expect(answer.orders.some((block: { entitlements: object[] }) => block.entitlements.length > 0)).toBe(
      true,
    );
    for (let asked = 0; asked < 2; asked += 1) {
      expect(await rounds.of(async () => expect(await reader.get('/households/H-1')).toEqual(answer))).toBe(
        2,
      );
    }
  });

  it('takes no round more to find out whether a desk may read it', async () => {
    const { reader, rounds } = coldFunction();
    const staff = ['centre-staff', 'location:C-2'];
    const asked = async () => expect((await reader.ask('/households/H-1', {}, staff)).status).toBe(200);
    expect(await rounds.of(asked)).toBe(2);
  });

  it('is read no further for a desk that may not have it', async () => {
    const { reader, rounds } = coldFunction();
    const elsewhere = ['centre-staff', 'location:S-1'];
    const asked = async () => expect((await reader.ask('/households/H-1', {}, elsewhere)).status).toBe(403);
    expect(await rounds.of(asked)).toBe(1);
  });

  it('takes a third once where an order was amended more often than is foreseen', async () => {
    for (const revision of [2, 3, 4, 5, 6]) await amend('O-3', revision);
    const { reader, rounds } = coldFunction();
    const read = () => reader.get('/households/H-1');
    expect([await rounds.of(read), await rounds.of(read)]).toEqual([3, 2]);
    expect(await read()).toEqual(await books.get('/households/H-1'));
  });

  it('takes a round or two more to find where a book of many entries stood at an instant', async () => {
    const { reader, rounds } = coldFunction();
    const released: number[] = [];
    const taken: number[] = [];
    for (const instant of instants) {
      const asked = async () => {
        const { orders } = await reader.get(`/households/H-1?asOf=${instant}`);
        const { entitlements } = orders.find((block: { orderId: string }) => block.orderId === 'O-2');
        released.push(entitlements[0].released);
      };
      taken.push(await rounds.of(asked));
    }
    expect([Math.min(...taken), Math.max(...taken)]).toEqual([2, 4]);
    // As much is released of each arrival as of any other: the entry that was found is the one of its instant.
    expect(released).toEqual(
      instants.map((_, index) => expect.closeTo(((index + 1) * (released.at(-1) ?? 0)) / instants.length, 2)),
    );
  });

  it('is not found in one round', async () => {
    const { reader, rounds } = coldFunction();
    const asked = async () => expect((await reader.ask('/households/H-9')).status).toBe(404);
    expect(await rounds.of(asked)).toBe(1);
  });
});
