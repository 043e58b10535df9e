/**
 * Deploys both stacks to the AWS-compatible server at `AWS_ENDPOINT_URL`, plays a village's round on them and takes
 * them away again: `npm run deployment`. docs/deploying.md says which servers it was tried on, and with what.
 *
 * `--api 'http://localhost:4566/_aws/execute-api/{apiId}'` says where the server answers for an API, `--without
 * <type>` what to leave out because the server does not know it, `--keep` leaves the stacks there.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { villageOptions } from '../../examples/kaesong/write.ts';
import { CliError, reportError } from '../../tools/cli/cli-error.ts';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';
import { readOutputs } from '../../tools/cli/outputs.ts';
import { QueueDepths } from '../../tools/cli/queue-depths.ts';
import { sendThrough, sqsClient } from '../../tools/cli/queue-sender.ts';
import { sealedBooksOf, sealNow } from '../../tools/cli/seal.ts';
import { tell } from '../../tools/cli/story.ts';
import { allItems, dynamoDbClient } from '../../tools/cli/tables.ts';
import { verdictText, verifyBooks } from '../../tools/cli/verify.ts';
import { templateWithout } from './lacking.ts';

const projectRoot = join(import.meta.dirname, '..', '..');
const longestOfCommandMs = 15 * 60_000;
const shownLines = 40;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a command to its end and answers what it printed. Errors: a `CliError` with its last lines. */
async function run(command: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(command, args, {
    cwd: projectRoot,
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

const cdk = (...args: readonly string[]): Promise<string> => run('npx', 'cdk', ...args);

/** A coordinator's token, taken as docs/deploying.md says. */
async function signIn(userPoolId: string, clientId: string): Promise<string> {
  const [username, password] = ['coordinator@example.org', 'Long-enough-1-and-mixed'];
  const cognito = (command: string, ...args: readonly string[]): Promise<string> =>
    run('aws', 'cognito-idp', command, '--user-pool-id', userPoolId, ...args, '--output', 'json');
  await cognito('admin-create-user', '--username', username, '--temporary-password', `${password}-first`);
  await cognito('admin-set-user-password', '--username', username, '--password', password, '--permanent');
  await cognito('admin-add-user-to-group', '--username', username, '--group-name', 'coordinator');
  const answer = await cognito(
    'admin-initiate-auth',
    ...['--client-id', clientId, '--auth-flow', 'ADMIN_USER_PASSWORD_AUTH'],
    ...['--auth-parameters', `USERNAME=${username},PASSWORD=${password}`],
  );
  const { AuthenticationResult } = JSON.parse(answer) as { AuthenticationResult?: { AccessToken: string } };
  if (AuthenticationResult === undefined) throw new CliError(`No token was given: ${answer}`);
  return AuthenticationResult.AccessToken;
}

/** Plays the village on the deployed stacks; only every book in balance, sealed and proved, is success. */
async function play(outputsFile: string, apiForm: string | undefined): Promise<void> {
  const outputs = readOutputs(outputsFile);
  const named: Record<string, string> = Object.assign(
    {},
    ...Object.values(JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<string, Record<string, string>>),
  );
  const [apiId = ''] = new URL(outputs.apiUrl).hostname.split('.');
  const apiUrl = apiForm?.replace('{apiId}', apiId) ?? outputs.apiUrl;
  const unsigned = await fetch(`${apiUrl}/orders`);
  if (unsigned.status !== 401) throw new CliError(`Without a token the API answers ${unsigned.status}`);
  const token = await signIn(named['UserPoolId'] ?? '', named['ClientId'] ?? '');

  const queues = sqsClient(outputs);
  const tables = dynamoDbClient(outputs);
  try {
    const depths = new QueueDepths(queues, outputs);
    const exitCode = await tell(kaesongScenario(villageOptions), {
      queues: outputs.queues,
      sendBatch: sendThrough(queues),
      depths: () => depths.read(),
      api: new LedgerClient(apiUrl, token),
      output: process.stdout,
    });
    if (exitCode !== 0) throw new CliError('The books are out of balance');
    const { seal } = await sealNow(outputs);
    const sealed = await sealedBooksOf(outputs);
    const verdict = await verifyBooks(() => allItems(tables, outputs), sealed);
    say(`\n${seal.date} is sealed: ${seal.books} books\n${verdictText(verdict, sealed)}`);
    if (verdict.findings.length > 0) throw new CliError('The books do not hold');
  } finally {
    queues.destroy();
    tables.destroy();
  }
}

async function deployment(): Promise<void> {
  const { values } = parseArgs({
    options: {
      api: { type: 'string' },
      without: { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
    },
  });
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (endpoint === undefined)
    throw new CliError('Set AWS_ENDPOINT_URL: this makes and destroys stacks, and never on AWS itself', 2);
  const directory = mkdtempSync(join(tmpdir(), 'relief-deployment-'));
  const assembly = join(directory, 'cdk.out');
  const outputsFile = join(directory, 'outputs.json');
  const deploy = (): Promise<string> =>
    cdk(
      'deploy',
      '--all',
      '--app',
      assembly,
      '--method=direct',
      '--require-approval=never',
      '--outputs-file',
      outputsFile,
    );
  try {
    say(`Deploying to ${endpoint}`);
    await cdk('synth', '--quiet', '-c', 'stage=dev', '--output', assembly);
    leaveOut(assembly, values.without);
    await cdk('bootstrap', '--app', assembly);
    await deploy();
    say('Both stacks are deployed\n');
    await play(outputsFile, values.api);
    const again = await deploy();
    const unchanged = again.match(/\(no changes\)/g)?.length ?? 0;
    if (unchanged !== 2) throw new CliError(`Deployed again, the stacks change:\n${again}`);
    say('Deployed again: no changes');
    if (values.keep) {
      say(`The stacks stay; their outputs are in ${outputsFile}`);
      return;
    }
    await destroy('ReliefLedgerWorkflow-dev', 'ReliefLedgerState-dev');
    say('Both stacks are gone');
  } finally {
    if (!values.keep) rmSync(directory, { recursive: true, force: true });
  }
}

/** Without the CDK: it asks at once, and takes a stack that does not delete yet for one that will not. */
async function destroy(...stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) {
    await run('aws', 'cloudformation', 'delete-stack', '--stack-name', stack);
    await run('aws', 'cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stack);
  }
}

function leaveOut(assembly: string, lacking: readonly string[]): void {
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const path = join(assembly, file);
    const template = JSON.parse(readFileSync(path, 'utf8'));
    const rest = templateWithout(template, lacking);
    const [all, left] = [template, rest].map(({ Resources }) => Object.keys(Resources).length);
    say(`${file}: ${left} of ${all} resources`);
    writeFileSync(path, JSON.stringify(rest));
  }
}

try {
  await deployment();
} catch (error) {
  process.exitCode = reportError(error);
}
