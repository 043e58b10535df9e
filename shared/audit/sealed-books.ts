/** What the seals hold of the books: the hash of every entry of every chain but the households' own. */
import { accountKindOf, entryName } from '../domain/accounts.ts';
import type { Instant } from '../domain/events.ts';

export interface SealedBooks {
  /** `undefined` for an entry of which this knows no hash. */
  hashOf(account: string, seq: number): string | undefined;
  /** The last sealed entry of a chain; 0 for a chain that no seal holds. */
  sealedTo(account: string): number;
  accounts(): Iterable<string>;
  /** When the reading for the last seal began: what was recorded before it is in a seal. */
  readonly openedAt: Instant | undefined;
}

export const nothingSealed: SealedBooks = {
  hashOf: () => undefined,
  sealedTo: () => 0,
  accounts: () => [],
  openedAt: undefined,
};

/** Households' entries are sealed with the book entries that stand for them, by their group's hash. */
export const isSealedAccount = (account: string): boolean => accountKindOf(account) !== 'household';

/** One sealed entry. */
export interface SealedEntry {
  readonly account: string;
  readonly seq: number;
  readonly hash: string;
}

/** A line of a seal's lists: `account@seq:hash`. */
export const sealLine = ({ account, seq, hash }: SealedEntry): string =>
  `${entryName(account, seq)}:${hash}\n`;

/** Reads the lines of a list. Errors: throws on a line that is none, for a list is written once and whole. */
export function readSealLines(text: string): readonly SealedEntry[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, account, seq, hash] = /^(.+)@(\d+):([\w-]+)$/.exec(line) ?? [];
      if (account === undefined || hash === undefined) throw new Error(`no line of a seal: ${line}`);
      return { account, seq: Number(seq), hash };
    });
}

/** The sealed hashes of some chains, from the lines of lists in the order of their seals. */
export class SealedHashes implements SealedBooks {
  readonly openedAt: Instant | undefined;
  readonly #chains = new Map<string, Map<number, string>>();
  readonly #sealedTo = new Map<string, number>();

  constructor(openedAt: Instant | undefined, entries: Iterable<SealedEntry> = []) {
    this.openedAt = openedAt;
    for (const entry of entries) this.add(entry);
  }

  add({ account, seq, hash }: SealedEntry): void {
    const chain = this.#chains.get(account) ?? new Map<number, string>();
    chain.set(seq, hash);
    this.#chains.set(account, chain);
    this.#sealedTo.set(account, Math.max(seq, this.sealedTo(account)));
  }

  /** What was sealed of some chains, each up to a number; of all of a chain where that is `undefined`. */
  only(upTo: ReadonlyMap<string, number | undefined>): SealedBooks {
    return {
      openedAt: this.openedAt,
      hashOf: (account, seq) => this.hashOf(account, seq),
      sealedTo: (account) => Math.min(this.sealedTo(account), upTo.get(account) ?? Number.POSITIVE_INFINITY),
      accounts: () => [...upTo.keys()].filter((account) => this.#sealedTo.has(account)),
    };
  }

  hashOf(account: string, seq: number): string | undefined {
    return this.#chains.get(account)?.get(seq);
  }

  sealedTo(account: string): number {
    return this.#sealedTo.get(account) ?? 0;
  }

  accounts(): Iterable<string> {
    return this.#sealedTo.keys();
  }
}
