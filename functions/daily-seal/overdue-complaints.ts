/** How many complaints wait for an answer longer than they should: by the totals of each order, and one list without an order. */
import { complaintFigures } from '../../shared/domain/assurance-tally.ts';
import { isOverdue } from '../../shared/domain/complaints.ts';
import type { Instant } from '../../shared/domain/events.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import { noOrder } from '../../shared/ledger/anomalies.ts';
import type { Store } from '../../shared/store/store.ts';

export const overdueIn = (journal: Store, now: () => Instant) => async (): Promise<number> => {
  const today = dateIn(journal.zone, now());
  const [ofNone, orderIds] = await Promise.all([journal.complaints.ofOrder(noOrder), journal.orders.ids()]);
  const totals = await Promise.all(orderIds.map((orderId) => journal.assuranceTallies.last(orderId)));
  const ofOrders = totals.map((last) =>
    last === undefined ? 0 : complaintFigures(last.tally, today).overdue,
  );
  const late = ofNone.filter(({ isAnswered, dueOn }) => !isAnswered && isOverdue(dueOn, today)).length;
  return ofOrders.reduce((sum, overdue) => sum + overdue, late);
};
