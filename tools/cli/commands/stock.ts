/** `relief stock`: what lay at a location, what came and what went, over some days or from the beginning. */
import { stockReportAnswer } from '../../../shared/contract/answers/stock-report.ts';
import { CliError } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { unitOf } from '../reconciliation.ts';
import { textTable } from '../report.ts';
import { withRests } from '../rests.ts';
import { named, unitName } from '../words/names.ts';
import { reading } from '../words/reading.ts';
import { usage } from '../words/usage.ts';
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
  'opening',
  'received',
  'transferredIn',
  'dispatched',
  'handedOver',
  'lost',
  'transferredOut',
  'countVariance',
  'closing',
] as const;

/** What stands in the line itself; of the rest, what is not zero stands below it. */
const always: readonly string[] = ['opening', 'received', 'dispatched', 'handedOver', 'closing'];

function daysText(from: string | undefined, to: string | undefined): string {
  if (from !== undefined && to !== undefined) return reading('stock.title.fromTo', { from, to });
  if (from !== undefined) return reading('stock.title.from', { date: from });
  return to === undefined ? '' : reading('stock.title.to', { date: to });
}

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
  if (report === undefined)
    throw new CliError(reading('stock.none', { location: locationId, order: orderId }));
  if (options.json) {
    printJson(report);
    return 0;
  }
  print(reading('stock.title', { location: locationId, order: orderId }) + daysText(from, to));
  const shown = columns.filter((name) => always.includes(name));
  const rare = columns.filter((name) => !always.includes(name));
  print(
    report.commodities.length === 0
      ? `\n${reading('stock.empty')}`
      : `\n${withRests(
          textTable(
            [
              reading('column.commodity'),
              reading('column.unit'),
              ...shown.map((name) => reading(`stock.${name}`)),
            ],
            report.commodities.map((row) => [
              named('commodity', row.commodity),
              unitName(unitOf(row)),
              ...shown.map((name) => row[name]),
            ]),
          ),
          report.commodities.map((row) =>
            rare.filter((name) => row[name] !== 0).map((name) => `${reading(`stock.${name}`)} ${row[name]}`),
          ),
        )}`,
  );
  return 0;
}

export const stockCommand: Subcommand = (program, end) =>
  systemCommand(program, 'stock', reading('stock.help'))
    .argument('<locationId>')
    .requiredOption('--order <orderId>', reading('stock.order'))
    .option('--from <date>', reading('stock.from'))
    .option('--to <date>', reading('stock.to'))
    .option('--json', usage('jsonOfApi'))
    .addHelpText(
      'after',
      examples(
        'stock KS-R01 --order order-2020-08-05',
        'stock KS-R01 --order order-2020-08-05 --from 2020-08-09 --to 2020-08-15',
      ),
    )
    .action(async (locationId: string, options: StockOptions) => end(await stock(locationId, options)));
