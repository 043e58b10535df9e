/** Bugs planted in how the engine takes back, puts right, moves elsewhere and tells by time, each to be found by the simulation. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { RetryDependants } from '../../shared/contract/commands.ts';
import type { JsonObject, JsonValue } from '../../shared/domain/canonical.ts';
import { noCounts } from '../../shared/domain/counts.ts';
import type { QueueName } from '../../shared/domain/events.ts';
import { noAmounts } from '../../shared/domain/quantity.ts';
import { type Link, nextLink, readLink } from '../../shared/ledger/chain.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Batch } from '../../shared/posting/batch.ts';
import type { BatchState } from '../../shared/posting/batch-state.ts';
import type { Commit, HoldingGroup, RetryRequests } from '../../shared/posting/ports.ts';
import { RetryQueues } from '../../shared/runtime/retry-requests.ts';
import { Store } from '../../shared/store/store.ts';
import type { Tables } from '../../shared/store/tables.ts';
import type { Mutant } from './mutants.ts';

type Append = Extract<Write, { kind: 'append' }>;

const isAppend = (write: Write): write is Append => write.kind === 'append';
const isOfBook = (write: Write): write is Append =>
  isAppend(write) &&
  /^(centre|hub|store):/.test(write.key.subject) &&
  typeof write.record['hash'] === 'string';
const typeOf = (write: Write): unknown => (isAppend(write) ? write.record['type'] : undefined);

/** A link with another body, hashed as if it had always been so. */
function forged(record: JsonObject, change: JsonObject): JsonObject {
  const { hash: _hash, ...body } = { ...record, ...change };
  const { seq, at, previousHash, account } = readLink(record);
  const before: Link = { account, seq: seq - 1, at, previousHash: '', hash: previousHash };
  return nextLink(account, seq === 1 ? undefined : before, at, body);
}

/** A store that writes something else than it was told to. */
const writing = (change: (writes: readonly Write[]) => readonly Write[]) => (tables: Tables) => {
  class WritesOtherwise extends Store {
    override async commit(writes: readonly Write[]): Promise<Commit> {
      return super.commit(change(writes));
    }
  }
  return new WritesOtherwise(tables);
};

/** A store that loads batches of rows as if something were otherwise. */
const loading = (change: (state: BatchState) => BatchState) => (tables: Tables) => {
  class LoadsOtherwise extends Store {
    override async loadBatch(batch: Batch, hasConflicted: boolean): Promise<BatchState> {
      return change(await super.loadBatch(batch, hasConflicted));
    }
  }
  return new LoadsOtherwise(tables);
};

/** What is handed out late then leaves the shelf, although that was counted since. */
const withoutCounts = (state: BatchState): BatchState => ({
  ...state,
  book: Object.create(state.book, { counts: { value: noCounts } }),
});

/** A directory says that a part was rewritten, and the part stays as it was. */
const withoutRewritten = (write: Write): Write =>
  write.kind === 'list-households' && write.parts.every(({ part }) => write.directory.parts[part - 1] !== 1)
    ? { ...write, parts: [] }
    : write;

const withoutLastRow = (write: Write): Write =>
  write.kind === 'list-households'
    ? { ...write, parts: write.parts.map(({ part, rows }) => ({ part, rows: rows.slice(0, -1) })) }
    : write;

/** A count does not know what was handed out before it. */
class CountsForgetSheets extends Store {
  constructor(tables: Tables) {
    super(tables);
    const read = this.chains.entriesFrom.bind(this.chains);
    this.chains.entriesFrom = async (table, account, seq) =>
      (await read(table, account, seq)).map((entry) => {
        if (entry.type !== 'handover') return entry;
        const { movements: _movements, ...rest } = entry;
        return { ...rest, lines: noAmounts };
      });
  }
}

/** A waybill is taken for good, whatever has been voided of it. */
class KeepsWaybills extends Store {
  constructor(tables: Tables) {
    super(tables);
    const read = this.shipments.all.bind(this.shipments);
    this.shipments.all = async (ids) =>
      (await read(ids)).map((chain) =>
        Object.assign(chain, { standing: chain.entries.filter(({ type }) => type !== 'void') }),
      );
  }
}

class WithdrawsAllButOne extends Store {
  override async refusedRows(event: string): ReturnType<Store['refusedRows']> {
    return (await super.refusedRows(event)).slice(1);
  }
}

/** Households of any other household's account that follow a withdrawal. */
const withoutWithdrawals = (state: BatchState): BatchState => ({
  ...state,
  households: new Map(
    [...state.households].map(([id, history]) => [id, history.filter((row) => row.withdrawn === undefined)]),
  ),
});

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/** What was got beyond what is owed fills up what others lack. */
function netted(write: Write): Write {
  if (!isOfBook(write) || write.record['coverage'] === undefined) return write;
  const [revision = 0, rows] = listOf(write.record['coverage']);
  const coverage = [
    revision,
    listOf(rows).map((row) => {
      const [centreId = '', served = 0, complete = 0, , got = []] = listOf(row);
      return [centreId, served, complete, got, got];
    }),
  ];
  return { ...write, record: forged(write.record, { coverage }) };
}

