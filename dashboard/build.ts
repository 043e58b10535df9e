/** Bundles the operator's page into static files, for the local system and for a bucket. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { build } from 'esbuild';

export interface DashboardFile {
  /** Relative to the root it is served at. */
  readonly name: string;
  readonly contentType: string;
  /** Named by its content: a cache may keep it for good. */
  readonly isImmutable: boolean;
  readonly bytes: Uint8Array;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const source = import.meta.dirname;

/** Every file of the page but `config.json`, which belongs to the place it is served at. */
export async function bundleDashboard(): Promise<readonly DashboardFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: source,
    entryPoints: [
      { in: 'main.tsx', out: 'dashboard' },
      { in: 'styles/dashboard.css', out: 'dashboard' },
    ],
    outdir: '/',
    bundle: true,
    format: 'esm',
    // The sign-in is fetched only where there is one.
    splitting: true,
    minify: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  const bundled = outputFiles.map(({ path, contents }) => file(basename(path), contents, true));
  const named = (extension: string): string =>
    bundled.find(({ name }) => name.startsWith('dashboard-') && extname(name) === extension)?.name ?? '';
  const template = await readFile(join(source, 'index.html'), 'utf8');
  const html = template.replace('{stylesheet}', named('.css')).replace('{script}', named('.js'));
  return [
    file('index.html', new TextEncoder().encode(html), false),
    file('favicon.svg', await readFile(join(source, 'favicon.svg')), false),
    ...bundled,
  ];
}

/** Writes the page into a directory, to be put into a bucket as it is. */
export async function writeDashboard(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const { name, bytes } of await bundleDashboard()) await writeFile(join(directory, name), bytes);
}

const file = (name: string, bytes: Uint8Array, isImmutable: boolean): DashboardFile => ({
  name,
  contentType: contentTypes[extname(name)] ?? 'application/octet-stream',
  isImmutable,
  bytes,
});
