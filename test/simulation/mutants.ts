/** Bugs planted at the seams of the engine, each to be found by the simulation. */

import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { BatchGetItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import type { Hold } from '../../shared/ledger/exception-keys.ts';
import { acceptanceKey } from '../../shared/ledger/keys.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Batch } from '../../shared/posting/batch.ts';
import type { BatchState } from '../../shared/posting/batch-state.ts';
import type { Commit, RetryRequests } from '../../shared/posting/ports.ts';
import { Statements } from '../../shared/store/statements.ts';
import { Store } from '../../shared/store/store.ts';
import type { Tables } from '../../shared/store/tables.ts';
import type { History } from './history.ts';
import type { Substitutes } from './simulation.ts';
import { droppedCentre } from './written-histories.ts';

/** A client that sees each command before it is sent, and may change it, and the answer after. */
function tampering(
  tamper: (command: unknown) => void,
  tamperAnswer: (answer: object) => void = () => undefined,
) {
  return (client: DynamoDBClient): DynamoDBClient =>
    ({
      async send(command: Parameters<DynamoDBClient['send']>[0]) {
        tamper(command);
        const answer = await client.send(command);
        tamperAnswer(answer);
        return answer;
      },
    }) as unknown as DynamoDBClient;
}

export const inTransactions = (change: (item: TransactWriteItem) => TransactWriteItem) =>
  tampering((command) => {
    if (command instanceof TransactWriteItemsCommand)
      command.input.TransactItems = (command.input.TransactItems ?? []).map(change);
  });

/** A tally only grows. */
export function withoutDecrements(item: TransactWriteItem): TransactWriteItem {
  const { Update } = item;
  if (Update?.UpdateExpression?.startsWith('ADD') !== true) return item;
  const values = Object.entries(Update.ExpressionAttributeValues ?? {}).map(([name, { N = '0' }]) => {
    const change = N.startsWith('-') ? '0' : N;
    return [name, { N: change }] as const;
  });
  return { Update: { ...Update, ExpressionAttributeValues: Object.fromEntries(values) } };
}

class CountsConflictsAsCommitted extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    await super.commit(writes);
    return 'committed';
  }
}

class IgnoresPreconditions extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const left = writes.filter(({ kind }) => kind !== 'precondition');
    return left.length === 0 ? 'committed' : super.commit(left);
  }
}

class WritesTheBookApart extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const isBook = (write: Write): boolean =>
      write.kind === 'append' && /^(centre|payer):/.test(write.key.subject);
    const rest = writes.filter((write) => !isBook(write));
    if (rest.length === writes.length || rest.length === 0) return super.commit(writes);
    if ((await super.commit(rest)) === 'conflict') return 'conflict';
    return super.commit(writes.filter(isBook));
  }
}

class ForgetsSomeCommits extends Store {
  #commits = 0;
  override async commit(writes: readonly Write[]): Promise<Commit> {
    this.#commits += 1;
    return this.#commits % 7 === 0 ? 'committed' : super.commit(writes);
  }
}

/** A sheet's id is then known to its own book only. */
class ClaimsNoSheet extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const kept = writes.filter((write) => !(write.kind === 'append' && isClaimOfSheet(write.record)));
    return kept.length === 0 ? 'committed' : super.commit(kept);
  }
}

/** What is kept of anything else has its original. */
const isClaimOfSheet = ({ status, original }: JsonObject): boolean =>
  status === 'posted' && original === undefined;

/** Neither when its acceptance begins nor with its last version does an order's event take its id. */
class AcceptsWithoutTheId extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const isOfOrder = writes.some((write) => 'key' in write && write.key.subject.startsWith('order:'));
    const kept = writes.filter((write) => !(isOfOrder && write.kind === 'append' && isTakenId(write.record)));
    return kept.length === 0 ? 'committed' : super.commit(kept);
  }
}

const isTakenId = ({ status }: JsonObject): boolean => status === 'pending' || status === 'posted';

class NeverSettles extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const left = writes.filter(({ kind }) => kind !== 'settle');
    return left.length === 0 ? 'committed' : super.commit(left);
  }
}

