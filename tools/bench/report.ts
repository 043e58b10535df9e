/** The benchmark's results, for people and for programs. */
import type { Bundle } from './bundles.ts';
import { billOfRound, flatnessOf, unitsOfHousehold } from './cost.ts';
import { costText } from './cost-text.ts';
import type { IdleResources } from './idle-resources.ts';
import type { IntakeTimes } from './intake.ts';
import { type Spread, spreadOf, type Times } from './measures.ts';
import type { RoundCost } from './round-cost.ts';
import type { Section } from './section.ts';
import { short, table } from './text-table.ts';
import type { Units } from './units.ts';

/** One timed run. */
export interface Sample extends Times {
  readonly handovers: number;
}

/** A section with its runs, round by round. */
export interface Measured {
  readonly section: Pick<Section, 'name' | 'about'>;
  readonly samples: readonly Sample[];
}

export interface Results {
  readonly raw: Measured;
  /** The naive pattern from its queue to its table. */
  readonly naiveSystem: Measured;
  /** Its calls to the store alone, one after another and four side by side for each centre. */
  readonly naiveStore: Measured;
  readonly naiveStoreSideBySide: Measured;
  readonly posting: Measured;
  readonly postingOf40: Measured;
  readonly postingSingles: Measured;
  readonly system: Measured;
  readonly sheetsOf40: Units;
  readonly sheetsOf97: Units;
  readonly singlesInTens: Units;
  /** Left out where no server is installed. */
  readonly postgres?: Measured;
  readonly intake: IntakeTimes;
  readonly round1k: RoundCost;
  /** Left out of a quick run. */
  readonly round77k: RoundCost | undefined;
  readonly bundles: readonly Bundle[];
  /** What of the stacks is paid for while nothing happens. */
  readonly stack: IdleResources;
}

const perSecond = ({ handovers, wallMs }: Sample): number => (handovers * 1_000) / wallMs;

const perSecondOf = ({ samples }: Measured): Spread => spreadOf(samples.map(perSecond));

/** Divided round by round, as what slows this machine for a while slows both. */
const ratioOf = (one: Measured, other: Measured): Spread =>
  spreadOf(one.samples.map((sample, round) => perSecond(sample) / perSecond(other.samples[round] ?? sample)));

/** Units: CPU microseconds a handover. */
const cpuOf = ({ samples }: Measured, cpuMs: (times: Times) => number | undefined): number | undefined => {
  const series = samples.flatMap((sample) => {
    const used = cpuMs(sample);
    return used === undefined ? [] : [(used * 1_000) / sample.handovers];
  });
  return series.length === 0 ? undefined : spreadOf(series).median;
};

interface Target {
  readonly key: string;
  readonly what: string;
  readonly figure: number;
  readonly spread?: Spread;
  readonly limit: number;
  readonly bound: 'at least' | 'at most';
}

const worst = (figures: readonly number[]): number => Math.max(...figures);

function targetsOf(results: Results): readonly Target[] {
  const { raw, naiveSystem, posting, system, sheetsOf40, sheetsOf97, singlesInTens, bundles } = results;
  const { intake, round1k, round77k } = results;
  const ratio = (key: string, what: string, spread: Spread, limit: number): Target => ({
    key,
    what,
    figure: spread.median,
    spread,
    limit,
    bound: 'at least',
  });
  const cost = (key: string, what: string, figure: number, limit: number): Target => ({
    key,
    what,
    figure,
    limit,
    bound: 'at most',
  });
  return [
    ratio('postingOverRaw', 'posting alone ÷ raw store', ratioOf(posting, raw), 0.85),
    ratio('systemOverRaw', 'whole system ÷ raw store', ratioOf(system, raw), 0.6),
    ratio('systemOverNaive', 'whole system ÷ whole naive system', ratioOf(system, naiveSystem), 8),
    cost(
      'writeUnitsPerHandoverSheet',
      'write units a handover, worse of sheets of 40 and 97',
      worst([sheetsOf40.writeUnits, sheetsOf97.writeUnits]),
      2.15,
    ),
    cost(
      'writeUnitsPerHandoverSingle',
      'write units a handover, singles in tens',
      singlesInTens.writeUnits,
      2.5,
    ),
    cost('bundleKb', 'largest bundle, KB', worst(bundles.map(({ kilobytes }) => kilobytes)), 450),
    cost('intakeAnswerP95Ms', 'answer to a sheet of 500 over HTTP, ms at p95', intake.answerP95Ms, 300),
    {
      ...cost('intakeOverPosting', 'intake ÷ posting of a sheet of 500', intake.share.median, 1 / 6),
      spread: intake.share,
    },
    cost('coldStartMs', 'slowest import, ms', worst(bundles.map(({ importMs }) => importMs.median)), 60),
    ...(round77k === undefined
      ? []
      : [
          cost(
            'orderWritesFlatness',
            'writes of an order, 77,000 ÷ 1,000 households',
            round77k.order.writeUnits / round1k.order.writeUnits,
            1,
          ),
          cost(
            'flatness',
            'cost of a household, dearest ÷ cheapest of 1,000 and 77,000',
            flatnessOf([round1k, round77k]),
            1.1,
          ),
          cost(
            'reconciliationCpuMs',
            'reconciliation of 77,000 households, ms of own work',
            round77k.reconciliationCpuMs,
            50,
          ),
        ]),
  ];
}

