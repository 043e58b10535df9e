/** Books in memory: the real queue workers over the real table engine, fed message by message. */

import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { SQSEvent } from 'aws-lambda';
import { type LedgerApi, type LedgerApiEvent, ledgerApi } from '../../../functions/ledger-api/api.ts';
import { openApi } from '../../../functions/ledger-api/openapi.ts';
import { routes } from '../../../functions/ledger-api/routes.ts';
import {
  isQueued,
  type QueueName,
  queueNames,
  queueOfType,
  type ReliefEvent,
} from '../../../shared/domain/events.ts';
import { DeviceRegister } from '../../../shared/http/devices/device-register.ts';
import { type QueueWorkerDependencies, queueWorker } from '../../../shared/posting/queue-worker.ts';
import type { Senders } from '../../../shared/posting/senders.ts';
import { RetryQueues } from '../../../shared/runtime/retry-requests.ts';
import { Store } from '../../../shared/store/store.ts';
import type { Tables } from '../../../shared/store/tables.ts';
import { findWorkOf } from '../../support/event-work.ts';
import { MemoryLists } from '../../support/memory-lists.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';

export interface SentEvent {
  readonly type: ReliefEvent['type'];
  /** @default that of its type */
  readonly queue?: QueueName;
  /** @default what its data names */
  readonly group?: string;
  readonly data: object;
  readonly id?: string;
  readonly time?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Looked into freely: {@link Books.ask} holds its form against the published one. */
  readonly body: any;
}

const rolesClaim = 'cognito:groups';

export class Books {
  /** False: functions are not told the message group, as some AWS-compatible servers have it. */
  tellsGroups = true;
  readonly tables: Tables;
  readonly journal: Store;
  readonly devices = new DeviceRegister(new MemoryLists());
  readonly #close: () => Promise<void>;
  readonly #api: LedgerApi;
  readonly #workers = new Map<string, ReturnType<typeof queueWorker>>();
  readonly #calls: { queue: string; group: string; body: string }[] = [];
  /** What the next entries are recorded at; each recording is a millisecond later than the last. */
  #clock = Date.parse('2020-08-07T12:00:00.000Z');

