/** A model of one SQS FIFO queue: groups in order, visibility, redelivery, deduplication and redrive. */
import type { Dice } from '../support/dice.ts';

/** A message as it is handed out; `receipt` tells one handing out from the next. */
export interface Delivery {
  readonly messageId: string;
  readonly messageGroup: string;
  readonly body: string;
  readonly receipt: number;
}

interface Message extends Delivery {
  receipt: number;
  invisibleUntilMs: number;
  receives: number;
}

const deduplicationMs = 5 * 60_000;
const visibilityMs = 180_000;
const maxOfBatch = 10;

export class FifoQueueModel {
  readonly name: string;
  /** Messages handed out this often go to the dead-letter queue. */
  maxReceiveCount = Number.POSITIVE_INFINITY;
  #deadLetters: Message[] = [];
  #messages: Message[] = [];
  #sent = 0;
  #received = 0;
  readonly #deduplication = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  get length(): number {
    return this.#messages.length;
  }

  get deadLetters(): number {
    return this.#deadLetters.length;
  }

  send(messageGroup: string, deduplicationId: string, body: string, nowMs: number): void {
    const name = `${messageGroup}\n${deduplicationId}`;
    const earlier = this.#deduplication.get(name);
    if (earlier !== undefined && nowMs - earlier < deduplicationMs) return;
    this.#deduplication.set(name, nowMs);
    this.#append(messageGroup, body);
  }

  /** Puts the dead letters at the end of the queue, as new messages with ids of their own. */
  redrive(): void {
    for (const { messageGroup, body } of this.#deadLetters.splice(0)) this.#append(messageGroup, body);
  }

  #append(messageGroup: string, body: string): void {
    this.#sent += 1;
    const messageId = `${this.name}-${this.#sent}`;
    this.#messages.push({ messageId, messageGroup, body, receipt: 0, invisibleUntilMs: 0, receives: 0 });
  }

  canReceive(nowMs: number): boolean {
    return this.#messages.some(({ messageGroup }) => !this.#isInFlight(messageGroup, nowMs));
  }

  /** Some messages of some groups of which none is in flight, each group's in their order. */
  receive(dice: Dice, nowMs: number): readonly Delivery[] {
    const groups = dice.shuffled([
      ...new Set(this.#receivable(nowMs).map((message) => message.messageGroup)),
    ]);
    const most = dice.whole(1, maxOfBatch);
    const received = groups
      .flatMap((group) => this.#messages.filter(({ messageGroup }) => messageGroup === group))
      .slice(0, most);
    return received.flatMap((message) => {
      message.receives += 1;
      if (message.receives > this.maxReceiveCount) {
        this.#deadLetters.push(message);
        this.#messages = this.#messages.filter((other) => other !== message);
        return [];
      }
      this.#received += 1;
      message.receipt = this.#received;
      message.invisibleUntilMs = nowMs + visibilityMs;
      return [{ ...message }];
    });
  }

  /** Takes a message out, unless it was handed out again meanwhile. */
  delete({ messageId, receipt }: Delivery): void {
    this.#messages = this.#messages.filter(
      (message) => message.messageId !== messageId || message.receipt !== receipt,
    );
  }

  /** Lets a message be seen again, though its worker may still be at it. */
  expire({ messageId, receipt }: Delivery): void {
    for (const message of this.#messages) {
      if (message.messageId === messageId && message.receipt === receipt) message.invisibleUntilMs = 0;
    }
  }

  /** From now on, a message may be handed out `maxReceiveCount` times; what was before does not count. */
  limitReceives(maxReceiveCount: number): void {
    this.maxReceiveCount = maxReceiveCount;
    for (const message of this.#messages) message.receives = 0;
  }

  /** When the next message in flight can be seen again; infinity when none is. */
  nextVisibleMs(nowMs: number): number {
    return Math.min(
      ...this.#messages.map(({ invisibleUntilMs }) => invisibleUntilMs).filter((until) => until > nowMs),
    );
  }

  #isInFlight(group: string, nowMs: number): boolean {
    return this.#messages.some(
      ({ messageGroup, invisibleUntilMs }) => messageGroup === group && invisibleUntilMs > nowMs,
    );
  }

  #receivable(nowMs: number): readonly Message[] {
    const inFlight = new Set<string>();
    for (const { invisibleUntilMs, messageGroup } of this.#messages) {
      if (invisibleUntilMs > nowMs) inFlight.add(messageGroup);
    }
    return this.#messages.filter(({ messageGroup }) => !inFlight.has(messageGroup));
  }
}
