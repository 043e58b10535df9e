/** `relief list`: whom a centre serves, what is due to them, and who has had nothing yet. */
import { Option } from 'commander';
import { isServed, listCsv, listText, sheetCsv, summaryText } from '../distribution-list.ts';
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

async function list(centreId: string, options: ListOptions): Promise<0> {
  const { order: orderId, notServed } = options;
  const api = apiOf(readOutputs(options.outputs), options);
  const all = await collect(api.distributionList(centreId, orderId));
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
  systemCommand(program, 'list', 'List whom a centre serves and what is due to them; what a desk prints.')
    .argument('<centreId>')
    .requiredOption('--order <orderId>', 'under which order')
    .option('--not-served', 'only households that have received nothing yet')
    .option('--csv', 'as CSV, to print or to sort')
    .addOption(
      new Option('--sheet', 'as a CSV of handovers: strike out who did not come, and import it').conflicts(
        'csv',
      ),
    )
    .addOption(new Option('--json', 'for programs').conflicts(['csv', 'sheet']))
    .addHelpText(
      'after',
      examples(
        'list KS-R01 --order order-2020-08-05 --not-served',
        'list KS-R01 --order order-2020-08-05 --csv > list.csv',
        'list KS-R01 --order order-2020-08-05 --not-served --sheet > sheet.csv',
      ),
    )
    .action(async (centreId: string, options: ListOptions) => end(await list(centreId, options)));
