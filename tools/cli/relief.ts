/** The `relief` command. */
import { readFileSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Argument, Command, CommanderError, Option } from 'commander';
import { type QueueName, queueNames, queueOfType } from '../../shared/domain/events.ts';
import {
  columnNames,
  csvLine,
  errorColumn,
  type ImportDefaults,
  type ImportKind,
  importCsv,
  importKinds,
} from './csv-import.ts';
import { readEvents } from './event-file.ts';
import { exportTables } from './export.ts';
import { CliFailure, type ExitCode, reportFailure } from './failure.ts';
import { findingsOf } from './findings.ts';
import { type ExceptionFilter, LedgerApi, type LedgerException } from './ledger-api.ts';
import { readOutputs, type SystemOutputs } from './outputs.ts';
import { startProgress } from './progress.ts';
import { type QueueMessage, sendMessages, sendThrough, sqsClient } from './queue-sender.ts';
import { imbalancesOf } from './reconciliation.ts';
import { exceptionsTable, reportText, textTable } from './report.ts';
import { retryOf } from './retry.ts';
import { allItems, dynamoDbClient, itemsOf } from './tables.ts';
import { verdictText, verifyBooks } from './verify.ts';

interface SystemOptions {
  readonly outputs?: string;
  readonly token?: string;
}

const apiOf = ({ apiUrl }: SystemOutputs, { token }: SystemOptions): LedgerApi =>
  new LedgerApi(apiUrl, token ?? process.env['RELIEF_TOKEN']);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Sends, and turns an unreachable queue into a sentence. */
async function send(
  system: SystemOutputs,
  messages: Iterable<QueueMessage> | AsyncIterable<QueueMessage>,
  onSent?: (count: number) => void,
): Promise<number> {
  const client = sqsClient(system);
  try {
    return await sendMessages(messages, sendThrough(client), onSent);
  } catch (cause) {
    if (cause instanceof CliFailure) throw cause;
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new CliFailure(`Sending failed: ${why}; whatever was sent before is safe to send again`, 1, {
      cause,
    });
  } finally {
    client.destroy();
  }
}

async function sendFile(queue: QueueName, file: string, options: SystemOptions): Promise<ExitCode | 0> {
  const name = file === '-' ? 'standard input' : file;
  let content: string;
  try {
    content = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliFailure(`The file ${file} cannot be read`, 2, { cause });
  }
  const events = readEvents(content, name);
  const system = readOutputs(options.outputs);
  const count = await send(
    system,
    events.map(({ body, event }) => ({ queueUrl: system.queues[queue], body, event })),
  );
  print(`${count} ${count === 1 ? 'event' : 'events'} sent to ${queue}`);
  return 0;
}

/** `a/handovers.csv` is answered by `a/handovers.rejects.csv`. */
const rejectsFileOf = (file: string): string =>
  join(dirname(file), `${basename(file, extname(file))}.rejects${extname(file) || '.csv'}`);

const errorsShown = 20;

interface ImportOptions extends SystemOptions {
  readonly order?: string;
  readonly centre?: string;
  readonly payer?: string;
  readonly effectiveFrom?: string;
  readonly currency?: string;
  readonly rejects?: string;
}

async function importFile(kind: ImportKind, file: string, options: ImportOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const { order, centre, payer, effectiveFrom, currency } = options;
  const defaults: ImportDefaults = {
    ...(order === undefined ? {} : { orderId: order }),
    ...(centre === undefined ? {} : { centreId: centre }),
    ...(payer === undefined ? {} : { payerId: payer }),
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    ...(currency === undefined ? {} : { currency }),
  };
  const size = await stat(file).then(
    ({ size: bytes }) => bytes,
    () => 0,
  );
  const progress = startProgress(`${kind} from ${file}`, 100, '%');
  const rejects: string[] = [];
  const errors: string[] = [];
  let rows = 0;
  async function* messages(): AsyncGenerator<QueueMessage> {
    for await (const imported of importCsv(kind, file, defaults, new Date().toISOString())) {
      if (imported.kind === 'rejected') {
        if (rejects.length === 0) rejects.push(csvLine([...imported.header, errorColumn]));
        const cells = imported.header.map((_, index) => imported.cells[index] ?? '');
        rejects.push(csvLine([...cells, imported.errors.join('; ')]));
        errors.push(...imported.errors);
        continue;
      }
      rows += imported.rows;
      progress.update(Math.floor((imported.bytesRead * 100) / Math.max(size, 1)));
      const { event } = imported;
      yield { queueUrl: system.queues[queueOfKind[kind]], body: JSON.stringify(event), event };
    }
  }
  let events: number;
  try {
    events = await send(system, messages());
    progress.finish(100);
  } catch (error) {
    progress.abandon();
    throw error;
  }
  print(`${rows.toLocaleString('en')} rows sent in ${events.toLocaleString('en')} events`);
  if (errors.length === 0) return 0;
  for (const error of errors.slice(0, errorsShown)) say(error);
  if (errors.length > errorsShown) say(`… and ${errors.length - errorsShown} more`);
  const rejectsFile = options.rejects ?? rejectsFileOf(file);
  await writeFile(rejectsFile, rejects.join(''));
  say(
    `${(rejects.length - 1).toLocaleString('en')} rows were not sent; correct them in ${rejectsFile} and import that file`,
  );
  return 2;
}

