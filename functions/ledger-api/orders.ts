/** Orders as amended. */

import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { Instant, Ration } from '../../shared/domain/events.ts';
import { type Order, orderStatus } from '../../shared/domain/order.ts';
import { baseThousandths, decimal, quantityIn } from '../../shared/domain/quantity.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { moneyIn } from './figures.ts';
import { notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export async function answerOrder(
  orderId: string,
  { journal, now }: QueryContext,
): Promise<OrderAnswer | QueryProblem> {
  const order = await journal.orders.asOf(orderId);
  return order === undefined ? notFound('Order', orderId) : orderAnswerOf(order, now);
}

export async function answerOrders(
  { limit, after }: PageRequest<string>,
  { journal, now }: QueryContext,
): Promise<ItemPage<OrderAnswer>> {
  const { items, next } = await journal.orders.idsPage(limit, after);
  const orders = await Promise.all(items.map((orderId) => journal.orders.asOf(orderId)));
  return {
    items: orders.flatMap((order) => (order === undefined ? [] : [orderAnswerOf(order, now)])),
    ...(next !== undefined && { next }),
  };
}

function orderAnswerOf(order: Order, now: Instant): OrderAnswer {
  const { orderId, revision, terms } = order;
  const { title, issuedBy, referenceDate, startsOn, endsOn, centres, stipend, release } = terms;
  return {
    orderId,
    title,
    issuedBy,
    referenceDate,
    startsOn,
    ...(endsOn !== undefined && { endsOn }),
    area: { centres: centres === 'all' ? 'all' : [...centres] },
    rations: terms.rations.map(rationAnswerOf),
    ...(stipend !== undefined && {
      stipend: {
        amountPerAdult: moneyIn(stipend.perAdultMinor, stipend.currency.code),
        currency: stipend.currency.code,
        funding: stipend.funding,
      },
    }),
    pledges: terms.pledges.map(({ commodity, quantity, unit, source, responsible }) => ({
      commodity,
      ...(quantity !== undefined && unit !== undefined && { quantity: quantityIn(quantity, unit) }),
      ...(unit !== undefined && { unit }),
      source,
      responsible,
    })),
    prohibitions: [...terms.prohibitions],
    release,
    status: orderStatus(order, now),
    revision,
    revisions: order.revisions.map(({ revision, kind, at, reason }) => ({
      revision,
      kind,
      at,
      ...(reason !== undefined && { reason }),
    })),
  };
}

function rationAnswerOf(ration: Ration): OrderAnswer['rations'][number] {
  const { commodity, unit, step } = ration;
  const { perPersonThousandths, perAdultThousandths, perChildThousandths, perHouseholdThousandths } = ration;
  const scale = (thousandths: bigint): number => decimal(thousandths, baseThousandths(1_000n, unit));
  return {
    commodity,
    ...(perPersonThousandths !== undefined && { quantityPerPerson: scale(perPersonThousandths) }),
    ...(perAdultThousandths !== undefined && { quantityPerAdult: scale(perAdultThousandths) }),
    ...(perChildThousandths !== undefined && { quantityPerChild: scale(perChildThousandths) }),
    ...(perHouseholdThousandths !== undefined && { quantityPerHousehold: scale(perHouseholdThousandths) }),
    ...(step !== undefined && { step: quantityIn(step, unit) }),
    unit,
  };
}

/** A ration in words: `rice 5 kg a person and 2 kg a household`. */
function rationText(ration: OrderAnswer['rations'][number]): string {
  const scales = [
    ['person', ration.quantityPerPerson],
    ['adult', ration.quantityPerAdult],
    ['child', ration.quantityPerChild],
    ['household', ration.quantityPerHousehold],
  ] as const;
  const given = scales.flatMap(([who, quantity]) =>
    quantity === undefined ? [] : [`${quantity} ${ration.unit} ${who === 'adult' ? 'an' : 'a'} ${who}`],
  );
  return `${ration.commodity} ${given.join(' and ')}`;
}

export const ordersTable = (orders: readonly OrderAnswer[]): CsvTable =>
  csvTable(orders, {
    orderId: (order) => order.orderId,
    title: (order) => order.title,
    issuedBy: (order) => order.issuedBy,
    referenceDate: (order) => order.referenceDate,
    startsOn: (order) => order.startsOn,
    endsOn: (order) => order.endsOn,
    status: (order) => order.status,
    revision: (order) => order.revision,
    release: (order) => order.release,
    rations: (order) => order.rations.map(rationText).join('; '),
    amountPerAdult: (order) => order.stipend?.amountPerAdult,
    currency: (order) => order.stipend?.currency,
  });
