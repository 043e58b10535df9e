import type { LocalOutputs } from './system.ts';

/** What the process of a local system receives when it starts, as its only argument. */
export interface SystemProcessSetup {
  readonly projectRoot: string;
  readonly outputsFile: string | undefined;
}

/** Sent to the process: it stops the system, tells its memory and ends. */
export const stopSystem = 'stop';

/** Sent by the process. */
export type SystemProcessMessage =
  | { readonly kind: 'ready'; readonly outputs: LocalOutputs }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly peakMemoryBytes: number };
