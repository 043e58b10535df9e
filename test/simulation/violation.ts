/** What the auditor of a simulated history says when a promise is broken. */

/** Something is not as the contract promises. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export function ensure(holds: boolean, sentence: () => string): void {
  if (!holds) throw new Violation(sentence());
}
