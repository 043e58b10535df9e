/** Read and write units of handovers and of orders, each counted once: they do not vary. */
import { gzipSync } from 'node:zlib';
import { maxRowsOfBatch } from '../../shared/domain/transaction-size.ts';
import { type TableNames, Tables } from '../../shared/store/tables.ts';
import { BenchSystem, clientOf } from './bench-system.ts';
import { BrokenBooks, checkBooks } from './books-check.ts';
import { type CityCentre, cityOf, householdsRegistered, paymentSheetsOf, sheetsOf } from './city.ts';
import { cityLanes, postLanes, type SheetForm } from './posting.ts';
import { type MeteredIndex, meterClient, UnitMeter, type Units } from './units.ts';

/** Kaesong's 27 dong and 2 ri. */
const kaesongCentres = 29;

/** The indexes of the project's tables. */
const meteredIndexes = ({ households, ledgers }: TableNames): readonly MeteredIndex[] => [
  { tableName: households, keys: ['centreId', 'householdId'], projects: 'all' },
  { tableName: ledgers, keys: ['listing', 'listedAt'], projects: 'keys' },
];

/** Units a handover, reading included, when posted in sheets of one form. */
export async function unitsPerHandover(
  system: BenchSystem,
  orderId: string,
  city: readonly CityCentre[],
  households: number,
  form: SheetForm,
): Promise<Units> {
  await system.open(orderId, city);
  const client = clientOf(system.engineEndpoint);
  const meter = new UnitMeter(meteredIndexes(system.tableNames));
  meterClient(client, meter);
  await postLanes(new Tables(client, system.tableNames), cityLanes(orderId, city, households, form));
  client.destroy();
  await checkBooks(system.tables, orderId, city, households);
  const { writeUnits, readUnits } = meter.read();
  const handovers = city.length * households;
  return { writeUnits: writeUnits / handovers, readUnits: readUnits / handovers };
}

/** What a relief round took, from an empty registry to a city that is served and paid. */
export interface RoundCost {
  readonly households: number;
  /** Of accepting the order alone. */
  readonly order: Units;
  /** Of all of it: registered, ordered, arrived, each household served once in full and paid once. */
  readonly round: Units;
  /** Messages that its senders sent, ten in a request. */
  readonly messages: number;
  /** Of a page that shows the order, and one that shows a centre, each time it asks for all that it shows. */
  readonly pages: { readonly overview: PageRound; readonly centre: PageRound };
  /** Of the whole system, per request for the order's reconciliation. Units: milliseconds. */
  readonly reconciliationCpuMs: number;
}

/** All that a page asks at once. */
export interface PageRound {
  readonly questions: number;
  readonly readUnits: number;
  /** As they are sent, compressed. */
  readonly bytes: number;
  readonly characters: number;
}

const answersAsked = 20;

/** Plays one round over so many households at {@link kaesongCentres} centres, through the queues, by the bundled functions. */
export async function costOfRound(households: number): Promise<RoundCost> {
  let meter: UnitMeter | undefined;
  const system = await BenchSystem.start(() => meter);
  try {
    const city = cityOf(kaesongCentres, households);
    const orderId = `order-${households}`;
    const counted: Units[] = [];
    /** Nothing that an earlier step causes is counted with a later one. */
    const count = async (work: () => Promise<void>): Promise<Units> => {
      meter = new UnitMeter(meteredIndexes(system.tableNames));
      system.resume();
      await work();
      await system.pause();
      const units = meter.read();
      counted.push(units);
      return units;
    };
    const handovers = city.map((centre) => [
      ...sheetsOf(orderId, centre, centre.households.length, maxRowsOfBatch.receipts),
    ]);
    /** Hands over to households of each centre, from one of its sheets to another. */
    const handOver = async (from: number, to?: number): Promise<void> => {
      await system.send(handovers.flatMap((sheets) => sheets.slice(from, to)));
      for (const centre of city) {
        const left = to === undefined ? 0 : rowsOfLast(centre.households.length);
        await system.untilServed(orderId, [centre], centre.households.length - left);
      }
    };
    const payments = city.flatMap((centre) => [...paymentSheetsOf(orderId, centre, maxRowsOfBatch.payments)]);
    const registrations = [...householdsRegistered(city)];
    await count(() => system.register(city));
    const order = await count(() => system.issue(orderId));
    await count(() => system.arrive(orderId, city));
    const askPages = () =>
      pagesOf(system, orderId, city, (own) => {
        meter = own;
      });
    await count(() => handOver(0, -1));
    // Nothing of a page is sent again where nothing changed; here every centre books one more sheet between two times.
    await askPages();
    await count(() => handOver(-1));
    const pages = await askPages();
    await count(async () => {
      await system.send(payments);
      await system.untilPaid(orderId, city);
    });
    meter = undefined;
    return {
      pages,
      households,
      order,
      round: {
        writeUnits: counted.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
        readUnits: counted.reduce((sum, { readUnits }) => sum + readUnits, 0),
      },
      messages: 2 + registrations.length + city.length + handovers.flat().length + payments.length,
      reconciliationCpuMs: await reconciliationCpuMs(system, orderId, households),
    };
  } finally {
    await system.stop();
  }
}

const rowsOfLast = (households: number): number => ((households - 1) % maxRowsOfBatch.receipts) + 1;

/** What the pages ask for at once; `measure` is given the meter of each. */
async function pagesOf(
  system: BenchSystem,
  orderId: string,
  [centre]: readonly CityCentre[],
  measure: (meter: UnitMeter) => void,
): Promise<RoundCost['pages']> {
  const pageRound = async (paths: readonly string[]): Promise<PageRound> => {
    const meter = new UnitMeter(meteredIndexes(system.tableNames));
    measure(meter);
    const texts: string[] = [];
    for (const path of paths) texts.push(JSON.stringify(await system.get(path)));
    return {
      questions: paths.length,
      readUnits: meter.read().readUnits,
      bytes: texts.reduce((sum, text) => sum + gzipSync(text).length, 0),
      characters: texts.reduce((sum, text) => sum + text.length, 0),
    };
  };
  return {
    overview: await pageRound([
      '/orders?limit=500',
      `/orders/${orderId}/reconciliation`,
      `/orders/${orderId}/activity`,
      `/orders/${orderId}/shipments?limit=500`,
      `/anomalies?orderId=${orderId}&limit=200`,
    ]),
    centre: await pageRound([
      '/orders?limit=500',
      `/locations/${centre?.centreId}/reconciliation?orderId=${orderId}`,
      `/locations/${centre?.centreId}/shipments?orderId=${orderId}&limit=500`,
    ]),
  };
}

async function reconciliationCpuMs(
  system: BenchSystem,
  orderId: string,
  households: number,
): Promise<number> {
  const path = `/orders/${orderId}/reconciliation`;
  const answer = (await system.get(path)) as {
    readonly locations: readonly { readonly householdsServed: number }[];
    readonly stipend: { readonly householdsPaid: number };
  };
  const served = answer.locations.reduce((sum, { householdsServed }) => sum + householdsServed, 0);
  if (served !== households || answer.stipend.householdsPaid !== households) {
    throw new BrokenBooks(
      `${orderId}: of ${households} households ${served} are served and ${answer.stipend.householdsPaid} paid`,
    );
  }
  for (let warmUp = 0; warmUp < answersAsked; warmUp += 1) await system.get(path);
  const before = process.cpuUsage();
  for (let asked = 0; asked < answersAsked; asked += 1) await system.get(path);
  const { user, system: kernel } = process.cpuUsage(before);
  return (user + kernel) / 1_000 / answersAsked;
}
