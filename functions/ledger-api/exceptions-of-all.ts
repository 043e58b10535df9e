/** Exceptions over all orders, the newest first. */
import { ageOf } from '../../shared/ledger/listed-exceptions.ts';
import type { ExceptionInList, ExceptionLists, ListedStatus } from '../../shared/store/exception-lists.ts';
import { missingOrder, type QueryProblem } from './problem.ts';

/** Orders whose lists are put together; each takes some reads, however few exceptions name it. */
const maxOrders = 100;
/** Where exceptions name more orders, all of them are sorted instead: their keys take some 800 read units. */
const maxSorted = 20_000;

const ordersAtOnce = 10;

interface ListOfOrder {
  readonly orderId: string;
  readonly listed: readonly ExceptionInList[];
  /** Where its list goes on; `undefined` at its end. */
  readonly next: string | undefined;
}

type Lists = Pick<ExceptionLists, 'newest' | 'nextOrder' | 'allNewest'>;

/** Page by page, what is older than an age. */
export async function* newestOfAll(
  lists: Lists,
  statuses: readonly ListedStatus[],
  limit: number,
  before: string | undefined,
): AsyncGenerator<readonly ExceptionInList[] | QueryProblem> {
  const orders = await ordersNamed(lists, statuses);
  if (orders !== undefined) {
    yield* newestOfOrders(lists, statuses, orders, limit, before);
    return;
  }
  const all = await lists.allNewest(statuses, maxSorted);
  if (all === undefined)
    yield missingOrder(
      `more than ${maxSorted} exceptions name more than ${maxOrders} orders, too many to sort over all orders`,
    );
  else yield before === undefined ? all : all.filter((listed) => ageOf(listed) < before);
}

/** The orders that exceptions in some lists name, `-` for none; `undefined` where they are too many. */
async function ordersNamed(
  lists: Lists,
  statuses: readonly ListedStatus[],
): Promise<readonly string[] | undefined> {
  const orders: string[] = [];
  let next = await lists.nextOrder(statuses);
  while (next !== undefined) {
    if (orders.length === maxOrders) return undefined;
    orders.push(next);
    next = await lists.nextOrder(statuses, next);
  }
  return orders;
}

/** No list is read further than what it holds comes next. Guarantees: nothing is newer than what comes before it. */
async function* newestOfOrders(
  lists: Lists,
  statuses: readonly ListedStatus[],
  orders: readonly string[],
  limit: number,
  before: string | undefined,
): AsyncGenerator<readonly ExceptionInList[]> {
  const read = async (orderId: string, from: string | undefined): Promise<ListOfOrder> => {
    const { exceptions, more } = await lists.newest(statuses, orderId, limit, from);
    const last = exceptions.at(-1);
    return { orderId, listed: exceptions, next: more && last !== undefined ? ageOf(last) : undefined };
  };
  let open: ListOfOrder[] = [];
  for (let from = 0; from < orders.length; from += ordersAtOnce) {
    const some = orders.slice(from, from + ordersAtOnce);
    open.push(...(await Promise.all(some.map((orderId) => read(orderId, before)))));
  }
  while (open.length > 0) {
    // What a list has still to tell may be as new as the last that it told.
    const end = open
      .flatMap(({ next }) => next ?? [])
      .reduce((one, other) => (one > other ? one : other), '');
    const isTold = (one: ExceptionInList): boolean => ageOf(one) >= end;
    yield open
      .flatMap(({ listed }) => listed.filter(isTold))
      .sort((one, other) => (ageOf(one) > ageOf(other) ? -1 : 1));
    open = await Promise.all(
      open
        .map((list) => ({ ...list, listed: list.listed.filter((one) => !isTold(one)) }))
        .filter(({ listed, next }) => listed.length > 0 || next !== undefined)
        .map((list) =>
          list.listed.length === 0 && list.next !== undefined ? read(list.orderId, list.next) : list,
        ),
    );
  }
}
