/**
 * One history, played on the real engine over model parts, under faults that a seed draws.
 *
 * Every await of a worker ends at a passage. Between two passages nothing runs but the scheduler, which lets
 * one through, fails it, or takes its worker away; so one seed always plays the same history.
 */

import type { Logger } from '@aws-lambda-powertools/logger';
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type QueueName, queueNames } from '../../shared/domain/events.ts';
import type { Clock, RetryRequests } from '../../shared/posting/ports.ts';
import { queueWorker } from '../../shared/posting/queue-worker.ts';
import { FaultError } from '../../shared/posting/retry-on-conflict.ts';
import { RetryQueues } from '../../shared/runtime/retry-requests.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { Dice } from '../support/dice.ts';
import { findWorkOf } from '../support/event-work.ts';
import { contextOver } from './answers.ts';
import { Auditor } from './auditor.ts';
import { DynamoDbModel, type Interference } from './dynamodb-model.ts';
import { type Delivery, FifoQueueModel } from './fifo-queue-model.ts';
import type { History, Sending } from './history.ts';
import { HistoryAudit } from './history-audit.ts';
import { Violation } from './violation.ts';

/** What a bug planted for a test puts in the place of a real part. */
export interface Substitutes {
  readonly journal?: (tables: Tables) => Store;
  readonly client?: (client: DynamoDBClient) => DynamoDBClient;
  readonly retryRequests?: (sqs: SQSClient, urlOf: (queue: QueueName) => string) => RetryRequests;
  readonly handler?: (handler: ReturnType<typeof queueWorker>) => (batch: SQSEvent) => Promise<unknown>;
}

/** How likely a fault is at one passage. */
export interface FaultRates {
  /** Some or all items of a transaction cannot be written, each for a reason of its own. */
  readonly cancelled: number;
  readonly throttled: number;
  /** The request or its answer is lost, so that its outcome is not known. */
  readonly lostBefore: number;
  readonly lostAfter: number;
  /** Keys of a batch that are left for another request. */
  readonly unprocessed: number;
  readonly crash: number;
  /** Messages in flight are seen again while their worker is still at it. */
  readonly expiry: number;
  /** What polls a queue dies: with messages that no worker has seen, or before it deletes what is done. */
  readonly pollerDeath: number;
  /** Dead letters are put back, as messages with new ids. */
  readonly redrive: number;
  readonly maxReceiveCount: number;
  readonly clockSkewMs: number;
  /** How often the SDK sends one request, with one token, where it knows that it may. */
  readonly sdkAttempts: number;
}

export const noFaults: FaultRates = {
  cancelled: 0,
  throttled: 0,
  lostBefore: 0,
  lostAfter: 0,
  unprocessed: 0,
  crash: 0,
  expiry: 0,
  pollerDeath: 0,
  redrive: 0,
  maxReceiveCount: Number.POSITIVE_INFINITY,
  clockSkewMs: 0,
  sdkAttempts: 1,
};

/** Each kind of fault is absent, seldom or frequent, so that seeds differ in what they are about. */
export function drawFaults(dice: Dice): FaultRates {
  const rate = (): number => dice.pick([0, 0.005, 0.03]);
  return {
    cancelled: rate(),
    throttled: rate(),
    lostBefore: rate(),
    lostAfter: rate(),
    unprocessed: rate(),
    crash: rate(),
    expiry: rate(),
    pollerDeath: rate(),
    redrive: rate(),
    maxReceiveCount: dice.pick([2, 5, Number.POSITIVE_INFINITY]),
    clockSkewMs: dice.pick([0, 2_000, 600_000]),
    sdkAttempts: dice.pick([1, 3]),
  };
}

/** One fault at one place of a history, where nothing else fails. */
export interface SingleFault {
  /** Passages are counted from 1. */
  readonly passage: number;
  readonly kind: (typeof singleFaults)[number];
}

export const singleFaults = ['crash before', 'crash after', 'lost before', 'lost after'] as const;

/** DynamoDB: what the reasons of a cancelled transaction may be. */
const cancellationCodes = [
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ItemCollectionSizeLimitExceeded',
  'ValidationError',
] as const;

/** A warm function: it works off one batch at a time. */
interface Instance {
  readonly queue: FifoQueueModel;
  readonly name: string;
  readonly handler: (batch: SQSEvent) => Promise<unknown>;
  working: readonly Delivery[] | undefined;
  /** How many transactions were written when it received what it works on. */
  receivedAfter: number;
}

