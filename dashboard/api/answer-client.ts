/** The query API as the page asks it: a path in, an answer out, pages followed; an error says what the API said. */
import type { SignIn } from '../sign-in.ts';

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
export interface Items<T> {
  readonly items: readonly T[];
  readonly isWhole: boolean;
}

const timeoutMs = 30_000;
const unauthorized = 401;

export class AnswerClient {
  readonly #apiUrl: string;
  readonly #signIn: SignIn | undefined;

  constructor(apiUrl: string, signIn?: SignIn) {
    this.#apiUrl = apiUrl.replace(/\/$/, '');
    this.#signIn = signIn;
  }

  /** The answer at a path. Errors: an {@link AnswerError}. */
  async one<T>(path: string): Promise<T> {
    const response = await this.#get(path, 'application/json');
    return (await response.json()) as T;
  }

  /** The items of a list, at most so many pages of it. Errors: an {@link AnswerError}. */
  async list<T>(path: string, maxPages: number): Promise<Items<T>> {
    const items: T[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await this.one<{ readonly items: readonly T[]; readonly next?: string }>(
        `${path}${more}`,
      );
      items.push(...answer.items);
      cursor = answer.next;
      if (cursor === undefined) return { items, isWhole: true };
    }
    return { items, isWhole: false };
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

  async #get(path: string, accept: string): Promise<Response> {
    const headers = new Headers({ accept });
    if (this.#signIn !== undefined) headers.set('authorization', `Bearer ${await this.#signIn.token()}`);
    let response: Response;
    try {
      response = await fetch(`${this.#apiUrl}${path}`, { headers, signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw new AnswerError(error instanceof Error ? error.message : String(error));
    }
    if (response.ok) return response;
    if (response.status === unauthorized) await this.#signIn?.forget();
    const problem: unknown = await response.json().catch(() => undefined);
    throw new AnswerError(detailOf(problem) ?? response.statusText, response.status);
  }
}

function detailOf(problem: unknown): string | undefined {
  if (typeof problem !== 'object' || problem === null) return undefined;
  const { detail, title, message, correlationId } = problem as Readonly<Record<string, unknown>>;
  const said = detail ?? title ?? message;
  if (typeof said !== 'string') return undefined;
  // Operators find a fault by this id.
  return typeof correlationId === 'string' ? `${said} (${correlationId})` : said;
}
