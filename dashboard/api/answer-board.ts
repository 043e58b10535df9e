/** The answers on show: each is asked for again at every round, as often as the page's pace has it, and stays on show while a later one fails. */
import { AnswerError } from './answer-client.ts';
import type { RefreshPace } from './refresh-pace.ts';

/** The last answer to a question, and why a newer one could not be had. */
export interface LatestAnswer<T> {
  readonly answer: T | undefined;
  readonly error: AnswerError | undefined;
  /** When the answer was read. */
  readonly readAt?: Date | undefined;
}

export interface Freshness {
  /** When everything on show was last read without an error; `undefined` before that. */
  readonly readAt: Date | undefined;
  /** Why something on show could not be read again. */
  readonly error: AnswerError | undefined;
  readonly isPaused: boolean;
}

interface Question {
  readonly ask: () => Promise<unknown>;
  readonly isAskedAgain: boolean;
  readonly watchers: Set<() => void>;
  latest: LatestAnswer<unknown>;
  isUnderWay: boolean;
  /** Whether it was asked again while it was under way: that answer may be older than what was done since. */
  isAskedMeanwhile: boolean;
  /** Times in a row that it got no answer, for a reason that may pass. */
  failures: number;
  /** When it may be asked again before the next round. Units: milliseconds. */
  waitsUntil: number;
}

const unread: LatestAnswer<never> = { answer: undefined, error: undefined };

/** How often it is looked whether it is time for a round: a page that is shown again waits no longer. */
const lookMs = 1_000;

/** After a first failure; each that follows waits twice as long as the one before. */
const firstWaitMs = 2_000;

/** Answers kept for a reader who goes back; the oldest unwatched ones are dropped first. */
const maxKept = 60;

export class AnswerBoard {
  readonly #questions = new Map<string, Question>();
  readonly #watchers = new Set<() => void>();
  #freshness: Freshness = { readAt: undefined, error: undefined, isPaused: false };

  readonly #pace: RefreshPace;
  #isInRound = false;

  constructor(pace: RefreshPace) {
    this.#pace = pace;
    setInterval(() => {
      const isSeen = !this.#freshness.isPaused && document.visibilityState === 'visible';
      if (!isSeen || this.#isInRound) return;
      if (this.#pace.isTime(Date.now())) void this.refresh();
      else this.#askAgainSoon(Date.now());
    }, lookMs);
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
      latest: unread,
      isUnderWay: false,
      isAskedMeanwhile: false,
      failures: 0,
      waitsUntil: 0,
    };
    this.#questions.delete(key);
    this.#questions.set(key, question);
    this.#forget();
    // What is read once is read anew for whoever comes back to it.
    const isShownAnew = question.watchers.size === 0;
    question.watchers.add(onChange);
    if (isAskedAgain || isShownAnew || question.latest.answer === undefined) void this.#read(question);
    return () => question.watchers.delete(onChange);
  }

  latest(key: string): LatestAnswer<unknown> {
    return this.#questions.get(key)?.latest ?? unread;
  }

  /** Asks everything on show again. */
  async refresh(): Promise<void> {
    const onShow = this.#onShow().filter(
      ({ isAskedAgain, latest }) => isAskedAgain || latest.answer === undefined,
    );
    this.#isInRound = true;
    await Promise.all(onShow.map((question) => this.#read(question, true)));
    this.#isInRound = false;
    this.#pace.roundEnded(Date.now());
  }

  /** Asks for what nobody has seen yet and could not be had a moment ago: a reader before an empty page waits for no round. */
  #askAgainSoon(now: number): void {
    for (const question of this.#onShow()) {
      const { latest, failures, waitsUntil } = question;
      if (latest.answer === undefined && failures > 0 && now >= waitsUntil) void this.#read(question);
    }
  }

  #onShow(): Question[] {
    return [...this.#questions.values()].filter(({ watchers }) => watchers.size > 0);
  }

  async #read(question: Question, isAnew = false): Promise<void> {
    if (question.isUnderWay) {
      question.isAskedMeanwhile ||= isAnew;
      return;
    }
    question.isUnderWay = true;
    question.isAskedMeanwhile = false;
    try {
      question.latest = { answer: await question.ask(), error: undefined, readAt: new Date() };
      question.failures = 0;
    } catch (thrown) {
      const error = answerErrorOf(thrown);
      question.latest = { ...question.latest, error };
      question.failures = mayPass(error) ? question.failures + 1 : 0;
      question.waitsUntil = Date.now() + firstWaitMs * 2 ** (question.failures - 1);
    } finally {
      question.isUnderWay = false;
    }
    for (const onChange of question.watchers) onChange();
    if (question.isAskedMeanwhile && question.watchers.size > 0) void this.#read(question);
    const [error] = this.#onShow().flatMap(({ latest }) =>
      latest.error === undefined || isAnswer(latest.error) ? [] : [latest.error],
    );
    this.#tell({
      ...this.#freshness,
      error,
      readAt: error === undefined ? new Date() : this.#freshness.readAt,
    });
  }

  #tell(freshness: Freshness): void {
    this.#freshness = freshness;
    for (const onChange of this.#watchers) onChange();
  }

  #forget(): void {
    for (const [key, { watchers }] of this.#questions) {
      if (this.#questions.size <= maxKept) return;
      if (watchers.size === 0) this.#questions.delete(key);
    }
  }
}

export const forbidden = 403;
export const notFound = 404;

const tooManyRequests = 429;
const serverError = 500;

/** Whether the same question may have an answer a moment later: the API was out of reach, busy, or failed. */
const mayPass = ({ status }: AnswerError): boolean =>
  status === undefined || status === tooManyRequests || status >= serverError;

const answerErrorOf = (error: unknown): AnswerError =>
  error instanceof AnswerError ? error : new AnswerError(String(error));

/** That a thing was not found, or is not open to the reader, is an answer and no failure. */
const isAnswer = ({ status }: AnswerError): boolean => status === notFound || status === forbidden;
