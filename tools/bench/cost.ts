/**
 * What a relief round costs on AWS, and a month in which nothing happens: measured units times public prices.
 *
 * What is not measured but assumed is named here, each with its reason.
 */

import type { IdleResources } from './idle-resources.ts';
import { type PriceName, prices } from './prices.ts';
import type { PageRound, RoundCost } from './round-cost.ts';
import type { Units } from './units.ts';

/** Where a query API in front of the database would cost much the same, it is left out on both sides. */
const assumed = {
  /** Of an invocation with some ten sheets: two or three round trips of 5 to 15 ms and the work of 1,000 rows at 0.6 vCPU. */
  invocationSeconds: 0.4,
  memoryGigabytes: 1,
  messagesOfBatch: 5,
  /** Two desks of a centre take its distribution list along on each of two mornings, 500 households an answer. */
  listsOfCentre: 4,
  householdsOfAnswer: 500,
  secondsOfListAnswer: 0.5,
  readUnitsOfListedHousehold: 3,
  readUnitsOfListAnswer: 50,
  bytesOfListAnswer: 20_000,
  /** Households that are looked up beside the list: who has moved, is new, or asks. */
  shareLookedUp: 0.05,
  querySeconds: 0.05,
  /** A household, under the few orders of a round: docs/access-patterns.md. */
  readUnitsOfQuery: 7,
  bytesOfAnswer: 1_000,
  /** What Lambda, the worker and its metrics write of an invocation. */
  logBytesOfInvocation: 2_000,
  /** Lambda's three lines and one of the access log; an answer that succeeds writes nothing itself. */
  logBytesOfQuestion: 1_200,
  logMonths: 3,
  /** Two long days, and the evening on which all are registered. */
  activeHours: 24,
  /**
   * A metric is paid in the hours in which it has data. Handovers and payments: four names in each of 20 hours, four more of what is
   * held or refused in five of them; registrations, orders and arrivals three names in four hours; six reasons in ten; and
   * two names of all functions in 20.
   */
  metricHours: 2 * (4 * 20 + 4 * 5) + 3 * 3 * 4 + 6 * 10 + 2 * 20,
  /** X-Ray's own rule: the first of a second, and a twentieth of the rest. */
  tracedShare: 0.05,
  /** A caller asks for a table's key every five minutes: three tables, six workers and the query API. */
  keyRequestsOfHour: 3 * 7 * 12,
  /** Items of a household after one round: its registry item, two entries, its part of the books and indexes. */
  storedBytesOfHousehold: 3_000,
  /** Staff of a centre, the payers' and the coordinators among them, who sign in within a month. */
  readersOfCentre: 3,
  householdsOfCentre: 2_600,
} as const;

/** Pages that stay open: visible for two whole days, with somebody at them five hours of each. See dashboard/api/refresh-pace.ts. */
const openPages = {
  coordinators: 10,
  hours: 48,
  touchedHours: 10,
  secondsTouched: 60,
  secondsUntouched: 600,
  charactersOfSecond: 10_000,
  longestSeconds: 600,
  /** The city that was measured. */
  centresMeasured: 29,
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
  readonly database: Database;
}

type Database = 'small' | 'medium' | 'large';

const personsOfHousehold = 4.09;
const scale = (name: string, people: number, database: Database): Scale => ({
  name,
  people,
  households: Math.round(people / personsOfHousehold),
  database,
});

const city = scale('Kaesong', 308_440, 'small');
export const scales: readonly Scale[] = [
  city,
  scale('a province', 2_300_000, 'medium'),
  scale('a country', 25_000_000, 'large'),
];

/** Units: dollars. */
export interface Bill {
  readonly writes: number;
  readonly reads: number;
  readonly queues: number;
  readonly functions: number;
  /** What desks ask, from their page's address to the tables. */
  readonly queries: number;
  /** Logs and traces. */
  readonly watching: number;
  /** Of all that grows with the households; {@link hoursInUse} comes to it once. */
  readonly total: number;
}

interface Work {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly queueRequests: number;
  readonly invocations: number;
  readonly households: number;
}

const cost = (name: PriceName, count: number): number => prices[name].dollars * count;

