/** `relief readers import`: invites the people of a file to read the books, and removes those it no longer names. */
import { readFileSync } from 'node:fs';
import { CliError, type ExitCode, exitCodes, whyOf } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { cognitoClient, type Invitation, invite } from '../readers/invite.ts';
import { type NewReader, readReaders } from '../readers/read-readers.ts';
import { leaving, type Removal, remove } from '../readers/remove.ts';
import {
  collect,
  counted,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  say,
} from './command-line.ts';

interface ReadersOptions extends JsonOption {
  readonly outputs?: string;
  readonly dryRun?: true;
  readonly only?: true;
  readonly keep?: readonly string[];
}

/** Errors: a `CliError` where the system has no pool of its own. */
function poolOf(file: string | undefined): string {
  const { userPoolId, sqsEndpoint, dynamoDbEndpoint } = readOutputs(file);
  if (userPoolId !== undefined) return userPoolId;
  throw new CliError(
    sqsEndpoint !== undefined || dynamoDbEndpoint !== undefined
      ? 'The local system has no sign-in: whoever reaches it reads everything. Name a deployed one with --outputs'
      : 'This system takes the tokens of an issuer of your own: add its readers there',
    exitCodes.badInput,
  );
}

/** Errors: a `CliError` that says every fault of the file with its line; then nobody is invited. */
function readersIn(file: string): readonly NewReader[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(`Cannot read ${file}: ${whyOf(cause)}`, exitCodes.badInput, { cause });
  }
  const { readers, faults } = readReaders(text);
  if (faults.length === 0) return readers;
  for (const { line, column, fault } of faults) say(`${file}:${line}: ${column} ${fault}`);
  throw new CliError(`${counted(faults.length, 'fault')}: nobody was invited`, exitCodes.badInput);
}

async function importReaders(file: string, options: ReadersOptions): Promise<ExitCode | 0> {
  const pool = poolOf(options.outputs);
  const readers = readersIn(file);
  if (options.only && readers.length === 0)
    throw new CliError(
      `${file} names nobody: with --only that would remove every reader`,
      exitCodes.badInput,
    );
  const client = cognitoClient();
  const leave = () => leaving(client, pool, readers, options.keep ?? []);
  try {
    if (options.dryRun) return await foretell(readers, options, leave);
    const invitations = await collect(told(invite(client, pool, readers), options));
    const removals = options.only ? await collect(told(remove(client, pool, await leave()), options)) : [];
    const changes = [...invitations, ...removals];
    if (options.json) printJson(changes);
    const failed = (of: readonly Change[]): number => of.filter(({ status }) => status === 'failed').length;
    say(
      `${counted(invitations.length - failed(invitations), 'reader')} in the pool, ${failed(changes)} failed`,
    );
    return failed(changes) === 0 ? 0 : exitCodes.noSystem;
  } finally {
    client.destroy();
  }
}

/** Says what would be done. The pool is asked only about whom it would lose. */
async function foretell(
  readers: readonly NewReader[],
  { json, only }: ReadersOptions,
  leave: () => ReturnType<typeof leaving>,
): Promise<0> {
  const leavers = only ? await leave() : [];
  if (json) printJson([...readers, ...leavers]);
  else {
    for (const { mail, groups } of readers) print(`${mail} would be invited: ${groups.join(', ')}`);
    for (const { mail, groups, goes } of leavers)
      print(goes ? `${mail} would be removed` : `${mail} would lose: ${groups.join(', ')}`);
  }
  return 0;
}

type Change = Invitation | Removal;

/** The same changes, each said as soon as it is known. */
async function* told<T extends Change>(
  changes: AsyncIterable<T>,
  { json }: ReadersOptions,
): AsyncGenerator<T> {
  for await (const change of changes) {
    const { mail, status, why } = change;
    const where = 'line' in change ? ` (line ${change.line})` : '';
    if (json !== true) print(`${mail} ${status}${why === undefined ? '' : `${where}: ${why}`}`);
    yield change;
  }
}

const teaching = examples(
  'readers import readers.csv --outputs cdk-outputs.json --dry-run',
  'readers import readers.csv --outputs cdk-outputs.json',
  'readers import readers.csv --only --outputs cdk-outputs.json --dry-run',
);

export const readersCommand: Subcommand = (program, end) =>
  program
    .command('readers')
    .description('Invite people to read the books of a deployed system.')
    .addHelpText('after', teaching)
    .command('import')
    .description(
      'Invite everybody in a CSV file with the columns mail, role, locations and payers (ids parted by spaces). Whoever is in the pool already gets the groups and no mail.',
    )
    .argument('<file>', 'the CSV file')
    .option('--outputs <file>', 'the file that "cdk deploy --outputs-file <file>" wrote')
    .option(
      '--only',
      'remove whoever is in the pool and not in the file, and groups that the file does not give',
    )
    .option(
      '--keep <mails...>',
      'who stays although the file does not name them, such as the reader of the smoke test',
    )
    .option('--dry-run', 'check the file and print what would be done')
    .option('--json', 'print [{ line, mail, groups, status }] as JSON')
    .addHelpText('after', teaching)
    .action(async (file: string, options: ReadersOptions) => end(await importReaders(file, options)));