/** What was done before an amendment is told twice over. */
function toldTwice(write: Write): Write {
  if (!isAppend(write) || !write.key.subject.startsWith('coverage:')) return write;
  const [revision = 0, rows] = listOf(write.record['coverage']);
  const twice = (amounts: JsonValue): JsonValue =>
    listOf(amounts).map((pair) => {
      const [commodity = '', quantity = '0'] = listOf(pair);
      return [commodity, (BigInt(String(quantity)) * 2n).toString()];
    });
  const coverage = [
    revision,
    listOf(rows).map((row) => {
      const [centreId = '', served = 0, complete = 0, met = [], got = []] = listOf(row);
      return [centreId, served, complete, twice(met), twice(got)];
    }),
  ];
  return { ...write, record: { ...write.record, coverage } };
}

class RequestsHereOnly implements RetryRequests {
  readonly #queues: RetryQueues;

  constructor(sqs: SQSClient, urlOf: (queue: QueueName) => string) {
    this.#queues = new RetryQueues(() => sqs, urlOf);
  }

  async send(to: HoldingGroup, command: RetryDependants): Promise<void> {
    if (command.queue === undefined) await this.#queues.send(to, command);
  }
}

function inAnyGroup(record: SQSRecord): SQSRecord {
  const { attributes } = record;
  const MessageGroupId = attributes.MessageGroupId?.replace('?', '');
  return {
    ...record,
    attributes: { ...attributes, ...(MessageGroupId !== undefined && { MessageGroupId }) },
  };
}

const isVoid = (writes: readonly Write[]): boolean =>
  writes.some((write) => isAppend(write) && write.key.subject.startsWith('voided:'));

const isCorrection = (writes: readonly Write[]): boolean =>
  writes.some((write) => isAppend(write) && write.record['reason'] === 'replaced');

function withoutOneSide(writes: readonly Write[]): readonly Write[] {
  const sides = writes.filter((write) => isOfBook(write) && typeOf(write) === 'transfer');
  return sides.length < 2 ? writes : writes.filter((write) => write !== sides[1]);
}

export const secondThoughtMutants: readonly Mutant[] = [
  {
    name: 'an engine in which what is handed out late leaves a shelf that was counted since',
    firstSeed: 23,
    seeds: 100,
    substitutes: { journal: loading(withoutCounts) },
  },
  {
    name: 'a count that forgets what was handed out in the stretch before it',
    firstSeed: 316,
    seeds: 200,
    substitutes: { journal: (tables) => new CountsForgetSheets(tables) },
  },
  {
    name: 'a void that leaves the book of the place as it is',
    firstSeed: 25,
    seeds: 100,
    substitutes: {
      journal: writing((writes) =>
        isVoid(writes) ? writes.filter((write) => !(isOfBook(write) && typeOf(write) === 'void')) : writes,
      ),
    },
  },
  {
    name: 'a void that leaves what is on its way as it is',
    firstSeed: 51,
    seeds: 100,
    substitutes: {
      journal: writing((writes) =>
        isVoid(writes)
          ? writes.filter((write) => !(isAppend(write) && write.key.subject.startsWith('inbound:')))
          : writes,
      ),
    },
  },
  {
    name: 'a void that does not free the number of a waybill',
    firstSeed: 86,
    seeds: 400,
    substitutes: { journal: (tables) => new KeepsWaybills(tables) },
  },
  {
    name: 'a void of a sheet that forgets the first row that is held',
    firstSeed: 843,
    seeds: 400,
    substitutes: { journal: (tables) => new WithdrawsAllButOne(tables) },
  },
  {
    name: 'a worker that looks for voids of its events on its own queue only',
    seeds: 100,
    substitutes: { retryRequests: (sqs, urlOf) => new RequestsHereOnly(sqs, urlOf) },
  },
  {
    name: 'a worker that takes the place of early voids for any other',
    seeds: 100,
    substitutes: { handler: (handler) => (batch) => handler({ Records: batch.Records.map(inAnyGroup) }) },
  },
  {
    name: 'a transfer that books the side that it leaves, and not the other',
    seeds: 400,
    substitutes: { journal: writing(withoutOneSide) },
  },
  {
    name: 'an erasure that forgets the parts of directories',
    firstSeed: 27,
    seeds: 400,
    substitutes: { journal: writing((writes) => writes.map(withoutRewritten)) },
  },
  {
    name: 'a directory that leaves out the last household of a part',
    seeds: 60,
    substitutes: { journal: writing((writes) => writes.map(withoutLastRow)) },
  },
  {
    name: 'books in which one household that has too much makes up for another',
    seeds: 100,
    substitutes: { journal: writing((writes) => writes.map(netted)) },
  },
  {
    name: 'an amendment that counts twice what was done before it',
    firstSeed: 32,
    seeds: 100,
    substitutes: { journal: writing((writes) => writes.map(toldTwice)) },
  },
  {
    name: 'a correction that leaves what it replaces held',
    seeds: 200,
    substitutes: {
      journal: writing((writes) =>
        isCorrection(writes) ? writes.filter(({ kind }) => kind !== 'settle') : writes,
      ),
    },
  },
  {
    name: 'an over-issue that nobody is told of',
    seeds: 100,
    substitutes: {
      journal: writing((writes) =>
        writes.filter((write) => !(isAppend(write) && write.record['kind'] === 'over-issue')),
      ),
    },
  },
  {
    name: 'an engine that goes on serving households that were withdrawn',
    firstSeed: 128,
    seeds: 200,
    substitutes: { journal: loading(withoutWithdrawals) },
  },
];
