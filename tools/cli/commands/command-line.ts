/** What the subcommands of `relief` share: their options, their help, and how they speak. */
import type { Command } from 'commander';
import { CliError, type ExitCode } from '../cli-error.ts';
import { LedgerClient } from '../ledger-client.ts';
import type { SystemOutputs } from '../outputs.ts';
import { printable } from '../printable.ts';
import { system } from '../words/system.ts';
import { usage } from '../words/usage.ts';

export interface SystemOptions {
  readonly outputs?: string;
  readonly token?: string;
}

export interface JsonOption {
  readonly json?: true;
}

/** Told the exit code of whatever ran. */
export type End = (exitCode: ExitCode | 0) => void;

/** Adds one subcommand to the program. */
export type Subcommand = (program: Command, end: End) => void;

/** A subcommand that works on a system: the local one, or a deployed one by its outputs. */
export const systemCommand = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .option('--outputs <file>', usage('outputs'))
    .option('--token <token>', usage('token'));

export const apiOf = ({ apiUrl }: SystemOutputs, options: SystemOptions): LedgerClient =>
  new LedgerClient(apiUrl, tokenOf(options));

/** The token to send with: whoever has one needs no access to the queues. */
export const tokenOf = ({ token }: SystemOptions): string | undefined => token ?? process.env['RELIEF_TOKEN'];

/** The API to send over; `undefined` where there is no token for it. */
export const sendingApiOf = (system: SystemOutputs, options: SystemOptions): LedgerClient | undefined =>
  tokenOf(options) === undefined ? undefined : apiOf(system, options);

/** The result, on standard output. */
export const print = (line: string): void => void process.stdout.write(`${printable(line)}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));
/** A file as it is, on standard output. Errors: a `CliError` where a workbook would go to a screen. */
export function printBytes(bytes: string | Buffer): void {
  if (typeof bytes !== 'string' && bytes.subarray(0, 2).toString('latin1') === 'PK' && process.stdout.isTTY)
    throw new CliError(system('file.screen'), 2);
  process.stdout.write(bytes);
}
/** What is said beside the result, on standard error. */
export const say = (line: string): void => void process.stderr.write(`${printable(line)}\n`);

/** A command as a user types it. npm writes a heading of its own; what goes to a file must be without it. */
const commandLine = (line: string): string =>
  line.includes(' > ') ? `npm run -s relief -- ${line}` : `npm run relief -- ${line}`;

export const examples = (...lines: readonly string[]): string =>
  `\n${usage('examples')}\n${lines.map((line) => `  $ ${commandLine(line)}`).join('\n')}\n`;

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
