/**
 * One history, played on the real engine over model parts, under faults that a seed draws.
 *
 * Every await of a worker ends at a passage. Between two passages nothing runs but the scheduler, which lets
 * one through, fails it, or takes its worker away; so one seed always plays the same history.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import {
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { fundingPosting } from '../../functions/payments/funding.ts';
import { orderPosting } from '../../functions/policy-orders/orders.ts';
import { registrationPosting } from '../../functions/registrations/registrations.ts';
import { shipmentPosting } from '../../functions/shipment-arrivals/shipments.ts';
import { stockPosting } from '../../functions/stock-counts/stock.ts';
import { type QueueName, queueNames } from '../../shared/domain/events.ts';
import { Fault, type Surroundings } from '../../shared/ledger/posting.ts';
import {
  type EventPosting,
  type QueueWorkerParts,
  queueWorker,
  sheetsOnly,
} from '../../shared/runtime/queue-worker.ts';
import { Waker } from '../../shared/runtime/wake.ts';
import { JournalStore } from '../../shared/store/journal-store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { Dice } from '../support/dice.ts';
import { Auditor, Violation } from './auditor.ts';
import { type Change, cancelled, DynamoDbModel } from './dynamodb-model.ts';
import { type Delivery, FifoQueueModel } from './fifo-queue-model.ts';
import type { History, Sending } from './history.ts';

/** What a bug planted for a test puts in the place of a real part. */
export interface Substitutes {
  readonly journal?: (tables: Tables) => JournalStore;
  readonly client?: (client: DynamoDBClient) => DynamoDBClient;
  readonly waker?: (sqs: SQSClient, urlOf: (queue: QueueName) => string) => Waker;
  readonly handler?: (handler: ReturnType<typeof queueWorker>) => (batch: SQSEvent) => Promise<unknown>;
}

/** How likely a fault is at one passage. */
export interface FaultRates {
  readonly conflict: number;
  readonly throttled: number;
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly crash: number;
  /** Messages in flight are seen again while their worker is still at it. */
  readonly expiry: number;
  readonly clockSkewMs: number;
}

export const noFaults: FaultRates = {
  conflict: 0,
  throttled: 0,
  lostBefore: 0,
  lostAfter: 0,
  crash: 0,
  expiry: 0,
  clockSkewMs: 0,
};

/** Each kind of fault is absent, seldom or frequent, so that seeds differ in what they are about. */
export function drawFaults(dice: Dice): FaultRates {
  const rate = (): number => dice.pick([0, 0.005, 0.03]);
  return {
    conflict: rate(),
    throttled: rate(),
    lostBefore: rate(),
    lostAfter: rate(),
    crash: rate(),
    expiry: rate(),
    clockSkewMs: dice.pick([0, 2_000, 600_000]),
  };
}

const postings: Readonly<
  Record<QueueName, (parts: Omit<QueueWorkerParts, 'posting'> & { readonly tables: Tables }) => EventPosting>
> = {
  registrations: registrationPosting,
  'policy-orders': orderPosting,
  'shipment-arrivals': shipmentPosting,
  'stock-counts': stockPosting,
  handovers: sheetsOnly,
  payments: fundingPosting,
};

/** A warm function: it works off one batch at a time. */
interface Instance {
  readonly queue: FifoQueueModel;
  readonly name: string;
  readonly handler: (batch: SQSEvent) => Promise<unknown>;
  working: readonly Delivery[] | undefined;
}

/** Where an await stands: it goes on when the scheduler says so. */
interface Passage {
  readonly instance: Instance;
  readonly label: string;
  readonly transactItems: readonly TransactWriteItem[] | undefined;
  readonly happen: () => unknown;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

const instancesPerQueue = 2;
const mostSteps = 60_000;
const mostReceives = 5;
/** `SIM_STEPS=…` shows more of them. */
const shownSteps = Number(process.env['SIM_STEPS'] ?? 60);
const firstInstantMs = Date.parse('2020-08-05T00:00:00Z');

export class Simulation {
  readonly auditor: Auditor;
  readonly database: DynamoDbModel;
  steps = 0;
  readonly #dice: Dice;
  readonly #faultRates: FaultRates;
  readonly #substitutes: Substitutes;
  readonly #queues = new Map(queueNames.map((name) => [name, new FifoQueueModel(name)]));
  #instances: Instance[] = [];
  #passages: Passage[] = [];
  #unsent: Sending[];
  readonly #mostUnsettled: number;
  #nowMs = firstInstantMs;
  #faulty = true;
  #made = 0;
  readonly #trace: string[] = [];
  readonly #injected = new Set<unknown>();
  #failure: Error | undefined;

