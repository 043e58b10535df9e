/**
 * A country's day on the model of DynamoDB: which partition key is written and read most, and how much of what a
 * partition takes that is. `npm run country -- --day late-train`; see docs/speed-and-cost.md.
 *
 * A slice of the country is played in full: whole centres with all their households, by the real workers and the real
 * query API, at virtual times. A key of one centre, payer or household is as busy in the slice as in the country; one
 * that all centres share is as many times busier in the country as the slice is smaller, on average of its busiest
 * hour.
 *
 * What comes all at once (the registry, the order, a train, and whatever they wake) is worked off as fast as the
 * functions and the keys can take it: of that, it is told how long the busiest key needs at least.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isQueued, queueOfType } from '../../shared/domain/events.ts';
import { maxRowsOfBatch } from '../../shared/domain/transaction-size.ts';
import { Tables } from '../../shared/store/tables.ts';
import {
  type CityCentre,
  type CityEvent,
  cityOf,
  householdsRegistered,
  orderIssued,
  payerOf,
  paymentSheetsOf,
  personsOf,
  rations,
  sheetsOf,
} from '../../tools/bench/city.ts';
import { consumptionsOf } from '../../tools/bench/units.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { Dice } from '../support/dice.ts';
import { DynamoDbModel } from './dynamodb-model.ts';
import { type KeyLoad, KeyLoads, type Kind } from './key-loads.ts';

export const days = {
  plain: 'all goods are there before the desks open',
  'late-train': 'half of the goods come at one o’clock: whoever asks for a whole ration waits until then',
  'late-order': 'the order comes at one o’clock: all that is handed over and paid before waits for it',
  cancelled: 'the order is cancelled before the desks open, and they go on: all is rejected',
} as const;
export type Day = keyof typeof days;

/** What one partition takes. Units: a second. Source: DynamoDB developer guide, "Best practices for partition keys". */
export const maxOfPartition: Readonly<Record<Kind, number>> = { write: 1_000, read: 3_000 };

/** 25 million people at 4.09 a household. */
const countryHouseholds = 6_112_469;

export interface Slice {
  readonly day: Day;
  readonly centres: number;
  readonly householdsOfCentre: number;
}

/** The busiest key of a kind of keys, as it would be in the country. */
export interface HotKey {
  readonly kind: Kind;
  /** With `<centre>` and the like for what tells keys of one kind apart. */
  readonly pattern: string;
  /** Units: a second for what the day paces; all of it for what comes at once. */
  readonly units: number;
  readonly shared: boolean;
}

export interface CountryDay {
  readonly paced: readonly HotKey[];
  readonly atOnce: readonly HotKey[];
  /** All keys of a table together, in the busiest hour. */
  readonly tables: readonly HotKey[];
  readonly messages: number;
  readonly served: number;
  readonly paid: number;
  readonly held: number;
  readonly rejected: number;
}

const orderId = 'country';
const hubId = 'HUB';

/** Warm functions of each queue, each with a memory of its own: a busy hour's 3 sheets a second of 0.4 s need two. */
const instances = 3;

const hour = 3_600;
const opening = 8 * hour;
const noonTrain = 13 * hour;
/** Desks are busiest before noon: parts of the day's sheets by hour, from eight to six o'clock. */
const hourly = [6, 12, 18, 16, 8, 8, 12, 10, 6, 4];
/** A household is looked up at most so long before it is served. */
const lookedUpSeconds = 1_800;

interface Happening {
  readonly second: number;
  /** Comes when desks and payers have a sheet full, and not with all of its kind at once. */
  readonly isPaced: boolean;
  readonly happen: (books: Books) => Promise<void>;
}

/** Plays one day. Guarantees: the same slice and seed are the same day. */
export async function playCountry(slice: Slice, seed = 'country'): Promise<CountryDay> {
  const dice = new Dice(seed);
  const paced = new KeyLoads();
  const atOnce = new KeyLoads();
  let loads = atOnce;
  let nowMs = 0;
  const database = new DynamoDbModel(
    dice,
    (changes) => loads.follow(changes),
    () => nowMs,
  );
  const names = { households: 'households', stock: 'stock', ledgers: 'ledgers' };
  const tables = new Tables(
    meteredClient(database, () => loads),
    names,
  );
  const functions = Array.from({ length: instances }, () => Books.over(tables));
  const city = cityOf(slice.centres, slice.centres * slice.householdsOfCentre);
  const happenings = [...happeningsOf(slice.day, city, dice)].sort((one, other) => one.second - other.second);
  const midnightMs = Date.parse('2020-08-10T00:00:00Z');
  for (const { second, isPaced, happen } of happenings) {
    nowMs = midnightMs + second * 1_000;
    loads = isPaced ? paced : atOnce;
    loads.setSecond(second);
    database.catchUp();
    const books = dice.pick(functions);
    books.setClock(new Date(nowMs).toISOString());
    await happen(books);
  }
  loads = new KeyLoads();
  const [books = Books.over(tables)] = functions;
  const { locations, stipend, exceptions } = await books.get(`/orders/${orderId}/reconciliation`);
  const times = countryHouseholds / (slice.centres * slice.householdsOfCentre);
  const ofSecond = ({ second, hour: ofHour }: KeyLoad, shared: boolean): number =>
    shared ? ofHour * times : second;
  return {
    paced: hottest(paced.loads().filter(isOneKey), ofSecond),
    atOnce: hottest(atOnce.loads().filter(isOneKey), ({ total }, shared) => (shared ? total * times : total)),
    tables: hottest(
      paced.loads().filter((load) => !isOneKey(load)),
      ofSecond,
    ),
    messages: happenings.length - city.length * slice.householdsOfCentre,
    served: locations.reduce((sum: number, { householdsServed }: Served) => sum + householdsServed, 0),
    paid: stipend.householdsPaid,
    held: exceptions.held,
    rejected: exceptions.rejected,
  };
}

