/** The distribution list: every household that a centre serves under an order, for its desk to print. */

import type { DistributionListItem, ShelfAnswer } from '../../shared/contract/answers/households.ts';
import { householdGoodsAccount, locationAccount } from '../../shared/domain/accounts.ts';
import { emptyLocationTally } from '../../shared/domain/books.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import { Desk } from '../../shared/domain/due-now.ts';
import { personsOf } from '../../shared/domain/household.ts';
import { entitlementOf, type Order } from '../../shared/domain/order.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  negateAmounts,
  noAmounts,
} from '../../shared/domain/quantity.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import type { CsvTable } from '../../shared/files/csv.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { Store } from '../../shared/store/store.ts';
import { commodityRow } from './figures.ts';
import { QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';
import {
  type ListQuestion,
  listed,
  namesOf,
  pageOfServed,
  type ServedHousehold,
  type ServedHouseholds,
  servedHouseholds,
} from './served-households.ts';
import { siteOf } from './sites.ts';

/** What lies at a centre and is due there, by commodity. Units: base units. */
type Shelf = readonly { readonly commodity: string; readonly onHand: bigint; readonly dueNow: bigint }[];

/** The last household of a page, and the shelf of the first page: what all may draw is read once for all pages. */
export interface DistributionPosition {
  readonly householdId: string;
  readonly shelf: Shelf;
}

export function distributionPosition(value: JsonValue): DistributionPosition | undefined {
  if (!Array.isArray(value)) return undefined;
  const [householdId, ...rows] = value;
  if (typeof householdId !== 'string') return undefined;
  const shelf = rows.map(shelfRow);
  return shelf.includes(undefined) ? undefined : { householdId, shelf: shelf.flatMap((row) => row ?? []) };
}

function shelfRow(value: JsonValue): Shelf[number] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [commodity, ...figures] = value;
  const [onHand, dueNow] = figures.map((figure) =>
    typeof figure === 'string' && /^-?\d+$/.test(figure) ? BigInt(figure) : undefined,
  );
  if (typeof commodity !== 'string' || onHand === undefined || dueNow === undefined) return undefined;
  return { commodity, onHand, dueNow };
}

const positionOf = (householdId: string, shelf: Shelf): JsonValue => [
  householdId,
  ...shelf.map(({ commodity, onHand, dueNow }) => [commodity, onHand.toString(), dueNow.toString()]),
];

export async function answerDistributionList(
  question: ListQuestion,
  { limit, after }: PageRequest<DistributionPosition>,
  context: QueryContext,
): Promise<ItemPage<DistributionListItem> | QueryProblem> {
  const list = await servedHouseholds(question, 'a distribution list', context);
  if (list instanceof QueryProblem) return list;
  const { journal } = context;
  const { locationId: centreId } = question;
  const { order, served } = list;
  const { orderId } = order;
  const pageOf = pageOfServed(served, limit, after?.householdId);
  const { page } = pageOf;
  const [nameOf, entriesOf, plan, book, missed] = await Promise.all([
    namesOf(page, context),
    entriesOfGoods(page, orderId, context),
    journal.plans.get(orderId, order.revision, centreId),
    journal.chains.tail('stock', locationAccount('centre', centreId, orderId)),
    lastMissed(orderId, centreId, page, journal),
  ]);
  const tally = book?.stock ?? emptyLocationTally;
  const desk = new Desk(order, plan, tally);
  const shelf = after?.shelf ?? (await shelfOf(desk, list, [...tally.stock.keys()], centreId, context));
  const items = page.map(([householdId, composition]): DistributionListItem => {
    const why = missed.get(householdId);
    const entries = entriesOf(householdId);
    const servedAt = lastServed(entries);
    return {
      householdId,
      ...nameOf(householdId),
      persons: personsOf(composition),
      adults: composition.adults,
      ...(servedAt !== undefined && { servedAt }),
      ...(why !== undefined && { missed: why }),
      commodities: commoditiesOf(order, composition, desk, entries.at(-1)?.balance ?? noAmounts),
    };
  });
  return {
    ...listed(items, pageOf, (householdId) => positionOf(householdId, shelf)),
    beside: { shelf: shelfAnswerOf(shelf, order) },
  };
}

/** L2: the entries of each household's goods under an order; the balance of the last is what the household holds. */
async function entriesOfGoods(
  households: readonly ServedHousehold[],
  orderId: string,
  { journal }: QueryContext,
): Promise<(householdId: string) => readonly Entry[]> {
  const accountOf = (householdId: string): string => householdGoodsAccount(householdId, orderId);
  const accounts = await journal.chains.entries(
    'ledgers',
    households.map(([householdId]) => accountOf(householdId)),
  );
  return (householdId) => accounts.get(accountOf(householdId)) ?? [];
}

