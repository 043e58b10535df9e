import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';

it('loads no schema until a form is opened: it takes nothing of the published answers but their types', async () => {
  const { metafile } = await build({
    absWorkingDir: join(import.meta.dirname, '../../dashboard'),
    entryPoints: ['main.tsx'],
    bundle: true,
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    metafile: true,
    logLevel: 'silent',
    outdir: '/',
  });
  const isForms = (source: string): boolean => /shared\/contract|node_modules\/zod/.test(source);
  const sources = loadedAtOnce(metafile, 'main.js');
  expect(sources).toContain('main.tsx');
  expect(sources.filter(isForms)).toEqual([]);
  expect(Object.keys(metafile.inputs).some(isForms)).toBe(true);
});

/** The sources of a file and of all that it loads before it runs. */
function loadedAtOnce({ outputs }: Metafile, name: string): readonly string[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement') visit(next);
  };
  visit(Object.keys(outputs).find((path) => path.endsWith(name)) ?? '');
  return [...seen].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}
