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

describe('a message of the contract that names the household', () => {
  it.each<readonly [string, unknown, unknown]>([
    [
      'loses its name, neighbourhood and notes, and nothing of others',
      {
        id: 'e-1',
        data: {
          households: [
            { householdId: 'H-1', name: 'Kim', neighbourhood: 'Haeun', adults: 2 },
            { householdId: 'H-2', name: 'Pak' },
          ],
          locations: [{ locationId: 'C-1', name: 'Depot' }],
        },
      },
      {
        id: 'e-1',
        data: {
          households: [
            { householdId: 'H-1', adults: 2 },
            { householdId: 'H-2', name: 'Pak' },
          ],
          locations: [{ locationId: 'C-1', name: 'Depot' }],
        },
      },
    ],
    ['keeps what is empty', { householdId: 'H-1', note: 'ill', to: null }, { householdId: 'H-1', to: null }],
    [
      'loses what was said to it under any other name',
      { data: { householdId: 'H-1', colour: 'red', lines: [{ commodity: 'rice', taste: 1 }] } },
      { data: { householdId: 'H-1', lines: [{ commodity: 'rice' }] } },
    ],
    ['keeps a text that is the id alone', { into: 'H-1', reason: 'H-1' }, { into: 'H-1', reason: 'H-1' }],
    ['keeps a text that has the id among others', { reason: 'see H-1' }, { reason: 'see H-1' }],
    ['keeps a list that has the id', { centres: ['H-1', 'Kim'] }, { centres: ['H-1', 'Kim'] }],
  ])('%s', (_, message, kept) => {
    expect(JSON.parse(withoutNames(JSON.stringify(message), 'H-1', 'of the contract'))).toEqual(kept);
  });

  it('stays as its sender wrote it where nothing of it is a name', () => {
    const text = '{ "householdId" : "H-1", "adults": 2 }';
    expect(withoutNames(text, 'H-1', 'of the contract')).toBe(text);
  });
});

describe('a message of any shape', () => {
  const forgotten = { forgotten: 'a message that could not be read and named H-1' };

  it.each<readonly [string, unknown, unknown]>([
    ['is forgotten where it is one text', 'H-1 Kim', forgotten],
    ['that was forgotten stays so', { forgotten: 'H-1' }, { forgotten: 'H-1' }],
    [
      'loses a list of texts with the id, as of a row of a table',
      { data: [['H-1', 'Kim', 3], ['H-2', 'Pak', 4], [5]] },
      { data: [[], ['H-2', 'Pak', 4], [5]] },
    ],
    ['loses a text where an object belongs', { data: 'no id', householdId: 'H-1' }, { householdId: 'H-1' }],
    [
      'loses a text that names it and says more, in whatever object it stands',
      { householdId: 'H-2', note: 'Kim', reason: 'ask H-1', collectedBy: 'Pak' },
      { householdId: 'H-2', collectedBy: 'Pak' },
    ],
    ['keeps a text that is the id alone', { reason: 'H-1', owner: 'x' }, { reason: 'H-1', owner: 'x' }],
    ['loses what stands under the id', { data: { 'H-1': 'Kim', adults: 1 } }, { data: { adults: 1 } }],
    [
      'keeps a place, and another household, that do not name it',
      {
        data: [
          { locationId: 'C-1', name: 'Depot' },
          { householdId: 'H-2', name: 'Pak' },
          { householdId: 'H-1', name: 'Kim' },
        ],
      },
      {
        data: [
          { locationId: 'C-1', name: 'Depot' },
          { householdId: 'H-2', name: 'Pak' },
          { householdId: 'H-1' },
        ],
      },
    ],
    [
      'loses the name of what is neither a place nor a household',
      {
        data: [{ name: 'Kim', adults: 1 }, { householdId: 7, name: 'Kim' }, { locationId: 'C-1' }],
        householdId: 'H-1',
      },
      { data: [{ adults: 1 }, { householdId: 7 }, { locationId: 'C-1' }], householdId: 'H-1' },
    ],
    ['does not name it by a longer id', { reason: 'H-10', note: 'Kim' }, { reason: 'H-10', note: 'Kim' }],
  ])('%s', (_, message, kept) => {
    expect(JSON.parse(withoutNames(JSON.stringify(message), 'H-1', 'any'))).toEqual(kept);
  });

  it('that is no JSON is forgotten where it has the id, escaped or not', () => {
    expect(JSON.parse(withoutNames('{"householdId":"H-1","name":"Kim"', 'H-1', 'any'))).toEqual(forgotten);
    expect(JSON.parse(withoutNames('{"householdId":"H\\u002d1"', 'H-1', 'any'))).toEqual(forgotten);
    expect(withoutNames('{"householdId":"H-2"', 'H-1', 'any')).toBe('{"householdId":"H-2"');
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

  it('have ids of 128 characters at most', () => {
    const [id, longer] = ['x'.repeat(128), 'x'.repeat(129)];
    expect(householdsIn(`{"householdId":"${id}"}`)).toContain(id);
    expect(householdsIn(`{"householdId":"${longer}"}`)).toEqual(new Set());
  });

  it('are as many as a message of the contract may have', () => {
    const ids = Array.from({ length: maxIdsInOriginal }, (_, index) => `x${index}`);
    expect(householdsIn(JSON.stringify(ids))?.size).toBe(maxIdsInOriginal);
  });

  it('are nobody in a text with more ids than any message of the contract has', () => {
    const ids = Array.from({ length: maxIdsInOriginal + 1 }, (_, index) => `x${index}`);
    expect(householdsIn(JSON.stringify(ids))).toBeUndefined();
    expect(householdsIn(ids.join(' '))).toBeUndefined();
  });
});