/** When a household was last handed something that did not come back, in whatever order that was recorded. */
function lastServed(entries: readonly Entry[]): string | undefined {
  const returned = new Set(
    entries.flatMap(({ type, counterparty, reverses }) =>
      type === 'return' ? [`${counterparty} ${reverses}`] : [],
    ),
  );
  const standing = entries.filter(
    ({ type, counterparty, reference }) =>
      type === 'handover' && !returned.has(`${counterparty} ${reference}`),
  );
  return standing
    .map(({ occurredAt }) => occurredAt)
    .sort((one, other) => Date.parse(one) - Date.parse(other))
    .at(-1);
}

/**
 * What lies at a centre, and what all of its list may draw now.
 *
 * While less than all is released, that depends on what each household has received, so each account is read. Once all is
 * released the books' sums tell it (S8, S10), less what is owed to those who were withdrawn.
 */
async function shelfOf(
  desk: Desk,
  { order, served, withdrawn }: ServedHouseholds,
  booked: readonly string[],
  centreId: string,
  context: QueryContext,
): Promise<Shelf> {
  const dueOf = async (households: readonly ServedHousehold[]): Promise<Amounts> => {
    const entriesOf = await entriesOfGoods(households, order.orderId, context);
    return desk.dueTogether(
      households.map(([householdId, composition]) => ({
        composition,
        received: entriesOf(householdId).at(-1)?.balance ?? noAmounts,
      })),
    );
  };
  const dueOfWhole = async (): Promise<Amounts> => {
    const [{ coverage }, ofWithdrawn] = await Promise.all([
      siteOf(order, { locationId: centreId, kind: 'centre' }, undefined, context),
      dueOf(withdrawn),
    ]);
    return addAmounts(desk.dueOfWhole(coverage), negateAmounts(ofWithdrawn));
  };
  const due = desk.isWhole ? await dueOfWhole() : await dueOf(served);
  const { rations } = order.terms;
  return orderedCommodities({ rations, pledges: [] }, booked).map((commodity) => ({
    commodity,
    onHand: desk.onHand(commodity),
    dueNow: amountOf(due, commodity),
  }));
}

const shelfAnswerOf = (shelf: Shelf, { units }: Order): ShelfAnswer =>
  shelf.map(({ commodity, onHand, dueNow }) =>
    commodityRow(commodity, units, (quantity) => ({ onHand: quantity(onHand), dueNow: quantity(dueNow) })),
  );

/** L21: why each of some households was missed the last time, of those that ever were. */
async function lastMissed(
  orderId: string,
  centreId: string,
  page: readonly ServedHousehold[],
  journal: Store,
): Promise<ReadonlyMap<string, NonNullable<DistributionListItem['missed']>>> {
  const [first, last] = [page.at(0)?.[0], page.at(-1)?.[0]];
  if (first === undefined || last === undefined) return new Map();
  const rows = await journal.missed.between(orderId, centreId, first, last);
  return new Map(
    rows.map(({ householdId, reason, note, time }) => [
      householdId,
      { reason, ...(note !== undefined && { note }), occurredAt: time },
    ]),
  );
}

function commoditiesOf(
  order: Order,
  composition: ServedHousehold[1],
  desk: Desk,
  received: Amounts,
): DistributionListItem['commodities'] {
  const entitled = entitlementOf(order, composition);
  const released = desk.released(composition);
  const { rations } = order.terms;
  return orderedCommodities({ rations, pledges: [] }, received.keys()).map((commodity) =>
    commodityRow(commodity, order.units, (quantity) => ({
      entitled: quantity(amountOf(entitled, commodity)),
      released: quantity(amountOf(released, commodity)),
      received: quantity(amountOf(received, commodity)),
      dueNow: quantity(desk.dueNow(commodity, composition, received)),
    })),
  );
}

/** One row for each household, to be printed and signed; three columns for each commodity, with its unit. */
export function distributionTable(items: readonly DistributionListItem[]): CsvTable {
  const units = new Map<string, string>();
  for (const { commodities } of items) {
    for (const { commodity, unit = '' } of commodities) units.set(commodity, unit);
  }
  const figures = ['released', 'received', 'dueNow'] as const;
  return {
    columns: [
      'householdId',
      'name',
      'neighbourhood',
      'persons',
      'adults',
      ...[...units].flatMap(([commodity, unit]) =>
        figures.map((figure) => `${commodity} ${figure} (${unit})`),
      ),
      'missed',
    ],
    rows: items.map(({ householdId, name, neighbourhood, persons, adults, commodities, missed }) => [
      householdId,
      name,
      neighbourhood,
      persons,
      adults,
      ...[...units.keys()].flatMap((commodity) => {
        const row = commodities.find((candidate) => candidate.commodity === commodity);
        return figures.map((figure) => row?.[figure] ?? 0);
      }),
      missed && [missed.reason, ...(missed.note === undefined ? [] : [missed.note])].join(': '),
    ]),
  };
}
