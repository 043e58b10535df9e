/** Functions that look at the time they have left, by a clock on which every transaction takes as long as the test says. */
import { randomUUID } from 'node:crypto';
import type { DynamoDBRecord, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tamperWatch } from '../../functions/tamper-watch/tamper-watch.ts';
import { functionTimeout, maxReceiveCount } from '../../infra/config.ts';
import { commandBody } from '../../shared/contract/commands.ts';
import type { QueueName } from '../../shared/domain/events.ts';
import { dependencyOn } from '../../shared/domain/outcome.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Commit } from '../../shared/posting/ports.ts';
import { queueWorker } from '../../shared/posting/queue-worker.ts';
import { InvocationTime, timed } from '../../shared/runtime/invocation-time.ts';
import { Store } from '../../shared/store/store.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { body } from '../contract/samples.ts';
import type { SentEvent } from '../flows/desk.ts';
import { arrival, handovers, households, locations, order, receipt } from '../flows/events.ts';
import { findWorkOf } from '../support/event-work.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { type SentEvent as BookEvent, Books } from './ledger-api/books.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const limitMs = functionTimeout.toMilliseconds();

/** Lambda's time, of which transactions take what they are said to. */
class SpentTime {
  readonly time = new InvocationTime();
  spentMs = 0;
  readonly getRemainingTimeInMillis = (): number => limitMs - this.spentMs;

  begin(): this {
    this.spentMs = 0;
    return this;
  }
}

class SlowStore extends Store {
  readonly #onCommit: () => void;

  constructor(tables: Tables, onCommit: () => void) {
    super(tables);
    this.#onCommit = onCommit;
  }

  override commit(writes: readonly Write[]): Promise<Commit> {
    this.#onCommit();
    return super.commit(writes);
  }
}

/** The function of a queue over the tables of books; each delivery has a new invocation. */
function slowFunction(books: Books, queue: QueueName, commitMs: number) {
  const spent = new SpentTime();
  const journal = new SlowStore(books.tables, () => {
    spent.spentMs += commitMs;
  });
  const clock = {
    now: () => books.now(),
    backOff: () => Promise.resolve(),
    checkTime: () => spent.time.check(),
  };
  const errors: string[] = [];
  const handler = timed(
    spent.time,
    queueWorker({
      queue,
      journal,
      findWork: findWorkOf(queue, { journal, clock }),
      retryRequests: { send: () => Promise.resolve() },
      clock,
      logger: {
        info: () => undefined,
        error: (_: unknown, ...[{ error }]: any[]) => void errors.push(error.message),
      },
    }),
  );
  /** Delivers what is left until nothing goes back; answers the numbers of the messages of each delivery. */
  async function deliverAll(bodies: readonly string[]): Promise<readonly (readonly number[])[]> {
    let left = bodies.map((text, number) => ({ number, messageId: randomUUID(), body: text }));
    const deliveries: (readonly number[])[] = [];
    while (left.length > 0 && deliveries.length < 20) {
      deliveries.push(left.map(({ number }) => number));
      const Records = left.map((message) => ({ ...message, attributes: { MessageGroupId: 'C-1' } }));
      const { batchItemFailures } = await handler({ Records } as unknown as SQSEvent, spent.begin());
      expect(spent.spentMs, 'an invocation that Lambda cuts off').toBeLessThan(limitMs);
      const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      expect(
        left
          .slice(-back.size || left.length)
          .every(({ messageId }) => back.has(messageId) || back.size === 0),
      ).toBe(true);
      left = left.filter(({ messageId }) => back.has(messageId));
    }
    return deliveries;
  }
  return { deliverAll, errors };
}

const bodyOf = ({ type, data }: SentEvent): string => body(type, data, { id: randomUUID() });
const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ householdId: `H-${index}`, adults: 1, children: 0 }));

async function openBooks(events: readonly SentEvent[]): Promise<Books> {
  const books = await Books.openIn(engine);
  for (const event of events) await books.send(event as BookEvent);
  return books;
}

