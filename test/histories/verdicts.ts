/** What becomes of an item, as the contract has it: exactly one of four. */

export type Verdict =
  /** `book` answers what has come with it, for whatever waits. */
  | { readonly status: 'posted'; readonly book: () => readonly string[] }
  | { readonly status: 'duplicate' }
  | { readonly status: 'held'; readonly reason: string; readonly dependsOn: string }
  | { readonly status: 'rejected'; readonly reason: string };

export const posted = (book: () => readonly string[]): Verdict => ({ status: 'posted', book });
export const held = (reason: string, dependsOn: string): Verdict => ({ status: 'held', reason, dependsOn });
export const rejected = (reason: string): Verdict => ({ status: 'rejected', reason });
export const duplicate: Verdict = { status: 'duplicate' };
