/**
 * `npm run held`: one centre holds 100,000 receipts for its train, and all of them are booked when
 * it comes; `-- 5000` plays so many. Prints how long each part took, with the tables in this process.
 */

import { holdsPerRetry } from '../../shared/posting/held-retries.ts';
import { arrival, handovers, households, locations, order, receipt } from '../flows/events.ts';
import { Books, type SentEvent } from '../functions/ledger-api/books.ts';

const held = Number(process.argv.at(2) ?? 100_000);
const books = await Books.open();
const send = (event: object): Promise<void> => books.send(event as SentEvent);
const people = Array.from({ length: held }, (_, index) => ({
  householdId: `H-${index}`,
  adults: 1,
  children: 0,
}));

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  await work();
  console.info(`${what}: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}

const heldNow = async (): Promise<number> => (await books.get('/orders/O-1/reconciliation')).exceptions.held;

await timed(`${held} households are registered and ordered for`, async () => {
  await send(locations);
  for (let from = 0; from < held; from += 500) await send(households('C-1', people.slice(from, from + 500)));
  await send(order('O-1'));
});
await timed('their receipts are held', async () => {
  for (let from = 0; from < held; from += 97) {
    const rows = people.slice(from, from + 97);
    await send(
      handovers(
        'O-1',
        'C-1',
        rows.map(({ householdId }) => receipt(`R-${householdId}`, householdId, 1)),
      ),
    );
  }
});
console.info(`held: ${await heldNow()}`);
await timed(`the train comes, and ${Math.ceil(held / holdsPerRetry)} requests retry them`, () =>
  send(arrival('O-1', 'W-1', 'C-1', [{ commodity: 'rice', quantity: held, unit: 'kg' }])),
);
const { locations: places } = await books.get('/orders/O-1/reconciliation');
const served = places.find(({ locationId }: { locationId: string }) => locationId === 'C-1').householdsServed;
console.info(`held: ${await heldNow()}, served: ${served}`);
if (served !== held || (await heldNow()) !== 0) process.exitCode = 1;
await books.close();
