import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('takes nothing of the published answers but their types, so that no schema is loaded into the page', async () => {
  const { metafile } = await build({
    absWorkingDir: join(import.meta.dirname, '../../dashboard'),
    entryPoints: ['main.tsx'],
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    metafile: true,
    logLevel: 'silent',
    outdir: '/',
  });
  const sources = Object.keys(metafile.inputs);
  expect(sources).toContain('main.tsx');
  expect(sources.filter((source) => /shared\/contract|node_modules\/zod/.test(source))).toEqual([]);
});
