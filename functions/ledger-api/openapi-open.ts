/** The operations that take no sign-in. */
import { type Json, reference, refusedWith } from './openapi-parts.ts';
import type { Tag } from './route.ts';

const json = (schema: string): Json => ({ 'application/json': { schema: reference(schema) } });

/** A scheme of its own: the token of a card opens nothing else. */
const security = [{ card: [] }];

export const cardScheme: Json = {
  type: 'apiKey',
  in: 'header',
  name: 'Relief-Card',
  description:
    'The token of a card, `<householdId>.<code>`. A wrong one is refused as slowly as a right one is answered; beyond 10 ' +
    'requests a minute of one card the answer is 429.',
};

const refusals = {
  400: refusedWith('BadRequest'),
  401: refusedWith('Unauthorized'),
  429: refusedWith('TooManyRequests'),
  default: refusedWith('Problem'),
};

const said = (operationId: string, summary: string, schema: Json): Json => ({
  operationId,
  tags: ['Cards' satisfies Tag],
  summary,
  description:
    'Open to the holder of the card. It becomes an event of the source `urn:relief:card:<householdId>`.',
  security,
  requestBody: { required: true, content: { 'application/json': { schema } } },
  responses: {
    202: { description: 'It is on its queue.', content: json('QueuedCardEvent') },
    413: refusedWith('TooLarge'),
    415: refusedWith('UnsupportedMediaType'),
    503: refusedWith('Unavailable'),
    ...refusals,
  },
});

const fieldsOf = (event: string, ...names: readonly string[]): Json =>
  Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/schemas/event.${event}/properties/${name}` }]),
  );

/** By path. */
export const openOperations: Readonly<Record<string, Json>> = {
  '/card': {
    get: {
      operationId: 'card',
      tags: ['Cards' satisfies Tag],
      summary:
        'What a household is due and got, and what it said; no name. A browser gets the page that shows it.',
      description: 'Open to the holder of the card.',
      security,
      responses: { 200: { description: 'The household of the card.', content: json('Card') }, ...refusals },
    },
  },
  '/card/statements': {
    post: said(
      'sendStatement',
      'What the household says of a receipt or payment. Less, and nothing, raise a complaint of that kind too.',
      {
        type: 'object',
        properties: fieldsOf(
          'relief.receipt.confirmed.v1',
          'orderId',
          'reference',
          'statement',
          'lines',
          'amount',
          'currency',
          'note',
        ),
        required: ['orderId', 'reference', 'statement'],
        additionalProperties: false,
      },
    ),
  },
  '/card/complaints': {
    post: said('sendComplaint', 'A complaint of the household.', {
      type: 'object',
      properties: fieldsOf('relief.complaint.raised.v1', 'kind', 'orderId', 'reference', 'text'),
      required: ['kind'],
      additionalProperties: false,
    }),
  },
  '/orders/{orderId}/public': {
    get: {
      operationId: 'publicOrder',
      tags: ['Cards' satisfies Tag],
      summary:
        'What came, was handed out and is on hand by location, and nothing that tells of one household.',
      description: 'Open to everybody once the order was opened; until then it is not found.',
      security: [],
      parameters: [
        {
          name: 'orderId',
          in: 'path',
          required: true,
          description: 'The order.',
          schema: { type: 'string' },
          example: 'order-2020-08-05',
        },
      ],
      responses: {
        200: { description: 'The goods of the order.', content: json('PublicOrder') },
        404: refusedWith('NotFound'),
        ...refusals,
      },
    },
  },
};
