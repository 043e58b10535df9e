/** `relief list`: whom a centre serves, what is due to them, and who has received nothing yet. */
import { Option } from 'commander';
import { locationAnswer } from '../../../shared/contract/answers/locations.ts';
import { CliError } from '../cli-error.ts';
import { isServed, listCsv, listText, sheetCsv, summaryText } from '../distribution-list.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { readOutputs } from '../outputs.ts';
import {
  apiOf,
  collect,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';

interface ListOptions extends SystemOptions, JsonOption {
  readonly order: string;
  readonly notServed?: true;
  readonly csv?: true;
  readonly sheet?: true;
}

/** Why there is no list of a location that does exist. */
async function wrongKind(api: LedgerClient, locationId: string): Promise<CliError | undefined> {
  const found = await api.find(`/locations/${encodeURIComponent(locationId)}`).catch(() => undefined);
  const kind = locationAnswer.pick({ kind: true }).safeParse(found).data?.kind;
  return kind === undefined || kind === 'centre'
    ? undefined
    : new CliError(`${locationId} is a ${kind}, not a centre: households are served by centres only`);
}

async function list(centreId: string, options: ListOptions): Promise<0> {
  const { order: orderId, notServed } = options;
  const api = apiOf(readOutputs(options.outputs), options);
  const all = await collect(api.distributionList(centreId, orderId)).catch(async (cause: unknown) => {
    throw (await wrongKind(api, centreId)) ?? cause;
  });
  const rows = notServed ? all.filter((row) => !isServed(row)) : all;
  const date = new Date().toISOString().slice(0, 10);
  if (options.json) printJson(rows);
  else if (options.csv) process.stdout.write(listCsv(rows));
  else if (options.sheet) process.stdout.write(sheetCsv(rows, { centreId, orderId, date }));
  else {
    print(summaryText(centreId, orderId, all));
    if (rows.length > 0) print(`\n${listText(rows)}`);
  }
  return 0;
}

export const listCommand: Subcommand = (program, end) =>
  systemCommand(
    program,
    'list',
    'List the households that a centre serves and what is due to them, for a desk to print.',
  )
    .argument('<centreId>')
    .requiredOption('--order <orderId>', 'the order to list them for')
    .option('--not-served', 'only households that have received nothing yet')
    .option('--csv', 'as CSV, to print or to sort')
    .addOption(
      new Option(
        '--sheet',
        'as a CSV of handovers: delete the rows of those who did not come, and import it',
      ).conflicts('csv'),
    )
    .addOption(new Option('--json', 'as JSON').conflicts(['csv', 'sheet']))
    .addHelpText(
      'after',
      examples(
        'list KS-R01 --order order-2020-08-05 --not-served',
        'list KS-R01 --order order-2020-08-05 --csv > list.csv',
        'list KS-R01 --order order-2020-08-05 --not-served --sheet > sheet.csv',
      ),
    )
    .action(async (centreId: string, options: ListOptions) => end(await list(centreId, options)));
