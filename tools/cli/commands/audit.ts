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
  if (!Number.isFinite(figure)) throw new CliError('--tolerance must be a number', exitCodes.badInput);
  if (commodity !== undefined && currency === undefined && unit !== undefined)
    return { measure: { commodity }, tolerance: { quantity: figure, unit } };
  if (currency !== undefined && commodity === undefined && unit === undefined)
    return { measure: { currency }, tolerance: { amount: figure, currency } };
  throw new CliError(
    'Say either --commodity and the --unit of the tolerance, or --currency',
    exitCodes.badInput,
  );
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
    print(`The opening of audit ${auditId} was sent`);
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
  if (count === undefined) throw new CliError('--count must be a whole number from 1 on', exitCodes.badInput);
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
  if (auditId !== undefined && known.length === 0) throw new CliError(`There is no audit ${auditId}`);
  if (options.json) printJson(auditId === undefined ? known : known[0]);
  else print(known.length === 0 ? 'No audits' : known.map(auditLines).join('\n\n'));
  return 0;
}

function withOpen(audit: Command, end: End): void {
  systemCommand(audit, 'open', 'Open an audit of what a seal holds.')
    .argument('<auditId>', 'a name for it')
    .requiredOption('--order <orderId>', 'the order')
    .option('--commodity <name>', 'what is audited: a commodity that was handed over')
    .option('--currency <code>', 'or money that was paid')
    .requiredOption('--tolerance <figure>', 'the audit is to show that no more than this is missing')
    .addOption(new Option('--unit <unit>', 'the unit of the tolerance').choices(unitNames))
    .option('--risk <percent>', 'the risk of confirming it wrongly', '5')
    .addOption(
      new Option('--method <method>', 'how visits are weighed')
        .choices(auditMethods)
        .default('kaplan-markov'),
    )
    .requiredOption('--seal <date>', 'the day of the seal, as YYYY-MM-DD')
    .requiredOption('--seed <digits>', '20 to 64 digits that were rolled in public after the seal')
    .option(...waitOption)
    .option('--json', 'print { auditId } as JSON')
    .action(async (auditId: string, options: OpenOptions) => end(await open(auditId, options)));
}

function withDraws(audit: Command, end: End): void {
  systemCommand(audit, 'draws', 'List the receipts that were drawn: whom to visit.')
    .argument('<auditId>', 'the audit')
    .option('--count <n>', 'how many draws', '60')
    .option('--csv', 'as CSV')
    .option('--xlsx', 'as an Excel workbook')
    .option('--json', 'as JSON')
    .action(async (auditId: string, options: DrawsOptions) => end(await draws(auditId, options)));
}

function withObserve(audit: Command, end: End): void {
  systemCommand(audit, 'observe', 'Take in what visitors found, from a CSV file or a workbook.')
    .argument('<auditId>', 'the audit')
    .argument('<file>', 'columns draw, found, unit, visitedOn, visitor and note; - for standard input')
    .option('--anyway', 'send what is in doubt too, after looking at the warnings')
    .option('--rejects <file>', 'where to write rows that are not sent (default: beside the file)')
    .option(...waitOption)
    .option('--json', 'print the result as JSON')
    .action(async (auditId: string, file: string, options: ImportOptions) =>
      end(await importRows('observations', file, { ...options, audit: auditId })),
    );
}

export const auditCommand: Subcommand = (program, end) => {
  const audit = program
    .command('audit')
    .description('Audit by visits: open one, list whom to visit, take in what was found, see what it proves.')
    .addHelpText(
      'after',
      `
In the column found stands how much the household says it got, in the unit of the column unit (a currency for money), or
not-found. See docs/audit.md for what an audit proves, and what it does not find.
${examples(
  'audit open audit-1 --order order-2020-08-05 --commodity rice --tolerance 15.4 --unit t --seal 2020-08-10 --seed 20237331128159211123',
  'audit draws audit-1 --count 300 --xlsx > visits.xlsx',
  'audit observe audit-1 visits.csv --wait',
  'audit show audit-1',
)}`,
    );
  withOpen(audit, end);
  withDraws(audit, end);
  withObserve(audit, end);
  systemCommand(audit, 'show', 'Say what an audit proves so far; without an id, list all audits.')
    .argument('[auditId]', 'the audit')
    .option('--json', 'as JSON')
    .action(async (auditId: string | undefined, options: SystemOptions & JsonOption) =>
      end(await show(auditId, options)),
    );
};
