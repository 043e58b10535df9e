/**
 * Serves the page without a network: its own files, and nothing that the API answers, so that no household's data lies in
 * a cache. A new version is kept beside the old one until the page is loaded anew, so that no page mixes two of them.
 */

/** Of a worker's scope, what is used here; the DOM's types are those of pages. */
interface WorkerScope {
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', act: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', act: (event: Fetched) => void): void;
  addEventListener(type: 'message', act: (event: MessageEvent) => void): void;
}
interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** Filled in by the build: the digest of all files, and their names. */
declare const pageVersion: string;
declare const pageFiles: readonly string[];

const scope = globalThis as unknown as WorkerScope;
const kept = `page-${pageVersion}`;
const configuration = new URL('config.json', scope.location.href).href;
const front = new URL('./', scope.location.href).href;
const own = new Set(pageFiles.map((name) => new URL(name, scope.location.href).href));

/** A network that does not answer a small file within this is none. */
const patienceMs = 3_000;

scope.addEventListener('install', (event) => {
  event.waitUntil(keepFiles());
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([dropOthers(), scope.clients.claim()]));
});

scope.addEventListener('message', ({ data }) => {
  if (data === 'take over') void scope.skipWaiting();
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const address = request.url.split('#', 1)[0]?.split('?', 1)[0] ?? '';
  if (address === configuration) event.respondWith(newest(configuration));
  else if (request.mode === 'navigate' && address === front) event.respondWith(keptFile(front));
  else if (own.has(address)) event.respondWith(keptFile(address));
});

/** All or nothing: a worker that lacks a file is not installed. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(kept);
  await cache.addAll([...own].map((address) => new Request(address, { cache: 'no-cache' })));
  const response = await fetch(configuration, { cache: 'no-store' });
  // A machine of one's own may have none; the page knows that from its absence.
  await cache.put(configuration, response);
}

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys())
    if (name !== kept && name.startsWith('page-')) await caches.delete(name);
}

async function keptFile(address: string): Promise<Response> {
  const cache = await caches.open(kept);
  return (await cache.match(address)) ?? fetch(address);
}

/** From the network while there is one. */
async function newest(address: string): Promise<Response> {
  const cache = await caches.open(kept);
  try {
    const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
    if (response.ok) await cache.put(address, response.clone());
    return response;
  } catch (error) {
    const known = await cache.match(address);
    if (known === undefined) throw error;
    return known;
  }
}
