/** A file's events on their way: sent in batches, kept through whatever goes wrong, and asked after until they are decided. */
import { describe, expect, it, vi } from 'vitest';
import { AnswerError, type Refusal } from '../../../dashboard/api/answer-client.ts';
import { FileOutbox } from '../../../dashboard/writing/outbox/file-outbox.ts';
import type { FileStore } from '../../../dashboard/writing/outbox/file-store.ts';
import type { EventOutcome, WrittenEvent } from '../../../dashboard/writing/outbox/sending.ts';
import {
  type FileEvent,
  type FileHead,
  fatesOf,
  rejectsOf,
} from '../../../dashboard/writing/outbox/sent-file.ts';

const source = 'urn:relief:reader:one';

const head = (key: string, own = source): FileHead => ({
  key,
  source: own,
  name: `${key}.csv`,
  kind: 'payments',
  header: { row: { line: 1, cells: [] } },
  form: { kind: 'csv', encoding: 'utf-8', delimiter: ',' },
  recordedAt: '2020-08-10T00:00:00.000Z',
  refused: [],
  isOfDocuments: false,
});

const eventsOf = (file: string, count: number, note = ''): FileEvent[] =>
  Array.from({ length: count }, (_, at) => ({
    key: `${file} ${String(at).padStart(6, '0')}`,
    file,
    event: {
      specversion: '1.0',
      id: `${file}-${at}`,
      source,
      type: 'relief.payments.made.v1',
      time: '2020-08-10T12:00:00+09:00',
      data: { note },
    },
    rows: [{ line: at + 2, cells: [] }],
    progress: { is: 'recorded' },
  }));

class Kept implements FileStore {
  readonly #heads = new Map<string, FileHead>();
  readonly #events = new Map<string, FileEvent>();
  heads = async () => [...this.#heads.values()];
  events = async () => [...this.#events.values()];
  keep = async (one: FileHead, events: readonly FileEvent[]) => {
    this.#heads.set(one.key, one);
    await this.keepEvents(events);
  };
  keepEvents = async (events: readonly FileEvent[]) => {
    for (const event of events) this.#events.set(event.key, event);
  };
  drop = async ({ key }: FileHead, events: readonly FileEvent[]) => {
    this.#heads.delete(key);
    for (const event of events) this.#events.delete(event.key);
  };
}

const posted: EventOutcome = {
  status: 'posted',
  recordedAt: '2020-08-10T03:00:00.000Z',
  rows: [{ reference: 'P-1', status: 'posted' }],
};

/** An API that answers what it is told to, and time that passes when it is told to. */
class Course {
  readonly store: FileStore;
  readonly batches: string[][] = [];
  readonly pauses: number[] = [];
  answer: (events: readonly WrittenEvent[]) => ReadonlyMap<number, Refusal> = () => new Map();
  outcome: (id: string) => EventOutcome | undefined = () => posted;
  readonly outbox: FileOutbox;
  #next: (() => void) | undefined;

  constructor(store: FileStore = new Kept()) {
    this.store = store;
    this.outbox = new FileOutbox(
      store,
      {
        sendAll: async (events) => {
          this.batches.push((events as readonly WrittenEvent[]).map(({ id }) => id));
          return this.answer(events as readonly WrittenEvent[]);
        },
        outcome: async <T>({ id }: { readonly id: string }) => this.outcome(id) as T | undefined,
      },
      source,
      (act, ms) => {
        this.pauses.push(ms);
        this.#next = act;
        return () => {
          this.#next = undefined;
        };
      },
    );
  }

  /** Lets the next round come, until all of it is in the books. */
  async later(): Promise<void> {
    this.#next?.();
    await vi.waitUntil(() => this.statuses.every((status) => status === 'posted'), 10_000);
  }

  get statuses(): readonly string[] {
    return this.outbox.files.flatMap(fatesOf).map(({ status }) => status);
  }
}

describe('a file on its way', () => {
  it('is sent a hundred events at a time, and at most 5 MB', async () => {
    const course = new Course();
    await course.outbox.record(head('many'), eventsOf('many', 250));
    expect(course.batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(new Set(course.statuses)).toEqual(new Set(['posted']));
    await course.outbox.record(head('large'), eventsOf('large', 30, 'x'.repeat(200_000)));
    expect(course.batches.slice(3).map(({ length }) => length)).toEqual([22, 8]);
  });

  it('waits as long as the API asks for, and sends only what was not taken', async () => {
    const course = new Course();
    const refusal = { status: 429, said: 'too many requests', errors: [], retryAfterMs: 7_000 };
    course.answer = () => new Map([[1, refusal]]);
    await course.outbox.record(head('f'), eventsOf('f', 3));
    expect(course.statuses).toEqual(['posted', 'recorded', 'posted']);
    expect(course.pauses).toEqual([7_000]);
    course.answer = () => new Map();
    await course.later();
    expect(course.batches).toEqual([['f-0', 'f-1', 'f-2'], ['f-1']]);
    expect(course.statuses).toEqual(['posted', 'posted', 'posted']);
  });

  it('is kept without a connection, and taken up by the next visit', async () => {
    const course = new Course();
    course.answer = () => {
      throw new AnswerError('no connection');
    };
    await course.outbox.record(head('f'), eventsOf('f', 2));
    expect(course.outbox.files[0]?.events[0]?.progress).toEqual({
      is: 'recorded',
      failure: 'no connection',
    });
    const next = new Course(course.store);
    await next.outbox.resume();
    expect(next.statuses).toEqual(['posted', 'posted']);
  });

  it('is asked after until nothing of it is held', async () => {
    const course = new Course();
    course.outcome = () => ({
      ...posted,
      status: 'held',
      rows: [{ status: 'held', reason: 'unknown-order' }],
    });
    await course.outbox.record(head('f'), eventsOf('f', 1));
    expect(course.statuses).toEqual(['held']);
    course.outcome = () => posted;
    await course.later();
    expect(course.statuses).toEqual(['posted']);
  });

  it('gives back what was refused and what was rejected, with what each corrects', async () => {
    const course = new Course();
    course.answer = () => new Map([[0, { status: 403, said: 'not yours', errors: [] }]]);
    course.outcome = () => ({
      ...posted,
      status: 'rejected',
      rows: [{ status: 'rejected', reason: 'exceeds-due', detail: { due: 5 }, exceptionId: 'x01' }],
    });
    await course.outbox.record(head('f'), eventsOf('f', 2));
    const [file] = course.outbox.files;
    if (file === undefined) throw new Error('the file was not kept');
    expect(rejectsOf(file)).toEqual([
      {
        row: file.events[0]?.rows[0],
        faults: [{ line: 2, column: 1, field: 'row', rejectedAs: 'not yours' }],
      },
      {
        row: file.events[1]?.rows[0],
        faults: [{ line: 3, column: 1, field: 'row', rejectedAs: 'exceeds-due: due 5' }],
        corrects: 'x01',
      },
    ]);
    await course.outbox.forget(file);
    expect(course.outbox.files).toEqual([]);
  });

  it('is not shown to another reader of the device', async () => {
    const course = new Course();
    await course.store.keep(head('theirs', 'urn:relief:reader:two'), eventsOf('theirs', 1));
    await course.outbox.resume();
    expect([course.outbox.files, course.batches]).toEqual([[], []]);
  });
});