  constructor(seed: string, history: History, faults: FaultRates, substitutes: Substitutes = {}) {
    this.#dice = new Dice(`${seed}/schedule`);
    this.#faultRates = faults;
    this.#substitutes = substitutes;
    this.#unsent = [...history.sendings];
    this.#mostUnsettled = history.sendings.length - history.settledFirst;
    this.database = new DynamoDbModel(this.#dice, (changes) => this.#observe(changes));
    this.database.pageItems = this.#dice.pick([3, 7, 50]);
    this.auditor = new Auditor(this.database);
    for (const queue of queueNames)
      for (let count = 0; count < instancesPerQueue; count += 1) this.#start(queue);
  }

  /** Plays it to the end. Errors: {@link Violation} with the last steps, when anything is not as promised. */
  async run(): Promise<void> {
    try {
      const faultySteps = this.#dice.whole(0, 400);
      await this.#play(() => this.#unsent.length === 0 && this.steps > faultySteps);
      this.#heal();
      await this.#play(() => false);
      this.database.catchUp();
      this.auditor.assessSettled();
      await this.#tryHeldAgain();
    } catch (error) {
      if (error instanceof Violation) throw new Violation(`${error.message}\n${this.#trace.join('\n')}`);
      throw error;
    }
  }

  #heal(): void {
    this.#faulty = false;
    for (const queue of this.#queues.values()) queue.limitReceives(mostReceives);
    this.#note('healed');
  }

  /** What is held must be held still when it is looked at again: else its time came and nobody told it. */
  async #tryHeldAgain(): Promise<void> {
    const before = this.auditor.waiting();
    for (const { queue, messageGroup, exceptionId } of before) {
      const body = JSON.stringify({ type: 'relief.held.retried.v1', data: { exceptionId } });
      this.#queues.get(queue)?.send(messageGroup, `retry-${exceptionId}`, body, this.#nowMs);
    }
    await this.#play(() => false);
    this.auditor.assessOverdue(before);
    this.auditor.assessSettled();
  }

  /** Steps until nothing is left to do, or until `done`. */
  async #play(done: () => boolean): Promise<void> {
    while (!done()) {
      await new Promise((resume) => setImmediate(resume));
      if (this.#failure !== undefined) throw this.#failure;
      if (this.steps > mostSteps) throw new Violation(`nothing settled in ${mostSteps} steps`);
      this.steps += 1;
      this.#nowMs += this.#dice.whole(1, 40);
      if (this.#faulty && this.#disturb()) continue;
      if (!this.#advance()) return;
    }
  }

  /** Does one thing that can be done now; `false` when nothing is left to do at any time. */
  #advance(): boolean {
    const receivers = this.#instances.filter(
      ({ working, queue }) => working === undefined && queue.canReceive(this.#nowMs),
    );
    const sendings = this.#unsent.length > 0 && this.#maySend() ? 1 : 0;
    const choices = this.#passages.length + receivers.length + sendings;
    if (choices === 0) return this.#waitForVisibility();
    const choice = this.#dice.whole(0, choices - 1);
    const passage = this.#passages[choice];
    const receiver = receivers[choice - this.#passages.length];
    if (passage !== undefined) this.#letPass(passage);
    else if (receiver !== undefined) this.#deliver(receiver);
    else this.#sendNext();
    return true;
  }

  #maySend(): boolean {
    const quiet =
      this.#passages.length === 0 && [...this.#queues.values()].every(({ length }) => length === 0);
    return this.#unsent.length !== this.#mostUnsettled || quiet;
  }

  #waitForVisibility(): boolean {
    const next = Math.min(...[...this.#queues.values()].map((queue) => queue.nextVisibleMs(this.#nowMs)));
    if (next === Number.POSITIVE_INFINITY) return false;
    this.#nowMs = next;
    return true;
  }

  /** Perhaps takes a worker away, or shows its messages to another. */
  #disturb(): boolean {
    const working = this.#instances.filter((instance) => instance.working !== undefined);
    if (working.length === 0) return false;
    if (this.#dice.chance(this.#faultRates.crash)) {
      this.#crash(this.#dice.pick(working));
      return true;
    }
    if (this.#dice.chance(this.#faultRates.expiry)) {
      const { queue, name, working: messages = [] } = this.#dice.pick(working);
      this.#note(`${name} keeps on, its messages are seen again`);
      for (const message of messages) queue.expire(message);
      return true;
    }
    return false;
  }

  #crash(instance: Instance): void {
    this.#note(`${instance.name} crashes`);
    this.#passages = this.#passages.filter((passage) => passage.instance !== instance);
    this.#instances = this.#instances.filter((other) => other !== instance);
    this.#start(instance.queue.name as QueueName);
  }

