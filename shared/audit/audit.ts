/**
 * An audit of the journal: every hash, every link, every balance, both sides of every movement, and what was sealed.
 *
 * Takes records in any order and keeps a few numbers of each, so a city's books fit in memory.
 */
import { householdGoodsAccount, householdStipendAccount } from '../domain/accounts.ts';
import { onHandOf, payerBalance } from '../domain/books.ts';
import { type Amounts, addAmounts, isNothing, negateAmounts } from '../domain/quantity.ts';
import { brokenLink, groupHashOf, isSoundRecord, type Link, type LinkRecord } from '../ledger/chain.ts';
import { DamagedRecordError, type Entry, type GroupMember, readEntry } from '../ledger/entry.ts';
import { sealsSubject } from './seal.ts';
import { isSealedAccount, nothingSealed, type SealedBooks } from './sealed-books.ts';

/** What is wrong with one link of a chain. */
export interface Finding {
  readonly account: string;
  readonly seq: number;
  readonly expected: string;
  readonly found: string;
  /** When the last sound entry before it was recorded; its own word where there is none, or where only its other side is at odds. */
  readonly at: string;
  /** As far as the entry tells it. */
  readonly orderId?: string;
}

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

/** What is kept of a record once its own hash was checked. */
interface Kept extends Link {
  readonly entry: Omit<Entry, 'group' | 'events'> | undefined;
  /** The household entries that a book entry stands for. */
  readonly members: readonly GroupMember[];
  readonly fault: string | undefined;
}

/** The household entries that name one book entry, and what they add up to. */
interface OtherSide {
  lines: Amounts;
  money: bigint;
  /** By document and account. */
  readonly members: Map<string, Kept>;
}

/**
 * An entry recorded before a seal is in it, but for what was decided just before and written just after: a commit
 * is given up after seconds, a function ended after minutes.
 */
const maxCommitMs = 15 * 60_000;

/** Entries of a book whose other side is in household accounts. */
const isSheet = (type: Entry['type']): boolean =>
  type === 'handover' || type === 'return' || type === 'payment' || type === 'reversal';

const isMovement = (record: LinkRecord): boolean =>
  typeof record['type'] === 'string' && 'counterparty' in record;

export class Audit {
  readonly #chains = new Map<string, Kept[]>();
  readonly #otherSides = new Map<string, OtherSide>();
  #entries = 0;

  /** Takes one stored link of any chain. */
  take(record: LinkRecord): void {
    this.#entries += 1;
    const kept = keep(record);
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
    chain: readonly Kept[],
    faulty: ReadonlySet<string>,
    hasHouseholds: boolean,
  ): readonly Finding[] {
    return chain.flatMap((kept): Finding[] => {
      if (kept.entry === undefined || faulty.has(nameOf(kept))) return [];
      if (kept.members.length > 0 && !hasHouseholds) return [];
      const fault = kept.members.length > 0 ? this.#groupFault(kept, faulty) : this.#pairFault(kept);
      return fault === undefined ? [] : [finding(kept, fault)];
    });
  }

  #groupFault({ entry, members, account, seq }: Kept, faulty: ReadonlySet<string>): string | undefined {
    if (entry === undefined) return undefined;
    const side = this.#otherSides.get(`${account}@${seq}`);
    const hashes: string[] = [];
    for (const { reference, householdId } of members) {
      const name = memberKey(reference, householdAccount(entry, householdId));
      const member = side?.members.get(name);
      if (member === undefined) return `the household entry of ${name}`;
      if (faulty.has(nameOf(member))) return undefined;
      hashes.push(member.hash);
    }
    if (entry.groupHash !== undefined && groupHashOf(hashes) !== entry.groupHash)
      return 'household entries as they were booked';
    // What names this entry and is not of its group is a finding of its own.
    if (side === undefined || side.members.size > members.length) return undefined;
    const agrees = isEqual(side.lines, negateAmounts(entry.lines)) && side.money === -(entry.money ?? 0n);
    return agrees ? undefined : 'lines that the household entries on the other side add up to';
  }

  /** Two entries that name each other move the same goods. */
  #pairFault({ entry, account, seq }: Kept): string | undefined {
    const named = entry?.counterpartyEntry;
    if (entry === undefined || named === undefined) return undefined;
    const other = this.#find(named)?.entry;
    if (other?.counterpartyEntry !== `${account}@${seq}`) return undefined;
    return isEqual(entry.lines, negateAmounts(other.lines)) ? undefined : `lines that ${named} gives back`;
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

  #find(name: string): Kept | undefined {
    const [account, seq] = splitName(name);
    const chain = this.#chains.get(account) ?? [];
    // Chains are in order by now, and mostly without a gap.
    const there = chain[seq - (chain[0]?.seq ?? 1)];
    return there?.seq === seq ? there : chain.find((kept) => kept.seq === seq);
  }
}

