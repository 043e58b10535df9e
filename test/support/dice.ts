/** Choices that one seed makes: the same seed always makes the same ones. */
import { type Random, seededRandom } from '../../examples/kaesong/random.ts';

export class Dice {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** Errors: throws for an empty list. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.whole(0, list.length - 1)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  }

  shuffled<T>(list: readonly T[]): readonly T[] {
    return list
      .map((element) => ({ element, key: this.#random() }))
      .sort((one, other) => one.key - other.key)
      .map(({ element }) => element);
  }
}
