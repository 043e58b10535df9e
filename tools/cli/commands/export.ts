/** `relief export`: everything in the system, as files. */
import { sealArchiveAt } from '../../../shared/audit/archive/seal-archive-address.ts';
import { exportSystem } from '../export/export.ts';
import { onInterruption } from '../interruption.ts';
import { readOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import { textTable } from '../report.ts';
import { dynamoDbClient, itemsOf } from '../tables.ts';
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

async function exportBooks(directory: string, options: SystemOptions & JsonOption): Promise<0> {
  const system = readOutputs(options.outputs);
  const client = dynamoDbClient(system);
  const progress = startProgress(`export to ${directory}`, undefined, 'items');
  try {
    const manifest = await exportSystem(
      directory,
      {
        items: (table) => itemsOf(client, system.tables[table]),
        archive: system.sealArchive === undefined ? undefined : sealArchiveAt(system.sealArchive),
        exportedAt: new Date().toISOString(),
      },
      (count) => progress.update(count),
    );
    const { files, events, damaged } = manifest;
    progress.finish(
      files.reduce((sum, { file, lines }) => sum + (file.startsWith('tables/') ? lines : 0), 0),
    );
    if (options.json) printJson(manifest);
    else {
      print(
        textTable(
          ['File', 'Lines', 'SHA-256'],
          files.map(({ file, lines, sha256 }) => [file, lines, sha256]),
        ),
      );
      const { original, rebuilt, redacted } = events;
      print(
        `\n${counted(original + rebuilt + redacted, 'event')}: ${original} as sent, ${rebuilt} rebuilt, ${redacted} redacted`,
      );
    }
    if (damaged > 0)
      say(`${counted(damaged, 'item')} could not be read; "npm run relief -- verify" shows what was altered`);
  } catch (error) {
    progress.abandon();
    throw error;
  } finally {
    client.destroy();
  }
  return 0;
}

export const exportCommand: Subcommand = (program, end) =>
  systemCommand(program, 'export', 'Write everything to files: events, journal, tables, and CSV for people.')
    .argument('<dir>', 'a new or empty folder')
    .option('--json', 'print the manifest as JSON')
    .addHelpText(
      'after',
      `
events.ndjson     every event ever sent, in order; "import events" replays it into an empty system
csv/              locations, households, and the handovers and payments in force
journal/, seals/  every chain with its hashes; "python3 tools/verifier/verify.py <dir>" checks them
tables/           every item as stored, in the form of DynamoDB's own exports
manifest.json     counts and SHA-256 of each file

Export while nothing is being posted; otherwise the files may hold only part of what is posted meanwhile.
Erased names are in none of the files, so an event that held one is no longer as it was sent. Imported into the system
it came from, it is kept as a conflicting duplicate and changes no book.
${examples('export backup-2020-08-10', 'import events backup-2020-08-10/events.ndjson')}`,
    )
    .action(async (directory: string, options: SystemOptions & JsonOption) => {
      const release = onInterruption(
        `Stopped. ${directory} is incomplete: delete it before you export to it again.`,
      );
      end(await exportBooks(directory, options).finally(release));
    });
