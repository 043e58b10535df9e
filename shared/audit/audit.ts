/**
 * An audit of the journal: every hash, every link, every balance, both sides of every movement, and what was sealed.
 *
 * Takes records in any order and keeps a few numbers of each, so a city's books fit in memory.
 */
import {
  entryName,
  householdGoodsAccount,
  householdStipendAccount,
  parseEntryName,
} from '../domain/accounts.ts';
import { type Amounts, addAmounts, negateAmounts } from '../domain/quantity.ts';
import { groupHashOf, type LinkRecord } from '../ledger/chain.ts';
import type { Entry } from '../ledger/entry.ts';
import { chainFindings } from './chain-findings.ts';
import { countsHolders, misplacedMember } from './group-recount.ts';
import { type Finding, finding, isEqual, type KeptLink, keepLink, missing } from './kept-link.ts';
import { isSealedAccount, nothingSealed, type SealedBooks } from './sealed-books.ts';

export interface AuditReport {
  readonly accounts: number;
  readonly entries: number;
  /** One for each entry that is not sound, the earliest first; none when all hold. */
  readonly findings: readonly Finding[];
}

export interface AuditScope {
  /** What was sealed of the chains that are audited. */
  readonly sealed?: SealedBooks;
  /** Chains that were taken from their last sealed entry on, and not from their first. */
  readonly fromSeal?: ReadonlySet<string>;
  /**
   * Whether every chain of the journal was taken; else an entry may name one that was not.
   *
   * @default true
   */
  readonly isWhole?: boolean;
  /**
   * Whether the households' entries were taken; else what a group adds up to is not looked at.
   *
   * @default true
   */
  readonly hasHouseholds?: boolean;
}

/** The household entries that name one book entry, and what they add up to. */
interface OtherSide {
  lines: Amounts;
  money: bigint;
  /** By document and account. */
  readonly members: Map<string, KeptLink>;
}

export class Audit {
  readonly #chains = new Map<string, KeptLink[]>();
  readonly #otherSides = new Map<string, OtherSide>();
  #entries = 0;

