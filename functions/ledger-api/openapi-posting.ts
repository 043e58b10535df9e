/** The operations that are posted. */
import { deviceStatuses } from '../../shared/domain/devices.ts';
import { maxReason } from './devices.ts';
import { type Json, reference, refusedWith, sentEventName } from './openapi-parts.ts';
import type { Tag } from './route.ts';

const json = (schema: string): Json => ({ 'application/json': { schema: reference(schema) } });

const retryAfter: Json = {
  description: 'Seconds after which to ask, or to send, again.',
  schema: { type: 'integer' },
};

/** Why what is posted is refused, whatever it is. */
const refusals = {
  400: refusedWith('BadRequest'),
  401: refusedWith('Unauthorized'),
  403: refusedWith('Forbidden'),
  413: refusedWith('TooLarge'),
  415: refusedWith('UnsupportedMediaType'),
  default: refusedWith('Problem'),
};

export const intakeOperation: Json = {
  operationId: 'sendEvents',
  tags: ['Events' satisfies Tag],
  summary: 'Send one event, or a batch of them.',
  description:
    'Every event is checked in full first, every row of a sheet too. What does not fit is refused whole: it was never sent, ' +
    'claims no id and leaves no exception. Coordinators send everything but what visitors of an audit observed; the staff of a ' +
    'location what happens there; a payer its own payments and reversals; auditors counts, and events of assurance. ' +
    'A void, and a sheet with an over-issue, are sent by coordinators only. The `source` is `urn:relief:reader:<sub of the token>`, ' +
    'or that with `:<device>` behind it; of a device that a coordinator ended everything is refused (403). A body beyond 4.5 MB must be sent with `Content-Encoding: gzip`.',
  parameters: [
    {
      name: 'Prefer',
      in: 'header',
      required: false,
      description:
        '`wait=<seconds>`, at most 20: wait for the outcome. One event is then answered with 200 and what `GET /events` answers; ' +
        'the items of a batch have it as `outcome`. What is not decided in time is answered as without it.',
      schema: { type: 'string' },
      example: 'wait=10',
    },
  ],
  requestBody: {
    required: true,
    content: {
      'application/cloudevents+json': { schema: reference(sentEventName) },
      'application/cloudevents-batch+json': {
        schema: { type: 'array', minItems: 1, maxItems: 100, items: reference(sentEventName) },
      },
    },
  },
  responses: {
    200: { description: 'One event, with `Prefer: wait`: what became of it.', content: json('Event') },
    202: {
      description: 'One event: it is on its queue.',
      headers: {
        location: { description: 'Where what becomes of it is told.', schema: { type: 'string' } },
        'relief-content': {
          description: 'The digest of its content, for the parameter `content` of `GET /events`.',
          schema: { type: 'string' },
        },
        'retry-after': retryAfter,
      },
      content: json('QueuedEvent'),
    },
    207: { description: 'A batch: what became of each event, in order.', content: json('EventBatch') },
    ...refusals,
    429: refusedWith('TooManyRequests'),
    503: refusedWith('Unavailable'),
  },
};

export const previewOperation: Json = {
  operationId: 'previewOrder',
  tags: ['Orders' satisfies Tag],
  summary: 'What an order or an amendment would come to, by the registry as it stands. Writes nothing.',
  description:
    'Open to coordinators. The body is the `data` of the event; with `revision` it is an amendment.',
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          oneOf: [reference('event.relief.order.issued.v1'), reference('event.relief.order.amended.v1')],
        },
      },
    },
  },
  responses: {
    200: {
      description: 'Whom it would cover, and what it would promise.',
      content: json('OrderPreview'),
    },
    ...refusals,
  },
};

export const deviceOperation: Json = {
  operationId: 'decideDevice',
  tags: ['Devices' satisfies Tag],
  summary: 'End a device, or let it in again.',
  description:
    'Open to coordinators. From a minute later on at the latest, `POST /events` refuses events whose `source` ends with the name of an ' +
    'ended device, whoever sends them. What was taken in before stands. A decision that stands already is not added again.',
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            device: { type: 'string', description: 'The name of the device.', examples: ['7QF3MXKP'] },
            status: { type: 'string', enum: deviceStatuses, description: 'What it is to be from now on.' },
            reason: { type: 'string', minLength: 1, maxLength: maxReason, description: 'Why.' },
          },
          required: ['device', 'status', 'reason'],
          additionalProperties: false,
        },
      },
    },
  },
  responses: {
    200: { description: 'The device, with what was decided about it.', content: json('Device') },
    ...refusals,
  },
};
