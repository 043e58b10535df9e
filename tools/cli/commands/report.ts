/** `relief report`: the reconciliation of an order. */
import { Option } from 'commander';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { findingsOf } from '../findings.ts';
import { readOutputs } from '../outputs.ts';
import { imbalancesOf } from '../reconciliation.ts';
import { reportText } from '../report.ts';
import { reading } from '../words/reading.ts';
import { usage } from '../words/usage.ts';
import {
  apiOf,
  examples,
  type JsonOption,
  print,
  printBytes,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';

interface ReportOptions extends SystemOptions, JsonOption {
  readonly csv?: true;
  readonly xlsx?: true;
}

async function report(orderId: string, options: ReportOptions): Promise<ExitCode | 0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const reconciliation = await api.reconciliation(orderId);
  if (!reconciliation) throw new CliError(reading('is.order', { id: orderId }));
  if (options.csv) printBytes(await api.reconciliationFile(orderId, 'csv'));
  else if (options.xlsx) printBytes(await api.reconciliationFile(orderId, 'xlsx'));
  else if (options.json) printJson(reconciliation);
  else print(reportText(await findingsOf(api, reconciliation)));
  return imbalancesOf(reconciliation).length === 0 ? 0 : exitCodes.differs;
}

export const reportCommand: Subcommand = (program, end) =>
  systemCommand(program, 'report', reading('report.help'))
    .argument('<orderId>')
    .addOption(new Option('--json', usage('jsonOfApi')).conflicts(['csv', 'xlsx']))
    .option('--csv', reading('report.csv'))
    .addOption(new Option('--xlsx', reading('report.xlsx')).conflicts('csv'))
    .addHelpText(
      'after',
      examples(
        'report order-2020-08-05',
        'report order-2020-08-05 --csv > report.csv',
        'report order-2020-08-05 --xlsx > report.xlsx',
      ),
    )
    .action(async (orderId: string, options: ReportOptions) => end(await report(orderId, options)));
