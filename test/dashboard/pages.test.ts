import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ListPage, type PagesAsked, pagesOf } from '../../dashboard/api/pages.ts';

interface Letters extends ListPage {
  readonly items: readonly string[];
}

/** A list in pages of two, each of which takes a moment; says what was asked for, and how much of it at once. */
class Letter {
  readonly asked: string[] = [];
  atOnce = 0;
  letters: readonly string[];
  /** What the first page names, where it knows the others. */
  readonly #following: readonly string[] | undefined;
  #running = 0;

  constructor(letters: string, following?: readonly string[]) {
    this.letters = [...letters];
    this.#following = following;
  }

  readonly one = async (path: string): Promise<Letters> => {
    this.#running += 1;
    this.atOnce = Math.max(this.atOnce, this.#running);
    await pause(1);
    this.#running -= 1;
    const after = /&cursor=(.*)$/.exec(path)?.[1];
    this.asked.push(after ?? 'first');
    if (after === 'x') throw new Error('there is no x');
    const left = this.letters.filter((letter) => after === undefined || letter > after);
    const items = left.slice(0, 2);
    const next = left.length > 2 ? items.at(-1) : undefined;
    return {
      items,
      ...(next !== undefined && { next }),
      ...(after === undefined && this.#following !== undefined && { following: this.#following }),
    };
  };

  async read(asked?: PagesAsked): Promise<string> {
    let text = '';
    for await (const { items } of pagesOf('/letters?limit=2', this.one, asked)) text += items.join('');
    return text;
  }
}

describe('the pages of a list', () => {
  it('are asked for one after another where the first names none', async () => {
    const letter = new Letter('abcdefg');
    expect(await letter.read()).toBe('abcdefg');
    expect([letter.asked, letter.atOnce]).toEqual([['first', 'b', 'd', 'f'], 1]);
  });

  it('are asked for three at a time where the first names them, each once and in their order', async () => {
    const letter = new Letter('abcdefghijkl', ['b', 'd', 'f', 'h', 'j']);
    expect(await letter.read()).toBe('abcdefghijkl');
    expect(letter.asked.toSorted()).toEqual(['b', 'd', 'f', 'first', 'h', 'j']);
    expect(letter.atOnce).toBe(3);
  });

  it('are those that `next` leads to, where the list has changed since the first', async () => {
    const letter = new Letter('abcdefgh', ['b', 'd', 'f']);
    const reading: string[] = [];
    for await (const { items } of pagesOf('/letters?limit=2', letter.one)) {
      reading.push(...items);
      // Whoever stood there has been withdrawn.
      letter.letters = letter.letters.filter((one) => one !== 'c');
    }
    expect(reading.join('')).toBe('abdefgh');
  });

  it('are asked for one after another where none is to be asked for ahead', async () => {
    const letter = new Letter('abcdefgh', ['b', 'd', 'f']);
    expect(await letter.read({ maxAhead: 0 })).toBe('abcdefgh');
    expect([letter.asked, letter.atOnce]).toEqual([['first', 'b', 'd', 'f'], 1]);
  });

  it('are no more than are wanted', async () => {
    const letter = new Letter('abcdefghij', ['b', 'd', 'f', 'h']);
    expect(await letter.read({ maxPages: 2 })).toBe('abcd');
    expect(letter.asked).toEqual(['first', 'b']);
  });

  it('fail with the page that fails, in its turn', async () => {
    const letter = new Letter('abcdefgh', ['b', 'x', 'f']);
    expect(await letter.read()).toBe('abcdefgh');
    letter.letters = ['a', 'x', 'y', 'z'];
    await expect(letter.read()).rejects.toThrow('there is no x');
  });
});
