/** A small round with something of everything the page shows: shares, a shortfall, a refusal, a hold and a variance. */
import type { Desk } from '../flows/desk.ts';
import {
  arrival,
  count,
  dispatch,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
} from '../flows/events.ts';

const rice = (quantity: number) => ({ commodity: 'rice', quantity, unit: 'kg' });

export const orderId = 'O-1';

/** Guarantees: everything is booked when it settles, but the message that is held. */
export async function playSmallRound(desk: Desk): Promise<void> {
  await desk.send(locations);
  await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
  await desk.send(
    households('C-1', [
      { householdId: 'H-1', name: '김', adults: 2, children: 2 },
      { householdId: 'H-2', adults: 1, children: 0 },
    ]),
  );
  await desk.send(households('C-2', [{ householdId: 'H-3', adults: 3, children: 1 }]));
  await desk.until('the household', () => desk.get('/households/H-2'), Boolean);
  await desk.until('the household', () => desk.get('/households/H-3'), Boolean);
  await desk.send(order(orderId));
  await desk.until('the order', () => desk.get(`/orders/${orderId}`), Boolean);
  await desk.send(dispatch(orderId, 'W-1', { source: 'the granary' }, 'HUB', [rice(45)]));
  await desk.send(arrival(orderId, 'W-1', 'HUB', [rice(40.5)]));
  await desk.until('the share', () => desk.get('/shipments/W-1%2FC-1'), Boolean);
  await desk.send(arrival(orderId, 'W-1/C-1', 'C-1', [rice(22.5)]));
  await desk.until(
    'the stock',
    () => desk.get('/locations/C-1'),
    (centre) => centre.balances.length > 0,
  );
  await desk.send(
    handovers(orderId, 'C-1', [
      receipt('R-1', 'H-1', 12.5),
      receipt('R-2', 'H-2', 500),
      receipt('R-3', 'H-9', 1),
    ]),
  );
  await desk.exception('rejected', 'R-2');
  await desk.exception('held', 'R-3');
  await desk.send(payments(orderId, 'P-1', [payment('Y-1', 'H-1', 8_000.5)]));
  await desk.send(count(orderId, 'C-1', 'K-1', [rice(9.5)]));
  await desk.until(
    'the round',
    () => desk.get(`/orders/${orderId}/reconciliation`),
    (report) => report.stipend.paid === 8_000.5 && report.commodities[0].countVariance === -0.5,
  );
}
