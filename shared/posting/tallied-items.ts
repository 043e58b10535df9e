/** The items in which the store counts the exceptions that a group lists, settles and corrects, in its transaction. */

import type { Hold } from '../ledger/exception-keys.ts';
import { type ExceptionSubject, heldSince, holdOf, type StoredException } from '../ledger/exceptions.ts';

export class TalliedItems {
  readonly #places: number;
  /** The imports that are counted: by order, sender and type, and by what is known of the day. */
  readonly #imports = new Set<string>();
  #isCounted = false;

  /** `places`: that the exceptions of the group may name together. */
  constructor(places: number) {
    this.#places = places;
  }

  /** The most there can be. */
  get items(): number {
    return this.#isCounted ? this.#places + this.#imports.size : 0;
  }

  /** An exception that something corrects: what was rejected stays where it is listed, in another state. */
  correct(exception: StoredException): void {
    this.#isCounted = true;
    const hold = holdOf(exception);
    if (hold !== undefined) this.list(exception, hold);
  }

  /** An exception that is listed now; what was held leaves the import of the day on which it was listed as held. */
  list(subject: ExceptionSubject, hold: Hold | undefined): void {
    this.#isCounted = true;
    this.#add(subject, 'now');
    if (hold === undefined) return;
    const { recordSeq, exceptionId } = hold;
    // Its position tells when it was first recorded; since when it is held for something else, only its record does.
    this.#add(subject, recordSeq === 1 ? heldSince(hold) : exceptionId);
  }

  #add({ orderId, event: { source, type } }: ExceptionSubject, since: string): void {
    this.#imports.add(JSON.stringify([orderId ?? null, source, type, since]));
  }
}
