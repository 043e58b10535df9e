/** What anybody may know of an order whose public page is open: goods by location, and nothing that tells of one household. */
import type { PublicOrderAnswer } from '../../shared/contract/answers/cards.ts';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { baseIn, quantityIn } from '../../shared/domain/quantity.ts';
import { notFound, QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';
import { answerReconciliation } from './reconciliation.ts';

/** Fewer households than these are not told of: their goods might be those of one. */
const leastHouseholds = 10;

type PublicFigures = PublicOrderAnswer['commodities'][number];

/** An order that is not open looks like one that is not there. */
export async function answerPublicOrder(
  orderId: string,
  context: QueryContext,
): Promise<PublicOrderAnswer | QueryProblem> {
  const { journal } = context;
  const publication = await journal.publications.last(orderId);
  if (publication?.isPublic !== true) return notFound('Order', orderId);
  const [report, order] = await Promise.all([
    answerReconciliation(orderId, undefined, context),
    journal.orders.asOf(orderId),
  ]);
  if (report instanceof QueryProblem) return report;
  const groups = groupsOf(report.locations);
  const served = report.locations.reduce((sum, { householdsServed }) => sum + householdsServed, 0);
  return {
    orderId,
    title: order?.terms.title ?? orderId,
    status: report.status,
    asOf: report.asOf,
    commodities: figuresOf([{ commodities: report.commodities, householdsServed: served }]),
    locations: groups.map((group) => {
      const [only, ...others] = group;
      const isOne = only !== undefined && others.length === 0;
      return {
        ...(isOne && { locationId: only.locationId }),
        ...(isOne && only.name !== undefined && { name: only.name }),
        commodities: figuresOf(group),
      };
    }),
  };
}

type Served = Pick<LocationReportAnswer, 'householdsServed'> & {
  readonly commodities: readonly Pick<
    LocationReportAnswer['commodities'][number],
    'commodity' | 'unit' | 'received' | 'handedOver' | 'onHand'
  >[];
};

const servedBy = (group: readonly Pick<Served, 'householdsServed'>[]): number =>
  group.reduce((sum, { householdsServed }) => sum + householdsServed, 0);

const tellsOfFew = (group: readonly Pick<Served, 'householdsServed'>[]): boolean => {
  const served = servedBy(group);
  return served > 0 && served < leastHouseholds;
};

/**
 * Locations one by one, and those that served few households together. Where even those are few, the smallest of the others
 * joins them: what all have less what is told is not what few have.
 */
function groupsOf(locations: readonly LocationReportAnswer[]): readonly (readonly LocationReportAnswer[])[] {
  const bySize = locations.toSorted((one, other) => one.householdsServed - other.householdsServed);
  const few = bySize.filter((location) => tellsOfFew([location]));
  const others = bySize.filter((location) => !tellsOfFew([location]));
  while (few.length > 0 && tellsOfFew(few)) {
    const next = others.findIndex(({ householdsServed }) => householdsServed > 0);
    if (next < 0) break;
    few.push(...others.splice(next, 1));
  }
  const byId = others.toSorted((one, other) => (one.locationId < other.locationId ? -1 : 1));
  return [...byId.map((location) => [location]), ...(few.length === 0 ? [] : [few])];
}

/** The goods of a group, added together. */
function figuresOf(group: readonly Served[]): PublicFigures[] {
  const rows = group.flatMap(({ commodities }) => commodities);
  const isSilent = tellsOfFew(group);
  return [...new Set(rows.map(({ commodity }) => commodity))].map((commodity) => {
    const own = rows.filter((row) => row.commodity === commodity);
    const unit = own.find((row) => row.unit !== undefined)?.unit;
    // What was promised without a unit has no goods yet, and zero is zero in any unit.
    const sum = (column: 'received' | 'handedOver' | 'onHand'): number =>
      unit === undefined
        ? 0
        : quantityIn(
            own.reduce((all, row) => all + (baseIn(row[column], unit) ?? 0n), 0n),
            unit,
          );
    return {
      commodity,
      ...(unit !== undefined && { unit }),
      received: sum('received'),
      ...(isSilent ? {} : { handedOver: sum('handedOver'), onHand: sum('onHand') }),
    };
  });
}
