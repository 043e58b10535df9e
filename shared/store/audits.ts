/** Audits by visits: what was opened and observed, and which receipt a draw takes. */
import {
  auditAccount,
  entryName,
  householdGoodsAccount,
  householdStipendAccount,
  parseAccount,
  parseEntryName,
} from '../domain/accounts.ts';
import { intervalOf, type PopulationEntry } from '../domain/audit-population.ts';
import type { CalendarDate } from '../domain/events.ts';
import { amountOf } from '../domain/quantity.ts';
import { drawnUnit } from '../ledger/audit-draws.ts';
import {
  type OpenedAudit,
  readObserved,
  readOpening,
  readPopulationPart,
  readSealedBooks,
  type SealedBook,
  type StoredAudit,
} from '../ledger/audits.ts';
import { type Entry, readEntry } from '../ledger/entry.ts';
import { auditsSubject, linkKey, populationPartKey, sealedTailsKey } from '../ledger/keys.ts';
import { damaged, readStored } from '../ledger/record-fields.ts';
import type { Chains } from './chains.ts';
import type { Page, Tables } from './tables.ts';

/** The receipt that a draw takes. Units: base or minor units. */
export interface DrawnReceipt {
  readonly draw: number;
  /** The unit of the line that was drawn. */
  readonly g: bigint;
  readonly reference: string;
  readonly householdId: string;
  /** The number of its book. */
  readonly book: number;
  /** When it was handed over or paid, as its sender wrote it. */
  readonly occurredAt: string;
  readonly recorded: bigint;
  /** Whether it was returned or reversed by the seal. */
  readonly isVoid: boolean;
}

/** A receipt of a group, as a seal holds it. */
interface SealedReceipt {
  readonly entry: Entry;
  readonly isVoid: boolean;
}

const maxRemembered = 100;
/** A day of visits, and the receipts that were halved away on the way to each. */
const maxReceiptsRemembered = 1_000;

export class Audits {
  readonly #tables: Tables;
  readonly #chains: Chains;
  /** Populations and sealed entries never change. */
  readonly #parts = new Map<string, Promise<readonly PopulationEntry[]>>();
  readonly #bookEntries = new Map<string, Promise<Entry>>();
  readonly #receipts = new Map<string, Promise<SealedReceipt>>();

  constructor(tables: Tables, chains: Chains) {
    this.#tables = tables;
    this.#chains = chains;
  }

  /** L28: an audit with all that was observed. */
  async get(auditId: string): Promise<StoredAudit | undefined> {
    const [first, ...rest] = await this.#tables.all('ledgers', auditAccount(auditId));
    if (first === undefined) return undefined;
    return {
      opened: readStored(first, readOpening),
      sheets: rest.map((stored) => readStored(stored, readObserved)),
    };
  }

  /** L28: a page of the ids of audits. */
  async idsPage(limit: number, after?: string): Promise<Page<string>> {
    const page = await this.#tables.page('ledgers', auditsSubject, { limit, ...(after && { after }) });
    return { items: page.items.map(({ item }) => item), next: page.next };
  }

  /** L28: the ids of the audits of an order. */
  async idsOf(orderId: string): Promise<readonly string[]> {
    const listed = await this.#tables.all('ledgers', auditsSubject);
    return listed.filter(({ record }) => record['orderId'] === orderId).map(({ item }) => item);
  }