  private constructor(
    tables: Tables,
    close: () => Promise<void>,
    senders: Senders = new Map(),
    journal: Store = new Store(tables),
  ) {
    this.tables = tables;
    this.journal = journal;
    this.#close = close;
    const clock = { now: () => this.now(), backOff: () => Promise.resolve(), checkTime: () => undefined };
    const sqs = {
      send: async ({
        input,
      }: {
        input: { QueueUrl: string; MessageGroupId: string; MessageBody: string };
      }) => {
        const { QueueUrl, MessageGroupId, MessageBody } = input;
        if (MessageGroupId === '') throw new Error('SQS takes no empty group');
        this.#calls.push({ queue: QueueUrl, group: MessageGroupId, body: MessageBody });
      },
    } as unknown as SQSClient;
    const retryRequests = new RetryQueues(
      () => sqs,
      (queue) => queue,
    );
    for (const queue of queueNames) {
      const logger = {
        info: () => undefined,
        error: console.error,
      } as unknown as QueueWorkerDependencies['logger'];
      const findWork = findWorkOf(queue, { journal, clock });
      const worker = queueWorker({ queue, journal, findWork, retryRequests, clock, logger, senders });
      this.#workers.set(queue, worker);
    }
    this.#api = ledgerApi({
      journal,
      devices: this.devices,
      ...cards(journal),
      rolesClaim,
      now: () => new Date(this.#clock).toISOString(),
      logger: { info: () => undefined, error: console.error },
    });
  }

  static async open(senders?: Senders): Promise<Books> {
    const engine = await startTestTables();
    return new Books(await engine.tables(), () => engine.stop(), senders);
  }

  /** Books of their own in an engine that others use too, and that outlives them. */
  static async openIn(engine: TestTables): Promise<Books> {
    return new Books(await engine.tables(), () => Promise.resolve());
  }

  /** Books over tables that somebody else has written to, and that outlive them. */
  static over(tables: Tables, journal?: Store): Books {
    return new Books(tables, () => Promise.resolve(), new Map(), journal);
  }

  close(): Promise<void> {
    return this.#close();
  }

  now(): string {
    this.#clock += 1;
    return new Date(this.#clock).toISOString();
  }

  /** The instant of the last recording. */
  get lastInstant(): string {
    return new Date(this.#clock).toISOString();
  }

  setClock(instant: string): void {
    this.#clock = Date.parse(instant);
  }

  /** When an event happens that names no time: on the morning of the handovers, or this hour where that is more than a day ahead. */
  #usualTime(): string {
    const now = new Date(this.#clock).toISOString();
    const isFarAhead = now < '2020-08-07T00:00:00.000Z';
    return isFarAhead ? `${now.slice(0, 'YYYY-MM-DDTHH'.length)}:00:00Z` : '2020-08-08T09:00:00+09:00';
  }

  /** Sends an event and works off whatever it wakes. */
  async send({ type, data, id, time, queue, group }: SentEvent): Promise<void> {
    const event = {
      specversion: '1.0',
      id: id ?? randomUUID(),
      source: 'urn:test:desk',
      type,
      time: time ?? this.#usualTime(),
      data,
    };
    const own = isQueued(type) ? queueOfType[type] : undefined;
    await this.sendBody(queue ?? own ?? '', JSON.stringify(event), group ?? groupOf(data));
  }

  /** `senderId` is who SQS says has sent it. */
  sendBody(queue: string, body: string, group = 'group', senderId?: string): Promise<void> {
    return this.sendBodies(queue, [body], group, senderId);
  }

  /** Messages of one group that are received together. */
  async sendBodies(
    queue: string,
    bodies: readonly string[],
    group: string,
    senderId?: string,
  ): Promise<void> {
    await this.#work(queue, bodies, group, senderId);
    for (let call = this.#calls.shift(); call !== undefined; call = this.#calls.shift())
      await this.#work(call.queue, [call.body], call.group, senderId);
  }

  async #work(queue: string, bodies: readonly string[], group: string, senderId?: string): Promise<void> {
    const attributes = { ...(this.tellsGroups && { MessageGroupId: group }), SenderId: senderId };
    const Records = bodies.map((body) => ({ messageId: randomUUID(), body, attributes }));
    const response = await this.#workers.get(queue)?.({ Records } as unknown as SQSEvent);
    if (response?.batchItemFailures.length !== 0) throw new Error(`${bodies} went back to its queue`);
  }

  /** Asks as API Gateway does, with the route it has found and the claims of a token. Guarantees: the answer is what openapi.json says. */
  async ask(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    groups: readonly string[] | null = ['coordinator'],
    method = 'GET',
    { claims = {}, posted }: { readonly claims?: object; readonly posted?: string } = {},
  ): Promise<Answer> {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const query = Object.fromEntries(new URLSearchParams(rawQueryString));
    const { routeKey, pathParameters } =
      method === 'GET'
        ? routeOf(rawPath)
        : posted === undefined
          ? unrouted
          : { routeKey: `POST ${rawPath}`, pathParameters: {} };
    const event = {
      routeKey,
      rawPath,
      rawQueryString,
      headers,
      ...(rawQueryString !== '' && { queryStringParameters: query }),
      pathParameters,
      ...(posted !== undefined && { body: posted }),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'request-1',
        http: { method },
        ...(groups !== null && {
          authorizer: { jwt: { claims: { ...claims, [rolesClaim]: `[${groups.join(' ')}]` } } },
        }),
      },
    } as unknown as LedgerApiEvent;
    const { statusCode = 0, headers: answered = {}, body = '' } = await this.#api(event);
    const type = String(answered['content-type']);
    const parsed = type.includes('json') ? JSON.parse(body) : undefined;
    if (parsed !== undefined) holdAgainstDescription(routeKey, statusCode, parsed);
    return { status: statusCode, headers: answered as Record<string, string>, text: body, body: parsed };
  }

  async get(path: string): Promise<Answer['body']> {
    const { status, body, text } = await this.ask(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return body;
  }

  /** Every item of a list, page by page. */
  async all(path: string, limit: number): Promise<Answer['body'][]> {
    const items: Answer['body'][] = [];
    let cursor: string | undefined;
    do {
      const more = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`;
      const page = await this.get(`${path}${more}`);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  }
}

/** Cards with a key that is known, each of which may be asked for as often as is wanted. */
const cards = ({ households }: Store) => ({
  pageUrl: 'https://relief.example/',
  door: {
    countAttempt: () => Promise.resolve(true),
    key: () => Promise.resolve(cardKey),
    households,
    pause: () => Promise.resolve(),
    nowMs: () => 0,
  },
  cardPage: () => Promise.resolve({ gzip: new Uint8Array(), contentSecurityPolicy: '' }),
});

export const cardKey = 'the key of the tests';

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(openApi(routes), 'openapi');

/** Compiled once each: a compilation takes longer than most answers. */
const validators = new Map<string, ValidateFunction>();

function validatorOf(place: string): ValidateFunction {
  const validator = validators.get(place) ?? ajv.compile({ $ref: `openapi#/${place}` });
  validators.set(place, validator);
  return validator;
}

/** Errors: throws with all that is not as published. */
function holdAgainstDescription(routeKey: string, status: number, body: unknown): void {
  const pointer = (...parts: string[]): string =>
    parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const [method = '', route = ''] = routeKey.split(' ');
  const path = route.replace('+}', '}');
  const place =
    status === 200
      ? pointer(
          'paths',
          path,
          method.toLowerCase(),
          'responses',
          '200',
          'content',
          'application/json',
          'schema',
        )
      : pointer('components', 'schemas', 'Problem');
  const isAsPublished = validatorOf(place);
  if (!isAsPublished(body)) {
    throw new Error(
      `${routeKey} ${status}: ${ajv.errorsText(isAsPublished.errors)} in ${JSON.stringify(body)}`,
    );
  }
}

const groupOf = (data: object): string => {
  const named = data as Readonly<Record<string, string | undefined>>;
  return (
    named['centreId'] ??
    named['payerId'] ??
    named['at'] ??
    named['orderId'] ??
    named['complaintId'] ??
    named['exceptionId'] ??
    named['anomalyId'] ??
    named['auditId'] ??
    'group'
  );
};

const patterns: readonly (readonly [string, RegExp])[] = [
  ['/me', /^\/me$/],
  ['/search', /^\/search$/],
  ['/orders', /^\/orders$/],
  ['/orders/{orderId}', /^\/orders\/(?<orderId>[^/]+)$/],
  ['/orders/{orderId}/reconciliation', /^\/orders\/(?<orderId>[^/]+)\/reconciliation$/],
  ['/orders/{orderId}/shipments', /^\/orders\/(?<orderId>[^/]+)\/shipments$/],
  ['/orders/{orderId}/activity', /^\/orders\/(?<orderId>[^/]+)\/activity$/],
  ['/households/{householdId}', /^\/households\/(?<householdId>[^/]+)$/],
  ['/households/{householdId}/ledger', /^\/households\/(?<householdId>[^/]+)\/ledger$/],
  ['/locations', /^\/locations$/],
  ['/locations/{locationId}', /^\/locations\/(?<locationId>[^/]+)$/],
  ['/locations/{locationId}/reconciliation', /^\/locations\/(?<locationId>[^/]+)\/reconciliation$/],
  ['/locations/{locationId}/shipments', /^\/locations\/(?<locationId>[^/]+)\/shipments$/],
  ['/locations/{locationId}/ledger', /^\/locations\/(?<locationId>[^/]+)\/ledger$/],
  ['/locations/{locationId}/stock-report', /^\/locations\/(?<locationId>[^/]+)\/stock-report$/],
  ['/locations/{locationId}/payment-list', /^\/locations\/(?<locationId>[^/]+)\/payment-list$/],
  ['/locations/{locationId}/distribution-list', /^\/locations\/(?<locationId>[^/]+)\/distribution-list$/],
  ['/shipments/{shipmentId+}', /^\/shipments\/(?<shipmentId>.+)$/],
  ['/payers/{payerId}', /^\/payers\/(?<payerId>[^/]+)$/],
  ['/payers/{payerId}/ledger', /^\/payers\/(?<payerId>[^/]+)\/ledger$/],
  ['/events', /^\/events$/],
  ['/exceptions', /^\/exceptions$/],
  ['/exceptions/groups', /^\/exceptions\/groups$/],
  ['/anomalies', /^\/anomalies$/],
  ['/cards', /^\/cards$/],
  ['/devices', /^\/devices$/],
  ['/card', /^\/card$/],
  ['/orders/{orderId}/public', /^\/orders\/(?<orderId>[^/]+)\/public$/],
  ['/complaints', /^\/complaints$/],
  ['/complaints/{complaintId}', /^\/complaints\/(?<complaintId>[^/]+)$/],
  ['/audits', /^\/audits$/],
  ['/audits/{auditId}', /^\/audits\/(?<auditId>[^/]+)$/],
  ['/audits/{auditId}/draws', /^\/audits\/(?<auditId>[^/]+)\/draws$/],
  ['/seals', /^\/seals$/],
  ['/seals/{date}', /^\/seals\/(?<date>[^/]+)$/],
  ['/openapi.json', /^\/openapi\.json$/],
  ['/asyncapi.json', /^\/asyncapi\.json$/],
];

const unrouted = { routeKey: '$default', pathParameters: {} };

function routeOf(rawPath: string): { routeKey: string; pathParameters: Record<string, string> } {
  for (const [path, pattern] of patterns) {
    const groups = pattern.exec(decodeURIComponent(rawPath))?.groups;
    if (pattern.test(decodeURIComponent(rawPath))) {
      return { routeKey: `GET ${path}`, pathParameters: { ...groups } };
    }
  }
  return unrouted;
}
