/** The description of the queues and of the events that they take. Source: AsyncAPI 3.0, with its bindings for SQS. */
import {
  eventTypes,
  isQueued,
  type QueueName,
  queueNames,
  queueOfType,
  type ReliefEvent,
} from '../../shared/domain/events.ts';
import { eventSchemas, sentEvent } from './event-schemas.ts';
import type { Json } from './openapi-parts.ts';

/** What happens on each queue, as whoever sends to it is told. */
const queueDescriptions: { readonly [Q in QueueName]: string } = {
  registrations: 'Places and households, and who left. Message group: the centre; `locations` for places.',
  'policy-orders': 'What is promised, and by whom. Message group: the order.',
  'shipment-arrivals':
    'Goods on their way. Message group: where they arrive; of a dispatch where they leave.',
  handovers: 'What households receive, bring back or did not come for. Message group: the centre.',
  payments: 'Stipends, and the money that payers are given. Message group: the payer.',
  'stock-counts': 'Counts, losses and transfers. Message group: the location.',
  assurance: 'What households, visitors and readers say of the books. Message group: the order.',
};

/** A void travels on the queue of what it takes back. */
const typesOn = (queue: QueueName): readonly ReliefEvent['type'][] =>
  eventTypes.filter((type) => !isQueued(type) || queueOfType[type] === queue);

const within = (place: string, name: string): Json => ({ $ref: `#/${place}/${name}` });

/** Makes the description, from the schemas that check what is sent. */
export const asyncApi = (): Json => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Relief Ledger',
    version: '1.0.0',
    description:
      'What the queues take: CloudEvents 1.0 in JSON, one for each message. `source` and `id` identify an event, so that sending ' +
      'it again is harmless. `POST /events` of the API takes the same events; `GET /events` says what became of one.',
    license: { name: 'Apache License 2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  defaultContentType: 'application/cloudevents+json',
  channels: Object.fromEntries(queueNames.map((queue) => [queue, channel(queue)])),
  operations: Object.fromEntries(
    queueNames.map((queue) => [
      `receive-${queue}`,
      {
        action: 'receive',
        summary: queueDescriptions[queue],
        channel: within('channels', queue),
        messages: typesOn(queue).map((type) => within(`channels/${queue}/messages`, type)),
      },
    ]),
  ),
  components: {
    messages: Object.fromEntries(eventTypes.map((type) => [type, message(type)])),
    schemas: eventSchemas(),
  },
});

const channel = (queue: QueueName): Json => ({
  address: `${queue}.fifo`,
  description: queueDescriptions[queue],
  messages: Object.fromEntries(typesOn(queue).map((type) => [type, within('components/messages', type)])),
  bindings: {
    sqs: {
      bindingVersion: '0.2.0',
      queue: {
        name: `${queue}.fifo`,
        fifoQueue: true,
        deduplicationScope: 'messageGroup',
        fifoThroughputLimit: 'perMessageGroupId',
      },
    },
  },
});

const message = (type: ReliefEvent['type']): Json => ({
  name: type,
  title: isQueued(type)
    ? `Sent to ${queueOfType[type]}.`
    : 'Sent to the queue and in the message group of the event that it takes back.',
  contentType: 'application/cloudevents+json',
  payload: sentEvent(type),
});
