/** `relief import`: the offices' files, and the events of an export. */
import { Argument, type Command, Option } from 'commander';
import { decimalMarks } from '../../../shared/files/decimals.ts';
import { encodings } from '../../../shared/files/encoding.ts';
import { columnNames, importKinds } from '../../../shared/files/kinds.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import { deliver, untilProcessed } from '../delivery.ts';
import { messageOf, type ReplayedEvent, readRecordedEvents, wavesOf } from '../export/replay.ts';
import { nameOf, standardInput } from '../input.ts';
import { onInterruption } from '../interruption.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { decidedBefore, type SentEvent, sentEvent } from '../outcome.ts';
import { readOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import {
  apiOf,
  counted,
  examples,
  print,
  printJson,
  type Subcommand,
  systemCommand,
} from './command-line.ts';
import { type ImportOptions, importRows } from './import-rows.ts';
import { waitOption } from './outcome.ts';

const repeatable = 'Stopped. Nothing is sent twice: run the same command again to finish.';

/** Reads the file through, so that a line that is no event is found before anything is sent. */
async function countEvents(file: string): Promise<number> {
  let events = 0;
  for await (const _event of readRecordedEvents(file)) events += 1;
  return events;
}

/** Whether every event of a wave is decided, each asked for until it is. */
function decisionOf(wave: readonly ReplayedEvent[], api: LedgerClient): () => Promise<boolean> {
  let left: readonly SentEvent[] = wave
    .map(({ text }) => sentEvent(text))
    .filter(({ source, id }) => source !== '' && id !== '');
  return async () => {
    try {
      const decided = await decidedBefore(api, left);
      left = left.filter((event) => !decided.has(event));
      return left.length === 0;
    } catch (error) {
      // Who may send to the queues need not have a token for the API.
      if (error instanceof CliError) return false;
      throw error;
    }
  };
}

/** Replays an export. Guarantees: an empty system arrives at the same books; what is booked already stays as it is. */
async function importEvents(file: string, options: ImportOptions): Promise<0> {
  if (options.dryRun) throw new CliError('--dry-run is for the files of offices', exitCodes.badInput);
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
      await untilProcessed(system, decisionOf(wave, apiOf(system, options)));
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

const kinds = [...importKinds, 'events'] as const;

function withDefaults(command: Command): Command {
  return command
    .option('--order <orderId>', 'the order of rows without a value in column orderId')
    .option('--centre <centreId>', 'likewise for column centreId')
    .option('--location <locationId>', 'likewise for columns locationId, at and to')
    .option('--payer <payerId>', 'likewise for column payerId')
    .option('--audit <auditId>', 'likewise for column auditId')
    .option('--currency <code>', 'likewise for column currency')
    .option('--effective-from <date>', 'likewise for column effectiveFrom, as YYYY-MM-DD')
    .option('--date <date>', 'the day it happened, as YYYY-MM-DD, if a row says nothing')
    .option(
      '--time <time>',
      'when it happened, if a row says nothing, such as "2020-08-08 17:00" or with an offset',
    )
    .option('--zone <zone>', 'the time zone of times without an offset (default: that of the system)')
    .addOption(
      new Option('--decimal <mark>', 'which sign stands before the decimals in the file').choices(
        decimalMarks,
      ),
    )
    .addOption(
      new Option('--encoding <name>', 'the encoding of a CSV file without a byte order mark').choices(
        encodings,
      ),
    )
    .option('--anyway', 'send what is in doubt too, after looking at the warnings')
    .option('--dry-run', 'send and write nothing: only say what would be sent, and what is wrong')
    .option('--rejects <file>', 'where to write rows that are not sent (default: beside the file)')
    .option(...waitOption)
    .option('--json', 'print the result as JSON: { kind, rows, events, notSent, … }');
}

const help = `
Columns, in any order, in upper or lower case, as CSV with commas, semicolons or tabs, or as the first sheet of a workbook:
${importKinds.map((kind) => `  ${kind.padEnd(11)} ${columnNames(kind).join(', ')}`).join('\n')}
  Handovers also have a column for each commodity and its unit, such as "rice (kg)" or "oil (bottle)"; an empty cell
  or 0 means none. The rows of one waybill, arrival or count share its number: one row for each line of goods.
  Other columns, a title above the header and empty columns are left alone. "template <kind>" writes a file to start from.

When it happened: a column time (with an offset, or by the clock of the system), a column date, --time or --date. A date
alone means noon. Handovers, returns and payments without any are dated now; counts need a time, the others a date.

Whatever could mean two things is refused: 8.000 or 1,5 (unless --decimal says which sign stands before decimals),
01.02.2020, a receipt number of another household, a day on which the order is not in force. Such a row is shown as
"file:line:column field: expected …" and goes to <file>.rejects.csv or .xlsx, in the encoding it came in; the other rows
are sent. Correct it there and import the rejects file. Goods that the order does not have, far more than it plans, a
lorry at another place than it was sent to, households that the registry hardly knows and the like stop the whole file
before anything is sent, unless you add --anyway. Importing a file again changes nothing, even after a crash.

With --wait, rows that the system rejected go to the rejects file too, with the exception that each corrects.
Exit codes: 0 all of it is in the books · 1 a row was rejected · 2 a row was not sent · 4 a row is held.
${examples(
  'import households households.csv --centre KS-R01 --effective-from 2020-07-24',
  'import handovers sheet.xlsx --centre KS-R01 --order order-2020-08-05 --date 2020-08-16 --wait',
  'import arrivals waybills.csv --location KS-R01 --order order-2020-08-05 --decimal comma',
  'import households - --centre KS-R01 --effective-from 2020-07-24 < households.csv',
  'import payments payments.csv --payer district-office-KS-R01 --order order-2020-08-05 --currency KPW',
  'import events backup-2020-08-10/events.ndjson',
)}`;

export const importCommand: Subcommand = (program, end) =>
  withDefaults(
    systemCommand(
      program,
      'import',
      "Import an office's file, CSV or Excel workbook, or the events of an export.",
    )
      .addArgument(new Argument('<kind>', 'what the file holds').choices(kinds))
      .argument('<file>', 'CSV or .xlsx; for events, the events.ndjson of an export; - for standard input'),
  )
    .addHelpText('after', help)
    .action(async (kind: (typeof kinds)[number], file: string, options: ImportOptions) => {
      const release = onInterruption(repeatable);
      const work = kind === 'events' ? importEvents(file, options) : importRows(kind, file, options);
      end(await work.finally(release));
    });
