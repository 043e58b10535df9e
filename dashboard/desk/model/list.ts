/** The distribution list as a device takes it along: small, whole or a part of it, and never changed until it is taken anew. */
import type { DistributionListItem, ShelfAnswer } from '../../../shared/contract/answers/households.ts';
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import type { Unit } from '../../../shared/domain/quantity.ts';
import { type ListPage, pagesOf } from '../../api/pages.ts';

export interface DeskHousehold {
  readonly householdId: string;
  readonly name?: string;
  readonly neighbourhood?: string;
  readonly persons: number;
  /** By the list's goods, in their order. */
  readonly due: readonly number[];
  readonly received: readonly number[];
  /** When it was handed something last, as the books have it. */
  readonly servedAt?: string;
}

/** Which households a device takes along: all, those of some neighbourhoods, or those of a range of numbers. */
export type Part =
  | { readonly of: 'all' }
  | { readonly of: 'neighbourhoods'; readonly neighbourhoods: readonly string[] }
  | { readonly of: 'numbers'; readonly from: string; readonly to: string };

export interface DeskGoods {
  readonly commodity: string;
  readonly unit: Unit;
  /** What lay on the shelf when the list was taken, by the books. */
  readonly onHand: number;
}

export interface DeskList {
  /** Whose list it is, and of what. */
  readonly key: string;
  readonly source: string;
  readonly orderId: string;
  readonly title: string;
  readonly endsOn?: string;
  readonly centreId: string;
  readonly centreName?: string;
  readonly takenAt: string;
  readonly part: Part;
  readonly goods: readonly DeskGoods[];
  readonly households: readonly DeskHousehold[];
  /** What was recorded on this device and decided already: the list counts what of it was booked, and knows better than the rest. */
  readonly counted: readonly string[];
}

export interface ListChoice {
  readonly order: Pick<OrderAnswer, 'orderId' | 'title' | 'endsOn'>;
  readonly centreId: string;
  readonly centreName?: string | undefined;
  readonly part: Part;
}

interface DistributionPage extends ListPage {
  readonly items: readonly DistributionListItem[];
  readonly shelf: ShelfAnswer;
}

export interface AskOne {
  one<T>(path: string): Promise<T>;
}

/** Days after which a list is dropped: whoever it names is not on a device longer than that. */
const maxListDays = 14;
const dayMs = 86_400_000;

export const listKeyOf = (source: string, orderId: string, centreId: string): string =>
  `${source} ${orderId} ${centreId}`;

/** That nobody is in what was chosen: such a list would be found out only in the yard. */
export class EmptyListError extends Error {
  override readonly name = 'EmptyListError';
}

/** Reads a whole list, page by page. Errors: those of the API. */
async function readPages(
  orderId: string,
  centreId: string,
  api: AskOne,
): Promise<readonly DistributionPage[]> {
  const path = `/locations/${encodeURIComponent(centreId)}/distribution-list?orderId=${encodeURIComponent(orderId)}&limit=500`;
  const pages: DistributionPage[] = [];
  for await (const page of pagesOf(path, (of) => api.one<DistributionPage>(of))) pages.push(page);
  return pages;
}

export interface Neighbourhood {
  /** Empty for households without one. */
  readonly name: string;
  readonly households: number;
}

/** The neighbourhoods of a whole list, by name. Errors: those of the API. */
export async function readNeighbourhoods(
  orderId: string,
  centreId: string,
  api: AskOne,
): Promise<readonly Neighbourhood[]> {
  const counts = new Map<string, number>();
  for (const { items } of await readPages(orderId, centreId, api))
    for (const { neighbourhood = '' } of items)
      counts.set(neighbourhood, (counts.get(neighbourhood) ?? 0) + 1);
  return Array.from(counts, ([name, households]) => ({ name, households })).sort((one, other) =>
    one.name.localeCompare(other.name, undefined, { numeric: true }),
  );
}

