/** Where a function's measures are taken: at the tables, and at the end of an invocation. */
import type { Write } from '../ledger/writes.ts';
import type { Commit } from '../posting/ports.ts';
import { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import type { Meter } from './meter.ts';

/** The store, with what is written to it counted. */
export class MeteredStore extends Store {
  readonly #meter: Meter;

  constructor(tables: Tables, meter: Meter, zone: string) {
    super(tables, zone);
    this.#meter = meter;
    tables.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'TransactWriteItemsCommand') return next(args);
          const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
          meter.writeUnits(unitsOf(result.output));
          return result;
        },
      { step: 'initialize', name: 'writeUnits' },
    );
  }

  override async commit(writes: readonly Write[]): Promise<Commit> {
    const commit = await super.commit(writes);
    if (commit === 'committed') this.#meter.committed(writes);
    return commit;
  }
}

/** The capacity that an answer reports: a list with an item for each table, which other commands answer otherwise. */
function unitsOf(output: object): number {
  if (!('ConsumedCapacity' in output) || !Array.isArray(output.ConsumedCapacity)) return 0;
  const units: readonly unknown[] = output.ConsumedCapacity.map((one) => one?.CapacityUnits);
  return units.reduce<number>((sum, each) => sum + (typeof each === 'number' ? each : 0), 0);
}

/** How much of a batch an answer gives back; only those of batches do. */
const returnedIn = (answer: unknown): number =>
  typeof answer === 'object' &&
  answer !== null &&
  'batchItemFailures' in answer &&
  Array.isArray(answer.batchItemFailures)
    ? answer.batchItemFailures.length
    : 0;

/** The handler, with its measures in the log when it has answered or failed. */
export const metered =
  <Event, Answer>(meter: Pick<Meter, 'returned' | 'publish'>, handler: (event: Event) => Promise<Answer>) =>
  async (event: Event): Promise<Answer> => {
    try {
      const answer = await handler(event);
      meter.returned(returnedIn(answer));
      return answer;
    } finally {
      meter.publish();
    }
  };
