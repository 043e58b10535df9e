/** `relief import`: the offices' files, and the events of an export. */
import { Argument, type Command, Option } from 'commander';
import { decimalMarks } from '../../../shared/files/decimals.ts';
import { encodings } from '../../../shared/files/encoding.ts';
import { columnNames, importKinds } from '../../../shared/files/kinds.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import { Queues } from '../delivery.ts';
import { messageOf, type ReplayedEvent, readRecordedEvents, wavesOf } from '../export/replay.ts';
import { nameOf, standardInput } from '../input.ts';
import { onInterruption } from '../interruption.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { decidedBefore, type SentEvent, sentEvent } from '../outcome.ts';
import { readOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import { sending } from '../words/sending.ts';
import { apiOf, examples, print, printJson, type Subcommand, systemCommand } from './command-line.ts';
import { type ImportOptions, importRows } from './import-rows.ts';
import { waitOption } from './outcome.ts';

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
  if (options.dryRun) throw new CliError(sending('import.dryRunEvents'), exitCodes.badInput);
  const system = readOutputs(options.outputs);
  const total = file === standardInput ? undefined : await countEvents(file);
  const progress = startProgress(
    sending('import.progress', { kind: 'events', file: nameOf(file) }),
    total,
    sending('unit.events'),
  );
  let events = 0;
  let waves = 0;
  const queues = new Queues(system);
  try {
    for await (const wave of wavesOf(readRecordedEvents(file))) {
      await queues.deliver(wave.map((event) => messageOf(event, system.queues)));
      await queues.untilProcessed(decisionOf(wave, apiOf(system, options)));
      events += wave.length;
      waves += 1;
      progress.update(events);
    }
    progress.finish(events);
  } catch (error) {
    progress.abandon();
    throw error;
  } finally {
    queues.close();
  }
  if (options.json) printJson({ kind: 'events', events, waves });
  else
    print(
      sending('import.replayed', {
        events: sending('events', { count: events }),
        waves: sending('import.waves', { count: waves }),
      }),
    );
  return 0;
}

const kinds = [...importKinds, 'events'] as const;

function withDefaults(command: Command): Command {
  return command
    .option('--order <orderId>', sending('import.order'))
    .option('--centre <centreId>', sending('import.centre'))
    .option('--location <locationId>', sending('import.location'))
    .option('--payer <payerId>', sending('import.payer'))
    .option('--audit <auditId>', sending('import.audit'))
    .option('--currency <code>', sending('import.currency'))
    .option('--effective-from <date>', sending('import.effectiveFrom'))
    .option('--date <date>', sending('import.date'))
    .option('--time <time>', sending('import.time'))
    .option('--zone <zone>', sending('import.zone'))
    .addOption(new Option('--decimal <mark>', sending('import.decimal')).choices(decimalMarks))
    .addOption(new Option('--encoding <name>', sending('import.encoding')).choices(encodings))
    .option('--anyway', sending('import.anyway'))
    .option('--dry-run', sending('import.dryRun'))
    .option('--rejects <file>', sending('import.rejects'))
    .option(...waitOption())
    .option('--json', sending('import.json'));
}

const aboutText = (): string =>
  sending('import.about', {
    columns: importKinds.map((kind) => `  ${kind.padEnd(11)} ${columnNames(kind).join(', ')}`).join('\n'),
  }) +
  examples(
    'import households households.csv --centre KS-R01 --effective-from 2020-07-24',
    'import handovers sheet.xlsx --centre KS-R01 --order order-2020-08-05 --date 2020-08-16 --wait',
    'import arrivals waybills.csv --location KS-R01 --order order-2020-08-05 --decimal comma',
    'import households - --centre KS-R01 --effective-from 2020-07-24 < households.csv',
    'import payments payments.csv --payer district-office-KS-R01 --order order-2020-08-05 --currency KPW',
    'import events backup-2020-08-10/events.ndjson',
  );

export const importCommand: Subcommand = (program, end) =>
  withDefaults(
    systemCommand(program, 'import', sending('import.help'))
      .addArgument(new Argument('<kind>', sending('import.kind')).choices(kinds))
      .argument('<file>', sending('import.file')),
  )
    .addHelpText('after', aboutText())
    .action(async (kind: (typeof kinds)[number], file: string, options: ImportOptions) => {
      const release = onInterruption(sending('import.stopped'));
      const work = kind === 'events' ? importEvents(file, options) : importRows(kind, file, options);
      end(await work.finally(release));
    });
