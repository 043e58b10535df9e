/**
 * An audit of the whole journal: every hash, every link, every balance, and both sides of every movement.
 *
 * Takes records in any order and keeps a few numbers of each, so a city's books fit in memory.
 */
import { onHandOf, payerBalance } from '../domain/books.ts';
import { type Amounts, addAmounts, isNothing, negateAmounts } from '../domain/quantity.ts';
import { brokenLink, isSoundRecord, type Link, type LinkRecord } from './chain.ts';
import { DamagedRecord, type Entry, readEntry } from './entry.ts';

/** What is wrong with one link of a chain. */
export interface Finding {
  readonly account: string;
  readonly seq: number;
  readonly expected: string;
  readonly found: string;
  /** When the entry says it was recorded. */
  readonly at: string;
}

export interface AuditReport {
  readonly accounts: number;
  readonly entries: number;
  /** One for each entry that is not sound, the earliest first; none when all hold. */
  readonly findings: readonly Finding[];
}

/** What is kept of a record once its own hash was checked. */
interface Kept extends Link {
  readonly entry: Omit<Entry, 'group' | 'events'> | undefined;
  readonly members: number;
  readonly fault: string | undefined;
}

/** What the household entries that name one book entry add up to. */
interface OtherSide {
  lines: Amounts;
  money: bigint;
  members: number;
}

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
    if (entry?.counterpartyEntry === undefined) return;
    const side = this.#otherSides.get(entry.counterpartyEntry) ?? { lines: new Map(), money: 0n, members: 0 };
    side.lines = addAmounts(side.lines, entry.lines);
    side.money += entry.money ?? 0n;
    side.members += 1;
    this.#otherSides.set(entry.counterpartyEntry, side);
  }

  report(): AuditReport {
    const findings: Finding[] = [];
    const booked = new Set<string>();
    for (const chain of this.#chains.values()) {
      chain.sort((a, b) => a.seq - b.seq);
      let previous: Kept | undefined;
      for (const kept of chain) {
        const fault = kept.fault ?? brokenLink(previous, kept) ?? this.#entryFault(previous?.entry, kept);
        if (fault !== undefined) findings.push(finding(kept, fault));
        booked.add(`${kept.account}@${kept.seq}`);
        previous = kept;
      }
    }
    for (const [name] of this.#otherSides) {
      if (booked.has(name)) continue;
      const account = name.slice(0, name.lastIndexOf('@'));
      const seq = Number(name.slice(name.lastIndexOf('@') + 1));
      findings.push({
        account,
        seq,
        at: '',
        expected: 'the entry that household entries name',
        found: 'none',
      });
    }
    findings.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { accounts: this.#chains.size, entries: this.#entries, findings };
  }

  #entryFault(before: Kept['entry'], { entry, members, account, seq }: Kept): string | undefined {
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
    if (members === 0) return undefined;
    const side = this.#otherSides.get(`${account}@${seq}`);
    if (side?.members !== members) {
      return `${members} household entries on the other side, not ${side?.members ?? 0}`;
    }
    const agrees = isEqual(side.lines, negateAmounts(entry.lines)) && side.money === -(entry.money ?? 0n);
    return agrees ? undefined : 'lines that the household entries on the other side add up to';
  }
}

function keep(record: LinkRecord): Kept {
  const { account, seq, at, previousHash, hash } = record;
  const link = { account, seq, at, previousHash, hash };
  const fault = isSoundRecord(record) ? undefined : 'what was hashed';
  if (!isMovement(record)) return { ...link, entry: undefined, members: 0, fault };
  try {
    const { group, events: _events, ...entry } = readEntry(record);
    return { ...link, entry, members: isSheet(entry.type) ? (group?.length ?? 0) : 0, fault };
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error;
    return { ...link, entry: undefined, members: 0, fault: fault ?? error.message };
  }
}

const finding = ({ account, seq, at, hash }: Kept, expected: string): Finding => ({
  account,
  seq,
  at,
  expected,
  found: `an entry with hash ${hash}`,
});

const isEqual = (one: Amounts, other: Amounts): boolean => isNothing(addAmounts(one, negateAmounts(other)));