const queueOfKind: Readonly<Record<ImportKind, QueueName>> = {
  households: 'registrations',
  handovers: 'handovers',
  payments: 'payments',
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

interface ReportOptions extends SystemOptions {
  readonly json?: true;
  readonly csv?: true;
}

async function report(orderId: string, options: ReportOptions): Promise<ExitCode | 0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const reconciliation = await api.reconciliation(orderId);
  if (!reconciliation) throw new CliFailure(`There is no order ${orderId}`);
  if (options.csv) process.stdout.write(await api.reconciliationCsv(orderId));
  else if (options.json) print(JSON.stringify(reconciliation, null, 2));
  else print(reportText(await findingsOf(api, reconciliation)));
  return imbalancesOf(reconciliation).length === 0 ? 0 : 1;
}

interface ExceptionsOptions extends SystemOptions {
  readonly status?: string;
  readonly order?: string;
  readonly location?: string;
  readonly reason?: string;
  readonly json?: true;
}

async function exceptions(options: ExceptionsOptions): Promise<ExitCode | 0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const { status, order, location, reason } = options;
  const filter: ExceptionFilter = {
    ...(status === undefined ? {} : { status }),
    ...(order === undefined ? {} : { orderId: order }),
    ...(location === undefined ? {} : { locationId: location }),
    ...(reason === undefined ? {} : { reason }),
  };
  const found = await collect(api.exceptions(filter));
  if (options.json) print(JSON.stringify(found, null, 2));
  else if (found.length === 0) print('No exceptions');
  else {
    print(exceptionsTable(found));
    print(`\n${textTable(['Exception', 'Reference'], found.map(identityOf))}`);
  }
  return 0;
}

const identityOf = ({ exceptionId, reference, event }: LedgerException): string[] => [
  exceptionId,
  reference ?? event?.id ?? '',
];

async function retry(exceptionId: string, options: SystemOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const found = await findException(apiOf(system, options), exceptionId);
  const { queue, group, body } = retryOf(found, new Date());
  const queueUrl = system.queues[queue];
  const client = sqsClient(system);
  const id = (JSON.parse(body) as { id: string }).id;
  const refusals = await sendThrough(client)(queueUrl, [
    { Id: '0', MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id },
  ]).finally(() => client.destroy());
  if (refusals[0]) throw new CliFailure(`The queue ${queue} refused the retry: ${refusals[0].message}`);
  print(`${exceptionId} will be decided once more`);
  return 0;
}

async function findException(api: LedgerApi, exceptionId: string): Promise<LedgerException> {
  for await (const exception of api.exceptions({}))
    if (exception.exceptionId === exceptionId) return exception;
  throw new CliFailure(`There is no exception ${exceptionId}; "relief exceptions" lists them`);
}

async function verify(options: SystemOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const client = dynamoDbClient(system);
  const verdict = await verifyBooks(allItems(client, system)).finally(() => client.destroy());
  print(verdictText(verdict));
  return verdict.findings.length === 0 ? 0 : 1;
}

async function exportBooks(directory: string, options: SystemOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const client = dynamoDbClient(system);
  const progress = startProgress(`export to ${directory}`, undefined, 'items');
  try {
    const files = await exportTables(
      directory,
      (table) => itemsOf(client, system.tables[table]),
      new Date().toISOString(),
      (count) => progress.update(count),
    );
    progress.finish(files.reduce((sum, { items }) => sum + items, 0));
    print(
      textTable(
        ['Table', 'File', 'Items', 'SHA-256'],
        files.map(({ table, file, items, sha256 }) => [table, file, items, sha256]),
      ),
    );
  } catch (error) {
    progress.abandon();
    throw error;
  } finally {
    client.destroy();
  }
  return 0;
}

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ npm run relief -- ${line}`).join('\n')}\n`;

