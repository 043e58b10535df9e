/** What is more than the store takes in one item or one transaction: it would come back however often it is tried. */
import { type Rejected, rejected } from '../domain/outcome.ts';
import { FaultError } from './retry-on-conflict.ts';

/** A fault for whoever has nothing to refuse; whoever decided what was to be written refuses what asked for it. */
export class TooLargeError extends FaultError {
  override readonly name = 'TooLargeError';
  readonly limit: string;

  /** `limit` is what the store takes at most, and of what. */
  constructor(limit: string) {
    super(`more than the store takes: ${limit}`);
    this.limit = limit;
  }
}

/** Refuses a document at `path`. */
export const refuseTooLarge = ({ limit }: TooLargeError, path: string): Rejected =>
  rejected('invalid-message', { path, expected: `no more than the books take: ${limit}` });
