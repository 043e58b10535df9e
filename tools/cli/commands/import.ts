/** `relief import`: the offices' CSV files, and the events of an export. */
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { QueueName } from '../../../shared/domain/events.ts';
import { type ExitCode, exitCodes } from '../cli-error.ts';
import {
  columnNames,
  errorColumn,
  type ImportDefaults,
  type ImportKind,
  importKinds,
  problemOfDefault,
} from '../csv-columns.ts';
import { csvLine, importCsv } from '../csv-import.ts';
import { deliver, untilProcessed } from '../delivery.ts';
import { messageOf, readRecordedEvents, wavesOf } from '../export/replay.ts';
import { nameOf, standardInput } from '../input.ts';
import { onInterruption } from '../interruption.ts';
import { readOutputs, type SystemOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import type { QueueMessage } from '../queue-sender.ts';
import type { RoutedEvent } from '../routing.ts';
import {
  counted,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  say,
  systemCommand,
} from './command-line.ts';
import { exitCodeOf, printOutcome, type WaitOption, waitForOutcome, waitOption } from './outcome.ts';

const defaultOptions = {
  order: 'orderId',
  centre: 'centreId',
  payer: 'payerId',
  effectiveFrom: 'effectiveFrom',
  currency: 'currency',
  time: 'time',
} as const satisfies Readonly<Record<string, keyof ImportDefaults>>;

type DefaultOptions = { readonly [Name in keyof typeof defaultOptions]?: string };

interface ImportOptions extends SystemOptions, JsonOption, WaitOption, DefaultOptions {
  readonly rejects?: string;
}

const repeatable = 'Stopped. Nothing is sent twice: run the same command again to finish.';

/** The rejects of `a/handovers.csv` go to `a/handovers.rejects.csv`. */
const rejectsFileOf = (file: string): string =>
  file === standardInput
    ? 'standard-input.rejects.csv'
    : join(dirname(file), `${basename(file, extname(file))}.rejects${extname(file) || '.csv'}`);

const errorsShown = 20;

const queueOfKind: Readonly<Record<ImportKind, QueueName>> = {
  households: 'registrations',
  handovers: 'handovers',
  payments: 'payments',
};

/** What an import has sent and what it left out; what the system decides comes later. */
interface Imported {
  readonly rows: number;
  readonly events: readonly RoutedEvent[];
  readonly rejects: readonly string[];
  readonly errors: readonly string[];
}

const defaultsOf = (options: DefaultOptions): ImportDefaults =>
  Object.fromEntries(
    Object.entries(defaultOptions).flatMap(([option, field]) => {
      const value = options[option as keyof DefaultOptions];
      return value === undefined ? [] : [[field, value]];
    }),
  );

/** Bytes in a file; `undefined` where that is not known, as of standard input. */
const sizeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ size }) => size || undefined,
    () => undefined,
  );

async function sendRows(
  kind: ImportKind,
  file: string,
  options: ImportOptions,
  system: SystemOutputs,
): Promise<Imported> {
  const size = await sizeOf(file);
  const progress = startProgress(`${kind} from ${nameOf(file)}`, size && 100, size ? '%' : 'rows');
  const rejects: string[] = [];
  const errors: string[] = [];
  const events: RoutedEvent[] = [];
  let rows = 0;
  async function* messages(): AsyncGenerator<QueueMessage> {
    for await (const imported of importCsv(kind, file, defaultsOf(options), new Date().toISOString())) {
      if (imported.kind === 'rejected') {
        if (rejects.length === 0) rejects.push(csvLine([...imported.header, errorColumn]));
        const cells = imported.header.map((_, index) => imported.cells[index] ?? '');
        rejects.push(csvLine([...cells, imported.errors.join('; ')]));
        errors.push(...imported.errors);
        continue;
      }
      const { event } = imported;
      rows += imported.rows;
      events.push({ source: event.source, id: event.id });
      progress.update(size ? Math.floor((imported.bytesRead * 100) / size) : rows);
      yield { queueUrl: system.queues[queueOfKind[kind]], body: JSON.stringify(event), event };
    }
  }
  try {
    await deliver(system, messages());
    progress.finish(size ? 100 : rows);
  } catch (error) {
    progress.abandon();
    if (rows > 0) say('Some rows were sent before this; importing the file again sends nothing twice');
    throw error;
  }
  return { rows, events, rejects, errors };
}

async function importFile(kind: ImportKind, file: string, options: ImportOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const { rows, events, rejects, errors } = await sendRows(kind, file, options, system);
  const rejectsFile = options.rejects ?? rejectsFileOf(file);
  if (rejects.length > 0) await writeFile(rejectsFile, rejects.join(''));
  const outcome = options.wait ? await waitForOutcome(system, options, events) : undefined;
  const rejected = Math.max(rejects.length - 1, 0);
  if (options.json) {
    const unsent = rejected > 0 ? { rejectsFile, errors } : {};
    printJson({ kind, rows, events: events.length, notSent: rejected, ...unsent, ...outcome });
  } else {
    print(`${counted(rows, 'row')} sent in ${counted(events.length, 'event')}`);
    printOutcome(events.length, outcome);
    sayErrors(errors, rejected, rejectsFile);
  }
  return rejected > 0 ? exitCodes.badInput : outcome ? exitCodeOf(outcome) : 0;
}