  /** L29: how far a seal holds the books of an order; none where it holds none. */
  async sealedBooks(date: CalendarDate, orderId: string): Promise<readonly SealedBook[]> {
    return (await this.#tables.read(sealedTailsKey(date, orderId), readSealedBooks)) ?? [];
  }

  /**
   * L30: the receipt that a draw takes: the part of the population, its entry, and, by halving, its place in the group.
   *
   * Reads: one for the part, one for the entry, and one for each of some seven households, however many there are; fewer
   * where draws before have met the same group.
   */
  async drawn(audit: OpenedAudit, draw: number): Promise<DrawnReceipt> {
    const { measure, seed, total, books } = audit;
    const g = drawnUnit(seed, draw, total);
    const { entry, within } = await this.#entryAt(audit, g);
    const { account = '' } = books[entry.book] ?? {};
    const { group = [] } = await this.#bookEntry(account, entry.seq);
    const unit = 'commodity' in measure ? measure.commodity : measure.currency;
    let [lowest, highest] = [0, group.length - 1];
    while (lowest < highest) {
      const middle = Math.ceil((lowest + highest) / 2);
      const { ahead } = (await this.#receipt(audit, entry, middle)).entry;
      if ((ahead?.get(unit) ?? 0n) <= within) lowest = middle;
      else highest = middle - 1;
    }
    const { entry: receipt, isVoid } = await this.#receipt(audit, entry, lowest);
    return {
      draw,
      g,
      reference: receipt.reference,
      householdId: householdOf(receipt),
      book: entry.book,
      occurredAt: receipt.occurredAt,
      recorded: 'commodity' in measure ? amountOf(receipt.lines, unit) : (receipt.money ?? 0n),
      isVoid,
    };
  }

  /** One receipt of a sealed group, on the account of its household. */
  #receipt(
    { measure, orderId, books }: OpenedAudit,
    { book, seq }: PopulationEntry,
    index: number,
  ): Promise<SealedReceipt> {
    const { account = '', seq: sealedTo = 0 } = books[book] ?? {};
    const name = entryName(account, seq);
    const accountOf = 'commodity' in measure ? householdGoodsAccount : householdStipendAccount;
    return remembered(this.#receipts, maxReceiptsRemembered, `${name} ${sealedTo} ${index}`, async () => {
      const { group = [] } = await this.#bookEntry(account, seq);
      const { reference, householdId } = group[index] ?? damaged('group');
      const chain = await this.#chains.entriesFrom('ledgers', accountOf(householdId, orderId), 1);
      const entry = chain.find((one) => one.counterpartyEntry === name && one.reference === reference);
      return {
        entry: entry ?? damaged('group'),
        isVoid: chain.some((one) => isUndoing(one, reference, account, sealedTo)),
      };
    });
  }

  async #entryAt(
    { auditId, parts }: OpenedAudit,
    g: bigint,
  ): Promise<{ readonly entry: PopulationEntry; readonly within: bigint }> {
    const part = parts.findLastIndex((first) => first <= g);
    const entries = await this.#part(auditId, part);
    const found = intervalOf(
      entries.map(({ amount }) => amount),
      g - (parts[part] ?? 0n),
    );
    const entry = found && entries[found.index];
    return entry === undefined ? damaged('parts') : { entry, within: found?.within ?? 0n };
  }

  #part(auditId: string, part: number): Promise<readonly PopulationEntry[]> {
    return remembered(this.#parts, maxRemembered, `${auditId}/${part}`, async () => {
      const stored = await this.#tables.read(populationPartKey(auditId, part), readPopulationPart);
      return stored ?? damaged('parts');
    });
  }

  #bookEntry(account: string, seq: number): Promise<Entry> {
    return remembered(this.#bookEntries, maxRemembered, entryName(account, seq), async () => {
      const stored = await this.#tables.read(linkKey(account, seq), readEntry);
      return stored ?? damaged('group');
    });
  }
}

/** Whose account an entry is of. */
function householdOf({ account }: Entry): string {
  const parsed = parseAccount(account);
  return parsed?.kind === 'household' ? parsed.householdId : damaged('account');
}

/** Whether an entry undoes a receipt of a book, and is one of those that the seal holds. */
function isUndoing(
  { reverses, counterpartyEntry = '' }: Entry,
  reference: string,
  book: string,
  sealedTo: number,
): boolean {
  const { account, seq } = parseEntryName(counterpartyEntry);
  return reverses === reference && account === book && seq <= sealedTo;
}

/** What was read before, or is read now; of more than `most` the first is forgotten, and so is what could not be read. */
function remembered<T>(
  known: Map<string, Promise<T>>,
  most: number,
  key: string,
  read: () => Promise<T>,
): Promise<T> {
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = read();
  const [first] = known.keys();
  if (known.size >= most && first !== undefined) known.delete(first);
  known.set(key, value);
  void value.catch(() => known.delete(key));
  return value;
}