interface Served {
  readonly householdsServed: number;
}

/** A table as a whole is counted beside its keys, under its name alone. */
const isOneKey = ({ key }: KeyLoad): boolean => key.includes(' ');

function meteredClient(database: DynamoDbModel, loadsNow: () => KeyLoads): DynamoDBClient {
  const send = async (command: { readonly input: object }): Promise<object> => {
    let output: object | undefined;
    try {
      output = database.answer(command);
      return output;
    } finally {
      const operation = command.constructor.name.replace(/Command$/, '');
      for (const { from, partition, writeUnits, readUnits } of consumptionsOf(
        operation,
        command.input,
        output,
      )) {
        for (const key of [from, `${from} ${partition}`]) {
          loadsNow().take('write', key, writeUnits);
          loadsNow().take('read', key, readUnits);
        }
      }
    }
  };
  return { send } as unknown as DynamoDBClient;
}

/** Of each pattern the busiest key; the one that takes most of its partition first. */
function hottest(
  loads: readonly KeyLoad[],
  unitsOf: (load: KeyLoad, shared: boolean) => number,
): readonly HotKey[] {
  const busiest = new Map<string, HotKey>();
  for (const load of loads) {
    const { key, kind } = load;
    const shared = patternOf(key) === key;
    const pattern = shared ? sharedOf(key) : patternOf(key);
    const units = unitsOf(load, shared);
    const known = busiest.get(`${kind} ${pattern}`);
    if (known === undefined || known.units < units) {
      busiest.set(`${kind} ${pattern}`, { kind, pattern, units, shared });
    }
  }
  return [...busiest.values()].sort((one, other) => shareOf(other) - shareOf(one));
}

/** Of what its partition takes in a second. */
export const shareOf = ({ kind, units }: HotKey): number => units / maxOfPartition[kind];

/** A key with what names one centre, household, case or event left out; one that all share is its own pattern. */
const patternOf = (key: string): string =>
  key
    .replace(/KS-D\d+-\d+/, '<household>')
    .replace(/PAY-KS-D\d+/, '<payer>')
    .replace(/KS-D\d+/, '<centre>')
    .replace(/\bHUB\b/, '<hub>')
    .replace(/(W-\w+)/, '<train>')
    .replace(/\b(case|remainder):.*/, '$1:<case>');

/** Keys that all centres share, and that are told together: the parts of one list. */
const sharedOf = (key: string): string => key.replace(/^(ledgers\/exceptions \w+)\/\d$/, '$1');

const send =
  (event: CityEvent, group: string) =>
  (books: Books): Promise<void> =>
    books.sendBody(isQueued(event.type) ? queueOfType[event.type] : '', JSON.stringify(event), group);

function* happeningsOf(day: Day, city: readonly CityCentre[], dice: Dice): Generator<Happening> {
  yield { second: 0, isPaced: false, happen: send(locations(city), 'locations') };
  let second = 1;
  for (const event of householdsRegistered(city)) {
    second += 1;
    yield {
      second,
      isPaced: false,
      happen: send(event, (event.data as { readonly centreId: string }).centreId),
    };
  }
  const orderSecond = day === 'late-order' ? noonTrain : 6 * hour;
  yield { second: orderSecond, isPaced: false, happen: send(orderIssued(orderId), orderId) };
  const trainSecond = Math.max(7 * hour, orderSecond);
  const trains = day === 'late-train' ? [trainSecond, noonTrain] : [trainSecond];
  for (const [number, at] of trains.entries()) yield* train(`W-${number + 1}`, at, trains.length, city, dice);
  if (day === 'cancelled') yield { second: opening - 60, isPaced: false, happen: send(cancelled, orderId) };
  for (const centre of city) yield* deskOf(centre, dice);
}

/** A part of all rations comes to the hub, and within a quarter of an hour to each centre. */
function* train(
  shipmentId: string,
  second: number,
  trains: number,
  city: readonly CityCentre[],
  dice: Dice,
): Generator<Happening> {
  const persons = city.flatMap(({ households }) => households).reduce((sum, one) => sum + personsOf(one), 0);
  const lines = rations.map(({ commodity, quantityPerPerson, unit }) => ({
    commodity,
    quantity: Math.ceil((quantityPerPerson * persons) / trains),
    unit,
  }));
  yield { second, isPaced: false, happen: send(arrived(shipmentId, hubId, lines), hubId) };
  for (const { centreId } of city) {
    const share = `${shipmentId}/${centreId}`;
    yield {
      second: second + dice.whole(60, 900),
      isPaced: false,
      happen: async (books) => {
        const waybill = await books.get(`/shipments/${encodeURIComponent(share)}`);
        const received = waybill.lines.map(({ commodity, unit, dispatched }: Dispatched) => ({
          commodity,
          unit,
          quantity: dispatched,
        }));
        await send(arrived(share, centreId, received), centreId)(books);
      },
    };
  }
}

