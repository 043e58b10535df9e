/** A centre with goods and households, for desks to serve. */
import type { Desk } from '../../flows/desk.ts';
import { arrival, households, locations, order } from '../../flows/events.ts';

export const orderId = 'O-1';
export const centreId = 'C-1';

const neighbourhoods = ['Sonjuk', 'Haeun', 'Namsan', 'Panmun'];

export const numberOf = (index: number): string => `KS-${String(index + 1).padStart(5, '0')}`;

/**
 * Each household is due 10 kg of rice and 2 bottles of oil; nothing is scarce, unless `forHouseholds` is less.
 * `beforeOrder`: what else is to be there when the order counts whom it covers.
 */
export async function playYard(
  desk: Desk,
  count: number,
  forHouseholds = count,
  beforeOrder: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  await desk.send(locations);
  await desk.until('the centre', () => desk.get(`/locations/${centreId}`), Boolean);
  const rows = Array.from({ length: count }, (_, index) => ({
    householdId: numberOf(index),
    name: `Name ${index + 1}`,
    neighbourhood: neighbourhoods[index % neighbourhoods.length],
    adults: 1,
    children: 1,
  }));
  for (let at = 0; at < rows.length; at += 1_000)
    await desk.send(households(centreId, rows.slice(at, at + 1_000)));
  await desk.until('the last household', () => desk.get(`/households/${numberOf(count - 1)}`), Boolean);
  await beforeOrder();
  await desk.send(order(orderId));
  await desk.until('the order', () => desk.get(`/orders/${orderId}`), Boolean);
  await desk.send(
    arrival(orderId, 'W-1', centreId, [
      { commodity: 'rice', quantity: 10 * forHouseholds, unit: 'kg' },
      { commodity: 'oil', quantity: 2 * forHouseholds, unit: 'bottle' },
    ]),
  );
  await desk.until(
    'the goods',
    () => desk.get(`/locations/${centreId}`),
    (centre) => centre.balances.length > 0,
  );
}