/** What is wrong with a chain by itself and by its seals. */
function chainFindings(chain: Kept[], sealed: SealedBooks, fromSeal: ReadonlySet<string>): Finding[] {
  chain.sort((a, b) => a.seq - b.seq);
  const findings: Finding[] = [];
  let previous: Kept | undefined;
  let sound: Kept | undefined;
  for (const kept of chain) {
    const isBase = previous === undefined && fromSeal.has(kept.account);
    const expectedSeq = isBase ? kept.seq : (previous?.seq ?? 0) + 1;
    if (kept.seq > expectedSeq) findings.push(missing(kept.account, expectedSeq, sound, 'an entry', kept.at));
    const fault =
      kept.fault ??
      sealFault(kept, sealed) ??
      (isBase ? undefined : (brokenLink(previous, kept) ?? balanceFault(previous?.entry, kept)));
    // After a gap the entry itself may be sound.
    if (fault !== undefined && (kept.seq <= expectedSeq || kept.fault !== undefined))
      findings.push({ ...finding(kept, fault), at: sound?.at ?? kept.at });
    else sound = kept;
    previous = kept;
  }
  const last = previous;
  if (last !== undefined && last.seq < sealed.sealedTo(last.account))
    findings.push(missing(last.account, last.seq + 1, sound, 'an entry that was sealed'));
  return findings;
}

function sealFault(kept: Kept, sealed: SealedBooks): string | undefined {
  const { account, seq, hash, at, entry } = kept;
  const was = sealed.hashOf(account, seq);
  // The archive has every seal before the tables have its copy.
  if (was === undefined && account === sealsSubject && sealed !== nothingSealed)
    return 'a seal that the archive holds';
  if (was !== undefined && was !== hash) return `the entry that was sealed, with hash ${was}`;
  const { openedAt } = sealed;
  if (openedAt === undefined || entry === undefined || !isSealedAccount(account)) return undefined;
  const isLate = seq > sealed.sealedTo(account) && Date.parse(at) < Date.parse(openedAt) - maxCommitMs;
  return isLate ? `an instant after the seal of ${openedAt}, which does not hold it` : undefined;
}

function balanceFault(before: Kept['entry'], { entry }: Kept): string | undefined {
  if (entry === undefined) return undefined;
  const balance = addAmounts(before?.balance ?? new Map(), entry.lines);
  if (!isEqual(balance, entry.balance)) return 'a balance that follows from the one before';
  const money = (before?.moneyBalance ?? 0n) + (entry.money ?? 0n);
  if (entry.moneyBalance !== undefined && money !== entry.moneyBalance) {
    return 'a money balance that follows from the one before';
  }
  if (entry.stock !== undefined) {
    const onHand = new Map(
      [...entry.stock.stock].map(([commodity, totals]) => [commodity, onHandOf(totals)]),
    );
    if (!isEqual(onHand, entry.balance)) return 'totals that give the balance';
  }
  if (entry.payer !== undefined && payerBalance(entry.payer) !== entry.moneyBalance) {
    return 'totals that give the money balance';
  }
  return undefined;
}

function keep(record: LinkRecord): Kept {
  const { account, seq, at, previousHash, hash } = record;
  const link = { account, seq, at, previousHash, hash };
  const fault = isSoundRecord(record) ? undefined : 'what was hashed';
  if (!isMovement(record)) return { ...link, entry: undefined, members: [], fault };
  try {
    const { group = [], events: _events, ...entry } = readEntry(record);
    return { ...link, entry, members: isSheet(entry.type) ? group : [], fault };
  } catch (error) {
    if (!(error instanceof DamagedRecordError)) throw error;
    return { ...link, entry: undefined, members: [], fault: fault ?? error.message };
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

const nameOf = ({ account, seq }: Pick<Link, 'account' | 'seq'>): string => `${account}@${seq}`;

function splitName(name: string): readonly [account: string, seq: number] {
  const at = name.lastIndexOf('@');
  return [name.slice(0, at), Number(name.slice(at + 1))];
}

const finding = ({ account, seq, at, hash, entry }: Kept, expected: string): Finding => ({
  account,
  seq,
  at,
  expected,
  found: `an entry with hash ${hash}`,
  ...(entry !== undefined && { orderId: entry.orderId }),
});

const missing = (
  account: string,
  seq: number,
  before: Kept | undefined,
  expected: string,
  after = '',
): Finding => ({
  account,
  seq,
  at: before?.at ?? after,
  expected,
  found: 'none',
  ...(before?.entry !== undefined && { orderId: before.entry.orderId }),
});

const isEqual = (one: Amounts, other: Amounts): boolean => isNothing(addAmounts(one, negateAmounts(other)));
