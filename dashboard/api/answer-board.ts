/** The answers on show: each is asked for again at every round, and stays while a later one fails. */
import { Refusal } from './ledger-api.ts';

export interface Reading<T> {
  readonly answer: T | undefined;
  readonly refusal: Refusal | undefined;
}

export interface Freshness {
  /** When everything on show was last read without a refusal; `undefined` before that. */
  readonly readAt: Date | undefined;
  /** Why something on show could not be read again. */
  readonly refusal: Refusal | undefined;
  readonly isPaused: boolean;
}

interface Question {
  readonly ask: () => Promise<unknown>;
  readonly isAskedAgain: boolean;
  readonly watchers: Set<() => void>;
  reading: Reading<unknown>;
  isUnderWay: boolean;
}

const unread: Reading<never> = { answer: undefined, refusal: undefined };

/** Answers kept for going back to; the oldest unwatched ones go first. */
const mostKept = 60;

export class AnswerBoard {
  readonly #questions = new Map<string, Question>();
  readonly #watchers = new Set<() => void>();
  #freshness: Freshness = { readAt: undefined, refusal: undefined, isPaused: false };

  constructor(refreshSeconds: number) {
    setInterval(() => {
      if (!this.#freshness.isPaused && document.visibilityState === 'visible') void this.refresh();
    }, refreshSeconds * 1_000);
  }

  get freshness(): Freshness {
    return this.#freshness;
  }

  watchFreshness(onChange: () => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  setPaused(isPaused: boolean): void {
    this.#tell({ ...this.#freshness, isPaused });
    if (!isPaused) void this.refresh();
  }

  /** Keeps an answer read for as long as someone watches it. */
  watch(key: string, ask: () => Promise<unknown>, isAskedAgain: boolean, onChange: () => void): () => void {
    const question: Question = this.#questions.get(key) ?? {
      ask,
      isAskedAgain,
      watchers: new Set(),
      reading: unread,
      isUnderWay: false,
    };
    this.#questions.delete(key);
    this.#questions.set(key, question);
    this.#forget();
    question.watchers.add(onChange);
    if (isAskedAgain || question.reading.answer === undefined) void this.#read(question);
    return () => question.watchers.delete(onChange);
  }

  reading(key: string): Reading<unknown> {
    return this.#questions.get(key)?.reading ?? unread;
  }

  /** Asks everything on show again. */
  async refresh(): Promise<void> {
    const onShow = this.#onShow().filter(
      ({ isAskedAgain, reading }) => isAskedAgain || reading.answer === undefined,
    );
    await Promise.all(onShow.map((question) => this.#read(question)));
  }

  #onShow(): Question[] {
    return [...this.#questions.values()].filter(({ watchers }) => watchers.size > 0);
  }

  async #read(question: Question): Promise<void> {
    if (question.isUnderWay) return;
    question.isUnderWay = true;
    try {
      question.reading = { answer: await question.ask(), refusal: undefined };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(String(error));
      question.reading = { answer: question.reading.answer, refusal };
    } finally {
      question.isUnderWay = false;
    }
    for (const onChange of question.watchers) onChange();
    const refusals = this.#onShow().flatMap(({ reading: { refusal } }) =>
      refusal === undefined || isAnswer(refusal) ? [] : [refusal],
    );
    const [refusal] = refusals;
    this.#tell({
      ...this.#freshness,
      refusal,
      readAt: refusal === undefined ? new Date() : this.#freshness.readAt,
    });
  }

  #tell(freshness: Freshness): void {
    this.#freshness = freshness;
    for (const onChange of this.#watchers) onChange();
  }

  #forget(): void {
    for (const [key, { watchers }] of this.#questions) {
      if (this.#questions.size <= mostKept) return;
      if (watchers.size === 0) this.#questions.delete(key);
    }
  }
}

export const forbidden = 403;
export const notFound = 404;

/** That a thing is not there, or not the reader's, is an answer, not a fault of the reading. */
const isAnswer = ({ status }: Refusal): boolean => status === notFound || status === forbidden;
