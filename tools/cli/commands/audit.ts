/** `relief audit`: opens an audit by visits, lists whom to visit, takes what was found, and says what it proves. */
import { type Command, Option } from 'commander';
import { auditDrawsTable } from '../../../functions/ledger-api/audits.ts';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { auditMethods } from '../../../shared/domain/audit-evidence.ts';
import { unitNames } from '../../../shared/domain/quantity.ts';
import { csvText } from '../../../shared/files/csv.ts';
import { auditLines, drawLines } from '../audit-lines.ts';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { audits as words } from '../words/audits.ts';
import { sending } from '../words/sending.ts';
import { usage } from '../words/usage.ts';
import {
  apiOf,
  collect,
  type End,
  examples,
  type JsonOption,
  print,
  printBytes,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';
import { type ImportOptions, importRows } from './import-rows.ts';
import { sendOperatorEvent } from './operator.ts';
import { exitCodeOf, outcomeJson, printOutcome, type WaitOption, waitOption } from './outcome.ts';

interface OpenOptions extends SystemOptions, JsonOption, WaitOption {
  readonly order: string;
  readonly commodity?: string;
  readonly currency?: string;
  readonly tolerance: string;
  readonly unit?: string;
  readonly risk: string;
  readonly method: string;
  readonly seal: string;
  readonly seed: string;
}

/** Errors: a `CliError` for options that name no measure, or two. */
function measured({ commodity, currency, tolerance, unit }: OpenOptions): object {
  const figure = Number(tolerance);
  if (!Number.isFinite(figure)) throw new CliError(words('open.number'), exitCodes.badInput);
  if (commodity !== undefined && currency === undefined && unit !== undefined)
    return { measure: { commodity }, tolerance: { quantity: figure, unit } };
  if (currency !== undefined && commodity === undefined && unit === undefined)
    return { measure: { currency }, tolerance: { amount: figure, currency } };
  throw new CliError(words('open.either'), exitCodes.badInput);
}

async function open(auditId: string, options: OpenOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const { order: orderId, method, seal: sealDate, seed } = options;
  const data = {
    auditId,
    orderId,
    ...measured(options),
    riskPercent: Number(options.risk),
    method,
    sealDate,
    seed,
  };
  const way = { queue: 'assurance', group: orderId } as const;
  const outcomes = await sendOperatorEvent(system, options, way, 'audit', 'relief.audit.opened.v1', data);
  if (options.json) printJson({ auditId, ...(outcomes && outcomeJson(outcomes)) });
  else {
    print(words('open.sent', { id: auditId }));
    printOutcome(1, outcomes);
  }
  return outcomes ? exitCodeOf(outcomes) : 0;
}

interface DrawsOptions extends SystemOptions, JsonOption {
  readonly count: string;
  readonly csv?: true;
  readonly xlsx?: true;
}

async function draws(auditId: string, options: DrawsOptions): Promise<0> {
  const count = /^[1-9]\d{0,5}$/.test(options.count) ? Number(options.count) : undefined;
  if (count === undefined) throw new CliError(words('draws.number'), exitCodes.badInput);
  const api = apiOf(readOutputs(options.outputs), options);
  const drawn = await collect(api.auditDraws(auditId, count));
  if (options.xlsx) printBytes(await workbookOf(auditDrawsTable(drawn)));
  else if (options.csv) printBytes(csvText(auditDrawsTable(drawn)));
  else if (options.json) printJson(drawn);
  else print(drawLines(drawn));
  return 0;
}

async function show(auditId: string | undefined, options: SystemOptions & JsonOption): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const audits = auditId === undefined ? await collect(api.audits()) : [await api.audit(auditId)];
  const known = audits.filter((audit) => audit !== undefined);
  if (auditId !== undefined && known.length === 0) throw new CliError(words('show.none', { id: auditId }));
  if (options.json) printJson(auditId === undefined ? known : known[0]);
  else print(known.length === 0 ? words('none') : known.map(auditLines).join('\n\n'));
  return 0;
}

function withOpen(audit: Command, end: End): void {
  systemCommand(audit, 'open', words('open.help'))
    .argument('<auditId>', words('open.id'))
    .requiredOption('--order <orderId>', words('open.order'))
    .option('--commodity <name>', words('open.commodity'))
    .option('--currency <code>', words('open.currency'))
    .requiredOption('--tolerance <figure>', words('open.tolerance'))
    .addOption(new Option('--unit <unit>', words('open.unit')).choices(unitNames))
    .option('--risk <percent>', words('open.risk'), '5')
    .addOption(
      new Option('--method <method>', words('open.method')).choices(auditMethods).default('kaplan-markov'),
    )
    .requiredOption('--seal <date>', words('open.seal'))
    .requiredOption('--seed <digits>', words('open.seed'))
    .option(...waitOption())
    .option('--json', words('open.json'))
    .action(async (auditId: string, options: OpenOptions) => end(await open(auditId, options)));
}

function withDraws(audit: Command, end: End): void {
  systemCommand(audit, 'draws', words('draws.help'))
    .argument('<auditId>', words('id'))
    .option('--count <n>', words('draws.count'), '60')
    .option('--csv', usage('csv'))
    .option('--xlsx', usage('xlsx'))
    .option('--json', usage('json'))
    .action(async (auditId: string, options: DrawsOptions) => end(await draws(auditId, options)));
}

function withObserve(audit: Command, end: End): void {
  systemCommand(audit, 'observe', words('observe.help'))
    .argument('<auditId>', words('id'))
    .argument('<file>', words('observe.file'))
    .option('--anyway', sending('import.anyway'))
    .option('--rejects <file>', sending('import.rejects'))
    .option(...waitOption())
    .option('--json', usage('jsonResult'))
    .action(async (auditId: string, file: string, options: ImportOptions) =>
      end(await importRows('observations', file, { ...options, audit: auditId })),
    );
}

export const auditCommand: Subcommand = (program, end) => {
  const audit = program
    .command('audit')
    .description(words('help'))
    .addHelpText(
      'after',
      `${words('about')}${examples(
        'audit open audit-1 --order order-2020-08-05 --commodity rice --tolerance 15.4 --unit t --seal 2020-08-10 --seed 20237331128159211123',
        'audit draws audit-1 --count 300 --xlsx > visits.xlsx',
        'audit observe audit-1 visits.csv --wait',
        'audit show audit-1',
      )}`,
    );
  withOpen(audit, end);
  withDraws(audit, end);
  withObserve(audit, end);
  systemCommand(audit, 'show', words('show.help'))
    .argument('[auditId]', words('id'))
    .option('--json', usage('json'))
    .action(async (auditId: string | undefined, options: SystemOptions & JsonOption) =>
      end(await show(auditId, options)),
    );
};