/** It does not see that something is held which it held itself. */
class SeesHoldsLate extends Store {
  readonly #own = new Set<string>();
  override async commit(writes: readonly Write[]): Promise<Commit> {
    for (const write of writes) if (write.kind === 'hold') this.#own.add(write.key.item);
    return super.commit(writes);
  }
  override async stillHeld(holds: readonly Hold[]): Promise<ReadonlySet<string>> {
    const still = await super.stillHeld(holds);
    return new Set([...still].filter((id) => ![...this.#own].some((item) => item.includes(id))));
  }
}

class RemembersClaims extends Store {
  readonly #known = new Map<string, Awaited<ReturnType<Store['claims']>>>();
  override async claims(ids: readonly string[]): ReturnType<Store['claims']> {
    const key = ids.join();
    const known = this.#known.get(key) ?? (await super.claims(ids));
    this.#known.set(key, known);
    return known;
  }
}

class TakesFaultsForDone extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    return super.commit(writes).catch((): Commit => 'committed');
  }
}

/** Decides on what it has read, and on a household with one adult more. */
class CountsOneTooMany extends Store {
  override async loadBatch(batch: Batch, hasConflicted: boolean): Promise<BatchState> {
    const state = await super.loadBatch(batch, hasConflicted);
    const larger = [...state.households].map(
      ([id, history]) => [id, history.map((one) => ({ ...one, adults: one.adults + 1 }))] as const,
    );
    return { ...state, households: new Map(larger) };
  }
}

/** What was registered while an order was being accepted is found by nobody then. */
class LooksNotBack extends Store {
  constructor(tables: Tables) {
    super(tables);
    this.registries.after = () => Promise.resolve([]);
  }
}

class ForgetsCancellations extends Store {
  override async loadBatch(batch: Batch, hasConflicted: boolean): Promise<BatchState> {
    const state = await super.loadBatch(batch, hasConflicted);
    return { ...state, order: state.order && { ...state.order, cancelled: false } };
  }
}

/** Centres that an amendment drops do not hear of it: whoever posts there goes on under the terms before. */
class AnnouncesOnlyWhereItPlans extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const [write, ...others] = writes;
    const orderId =
      write?.kind === 'append' && others.length === 0 && 'step' in write.record
        ? write.key.subject.split('/').at(-1)
        : undefined;
    const { order } = orderId === undefined ? {} : await this.orders.get(orderId);
    const isPending =
      orderId !== undefined &&
      order !== undefined &&
      (await this.record(acceptanceKey(orderId, order.revision + 1))) !== undefined;
    return isPending ? 'committed' : super.commit(writes);
  }
}

/** It does not see which books have a fence that begins with a refusal. */
class ForgetsFencedBooks extends Store {
  constructor(tables: Tables) {
    super(tables);
    this.fences.books = () => Promise.resolve([]);
  }
}

/** Its requests reach no queue. */
class RequestsNothing implements RetryRequests {
  async send(): Promise<void> {}
}

/** It finds the first group that holds something, and not the others. */
class FindsTheFirstGroup extends Store {
  override async holdingGroups(dependsOn: string) {
    return (await super.holdingGroups(dependsOn)).slice(0, 1);
  }
}

const onlyRecords = (batch: SQSEvent, kept: (record: SQSEvent['Records'][number]) => boolean): SQSEvent => ({
  Records: batch.Records.filter(kept),
});

class NoStatements extends Statements {
  override of(): ReturnType<Statements['of']> {
    return Promise.resolve([]);
  }
}

/** Each statement is counted as the first of its receipt. */
class ForgetsWhatWasSaid extends Store {
  override readonly statements: Statements;
  constructor(tables: Tables) {
    super(tables);
    this.statements = new NoStatements(tables);
  }
}

