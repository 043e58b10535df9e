import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundleDashboard } from '../../../dashboard/build.ts';

/** What a desk may add to the page, compressed, without what reads codes. Units: bytes. */
const most = 35_000;

it('adds at most 35 kB to the page, compressed', async () => {
  const files = new Map((await bundleDashboard()).map(({ name, bytes }) => [name, bytes]));
  const textOf = (name: string): string => new TextDecoder().decode(files.get(name));
  const importsOf = (name: string, pattern: RegExp): readonly string[] =>
    [...textOf(name).matchAll(pattern)].map(([, imported = '']) => imported);
  const withImports = (name: string, pattern: RegExp, known = new Set<string>()): ReadonlySet<string> => {
    if (known.has(name) || /scanner/.test(name)) return known;
    known.add(name);
    for (const imported of importsOf(name, pattern)) withImports(imported, pattern, known);
    return known;
  };
  const named = (start: string): string => [...files.keys()].find((name) => name.startsWith(start)) ?? '';
  const page = withImports(
    [...files.keys()].find((name) => /^dashboard-.*\.js$/.test(name)) ?? '',
    /from"\.\/([\w.-]+)"/g,
  );
  const desk = withImports(named('open-desk'), /(?:from|import\()"\.\/([\w.-]+)"/g);
  const added = [...desk, 'service-worker.js', 'manifest.webmanifest'].filter((name) => !page.has(name));
  const bytes = added
    .map((name) => gzipSync(files.get(name) ?? '').length)
    .reduce((sum, one) => sum + one, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(most);
});
