/** More held items of one centre than a chain of requests for their retry may have hops, where Lambda guards against loops. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdsPerRetry } from '../../shared/posting/held-retries.ts';
import { maxHops } from '../../tools/local/lineage.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { startedSystem } from '../support/started-system.ts';
import { Desk } from './desk.ts';
import { arrival, handovers, households, locations, order, receipt } from './events.ts';

const held = holdsPerRetry * (maxHops + 3);
const sheetRows = 97;

describe('what a centre holds for one train', () => {
  let system: LocalSystem;
  let desk: Desk;
  const logged: string[] = [];

  beforeAll(async () => {
    system = await startedSystem({ log: (line) => void logged.push(line) });
    desk = new Desk(system);
  });
  afterAll(() => system?.stop());

  const centreOf = (answer: { readonly locations: readonly { readonly locationId: string }[] }): any =>
    answer?.locations.find(({ locationId }) => locationId === 'C-1');
  const reconciliation = () => desk.get('/orders/O-1/reconciliation');

  it(`is all booked when the train comes, ${held} receipts by more than ${maxHops} requests`, async () => {
    // Prepare
    const people = Array.from({ length: held }, (_, index) => ({
      householdId: `H-${index}`,
      adults: 1,
      children: 0,
    }));
    await desk.send(locations);
    for (let from = 0; from < held; from += 500)
      await desk.send(households('C-1', people.slice(from, from + 500)));
    await desk.until('the last household', () => desk.get(`/households/H-${held - 1}`), Boolean);
    await desk.send(order('O-1'));
    await desk.until('the order', () => desk.get('/orders/O-1'), Boolean);
    for (let from = 0; from < held; from += sheetRows) {
      const rows = people.slice(from, from + sheetRows);
      await desk.send(
        handovers(
          'O-1',
          'C-1',
          rows.map(({ householdId }) => receipt(`R-${householdId}`, householdId, 1)),
        ),
      );
    }
    await desk.until('all to be held', reconciliation, (answer) => answer?.exceptions.held === held);

    // Act
    await desk.send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: held, unit: 'kg' }]));

    // Assess
    await desk.until('all to be booked', reconciliation, (answer) => answer?.exceptions.held === 0);
    expect(centreOf(await reconciliation()).householdsServed).toBe(held);
    expect(logged.filter((line) => line.includes('RecursiveLoop'))).toEqual([]);
  });
});
