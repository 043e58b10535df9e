/**
 * What a relief round costs on AWS, and which limit it meets first: measured units times public prices.
 *
 * Prices: list prices of us-east-1 on demand, without the free tier, as AWS published them in 2025; other regions
 * are up to a third dearer. What is not measured but assumed is named here, each with its reason.
 */
import { cityOf } from './city.ts';
import type { RoundCost } from './round-cost.ts';
import type { Units } from './units.ts';

const million = 1_000_000;

/** Units: dollars. */
const prices = {
  writeUnit: 0.625 / million,
  readUnit: 0.125 / million,
  /** Tables and their continuous backup. */
  storedGigabyteMonth: 0.25 + 0.2,
  queueRequest: 0.5 / million,
  invocation: 0.2 / million,
  /** arm64. */
  gigabyteSecond: 0.000_013_333_4,
  apiRequest: 1 / million,
  loggedGigabyte: 0.5,
  alarmMonth: 0.1,
} as const;

/** RDS for PostgreSQL with a standby in another zone, 730 hours, and 0.23 a GB and month of its storage. */
const databases = {
  small: { name: 'db.t4g.medium', dollarsMonth: 0.129 * 730, storageDollars: 0.23 },
  medium: { name: 'db.m6g.large', dollarsMonth: 0.318 * 730, storageDollars: 0.23 },
  large: { name: 'db.r6g.xlarge', dollarsMonth: 0.9 * 730, storageDollars: 0.23 },
} as const;

/** Where a query API in front of the database would cost much the same, it is left out on both sides. */
const assumed = {
  /** Of an invocation with some ten sheets: two or three round trips of 5 to 15 ms and the work of 1,000 rows at 0.6 vCPU. */
  invocationSeconds: 0.4,
  memoryGigabytes: 1,
  messagesOfBatch: 5,
  /** Desks look a household up before they serve it. */
  queriesOfHousehold: 1,
  querySeconds: 0.05,
  logBytesOfInvocation: 1_000,
  /** Items of a household after one round: its registry item, two entries, its part of the books and indexes. */
  storedBytesOfHousehold: 3_000,
} as const;

/** The naive pattern: an item of 1 KB or less each, two units in a transaction; every receipt and payment a message. */
const naive = {
  /** Registered, with the index; ledger, entitlement, four stock items, idempotency; the same of a payment with one balance. */
  writeUnitsOfHousehold: 2 + 1 + 2 * 7 + 2 * 4 + /* an entitlement for each household and order */ 1,
  readUnitsOfHousehold: 2,
  messagesOfHousehold: 2,
} as const;

export interface Scale {
  readonly name: string;
  readonly people: number;
  readonly households: number;
  readonly database: keyof typeof databases;
}

const personsOfHousehold = 4.09;
const scale = (name: string, people: number, database: keyof typeof databases): Scale => ({
  name,
  people,
  households: Math.round(people / personsOfHousehold),
  database,
});

export const scales: readonly Scale[] = [
  scale('Kaesong', 308_440, 'small'),
  scale('a province', 2_300_000, 'medium'),
  scale('a country', 25_000_000, 'large'),
];

/** Units: dollars. */
export interface Bill {
  readonly writes: number;
  readonly reads: number;
  readonly queues: number;
  readonly functions: number;
  readonly queries: number;
  readonly total: number;
}

interface Work {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly queueRequests: number;
  readonly invocations: number;
  readonly households: number;
}

