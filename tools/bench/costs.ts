/** Read and write units of handovers and of orders, each counted once: they do not vary. */
import { type TableNames, Tables } from '../../shared/store/tables.ts';
import { BenchSystem, clientOf } from './bench-system.ts';
import { checkBooks } from './books-check.ts';
import { type CityCentre, cityOf } from './city.ts';
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

/** Units of accepting one order over so many households at {@link kaesongCentres} centres, by the bundled function. */
export async function unitsPerOrder(households: number): Promise<Units> {
  let meter: UnitMeter | undefined;
  const system = await BenchSystem.start(() => meter);
  try {
    await system.register(cityOf(kaesongCentres, households));
    // All that follows a registration is done before the order's own writes are counted.
    await system.pause();
    meter = new UnitMeter(meteredIndexes(system.tableNames));
    system.resume();
    await system.issue(`order-${households}`);
    await system.pause();
    return meter.read();
  } finally {
    await system.stop();
  }
}