interface Dispatched {
  readonly commodity: string;
  readonly unit: string;
  readonly dispatched: number;
}

/** A centre's day: it looks up whom it serves, and sends a sheet whenever it has a full one; so does who pays. */
function* deskOf(centre: CityCentre, dice: Dice): Generator<Happening> {
  const { centreId, households } = centre;
  const rows = maxRowsOfBatch.receipts;
  const handovers = [...sheetsOf(orderId, centre, households.length, rows)];
  const seconds = secondsOf(handovers.length, dice);
  for (const [index, event] of handovers.entries()) {
    const second = seconds[index] ?? opening;
    yield { second, isPaced: true, happen: send(event, centreId) };
    for (const { householdId } of households.slice(index * rows, (index + 1) * rows)) {
      const look = async (books: Books): Promise<void> => {
        await books.get(`/households/${householdId}`);
      };
      yield { second: second - dice.whole(0, lookedUpSeconds), isPaced: true, happen: look };
    }
  }
  const payments = [...paymentSheetsOf(orderId, centre, maxRowsOfBatch.payments)];
  const paymentSeconds = secondsOf(payments.length, dice);
  for (const [index, event] of payments.entries()) {
    yield { second: paymentSeconds[index] ?? opening, isPaced: true, happen: send(event, payerOf(centreId)) };
  }
}

/** When a centre sends so many sheets, in order: as many in each hour as that hour's part of the day. */
function secondsOf(sheets: number, dice: Dice): readonly number[] {
  const parts = hourly.reduce((sum, part) => sum + part, 0);
  const seconds = Array.from({ length: sheets }, (_, index) => {
    let left = ((index + 0.5) * parts) / sheets;
    const of = hourly.findIndex((part) => {
      left -= part;
      return left < 0;
    });
    return opening + of * hour + dice.whole(0, hour - 1);
  });
  return seconds.sort((one, other) => one - other);
}

const eventOf = (id: string, type: CityEvent['type'], data: unknown): CityEvent => ({
  specversion: '1.0',
  id,
  source: 'urn:relief:country',
  type,
  time: '2020-08-10T09:00:00+09:00',
  data,
});

const locations = (city: readonly CityCentre[]): CityEvent =>
  eventOf('locations', 'relief.locations.registered.v1', {
    locations: [
      { locationId: hubId, name: hubId, kind: 'hub' },
      ...city.map(({ centreId }) => ({
        locationId: centreId,
        name: centreId,
        kind: 'centre',
        suppliedBy: hubId,
      })),
    ],
  });

const arrived = (shipmentId: string, at: string, lines: readonly object[]): CityEvent =>
  eventOf(`arrived-${shipmentId.replace('/', '-')}`, 'relief.shipment.arrived.v1', {
    shipmentId,
    orderId,
    at,
    lines,
  });

const cancelled: CityEvent = eventOf('cancelled', 'relief.order.cancelled.v1', {
  orderId,
  reason: 'the lockdown is over',
});

/** Of a partition: what takes less is not shown. */
const leastShare = 0.001;
/** Units: seconds. */
const leastSeconds = 60;

function reportOf({ paced, atOnce, tables, ...day }: CountryDay): string {
  const row = (key: HotKey, share: string): string =>
    [key.kind.padEnd(5), key.units.toFixed(1).padStart(12), share.padStart(10)].join(' ') +
    `  ${key.pattern}${key.shared ? '' : ' (one of many)'}`;
  return [
    `${day.messages} messages; ${day.served} households served, ${day.paid} paid, ${day.held} held, ${day.rejected} rejected`,
    'units a second, and of 1,000 written or 3,000 read by one key:',
    ...paced
      .filter((key) => shareOf(key) >= leastShare)
      .map((key) => row(key, `${(shareOf(key) * 100).toFixed(1)} %`)),
    ...tables.map((table) => row(table, '')),
    'units of what comes at once, and how long one key takes for them at least:',
    ...atOnce
      .filter((key) => shareOf(key) >= leastSeconds)
      .map((key) => row(key, `${(shareOf(key) / 60).toFixed(1)} min`)),
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      day: { type: 'string' },
      centres: { type: 'string', default: '10' },
      households: { type: 'string', default: '2600' },
      seed: { type: 'string', default: 'country' },
    },
  });
  const played = (Object.keys(days) as Day[]).filter((day) => values.day === undefined || values.day === day);
  for (const day of played) {
    console.info(`\n${day}: ${days[day]}`);
    const slice = { day, centres: Number(values.centres), householdsOfCentre: Number(values.households) };
    console.info(reportOf(await playCountry(slice, values.seed)));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
