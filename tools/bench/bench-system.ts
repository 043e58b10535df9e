/** The local system, in memory, as the benchmark drives it: it sends to the queues and reads the tables. */

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { locationAccount, payerAccount } from '../../shared/domain/accounts.ts';
import { isQueued, queueOfType } from '../../shared/domain/events.ts';
import { Store } from '../../shared/store/store.ts';
import { type TableNames, Tables } from '../../shared/store/tables.ts';
import { sendMessages, sendThrough } from '../cli/queue-sender.ts';
import { localCredentials, region } from '../local/aws-names.ts';
import { inMemory } from '../local/settings.ts';
import { type LocalSystem, startLocalSystem } from '../local/system.ts';
import { startTableEngine } from '../local/table-engine.ts';
import {
  arrivedInFull,
  type CityCentre,
  type CityEvent,
  householdsRegistered,
  locationsRegistered,
  orderIssued,
  payerOf,
} from './city.ts';
import { type MeteringProxy, startMeteringProxy } from './metering-proxy.ts';
import type { UnitMeter } from './units.ts';

export const projectRoot = join(import.meta.dirname, '..', '..');

const longestWaitMs = 600_000;
/** One small read at a time, so that watching takes next to nothing from what is watched. */
export const watchEveryMs = 20;

/** Longer than a whole run, in which a cold start would be measured as if it were work. */
export const containerIdleMs = 3_600_000;

/** A client of its own for a table engine; like those of the functions it keeps no log. */
export function clientOf(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, region, credentials: localCredentials() });
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

export class BenchSystem {
  readonly engineEndpoint: string;
  readonly tableNames: TableNames;
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly journal: Store;
  readonly #system: LocalSystem;
  readonly #sqs: SQSClient;
  readonly #undo: readonly (() => Promise<void> | void)[];

  private constructor(
    engineEndpoint: string,
    system: LocalSystem,
    undo: readonly (() => Promise<void> | void)[],
  ) {
    this.engineEndpoint = engineEndpoint;
    this.#system = system;
    this.#undo = undo;
    const { Tables: names, SqsEndpoint: endpoint } = system.outputs;
    this.tableNames = {
      households: names['households'] ?? '',
      stock: names['stock'] ?? '',
      ledgers: names['ledgers'] ?? '',
    };
    this.client = clientOf(engineEndpoint);
    this.tables = new Tables(this.client, this.tableNames);
    this.journal = new Store(this.tables);
    this.#sqs = new SQSClient({ endpoint, region, credentials: localCredentials() });
  }

  /** Starts an engine and the system on it; with `meterOf`, functions reach the engine through a meter. */
  static async start(meterOf?: () => UnitMeter | undefined): Promise<BenchSystem> {
    const engine = await startTableEngine({ port: 0, files: undefined });
    const undo: (() => Promise<void> | void)[] = [() => engine.stop()];
    try {
      let proxy: MeteringProxy | undefined;
      if (meterOf !== undefined) {
        proxy = await startMeteringProxy(engine.ownEndpoint, meterOf);
        undo.push(proxy.stop);
      }
      const system = await startLocalSystem({
        apiPort: 0,
        sqsPort: 0,
        dynamoDbPort: 0,
        dynamoDbEndpoint: proxy?.endpoint ?? engine.ownEndpoint,
        dataDir: inMemory,
        keepsSchedules: false,
        projectRoot,
        containerIdleMs,
        log: (line) => process.stderr.write(`${line}\n`),
      });
      undo.push(() => system.stop());
      return new BenchSystem(engine.ownEndpoint, system, undo);
    } catch (error) {
      for (const step of undo.reverse()) await step();
      throw error;
    }
  }

  get outputs(): LocalSystem['outputs'] {
    return this.#system.outputs;
  }

  async stop(): Promise<void> {
    this.#sqs.destroy();
    this.client.destroy();
    for (const step of [...this.#undo].reverse()) await step();
  }

  async send(events: Iterable<CityEvent>): Promise<void> {
    const { Queues } = this.#system.outputs;
    function* messages() {
      for (const event of events) {
        yield {
          queueUrl: Queues[isQueued(event.type) ? queueOfType[event.type] : ''] ?? '',
          body: JSON.stringify(event),
          event,
        };
      }
    }
    await sendMessages(messages(), sendThrough(this.#sqs));
  }

  /** Settles when no batch is in progress, and none will be until {@link resume}. */
  pause(): Promise<void> {
    return this.#system.pausePollers();
  }

  resume(): void {
    this.#system.resumePollers();
  }

  async register(city: readonly CityCentre[]): Promise<void> {
    await this.send([locationsRegistered(city)]);
    await until('locations', async () => (await this.journal.locations.all()).length === city.length);
    await this.send(householdsRegistered(city));
    for (const { households } of city) {
      // A message group keeps its order, so the last of a centre comes last.
      const last = households.at(-1)?.householdId ?? '';
      await until(last, async () => (await this.journal.households.get([last])).size === 1);
    }
  }

  async issue(orderId: string): Promise<void> {
    await this.send([orderIssued(orderId)]);
    await until(orderId, async () => (await this.journal.orders.get(orderId)).order !== undefined);
  }

  /** Issues an order, and lets all that it needs arrive at each centre. */
  async open(orderId: string, city: readonly CityCentre[]): Promise<void> {
    await this.issue(orderId);
    await this.arrive(orderId, city);
  }

  /** Lets all that an order needs arrive at each centre. */
  async arrive(orderId: string, city: readonly CityCentre[]): Promise<void> {
    await this.send(city.map((centre) => arrivedInFull(orderId, centre)));
    for (const { centreId } of city) {
      await until(`goods at ${centreId}`, async () => (await this.#tail(orderId, centreId)) !== undefined);
    }
  }

  /** Settles when so many households of each centre have been served. */
  async untilServed(orderId: string, city: readonly CityCentre[], households: number): Promise<void> {
    for (const { centreId } of city) {
      await until(`handovers at ${centreId}`, async () => {
        const tail = await this.#tail(orderId, centreId);
        return (tail?.stock?.householdsServed ?? 0) >= households;
      });
    }
  }

  /** Settles when all households of each centre have been paid. */
  async untilPaid(orderId: string, city: readonly CityCentre[]): Promise<void> {
    for (const { centreId, households } of city) {
      await until(`payments of ${centreId}`, async () => {
        const tail = await this.journal.chains.tail('ledgers', payerAccount(payerOf(centreId), orderId));
        return (tail?.payer?.householdsPaid ?? 0) >= households.length;
      });
    }
  }

  /** Queries the API. Errors: throws unless the request succeeds. */
  async get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.#system.outputs.ApiUrl}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Sends one event over HTTP. Errors: throws unless it is queued. */
  async post(path: string, event: CityEvent): Promise<void> {
    const answer = await fetch(`${this.#system.outputs.ApiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    const said = await answer.text();
    if (answer.status !== 202) throw new Error(`${path}: ${answer.status} ${said}`);
  }

  #tail(orderId: string, centreId: string) {
    return this.journal.chains.tail('stock', locationAccount('centre', centreId, orderId));
  }
}

/** Errors: throws when it does not come in {@link longestWaitMs}. */
async function until(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + longestWaitMs;
  while (!(await isThere())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come in ${longestWaitMs / 1_000} seconds`);
    await delay(watchEveryMs);
  }
}
