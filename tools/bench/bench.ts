/**
 * `npm run bench`: measures speed as ratios within one run, and cost in units.
 *
 * `-- --quick` is a short run; `-- --json` ends with all figures as one JSON object on the last line. A run that
 * breaks the books prints no figure and exits with 1.
 */
import { parseArgs } from 'node:util';
import { maxRowsOfBatch } from '../../shared/domain/transaction-size.ts';
import { Tables } from '../../shared/store/tables.ts';
import { synthesizedAssembly } from '../local/assembly.ts';
import { endWithNpm } from '../local/npm-parent.ts';
import { StartupError } from '../local/startup-error.ts';
import { Templates } from '../local/templates.ts';
import { BenchSystem, clientOf, containerIdleMs, projectRoot } from './bench-system.ts';
import { BrokenBooks, checkBooks } from './books-check.ts';
import { measureBundles } from './bundles.ts';
import { type CityCentre, cityOf } from './city.ts';
import { idleResourcesOf } from './idle-resources.ts';
import { measureIntake } from './intake.ts';
import { findEnginePid, timesOf } from './measures.ts';
import { naiveStoreSection, naiveSystemSection } from './naive.ts';
import { NaiveSystem } from './naive-system.ts';
import { PostgresServer, postgresSection } from './postgres.ts';
import { cityLanes, postingSection, postLanes, type SheetForm } from './posting.ts';
import { type Lane, rawSection, recordTransactions } from './raw.ts';
import { type Measured, type Results, reportObject, reportText, type Sample } from './report.ts';
import { costOfRound, unitsPerHandover } from './round-cost.ts';
import type { Section } from './section.ts';
import { systemSection } from './whole-system.ts';

/** A sheet that fills one transaction. */
const fullSheet: SheetForm = { rowsPerSheet: maxRowsOfBatch.receipts, sheetsJoined: 1 };
const sheetOf40: SheetForm = { rowsPerSheet: 40, sheetsJoined: 1 };
/** Ten messages, as many as a batch of a FIFO queue holds. */
const singlesInTens: SheetForm = { rowsPerSheet: 1, sheetsJoined: 10 };

/** Each of the two containers compiles its code for itself; a second round was seen to be a third faster. */
const warmUps = 2;

interface Extent {
  readonly rounds: number;
  readonly centres: number;
  /** Households of each centre: full sheets of 97 for a run of the fast sections, fewer for slow ones. */
  readonly households: number;
  readonly householdsOf40: number;
  readonly singles: number;
  readonly naiveHouseholds: number;
  readonly postgresSheets: number;
  readonly starts: number;
  /** In each round. */
  readonly intakeRequests: number;
}

const whole: Extent = {
  rounds: 5,
  centres: 8,
  households: 485,
  householdsOf40: 200,
  singles: 50,
  naiveHouseholds: 120,
  postgresSheets: 20,
  starts: 7,
  intakeRequests: 20,
};
const quick: Extent = {
  rounds: 2,
  centres: 8,
  households: 194,
  householdsOf40: 80,
  singles: 30,
  naiveHouseholds: 20,
  postgresSheets: 10,
  starts: 3,
  intakeRequests: 10,
};

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});

endWithNpm();
// As on Lambda, whatever the clock of this machine shows.
process.env['TZ'] = 'UTC';

