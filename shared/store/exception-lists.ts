/** Lists of what was not posted, by status and order. */
import type { Instant } from '../domain/events.ts';
import {
  afterListing,
  exceptionIndex,
  exceptionKey,
  listingsOf,
  listParts,
  settledAfter,
  settledSubject,
  unnamed,
} from '../ledger/exception-keys.ts';
import { heldSince, readSettled, type StoredException } from '../ledger/exceptions.ts';
import { type ItemKey, seqOfItem } from '../ledger/keys.ts';
import { ageOf, type ListedException, readListedAt } from '../ledger/listed-exceptions.ts';
import { damagedAt, readStored } from '../ledger/record-fields.ts';
import { holdIn, storedException } from './exceptions.ts';
import { type IndexedPlace, keyText, type Tables } from './tables.ts';

export type ListedStatus = 'held' | 'rejected';

/** An exception in a list, with where its latest record is. */
export interface ExceptionInList extends ListedException {
  readonly status: ListedStatus;
  readonly recordSeq: number;
  /** Where it stands in the list. */
  readonly position: string;
}

/** Keys of an index that one page of reading on brings: some 300 KB. */
const keysOfPage = 1_000;

export class ExceptionLists {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L10: exceptions in a list, of one order or of all, after a position. */
  async page(
    status: ListedStatus,
    orderId: string | undefined,
    limit: number,
    after?: string,
  ): Promise<{ readonly exceptions: readonly ExceptionInList[]; readonly more: boolean }> {
    const { keys, more } = await this.#pageOfIndex(status, orderId, limit, after);
    return { exceptions: keys.map((place) => inList(status, place)), more };
  }

  /** L10: the newest exceptions of an order in some lists, `-` for those of none, that are older than an age; `limit` and more of them. */
  async newest(
    statuses: readonly ListedStatus[],
    orderId: string,
    limit: number,
    before?: string,
  ): Promise<{ readonly exceptions: readonly ExceptionInList[]; readonly more: boolean }> {
    const { from, to } = listingsOf(orderId);
    const older = before === undefined ? to : `${from}${before}`;
    const range = { ...exceptionIndex, from, to: older, backwards: true };
    if (range.from > range.to) return { exceptions: [], more: false };
    const pages = await Promise.all(
      statuses.flatMap((status) =>
        listParts(status).map(async (value) => {
          const { keys, more } = await this.#tables.indexRange('ledgers', { ...range, value }, limit);
          return { listed: keys.map((place) => inList(status, place)), more };
        }),
      ),
    );
    return newestOf(pages);
  }

  /** L10: all exceptions in some lists, the newest first; `undefined` where they are more than `max`, too many to sort. */
  async allNewest(
    statuses: readonly ListedStatus[],
    max: number,
  ): Promise<readonly ExceptionInList[] | undefined> {
    const lists = await Promise.all(statuses.map((status) => this.#upTo(status, max)));
    const all = lists.flat();
    return all.length > max ? undefined : all.sort(byAge);
  }

  /** L10: the first order after another, `-` for none, that exceptions in some lists name; a read a part, whatever their number. */
  async nextOrder(statuses: readonly ListedStatus[], after?: string): Promise<string | undefined> {
    const { to } = listingsOf(undefined);
    const from = after === undefined ? afterListing(undefined) : listingsOf(after).to;
    const firsts = await Promise.all(
      statuses.flatMap((status) =>
        listParts(status).map(async (value) => {
          const { keys } = await this.#tables.indexRange(
            'ledgers',
            { ...exceptionIndex, value, from, to },
            1,
          );
          return keys.map((place) => inList(status, place).orderId ?? unnamed);
        }),
      ),
    );
    return firsts.flat().sort()[0];
  }

  async #upTo(status: ListedStatus, max: number): Promise<readonly ExceptionInList[]> {
    const listed: ExceptionInList[] = [];
    let after: string | undefined;
    do {
      const page = await this.page(status, undefined, keysOfPage, after);
      listed.push(...page.exceptions);
      after = page.more ? page.exceptions.at(-1)?.position : undefined;
    } while (after !== undefined && listed.length <= max);
    return listed;
  }