  /** Takes one stored link of any chain. */
  take(record: LinkRecord): void {
    this.#entries += 1;
    const kept = keepLink(record);
    const chain = this.#chains.get(kept.account);
    if (chain === undefined) this.#chains.set(kept.account, [kept]);
    else chain.push(kept);
    const { entry } = kept;
    if (entry?.counterpartyEntry === undefined || isSealedAccount(entry.account)) return;
    const side = this.#otherSides.get(entry.counterpartyEntry) ?? {
      lines: new Map(),
      money: 0n,
      members: new Map(),
    };
    side.lines = addAmounts(side.lines, entry.lines);
    side.money += entry.money ?? 0n;
    side.members.set(memberKey(entry.reference, entry.account), kept);
    this.#otherSides.set(entry.counterpartyEntry, side);
  }

  report({
    sealed = nothingSealed,
    fromSeal = new Set(),
    isWhole = true,
    hasHouseholds = true,
  }: AuditScope = {}): AuditReport {
    const own = [...this.#chains.values()].flatMap((chain) => chainFindings(chain, sealed, fromSeal));
    for (const account of sealed.accounts()) {
      if (!this.#chains.has(account)) own.push(missing(account, 1, undefined, 'an entry that was sealed'));
    }
    const faulty = new Set(own.map(nameOf));
    const across = [...this.#chains.values()].flatMap((chain) =>
      this.#acrossFindings(chain, faulty, hasHouseholds),
    );
    const strays = this.#strayFindings(faulty, isWhole);
    const findings = [...own, ...across, ...strays].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { accounts: this.#chains.size, entries: this.#entries, findings };
  }

  /** Where both sides are sound each for itself, and do not agree. */
  #acrossFindings(
    chain: readonly KeptLink[],
    faulty: ReadonlySet<string>,
    hasHouseholds: boolean,
  ): readonly Finding[] {
    return chain.flatMap((kept): Finding[] => {
      if (kept.entry === undefined || faulty.has(nameOf(kept))) return [];
      if (kept.members.length > 0 && !hasHouseholds) return [];
      const found = kept.members.length > 0 ? this.#groupFinding(kept, faulty) : this.#pairFinding(kept);
      return found === undefined ? [] : [found];
    });
  }

  #groupFinding(kept: KeptLink, faulty: ReadonlySet<string>): Finding | undefined {
    const { entry, members, account, seq } = kept;
    if (entry === undefined) return undefined;
    const side = this.#otherSides.get(entryName(account, seq));
    const own: KeptLink[] = [];
    for (const { reference, householdId } of members) {
      const name = memberKey(reference, householdAccount(entry, householdId));
      const member = side?.members.get(name);
      if (member === undefined) return finding(kept, `the household entry of ${name}`);
      if (faulty.has(nameOf(member))) return undefined;
      own.push(member);
    }
    if (entry.groupHash !== undefined && groupHashOf(own.map(({ hash }) => hash)) !== entry.groupHash)
      return finding(kept, 'household entries as they were booked');
    // What names this entry and is not of its group is a finding of its own.
    if (side === undefined || side.members.size > members.length) return undefined;
    const agrees = isEqual(side.lines, negateAmounts(entry.lines)) && side.money === -(entry.money ?? 0n);
    if (!agrees) return finding(kept, 'lines that the household entries on the other side add up to');
    if (entry.type !== 'handover' && entry.type !== 'payment') return undefined;
    const misplaced = misplacedMember(own);
    if (misplaced !== undefined) return finding(misplaced, 'what the members of its group before it got');
    return countsHolders(entry, own)
      ? undefined
      : finding(kept, 'how many members of its group got some of each commodity');
  }

  /** Two entries that name each other move the same goods. */
  #pairFinding(kept: KeptLink): Finding | undefined {
    const { entry, account, seq } = kept;
    const named = entry?.counterpartyEntry;
    if (entry === undefined || named === undefined) return undefined;
    const other = this.#find(named)?.entry;
    if (other?.counterpartyEntry !== entryName(account, seq)) return undefined;
    const agrees = isEqual(entry.lines, negateAmounts(other.lines));
    return agrees ? undefined : finding(kept, `lines that ${named} gives back`);
  }

  /** Household entries that name a book entry which does not stand for them. */
  #strayFindings(faulty: ReadonlySet<string>, isWhole: boolean): readonly Finding[] {
    const strays: Finding[] = [];
    for (const [name, side] of this.#otherSides) {
      const book = this.#find(name);
      if (book === undefined && !isWhole) continue;
      const entry = book?.entry;
      const members = new Set(
        entry &&
          book.members.map(({ reference, householdId }) =>
            memberKey(reference, householdAccount(entry, householdId)),
          ),
      );
      for (const [key, member] of side.members) {
        if (members.has(key) || faulty.has(nameOf(member)) || faulty.has(name)) continue;
        strays.push(finding(member, `${name} to stand for it`));
      }
    }
    return strays;
  }

  #find(name: string): KeptLink | undefined {
    const { account, seq } = parseEntryName(name);
    const chain = this.#chains.get(account) ?? [];
    // Chains are in order by now, and mostly without a gap.
    const there = chain[seq - (chain[0]?.seq ?? 1)];
    return there?.seq === seq ? there : chain.find((kept) => kept.seq === seq);
  }
}

/** The account in which a book entry's receipt or payment of a household stands. */
export const householdAccount = (
  { orderId, money }: Pick<Entry, 'orderId' | 'money'>,
  householdId: string,
): string =>
  money === undefined
    ? householdGoodsAccount(householdId, orderId)
    : householdStipendAccount(householdId, orderId);

const memberKey = (reference: string, account: string): string => `${reference} at ${account}`;

const nameOf = ({ account, seq }: Pick<KeptLink, 'account' | 'seq'>): string => entryName(account, seq);
