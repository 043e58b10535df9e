/** Makes the page of a card: one small file for cheap phones and slow networks, which holds its script and its style. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const source = import.meta.dirname;

/** What cheap phones that are several years old have. */
const browsers = ['chrome72', 'firefox72', 'safari14.1'];

export async function cardPageHtml(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: source,
    entryPoints: ['card.ts', 'card.css'],
    outdir: '/',
    bundle: true,
    format: 'esm',
    minify: true,
    target: browsers,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  const named = (extension: string): string =>
    outputFiles.find(({ path }) => path.endsWith(extension))?.text.trim() ?? '';
  const template = await readFile(join(source, 'index.html'), 'utf8');
  // By function: a text may hold what `replace` takes for a pattern.
  return template.replace('/*style*/', () => named('.css')).replace('/*script*/', () => named('.js'));
}

/** Writes the page, compressed, into a file. */
export async function writeCardPage(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, gzipSync(await cardPageHtml(), { level: 9 }));
}
