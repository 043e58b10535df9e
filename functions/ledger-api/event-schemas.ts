/** The schemas of what is sent, made from those that check it. Source: JSON Schema 2020-12. */
import * as z from 'zod';
import { dataSchemas, envelopeSchema } from '../../shared/contract/schemas.ts';
import { eventTypes, type ReliefEvent } from '../../shared/domain/events.ts';
import { type Json, reference, sentEventName } from './openapi-parts.ts';

const schemaName = (type: ReliefEvent['type']): string => `event.${type}`;

/** An event of one type. */
export const sentEvent = (type: ReliefEvent['type']): Json => ({
  allOf: [
    reference('CloudEvent'),
    { type: 'object', properties: { type: { const: type }, data: reference(schemaName(type)) } },
  ],
});

/** Every schema that an event refers to, by its name. */
export function eventSchemas(): Json {
  const schemas = eventTypes.map((type): [string, Json] => [
    schemaName(type),
    withoutDialect(z.toJSONSchema(dataSchemas[type], { io: 'input' })),
  ]);
  const envelope = withoutDialect(z.toJSONSchema(envelopeSchema, { io: 'input' }));
  const sent = { oneOf: eventTypes.map(sentEvent) };
  return Object.fromEntries([['CloudEvent', envelope], [sentEventName, sent], ...schemas]);
}

/** OpenAPI 3.1 and AsyncAPI 3 imply JSON Schema 2020-12 here, and name schemas by where they stand. */
export const withoutDialect = ({ $schema: _dialect, $id: _id, ...schema }: Json): Json => schema;
