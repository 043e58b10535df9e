/** `relief exceptions`: what was not posted, and why. */
import { Option } from 'commander';
import { CliError } from '../cli-error.ts';
import type { ExceptionFilter, LedgerClient } from '../ledger-client.ts';
import { readOutputs } from '../outputs.ts';
import { exceptionsTable } from '../report.ts';
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

interface ExceptionsOptions extends SystemOptions, JsonOption {
  readonly status?: string;
  readonly order?: string;
  readonly location?: string;
  readonly reason?: string;
}

async function exceptions(options: ExceptionsOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const { status, order, location, reason } = options;
  const filter: ExceptionFilter = {
    ...(status === undefined ? {} : { status }),
    ...(order === undefined ? {} : { orderId: order }),
    ...(location === undefined ? {} : { locationId: location }),
    ...(reason === undefined ? {} : { reason }),
  };
  const found = await collect(api.exceptions(filter));
  if (found.length === 0) await checkNames(api, options);
  if (options.json) printJson(found);
  else print(found.length === 0 ? 'No exceptions' : exceptionsTable(found, { ids: true }));
  return 0;
}

/**
 * A misspelt filter finds nothing, which must not reassure. What an exception names need not exist, so this is asked
 * only when none was found. Errors: a `CliError` for an order or a location that does not exist.
 */
async function checkNames(api: LedgerClient, { order, location }: ExceptionsOptions): Promise<void> {
  if (order !== undefined && (await api.find(`/orders/${encodeURIComponent(order)}`)) === undefined)
    throw new CliError(`There is no order ${order}`);
  if (location !== undefined && (await api.find(`/locations/${encodeURIComponent(location)}`)) === undefined)
    throw new CliError(`There is no location ${location}`);
}

export const exceptionsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'exceptions', 'List what was not posted, and why.')
    .addOption(
      new Option('--status <status>', 'only those held, or only those rejected').choices([
        'held',
        'rejected',
      ]),
    )
    .option('--order <orderId>', 'only for this order')
    .option('--location <locationId>', 'only at this location')
    .option('--reason <reason>', 'only for this reason, such as exceeds-entitlement')
    .option('--json', 'print them as JSON, with the original messages')
    .addHelpText(
      'after',
      examples('exceptions --status held', 'exceptions --reason exceeds-entitlement --json'),
    )
    .action(async (options: ExceptionsOptions) => end(await exceptions(options)));
