/** Keeps the page itself on the device, so that it opens without a network, and asks the browser to keep what is recorded. */

/** Registers the worker that serves the page offline, and asks for storage that the browser does not clear by itself. */
export async function keepPage(): Promise<void> {
  if (navigator.serviceWorker !== undefined)
    await navigator.serviceWorker.register('service-worker.js', { updateViaCache: 'none' });
  if (navigator.storage?.persist !== undefined) await navigator.storage.persist();
}

export interface Keeping {
  readonly isPersistent: boolean;
  /** Bytes left for this page, as far as the browser tells. */
  readonly freeBytes: number | undefined;
}

export async function howKept(): Promise<Keeping> {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return {
    isPersistent: (await navigator.storage?.persisted?.()) ?? false,
    freeBytes: quota === undefined || usage === undefined ? undefined : quota - usage,
  };
}

/** Tells when a new version of the page is ready, and how to take it. */
export async function watchForUpdate(onReady: (take: () => void) => void): Promise<void> {
  const registration = await navigator.serviceWorker?.ready;
  if (registration === undefined) return;
  const offer = (): void => {
    const { waiting } = registration;
    if (waiting === null) return;
    onReady(() => {
      const reload = (): void => void leaveUnasked(() => location.reload());
      navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
      waiting.postMessage('take over');
    });
  };
  offer();
  registration.addEventListener('updatefound', () =>
    registration.installing?.addEventListener('statechange', offer),
  );
}

let isLeaving = false;

/** Has the browser ask whoever leaves the page whether to, while something is unsent. */
export function askBeforeLeaving(isUnsent: () => boolean): void {
  addEventListener('beforeunload', (event) => {
    if (isUnsent() && !isLeaving) event.preventDefault();
  });
}

/**
 * Leaves the page without that question. What is unsent is on the device, and the clerk comes back to it; whoever stayed
 * would have a page whose files are gone.
 */
export async function leaveUnasked(leave: () => unknown): Promise<void> {
  isLeaving = true;
  try {
    await leave();
  } catch {
    // There is no way out for now, such as a sign-in that cannot be reached.
    isLeaving = false;
  }
}
