/** The intake over fake queues, asked as API Gateway asks it. */
import {
  eventIntake,
  type IntakeDependencies,
  type IntakeEvent,
} from '../../../functions/event-intake/intake.ts';
import type { QueueMessage, Sending } from '../../../shared/runtime/send-messages.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Looked into freely. */
  readonly body: any;
}

/** Who sends: the groups and the subject of a token; nobody signs in on loopback. */
export type Token = { readonly sub?: string; readonly groups: readonly string[] } | 'loopback';

export interface Sent {
  readonly body: string | object;
  readonly token?: Token;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isBase64Encoded?: boolean;
}

export const single = { 'content-type': 'application/cloudevents+json' };
export const batch = { 'content-type': 'application/cloudevents-batch+json' };

export const now = '2020-08-08T12:00:00.000Z';

export class IntakeDesk {
  readonly queued: QueueMessage[] = [];
  readonly asked: { url: string; authorization: string | undefined }[] = [];
  /** What the queues say of the next messages; queued where nothing is said. */
  sendings: Sending[] = [];
  /** What the API answers to the next questions; 404 where nothing is said. */
  outcomes: { readonly status: number; readonly body: object }[] = [];
  /** Devices that a coordinator ended. */
  readonly ended = new Set<string>();
  clockMs = 0;
  readonly #intake: ReturnType<typeof eventIntake>;

  constructor(more: Partial<IntakeDependencies> = {}) {
    this.#intake = eventIntake({
      sendMessages: async (messages) =>
        messages.map((message): Sending => {
          const sending = this.sendings.shift() ?? 'queued';
          if (sending === 'queued') this.queued.push(message);
          return sending;
        }),
      fetchAnswer: async (url, options) => {
        const headers = new Headers(options?.headers);
        this.asked.push({ url: String(url), authorization: headers.get('authorization') ?? undefined });
        const { status, body } = this.outcomes.shift() ?? { status: 404, body: {} };
        return Response.json(body, { status });
      },
      rolesClaim: 'groups',
      pageOrigins: ['https://page.example'],
      endedDevices: async () => (device) => this.ended.has(device),
      now: () => now,
      nowMs: () => this.clockMs,
      pause: async (ms) => {
        this.clockMs += ms;
      },
      logger: { error: console.error, info: () => undefined },
      ...more,
    });
  }

  async send({ body, token = 'loopback', headers = {}, isBase64Encoded = false }: Sent): Promise<Answer> {
    const claims =
      token === 'loopback'
        ? { groups: '[coordinator]' }
        : {
            iss: 'https://issuer.example',
            groups: `[${token.groups.join(' ')}]`,
            ...(token.sub && { sub: token.sub }),
          };
    const event = {
      routeKey: 'POST /events',
      rawPath: '/events',
      rawQueryString: '',
      headers: { ...single, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      isBase64Encoded,
      requestContext: {
        requestId: 'request-1',
        domainName: 'api.example',
        http: { method: 'POST' },
        authorizer: { jwt: { claims } },
      },
    } as unknown as IntakeEvent;
    const { statusCode = 0, headers: answered = {}, body: text = '' } = await this.#intake(event);
    return { status: statusCode, headers: answered as Record<string, string>, body: JSON.parse(text) };
  }
}

/** An event that fits, but for what a test changes. */
export const eventOf = (type: string, data: object, more: object = {}) => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'urn:x',
  type,
  time: '2020-08-08T09:00:00+09:00',
  data,
  ...more,
});

const line = { commodity: 'rice', quantity: 1, unit: 'kg' };

export const receipt = (receiptId: string, more: object = {}) => ({
  receiptId,
  householdId: 'H-1',
  lines: [line],
  ...more,
});

export const handovers = (more: object = {}, receipts: object[] = [receipt('R-1')]) =>
  eventOf('relief.handovers.made.v1', { centreId: 'C-1', orderId: 'O-1', receipts }, more);

export const dispatched = (from: object) =>
  eventOf('relief.shipment.dispatched.v1', {
    shipmentId: 'W-1',
    orderId: 'O-1',
    from,
    to: 'C-9',
    lines: [line],
  });

/** One event of each type that is not a void, about the location C-1 or the payer P-1. */
export const everyEvent: Readonly<Record<string, object>> = {
  'relief.locations.registered.v1': { locations: [{ locationId: 'C-1', name: 'C', kind: 'centre' }] },
  'relief.households.registered.v1': {
    centreId: 'C-1',
    effectiveFrom: '2020-01-01',
    households: [{ householdId: 'H-1', adults: 1, children: 0 }],
  },
  'relief.household.erased.v1': { householdId: 'H-1', reason: 'asked' },
  'relief.household.withdrawn.v1': { householdId: 'H-1', effectiveFrom: '2020-01-01', reason: 'departed' },
  'relief.order.cancelled.v1': { orderId: 'O-1', reason: 'over' },
  'relief.order.amended.v1': { orderId: 'O-1', revision: 2, reason: 'more', endsOn: '2020-09-01' },
  'relief.shipment.dispatched.v1': {
    shipmentId: 'W-1',
    orderId: 'O-1',
    from: { locationId: 'C-1' },
    to: 'C-9',
    lines: [line],
  },
  'relief.shipment.arrived.v1': { shipmentId: 'W-1', orderId: 'O-1', at: 'C-1', lines: [line] },
  'relief.shipment.closed.v1': { shipmentId: 'W-1', orderId: 'O-1', reason: 'r', remainder: 'never-sent' },
  'relief.handovers.made.v1': { centreId: 'C-1', orderId: 'O-1', receipts: [receipt('R-1')] },
  'relief.handovers.returned.v1': {
    centreId: 'C-1',
    orderId: 'O-1',
    receipts: [{ receiptId: 'B-1', reverses: 'R-1', householdId: 'H-1', reason: 'r' }],
  },
  'relief.handovers.missed.v1': {
    centreId: 'C-1',
    orderId: 'O-1',
    households: [{ householdId: 'H-1', reason: 'absent' }],
  },
  'relief.payments.made.v1': {
    payerId: 'P-1',
    orderId: 'O-1',
    payments: [{ paymentId: 'M-1', householdId: 'H-1', amount: 1, currency: 'KPW' }],
  },
  'relief.payments.reversed.v1': {
    payerId: 'P-1',
    orderId: 'O-1',
    payments: [{ paymentId: 'N-1', reverses: 'M-1', householdId: 'H-1', reason: 'r' }],
  },
  'relief.payer.funded.v1': { fundingId: 'F-1', payerId: 'P-1', orderId: 'O-1', amount: 1, currency: 'KPW' },
  'relief.stock.counted.v1': { countId: 'K-1', locationId: 'C-1', orderId: 'O-1', lines: [line] },
  'relief.stock.lost.v1': {
    lossId: 'L-1',
    locationId: 'C-1',
    orderId: 'O-1',
    lines: [{ ...line, cause: 'stolen' }],
  },
  'relief.stock.transferred.v1': {
    transferId: 'T-1',
    locationId: 'C-1',
    fromOrderId: 'O-1',
    toOrderId: 'O-2',
    reason: 'r',
    lines: [line],
  },
};
