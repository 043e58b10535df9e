/**
 * The way of a file's events into the books: kept, sent in batches, and asked after until each is decided.
 *
 * Every step is kept before the next, and the events of a file have the ids of their content: whatever is interrupted is simply
 * done again.
 */
import type { AnswerClient, Refusal } from '../../api/answer-client.ts';
import type { FileStore } from './file-store.ts';
import { apiFaultOf, isOver, type Later, onTimer } from './outbox.ts';
import type { EventOutcome, Progress } from './sending.ts';
import type { FileEvent, FileHead, SentFile } from './sent-file.ts';

/** Most that one request of `POST /events` may hold; the bytes leave room for what stands between the events. */
const maxBatch = { events: 100, bytes: 4_500_000 } as const;
/** Outcomes that are asked for side by side. */
const askedAtOnce = 5;
/** How long until the next question or attempt, by how often it was in vain. */
const pausesMs = [400, 700, 1_000, 2_000, 4_000, 8_000];
/** What is held may be booked at any time. */
const heldPauseMs = 15_000;
/** Refused only for now: too many requests, or a queue that takes nothing. */
const refusedForNow: readonly number[] = [429, 503];

type FileApi = Pick<AnswerClient, 'sendAll' | 'outcome'>;

export class FileOutbox {
  readonly #store: FileStore;
  readonly #api: FileApi;
  readonly #source: string;
  readonly #later: Later;
  readonly #watchers = new Set<() => void>();
  #files: readonly SentFile[] = [];
  #attempts = 0;
  #isAtWork = false;
  #callOff: () => void = () => undefined;

  constructor(store: FileStore, api: FileApi, source: string, later: Later = onTimer) {
    this.#store = store;
    this.#api = api;
    this.#source = source;
    this.#later = later;
  }

  /** Who the events of its files are from. */
  get source(): string {
    return this.#source;
  }

  /** What this reader sent from this device, newest first. */
  get files(): readonly SentFile[] {
    return this.#files;
  }

  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  /** Takes up what an earlier visit left behind, or tries at once what waits for its next attempt. */
  async resume(): Promise<void> {
    await this.#read();
    this.#attempts = 0;
    await this.#goOn();
  }

  /** Keeps a file and sends it; one that was sent before is sent again, which changes nothing. */
  async record(head: FileHead, events: readonly FileEvent[]): Promise<void> {
    await this.keep(head, events);
    await this.resume();
  }

  /** Errors: rejects where the device could not keep it. */
  keep = (head: FileHead, events: readonly FileEvent[]): Promise<void> => this.#store.keep(head, events);

  /** Shows it here no longer; in the books it stays as it is. */
  async forget(file: SentFile): Promise<void> {
    await this.#store.drop(file, file.events);
    await this.#read();
  }

  /** One round of sending and asking; the next one follows by itself, until all is said. */
  async #goOn(): Promise<void> {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    this.#callOff();
    let askedForMs = 0;
    try {
      askedForMs = await this.#send();
      await this.#ask();
    } finally {
      this.#isAtWork = false;
    }
    const open = this.#events(({ progress }) => !isOver(progress));
    if (open.length === 0) return;
    const isHeldOnly = open.every(({ progress }) => progress.is === 'decided');
    const own = isHeldOnly ? heldPauseMs : (pausesMs[Math.min(this.#attempts, pausesMs.length - 1)] ?? 0);
    this.#attempts += 1;
    this.#callOff = this.#later(() => void this.#goOn(), Math.max(own, askedForMs));
  }

  #events(isWanted: (event: FileEvent) => boolean): readonly FileEvent[] {
    return this.#files.flatMap(({ events }) => events.filter(isWanted));
  }

  /** Sends what is only kept; says how long the API asks to wait, where it does not take more for now. */
  async #send(): Promise<number> {
    for (const batch of batchesOf(this.#events(({ progress }) => progress.is === 'recorded'))) {
      let refusals: ReadonlyMap<number, Refusal>;
      try {
        refusals = await this.#api.sendAll(batch.map(({ event }) => event));
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        await this.#keep(batch.map((one) => ({ ...one, progress: { is: 'recorded', failure } })));
        return 0;
      }
      this.#attempts = 0;
      await this.#keep(batch.map((one, at) => ({ ...one, progress: sentOr(refusals.get(at)) })));
      const waits = [...refusals.values()].filter(({ status }) => refusedForNow.includes(status));
      if (waits.length > 0) return Math.max(...waits.map(({ retryAfterMs = 0 }) => retryAfterMs));
    }
    return 0;
  }

  async #ask(): Promise<void> {
    const asked = this.#events(
      ({ progress }) => progress.is === 'sent' || (progress.is === 'decided' && !isOver(progress)),
    );
    for (let from = 0; from < asked.length; from += askedAtOnce) {
      const some = asked.slice(from, from + askedAtOnce);
      let outcomes: readonly (EventOutcome | undefined)[];
      try {
        outcomes = await Promise.all(some.map(({ event }) => this.#api.outcome<EventOutcome>(event)));
      } catch {
        // What was sent stays sent, whether or not its outcome can be read now.
        return;
      }
      const decided = some.flatMap((one, at): FileEvent[] => {
        const outcome = outcomes[at];
        return outcome === undefined ? [] : [{ ...one, progress: { is: 'decided', outcome } }];
      });
      if (decided.some(({ progress }) => isOver(progress))) this.#attempts = 0;
      await this.#keep(decided);
    }
  }

  /** What was dropped meanwhile stays dropped. */
  async #keep(events: readonly FileEvent[]): Promise<void> {
    if (events.length === 0) return;
    const known = new Set(this.#files.map(({ key }) => key));
    await this.#store.keepEvents(events.filter(({ file }) => known.has(file)));
    const latest = new Map(events.map((event) => [event.key, event]));
    this.#show(
      this.#files.map((file) => ({
        ...file,
        events: file.events.map((event) => latest.get(event.key) ?? event),
      })),
    );
  }

  #show(files: readonly SentFile[]): void {
    this.#files = files;
    for (const onChange of this.#watchers) onChange();
  }

  async #read(): Promise<void> {
    const [heads, events] = await Promise.all([this.#store.heads(), this.#store.events()]);
    const ofFile = Map.groupBy(events, ({ file }) => file);
    this.#show(
      heads
        .filter(({ source }) => source === this.#source)
        .map((head) => ({ ...head, events: ofFile.get(head.key) ?? [] }))
        .sort((one, other) => other.recordedAt.localeCompare(one.recordedAt)),
    );
  }
}

function sentOr(refusal: Refusal | undefined): Progress {
  if (refusal === undefined) return { is: 'sent' };
  const { status, said, errors } = refusal;
  return refusedForNow.includes(status)
    ? { is: 'recorded', failure: said }
    : { is: 'refused', said, errors: errors.flatMap(apiFaultOf) };
}

function batchesOf(events: readonly FileEvent[]): readonly (readonly FileEvent[])[] {
  const batches: FileEvent[][] = [];
  let bytes = 0;
  for (const one of events) {
    const size = new TextEncoder().encode(JSON.stringify(one.event)).length;
    const last = batches.at(-1);
    if (last === undefined || last.length === maxBatch.events || bytes + size > maxBatch.bytes) {
      batches.push([one]);
      bytes = size;
    } else {
      last.push(one);
      bytes += size;
    }
  }
  return batches;
}
