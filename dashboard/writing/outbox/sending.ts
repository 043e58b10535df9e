/** What a device keeps of what people write: drafts, and events with what became of each. */

import type { Values } from '../model/values.ts';
import type { KindName } from '../offers.ts';

/** A form that is being filled in. Its event's id is made with it, so that sending it again is harmless. */
export interface Draft {
  /** The address of the form, and who fills it in. */
  readonly key: string;
  readonly eventId: string;
  readonly values: Values;
}

export interface WrittenEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

/** What `GET /events` answers. */
export interface EventOutcome {
  readonly status: 'posted' | 'held' | 'rejected' | 'mixed';
  readonly reason?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  readonly exceptionId?: string;
  readonly recordedAt: string;
  readonly rows?: readonly RowOutcome[];
}

export interface RowOutcome {
  readonly reference?: string;
  readonly householdId?: string;
  readonly status: 'posted' | 'held' | 'rejected' | 'duplicate';
  readonly reason?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  readonly exceptionId?: string;
}

export interface ApiFault {
  readonly path: string;
  readonly expected: string;
  readonly found?: string;
}

/** How far an event has come; each step is kept before the next is taken. */
export type Progress =
  /** On this device only; `failure` says why the last attempt to send it failed. */
  | { readonly is: 'recorded'; readonly failure?: string }
  | { readonly is: 'sent'; readonly content?: string | undefined }
  /** The API took it for no event of the contract, or not from this sender: it was never sent. */
  | { readonly is: 'refused'; readonly said: string; readonly errors: readonly ApiFault[] }
  | { readonly is: 'decided'; readonly outcome: EventOutcome; readonly content?: string | undefined };

export interface Sending {
  /** The event's id. */
  readonly key: string;
  readonly event: WrittenEvent;
  readonly recordedAt: string;
  readonly progress: Progress;
  /** The form it was written in, to be found there again and put right. */
  readonly form: KindName;
  readonly draftKey: string;
  readonly values: Values;
  /** The number of its document, for people. */
  readonly named: string | undefined;
}
