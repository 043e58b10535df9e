/** The query API as the page asks it: a path in, an answer out, pages followed; an error says what the API said. */
import type { SignIn } from '../sign-in.ts';
import { type ListPage, pagesOf } from './pages.ts';

/** Why there is no answer; without a status the API could not be reached. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Items of a list; `isWhole` unless there are more. */
export interface Items<T, B = unknown> {
  readonly items: readonly T[];
  readonly isWhole: boolean;
  /** What each page has beside its items. */
  readonly beside: readonly B[];
}

/** That the API took nothing of what was sent: it has no id of it and no exception. */
export interface Refusal {
  readonly status: number;
  readonly said: string;
  /** What does not fit and where, as the API says it. */
  readonly errors: readonly unknown[];
  /** When to send it again, where it was refused only for now. */
  readonly retryAfterMs?: number;
}

/** That the API took an event, and by which digest it tells its content from another one of the same id. */
export interface Taken {
  readonly content: string | undefined;
}

/** An answer, and the tag by which the API says that it still holds. */
interface KnownAnswer {
  readonly answer: unknown;
  readonly tag: string | undefined;
  readonly characters: number;
}

/** The oldest is dropped first. */
const maxKnown = 60;

const timeoutMs = 30_000;
const unchanged = 304;
const unauthorized = 401;
const tooManyRequests = 429;
/** `GET /events` about what nobody has decided yet. */
const undecided = 404;
/** Where the API asks to wait and does not say how long. */
const defaultRetryMs = 2_000;
/** Sent again as it is, it would be refused again. */
const refusals: readonly number[] = [400, 403, 413, 415, 422];

export class AnswerClient {
  readonly #apiUrl: string;
  readonly #signIn: SignIn | undefined;
  readonly #known = new Map<string, KnownAnswer>();
  #charactersRead = 0;

  constructor(apiUrl: string, signIn?: SignIn) {
    this.#apiUrl = apiUrl.replace(/\/$/, '');
    this.#signIn = signIn;
  }

  /** Characters of all answers so far, those included that were not sent again because they still held. */
  get charactersRead(): number {
    return this.#charactersRead;
  }

