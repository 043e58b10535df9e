/** Answers as they were once given, to be asked for again as of then. */
import { expect } from 'vitest';
import type { Books } from '../functions/ledger-api/books.ts';
import type { Journal } from './journal.ts';
import { datedQuestions } from './questions.ts';

interface Remembered {
  readonly path: string;
  readonly instant: string;
  readonly answer: any;
}

export class Past {
  readonly #books: Books;
  readonly #remembered: Remembered[] = [];

  constructor(books: Books) {
    this.#books = books;
  }

  async remember(journal: Journal): Promise<void> {
    const instant = this.#books.lastInstant;
    for (const path of datedQuestions(journal)) {
      const { status, body } = await this.#books.ask(path);
      if (status === 200) this.#remembered.push({ path, instant, answer: lasting(body) });
    }
  }

  /** Guarantees: whatever was booked since, the books answer as they did. */
  async compare(): Promise<void> {
    for (const { path, instant, answer } of this.#remembered) {
      const now = await this.#books.get(`${path}?asOf=${instant}`);
      expect(lasting(now), `${path} as of ${instant}`).toEqual(answer);
    }
  }
}

/** Of an answer, what stays so: a household's name is today's, and a commodity that was promised without a unit has one when it comes. */
function lasting(answer: any): unknown {
  const { name: _name, asOf: _asOf, commodities, locations, ...rest } = answer;
  if (locations === undefined) return rest;
  const unitless = ({ unit: _unit, ...row }: any): unknown => row;
  return {
    ...rest,
    commodities: commodities.map(unitless),
    locations: locations.map(({ commodities: own, ...site }: any) => ({
      ...site,
      commodities: own.map(unitless),
    })),
  };
}
