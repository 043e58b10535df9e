/** The description of the API. Source: OpenAPI 3.1. */
import * as z from 'zod';
import { answerSchemas, partSchemas } from '../../shared/contract/answers.ts';
import { eventSchemas, withoutDialect } from './event-schemas.ts';
import { cardScheme, openOperations } from './openapi-open.ts';
import { type Json, problemDescriptions, problemResponse, reference, refusedWith } from './openapi-parts.ts';
import { deviceOperation, intakeOperation, previewOperation } from './openapi-posting.ts';
import type { Parameter } from './parameters.ts';
import { devicesPath, intakePath, previewPath } from './posted-paths.ts';
import type { Route, Tag } from './route.ts';
import { workbookType } from './workbook.ts';

/** Makes the description of these routes, from the schemas that type and check their answers. */
export function openApi(routes: readonly Route[]): Json {
  const paths = Object.fromEntries(
    routes.map(({ path, ...route }) => [
      openApiPath(path),
      { get: operation({ path, ...route }), ...postedAt.get(path) },
    ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Relief Ledger',
      version: '1.0.0',
      summary: 'One double-entry journal for relief goods and money.',
      description:
        'Reads the journal, and takes in the events that it is made of. A list answers with `items`, and with `next` while there are more: pass it as ' +
        '`cursor` to get the following page. Wherever there is no answer, a problem (RFC 9457) says why.',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this description was read from.' }],
    tags: Object.entries(tagDescriptions).map(([name, description]) => ({
      name,
      description,
    })),
    security: [{ bearer: [] }],
    paths: {
      ...paths,
      [previewPath]: { post: previewOperation },
      ...openOperations,
      '/openapi.json': { get: descriptionOperation('openapi', 'This description.', 'OpenAPI 3.1.') },
      '/asyncapi.json': {
        get: descriptionOperation('asyncapi', 'The events, their queues and their schemas.', 'AsyncAPI 3.0.'),
      },
    },
    components: {
      schemas: { ...publishedSchemas(), ...eventSchemas() },
      responses: Object.fromEntries(
        Object.entries(problemDescriptions).map(([name, description]) => [
          name,
          problemResponse(description),
        ]),
      ),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, card: cardScheme },
    },
  };
}

/** What is posted on paths that answer questions too. */
const postedAt: ReadonlyMap<string, Json> = new Map([
  [intakePath, { post: intakeOperation }],
  [devicesPath, { post: deviceOperation }],
]);

const tagDescriptions: { readonly [T in Tag]: string } = {
  Orders: 'Policy orders, and what became of their goods and money.',
  Households: 'What households are due and have received.',
  Locations: 'Hubs, centres and stores, and what they hold.',
  Shipments: 'Waybills.',
  Payers: 'Payers and their cash books.',
  Findings: 'What was not posted, and what is unusual.',
  Cards: 'What the holder of a card sees and says, and what anybody may see.',
  Complaints: 'What people complain of, and what they were answered.',
  Devices: 'Devices that events come from, and the ones from which nothing is taken in any more.',
  Events: 'Sending events, and what became of them.',
  Audits: 'Audits by visits: what is drawn, and what the visits prove.',
  Seals: 'The daily seals over every chain of entries.',
  Search: 'One text, and all that it may mean.',
  Reader: 'The rights of whoever asks, and this description.',
};

/** OpenAPI has no greedy path parameters: a slash in the id is percent-encoded. */
const openApiPath = (path: string): string => path.replace('+}', '}');

function operation(route: Route): Json {
  const { path, tag, summary, openTo, hasTable } = route;
  return {
    operationId: operationId(path),
    tags: [tag],
    summary,
    description: `Open to ${openTo}.`,
    parameters: Object.entries(route.parameters).map(([name, parameter]) => parameterObject(name, parameter)),
    responses: {
      200: answerResponse(route),
      304: { description: 'The answer that `If-None-Match` names by its `ETag` still holds; `asOf` aside.' },
      400: refusedWith('BadRequest'),
      401: refusedWith('Unauthorized'),
      403: refusedWith('Forbidden'),
      ...((path.includes('{') || path === '/events') && { 404: refusedWith('NotFound') }),
      ...(!hasTable && { 406: refusedWith('NotAcceptable') }),
      default: refusedWith('Problem'),
    },
  };
}

const answerResponse = ({ summary, schema, isList, hasTable, beside }: Route): Json => ({
  description: summary,
  content: {
    'application/json': { schema: isList ? pageSchema(schema, beside) : reference(schema) },
    ...(hasTable && {
      'text/csv': { schema: { type: 'string' } },
      [workbookType]: { schema: { type: 'string', format: 'binary' } },
    }),
  },
  headers: {
    etag: { description: 'Names this answer, in JSON, for `If-None-Match`.', schema: { type: 'string' } },
    ...(isList && {
      link: { description: 'In CSV: the following page, if there is one.', schema: { type: 'string' } },
    }),
  },
});

const pageSchema = (schema: string, beside: Route['beside'] = {}): Json => ({
  type: 'object',
  properties: {
    items: { type: 'array', items: reference(schema), description: 'The items of this page.' },
    next: { type: 'string', description: 'The `cursor` of the following page, while there is one.' },
    following: {
      type: 'array',
      items: { type: 'string' },
      description:
        'On the first page of a list of a centre’s households: the `cursor` of each page that follows, so that they can be ' +
        'read at the same time. Whoever goes by `next` reads the same pages.',
    },
    ...Object.fromEntries(Object.entries(beside).map(([name, part]) => [name, reference(part)])),
  },
  required: ['items', ...Object.keys(beside)],
  additionalProperties: false,
});

const descriptionOperation = (operationId: string, summary: string, description: string): Json => ({
  operationId,
  tags: ['Reader' satisfies Tag],
  summary,
  description: 'Open to every holder of a valid token.',
  responses: {
    200: { description, content: { 'application/json': { schema: { type: 'object' } } } },
    401: refusedWith('Unauthorized'),
    default: refusedWith('Problem'),
  },
});

/** `/orders/{orderId}/reconciliation` to `ordersByOrderIdReconciliation`. */
const operationId = (path: string): string =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replace(/^\{(\w)(\w*)\+?\}$/, (_, first: string, rest) => `By-${first}${rest}`))
    .join('-')
    .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const parameterObject = (name: string, parameter: Parameter<unknown>): Json => ({
  name,
  in: parameter.in,
  required: parameter.in === 'path' || parameter.isRequired === true,
  description: `${parameter.description} Expected: ${parameter.expected}.`,
  schema: parameter.schema,
  example: parameter.example,
});

/** Every published schema by its name; where one holds another, it refers to it. */
function publishedSchemas(): Json {
  const names = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries({ ...answerSchemas, ...partSchemas })) names.add(schema, { id });
  const { schemas } = z.toJSONSchema(names, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutDialect(schema)]));
}