try {
  const results = await measure(options.quick ? quick : whole);
  process.stdout.write(`${reportText(results)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(reportObject(results))}\n`);
} catch (error) {
  if (!(error instanceof BrokenBooks || error instanceof StartupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function report(line: string): void {
  process.stderr.write(`${line} …\n`);
}

async function measure(extent: Extent): Promise<Results> {
  const bundles = await measureBundles(projectRoot, extent.starts);
  report('Sheets of 500 receipts sent over HTTP');
  const intake = await measureIntake(extent.rounds, extent.intakeRequests);
  const { sections, units } = await measureHandovers(extent);
  report('A round for 1,000 households, from registry to stipend');
  const round1k = await costOfRound(1_000);
  if (!options.quick) report('The same for 77,000 households, which takes a minute or two');
  const round77k = options.quick ? undefined : await costOfRound(77_000);
  const stack = idleResourcesOf(Templates.read(await synthesizedAssembly(projectRoot, report)));
  return { ...sections, ...units, intake, round1k, round77k, bundles, stack };
}

type Sections = Pick<
  Results,
  | 'raw'
  | 'naiveSystem'
  | 'naiveStore'
  | 'naiveStoreSideBySide'
  | 'posting'
  | 'postingOf40'
  | 'postingSingles'
  | 'system'
  | 'postgres'
>;
type HandoverUnits = Pick<Results, 'sheetsOf40' | 'sheetsOf97' | 'singlesInTens'>;

async function measureHandovers(
  extent: Extent,
): Promise<{ readonly sections: Sections; readonly units: HandoverUnits }> {
  const system = await BenchSystem.start();
  const naive = await NaiveSystem.start(system.engineEndpoint, containerIdleMs);
  const postgres = await PostgresServer.start();
  if (postgres === undefined) {
    report('PostgreSQL is left out: no folder in the PATH has initdb, postgres, psql and pgbench');
  }
  try {
    const city = cityOf(extent.centres, extent.centres * extent.households);
    report(`Registering ${extent.centres} centres of ${extent.households} households`);
    await system.register(city);
    const units = {
      sheetsOf97: await unitsPerHandover(system, 'units-97', city, extent.households, fullSheet),
      sheetsOf40: await unitsPerHandover(system, 'units-40', city, extent.householdsOf40, sheetOf40),
      singlesInTens: await unitsPerHandover(system, 'units-singles', city, extent.singles, singlesInTens),
    };
    const lanes = await recordLanes(system, city, extent.households);
    const sections = await measureSections(
      system,
      sectionsOf(system, naive, postgres, city, lanes, extent),
      city,
      extent.rounds,
    );
    return { sections, units };
  } finally {
    await postgres?.stop();
    await naive.stop();
    await system.stop();
  }
}

/** The transactions that post all full sheets, centre by centre. */
async function recordLanes(
  system: BenchSystem,
  city: readonly CityCentre[],
  households: number,
): Promise<readonly Lane[]> {
  const orderId = 'recorded';
  await system.open(orderId, city);
  const client = clientOf(system.engineEndpoint);
  const recorded = recordTransactions(client);
  const tables = new Tables(client, system.tableNames);
  const lanes: Lane[] = [];
  for (const lane of cityLanes(orderId, city, households, fullSheet)) {
    await postLanes(tables, [lane]);
    lanes.push(recorded.splice(0));
  }
  client.destroy();
  await checkBooks(system.tables, orderId, city, households);
  return lanes;
}

type SectionsToRun = { readonly [K in keyof Sections]: Section | undefined };

function sectionsOf(
  system: BenchSystem,
  naive: NaiveSystem,
  postgres: PostgresServer | undefined,
  city: readonly CityCentre[],
  lanes: readonly Lane[],
  extent: Extent,
): SectionsToRun {
  const { client, tables, tableNames } = system;
  const { centres, households, householdsOf40, singles, naiveHouseholds } = extent;
  const sideBySide = `${centres} centres side by side`;
  const naiveStore = (name: string, about: string, calls: number) =>
    naiveStoreSection(name, `${about}; ${sideBySide}`, client, city, naiveHouseholds, calls);
  const posting = (name: string, about: string, perCentre: number, form: SheetForm) =>
    postingSection(name, `${about}; ${sideBySide}`, tables, city, perCentre, form);
  return {
    raw: rawSection(
      'raw',
      `transactions of 100 items made beforehand; ${sideBySide}`,
      client,
      tableNames,
      lanes,
      centres * households,
    ),
    naiveSystem: naiveSystemSection(
      'naive',
      `a message and a transaction a receipt, polled in tens, by a bundled function, until booked; ${sideBySide}`,
      naive,
      client,
      city,
      naiveHouseholds,
    ),
    naiveStore: naiveStore('naive-store', 'no queue: a transaction a receipt, one call after another', 1),
    naiveStoreSideBySide: naiveStore('naive-store-4', 'the same, four calls at a time for a centre', 4),
    posting: posting('posting', 'sheets of 97, read, decided and committed', households, fullSheet),
    postingOf40: posting('posting-40', 'the same, sheets of 40', householdsOf40, sheetOf40),
    postingSingles: posting(
      'posting-singles',
      'the same, sheets of one joined in tens',
      singles,
      singlesInTens,
    ),
    system: systemSection(
      'system',
      `sheets of 97 that wait in SQS, polled, by bundled functions, until booked; ${sideBySide}`,
      system,
      city,
      households,
      fullSheet.rowsPerSheet,
    ),
    postgres:
      postgres &&
      postgresSection(
        postgres,
        `PostgreSQL on this disk, a sheet of 97 a transaction, its own processes not counted; ${sideBySide}`,
        centres,
        extent.postgresSheets,
        fullSheet.rowsPerSheet,
      ),
  };
}

/** Runs all sections once a round, in alternating order; the first rounds only warm up and are discarded. */
async function measureSections(
  system: BenchSystem,
  sections: SectionsToRun,
  city: readonly CityCentre[],
  rounds: number,
): Promise<Sections> {
  const all = Object.entries(sections).filter(([, section]) => section !== undefined) as [
    keyof Sections,
    Section,
  ][];
  report('Opening an order for each run');
  for (let round = 1 - warmUps; round <= rounds; round += 1) {
    const opened = all.filter(([, { needsOrder }]) => needsOrder);
    await Promise.all(opened.map(([, { name }]) => system.open(`${name}-${round + warmUps}`, city)));
  }
  await system.pause();
  const enginePid = findEnginePid();
  const samples = new Map<keyof Sections, Sample[]>(all.map(([key]) => [key, []]));
  for (let round = 1 - warmUps; round <= rounds; round += 1) {
    report(round < 1 ? 'Warming up' : `Round ${round} of ${rounds}`);
    for (const [key, section] of round % 2 === 0 ? all : all.toReversed()) {
      const run = await section.prepare(`${section.name}-${round + warmUps}`);
      const times = await timesOf(enginePid, run.work);
      await run.check();
      if (round > 0) samples.get(key)?.push({ ...times, handovers: run.handovers });
    }
  }
  const measured = all.map(([key, section]): [string, Measured] => [
    key,
    { section, samples: samples.get(key) ?? [] },
  ]);
  return Object.fromEntries(measured) as unknown as Sections;
}
