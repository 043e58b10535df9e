/** `relief readers import`: invites the people of a file to read the books. */
import { readFileSync } from 'node:fs';
import { CliError, type ExitCode, exitCodes, whyOf } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { cognitoClient, type Invitation, invite } from '../readers/invite.ts';
import { type NewReader, readReaders } from '../readers/read-readers.ts';
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
  if (options.dryRun) {
    if (options.json) printJson(readers);
    else for (const { mail, groups } of readers) print(`${mail} would be invited: ${groups.join(', ')}`);
    return 0;
  }
  const client = cognitoClient();
  const invitations = await collect(told(invite(client, pool, readers), options)).finally(() =>
    client.destroy(),
  );
  if (options.json) printJson(invitations);
  const failed = invitations.filter(({ status }) => status === 'failed').length;
  say(`${counted(invitations.length - failed, 'reader')} in the pool, ${failed} failed`);
  return failed === 0 ? 0 : exitCodes.noSystem;
}

/** The same invitations, each said as soon as it is known. */
async function* told(
  invitations: AsyncIterable<Invitation>,
  { json }: ReadersOptions,
): AsyncGenerator<Invitation> {
  for await (const invitation of invitations) {
    const { line, mail, status, why } = invitation;
    if (json !== true) print(`${mail} ${status}${why === undefined ? '' : ` (line ${line}): ${why}`}`);
    yield invitation;
  }
}

const teaching = examples(
  'readers import readers.csv --outputs cdk-outputs.json --dry-run',
  'readers import readers.csv --outputs cdk-outputs.json',
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
    .option('--dry-run', 'check the file and print what would be done')
    .option('--json', 'print [{ line, mail, groups, status }] as JSON')
    .addHelpText('after', teaching)
    .action(async (file: string, options: ReadersOptions) => end(await importReaders(file, options)));