  /** The answer at a path, the same object as before while it holds. Errors: an {@link AnswerError}. */
  async one<T>(path: string): Promise<T> {
    const known = this.#known.get(path);
    const response = await this.#get(path, 'application/json', known?.tag);
    const latest = response.status === unchanged && known !== undefined ? known : await readAnswer(response);
    this.#charactersRead += latest.characters;
    this.#known.delete(path);
    if (latest.tag !== undefined) this.#known.set(path, latest);
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxKnown && oldest !== undefined) this.#known.delete(oldest);
    return latest.answer as T;
  }

  /** The items of a list, at most so many pages of it. Errors: an {@link AnswerError}. */
  async list<T, B = unknown>(path: string, maxPages: number): Promise<Items<T, B>> {
    const pages: (B & ListPage & { readonly items: readonly T[] })[] = [];
    for await (const page of pagesOf(path, (of) => this.one<(typeof pages)[number]>(of), { maxPages }))
      pages.push(page);
    return {
      items: pages.flatMap(({ items }) => items),
      beside: pages,
      isWhole: pages.at(-1)?.next === undefined,
    };
  }

  /** A whole list as one CSV file with one heading. Errors: an {@link AnswerError}. */
  async csv(path: string): Promise<string> {
    const parts: string[] = [];
    const [route = ''] = path.split('?');
    let next: string | undefined = path;
    while (next !== undefined) {
      const response = await this.#get(next, 'text/csv');
      const text = await response.text();
      parts.push(parts.length === 0 ? text : text.slice(text.indexOf('\n') + 1));
      const query = /<(\?[^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
      next = query === undefined ? undefined : `${route}${query}`;
    }
    return parts.join('');
  }

  /** Sends an event; a refusal says that it was never sent, and why. Errors: an {@link AnswerError} where nobody knows. */
  async send(event: object): Promise<Refusal | Taken> {
    const response = await this.#ask('/events', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    if (response.ok) return { content: response.headers.get('relief-content') ?? undefined };
    const problem = await this.#problemOf(response);
    const said = detailOf(problem) ?? response.statusText;
    if (!refusals.includes(response.status)) throw new AnswerError(said, response.status);
    return { status: response.status, said, errors: errorsOf(problem) };
  }

  /** Sends 1 to 100 events; of those that were not taken, why not, by their place. Errors: an {@link AnswerError}. */
  async sendAll(events: readonly object[]): Promise<ReadonlyMap<number, Refusal>> {
    const response = await this.#ask('/events', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
    if (!response.ok) {
      const problem = await this.#problemOf(response);
      const said = detailOf(problem) ?? response.statusText;
      if (response.status !== tooManyRequests) throw new AnswerError(said, response.status);
      // API Gateway says so itself, before anything reads the batch.
      const retryAfterMs = retryMsOf(response);
      const refusal = { status: tooManyRequests, said, errors: [], retryAfterMs };
      return new Map(events.map((_, index) => [index, refusal]));
    }
    const { items } = (await response.json()) as {
      readonly items: readonly { readonly index: number; readonly problem?: { readonly status: number } }[];
    };
    return new Map(
      items.flatMap(({ index, problem }) =>
        problem === undefined
          ? []
          : [[index, { status: problem.status, said: detailOf(problem) ?? '', errors: errorsOf(problem) }]],
      ),
    );
  }

  /** What became of an event, of the content that is named where another may have its id; undefined while nothing is decided. Errors: an {@link AnswerError}. */
  async outcome<T>(
    { source, id }: { readonly source: string; readonly id: string },
    content?: string,
  ): Promise<T | undefined> {
    const query = new URLSearchParams({ source, id, ...(content !== undefined && { content }) });
    try {
      return await this.one<T>(`/events?${query}`);
    } catch (error) {
      if (error instanceof AnswerError && error.status === undecided) return undefined;
      throw error;
    }
  }

  /** What the API answers to a body that is no event. Errors: an {@link AnswerError}. */
  async post<T>(path: string, body: object): Promise<T> {
    const response = await this.#ask(path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as T;
    const problem = await this.#problemOf(response);
    throw new AnswerError(detailOf(problem) ?? response.statusText, response.status);
  }

  async #get(path: string, accept: string, tag?: string): Promise<Response> {
    const headers = { accept, ...(tag !== undefined && { 'if-none-match': tag }) };
    const response = await this.#ask(path, { headers });
    if (response.ok || response.status === unchanged) return response;
    const problem = await this.#problemOf(response);
    throw new AnswerError(detailOf(problem) ?? response.statusText, response.status);
  }

  async #ask(path: string, { headers: asked, ...request }: RequestInit): Promise<Response> {
    const headers = new Headers(asked);
    if (this.#signIn !== undefined) headers.set('authorization', `Bearer ${await this.#signIn.token()}`);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(`${this.#apiUrl}${path}`, { ...request, headers, signal });
    } catch (error) {
      throw new AnswerError(error instanceof Error ? error.message : String(error));
    }
  }

  async #problemOf(response: Response): Promise<unknown> {
    if (response.status === unauthorized) await this.#signIn?.forget();
    return response.json().catch(() => undefined);
  }
}

function retryMsOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? seconds * 1_000 : defaultRetryMs;
}

async function readAnswer(response: Response): Promise<KnownAnswer> {
  const text = await response.text();
  return {
    answer: JSON.parse(text),
    tag: response.headers.get('etag') ?? undefined,
    characters: text.length,
  };
}

const errorsOf = (problem: unknown): readonly unknown[] => {
  if (typeof problem !== 'object' || problem === null || !('errors' in problem)) return [];
  return Array.isArray(problem.errors) ? problem.errors : [];
};

function detailOf(problem: unknown): string | undefined {
  if (typeof problem !== 'object' || problem === null) return undefined;
  const { detail, title, message, correlationId } = problem as Readonly<Record<string, unknown>>;
  const said = detail ?? title ?? message;
  if (typeof said !== 'string') return undefined;
  // Operators find a fault by this id.
  return typeof correlationId === 'string' ? `${said} (${correlationId})` : said;
}