/** The command line; `end` is told the exit code of whatever ran. */
export function reliefCommand(end: (exitCode: ExitCode | 0) => void): Command {
  const program = new Command('relief')
    .description('Send events to a relief ledger, import files, and read its books.')
    .exitOverride()
    .showHelpAfterError('(--help shows how)')
    .addHelpText(
      'after',
      `${examples(
        'send policy-orders examples/kaesong/events/02-order.json',
        'import handovers sheet.csv --centre KS-R01 --order order-2020-08-05',
        'report order-2020-08-05',
        'exceptions --status held',
      )}
Each command works on the system of "npm start" on this machine, or with --outputs on a deployed one.
Exit codes: 0 done, 1 failed or the books differ, 2 wrong usage or bad input.`,
    );

  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--outputs <file>', 'a system deployed with "cdk deploy --outputs-file <file>"')
      .addOption(new Option('--token <token>', 'bearer token for its API (or RELIEF_TOKEN)'));

  command('send', 'Send events as they are: one event, an array, or one event a line.')
    .addArgument(new Argument('<queue>', 'where to').choices(queueNames))
    .argument('<file>', 'a JSON file, or - for standard input')
    .addHelpText(
      'after',
      `
Each event's message group and deduplication id follow from its type, so sending a file again changes nothing.

Which event goes where:
${queueNames.map((queue) => `  ${queue.padEnd(18)} ${typesOf(queue).join(', ')}`).join('\n')}
${examples('send registrations examples/kaesong/events/01-locations.json', 'send payments - < payments.ndjson')}`,
    )
    .action(async (queue: QueueName, file: string, options: SystemOptions) =>
      end(await sendFile(queue, file, options)),
    );

  command('import', 'Import a CSV file of households, handovers or payments.')
    .addArgument(new Argument('<kind>', 'what the rows are').choices(importKinds))
    .argument('<file.csv>', 'comma-separated, UTF-8, with a header')
    .option('--order <orderId>', 'for files without a column orderId')
    .option('--centre <centreId>', 'for files without a column centreId')
    .option('--payer <payerId>', 'for files without a column payerId')
    .option('--currency <code>', 'for files without a column currency')
    .option('--effective-from <date>', 'for files without a column effectiveFrom, YYYY-MM-DD')
    .option('--rejects <file>', 'where rows that cannot be read go (default: beside the file)')
    .addHelpText(
      'after',
      `
Columns, in any order:
${importKinds.map((kind) => `  ${kind.padEnd(11)} ${columnNames(kind).join(', ')}`).join('\n')}
  Handovers also have a column for each commodity with its unit, such as "rice (kg)" or "oil (bottle)";
  an empty cell or 0 means none. collectedBy, name, neighbourhood and priority may be left out.

A row that cannot be read is shown as file:line:column field, goes to <file>.rejects.csv, and holds up no other.
Correct it there and import the rejects file. Importing a file again changes nothing.
${examples(
  'import households households.csv --centre KS-R01 --effective-from 2020-07-24',
  'import handovers sheet.csv --centre KS-R01 --order order-2020-08-05',
  'import payments payments.csv --payer district-office-KS-R01 --order order-2020-08-05 --currency KPW',
)}`,
    )
    .action(async (kind: ImportKind, file: string, options: ImportOptions) =>
      end(await importFile(kind, file, options)),
    );

  command('report', 'Show the reconciliation of an order; exit 1 when it is out of balance.')
    .argument('<orderId>')
    .addOption(new Option('--json', 'as the API answers it').conflicts('csv'))
    .option('--csv', 'as the API writes it in CSV')
    .addHelpText('after', examples('report order-2020-08-05', 'report order-2020-08-05 --csv > report.csv'))
    .action(async (orderId: string, options: ReportOptions) => end(await report(orderId, options)));

  command('exceptions', 'List what was not posted, and why.')
    .addOption(new Option('--status <status>', 'only these').choices(['held', 'rejected']))
    .option('--order <orderId>', 'only of this order')
    .option('--location <locationId>', 'only at this location')
    .option('--reason <reason>', 'only for this reason, such as exceeds-entitlement')
    .option('--json', 'whole, with the originals')
    .addHelpText(
      'after',
      examples('exceptions --status held', 'exceptions --reason exceeds-entitlement --json'),
    )
    .action(async (options: ExceptionsOptions) => end(await exceptions(options)));

  command('retry', 'Have a held exception decided once more.')
    .argument('<exceptionId>', 'from "relief exceptions"')
    .addHelpText('after', examples('retry <exceptionId>'))
    .action(async (exceptionId: string, options: SystemOptions) => end(await retry(exceptionId, options)));

  command('verify', 'Recompute every hash chain and every balance; exit 1 at the first broken entry.')
    .addHelpText('after', examples('verify', 'verify --outputs cdk-outputs.json'))
    .action(async (options: SystemOptions) => end(await verify(options)));

  command('export', 'Write all tables as files of items, with a manifest of counts and SHA-256.')
    .argument('<dir>', 'a folder; made when it is not there')
    .addHelpText('after', examples('export backup-2020-08-10'))
    .action(async (directory: string, options: SystemOptions) => end(await exportBooks(directory, options)));

  return program;
}

const typesOf = (queue: QueueName): string[] =>
  Object.entries(queueOfType).flatMap(([type, itsQueue]) => (itsQueue === queue ? [type] : []));

/** Runs a command line and returns its exit code. */
export async function runRelief(args: readonly string[]): Promise<ExitCode | 0> {
  let exitCode: ExitCode | 0 = 0;
  try {
    await reliefCommand((ended) => {
      exitCode = ended;
    }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already written the usage error, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportFailure(error);
  }
}

if (import.meta.main) process.exitCode = await runRelief(process.argv.slice(2));