function bill({ writeUnits, readUnits, queueRequests, invocations, households }: Work): Bill {
  const queries = households * assumed.queriesOfHousehold;
  const secondsOf = (count: number, seconds: number): number =>
    count *
    (prices.invocation +
      seconds * assumed.memoryGigabytes * prices.gigabyteSecond +
      (assumed.logBytesOfInvocation / 2 ** 30) * prices.loggedGigabyte);
  const parts = {
    writes: writeUnits * prices.writeUnit,
    reads: (readUnits + queries * 4) * prices.readUnit,
    queues: queueRequests * prices.queueRequest,
    functions: secondsOf(invocations, assumed.invocationSeconds),
    queries: queries * prices.apiRequest + secondsOf(queries, assumed.querySeconds),
  };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** What a measured round costs when it is as large as `households`. */
export function billOfRound({ round, messages, households: measured }: RoundCost, households: number): Bill {
  const times = households / measured;
  const batches = (messages * times) / assumed.messagesOfBatch;
  return bill({
    writeUnits: round.writeUnits * times,
    readUnits: round.readUnits * times,
    // A request is billed by each 64 KB and a sheet has 30: one to send it and one to receive it at most; a batch is deleted in one.
    queueRequests: messages * times * 2 + batches,
    invocations: batches,
    households,
  });
}

export function billOfNaive(households: number): Bill {
  const messages = naive.messagesOfHousehold * households;
  return bill({
    writeUnits: naive.writeUnitsOfHousehold * households,
    readUnits: naive.readUnitsOfHousehold * households,
    queueRequests: messages * 1.2,
    invocations: messages / 10,
    households,
  });
}

/** Dollars a month for a database that is always there, whatever happens. */
export const databaseMonth = ({ households, database }: Scale): number => {
  const { dollarsMonth, storageDollars } = databases[database];
  return dollarsMonth + Math.max(20, storedGigabytes(households) * 2) * storageDollars;
};

export const databaseName = ({ database }: Scale): string => databases[database].name;

const storedGigabytes = (households: number): number =>
  (households * assumed.storedBytesOfHousehold) / 2 ** 30;

/** Six queues and two streams are polled all the time: some 20 long polls a minute each, of which SQS bills the queues'. */
const idlePollsMonth = 6 * 12 * 60 * 24 * 30;

/** Dollars a month when nothing happens: alarms, polling, and what is stored. */
export const idleMonth = (alarms: number, households: number): number =>
  alarms * prices.alarmMonth +
  idlePollsMonth * prices.queueRequest +
  storedGigabytes(households) * prices.storedGigabyteMonth;

/** What DynamoDB gives one partition. Units: a second. */
export const partitionWriteUnits = 1_000;

/** The load on one key in the busiest second of a day. */
export interface KeyLoad {
  readonly key: string;
  readonly writeUnitsOfSecond: number;
}

export interface CountryDay {
  readonly groups: number;
  readonly busiestGroupsOfSecond: number;
  readonly keys: readonly KeyLoad[];
}

const servingHours = 10;
/** Desks are busiest before noon: parts of the day's sheets by hour. */
const hourly = [6, 12, 18, 16, 8, 8, 12, 10, 6, 4];
const centreHouseholds = 2_600;

/**
 * Plays the day on which each household of a country is served once: every centre sends a full sheet whenever it has
 * one, at a second drawn within the hour, and each group writes its book and checks its book's notices.
 */
export function countryDay(households: number, unitsOfBookEntry: number, rowsOfGroup: number): CountryDay {
  const centres = cityOf(Math.round(households / centreHouseholds), households).map((centre) => ({
    centreId: centre.centreId,
    households: centre.households.length,
  }));
  const shares = hourly.reduce((sum, share) => sum + share, 0);
  const groupsOfSecond = new Uint32Array(servingHours * 3_600);
  const busiestBook = { centreId: '', groups: 0 };
  let groups = 0;
  let drawn = 1;
  for (const { centreId, households: served } of centres) {
    const ofSecond = new Map<number, number>();
    const sheets = Math.ceil(served / rowsOfGroup);
    groups += sheets;
    let sent = 0;
    for (const [hour, share] of hourly.entries()) {
      const until = hour === servingHours - 1 ? sheets : sent + Math.round((sheets * share) / shares);
      for (; sent < Math.min(until, sheets); sent += 1) {
        // Park and Miller's generator: the same day at every run.
        drawn = (drawn * 48_271) % 2_147_483_647;
        const second = hour * 3_600 + (drawn % 3_600);
        groupsOfSecond[second] = (groupsOfSecond[second] ?? 0) + 1;
        const ofBook = (ofSecond.get(second) ?? 0) + 1;
        ofSecond.set(second, ofBook);
        if (ofBook > busiestBook.groups) Object.assign(busiestBook, { centreId, groups: ofBook });
      }
    }
  }
  const busiest = groupsOfSecond.reduce((most, count) => Math.max(most, count), 0);
  return {
    groups,
    busiestGroupsOfSecond: busiest,
    keys: [
      { key: "the busiest centre's book", writeUnitsOfSecond: busiestBook.groups * unitsOfBookEntry },
      { key: 'the next notice to it, which its groups check', writeUnitsOfSecond: busiestBook.groups * 2 },
      { key: 'a household', writeUnitsOfSecond: 2 },
    ],
  };
}

/** Dearest over cheapest: 1 is flat. */
export const flatnessOf = (costs: readonly RoundCost[]): number => {
  const each = costs.map((cost) => billOfRound(cost, cost.households).total / cost.households);
  return Math.max(...each) / Math.min(...each);
};

/** Units: of one household. */
export const unitsOfHousehold = ({ round, households }: RoundCost): Units => ({
  writeUnits: round.writeUnits / households,
  readUnits: round.readUnits / households,
});
