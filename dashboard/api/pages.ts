/** The pages of a list, one after another, and some of them asked for ahead of their turn. */

export interface ListPage {
  readonly next?: string;
  /** The cursors of pages that follow, on a first page that knows them. */
  readonly following?: readonly string[];
}

/** How much of a list is asked for. */
export interface PagesAsked {
  readonly maxPages?: number;
  /** Pages that are on their way at once, before whoever reads wants them. */
  readonly maxAhead?: number;
}

/**
 * Returns the pages of a list, as `next` leads through them. Errors: those of `one`.
 *
 * What a first page names of the others is no more than a hint: where the list has changed since, `next` leads elsewhere.
 */
export async function* pagesOf<P extends ListPage>(
  path: string,
  one: (path: string) => Promise<P>,
  { maxPages = Number.POSITIVE_INFINITY, maxAhead = 3 }: PagesAsked = {},
): AsyncGenerator<P, void, undefined> {
  const ask = (cursor: string): Promise<P> => one(`${path}&cursor=${encodeURIComponent(cursor)}`);
  const first = await one(path);
  const hints = (first.following ?? []).slice(0, maxPages - 1);
  const ahead = new Map<string, Promise<P>>();
  yield first;
  let { next } = first;
  for (let pages = 1; next !== undefined && pages < maxPages; pages += 1) {
    for (const cursor of hints.splice(0, maxAhead - ahead.size)) {
      const asking = ask(cursor);
      // It is reported when its turn comes.
      asking.catch(() => undefined);
      ahead.set(cursor, asking);
    }
    const page: P = await (ahead.get(next) ?? ask(next));
    ahead.delete(next);
    yield page;
    next = page.next;
  }
}
