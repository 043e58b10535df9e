/**
 * The way of an event from a device into the books: recorded, sent, and asked after until it is decided.
 *
 * Every step is kept before the next, and an event keeps its id: whatever is interrupted is simply done again.
 */
import type { AnswerClient } from '../../api/answer-client.ts';
import type { DeviceStore } from './device-store.ts';
import type { ApiFault, Draft, EventOutcome, Progress, Sending } from './sending.ts';

/** How long until the next attempt, or the next question, by how often it was in vain. */
const pausesMs = [400, 600, 1_000, 1_500, 3_000, 5_000, 10_000];
/** What is held may be booked at any time. */
const heldPauseMs = 10_000;

/** Does something after a while; returns how to call it off. */
export type Later = (act: () => void, ms: number) => () => void;

export const onTimer: Later = (act, ms) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

const pauseAfter = (attempts: number): number => pausesMs[Math.min(attempts, pausesMs.length - 1)] ?? 0;

export class Outbox {
  readonly #store: DeviceStore;
  readonly #api: Pick<AnswerClient, 'send' | 'outcome'>;
  readonly #source: string;
  readonly #later: Later;
  readonly #watchers = new Set<() => void>();
  readonly #attempts = new Map<string, number>();
  readonly #calledOff = new Map<string, () => void>();
  #sendings: readonly Sending[] = [];

  constructor(
    store: DeviceStore,
    api: Pick<AnswerClient, 'send' | 'outcome'>,
    source: string,
    later: Later = onTimer,
  ) {
    this.#store = store;
    this.#api = api;
    this.#source = source;
    this.#later = later;
  }

  /** Who its events are from. */
  get source(): string {
    return this.#source;
  }

  get isLasting(): boolean {
    return this.#store.isLasting;
  }

  /** What this reader wrote on this device, newest first; what another wrote there is the other's to send. */
  get sendings(): readonly Sending[] {
    return this.#sendings;
  }

  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  draft = (key: string): Promise<Draft | undefined> => this.#store.draft(key);
  keepDraft = (draft: Draft): Promise<void> => this.#store.keepDraft(draft);
  dropDraft = (key: string): Promise<void> => this.#store.dropDraft(key);

  /** Takes up what an earlier visit left behind. */
  async resume(): Promise<void> {
    await this.#read();
    for (const { key, progress } of this.#sendings.toReversed()) {
      if (isOver(progress)) continue;
      this.#attempts.delete(key);
      await this.#advance(key);
    }
  }

  /** Keeps an event and sends it; its draft is done with. */
  async record(sending: Sending): Promise<void> {
    await this.#store.record(sending);
    await this.#read();
    await this.#advance(sending.key);
  }

  /** Tries at once what waits for its next attempt. */
  retry(key: string): Promise<void> {
    this.#attempts.delete(key);
    return this.#advance(key);
  }

  /** Takes what was never sent out of the way, and its values back into the form. */
  async reopen({ key, draftKey, event, values }: Sending): Promise<void> {
    this.#calledOff.get(key)?.();
    await this.#store.reopen({ key: draftKey, eventId: event.id, values }, key);
    await this.#read();
  }

  /** Shows it here no longer; in the books it stays as it is. */
  async forget(key: string): Promise<void> {
    this.#calledOff.get(key)?.();
    await this.#store.dropSending(key);
    await this.#read();
  }

  async #advance(key: string): Promise<void> {
    this.#calledOff.get(key)?.();
    // Another tab may have taken it back, or have brought it further.
    await this.#read();
    const sending = this.#sendings.find((one) => one.key === key);
    if (sending === undefined) return;
    const next = await this.#next(sending);
    if (next !== undefined && this.#sendings.some((one) => one.key === key)) {
      await this.#store.keepSending({ ...sending, progress: next });
      await this.#read();
    }
    this.#goOn(key, next ?? sending.progress);
  }

  /** Asks again after a while, unless all is said. */
  #goOn(key: string, progress: Progress): void {
    if (isOver(progress)) return;
    const outcome = progress.is === 'decided' ? progress.outcome : undefined;
    const attempts = this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, attempts + 1);
    const pause = outcome === undefined ? pauseAfter(attempts) : heldPauseMs;
    this.#calledOff.set(
      key,
      this.#later(() => void this.#advance(key), pause),
    );
  }

  /** The next step of an event; undefined where it comes no further yet. */
  async #next({ event, progress }: Sending): Promise<Progress | undefined> {
    try {
      if (progress.is === 'recorded') return await this.#sent(event);
      if (progress.is === 'refused') return undefined;
      // Another tab, or an answer that was lost, may have given the id to another content.
      const { content } = progress;
      const outcome = await this.#api.outcome<EventOutcome>(event, content);
      return outcome && { is: 'decided', outcome, content };
    } catch (error) {
      // What was sent stays sent, whether or not its outcome can be read now.
      if (progress.is !== 'recorded') return undefined;
      return { is: 'recorded', failure: error instanceof Error ? error.message : String(error) };
    }
  }

  async #sent(event: Sending['event']): Promise<Progress> {
    const answer = await this.#api.send(event);
    if ('said' in answer)
      return { is: 'refused', said: answer.said, errors: answer.errors.flatMap(apiFaultOf) };
    this.#attempts.delete(event.id);
    return { is: 'sent', content: answer.content };
  }

  async #read(): Promise<void> {
    const all = await this.#store.sendings();
    this.#sendings = all
      .filter(({ event }) => event.source === this.#source)
      .sort((one, other) => other.recordedAt.localeCompare(one.recordedAt));
    for (const onChange of this.#watchers) onChange();
  }
}

const isWaiting = ({ status, rows = [] }: EventOutcome): boolean =>
  status === 'held' || rows.some((row) => row.status === 'held');

/** Whether nothing more will become of it. */
export const isOver = (progress: Progress): boolean =>
  progress.is === 'refused' || (progress.is === 'decided' && !isWaiting(progress.outcome));

export function apiFaultOf(error: unknown): readonly ApiFault[] {
  if (typeof error !== 'object' || error === null) return [];
  const { path, expected, found } = error as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || typeof expected !== 'string') return [];
  return [{ path, expected, ...(found !== undefined && { found: String(found) }) }];
}