  #letPass(passage: Passage): void {
    this.#passages = this.#passages.filter((other) => other !== passage);
    const fault = this.#faulty ? this.#faultFor(passage) : undefined;
    if (fault !== undefined && !fault.happens) {
      this.#note(`${passage.instance.name} ${passage.label}: ${String(fault.error)}`);
      this.#injected.add(fault.error);
      passage.reject(fault.error);
      return;
    }
    try {
      const answer = passage.happen();
      this.#note(`${passage.instance.name} ${passage.label}${fault ? ', and the answer is lost' : ''}`);
      if (fault === undefined) passage.resolve(answer as never);
      else {
        this.#injected.add(fault.error);
        passage.reject(fault.error);
      }
    } catch (error) {
      if (error instanceof Violation) throw error;
      this.#note(`${passage.instance.name} ${passage.label}: ${String(error)}`);
      passage.reject(error);
    }
  }

  #faultFor({
    transactItems,
    label,
  }: Passage): { readonly error: Error; readonly happens: boolean } | undefined {
    if (label === 'backs off') return undefined;
    const rates = this.#faultRates;
    const oneOf = (code: string): Error => {
      const odd = this.#dice.whole(0, (transactItems?.length ?? 1) - 1);
      return cancelled((transactItems ?? []).map((_, index) => ({ Code: index === odd ? code : 'None' })));
    };
    if (transactItems !== undefined && this.#dice.chance(rates.conflict)) {
      const error = this.#dice.chance(0.2)
        ? new TransactionInProgressException({ message: 'in progress', $metadata: {} })
        : oneOf('TransactionConflict');
      return { happens: false, error };
    }
    if (this.#dice.chance(rates.throttled)) {
      const throttled = new ProvisionedThroughputExceededException({ message: 'throttled', $metadata: {} });
      return {
        happens: false,
        error: transactItems !== undefined && this.#dice.chance(0.5) ? oneOf('ThrottlingError') : throttled,
      };
    }
    const timeout = Object.assign(new Error('timed out'), { name: 'TimeoutError' });
    if (this.#dice.chance(rates.lostBefore)) return { happens: false, error: timeout };
    if (this.#dice.chance(rates.lostAfter)) return { happens: true, error: timeout };
    return undefined;
  }

  #sendNext(): void {
    const sending = this.#unsent.shift();
    if (sending === undefined) return;
    this.auditor.expect(sending);
    this.#note(`sent to ${sending.queue}: ${sending.title}`);
    const { queue, messageGroup, deduplicationId, body } = sending;
    this.#queues.get(queue)?.send(messageGroup, deduplicationId, body, this.#nowMs);
  }

  #deliver(instance: Instance): void {
    const deliveries = instance.queue.receive(this.#dice, this.#nowMs);
    if (!this.#faulty && instance.queue.deadLetters.length > 0) {
      throw new Violation(`a message went to the dead letters of ${instance.queue.name}`);
    }
    if (deliveries.length === 0) return;
    this.#note(`${instance.name} receives ${deliveries.map(({ messageId }) => messageId).join(' ')}`);
    instance.working = deliveries;
    instance.handler({ Records: deliveries.map(recordOf) }).then(
      (response) => this.#finish(instance, deliveries, response),
      (error) => {
        this.#failure ??= new Violation(`${instance.name} threw out of its handler: ${String(error)}`);
      },
    );
  }

  /** Lambda: what a handler does not name as failed has succeeded. */
  #finish(instance: Instance, deliveries: readonly Delivery[], response: unknown): void {
    const failures = (response as SQSBatchResponse | undefined)?.batchItemFailures ?? [];
    const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
    this.#note(`${instance.name} finishes, ${failed.size} failed`);
    instance.working = undefined;
    for (const delivery of deliveries) if (!failed.has(delivery.messageId)) instance.queue.delete(delivery);
  }

  #start(queueName: QueueName): void {
    const queue = this.#queues.get(queueName);
    if (queue === undefined) throw new Error(`there is no queue ${queueName}`);
    this.#made += 1;
    const name = `${queueName}#${this.#made}`;
    const skewMs = this.#dice.whole(-this.#faultRates.clockSkewMs, this.#faultRates.clockSkewMs);
    const passage = (
      label: string,
      happen: () => unknown,
      transactItems?: readonly TransactWriteItem[],
    ): Promise<never> =>
      new Promise((resolve, reject) => {
        this.#passages.push({ instance, label, happen, resolve, reject, transactItems });
      });
    const client = {
      send: (command: { readonly constructor: { readonly name: string } }) =>
        passage(
          labelOf(command),
          () => this.database.answer(command),
          command instanceof TransactWriteItemsCommand ? command.input.TransactItems : undefined,
        ),
    } as unknown as DynamoDBClient;
    const sqs = {
      send: (command: unknown) =>
        passage('calls', () => {
          if (!(command instanceof SendMessageCommand)) throw new Error('the model of SQS only sends');
          const {
            QueueUrl,
            MessageGroupId = '',
            MessageDeduplicationId = '',
            MessageBody = '',
          } = command.input;
          const to = this.#queues.get(QueueUrl as QueueName);
          to?.send(MessageGroupId, MessageDeduplicationId, MessageBody, this.#nowMs);
          return {};
        }),
    } as unknown as SQSClient;
    const surroundings: Surroundings = {
      now: () => new Date(this.#nowMs + skewMs).toISOString(),
      backOff: () => passage('backs off', () => undefined),
    };
    const logger = {
      info: () => undefined,
      error: (_message: string, { error }: { readonly error: unknown }) => this.#assessFault(name, error),
    } as unknown as Logger;
    const { journal, client: clientOf, waker, handler } = this.#substitutes;
    const names = { households: 'households', stock: 'stock', ledgers: 'ledgers' };
    const tables = new Tables(clientOf?.(client) ?? client, names);
    const parts = {
      queue: queueName,
      journal: journal?.(tables) ?? new JournalStore(tables),
      waker: waker?.(sqs, (to) => to) ?? new Waker(sqs, (to) => to),
      surroundings,
      logger,
    };
    const worker = queueWorker({ ...parts, posting: postings[queueName]({ ...parts, tables }) });
    const instance: Instance = { queue, name, handler: handler?.(worker) ?? worker, working: undefined };
    this.#instances.push(instance);
  }

  /** Only what the model broke may break a worker. */
  #assessFault(name: string, error: unknown): void {
    if (this.#injected.has(error)) return;
    if (error instanceof Fault && (error.cause === undefined || this.#injected.has(error.cause))) return;
    this.#failure ??= new Violation(`${name} broke: ${error instanceof Error ? error.stack : String(error)}`);
  }

  #observe(changes: readonly Change[]): void {
    this.auditor.observe(changes);
  }

  #note(step: string): void {
    this.#trace.push(`${this.steps} ${step}`);
    if (this.#trace.length > shownSteps) this.#trace.shift();
  }
}

function labelOf(command: { readonly constructor: { readonly name: string } }): string {
  if (!(command instanceof TransactWriteItemsCommand)) return command.constructor.name.replace('Command', '');
  const items = (command.input.TransactItems ?? []).map((item) => {
    const {
      subject,
      item: sort,
      householdId,
    } = item.Put?.Item ?? item.Delete?.Key ?? item.ConditionCheck?.Key ?? item.Update?.Key ?? {};
    return `${Object.keys(item)[0]} ${subject === undefined ? householdId?.S : `${subject.S} ${sort?.S}`}`;
  });
  return `writes [${items.join(', ')}]`;
}

const recordOf = ({ messageId, messageGroup, body }: Delivery): SQSRecord =>
  ({ messageId, body, attributes: { MessageGroupId: messageGroup } }) as unknown as SQSRecord;