export interface Mutant {
  readonly name: string;
  readonly substitutes: Substitutes;
  /** It is found within this many seeds: should the engine ask for other things in another order, they are others. */
  readonly seeds: number;
  /** The first of them, which showed it when it was written down; 0 where none is named. */
  readonly firstSeed?: number;
  /** What is played in every schedule, where no wild history shows it soon. */
  readonly history?: () => History;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'a store that writes over entries, because its puts have no conditions',
    seeds: 60,
    substitutes: {
      client: inTransactions((item) => {
        if (item.Put === undefined) return item;
        const { ConditionExpression: _condition, ...put } = item.Put;
        return { Put: put };
      }),
    },
  },
  {
    name: 'a store that takes every cancelled transaction for a duplicate',
    seeds: 60,
    substitutes: { journal: (tables) => new CountsConflictsAsCommitted(tables) },
  },
  {
    name: 'a store that ignores the preconditions of a decision',
    firstSeed: 25,
    seeds: 60,
    substitutes: { journal: (tables) => new IgnoresPreconditions(tables) },
  },
  {
    name: 'a store that keeps the counts of the book outside the transaction',
    seeds: 60,
    substitutes: { journal: (tables) => new WritesTheBookApart(tables) },
  },
  {
    name: 'a store that forgets some groups',
    seeds: 60,
    substitutes: { journal: (tables) => new ForgetsSomeCommits(tables) },
  },
  {
    name: 'a store that leaves the ids of sheets unclaimed',
    firstSeed: 43,
    seeds: 100,
    substitutes: { journal: (tables) => new ClaimsNoSheet(tables) },
  },
  {
    name: 'a store that accepts an order without its id',
    seeds: 60,
    substitutes: { journal: (tables) => new AcceptsWithoutTheId(tables) },
  },
  {
    name: 'a store that never settles what was held',
    seeds: 60,
    substitutes: { journal: (tables) => new NeverSettles(tables) },
  },
  {
    name: 'a store in which what was just held is seen late',
    seeds: 60,
    substitutes: { journal: (tables) => new SeesHoldsLate(tables) },
  },
  {
    name: 'a store that remembers who had claimed an id',
    seeds: 60,
    substitutes: { journal: (tables) => new RemembersClaims(tables) },
  },
  {
    name: 'a store that reads without asking for the latest',
    firstSeed: 39,
    seeds: 60,
    substitutes: {
      client: tampering((command) => {
        if (command instanceof QueryCommand) delete command.input.ConsistentRead;
        if (command instanceof BatchGetItemCommand)
          for (const request of Object.values(command.input.RequestItems ?? {}))
            delete request.ConsistentRead;
      }),
    },
  },
  {
    name: 'a store that reads only the first page',
    seeds: 60,
    substitutes: {
      client: tampering(
        () => undefined,
        (answer) => {
          if ('LastEvaluatedKey' in answer) delete answer.LastEvaluatedKey;
        },
      ),
    },
  },
  {
    name: 'a worker that acknowledges after a fault',
    seeds: 60,
    substitutes: {
      handler: (handler) => async (batch) => {
        await handler(batch);
        return { batchItemFailures: [] } satisfies SQSBatchResponse;
      },
    },
  },
  {
    name: 'a worker that returns nothing',
    seeds: 60,
    substitutes: {
      handler: (handler) => async (batch) => {
        await handler(batch);
      },
    },
  },
  {
    name: 'a worker that recognises duplicates by the id of the message',
    seeds: 60,
    substitutes: {
      handler: (handler) => {
        const seen = new Set<string>();
        return (batch) =>
          handler(
            onlyRecords(batch, ({ messageId }) => !seen.has(messageId) && seen.add(messageId).size > 0),
          );
      },
    },
  },
  {
    name: 'a worker that forgets the last group of a batch',
    seeds: 60,
    substitutes: {
      handler: (handler) => (batch) => {
        const groups = batch.Records.map(({ attributes }) => attributes.MessageGroupId);
        const last = groups.at(-1);
        const several = new Set(groups).size > 1;
        return handler(
          onlyRecords(batch, ({ attributes }) => !several || attributes.MessageGroupId !== last),
        );
      },
    },
  },
  {
    name: 'a worker that sends back only the first of what it did not do',
    firstSeed: 13,
    seeds: 60,
    substitutes: {
      handler: (handler) => async (batch) => ({
        batchItemFailures: (await handler(batch)).batchItemFailures.slice(0, 1),
      }),
    },
  },
  {
    name: 'a store that counts whatever fails as committed',
    firstSeed: 13,
    seeds: 60,
    substitutes: { journal: (tables) => new TakesFaultsForDone(tables) },
  },
  {
    name: 'an engine that gives every household one ration too many',
    seeds: 60,
    substitutes: { journal: (tables) => new CountsOneTooMany(tables) },
  },
  {
    name: 'an acceptance that does not look back for what came too late',
    firstSeed: 139,
    seeds: 200,
    substitutes: { journal: (tables) => new LooksNotBack(tables) },
  },
  {
    name: 'an engine that goes on under a cancelled order',
    seeds: 200,
    substitutes: { journal: (tables) => new ForgetsCancellations(tables) },
  },
  {
    name: 'an amendment that a dropped centre is not told of',
    seeds: 300,
    history: droppedCentre,
    substitutes: { journal: (tables) => new AnnouncesOnlyWhereItPlans(tables) },
  },
  {
    name: 'a store that forgets which books have a fence that begins with a refusal',
    firstSeed: 284,
    seeds: 200,
    substitutes: { journal: (tables) => new ForgetsFencedBooks(tables) },
  },
  {
    name: 'a worker that requests a retry of the first group only',
    seeds: 60,
    substitutes: { journal: (tables) => new FindsTheFirstGroup(tables) },
  },
  {
    name: 'a store that counts what is listed, and forgets what leaves the list',
    seeds: 60,
    substitutes: { client: inTransactions(withoutDecrements) },
  },
  {
    name: 'a store that forgets what was said before',
    firstSeed: 28,
    seeds: 120,
    substitutes: { journal: (tables) => new ForgetsWhatWasSaid(tables) },
  },
  {
    name: 'a worker that requests no retries',
    seeds: 60,
    substitutes: { retryRequests: () => new RequestsNothing() },
  },
];
