/** The cards of a centre's households under an order, for a coordinator to print. */
import type { CardListItem } from '../../shared/contract/answers/cards.ts';
import {
  householdGoodsAccount,
  householdStipendAccount,
  locationAccount,
} from '../../shared/domain/accounts.ts';
import { emptyLocationTally } from '../../shared/domain/books.ts';
import { releasedAmounts } from '../../shared/domain/handover.ts';
import { personsOf } from '../../shared/domain/household.ts';
import { entitlementOf } from '../../shared/domain/order.ts';
import { noAmounts } from '../../shared/domain/quantity.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { cardToken } from '../../shared/http/cards/card-token.ts';
import { entitlementRows, stipendBlock } from './households.ts';
import { badParameter, QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';
import { listed, pageOfServed, type ServedHousehold, servedHouseholds } from './served-households.ts';

export interface CardQuestion {
  readonly centreId: string | undefined;
  readonly orderId: string | undefined;
}

/** What makes cards: the key of their codes, and the address that they open. */
export interface CardPress {
  readonly key: () => Promise<string>;
  /** The address of the page, with a slash at its end. */
  readonly pageUrl: string;
}

/** The token stands behind `#`: no server is sent it, and no log has it. */
export const cardUrl = (pageUrl: string, token: string): string => `${pageUrl}card#${token}`;

/** Reads what a distribution list reads, and the stipends beside it. */
export async function answerCards(
  { centreId, orderId }: CardQuestion,
  { limit, after }: PageRequest<string>,
  context: QueryContext,
): Promise<ItemPage<CardListItem> | QueryProblem> {
  if (centreId === undefined) return badParameter('centreId', 'the centre whose cards are printed');
  const list = await servedHouseholds({ locationId: centreId, orderId }, 'a list of cards', context);
  if (list instanceof QueryProblem) return list;
  const { journal, cardPress } = context;
  const { order, served } = list;
  const pageOf = pageOfServed(served, limit, after);
  const { page } = pageOf;
  const goodsOf = ([householdId]: ServedHousehold) => householdGoodsAccount(householdId, order.orderId);
  const stipendOf = ([householdId]: ServedHousehold) => householdStipendAccount(householdId, order.orderId);
  const [secret, households, accounts, plan, book] = await Promise.all([
    cardPress.key(),
    journal.households.get(page.map(([householdId]) => householdId)),
    journal.chains.entries('ledgers', [...page.map(goodsOf), ...page.map(stipendOf)]),
    journal.plans.get(order.orderId, order.revision, centreId),
    journal.chains.tail('stock', locationAccount('centre', centreId, order.orderId)),
  ]);
  const tally = book?.stock ?? emptyLocationTally;
  const items = page.map((household): CardListItem => {
    const [householdId, composition] = household;
    const { name, neighbourhood, cardGeneration = 0 } = households.get(householdId) ?? {};
    const token = cardToken(secret, householdId, cardGeneration);
    const received = accounts.get(goodsOf(household))?.at(-1)?.balance ?? noAmounts;
    const paid = accounts.get(stipendOf(household))?.at(-1)?.moneyBalance ?? 0n;
    return {
      householdId,
      ...(name !== undefined && { name }),
      ...(neighbourhood !== undefined && { neighbourhood }),
      persons: personsOf(composition),
      token,
      url: cardUrl(cardPress.pageUrl, token),
      entitlements: entitlementRows(order, {
        entitled: entitlementOf(order, composition),
        released: releasedAmounts(order, plan, tally, composition),
        received,
      }),
      ...stipendBlock(order, composition, paid),
    };
  });
  return listed(items, pageOf);
}

/** One row for each household; a column for each commodity, with its unit, and one for the stipend. */
export function cardsTable(items: readonly CardListItem[]): CsvTable {
  const columns = new Map(
    items.flatMap(({ entitlements }) =>
      entitlements.map(({ commodity, unit = '' }) => [commodity, `${commodity} (${unit})`] as const),
    ),
  );
  const { columns: fixed, rows } = csvTable(items, {
    householdId: (item) => item.householdId,
    name: (item) => item.name,
    neighbourhood: (item) => item.neighbourhood,
    persons: (item) => item.persons,
    token: (item) => item.token,
    url: (item) => item.url,
    stipend: (item) => item.stipend?.due,
    currency: (item) => item.stipend?.currency,
  });
  return {
    columns: [...fixed, ...columns.values()],
    rows: rows.map((row, at) => [
      ...row,
      ...[...columns.keys()].map(
        (commodity) =>
          items[at]?.entitlements.find((entitlement) => entitlement.commodity === commodity)?.entitled ?? 0,
      ),
    ]),
  };
}
