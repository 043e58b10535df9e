/** A desk at the real local system: sends events through its queues, reads answers over HTTP. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type QueuedEventType, queueOfType, type ReliefEvent } from '../../shared/domain/events.ts';
import type { TokenIssuer } from '../../tools/local/http-authorizer.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { startedSystem } from '../support/started-system.ts';

export const projectRoot = join(import.meta.dirname, '..', '..');

type Json = any;

/** What a message takes at least until the answers tell of it. */
const soonestMs = 60;

/** An event as a sender writes it; what is left out is filled in. */
export interface SentEvent {
  readonly type: ReliefEvent['type'] | (string & {});
  readonly data: Json;
  readonly id?: string;
  readonly source?: string;
  readonly time?: string;
  readonly [extension: string]: Json;
}

export class Desk {
  readonly #system: Pick<LocalSystem, 'outputs'>;
  readonly #sqs: SQSClient;
  /** Of whoever asks, where readers sign in. */
  readonly #token: string | undefined;
  /** When something was last sent. */
  #sentAt = 0;

  constructor(system: Pick<LocalSystem, 'outputs'>, token?: string) {
    this.#system = system;
    this.#token = token;
    this.#sqs = new SQSClient({
      endpoint: system.outputs.SqsEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
  }

  /** Sends an event; a resent one gets a deduplication id of its own, so that it truly arrives again. */
  async send(
    event: SentEvent,
    to: { readonly queue?: string; readonly group?: string } = {},
  ): Promise<SentEvent> {
    const whole = {
      specversion: '1.0',
      id: randomUUID(),
      source: 'urn:test:desk',
      time: '2020-08-08T09:00:00+09:00',
      ...event,
    };
    await this.sendBody(JSON.stringify(whole), {
      queue: to.queue ?? queueOfType[event.type as QueuedEventType],
      group: to.group ?? groupOf(event),
    });
    return whole;
  }

  async sendBody(body: string, to: { readonly queue: string; readonly group: string }): Promise<void> {
    this.#sentAt = Date.now();
    await this.#sqs.send(
      new SendMessageCommand({
        QueueUrl: this.#system.outputs.Queues[to.queue] ?? '',
        MessageGroupId: to.group,
        MessageDeduplicationId: randomUUID(),
        MessageBody: body,
      }),
    );
  }

  /** Sends bodies that are small, in their order, ten at once. */
  async sendBodies(
    bodies: readonly string[],
    to: { readonly queue: string; readonly group: string },
  ): Promise<void> {
    this.#sentAt = Date.now();
    for (let start = 0; start < bodies.length; start += 10) {
      const { Failed = [] } = await this.#sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: this.#system.outputs.Queues[to.queue] ?? '',
          Entries: bodies.slice(start, start + 10).map((MessageBody, index) => ({
            Id: String(index),
            MessageGroupId: to.group,
            MessageDeduplicationId: randomUUID(),
            MessageBody,
          })),
        }),
      );
      if (Failed.length > 0) throw new Error(`the queue refuses ${JSON.stringify(Failed)}`);
    }
  }

  async answer(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const signedIn = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    return fetch(new URL(path, this.#system.outputs.ApiUrl), { headers: { ...signedIn, ...headers } });
  }

  /** The JSON at a path; `undefined` when it is not there. Errors: throws on any other refusal. */
  async get(path: string): Promise<Json> {
    const response = await this.answer(path);
    if (response.status === 404) return undefined;
    const body = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${body}`);
    return JSON.parse(body);
  }

  /** Every item of a list, over all its pages. */
  async all(path: string): Promise<Json[]> {
    const items: Json[] = [];
    let cursor: string | undefined;
    do {
      const url = `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
      const page = await this.get(url);
      items.push(...(page?.items ?? []));
      cursor = page?.next;
    } while (cursor !== undefined);
    return items;
  }

  /** Asks until the answer is as expected. Errors: after `seconds`, throws with the last answer. */
  async until<T>(
    what: string,
    ask: () => Promise<T>,
    isThere: (answer: T) => boolean,
    seconds = 30,
  ): Promise<T> {
    const deadline = Date.now() + seconds * 1_000;
    // What was sent a moment ago is not there yet, and each question keeps it waiting.
    await delay(Math.max(0, this.#sentAt + soonestMs - Date.now()));
    for (;;) {
      const askedAt = performance.now();
      const answer = await ask();
      if (isThere(answer)) return answer;
      if (Date.now() > deadline)
        throw new Error(`${what} did not come; last answer: ${JSON.stringify(answer)}`);
      // The system answers on the cores on which it works: it is asked for a quarter of the time at most.
      await delay(Math.max(50, 3 * (performance.now() - askedAt)));
    }
  }

  /** The exception that a refused document leaves. */
  async exception(status: 'held' | 'rejected', reference: string, query = ''): Promise<Json> {
    const found = await this.until(
      `${status} ${reference}`,
      () => this.all(`/exceptions?status=${status}${query}`),
      (items) => items.some((item) => item.reference === reference),
    );
    return found.find((item) => item.reference === reference);
  }

  /** Messages in all dead-letter queues: always none, whatever was sent. */
  async deadLetters(): Promise<number> {
    let total = 0;
    for (const url of Object.values(this.#system.outputs.Queues)) {
      const { Attributes } = await this.#sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
      );
      const { deadLetterTargetArn } = JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}') as Json;
      const name = String(deadLetterTargetArn).split(':').at(-1);
      const { Attributes: depth } = await this.#sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: url.replace(/[^/]+$/, name ?? ''),
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      total += Number(depth?.['ApproximateNumberOfMessages'] ?? 0);
    }
    return total;
  }

  close(): void {
    this.#sqs.destroy();
  }
}

/** The message group that the contract names for an event. */
function groupOf({ type, data }: SentEvent): string {
  switch (type) {
    case 'relief.locations.registered.v1':
      return 'locations';
    case 'relief.shipment.dispatched.v1':
      return data.from.locationId ?? 'source';
    case 'relief.shipment.arrived.v1':
      return data.at;
    case 'relief.shipment.closed.v1':
      return data.shipmentId;
    default:
      return data.centreId ?? data.payerId ?? data.locationId ?? data.orderId ?? data.householdId ?? 'none';
  }
}

/** Memory is there, and what is kept need not start again: tests ask every function in turn. */
export const maxContainers = 32;

/** A local system in memory (or in `dataDir`) on free ports, from the bundled handlers; with an issuer, readers sign in. */
export const startSystem = (dataDir = ':memory:', issuer?: TokenIssuer): Promise<LocalSystem> =>
  startedSystem({ dataDir, maxContainers, ...(issuer !== undefined && { issuer }) });