const invocationsCost = (count: number, seconds: number): number =>
  cost('invocation', count) + cost('gigabyteSecond', count * seconds * assumed.memoryGigabytes);

const gigabytes = (bytes: number): number => bytes / 2 ** 30;

/** Questions of one kind, all that they cost. */
interface Questions {
  readonly count: number;
  readonly seconds: number;
  readonly readUnits: number;
  readonly bytes: number;
}

const questionsCost = ({ count, seconds, readUnits, bytes }: Questions): number =>
  cost('pageRequest', count) +
  cost('sentGigabyte', gigabytes(bytes)) +
  cost('apiRequest', count) +
  invocationsCost(count, seconds) +
  cost('readUnit', readUnits);

const logsCost = (bytes: number): number =>
  cost('loggedGigabyte', gigabytes(bytes)) +
  cost('keptLogGigabyteMonth', gigabytes(bytes) * assumed.logMonths);

/** What desks ask in a round: the lists that they take along, and the few households that are looked up one by one. */
function questionsOf(households: number): readonly [lists: Questions, single: Questions] {
  const listed = households * assumed.listsOfCentre;
  const lists = Math.ceil(listed / assumed.householdsOfAnswer);
  const single = households * assumed.shareLookedUp;
  return [
    {
      count: lists,
      seconds: assumed.secondsOfListAnswer,
      readUnits: listed * assumed.readUnitsOfListedHousehold + lists * assumed.readUnitsOfListAnswer,
      bytes: lists * assumed.bytesOfListAnswer,
    },
    {
      count: single,
      seconds: assumed.querySeconds,
      readUnits: single * assumed.readUnitsOfQuery,
      bytes: single * assumed.bytesOfAnswer,
    },
  ];
}

function bill({ writeUnits, readUnits, queueRequests, invocations, households }: Work): Bill {
  const questions = questionsOf(households);
  const asked = sumOf(questions.map(({ count }) => count));
  const seconds = assumed.activeHours * 3_600;
  const parts = {
    writes: cost('writeUnit', writeUnits),
    reads: cost('readUnit', readUnits),
    queues: cost('queueRequest', queueRequests),
    functions: invocationsCost(invocations, assumed.invocationSeconds),
    queries: sumOf(questions.map(questionsCost)),
    watching:
      logsCost(invocations * assumed.logBytesOfInvocation + asked * assumed.logBytesOfQuestion) +
      // Questions are not traced.
      cost(
        'trace',
        Math.min(invocations, seconds + assumed.tracedShare * Math.max(0, invocations - seconds)),
      ),
  };
  return { ...parts, total: sumOf(Object.values(parts)) };
}

/** Dollars for the pages that stay open over a round: each coordinator's overview, and a page of each centre. */
export function openPagesCost({ pages }: RoundCost, households: number): number {
  const centres = households / assumed.householdsOfCentre;
  const size = centres / openPages.centresMeasured;
  const { overview, centre } = pages;
  const largeOverview = {
    ...overview,
    readUnits: overview.readUnits * size,
    bytes: overview.bytes * size,
    characters: overview.characters * size,
  };
  return openPages.coordinators * pageCost(largeOverview) + centres * pageCost(centre);
}

function pageCost({ questions, readUnits, bytes, characters }: PageRound): number {
  const ofSize = Math.min(characters / openPages.charactersOfSecond, openPages.longestSeconds);
  const roundsIn = (hours: number, pace: number): number => (hours * 3_600) / Math.max(pace, ofSize);
  const rounds =
    roundsIn(openPages.touchedHours, openPages.secondsTouched) +
    roundsIn(openPages.hours - openPages.touchedHours, openPages.secondsUntouched);
  const count = rounds * questions;
  return (
    questionsCost({
      count,
      seconds: assumed.querySeconds,
      readUnits: rounds * readUnits,
      bytes: rounds * bytes,
    }) + logsCost(count * assumed.logBytesOfQuestion)
  );
}

/** Dollars for the hours in which a round is processed, whatever its size: metrics, and the tables' keys. */
export const hoursInUse = (): number =>
  cost('metricMonth', assumed.metricHours / hoursOfMonth) +
  cost('keyRequest', assumed.keyRequestsOfHour * assumed.activeHours);

