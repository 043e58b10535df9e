import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dataSchemas } from '../../shared/contract/schemas.ts';
import {
  contractFields,
  householdsIn,
  maxIdsInOriginal,
  withoutNames,
} from '../../shared/posting/names-in-originals.ts';
import { lawful } from '../support/lawful.ts';

/** The names of all properties of a JSON schema. */
function fieldsOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { readonly properties?: object };
  return [
    ...(Array.isArray(schema) ? [] : Object.keys(properties)),
    ...Object.values(schema).flatMap(fieldsOf),
  ];
}

describe('the fields that are kept', () => {
  it('are all of the contract, so that nothing of a message of its shape is forgotten but a name', () => {
    const fields = Object.values(dataSchemas).flatMap((schema) =>
      fieldsOf(z.toJSONSchema(schema, { unrepresentable: 'any' })),
    );
    expect([...new Set(fields)].filter((field) => !contractFields.has(field))).toEqual([]);
  });
});

describe('a message that names the household', () => {
  const shapes = fc.constantFrom('any' as const, 'of the contract' as const);
  const leaves = fc.constantFrom('H-1', 'H-2', 'Kim', 'H-1 Kim', 1, null);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaves, fc.array(tie('tree'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(
      fc.constantFrom(
        'householdId',
        'name',
        'Name',
        'households',
        'data',
        'H-1',
        'locationId',
        'reason',
        'note',
      ),
      tie('tree'),
      { maxKeys: 4 },
    ),
  }));

  it('is the same when it is redacted again', () => {
    lawful(
      fc.property(tree, shapes, (message, shape) => {
        const once = withoutNames(JSON.stringify(message), 'H-1', shape);
        expect(withoutNames(once, 'H-1', shape)).toBe(once);
      }),
      500,
    );
  });

  it('is found whether it is refused before the household is erased or after', () => {
    lawful(
      fc.property(tree, (message) => {
        const text = JSON.stringify(message);
        if (withoutNames(text, 'H-1', 'any') !== text) expect(householdsIn(text)).toContain('H-1');
      }),
      500,
    );
  });

  it('keeps all that it says where only something else has the id', () => {
    const count = JSON.stringify({ data: { countId: 'C-1', locationId: 'H-1', colour: 'Kim' } });
    expect(withoutNames(count, 'H-1', 'any')).toBe(count);
    expect(householdsIn(count)).not.toContain('H-1');
  });

  it('holds no name of any shape, wherever it stood', () => {
    lawful(
      fc.property(tree, (message) => {
        const own = { data: { households: [{ householdId: 'H-1', name: 'Kim' }], any: message } };
        expect(withoutNames(JSON.stringify(own), 'H-1', 'any')).not.toContain('Kim');
      }),
      500,
    );
  });
});

describe('the households that a text may name', () => {
  it('are found in any shape, but for ids of other things', () => {
    expect([...(householdsIn('{"data":"H-1 x","centreId":"C-1","by":{"H-2":1}}') ?? [])]).toEqual(
      expect.arrayContaining(['H-1', 'H-2']),
    );
    expect(householdsIn('{"centreId":"C-1"}')).toEqual(new Set());
    expect(householdsIn('not JSON: "H\\u002d1')).toContain('H-1');
  });

  it('are nobody in a text with more ids than any message of the contract has', () => {
    const ids = Array.from({ length: maxIdsInOriginal + 1 }, (_, index) => `x${index}`);
    expect(householdsIn(JSON.stringify(ids))).toBeUndefined();
    expect(householdsIn(ids.join(' '))).toBeUndefined();
  });
});
