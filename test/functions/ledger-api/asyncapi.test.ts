import asyncApiSpecification from '@asyncapi/specs/schemas/3.0.0-without-$id.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { asyncApi } from '../../../functions/ledger-api/asyncapi.ts';
import { openApi } from '../../../functions/ledger-api/openapi.ts';
import { routes } from '../../../functions/ledger-api/routes.ts';
import { eventTypes, queueNames } from '../../../shared/domain/events.ts';
import { queues } from '../../flows/contract.ts';
import { handovers, receipt } from '../../flows/events.ts';

/** Looked into freely, as a program that reads it does. */
const description: any = JSON.parse(JSON.stringify(asyncApi()));

it('is what the AsyncAPI specification describes', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const isAsyncApi = ajv.compile(asyncApiSpecification);
  expect(isAsyncApi(description) || isAsyncApi.errors).toBe(true);
});

it('has every queue with the events of the contract, and a void on each of them', () => {
  expect(Object.keys(description.channels)).toEqual([...queueNames]);
  for (const [queue, types] of Object.entries(queues))
    expect(Object.keys(description.channels[queue].messages).sort()).toEqual(
      [...new Set([...types, 'relief.event.voided.v1'])].sort(),
    );
  expect(Object.keys(description.components.messages)).toHaveLength(eventTypes.length);
});

it('has schemas that take what the queues take, and nothing else', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(description, 'asyncapi');
  const isEvent = ajv.compile({ $ref: 'asyncapi#/components/messages/relief.handovers.made.v1/payload' });
  const { type, data } = handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 1)]);
  const event = { specversion: '1.0', id: '1', source: 'urn:test', time: '2020-08-08T09:00:00Z', type, data };
  expect(isEvent(event)).toBe(true);
  expect(isEvent({ ...event, data: { ...data, colour: 'red' } })).toBe(false);
  expect(isEvent({ ...event, type: 'relief.handovers.returned.v1' })).toBe(false);
});

it.each([
  ['asyncapi.json', description],
  ['openapi.json', JSON.parse(JSON.stringify(openApi(routes)))],
])(
  'gives each schema of what is sent an identifier beside the address of %s, where it is found',
  (file, described) => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(described, `https://relief.example/api/${file}`);
    const at = (name: string) => ajv.compile({ $ref: `https://relief.example/api/schemas/${name}` });
    const identified = Object.values<any>(described.components.schemas).flatMap(({ $id }) => $id ?? []);
    expect(identified.sort()).toEqual(['cloudevent', ...eventTypes].map((name) => `schemas/${name}`).sort());
    for (const type of eventTypes) expect(at(type)({ colour: 'red' }), type).toBe(false);
    const { type, data } = handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 1)]);
    expect(at(type)(data)).toBe(true);
    expect(JSON.stringify(identifiedOf(described))).not.toContain('$ref');
  },
);

const identifiedOf = (described: any): readonly unknown[] =>
  Object.values<any>(described.components.schemas).filter(({ $id }) => $id !== undefined);
