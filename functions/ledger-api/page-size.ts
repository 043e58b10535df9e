/** Keeps a page within what one response can carry. */
import { QueryProblem } from './problem.ts';
import type { ItemPage } from './query-context.ts';

/** Lambda hands on 6 MB, in which the answer is a JSON text itself; the rest is for headers and for what CSV adds. */
const maxAnswerBytes = 4_500_000;

/** The page of at most `limit` items, or a shorter one where its items are so large that one response cannot carry them. */
export async function fittingPage<T>(
  limit: number,
  read: (limit: number) => Promise<ItemPage<T> | QueryProblem>,
): Promise<ItemPage<T> | QueryProblem> {
  for (let maxItems = limit; ; ) {
    const page = await read(maxItems);
    if (page instanceof QueryProblem || page.items.length <= 1 || fits(page.items)) return page;
    maxItems = Math.ceil(page.items.length / 2);
  }
}

function fits(items: readonly unknown[]): boolean {
  const text = JSON.stringify(items);
  // No UTF-16 unit of a JSON text is more than three bytes, as UTF-8 or escaped once more.
  return text.length * 3 <= maxAnswerBytes || Buffer.byteLength(JSON.stringify(text)) <= maxAnswerBytes;
}
