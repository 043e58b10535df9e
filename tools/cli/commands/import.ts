/** `relief import`: CSV files of the offices, and events of an export. */
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { QueueName } from '../../../shared/domain/events.ts';
import {
  columnNames,
  errorColumn,
  faultOfDefault,
  type ImportDefaults,
  type ImportKind,
  importKinds,
} from '../csv-columns.ts';
import { csvLine, importCsv } from '../csv-import.ts';
import { deliver, untilWorkedOff } from '../delivery.ts';
import { messageOf, readRecordedEvents, wavesOf } from '../export/replay.ts';
import { type ExitCode, exitCodes } from '../failure.ts';
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

const repeatable = 'Stopped. What was sent is safe to send again: run the same command to go on.';

/** `a/handovers.csv` is answered by `a/handovers.rejects.csv`. */
const rejectsFileOf = (file: string): string =>
  join(dirname(file), `${basename(file, extname(file))}.rejects${extname(file) || '.csv'}`);

const errorsShown = 20;

const queueOfKind: Readonly<Record<ImportKind, QueueName>> = {
  households: 'registrations',
  handovers: 'handovers',
  payments: 'payments',
};

/** What an import did of itself; what the system makes of it comes later. */
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

async function sendRows(
  kind: ImportKind,
  file: string,
  options: ImportOptions,
  system: SystemOutputs,
): Promise<Imported> {
  const size = await stat(file).then(
    ({ size: bytes }) => bytes,
    () => 0,
  );
  const progress = startProgress(`${kind} from ${file}`, 100, '%');
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
      progress.update(Math.floor((imported.bytesRead * 100) / Math.max(size, 1)));
      yield { queueUrl: system.queues[queueOfKind[kind]], body: JSON.stringify(event), event };
    }
  }
  try {
    await deliver(system, messages());
    progress.finish(100);
  } catch (error) {
    progress.abandon();
    if (rows > 0) say('Some rows were sent before this; importing the file again sends none of them twice');
    throw error;
  }
  return { rows, events, rejects, errors };
}

async function importFile(kind: ImportKind, file: string, options: ImportOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const { rows, events, rejects, errors } = await sendRows(kind, file, options, system);
  const rejectsFile = options.rejects ?? rejectsFileOf(file);
  if (rejects.length > 0) await writeFile(rejectsFile, rejects.join(''));
  const outcome = options.wait && (await waitForOutcome(system, options, events));
  const rejected = Math.max(rejects.length - 1, 0);
  if (options.json) {
    const unsent = rejected > 0 ? { rejectsFile, errors } : {};
    printJson({ kind, rows, events: events.length, notSent: rejected, ...unsent, ...outcome });
  } else {
    print(`${counted(rows, 'row')} sent in ${counted(events.length, 'event')}`);
    if (outcome) printOutcome(outcome);
    sayErrors(errors, rejected, rejectsFile);
  }
  return rejected > 0 ? exitCodes.badInput : outcome ? exitCodeOf(outcome) : 0;
}

function sayErrors(errors: readonly string[], rejected: number, rejectsFile: string): void {
  if (rejected === 0) return;
  for (const error of errors.slice(0, errorsShown)) say(error);
  if (errors.length > errorsShown) say(`… and ${errors.length - errorsShown} more`);
  say(`${counted(rejected, 'row')} not sent; correct them in ${rejectsFile} and import that file`);
}

/** Replays an export. Guarantees: an empty system comes to the same books; what is in them already stays as it is. */
async function importEvents(file: string, options: ImportOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  let events = 0;
  for await (const _event of readRecordedEvents(file)) events += 1;
  const progress = startProgress(`events from ${file}`, events, 'events');
  let done = 0;
  let waves = 0;
  try {
    for await (const wave of wavesOf(readRecordedEvents(file))) {
      await deliver(
        system,
        wave.map((event) => messageOf(event, system.queues)),
      );
      await untilWorkedOff(system);
      done += wave.length;
      waves += 1;
      progress.update(done);
    }
    progress.finish(done);
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
    const fault = faultOfDefault(field, text);
    if (fault !== undefined) throw new InvalidArgumentError(fault);
    return text;
  };

const kinds = [...importKinds, 'events'] as const;

function withDefaults(command: Command): Command {
  return command
    .option('--order <orderId>', 'for rows without a value in column orderId', checked('orderId'))
    .option('--centre <centreId>', 'the same for centreId', checked('centreId'))
    .option('--payer <payerId>', 'the same for payerId', checked('payerId'))
    .option('--currency <code>', 'the same for currency', checked('currency'))
    .option('--effective-from <date>', 'the same for effectiveFrom, YYYY-MM-DD', checked('effectiveFrom'))
    .option('--time <instant>', 'when it happened, for rows without a time (default: now)', checked('time'));
}

export const importCommand: Subcommand = (program, end) =>
  withDefaults(
    systemCommand(
      program,
      'import',
      'Import a CSV file of households, handovers or payments, or the events of an export.',
    )
      .addArgument(new Argument('<kind>', 'what the file holds').choices(kinds))
      .argument('<file>', 'CSV with a header, in UTF-8; for events, the events.ndjson of an export'),
  )
    .option('--rejects <file>', 'where rows that cannot be read go (default: beside the file)')
    .option(...waitOption)
    .option('--json', 'the result for programs: { kind, rows, events, notSent, … }')
    .addHelpText(
      'after',
      `
Columns, in any order, with commas, semicolons or tabs between:
${importKinds.map((kind) => `  ${kind.padEnd(11)} ${columnNames(kind).join(', ')}`).join('\n')}
  Handovers also have a column for each commodity with its unit, such as "rice (kg)" or "oil (bottle)";
  an empty cell or 0 means none. collectedBy, name, neighbourhood, priority and time may be left out.

A row that cannot be read is shown as file:line:column field: expected …, goes to <file>.rejects.csv, and holds up
no other. Correct it there and import the rejects file. Importing a file again, after a crash too, changes nothing.
Files to start from: "relief template <kind>".
${examples(
  'import households households.csv --centre KS-R01 --effective-from 2020-07-24',
  'import handovers sheet.csv --centre KS-R01 --order order-2020-08-05 --wait',
  'import payments payments.csv --payer district-office-KS-R01 --order order-2020-08-05 --currency KPW',
  'import events backup-2020-08-10/events.ndjson',
)}`,
    )
    .action(async (kind: (typeof kinds)[number], file: string, options: ImportOptions) => {
      const release = onInterruption(repeatable);
      const work = kind === 'events' ? importEvents(file, options) : importFile(kind, file, options);
      end(await work.finally(release));
    });
