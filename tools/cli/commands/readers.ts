/** `relief readers import`: invites the people of a file to read the books, and removes those it no longer names. */
import { readFileSync } from 'node:fs';
import { CliError, type ExitCode, exitCodes, whyOf } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { cognitoClient, type Invitation, invite } from '../readers/invite.ts';
import { type NewReader, readReaders } from '../readers/read-readers.ts';
import { leaving, type Removal, remove } from '../readers/remove.ts';
import { readers as words } from '../words/readers.ts';
import {
  collect,
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
    sqsEndpoint !== undefined || dynamoDbEndpoint !== undefined ? words('pool.local') : words('pool.own'),
    exitCodes.badInput,
  );
}

/** Errors: a `CliError` that says every fault of the file with its line; then nobody is invited. */
function readersIn(file: string): readonly NewReader[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(words('unreadable', { file, why: whyOf(cause) }), exitCodes.badInput, { cause });
  }
  const { readers, faults } = readReaders(text);
  if (faults.length === 0) return readers;
  for (const { line, column, fault } of faults) say(`${file}:${line}: ${column} ${fault}`);
  throw new CliError(words('faults', { count: faults.length }), exitCodes.badInput);
}

async function importReaders(file: string, options: ReadersOptions): Promise<ExitCode | 0> {
  const pool = poolOf(options.outputs);
  const readers = readersIn(file);
  if (options.only && readers.length === 0) throw new CliError(words('nobody', { file }), exitCodes.badInput);
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
      words('done', {
        count: invitations.length - failed(invitations),
        failed: failed(changes),
      }),
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
    for (const { mail, groups } of readers) print(words('would.invite', { mail, groups: groups.join(', ') }));
    for (const { mail, groups, goes } of leavers)
      print(
        goes ? words('would.remove', { mail }) : words('would.reduce', { mail, groups: groups.join(', ') }),
      );
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
    const where = 'line' in change ? words('line', { line: String(change.line) }) : '';
    if (json !== true) {
      const what = words(`status.${status}`, { mail });
      print(why === undefined ? what : `${what}${where}: ${why}`);
    }
    yield change;
  }
}

const teaching = () =>
  examples(
    'readers import readers.csv --outputs cdk-outputs.json --dry-run',
    'readers import readers.csv --outputs cdk-outputs.json',
    'readers import readers.csv --only --outputs cdk-outputs.json --dry-run',
  );

export const readersCommand: Subcommand = (program, end) =>
  program
    .command('readers')
    .description(words('help'))
    .addHelpText('after', teaching())
    .command('import')
    .description(words('import.help'))
    .argument('<file>', words('import.file'))
    .option('--outputs <file>', words('import.outputs'))
    .option('--only', words('import.only'))
    .option('--keep <mails...>', words('import.keep'))
    .option('--dry-run', words('import.dryRun'))
    .option('--json', words('import.json'))
    .addHelpText('after', teaching())
    .action(async (file: string, options: ReadersOptions) => end(await importReaders(file, options)));