/** Where an await stands: it goes on when the scheduler says so. */
interface Passage {
  readonly instance: Instance;
  readonly label: () => string;
  /** The request that is made of a service; none where only time passes. */
  readonly command: object | undefined;
  readonly happen: (interference: Interference) => unknown;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

/** What befalls a passage: an error of its own, before or after it has happened, or the doings of others. */
type Befalling =
  | { readonly error: Error; readonly happens: boolean }
  | { readonly interference: Interference };

const undisturbed: Befalling = { interference: {} };

const instancesPerQueue = 2;
/** Only what was handed out can be audited: of these histories about half. */
const auditedHistories = 0.2;
/** Faults that never end may keep a queue busy for ever. */
const faultyStepsBeforeSeal = 600;
/** Households of a part of a directory, where a town has six at most. */
const householdsOfPart = 2;
/** A sheet of hundreds for one household, with statements that wait for them, was seen to take 453,000. */
const maxSteps = 1_000_000;
const maxReceives = 5;
/** `SIM_STEPS=…` shows more of them. */
const shownSteps = Number(process.env['SIM_STEPS'] ?? 60);
const firstInstantMs = Date.parse('2020-09-10T00:00:00Z');

export class Simulation {
  readonly auditor: Auditor;
  readonly database: DynamoDbModel;
  steps = 0;
  passages = 0;
  readonly #dice: Dice;
  readonly #faultRates: FaultRates;
  readonly #substitutes: Substitutes;
  readonly #singleFault: SingleFault | undefined;
  readonly #queues = new Map(queueNames.map((name) => [name, new FifoQueueModel(name)]));
  #instances: Instance[] = [];
  #passages: Passage[] = [];
  #unsent: Sending[];
  readonly #maxUnsettled: number;
  #nowMs = firstInstantMs;
  #faulty = true;
  #made = 0;
  #tokens = 0;
  readonly #trace: (() => string)[] = [];
  readonly #injected = new Set<unknown>();
  #failure: Error | undefined;
  readonly #auditDice: Dice;
  #audit: HistoryAudit | undefined;

