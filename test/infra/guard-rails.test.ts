import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBaseline } from '../../infra/lasting-resources.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { resourcesOf, stacksOf } from './synthesized.ts';

describe('the stack policy', () => {
  const { Statement } = JSON.parse(
    readFileSync(join(projectRoot, 'infra', 'guard-rails', 'stack-policy.json'), 'utf8'),
  ) as {
    readonly Statement: readonly {
      readonly Effect: string;
      readonly Action: unknown;
      readonly Condition?: { readonly StringEquals: { readonly ResourceType: readonly string[] } };
    }[];
  };

  it('refuses to replace or delete what must last, and lets everything else be updated', () => {
    const [allowed, denied] = Statement;
    expect(Statement).toHaveLength(2);
    expect([allowed?.Effect, allowed?.Action]).toEqual(['Allow', 'Update:*']);
    expect([denied?.Effect, denied?.Action]).toEqual(['Deny', ['Update:Replace', 'Update:Delete']]);
    const lasting = new Set(Object.values(readBaseline()).map(({ Type }) => String(Type)));
    lasting.delete('stack');
    expect(denied?.Condition?.StringEquals.ResourceType.toSorted()).toEqual([...lasting].toSorted());
  });
});

describe('a permissions boundary', { timeout: 120_000 }, () => {
  const boundariesOf = (context: object) => {
    const { state, workflow } = stacksOf({ ...context });
    return [state, workflow].flatMap((template) =>
      resourcesOf(template, 'AWS::IAM::Role').map(([, { Properties }]) =>
        JSON.stringify(Properties['PermissionsBoundary'] ?? null),
      ),
    );
  };

  it('is on every role, where the context names one', () => {
    expect(new Set(boundariesOf({}))).toEqual(new Set(['null']));
    const bounded = boundariesOf({ permissionsBoundary: 'relief-bounds' });
    expect(bounded.length).toBeGreaterThan(15);
    for (const boundary of bounded) expect(boundary).toContain(':policy/relief-bounds');
  });
});
