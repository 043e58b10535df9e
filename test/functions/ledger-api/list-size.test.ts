import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Dice } from '../../support/dice.ts';
import { Books } from './books.ts';
import { arrival, oil, order, registerHouseholds, registerRound, rice } from './round.ts';

/** As many as a centre has at most, in the project's own country. */
const households = 2_600;
const pageSize = 500;
const rowsOfEvent = 200;

/** What the cost model counts for a page of a list, and what a desk's line of 2 Mbit/s carries in half a second. */
const maxBytesOfPage = 20_000;
const maxBytesOfList = 125_000;

/** No two households are alike, so that nothing is compressed that would not be in a town. */
const dice = new Dice('names');
const syllable = (): string => String.fromCharCode('가'.charCodeAt(0) + dice.whole(0, 11_171));
const nameOf = (): string => syllable() + syllable() + syllable();

it('a distribution list of 2,600 households goes over the line within what the desk and the bill count on', async () => {
  const books = await Books.open();
  try {
    books.setClock('2020-08-01T00:00:00.000Z');
    await registerRound(books);
    for (let first = 0; first < households; first += rowsOfEvent)
      await registerHouseholds(
        books,
        'C-1',
        '2020-01-01',
        Array.from({ length: Math.min(rowsOfEvent, households - first) }, (_, row) => {
          const index = first + row;
          return {
            householdId: `KS-R01-${String(index).padStart(5, '0')}`,
            name: nameOf(),
            neighbourhood: `${dice.whole(1, 24)} inminban`,
            adults: dice.whole(1, 6),
            children: dice.whole(0, 4),
          };
        }),
      );
    await books.send(order('O-1'));
    books.setClock('2020-08-08T00:00:00.000Z');
    await arrival(books, 'W-1', 'C-1', [rice(90_000), oil(4_000)]);

    const pages: string[] = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const after = cursor === undefined ? '' : `&cursor=${cursor}`;
      const path = `/locations/C-1/distribution-list?orderId=O-1&limit=${pageSize}${after}`;
      const { status, text, body } = await books.ask(path);
      expect(status).toBe(200);
      pages.push(text);
      cursor = body.next;
    }
    const items = pages.flatMap((page) => (JSON.parse(page) as { items: { name?: string }[] }).items);
    expect(items.length).toBeGreaterThanOrEqual(households);
    expect(items.filter(({ name }) => name !== undefined).length).toBeGreaterThanOrEqual(households);
    // As the function compresses it.
    const sizes = pages.map((page) => gzipSync(page, { level: 6 }).length);
    if (process.env['SHOW_SIZES'] !== undefined)
      console.info(
        sizes,
        pages.map(({ length }) => length),
      );
    expect(Math.max(...sizes)).toBeLessThan(maxBytesOfPage);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(maxBytesOfList);
  } finally {
    await books.close();
  }
}, 300_000);