/** Reads a whole list and keeps the part that is asked for. Errors: those of the API; an {@link EmptyListError}. */
export async function readList(
  { order, centreId, centreName, part }: ListChoice,
  { source, takenAt, counted }: Pick<DeskList, 'source' | 'takenAt' | 'counted'>,
  api: AskOne,
): Promise<DeskList> {
  const { orderId, title, endsOn } = order;
  const pages = await readPages(orderId, centreId, api);
  const items = pages.flatMap((page) => page.items);
  const chosen = items.filter(choosing(part));
  if (chosen.length === 0) throw new EmptyListError();
  const goods = goodsOf(pages[0]?.shelf ?? [], items);
  return {
    key: listKeyOf(source, orderId, centreId),
    source,
    orderId,
    title,
    ...(endsOn !== undefined && { endsOn }),
    centreId,
    ...(centreName !== undefined && { centreName }),
    takenAt,
    part,
    goods,
    households: chosen.map((item) => householdOf(item, goods)),
    counted,
  };
}

/** What is rationed or lies there, as the shelf has it, but for what no household has anything to do with. */
function goodsOf(shelf: ShelfAnswer, items: readonly DistributionListItem[]): readonly DeskGoods[] {
  const [first] = items;
  return (first?.commodities ?? []).flatMap(({ commodity, unit }) => {
    const onHand = shelf.find((line) => line.commodity === commodity)?.onHand ?? 0;
    return unit === undefined ? [] : [{ commodity, unit, onHand }];
  });
}

function householdOf(item: DistributionListItem, goods: readonly DeskGoods[]): DeskHousehold {
  const { householdId, name, neighbourhood, persons, servedAt, commodities } = item;
  const figure = (of: 'dueNow' | 'received') =>
    goods.map(({ commodity }) => commodities.find((line) => line.commodity === commodity)?.[of] ?? 0);
  return {
    householdId,
    ...(name !== undefined && { name }),
    ...(neighbourhood !== undefined && { neighbourhood }),
    persons,
    due: figure('dueNow'),
    received: figure('received'),
    ...(servedAt !== undefined && { servedAt }),
  };
}

type Chosen = Pick<DeskHousehold, 'householdId' | 'neighbourhood'>;

/** Digits alone, as a clerk types the end of a number; without leading zeros. */
const endOf = (typed: string): string | undefined => /^0*(\d+)$/.exec(typed)?.[1];

/** The digits at the end of a number, without leading zeros: `17` is that of `KS-R01-00017`. */
export const tailOf = (householdId: string): string => /0*(\d+)$/.exec(householdId)?.[1] ?? '';

/** Whether one number without leading zeros is at most another, however long they are. */
const isUpTo = (one: string, other: string): boolean =>
  one.length === other.length ? one <= other : one.length < other.length;

/** Whether a number is in a range: of the numbers' ends where both bounds are such, else as the list is ordered. */
function isInRange(householdId: string, from: string, to: string): boolean {
  const [first, last] = [endOf(from), endOf(to)];
  if (first !== undefined && last !== undefined) {
    const tail = tailOf(householdId);
    return tail !== '' && isUpTo(first, tail) && isUpTo(tail, last);
  }
  return (from === '' || householdId >= from) && (to === '' || householdId <= to);
}

/** Whether a household belongs to a part. */
export function choosing(part: Part): (household: Chosen) => boolean {
  switch (part.of) {
    case 'all':
      return () => true;
    case 'neighbourhoods':
      return ({ neighbourhood = '' }) => part.neighbourhoods.includes(neighbourhood);
    case 'numbers':
      return ({ householdId }) =>
        isInRange(householdId.toUpperCase(), part.from.trim().toUpperCase(), part.to.trim().toUpperCase());
  }
}

/** Whether a list has to be dropped: its order is over, or it is older than is allowed. */
export const isOver = ({ endsOn, takenAt }: DeskList, today: string, now: Date): boolean =>
  (endsOn !== undefined && endsOn < today) || now.getTime() - Date.parse(takenAt) > maxListDays * dayMs;

/** Whether what was recorded then need not be on a device any more, once it is in the books. */
export const isPast = (at: string, now: Date): boolean =>
  now.getTime() - Date.parse(at) > maxListDays * dayMs;
