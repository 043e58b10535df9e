/**
 * `npm run cases`: 600,000 receipts of households that nobody knows are held, and a third of them, as one wrong import,
 * are withdrawn; `-- 6000` plays so many. Prints how long what a page asks for takes, with the tables in this process.
 */
import { handovers, locations, order, receipt, voiding } from '../flows/events.ts';
import { Books, type SentEvent } from '../functions/ledger-api/books.ts';

const cases = Number(process.argv.at(2) ?? 600_000);
const rowsPerSheet = 500;
const sheets = Math.ceil(cases / rowsPerSheet);
const withdrawn = Math.floor(sheets / 3);
const asked = 5;

const books = await Books.open();
const send = (event: object): Promise<void> => books.send(event as SentEvent);
const centreOf = (sheet: number): string => (sheet % 2 === 0 ? 'C-1' : 'C-2');
const idOf = (sheet: number): string => `sheet-${sheet}`;
const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(2)} s`;

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await work();
  console.info(`${what}: ${seconds(begun)}`);
}

/** The slowest of some answers, none of which is the first. */
async function ask(path: string): Promise<void> {
  await books.get(path);
  const times: number[] = [];
  for (let time = 0; time < asked; time += 1) {
    const begun = performance.now();
    await books.get(path);
    times.push(performance.now() - begun);
  }
  console.info(`  ${path}: ${(Math.max(...times) / 1_000).toFixed(2)} s`);
}

async function askAll(): Promise<void> {
  await ask('/orders/O-1/reconciliation');
  await ask('/orders');
  await ask('/anomalies?orderId=O-1&limit=200');
  await ask('/exceptions?orderId=O-1&limit=100');
  await ask('/exceptions?orderId=O-1&limit=100&locationId=C-2');
  await ask('/exceptions/groups?by=order&limit=100');
  await ask('/exceptions/groups?by=reason&orderId=O-1&limit=100');
  await ask('/exceptions/groups?by=import&events=none&orderId=O-1&limit=100');
  await ask('/exceptions/groups?by=import&orderId=O-1&limit=100');
}

const heldNow = async (): Promise<number> => (await books.get('/orders/O-1/reconciliation')).exceptions.held;

await send(locations);
await send(order('O-1'));
console.info('none is held:');
await askAll();
await timed(`${sheets * rowsPerSheet} receipts are held`, async () => {
  for (let sheet = 0; sheet < sheets; sheet += 1) {
    const rows = Array.from({ length: rowsPerSheet }, (_, row) =>
      receipt(`R-${sheet}-${row}`, `H-${sheet}-${row}`, 1),
    );
    await send({ ...handovers('O-1', centreOf(sheet), rows), id: idOf(sheet) });
  }
});
console.info(`${await heldNow()} are held:`);
await askAll();
await timed(`${withdrawn} sheets are withdrawn`, async () => {
  for (let sheet = 0; sheet < withdrawn; sheet += 1)
    await send({ ...voiding(idOf(sheet)), queue: 'handovers', group: centreOf(sheet) });
});
const left = await heldNow();
console.info(`${left} are held:`);
await askAll();
if (left !== (sheets - withdrawn) * rowsPerSheet) process.exitCode = 1;
await books.close();
