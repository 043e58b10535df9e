/** Bundles the operator's page into static files, for the local system and for a bucket. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

export interface DashboardFile {
  /** Relative to the root it is served at. */
  readonly name: string;
  readonly contentType: string;
  /** Named by its content: a cache may keep it for good. */
  readonly isImmutable: boolean;
  /** Whether a device keeps it for use without a network. */
  readonly isKept: boolean;
  readonly bytes: Uint8Array;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

const source = import.meta.dirname;

const common = {
  absWorkingDir: source,
  outdir: '/',
  bundle: true,
  format: 'esm',
  minify: true,
  target: ['chrome123', 'firefox120', 'safari17.5'],
  legalComments: 'none',
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** Workbooks are packed and unpacked by a library that would make workers of text, which the page's policy forbids. */
const withoutWorkers: Plugin = {
  name: 'without-workers',
  setup({ onResolve }) {
    onResolve({ filter: /^fflate$/ }, () => ({
      path: join(source, 'writing/files/fflate-without-workers.ts'),
    }));
  },
};

/** What is of no use without a network. */
const neededOnline = /\/(?:swagger-ui-dist|read-excel-file|write-excel-file)\//;

/** How the page is built, the service worker of the desk excepted. */
export const pageBuild = {
  ...common,
  metafile: true,
  entryPoints: [
    { in: 'main.tsx', out: 'dashboard' },
    { in: 'styles/dashboard.css', out: 'dashboard' },
  ],
  // The sign-in is fetched only where there is one.
  splitting: true,
  loader: { '.csv': 'text' },
  alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' },
  plugins: [withoutWorkers],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
} as const satisfies BuildOptions;

/** Every file of the page but `config.json`, which belongs to the place it is served at. */
export async function bundleDashboard(): Promise<readonly DashboardFile[]> {
  const { outputFiles, metafile } = await build(pageBuild);
  // The reference of the API takes longer to load than all the rest, and nobody needs it in a yard, nor what reads files.
  const notKept = Object.entries(metafile.outputs)
    .filter(([, { inputs }]) => Object.keys(inputs).some((path) => neededOnline.test(path)))
    .map(([path]) => basename(path));
  const bundled = outputFiles.map(({ path, contents }) => {
    const name = basename(path);
    return file(name, contents, true, !notKept.includes(name));
  });
  const named = (extension: string): string =>
    bundled.find(({ name }) => name.startsWith('dashboard-') && extname(name) === extension)?.name ?? '';
  const template = await readFile(join(source, 'index.html'), 'utf8');
  const html = template.replace('{stylesheet}', named('.css')).replace('{script}', named('.js'));
  const page = [
    file('index.html', new TextEncoder().encode(html), false),
    file('favicon.svg', await readFile(join(source, 'favicon.svg')), false),
    file('manifest.webmanifest', await readFile(join(source, 'manifest.webmanifest')), false),
    ...bundled,
  ];
  return [...page, file('service-worker.js', await serviceWorkerOf(page), false)];
}

/** The worker that serves these files offline: a change of any of them makes it another worker. */
async function serviceWorkerOf(page: readonly DashboardFile[]): Promise<Uint8Array> {
  const content = createHash('sha256');
  const kept = page.filter(({ isKept }) => isKept);
  for (const { name, bytes } of kept) content.update(name).update(bytes);
  const { outputFiles } = await build({
    ...common,
    entryPoints: [{ in: 'desk/worker/service-worker.ts', out: 'service-worker' }],
    format: 'iife',
    define: {
      pageVersion: JSON.stringify(content.digest('hex').slice(0, 16)),
      pageFiles: JSON.stringify(kept.map(({ name }) => (name === 'index.html' ? './' : name))),
    },
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Writes the page into a directory, to be put into a bucket as it is. */
export async function writeDashboard(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const { name, bytes } of await bundleDashboard()) await writeFile(join(directory, name), bytes);
}

const file = (name: string, bytes: Uint8Array, isImmutable: boolean, isKept = true): DashboardFile => ({
  name,
  contentType: contentTypes[extname(name)] ?? 'application/octet-stream',
  isImmutable,
  isKept,
  bytes,
});