const hoursOfMonth = 730;
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

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
export const databaseMonth = ({ households, database }: Scale): number =>
  cost(`${database}DatabaseMonth`, 1) +
  cost('databaseGigabyteMonth', Math.max(20, gigabytesStored(households) * 2));

export const databaseName = ({ database }: Scale): string =>
  prices[`${database}DatabaseMonth`].one.split(' ')[0] ?? '';

const gigabytesStored = (households: number): number =>
  gigabytes(households * assumed.storedBytesOfHousehold);

/** Lambda's five pollers of a queue wait 20 seconds each; with a maximum of concurrency it does not go down to two of them. */
const pollsOfMinute = 15;
/** An account's first three cost nothing. */
const freeDashboards = 3;
const minutesOfMonth = hoursOfMonth * 60;
const daysOfMonth = hoursOfMonth / 24;
/** The seal runs in the last hour of the day, each time over the last entries of all books, and some books from their first. */
const sealRunsOfDay = 3;
/** Registry, goods on their way, book and payer of a centre, and its waybills of a round. */
const chainsOfCentre = 6;
const unitsOfChain = 2;
const entriesReadAgain = 2_000;
/** Of a chain: its line in the list of tails of each day, which stay for ten years. */
const bytesOfTail = 100;

/** Units: dollars a month. */
export interface IdleBill {
  readonly alarms: number;
  readonly dashboard: number;
  readonly secret: number;
  readonly polls: number;
  readonly storage: number;
  readonly seal: number;
  readonly readers: number;
  readonly total: number;
}

/** Dollars a month when nothing happens. */
export function idleMonth(stack: IdleResources, households: number): IdleBill {
  const stored = gigabytesStored(households);
  const centres = households / assumed.householdsOfCentre;
  const chains = centres * chainsOfCentre;
  const runs = sealRunsOfDay * daysOfMonth;
  const parts = {
    alarms: cost('alarmMetricMonth', stack.alarmMetrics) + cost('compositeAlarmMonth', stack.compositeAlarms),
    dashboard: cost('dashboardMonth', Math.max(0, stack.dashboards - freeDashboards)),
    secret: cost('secretMonth', stack.secrets),
    polls: cost('queueRequest', stack.polledQueues * pollsOfMinute * minutesOfMonth),
    storage: cost('storedGigabyteMonth', stored) + cost('backedUpGigabyteMonth', stored),
    seal:
      cost('scheduledCall', runs) +
      invocationsCost(runs, 2 + chains / 500) +
      cost('readUnit', runs * (chains * unitsOfChain + entriesReadAgain)) +
      cost('putObject', 3 * daysOfMonth) +
      cost('archivedGigabyteMonth', gigabytes(chains * bytesOfTail * 365)) +
      // What it counts itself: the books sealed, in one hour of the day.
      cost('metricMonth', 1 / 24),
    readers: cost('readerMonth', Math.max(0, centres * assumed.readersOfCentre - 10_000)),
  };
  return { ...parts, total: sumOf(Object.values(parts)) };
}

/** The dearest divided by the cheapest: 1 is flat. */
export const flatnessOf = (costs: readonly RoundCost[]): number => {
  const each = costs.map((cost) => billOfRound(cost, cost.households).total / cost.households);
  return Math.max(...each) / Math.min(...each);
};

/** Units: of one household. */
export const unitsOfHousehold = ({ round, households }: RoundCost): Units => ({
  writeUnits: round.writeUnits / households,
  readUnits: round.readUnits / households,
});

/** What something may cost at most. Units: dollars. */
export interface CostTarget {
  readonly what: string;
  readonly figure: number;
  readonly limit: number;
}

/** What was promised of the smallest scale, a city. */
export function costTargets(round: RoundCost, stack: IdleResources): readonly CostTarget[] {
  const { name, households } = city;
  const sum = billOfRound(round, households).total + hoursInUse();
  return [
    {
      what: `a round of ${name}, with open pages`,
      figure: sum + openPagesCost(round, households),
      limit: 1.5,
    },
    { what: `a round of ${name}, without`, figure: sum, limit: 0.75 },
    { what: 'a month idle', figure: idleMonth(stack, households).total, limit: 8 },
  ];
}
