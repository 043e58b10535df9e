import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../flows/desk.ts';

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

describe('the workflow', () => {
  it('runs the README’s second command', () => {
    const [, second] = [...read('README.md').matchAll(/^npm ci && npm [\w ]+/gm)].map(([command]) =>
      command.trim(),
    );
    expect(second).toBe('npm ci && npm test');
    expect(read('.github/workflows/test.yml')).toContain(`run: ${second}\n`);
  });
});

describe('the licence', () => {
  it('is the one that the package declares', () => {
    const { license } = JSON.parse(read('package.json')) as { license: string };
    expect(license).toBe('Apache-2.0');
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
  });
});
