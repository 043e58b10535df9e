/** Commands that deploy and ask, run as whoever deploys would run them. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CliError } from '../../tools/cli/cli-error.ts';

const projectRoot = join(import.meta.dirname, '..', '..');
const longestOfCommandMs = 15 * 60_000;
const shownLines = 40;

/** Version 1 of the `aws` command knows the Region by its older name alone. */
const environment = {
  ...process.env,
  AWS_DEFAULT_REGION: process.env['AWS_DEFAULT_REGION'] ?? process.env['AWS_REGION'],
};

/** Runs a command to its end and answers what it printed. Errors: a `CliError` with its last lines. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(command, args, {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestOfCommandMs,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  const exitCode = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (exitCode === 0) return printed;
  const last = printed.trimEnd().split('\n').slice(-shownLines).join('\n');
  throw new CliError(`${command} ${args.join(' ')} failed:\n${last}`);
}

export const cdk = (...args: readonly string[]): Promise<string> => run('npx', 'cdk', ...args);

/** Asks the server at `endpoint`; version 1 of the `aws` command takes it for SQS from the option alone. */
export async function aws(endpoint: string, ...args: readonly string[]): Promise<unknown> {
  const printed = await run('aws', ...args, '--endpoint-url', endpoint, '--output', 'json');
  return printed.trim() === '' ? undefined : (JSON.parse(printed) as unknown);
}