  constructor(
    seed: string,
    history: History,
    faults: FaultRates,
    { substitutes = {}, singleFault }: { substitutes?: Substitutes; singleFault?: SingleFault } = {},
  ) {
    this.#dice = new Dice(`${seed}/schedule`);
    this.#auditDice = new Dice(`${seed}/audit`);
    this.#faultRates = faults;
    this.#substitutes = substitutes;
    this.#singleFault = singleFault;
    this.#unsent = [...history.sendings];
    this.#maxUnsettled = history.sendings.length - history.settledFirst;
    this.database = new DynamoDbModel(
      this.#dice,
      (changes) => this.auditor.observe(changes),
      () => this.#nowMs,
    );
    this.database.pageItems = this.#dice.pick([3, 7, 50]);
    this.auditor = new Auditor(this.database);
    for (const queue of this.#queues.values()) queue.maxReceiveCount = faults.maxReceiveCount;
    for (const queue of queueNames)
      for (let count = 0; count < instancesPerQueue; count += 1) this.#start(queue);
  }

  /** Plays it to the end. Errors: {@link Violation} with the last steps, when anything is not as promised. */
  async run(): Promise<void> {
    try {
      const faultySteps = this.#singleFault === undefined ? this.#dice.whole(0, 400) : maxSteps;
      await this.#play(() => this.#unsent.length === 0 && this.steps > faultySteps);
      if (this.#singleFault === undefined) await this.#beginAudit();
      this.#heal();
      await this.#play(() => false);
      this.database.catchUp();
      this.auditor.assessSettled();
      await this.auditor.assessAnswers(this.#tablesAtOnce());
      await this.#audit?.assess(this.auditor.audited, contextOver(this.#tablesAtOnce()));
      await this.#tryHeldAgain();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      throw new Violation([error.message, ...this.#trace.map((step) => step())].join('\n'));
    }
  }

  /** Has what is booked so far audited, while what is on the queues is worked off, with faults for a while. */
  async #beginAudit(): Promise<void> {
    const dice = this.#auditDice;
    if (!dice.chance(auditedHistories)) return;
    const [enough, latest] = [dice.pick([2, 6, 30]), this.steps + dice.whole(0, faultyStepsBeforeSeal)];
    await this.#play(() => this.auditor.documents >= enough || this.steps > latest);
    const now = () => new Date(this.#nowMs).toISOString();
    this.#audit = await HistoryAudit.begun(dice, this.#tablesAtOnce(), this.auditor.entries, now);
    if (this.#audit === undefined) return;
    this.#note(() => 'sealed, and an audit begins');
    this.#unsent.push(...this.#audit.sendings);
    await this.#play(() => this.#unsent.length === 0);
  }

  #heal(): void {
    this.#faulty = false;
    for (const queue of this.#queues.values()) {
      queue.limitReceives(maxReceives);
      queue.redrive();
    }
    this.#note(() => 'healed, and what was dead redriven');
  }

  /** What is held must be held still when it is looked at again: otherwise nobody requested its retry when its time came. */
  async #tryHeldAgain(): Promise<void> {
    const before = this.auditor.holds();
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
      // A tick comes when nothing is left of the microtasks: every worker stands at a passage then.
      await new Promise((resume) => process.nextTick(resume));
      if (this.#failure !== undefined) throw this.#failure;
      if (this.steps > maxSteps) throw new Violation(`queues not empty after ${maxSteps} steps`);
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
    const receiver = receivers[choice - this.#passages.length];
    if (choice < this.#passages.length) this.#letPass(choice);
    else if (receiver !== undefined) this.#deliver(receiver);
    else this.#sendNext();
    return true;
  }

  #maySend(): boolean {
    const quiet =
      this.#passages.length === 0 &&
      [...this.#queues.values()].every(({ length, deadLetters }) => length + deadLetters === 0);
    return this.#unsent.length !== this.#maxUnsettled || quiet;
  }

  #waitForVisibility(): boolean {
    const next = Math.min(...[...this.#queues.values()].map((queue) => queue.nextVisibleMs(this.#nowMs)));
    if (next === Number.POSITIVE_INFINITY) return false;
    this.#nowMs = next;
    return true;
  }

  /** Perhaps takes a worker away, shows its messages to another, or puts back what went to the dead letters. */
  #disturb(): boolean {
    const rates = this.#faultRates;
    const dead = [...this.#queues.values()].filter(({ deadLetters }) => deadLetters > 0);
    if (dead.length > 0 && this.#dice.chance(rates.redrive)) {
      const queue = this.#dice.pick(dead);
      this.#note(() => `${queue.name}: dead letters are redriven`);
      queue.redrive();
      return true;
    }
    const working = this.#instances.filter((instance) => instance.working !== undefined);
    if (working.length === 0) return false;
    if (this.#dice.chance(rates.crash)) {
      this.#crash(this.#dice.pick(working));
      return true;
    }
    if (this.#dice.chance(rates.expiry)) {
      const { queue, name, working: messages = [] } = this.#dice.pick(working);
      this.#note(() => `${name} keeps on, its messages are seen again`);
      for (const message of messages) queue.expire(message);
      return true;
    }
    return false;
  }

  #crash(instance: Instance): void {
    this.#note(() => `${instance.name} crashes`);
    this.#passages = this.#passages.filter((passage) => passage.instance !== instance);
    this.#instances = this.#instances.filter((other) => other !== instance);
    this.#start(instance.queue.name as QueueName);
  }

  #letPass(index: number): void {
    const [passage] = this.#passages.splice(index, 1);
    if (passage === undefined) return;
    const { instance, label, happen, resolve, reject } = passage;
    this.passages += 1;
    const single = this.#singleFault?.passage === this.passages ? this.#singleFault.kind : undefined;
    if (single === 'crash before') {
      this.#crash(instance);
      return;
    }
    const befalling = this.#befalling(passage, single);
    if ('error' in befalling && !befalling.happens) {
      this.#note(() => `${instance.name} ${label()}: ${String(befalling.error)}`);
      this.#injected.add(befalling.error);
      reject(befalling.error);
      return;
    }
    const interference = 'interference' in befalling ? befalling.interference : {};
    this.auditor.expectWriter(instance.receivedAfter);
    try {
      const answer = happen(interference);
      if (single === 'crash after') {
        this.#note(() => `${instance.name} ${label()}`);
        this.#crash(instance);
      } else if ('error' in befalling) {
        this.#note(() => `${instance.name} ${label()}, and the answer is lost`);
        this.#injected.add(befalling.error);
        reject(befalling.error);
      } else {
        this.#note(() => `${instance.name} ${label()}`);
        resolve(answer as never);
      }
    } catch (error) {
      if (error instanceof Violation) throw error;
      this.#note(() => `${instance.name} ${label()}: ${String(error)}`);
      if (interference.reasons !== undefined) this.#injected.add(error);
      reject(error);
    }
  }

  #befalling({ command }: Passage, single: SingleFault['kind'] | undefined): Befalling {
    if (command === undefined) return undisturbed;
    if (single === 'lost before' || single === 'lost after') {
      return { happens: single === 'lost after', error: timedOut() };
    }
    if (!this.#faulty) return undisturbed;
    const rates = this.#faultRates;
    const dice = this.#dice;
    if (command instanceof TransactWriteItemsCommand && dice.chance(rates.cancelled)) {
      if (dice.chance(0.15)) {
        const error = new TransactionInProgressException({ message: 'in progress', $metadata: {} });
        return { happens: false, error };
      }
      return { interference: { reasons: this.#drawReasons(command.input.TransactItems?.length ?? 0) } };
    }
    if (dice.chance(rates.throttled)) return { happens: false, error: dice.pick(throttlings)() };
    if (dice.chance(rates.lostBefore)) return { happens: false, error: dice.pick(unknownOutcomes)() };
    if (dice.chance(rates.lostAfter)) return { happens: true, error: dice.pick(unknownOutcomes)() };
    if (command instanceof BatchGetItemCommand && dice.chance(rates.unprocessed)) {
      return { interference: { leavesKeys: true } };
    }
    return undisturbed;
  }

  /** One position, some or all of them; one reason for all, or each its own. */
  #drawReasons(positions: number): readonly (string | undefined)[] {
    const dice = this.#dice;
    const code = dice.pick(cancellationCodes);
    const isMixed = dice.chance(0.5);
    const share = dice.pick([0, 0.2, 1]);
    const one = dice.whole(0, positions - 1);
    return Array.from({ length: positions }, (_, position) => {
      if (position !== one && !dice.chance(share)) return undefined;
      return isMixed ? dice.pick(cancellationCodes) : code;
    });
  }

  #sendNext(): void {
    const sending = this.#unsent.shift();
    if (sending === undefined) return;
    this.auditor.expect(sending);
    this.#note(() => `sent to ${sending.queue}: ${sending.title}`);
    const { queue, messageGroup, deduplicationId, body } = sending;
    this.#queues.get(queue)?.send(messageGroup, deduplicationId, body, this.#nowMs);
  }

  #deliver(instance: Instance): void {
    const { queue, name } = instance;
    const deliveries = queue.receive(this.#dice, this.#nowMs);
    if (!this.#faulty && queue.deadLetters > 0) {
      throw new Violation(`a message went to the dead letters of ${queue.name}`);
    }
    if (deliveries.length === 0) return;
    this.#note(() => `${name} receives ${deliveries.map(({ messageId }) => messageId).join(' ')}`);
    if (this.#pollerDies()) {
      this.#note(() => `${name}: its poller dies before it calls`);
      return;
    }
    instance.working = deliveries;
    instance.receivedAfter = this.auditor.transactions;
    instance.handler({ Records: deliveries.map(recordOf) }).then(
      (response) => this.#finish(instance, deliveries, response),
      (error) => {
        this.#failure ??= new Violation(`${name} threw out of its handler: ${String(error)}`);
      },
    );
  }

  #pollerDies(): boolean {
    return this.#faulty && this.#dice.chance(this.#faultRates.pollerDeath);
  }

  /** Lambda: what a handler does not name as failed has succeeded, and is seen again at once if it has not. */
  #finish(instance: Instance, deliveries: readonly Delivery[], response: unknown): void {
    const { queue, name } = instance;
    instance.working = undefined;
    const failures = (response as SQSBatchResponse | undefined)?.batchItemFailures ?? [];
    const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
    this.#note(() => `${name} finishes, ${failed.size} failed`);
    for (const delivery of deliveries) {
      if (this.#pollerDies()) {
        this.#note(() => `${name}: its poller dies before it deletes ${delivery.messageId}`);
        return;
      }
      if (!failed.has(delivery.messageId)) queue.delete(delivery);
    }
  }

  #start(queueName: QueueName): void {
    const queue = this.#queues.get(queueName);
    if (queue === undefined) throw new Error(`there is no queue ${queueName}`);
    this.#made += 1;
    const name = `${queueName}#${this.#made}`;
    const skewMs = this.#dice.whole(-this.#faultRates.clockSkewMs, this.#faultRates.clockSkewMs);
    const passage = (
      label: () => string,
      command: object | undefined,
      happen: (interference: Interference) => unknown,
    ): Promise<never> =>
      new Promise((resolve, reject) => {
        this.#passages.push({ instance, label, command, happen, resolve, reject });
      });
    const pause = (): Promise<undefined> =>
      passage(
        () => 'waits',
        undefined,
        () => undefined,
      );
    const tables = this.#tables(
      (command) => {
        if (command instanceof TransactWriteItemsCommand) command.input.ClientRequestToken = this.#newToken();
        return this.#sendByToken(() =>
          passage(
            () => labelOf(command),
            command,
            (interference) => this.database.answer(command, interference),
          ),
        );
      },
      { pause, client: this.#substitutes.client },
    );
    const sqs = {
      send: (command: unknown) =>
        passage(
          () => 'calls',
          Object(command),
          () => {
            if (!(command instanceof SendMessageCommand)) throw new Error('the model of SQS only sends');
            const { QueueUrl, MessageGroupId, MessageDeduplicationId, MessageBody } = command.input;
            const to = this.#queues.get(QueueUrl as QueueName);
            to?.send(MessageGroupId ?? '', MessageDeduplicationId ?? '', MessageBody ?? '', this.#nowMs);
            return {};
          },
        ),
    } as unknown as SQSClient;
    const clock: Clock = {
      now: () => new Date(this.#nowMs + skewMs).toISOString(),
      backOff: pause,
      checkTime: () => undefined,
    };
    const logger = {
      info: () => undefined,
      error: (_message: string, { error }: { readonly error: unknown }) => this.#assessFault(name, error),
    } as unknown as Logger;
    const { journal, retryRequests, handler } = this.#substitutes;
    const parts = {
      queue: queueName,
      journal: journal?.(tables) ?? new Store(tables),
      retryRequests:
        retryRequests?.(sqs, (to) => to) ??
        new RetryQueues(
          () => sqs,
          (to) => to,
        ),
      clock,
      logger,
      read: this.auditor.read,
    };
    const findWork = findWorkOf(queueName, { journal: parts.journal, clock, householdsOfPart });
    const worker = queueWorker({ ...parts, findWork });
    const instance: Instance = {
      queue,
      name,
      handler: handler?.(worker) ?? worker,
      working: undefined,
      receivedAfter: 0,
    };
    this.#instances.push(instance);
  }

  #tables(
    send: (command: object) => Promise<unknown>,
    {
      pause,
      client,
    }: { readonly pause?: () => Promise<unknown>; readonly client?: Substitutes['client'] | undefined } = {},
  ): Tables {
    const real = { send } as unknown as DynamoDBClient;
    const names = { households: 'households', stock: 'stock', ledgers: 'ledgers' };
    return new Tables(client?.(real) ?? real, names, pause);
  }

  /** Tables that answer at once, whatever the workers wait for. */
  #tablesAtOnce(): Tables {
    return this.#tables((command) => Promise.resolve(this.database.answer(command)));
  }

