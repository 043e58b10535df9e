/** The description of the query API, and of the events that feed the books. Source: OpenAPI 3.1. */
import * as z from 'zod';
import { answerNames } from '../../shared/contract/answers.ts';
import { dataSchemas, envelopeSchema } from '../../shared/contract/schemas.ts';
import { queueOfType, type ReliefEvent } from '../../shared/domain/events.ts';
import { readersText } from './access.ts';
import type { Parameter } from './parameters.ts';
import type { Route } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

const reference = (schema: string): Json => ({ $ref: `#/components/schemas/${schema}` });

/** Makes the description of these routes, from the schemas that check and type what they answer. */
export function openApi(routes: readonly Route[]): Json {
  const paths = Object.fromEntries(
    routes.map((route) => [openApiPath(route.path), { get: operation(route) }]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Relief Ledger',
      version: '1.0.0',
      description:
        'Reads of one double-entry journal for relief goods and money. Lists answer `items`, and `next` where ' +
        'there is more: it is the `cursor` of the next request.',
    },
    security: [{ bearer: [] }],
    paths: { ...paths, '/openapi.json': { get: ownOperation } },
    webhooks: Object.fromEntries(eventTypes.map((type) => [type, { post: webhook(type) }])),
    components: {
      schemas: { ...answerSchemas(), ...eventSchemas() },
      responses: { Problem: problemResponse },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

const eventTypes = Object.keys(dataSchemas) as ReliefEvent['type'][];

const eventSchemaName = (type: ReliefEvent['type']): string => `event.${type}`;

/** OpenAPI knows no greedy variables: the id is percent-encoded. */
const openApiPath = (path: string): string => path.replace('+}', '}');

const problemResponse: Json = {
  description: 'Why there is no answer (RFC 9457).',
  content: { 'application/problem+json': { schema: reference('Problem') } },
};

function operation(route: Route): Json {
  const { path, summary, readers, schema, isList, hasCsv } = route;
  const answer = isList
    ? {
        type: 'object',
        properties: { items: { type: 'array', items: reference(schema) }, next: { type: 'string' } },
        required: ['items'],
        additionalProperties: false,
      }
    : reference(schema);
  return {
    operationId: operationId(path),
    summary,
    description: `Open to ${readersText[readers]}.`,
    parameters: Object.entries(route.parameters).flatMap(parameterObject),
    responses: {
      200: {
        description: summary,
        content: {
          'application/json': { schema: answer },
          ...(hasCsv && { 'text/csv': { schema: { type: 'string' } } }),
        },
        ...(isList && {
          headers: { link: { description: 'The next page of a CSV list.', schema: { type: 'string' } } },
        }),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const ownOperation: Json = {
  operationId: 'openapi',
  summary: 'This description.',
  responses: {
    200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
  },
};

/** `/orders/{orderId}/reconciliation` to `ordersByOrderIdReconciliation`. */
const operationId = (path: string): string =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replace(/^\{(\w)(\w*)\+?\}$/, (_, first: string, rest) => `By-${first}${rest}`))
    .join('-')
    .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function parameterObject([name, parameter]: [string, Parameter<unknown>]): Json[] {
  const { in: place, description, expected, schema } = parameter;
  return [
    { name, in: place, required: place === 'path', description: `${description} ${expected}.`, schema },
  ];
}

function webhook(type: ReliefEvent['type']): Json {
  const queue = queueOfType[type];
  return {
    summary: `Sent to the queue \`${queue}\`.`,
    requestBody: {
      required: true,
      content: {
        'application/cloudevents+json': {
          schema: {
            allOf: [
              reference('CloudEvent'),
              {
                type: 'object',
                properties: { type: { const: type }, data: reference(eventSchemaName(type)) },
              },
            ],
          },
        },
      },
    },
    responses: {
      202: { description: 'Taken by the queue; the outcome shows in the books or in /exceptions.' },
    },
  };
}

function answerSchemas(): Json {
  const { schemas } = z.toJSONSchema(answerNames, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutDialect(schema)]));
}

function eventSchemas(): Json {
  const schemas = eventTypes.map((type): [string, Json] => [
    eventSchemaName(type),
    withoutDialect(z.toJSONSchema(dataSchemas[type], { io: 'input' })),
  ]);
  const envelope = withoutDialect(z.toJSONSchema(envelopeSchema, { io: 'input' }));
  return Object.fromEntries([['CloudEvent', envelope], ...schemas]);
}

/** OpenAPI 3.1 has the dialect of JSON Schema 2020-12 already, and names schemas by their place. */
const withoutDialect = ({ $schema: _dialect, $id: _id, ...schema }: Json): Json => schema;
