/** `relief list`: whom a centre serves, what is due to them, and who has received nothing yet. */
import { Option } from 'commander';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import type { DistributionListItem } from '../../../shared/contract/answers/households.ts';
import { locationAnswer } from '../../../shared/contract/answers/locations.ts';
import { type CsvTable, csvText } from '../../../shared/files/csv.ts';
import { writtenNumber } from '../../../shared/files/decimals.ts';
import { CliError } from '../cli-error.ts';
import {
  isDueSomething,
  isServed,
  listTable,
  listText,
  nextReceiptId,
  sheetTable,
  summaryText,
} from '../distribution-list.ts';
import { askedInTens } from '../in-tens.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { readOutputs } from '../outputs.ts';
import { named } from '../words/names.ts';
import { reading } from '../words/reading.ts';
import { usage } from '../words/usage.ts';
import {
  apiOf,
  collect,
  examples,
  type JsonOption,
  print,
  printBytes,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';

interface ListOptions extends SystemOptions, JsonOption {
  readonly order: string;
  readonly notServed?: true;
  readonly csv?: true;
  readonly xlsx?: true;
  readonly sheet?: true;
}

/** Why there is no list of a location that does exist. */
async function wrongKind(api: LedgerClient, locationId: string): Promise<CliError | undefined> {
  const found = await api.find(`/locations/${encodeURIComponent(locationId)}`).catch(() => undefined);
  const kind = locationAnswer.pick({ kind: true }).safeParse(found).data?.kind;
  return kind === undefined || kind === 'centre'
    ? undefined
    : new CliError(reading('list.wrongKind', { location: locationId, kind: named('kind', kind) }));
}

/** Numbers that no reader takes for others, whose country has a comma before decimals. */
const unmistakable = ({ columns, rows }: CsvTable): CsvTable => ({
  columns,
  rows: rows.map((row) => row.map((cell) => (typeof cell === 'number' ? writtenNumber(cell) : cell))),
});

/** The next receipt of each household that is due something. */
async function numbering(
  api: LedgerClient,
  rows: readonly DistributionListItem[],
  { order: orderId }: ListOptions,
): Promise<(householdId: string) => string> {
  const taken = new Set<string>();
  for await (const { reference } of api.exceptions({ orderId }))
    if (reference !== undefined) taken.add(reference);
  const due = rows.filter(isDueSomething).map(({ householdId }) => householdId);
  const counts = await askedInTens(due, (householdId) => api.goodsEntries(householdId, orderId));
  const entries = new Map(due.map((householdId, at) => [householdId, counts[at] ?? 0]));
  return (householdId) => nextReceiptId(householdId, entries.get(householdId) ?? 0, taken);
}

async function list(centreId: string, options: ListOptions): Promise<0> {
  const { order: orderId, notServed } = options;
  const api = apiOf(readOutputs(options.outputs), options);
  const all = await collect(api.distributionList(centreId, orderId)).catch(async (cause: unknown) => {
    throw (await wrongKind(api, centreId)) ?? cause;
  });
  const rows = notServed ? all.filter((row) => !isServed(row)) : all;
  const { json, csv, xlsx, sheet } = options;
  const tableOf = async (): Promise<CsvTable> =>
    sheet
      ? sheetTable(rows, { centreId, orderId, receiptIdOf: await numbering(api, rows, options) })
      : listTable(rows);
  if (json) printJson(rows);
  else if (xlsx) printBytes(await workbookOf(await tableOf()));
  else if (sheet) printBytes(csvText(unmistakable(await tableOf())));
  else if (csv) printBytes(csvText(await tableOf()));
  else {
    print(summaryText(centreId, orderId, all));
    if (rows.length > 0) print(`\n${listText(rows)}`);
  }
  return 0;
}

export const listCommand: Subcommand = (program, end) =>
  systemCommand(program, 'list', reading('list.help'))
    .argument('<centreId>')
    .requiredOption('--order <orderId>', reading('list.order'))
    .option('--not-served', reading('list.notServed'))
    .option('--csv', reading('list.csv'))
    .addOption(new Option('--xlsx', reading('list.xlsx')).conflicts('csv'))
    .addOption(new Option('--sheet', reading('list.sheet')).conflicts('csv'))
    .addOption(new Option('--json', usage('json')).conflicts(['csv', 'xlsx', 'sheet']))
    .addHelpText(
      'after',
      examples(
        'list KS-R01 --order order-2020-08-05 --not-served',
        'list KS-R01 --order order-2020-08-05 --csv > list.csv',
        'list KS-R01 --order order-2020-08-05 --not-served --sheet > sheet.csv',
        'list KS-R01 --order order-2020-08-05 --sheet --xlsx > sheet.xlsx',
      ),
    )
    .action(async (centreId: string, options: ListOptions) => end(await list(centreId, options)));
