/** What anybody may know of an order whose public page is open: goods by location, and nothing that tells of one household. */
import type { PublicOrderAnswer } from '../../shared/contract/answers/cards.ts';
import { notFound, QueryProblem } from './problem.ts';
import { mostOfFew, publicFigures } from './public-figures.ts';
import type { QueryContext } from './query-context.ts';
import { answerReconciliation } from './reconciliation.ts';

/** An order that is not open looks like one that is not there. */
export async function answerPublicOrder(
  orderId: string,
  context: QueryContext,
): Promise<PublicOrderAnswer | QueryProblem> {
  const { journal } = context;
  const [publication, order] = await Promise.all([
    journal.publications.last(orderId),
    journal.orders.asOf(orderId),
  ]);
  if (publication?.isPublic !== true || order === undefined) return notFound('Order', orderId);
  const [report, plans] = await Promise.all([
    answerReconciliation(orderId, undefined, context),
    journal.plans.ofRevision(orderId, order.revision),
  ]);
  if (report instanceof QueryProblem) return report;
  const ofFew = mostOfFew(
    plans.map(({ plan }) => plan),
    order.terms,
  );
  return {
    orderId,
    title: order.terms.title,
    status: report.status,
    asOf: report.asOf,
    ...publicFigures(report, ofFew),
  };
}
