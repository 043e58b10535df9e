/** Exceptions over all orders: the lists of the orders put together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newestOfAll } from '../../../functions/ledger-api/exceptions-of-all.ts';
import { ageOf } from '../../../shared/ledger/listed-exceptions.ts';
import type { ExceptionInList, ExceptionLists } from '../../../shared/store/exception-lists.ts';

const listed = (orderId: string, minute: number, exceptionId: string): ExceptionInList => ({
  orderId,
  exceptionId,
  recordedAt: new Date(minute * 60_000).toISOString(),
  index: 0,
  reason: 'unknown-household',
  locationId: undefined,
  payerId: undefined,
  status: 'held',
  recordSeq: 1,
  position: exceptionId,
});

const byAge = (one: ExceptionInList, other: ExceptionInList): number => (ageOf(one) > ageOf(other) ? -1 : 1);

class ListsInMemory implements Pick<ExceptionLists, 'newest' | 'nextOrder' | 'allNewest'> {
  reads = 0;
  readonly #all: readonly ExceptionInList[];

  constructor(all: readonly ExceptionInList[]) {
    this.#all = all;
  }

  newest: ExceptionLists['newest'] = async (_, orderId, limit, before = '~') => {
    this.reads += 1;
    const older = this.#all.filter((one) => one.orderId === orderId && ageOf(one) < before).sort(byAge);
    return { exceptions: older.slice(0, limit), more: older.length > limit };
  };

  nextOrder: ExceptionLists['nextOrder'] = async (_, after = '') =>
    [...new Set(this.#all.map(({ orderId = '-' }) => orderId))].sort().find((orderId) => orderId > after);

  allNewest: ExceptionLists['allNewest'] = async (_, max) =>
    this.#all.length > max ? undefined : this.#all.toSorted(byAge);
}

const idsOf = async (lists: ListsInMemory, limit: number, before?: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for await (const page of newestOfAll(lists, ['held'], limit, before)) {
    if (!Array.isArray(page)) throw new Error('it was refused');
    ids.push(...page.map(({ exceptionId }) => exceptionId));
  }
  return ids;
};

const exceptions = fc
  .array(fc.record({ order: fc.integer({ min: 0, max: 4 }), minute: fc.integer({ min: 0, max: 30 }) }), {
    maxLength: 60,
  })
  .map((drawn) => drawn.map(({ order, minute }, at) => listed(`O-${order}`, minute, `x${at}`)));

describe('exceptions over all orders', () => {
  it('are each told once, the newest first, from any age on', async () => {
    await fc.assert(
      fc.asyncProperty(exceptions, fc.integer({ min: 1, max: 7 }), fc.nat(), async (all, limit, from) => {
        const sorted = all.toSorted(byAge);
        const before = sorted.length === 0 ? undefined : sorted[from % sorted.length];
        const rest = sorted.filter((one) => before === undefined || ageOf(one) < ageOf(before));
        expect(await idsOf(new ListsInMemory(all), limit, before && ageOf(before))).toEqual(
          rest.map(({ exceptionId }) => exceptionId),
        );
      }),
    );
  });

  it('are read no further than they are asked for, however many an order has', async () => {
    const all = [
      ...Array.from({ length: 50_000 }, (_, at) => listed('O-1', at, `a${at}`)),
      listed('O-2', 60_000, 'b'),
    ];
    const lists = new ListsInMemory(all);
    const pages = newestOfAll(lists, ['held'], 100, undefined);
    const first = (await pages.next()).value;
    await pages.return(undefined);
    expect(first).toHaveLength(101);
    expect(lists.reads).toBe(2);
  });

  it('of more orders than are put together are sorted, while they are not too many', async () => {
    const of = (count: number) =>
      new ListsInMemory(Array.from({ length: count }, (_, at) => listed(`O-${at % 200}`, at, `x${at}`)));
    expect(await idsOf(of(300), 10)).toHaveLength(300);
    await expect(idsOf(of(20_001), 10)).rejects.toThrow('refused');
  });
});
