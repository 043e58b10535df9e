import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const projectRoot = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

const documents = [
  ...readdirSync(projectRoot).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    // A decision is never edited: what it names may have moved since.
    .filter((file) => file.endsWith('.md') && !file.startsWith('decisions'))
    .map((file) => join('docs', file)),
];

describe('the documents', () => {
  it.each(documents)('%s names files that are there', (file) => {
    const text = read(file);
    const linked = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]+)(?:#[\w-]+)?\)/g)].map(
      ([, target = '']) => join(dirname(file), target),
    );
    // Files as the text names them, from the root.
    const named = [
      ...text.matchAll(/`((?:infra|functions|shared|tools|dashboard|test|docs|examples)\/[\w./-]+\.\w+)`/g),
    ].map(([, target = '']) => target);
    for (const target of [...linked, ...named]) {
      expect(existsSync(join(projectRoot, target)), `${file} names ${target}`).toBe(true);
    }
  });

  it.each(documents)('%s names scripts that are there', (file) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script = ''] of read(file).matchAll(/npm run (\w[\w:-]*)/g)) {
      expect(Object.keys(scripts), `${file} names npm run ${script}`).toContain(script);
    }
  });
});

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