  #newToken(): string {
    this.#tokens += 1;
    return `token-${this.#tokens}`;
  }

  /** As the SDK does: what may be over in a moment, or may have come through, is sent again under its token. */
  async #sendByToken<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const isFinal = error instanceof TransactionCanceledException || !this.#injected.has(error);
        if (isFinal || attempt >= this.#faultRates.sdkAttempts) throw error;
      }
    }
  }

  /** Only what the model broke may break a worker. */
  #assessFault(name: string, error: unknown): void {
    if (this.#injected.has(error)) return;
    if (error instanceof FaultError && (error.cause === undefined || this.#injected.has(error.cause))) return;
    this.#failure ??= new Violation(`${name} broke: ${error instanceof Error ? error.stack : String(error)}`);
  }

  #note(step: () => string): void {
    const { steps } = this;
    this.#trace.push(() => `${steps} ${step()}`);
    if (this.#trace.length > shownSteps) this.#trace.shift();
  }
}

const timedOut = (): Error => Object.assign(new Error('timed out'), { name: 'TimeoutError' });

const $metadata = {};
const throttlingReasons = [
  { reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'arn:aws:dynamodb:eu-central-1:1:table/stock' },
];

const throttlings: readonly (() => Error)[] = [
  () =>
    new ProvisionedThroughputExceededException({
      message: 'throttled',
      $metadata,
      ThrottlingReasons: throttlingReasons,
    }),
  () => new ThrottlingException({ message: 'throttled', $metadata, throttlingReasons }),
  () => new RequestLimitExceeded({ message: 'throttled', $metadata, ThrottlingReasons: throttlingReasons }),
];

const unknownOutcomes: readonly (() => Error)[] = [
  timedOut,
  () => new InternalServerError({ message: 'it may have been written', $metadata }),
];

function labelOf(command: object): string {
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
