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
    identified(type, z.toJSONSchema(dataSchemas[type], { io: 'input' })),
  ]);
  const envelope = identified('cloudevent', z.toJSONSchema(envelopeSchema, { io: 'input' }));
  const sent = { oneOf: eventTypes.map(sentEvent) };
  return Object.fromEntries([['CloudEvent', envelope], [sentEventName, sent], ...schemas]);
}

/**
 * A schema with an identifier of its own, beside the address of the description that holds it. Law: it refers to no other
 * schema, for a reference within it would start from here.
 */
const identified = (name: string, schema: Json): Json => ({
  $id: `schemas/${name}`,
  ...withoutDialect(schema),
});

/** OpenAPI 3.1 and AsyncAPI 3 imply JSON Schema 2020-12 here, and name schemas by where they stand. */
export const withoutDialect = ({ $schema: _dialect, $id: _id, ...schema }: Json): Json => schema;
