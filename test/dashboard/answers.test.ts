import { build, type Metafile } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { pageBuild } from '../../dashboard/build.ts';

let metafile: Metafile;

beforeAll(async () => {
  ({ metafile } = await build(pageBuild));
});

it('loads no schema until a form is opened: it takes nothing of the published answers but their types', () => {
  const isForms = (source: string): boolean => /shared\/contract|node_modules\/zod/.test(source);
  const sources = loadedAtOnce('main.tsx');
  expect(sources).toContain('main.tsx');
  expect(sources.filter(isForms)).toEqual([]);
  expect(Object.keys(metafile.inputs).some(isForms)).toBe(true);
});

it('loads nothing that reads files until the view of files is opened', () => {
  const reads = (source: string): boolean =>
    /(?:read|write)-excel-file|csv-parse|@exodus|fflate|examples\/templates/.test(source);
  for (const name of ['main.tsx', 'writing/desk.tsx']) {
    const sources = loadedAtOnce(name);
    expect(sources).toContain(name);
    expect(sources.filter(reads)).toEqual([]);
  }
  expect(loadedAtOnce('writing/files/file-view.tsx').some(reads)).toBe(true);
});

/** The sources of a file and of all that it loads before it runs. */
function loadedAtOnce(name: string): readonly string[] {
  const { outputs } = metafile;
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement') visit(next);
  };
  visit(Object.keys(outputs).find((path) => outputs[path]?.entryPoint === name) ?? '');
  return [...seen].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}
