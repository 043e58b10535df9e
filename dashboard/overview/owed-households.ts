/** Households of all centres that are still owed something, read centre after centre and page after page. */
import type { DistributionListItem, PaymentListItem } from '../../shared/contract/answers/households.ts';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { Unit } from '../../shared/domain/quantity.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import type { AnswerClient } from '../api/answer-client.ts';
import { type ListPage, pagesOf } from '../api/pages.ts';
import { distributionListPath, paymentListPath } from '../api/paths.ts';
import { minus } from '../figures/exact.ts';

/** What is asked: who is not fully served, who has received nothing at all, who is still owed money. */
export const owedKinds = ['goods', 'nothing', 'money'] as const;
export type OwedKind = (typeof owedKinds)[number];

export type Centre = Pick<
  LocationReportAnswer,
  'locationId' | 'name' | 'households' | 'householdsServed' | 'householdsComplete'
>;

export interface OwedHousehold {
  readonly centre: Centre;
  readonly householdId: string;
  readonly name?: string;
  readonly neighbourhood?: string;
  readonly goods: readonly {
    readonly commodity: string;
    readonly unit: Unit | undefined;
    readonly outstanding: number;
  }[];
  readonly money?: { readonly outstanding: number; readonly currency: string };
}

/** What one page of a centre's list holds of them. */
export interface OwedPage {
  readonly centre: Centre;
  readonly households: readonly OwedHousehold[];
}

/** One answer of the API at a time, only when it is asked for. Errors: an `AnswerError`. */
export async function* owedHouseholds(
  api: AnswerClient,
  orderId: string,
  centres: readonly Centre[],
  kind: OwedKind,
): AsyncGenerator<OwedPage> {
  for (const centre of centres.filter((one) => mayOwe(one, kind))) {
    const { locationId } = centre;
    if (kind === 'money')
      for await (const { items } of pages<PaymentListItem>(api, paymentListPath(locationId, orderId)))
        yield { centre, households: items.flatMap((item) => owedMoney(centre, item)) };
    else
      for await (const { items } of pages<DistributionListItem>(
        api,
        distributionListPath(locationId, orderId),
      ))
        yield { centre, households: items.flatMap((item) => owedGoods(centre, item, kind)) };
  }
}

/** The report tells of which centres no list has to be read; of money it does not. */
function mayOwe({ households, householdsServed, householdsComplete }: Centre, kind: OwedKind): boolean {
  switch (kind) {
    case 'goods':
      return householdsComplete < households;
    case 'nothing':
      return householdsServed < households;
    case 'money':
      return true;
  }
}

/** None ahead of its turn: whoever reads may have seen enough. */
const pages = <T>(
  api: AnswerClient,
  path: string,
): AsyncIterable<ListPage & { readonly items: readonly T[] }> =>
  pagesOf(path, (of) => api.one<ListPage & { readonly items: readonly T[] }>(of), { maxAhead: 0 });

function owedGoods(
  centre: Centre,
  item: DistributionListItem,
  kind: 'goods' | 'nothing',
): readonly OwedHousehold[] {
  const { commodities } = item;
  const goods = commodities.flatMap(({ commodity, unit, entitled, received }) => {
    const outstanding = minus(entitled, received);
    return outstanding > 0 ? [{ commodity, unit, outstanding }] : [];
  });
  const isAsked = kind === 'goods' ? goods.length > 0 : commodities.every(({ received }) => received <= 0);
  return isAsked ? [{ ...namesOf(item), centre, goods }] : [];
}

function owedMoney(centre: Centre, item: PaymentListItem): readonly OwedHousehold[] {
  const { outstanding, currency } = item;
  return outstanding > 0 ? [{ ...namesOf(item), centre, goods: [], money: { outstanding, currency } }] : [];
}

const namesOf = ({
  householdId,
  name,
  neighbourhood,
}: DistributionListItem | PaymentListItem): Pick<
  OwedHousehold,
  'householdId' | 'name' | 'neighbourhood'
> => ({
  householdId,
  ...(name !== undefined && { name }),
  ...(neighbourhood !== undefined && { neighbourhood }),
});

/** One row a household; a column for each of the goods, with its unit. */
export function owedTable(households: readonly OwedHousehold[], kind: OwedKind): CsvTable {
  const goods = new Map(
    households.flatMap((one) => one.goods).map(({ commodity, unit }) => [commodity, unit]),
  );
  return csvTable(households, {
    centreId: ({ centre }) => centre.locationId,
    centre: ({ centre }) => centre.name,
    householdId: ({ householdId }) => householdId,
    name: ({ name }) => name,
    neighbourhood: ({ neighbourhood }) => neighbourhood,
    ...(kind === 'money'
      ? {
          outstanding: ({ money }) => money?.outstanding,
          currency: ({ money }) => money?.currency,
        }
      : Object.fromEntries(
          [...goods].map(([commodity, unit = '']) => [
            `${commodity} outstanding (${unit})`,
            ({ goods: owed }: OwedHousehold) =>
              owed.find((line) => line.commodity === commodity)?.outstanding ?? 0,
          ]),
        )),
  });
}
