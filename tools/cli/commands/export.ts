/** `relief export`: everything in the system, as files. */
import { sealArchiveAt } from '../../../shared/audit/archive/seal-archive-address.ts';
import { exportSystem } from '../export/export.ts';
import { onInterruption } from '../interruption.ts';
import { readOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import { textTable } from '../report.ts';
import { dynamoDbClient, itemsOf } from '../tables.ts';
import { upkeep } from '../words/upkeep.ts';
import {
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
  const progress = startProgress(upkeep('export.progress', { directory }), undefined, upkeep('export.items'));
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
          [upkeep('export.file'), upkeep('export.lines'), 'SHA-256'],
          files.map(({ file, lines, sha256 }) => [file, lines, sha256]),
        ),
      );
      const { original, rebuilt, redacted } = events;
      print(
        `\n${upkeep('export.events', {
          count: original + rebuilt + redacted,
          original: String(original),
          rebuilt: String(rebuilt),
          redacted: String(redacted),
        })}`,
      );
    }
    if (damaged > 0) say(upkeep('export.damaged', { count: damaged }));
  } catch (error) {
    progress.abandon();
    throw error;
  } finally {
    client.destroy();
  }
  return 0;
}

export const exportCommand: Subcommand = (program, end) =>
  systemCommand(program, 'export', upkeep('export.help'))
    .argument('<dir>', upkeep('export.dir'))
    .option('--json', upkeep('export.json'))
    .addHelpText(
      'after',
      `${upkeep('export.about')}${examples('export backup-2020-08-10', 'import events backup-2020-08-10/events.ndjson')}`,
    )
    .action(async (directory: string, options: SystemOptions & JsonOption) => {
      const release = onInterruption(upkeep('export.stopped', { directory }));
      end(await exportBooks(directory, options).finally(release));
    });