describe('a worker whose time runs out', () => {
  const count = 400;
  const sheetOf = (from: number, to: number) =>
    handovers(
      'O-1',
      'C-1',
      people(count)
        .slice(from, to)
        .map(({ householdId }, index) => receipt(`R-${from + index}`, householdId, 1)),
    );
  const served = async (books: Books): Promise<number> => {
    const { locations: places } = await books.get('/orders/O-1/reconciliation');
    return places.find(({ locationId }: { locationId: string }) => locationId === 'C-1').householdsServed;
  };
  const opened = () =>
    openBooks([
      locations,
      households('C-1', people(count)),
      order('O-1'),
      arrival('O-1', 'W-1', 'C-1', rice(5_000)),
    ]);

  it('hands the messages back that it has not begun, in their order, and posts all in few deliveries', async () => {
    const books = await opened();
    const { deliverAll, errors } = slowFunction(books, 'handovers', 10_000);
    const sheets = [0, 1, 2, 3, 4, 5, 6, 7].map((sheet) => bodyOf(sheetOf(50 * sheet, 50 * sheet + 50)));
    const deliveries = await deliverAll(sheets);
    expect(deliveries.length).toBeGreaterThan(1);
    expect(deliveries.length).toBeLessThanOrEqual(maxReceiveCount);
    expect(errors[0]).toMatch(/^\d+ ms are left, too few to begin another transaction$/);
    expect(await served(books)).toBe(count);
    expect(await books.all('/exceptions', 100)).toEqual([]);
  });

  it('hands a sheet back between two of its groups; the next delivery goes on behind those that are posted', async () => {
    const books = await opened();
    const { deliverAll } = slowFunction(books, 'handovers', 25_000);
    const deliveries = await deliverAll([bodyOf(sheetOf(0, count))]);
    expect(deliveries.length).toBeGreaterThan(1);
    expect(deliveries.length).toBeLessThanOrEqual(maxReceiveCount);
    expect(await served(books)).toBe(count);
    const { exceptions } = await books.get('/orders/O-1/reconciliation');
    expect(exceptions).toEqual({ held: 0, rejected: 0 });
  });

  it('hands back a request to retry held items, and goes on with those that are still held', async () => {
    const waybills = Array.from({ length: 8 }, (_, index) => arrival('O-1', `W-${index}`, 'C-1', rice(100)));
    const books = await openBooks([locations, ...waybills]);
    expect(await books.all('/exceptions?status=held', 100)).toHaveLength(8);
    // The order comes by another worker; its request for a retry is taken by this one.
    const accepting = slowFunction(books, 'policy-orders', 0);
    await accepting.deliverAll([bodyOf(order('O-1'))]);
    const { deliverAll } = slowFunction(books, 'shipment-arrivals', 5_000);
    const command = {
      type: 'relief.waiting.retried.v1',
      dependsOn: dependencyOn.order('O-1'),
      messageGroup: 'C-1',
    } as const;
    const deliveries = await deliverAll([commandBody(command, randomUUID(), books.now())]);
    expect(deliveries.length).toBeGreaterThan(1);
    expect(deliveries.length).toBeLessThanOrEqual(maxReceiveCount);
    expect(await books.all('/exceptions?status=held', 100)).toEqual([]);
    const { locations: places } = await books.get('/orders/O-1/reconciliation');
    expect(JSON.stringify(places)).toContain('800');
  });
});

describe('a tamper-watch whose time runs out', () => {
  const removed = (number: number): DynamoDBRecord => ({
    eventName: 'REMOVE',
    dynamodb: {
      SequenceNumber: String(number),
      OldImage: { subject: { S: 'centre:C-1/O-1' }, item: { S: `00000000${number}` }, record: { S: '{}' } },
    },
  });

  it('hands the records back that it has not looked into, and lists each once', async () => {
    const books = await Books.openIn(engine);
    const spent = new SpentTime();
    const store = new SlowStore(books.tables, () => {
      spent.spentMs += 15_000;
    });
    const counted: number[] = [];
    const handler = timed(
      spent.time,
      tamperWatch({
        store,
        logger: { error: () => undefined },
        meter: { tampered: (items) => void counted.push(items) },
        checkTime: () => spent.time.check(),
      }),
    );
    let left = [1, 2, 3, 4, 5].map(removed);
    const firsts: string[] = [];
    while (left.length > 0) {
      const { batchItemFailures } = await handler({ Records: left } as DynamoDBStreamEvent, spent.begin());
      expect(spent.spentMs).toBeLessThan(limitMs);
      const first = batchItemFailures[0]?.itemIdentifier;
      if (first !== undefined) firsts.push(first);
      left = left.filter(
        ({ dynamodb }) => first !== undefined && Number(dynamodb?.SequenceNumber) >= Number(first),
      );
    }
    expect(firsts).toEqual(['4']);
    expect(counted).toHaveLength(5);
  });
});