  /** L10: how many exceptions an order has in a list; those whose latest outcome was recorded by an instant. */
  async count(status: ListedStatus, orderId: string, until?: Instant): Promise<number> {
    const range = { ...exceptionIndex, ...listingsOf(orderId, until) };
    const counts = await Promise.all(
      listParts(status).map((value) => this.#tables.indexCount('ledgers', { ...range, value })),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** How many were held under an order at an instant (L10, L19): of those held now, and of those settled since. */
  async countHeld(orderId: string, asOf: Instant): Promise<number> {
    const [recordedBy, movedSince, settledSince] = await Promise.all([
      this.count('held', orderId, asOf),
      this.#heldRecordedAfter(orderId, asOf),
      this.#settledAfter(orderId, asOf),
    ]);
    return recordedBy + [...movedSince, ...settledSince].filter((since) => since <= asOf).length;
  }

  /**
   * L4: exceptions with their originals, which their first records keep, and their latest outcomes. What corrects a
   * rejected one is recorded after the record that is listed.
   */
  async whole(listed: readonly ExceptionInList[]): Promise<readonly StoredException[]> {
    // A correction follows the record that is listed, and is not listed itself.
    const keys = listed.flatMap(({ exceptionId, recordSeq, status }) => {
      const correction = status === 'rejected' ? [recordSeq + 1] : [];
      return [...new Set([1, recordSeq, ...correction])].map((seq) => exceptionKey(exceptionId, seq));
    });
    const found = await this.#tables.getAll('ledgers', keys);
    return listed.map(({ exceptionId, recordSeq }) => {
      const first = found.get(keyText(exceptionKey(exceptionId, 1)));
      const correction = found.get(keyText(exceptionKey(exceptionId, recordSeq + 1)));
      const last = correction ?? found.get(keyText(exceptionKey(exceptionId, recordSeq)));
      if (first === undefined || last === undefined) throw new Error(`exception ${exceptionId} is not there`);
      return storedException(first, last);
    });
  }

  /** L10: since when each exception is held whose latest outcome, that it depends on something else, is of after an instant. */
  async #heldRecordedAfter(orderId: string, asOf: Instant): Promise<readonly Instant[]> {
    const since: Instant[] = [];
    let after: string | undefined = listingsOf(orderId, asOf).to;
    while (after !== undefined) {
      const { keys, more } = await this.#pageOfIndex('held', orderId, keysOfPage, after);
      since.push(...keys.map((place) => heldSince(holdIn(inLedgers(place)))));
      after = more ? keys.at(-1)?.sort : undefined;
    }
    return since;
  }

  /** L19: since when each exception was held that was settled after an instant. */
  async #settledAfter(orderId: string, asOf: Instant): Promise<readonly Instant[]> {
    const parts = await Promise.all(
      listParts(settledSubject(orderId)).map((subject) =>
        this.#tables.all('ledgers', subject, settledAfter(asOf)),
      ),
    );
    return parts.flat().map((stored) => readStored(stored, readSettled));
  }

  async #pageOfIndex(
    status: ListedStatus,
    orderId: string | undefined,
    limit: number,
    after?: string,
  ): Promise<PageOfIndex> {
    const { from: first, to } = listingsOf(orderId);
    const next = afterListing(after);
    const range = { ...exceptionIndex, from: next > first ? next : first, to };
    if (range.from > range.to) return { keys: [], more: false };
    const pages = await Promise.all(
      listParts(status).map((value) => this.#tables.indexRange('ledgers', { ...range, value }, limit)),
    );
    return merged(pages, limit);
  }
}

const inLedgers = ({ subject, item }: IndexedPlace): ItemKey => ({ table: 'ledgers', subject, item });

function inList(status: ListedStatus, place: IndexedPlace): ExceptionInList {
  const { subject, item, sort } = place;
  try {
    const recordSeq = status === 'held' ? holdIn(inLedgers(place)).recordSeq : seqOfItem(item);
    return { ...readListedAt(sort), status, recordSeq, position: sort };
  } catch (error) {
    throw damagedAt(`ledgers ${subject} ${item}`, error);
  }
}

type PageOfIndex = Awaited<ReturnType<Tables['indexRange']>>;

/** One page of what several partitions list. Guarantees: nothing comes after what a partition has still to tell. */
function merged(pages: readonly PageOfIndex[], limit: number): PageOfIndex {
  const ends = pages.flatMap(({ keys, more }) => (more ? [keys.at(-1)?.sort ?? ''] : [])).sort();
  const told = pages
    .flatMap(({ keys }) => keys)
    .filter(({ sort }) => ends[0] === undefined || sort <= ends[0])
    .sort((one, other) => (one.sort < other.sort ? -1 : 1));
  return { keys: told.slice(0, limit), more: ends.length > 0 || told.length > limit };
}

interface ListedPart {
  readonly listed: readonly ExceptionInList[];
  readonly more: boolean;
}

const byAge = (one: ExceptionInList, other: ExceptionInList): number => (ageOf(one) > ageOf(other) ? -1 : 1);

/** One page of what several partitions list backwards. Guarantees: nothing is newer than what a partition has still to tell. */
function newestOf(parts: readonly ListedPart[]): {
  readonly exceptions: readonly ExceptionInList[];
  readonly more: boolean;
} {
  const ends = parts.flatMap(({ listed, more }) => {
    const last = listed.at(-1);
    return more && last !== undefined ? [ageOf(last)] : [];
  });
  const end = ends.sort().at(-1) ?? '';
  const told = parts
    .flatMap(({ listed }) => listed)
    .filter((one) => ageOf(one) >= end)
    .sort(byAge);
  return { exceptions: told, more: ends.length > 0 };
}
