import { describe, expect, it } from 'vitest';
import { pricesOfTypes } from '../../tools/bench/stack-parts.ts';
import { synthesize } from './synthesized.ts';

describe('what the stacks cost', () => {
  const { state, workflow } = synthesize();
  const resources = [state, workflow].flatMap(
    (template) => Object.values(template.toJSON()['Resources'] ?? {}) as { Type: string }[],
  );

  it('is known of everything that they make', () => {
    const unknown = resources.map(({ Type }) => Type).filter((type) => pricesOfTypes[type] === undefined);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('is nothing for keys of their own, a dollar a month each', () => {
    expect(resources.filter(({ Type }) => Type.startsWith('AWS::KMS::'))).toEqual([]);
  });
});