const isMet = ({ figure, limit, bound }: Target): boolean =>
  bound === 'at least' ? figure >= limit : figure <= limit;

const spreadText = ({ median, min, max }: Spread): string =>
  `${short(median)} (${short(min)} to ${short(max)})`;

const sectionsOf = (results: Results): readonly Measured[] => [
  results.raw,
  results.posting,
  results.postingOf40,
  results.postingSingles,
  results.system,
  results.naiveSystem,
  results.naiveStoreSideBySide,
  results.naiveStore,
  ...(results.postgres === undefined ? [] : [results.postgres]),
];

/** The tables that a person reads. */
export function reportText(results: Results): string {
  const { sheetsOf40, sheetsOf97, singlesInTens, round1k, round77k, stack } = results;
  const rows = (measured: Measured): readonly string[] => [
    measured.section.name,
    spreadText(perSecondOf(measured)),
    short(cpuOf(measured, ({ wallMs }) => wallMs)),
    short(cpuOf(measured, ({ cpuMs }) => cpuMs)),
    short(cpuOf(measured, ({ engineCpuMs }) => engineCpuMs)),
    measured.section.about,
  ];
  const units = (name: string, { writeUnits, readUnits }: Units): readonly string[] => [
    name,
    short(writeUnits),
    short(readUnits),
  ];
  return [
    table([
      ['', 'handovers a second', 'µs wall', 'µs CPU', 'µs engine', ''],
      ...sectionsOf(results).map(rows),
    ]),
    table([
      ['', 'write units', 'read units'],
      units('a handover, sheets of 97', sheetsOf97),
      units('a handover, sheets of 40', sheetsOf40),
      units('a handover, singles in tens', singlesInTens),
      units('an order over 1,000 households', round1k.order),
      ...(round77k === undefined ? [] : [units('an order over 77,000 households', round77k.order)]),
      units('a household of 1,000, registered, served and paid', unitsOfHousehold(round1k)),
      ...(round77k === undefined
        ? []
        : [units('a household of 77,000, registered, served and paid', unitsOfHousehold(round77k))]),
    ]),
    table([
      ['', 'KB', 'import ms'],
      ...results.bundles.map(({ queue, kilobytes, importMs }) => [
        queue,
        short(kilobytes),
        spreadText(importMs),
      ]),
    ]),
    table([
      ['a sheet of 500 receipts', 'ms'],
      ['its answer over HTTP, at p95', short(results.intake.answerP95Ms)],
      ['the intake', spreadText(results.intake.functionMs)],
      ['its posting', spreadText(results.intake.postingMs)],
    ]),
    costText(round77k ?? round1k, stack),
    table([
      ['', 'figure', 'target', ''],
      ...targetsOf(results).map((target) => [
        target.what,
        target.spread === undefined ? short(target.figure) : spreadText(target.spread),
        `${target.bound} ${short(target.limit)}`,
        isMet(target) ? 'met' : 'missed',
      ]),
    ]),
  ].join('\n\n');
}

/** The object that a program reads. */
export function reportObject(results: Results): object {
  const { sheetsOf40, sheetsOf97, singlesInTens, round1k, round77k, bundles } = results;
  const round = round77k ?? round1k;
  const targets = targetsOf(results);
  return {
    ...Object.fromEntries(targets.map(({ key, figure }) => [key, figure])),
    systemOverNaiveWithoutQueue: ratioOf(results.system, results.naiveStore).median,
    systemOverNaiveWithoutQueueSideBySide: ratioOf(results.system, results.naiveStoreSideBySide).median,
    writeUnitsPerHandoverSheetOf40: sheetsOf40.writeUnits,
    writeUnitsPerHandoverSheetOf97: sheetsOf97.writeUnits,
    readUnitsPerHandoverSheet: worst([sheetsOf40.readUnits, sheetsOf97.readUnits]),
    readUnitsPerHandoverSheetOf40: sheetsOf40.readUnits,
    readUnitsPerHandoverSheetOf97: sheetsOf97.readUnits,
    readUnitsPerHandoverSingle: singlesInTens.readUnits,
    writeUnitsPerOrder1k: round1k.order.writeUnits,
    ...(round77k && { writeUnitsPerOrder77k: round77k.order.writeUnits }),
    costPer1000Households: billOfRound(round, 1_000).total,
    reconciliationCpuMs: round.reconciliationCpuMs,
    postgresInstalled: results.postgres !== undefined,
    bundles: Object.fromEntries(
      bundles.map(({ queue, kilobytes, importMs }) => [
        queue,
        { bundleKb: kilobytes, coldStartMs: importMs },
      ]),
    ),
    handoversPerSecond: Object.fromEntries(
      sectionsOf(results).map((measured) => [measured.section.name, perSecondOf(measured)]),
    ),
    missed: targets.filter((target) => !isMet(target)).map(({ key }) => key),
  };
}
