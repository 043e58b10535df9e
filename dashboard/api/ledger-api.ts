/** The query API as the page asks it: a path, its pages followed, and refusals with what the API said. */
import type { SignIn } from '../sign-in.ts';

/** Why there is no answer; without a status nothing answered at all. */
export class Refusal extends Error {
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Items of a list; `isWhole` unless the list goes on. */
export interface Items<T> {
  readonly items: readonly T[];
  readonly isWhole: boolean;
}

const timeoutMs = 30_000;
const unauthorized = 401;

export class LedgerApi {
  readonly #apiUrl: string;
  readonly #signIn: SignIn | undefined;

  constructor(apiUrl: string, signIn?: SignIn) {
    this.#apiUrl = apiUrl.replace(/\/$/, '');
    this.#signIn = signIn;
  }

  /** The answer at a path. Errors: a {@link Refusal}. */
  async one<T>(path: string): Promise<T> {
    const response = await this.#get(path, 'application/json');
    return (await response.json()) as T;
  }

  /** The items of a list, at most so many pages of it. Errors: a {@link Refusal}. */
  async list<T>(path: string, mostPages: number): Promise<Items<T>> {
    const items: T[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
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

  /** A whole list as one CSV file, its heading once. Errors: a {@link Refusal}. */
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
      throw new Refusal(error instanceof Error ? error.message : String(error));
    }
    if (response.ok) return response;
    if (response.status === unauthorized) await this.#signIn?.forget();
    const problem: unknown = await response.json().catch(() => undefined);
    throw new Refusal(detailOf(problem) ?? response.statusText, response.status);
  }
}

function detailOf(problem: unknown): string | undefined {
  if (typeof problem !== 'object' || problem === null) return undefined;
  const { detail, title, message, correlationId } = problem as Readonly<Record<string, unknown>>;
  const said = detail ?? title ?? message;
  if (typeof said !== 'string') return undefined;
  // Of a fault, the id that whoever runs the system finds it by.
  return typeof correlationId === 'string' ? `${said} (${correlationId})` : said;
}
