/** `relief stock`: what lay at a location, what came and what went, over some days or from the beginning. */
import { stockReportAnswer } from '../../../shared/contract/answers/stock-report.ts';
import { CliError } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { unitOf } from '../reconciliation.ts';
import { textTable } from '../report.ts';
import { withRests } from '../rests.ts';
import {
  apiOf,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';

interface StockOptions extends SystemOptions, JsonOption {
  readonly order: string;
  readonly from?: string;
  readonly to?: string;
}

const columns = [
  ['opening', 'Opening'],
  ['received', 'Received'],
  ['transferredIn', 'Transferred in'],
  ['dispatched', 'Sent on'],
  ['handedOver', 'Handed over'],
  ['lost', 'Lost'],
  ['transferredOut', 'Transferred out'],
  ['countVariance', 'Variance'],
  ['closing', 'Closing'],
] as const;

/** What stands in the line itself; of the rest, what is not zero stands below it. */
const always: readonly string[] = ['opening', 'received', 'dispatched', 'handedOver', 'closing'];

async function stock(locationId: string, options: StockOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const { order: orderId, from, to } = options;
  const search = new URLSearchParams({
    orderId,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
  const path = `/locations/${encodeURIComponent(locationId)}/stock-report`;
  const report = await api.read(`${path}?${search}`, stockReportAnswer);
  if (report === undefined) throw new CliError(`There is no location ${locationId}, or no order ${orderId}`);
  if (options.json) {
    printJson(report);
    return 0;
  }
  const days = [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(' ');
  print(`Stock of ${locationId} under ${orderId}${days && `, ${days}`}`);
  const shown = columns.filter(([name]) => always.includes(name));
  const rare = columns.filter(([name]) => !always.includes(name));
  print(
    report.commodities.length === 0
      ? '\nNothing came here, and nothing left'
      : `\n${withRests(
          textTable(
            ['Commodity', 'Unit', ...shown.map(([, title]) => title)],
            report.commodities.map((row) => [
              row.commodity,
              unitOf(row),
              ...shown.map(([name]) => row[name]),
            ]),
          ),
          report.commodities.map((row) =>
            rare.filter(([name]) => row[name] !== 0).map(([name, title]) => `${title} ${row[name]}`),
          ),
        )}`,
  );
  return 0;
}

export const stockCommand: Subcommand = (program, end) =>
  systemCommand(program, 'stock', 'Show what lies at a hub, centre or store, what came, and what went.')
    .argument('<locationId>')
    .requiredOption('--order <orderId>', 'the order under which it lies there')
    .option('--from <date>', 'from this day on, such as 2020-08-09; before it is the opening')
    .option('--to <date>', 'up to and including this day')
    .option('--json', 'as JSON, as the API returns it')
    .addHelpText(
      'after',
      examples(
        'stock KS-R01 --order order-2020-08-05',
        'stock KS-R01 --order order-2020-08-05 --from 2020-08-09 --to 2020-08-15',
      ),
    )
    .action(async (locationId: string, options: StockOptions) => end(await stock(locationId, options)));
