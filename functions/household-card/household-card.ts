/** Takes what the holder of a card says, and puts it on its queue. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { QueuedCardEventAnswer } from '../../shared/contract/answers/cards.ts';
import { readJson } from '../../shared/contract/json.ts';
import { identitySchemas } from '../../shared/contract/schemas.ts';
import type { Fault, Instant } from '../../shared/domain/events.ts';
import { type CardDoor, cardHeader, throughCardDoor } from '../../shared/http/cards/card-door.ts';
import { problemOf } from '../../shared/http/problem.ts';
import { problemResponse, respond } from '../../shared/http/response.ts';
import type { SendMessages } from '../../shared/runtime/send-messages.ts';
import { type CardEvents, complaintEvents, type Speaker, statementEvents } from './card-events.ts';

export interface HouseholdCardDependencies {
  readonly door: CardDoor;
  /**
   * A household's receipt or payment under an order, of the two the payment where money is told of; `undefined` where it has
   * none of that number.
   */
  readonly documentOf: (
    householdId: string,
    orderId: string,
    named: { readonly reference: string; readonly isMoney: boolean },
  ) => Promise<CardDocument | undefined>;
  readonly hasOrder: (orderId: string) => Promise<boolean>;
  readonly sendMessages: SendMessages;
  readonly now: () => Instant;
  readonly makeId: () => string;
  readonly logger: Pick<Logger, 'error'>;
}

/** A receipt of a centre, or a payment in a currency. */
export type CardDocument = { readonly locationId: string } | { readonly currency: string };

type Response = APIGatewayProxyStructuredResultV2;

/** A few texts of 2,000 characters, in any script. */
const maxBodyBytes = 32_768;

const makers: ReadonlyMap<
  string,
  (body: unknown, speaker: Speaker) => CardEvents | { readonly faults: readonly Fault[] }
> = new Map([
  ['POST /card/statements', statementEvents],
  ['POST /card/complaints', complaintEvents],
]);

/**
 * Returns the function behind what a card sends.
 *
 * Guarantees: what it says to be queued is on the queue; it becomes events of the household's own source, whatever the body
 * says.
 */
export function householdCard(
  dependencies: HouseholdCardDependencies,
): (event: APIGatewayProxyEventV2) => Promise<Response> {
  return async (event) => {
    try {
      const { door } = dependencies;
      return await throughCardDoor(event.headers[cardHeader], door, ({ householdId }) =>
        take(event, householdId, dependencies),
      );
    } catch (cause) {
      const { requestId: correlationId } = event.requestContext;
      const error = cause instanceof Error ? cause : new Error(String(cause));
      dependencies.logger.error('what a card sent could not be taken', { correlationId, error });
      const detail = 'The request failed. The error was logged under this correlation id.';
      return problemResponse({ body: problemOf(500, detail, { correlationId }) });
    }
  };
}

async function take(
  event: APIGatewayProxyEventV2,
  householdId: string,
  dependencies: HouseholdCardDependencies,
): Promise<Response> {
  const make = makers.get(event.routeKey);
  if (make === undefined) return problemResponse({ body: problemOf(404, `${event.rawPath} was not found.`) });
  const type = event.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return problemResponse({ body: problemOf(415, 'The content type must be application/json.') });
  const { body = '', isBase64Encoded } = event;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (Buffer.byteLength(text) > maxBodyBytes)
    return problemResponse({ body: problemOf(413, `The body takes at most ${maxBodyBytes} bytes.`) });
  const json = readJson(text);
  if (!json.ok) return refused([{ path: '', expected: 'a JSON object that names no key twice' }]);
  const plain: unknown = JSON.parse(text);
  const known = await readReference(plain, householdId, dependencies);
  const { now, makeId } = dependencies;
  const events = make(known.body, {
    householdId,
    time: now(),
    requestId: makeId(),
    ...known.at,
  });
  if ('faults' in events) return refused(events.faults);
  return known.missing === undefined ? send(events, dependencies) : refused([known.missing]);
}

/**
 * A household speaks of what it has: a mistyped number is told at once, and not held for ever. What it was paid is in the
 * currency of the payment, which it need not name; a receipt is of the centre that handed the goods over.
 */
async function readReference(
  body: unknown,
  householdId: string,
  { documentOf, hasOrder }: HouseholdCardDependencies,
): Promise<{
  readonly body: unknown;
  readonly at?: { readonly locationId: string };
  readonly missing?: Fault;
}> {
  const named = namesSchema.safeParse(body).data;
  if (named?.orderId === undefined) return { body };
  const { orderId, reference, amount } = named;
  if (!(await hasOrder(orderId)))
    return { body, missing: { path: 'orderId', expected: 'an order', found: orderId } };
  if (reference === undefined) return { body };
  const isMoney = amount !== undefined;
  const document = await documentOf(householdId, orderId, { reference, isMoney });
  if (document === undefined) {
    const expected = 'a receipt or payment of this household under this order';
    return { body, missing: { path: 'reference', expected, found: reference } };
  }
  if ('locationId' in document) return { body, at: document };
  return { body: amount === undefined ? body : { ...document, ...named } };
}

/** As much of a body as tells what it is about. */
const namesSchema = z.looseObject({
  orderId: identitySchemas.id.optional(),
  reference: identitySchemas.id.optional(),
  amount: z.number().optional(),
});

async function send(
  { messages, ...said }: CardEvents,
  { sendMessages }: HouseholdCardDependencies,
): Promise<Response> {
  const sendings = await sendMessages(messages);
  if (sendings.every((sending) => sending === 'queued')) {
    const answer: QueuedCardEventAnswer = { status: 'queued', ...said };
    return respond(202, 'application/json', JSON.stringify(answer));
  }
  const detail = 'It could not be taken for the moment. Send it again.';
  return problemResponse({ body: problemOf(503, detail) }, { 'retry-after': '2' });
}

function refused(faults: readonly Fault[]): Response {
  const [first = { path: '', expected: 'what is described' }] = faults;
  const where = first.path === '' ? 'The body' : first.path;
  const errors = faults.map(({ path, expected, found }) => ({
    path,
    expected,
    ...(found !== undefined && { found }),
  }));
  return problemResponse({ body: problemOf(400, `${where} must be ${first.expected}.`, { errors }) });
}