function sayErrors(errors: readonly string[], rejected: number, rejectsFile: string): void {
  if (rejected === 0) return;
  for (const error of errors.slice(0, errorsShown)) say(error);
  if (errors.length > errorsShown) say(`… and ${errors.length - errorsShown} more`);
  const them = rejected === 1 ? 'it' : 'them';
  say(`${counted(rejected, 'row')} not sent; correct ${them} in ${rejectsFile} and import that file`);
}

/** Reads the file through, so that a line that is no event is found before anything is sent. */
async function countEvents(file: string): Promise<number> {
  let events = 0;
  for await (const _event of readRecordedEvents(file)) events += 1;
  return events;
}

/** Replays an export. Guarantees: an empty system arrives at the same books; what is booked already stays as it is. */
async function importEvents(file: string, options: ImportOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const total = file === standardInput ? undefined : await countEvents(file);
  const progress = startProgress(`events from ${nameOf(file)}`, total, 'events');
  let events = 0;
  let waves = 0;
  try {
    for await (const wave of wavesOf(readRecordedEvents(file))) {
      await deliver(
        system,
        wave.map((event) => messageOf(event, system.queues)),
      );
      await untilProcessed(system);
      events += wave.length;
      waves += 1;
      progress.update(events);
    }
    progress.finish(events);
  } catch (error) {
    progress.abandon();
    throw error;
  }
  if (options.json) printJson({ kind: 'events', events, waves });
  else print(`${counted(events, 'event')} sent in ${counted(waves, 'wave')}, each decided before the next`);
  return 0;
}

const checked =
  (field: keyof ImportDefaults) =>
  (text: string): string => {
    const problem = problemOfDefault(field, text);
    if (problem !== undefined) throw new InvalidArgumentError(problem);
    return text;
  };

const kinds = [...importKinds, 'events'] as const;

function withDefaults(command: Command): Command {
  return command
    .option('--order <orderId>', 'the order of rows without a value in column orderId', checked('orderId'))
    .option('--centre <centreId>', 'likewise for column centreId', checked('centreId'))
    .option('--payer <payerId>', 'likewise for column payerId', checked('payerId'))
    .option('--currency <code>', 'likewise for column currency', checked('currency'))
    .option(
      '--effective-from <date>',
      'likewise for column effectiveFrom, as YYYY-MM-DD',
      checked('effectiveFrom'),
    )
    .option('--time <instant>', 'when it happened, if a row has no time (default: now)', checked('time'));
}

export const importCommand: Subcommand = (program, end) =>
  withDefaults(
    systemCommand(
      program,
      'import',
      'Import a CSV file of households, handovers or payments, or the events of an export.',
    )
      .addArgument(new Argument('<kind>', 'what the file holds').choices(kinds))
      .argument(
        '<file>',
        'CSV in UTF-8 with a header; for events, the events.ndjson of an export; - for standard input',
      ),
  )
    .option('--rejects <file>', 'where to write rows that cannot be read (default: beside the file)')
    .option(...waitOption)
    .option('--json', 'print the result as JSON: { kind, rows, events, notSent, … }')
    .addHelpText(
      'after',
      `
Columns, in any order and in upper or lower case, separated by commas, semicolons or tabs:
${importKinds.map((kind) => `  ${kind.padEnd(11)} ${columnNames(kind).join(', ')}`).join('\n')}
  Handovers also have a column for each commodity and its unit, such as "rice (kg)" or "oil (bottle)"; an empty cell
  or 0 means none. You may leave out collectedBy, name, neighbourhood, priority and time.

A row that cannot be read is shown as "file:line:column field: expected …" and goes to <file>.rejects.csv; the other
rows are sent. Correct it there and import the rejects file. Importing a file again changes nothing, even after a crash.
"template <kind>" writes a file to start from.
${examples(
  'import households households.csv --centre KS-R01 --effective-from 2020-07-24',
  'import handovers sheet.csv --centre KS-R01 --order order-2020-08-05 --wait',
  'import households - --centre KS-R01 --effective-from 2020-07-24 < households.csv',
  'import payments payments.csv --payer district-office-KS-R01 --order order-2020-08-05 --currency KPW',
  'import events backup-2020-08-10/events.ndjson',
)}`,
    )
    .action(async (kind: (typeof kinds)[number], file: string, options: ImportOptions) => {
      const release = onInterruption(repeatable);
      const work = kind === 'events' ? importEvents(file, options) : importFile(kind, file, options);
      end(await work.finally(release));
    });
