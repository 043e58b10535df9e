import { describe, expect, it } from 'vitest';
import { openPaths } from '../../../functions/ledger-api/open-routes.ts';
import { openApi } from '../../../functions/ledger-api/openapi.ts';
import { routes } from '../../../functions/ledger-api/routes.ts';
import { anomalyKinds } from '../../../shared/domain/anomaly-kinds.ts';
import { eventTypes } from '../../../shared/domain/events.ts';
import { heldReasons, rejectedReasons } from '../../../shared/domain/outcome.ts';

/** Looked into freely, as a program that reads it does. */
const description: any = openApi(routes);
const questions: any[] = Object.values(description.paths).flatMap(({ get }: any) => get ?? []);
const posted: any[] = Object.values(description.paths).flatMap(({ post }: any) => post ?? []);
const operations = [...questions, ...posted];

describe('the description', () => {
  it('has every route', () => {
    expect(description.openapi).toBe('3.1.0');
    expect(questions).toHaveLength(routes.length + openPaths.length + 2);
    const ids = posted.map(({ operationId }) => operationId);
    expect(ids).toEqual(['sendEvents', 'decideDevice', 'previewOrder', 'sendStatement', 'sendComplaint']);
    expect(description.paths['/shipments/{shipmentId}'].get.parameters[0]).toMatchObject({
      in: 'path',
      required: true,
    });
  });

  it('says where the API is, under what licence, and what each tag means', () => {
    expect(description.servers).toMatchObject([{ url: '/' }]);
    expect(description.info.license).toMatchObject({ identifier: 'Apache-2.0' });
    expect(description.components.schemas['SentEvent'].oneOf).toHaveLength(eventTypes.length);
    const described = description.tags.map(({ name }: any) => name);
    const used = operations.flatMap(({ tags }) => tags);
    expect([...new Set(used)].sort()).toEqual([...described].sort());
  });

  it('names every reason why something was not posted, and every kind of anomaly', () => {
    const { Exception, ExceptionGroup, Event, Anomaly } = description.components.schemas;
    for (const { reason } of [Exception.properties, ExceptionGroup.properties, Event.properties])
      expect(reason.enum).toEqual([...heldReasons, ...rejectedReasons]);
    expect(Anomaly.properties.kind.enum).toEqual([...anomalyKinds]);
  });

  it('names each operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    for (const id of ids) expect(id).toMatch(/^[a-z]\w*$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of each operation how it may be refused', () => {
    for (const { responses, operationId } of operations) {
      const success = operationId === 'sendStatement' || operationId === 'sendComplaint' ? '202' : '200';
      expect(Object.keys(responses), operationId).toEqual(
        expect.arrayContaining([success, '401', 'default']),
      );
    }
    expect(Object.keys(description.paths['/orders/{orderId}'].get.responses)).toEqual(
      expect.arrayContaining(['400', '403', '404', '406']),
    );
  });

  it('explains every field of every answer, and gives an example of every parameter', () => {
    const answers = Object.entries(description.components.schemas).filter(([name]) => /^[A-Z]/.test(name));
    const fields = answers
      .filter(([name]) => !['CloudEvent', 'SentEvent'].includes(name))
      .flatMap(([name, schema]) => fieldsOf(name, schema));
    expect(fields.length).toBeGreaterThan(150);
    expect(fields.filter(({ isExplained }) => !isExplained).map(({ path }) => path)).toEqual([]);
    const parameters = operations.flatMap(({ parameters = [] }) => parameters);
    for (const { name, example } of parameters) expect(example, name).toBeDefined();
  });
});

/** Every field within a schema; one that refers to another schema is explained there. */
function fieldsOf(path: string, schema: any): { readonly path: string; readonly isExplained: boolean }[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]: [string, any]) => [
    { path: `${path}.${name}`, isExplained: field.description !== undefined || field.$ref !== undefined },
    ...fieldsOf(`${path}.${name}`, field),
  ]);
  const within = [schema.items, ...(schema.anyOf ?? [])].filter((each) => typeof each === 'object');
  return [...own, ...within.flatMap((each: any) => fieldsOf(path, each))];
}
