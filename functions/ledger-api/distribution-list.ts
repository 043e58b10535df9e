/** The distribution list: every household that a centre serves under an order, for its desk to print. */

import type { DistributionListItem } from '../../shared/contract/answers/households.ts';
import { householdGoodsAccount, locationAccount } from '../../shared/domain/accounts.ts';
import { emptyLocationTally, type LocationTally } from '../../shared/domain/books.ts';
import { releasedAmounts } from '../../shared/domain/handover.ts';
import { type Composition, personsOf } from '../../shared/domain/household.ts';
import { entitlementOf, type Order } from '../../shared/domain/order.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import { type Amounts, amountOf, noAmounts } from '../../shared/domain/quantity.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import { registeredAt, withdrawalsIn } from '../../shared/ledger/registry-chain.ts';
import type { Store } from '../../shared/store/store.ts';
import type { CsvTable } from './csv.ts';
import { commodityRow } from './figures.ts';
import { missingOrder, notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export async function answerDistributionList(
  centreId: string,
  orderId: string | undefined,
  { limit, after = '' }: PageRequest<string>,
  { journal }: QueryContext,
): Promise<ItemPage<DistributionListItem> | QueryProblem> {
  if (orderId === undefined) return missingOrder('a distribution list is drawn up under one order');
  const [location, order, links] = await Promise.all([
    journal.locations.get(centreId),
    journal.orders.asOf(orderId),
    journal.registries.get(centreId),
  ]);
  if (location?.kind !== 'centre') return notFound('Centre', centreId);
  if (order === undefined) return notFound('Order', orderId);
  const { centres, referenceDate } = order.terms;
  const isCovered = centres === 'all' || centres.includes(centreId);
  const withdrawn = withdrawalsIn(links);
  const served = isCovered
    ? [...registeredAt(centreId, links, referenceDate, order.acceptedAt)]
        .filter(([householdId]) => householdId > after && !withdrawn.has(householdId))
        .sort(([one], [other]) => (one < other ? -1 : 1))
    : [];
  const page = served.slice(0, limit);
  const householdIds = page.map(([householdId]) => householdId);
  const [households, accounts, plan, book, missed] = await Promise.all([
    journal.households.get(householdIds),
    journal.chains.entries(
      'ledgers',
      householdIds.map((householdId) => householdGoodsAccount(householdId, orderId)),
    ),
    journal.plans.get(orderId, order.revision, centreId),
    journal.chains.tail('stock', locationAccount('centre', centreId, orderId)),
    lastMissed(orderId, centreId, householdIds, journal),
  ]);
  const shares = new Shares(order, plan, book?.stock ?? emptyLocationTally);
  const items = page.map(([householdId, composition]): DistributionListItem => {
    const { name, neighbourhood } = households.get(householdId) ?? {};
    const why = missed.get(householdId);
    const received = accounts.get(householdGoodsAccount(householdId, orderId))?.at(-1)?.balance ?? noAmounts;
    return {
      householdId,
      ...(name !== undefined && { name }),
      ...(neighbourhood !== undefined && { neighbourhood }),
      persons: personsOf(composition),
      adults: composition.adults,
      ...(why !== undefined && { missed: why }),
      commodities: commoditiesOf(order, composition, shares.of(composition), received),
    };
  });
  const last = items.at(-1);
  return { items, ...(served.length > limit && last !== undefined && { next: last.householdId }) };
}

/** L21: why each of some households was missed the last time, of those that ever were. */
async function lastMissed(
  orderId: string,
  centreId: string,
  householdIds: readonly string[],
  journal: Store,
): Promise<ReadonlyMap<string, NonNullable<DistributionListItem['missed']>>> {
  const [first, last] = [householdIds.at(0), householdIds.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const rows = await journal.missed.between(orderId, centreId, first, last);
  return new Map(
    rows.map(({ householdId, reason, note, time }) => [
      householdId,
      { reason, ...(note !== undefined && { note }), occurredAt: time },
    ]),
  );
}

/** Released shares, computed once for all households of the same priority, adults and children. */
class Shares {
  readonly #order: Order;
  readonly #plan: Plan;
  readonly #tally: LocationTally;
  readonly #known = new Map<string, Amounts>();

  constructor(order: Order, plan: Plan, tally: LocationTally) {
    this.#order = order;
    this.#plan = plan;
    this.#tally = tally;
  }

  of(composition: Composition): Amounts {
    const key = `${composition.priority}/${composition.adults}/${composition.children}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const released = releasedAmounts(this.#order, this.#plan, this.#tally, composition);
    this.#known.set(key, released);
    return released;
  }
}

function commoditiesOf(
  order: Order,
  composition: Composition,
  released: Amounts,
  received: Amounts,
): DistributionListItem['commodities'] {
  const entitled = entitlementOf(order, composition);
  const { rations } = order.terms;
  return orderedCommodities({ rations, pledges: [] }, received.keys()).map((commodity) => {
    const { step = 1n } = rations.find((ration) => ration.commodity === commodity) ?? {};
    const left = amountOf(released, commodity) - amountOf(received, commodity);
    const isWhole = amountOf(released, commodity) === amountOf(entitled, commodity);
    const due = isWhole ? left : left - (left % step);
    return commodityRow(commodity, order.units, (quantity) => ({
      entitled: quantity(amountOf(entitled, commodity)),
      released: quantity(amountOf(released, commodity)),
      received: quantity(amountOf(received, commodity)),
      // A desk hands out nothing under a cancelled order: the receipt would be rejected.
      dueNow: quantity(due > 0n && !order.cancelled ? due : 0n),
    }));
  });
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
