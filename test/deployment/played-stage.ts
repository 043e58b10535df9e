/** A deployed stage whose API has a reader, on which a village's round is played and whose books are read. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { villageOptions } from '../../examples/kaesong/write.ts';
import { CliError } from '../../tools/cli/cli-error.ts';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';
import { readOutputs, type SystemOutputs } from '../../tools/cli/outputs.ts';
import { QueueDepths } from '../../tools/cli/queue-depths.ts';
import { sendThrough, sqsClient } from '../../tools/cli/queue-sender.ts';
import { sealedBooksOf, sealNow } from '../../tools/cli/seal.ts';
import { tell } from '../../tools/cli/story.ts';
import { allItems, dynamoDbClient } from '../../tools/cli/tables.ts';
import { verdictText, verifyBooks } from '../../tools/cli/verify.ts';
import type { AskAws } from './inventory.ts';

export interface PlayedStage {
  /** Sends the round, seals the day and proves the books. Errors: a `CliError` unless all of it is in balance. */
  play(): Promise<void>;
  /** What the API reports and what the tables hold, so that two readings can be compared. */
  books(): Promise<Books>;
}

export interface Books {
  /** The order's reconciliation, without the time at which it was asked for. */
  readonly report: string;
  /** A hash of every item of every table. */
  readonly items: string;
}

interface Opening {
  readonly outputsFile: string;
  /** Where the server answers for an API, `{apiId}` being its id; undefined if where the outputs say. */
  readonly apiForm: string | undefined;
  readonly ask: AskAws;
}

/** Finds the API closed to strangers, and signs a coordinator in. */
export async function openStage({ outputsFile, apiForm, ask }: Opening): Promise<PlayedStage> {
  const outputs = readOutputs(outputsFile);
  const named: Record<string, string> = Object.assign(
    {},
    ...Object.values(JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<string, Record<string, string>>),
  );
  const [apiId = ''] = new URL(outputs.apiUrl).hostname.split('.');
  const apiUrl = apiForm?.replace('{apiId}', apiId) ?? outputs.apiUrl;
  const unsigned = await fetch(`${apiUrl}/orders`);
  if (unsigned.status !== 401) throw new CliError(`Without a token the API answers ${unsigned.status}`);
  const token = await signIn(ask, named['UserPoolId'] ?? '', named['ClientId'] ?? '');
  const api = new LedgerClient(apiUrl, token);
  return { play: () => play(outputs, api), books: () => booksOf(outputs, api) };
}

/** A coordinator's token, taken as docs/deploying.md says. */
async function signIn(ask: AskAws, userPoolId: string, clientId: string): Promise<string> {
  const [username, password] = ['coordinator@example.org', 'Long-enough-1-and-mixed'];
  const cognito = (command: string, ...args: readonly string[]): Promise<unknown> =>
    ask('cognito-idp', command, '--user-pool-id', userPoolId, ...args);
  await cognito('admin-create-user', '--username', username, '--temporary-password', `${password}-first`);
  await cognito('admin-set-user-password', '--username', username, '--password', password, '--permanent');
  await cognito('admin-add-user-to-group', '--username', username, '--group-name', 'coordinator');
  const answer = (await cognito(
    'admin-initiate-auth',
    ...['--client-id', clientId, '--auth-flow', 'ADMIN_USER_PASSWORD_AUTH'],
    ...['--auth-parameters', `USERNAME=${username},PASSWORD=${password}`],
  )) as { AuthenticationResult?: { AccessToken: string } };
  if (answer.AuthenticationResult === undefined)
    throw new CliError(`No token was given: ${JSON.stringify(answer)}`);
  return answer.AuthenticationResult.AccessToken;
}

async function play(outputs: SystemOutputs, api: LedgerClient): Promise<void> {
  const queues = sqsClient(outputs);
  const tables = dynamoDbClient(outputs);
  try {
    const depths = new QueueDepths(queues, outputs);
    const exitCode = await tell(kaesongScenario(villageOptions), {
      queues: outputs.queues,
      sendBatch: sendThrough(queues),
      depths,
      api,
      output: process.stdout,
    });
    if (exitCode !== 0) throw new CliError('The books are out of balance');
    const { seal } = await sealNow(outputs);
    const sealed = await sealedBooksOf(outputs);
    const verdict = await verifyBooks(() => allItems(tables, outputs), sealed);
    process.stdout.write(`\n${seal.date} is sealed: ${seal.books} books\n${verdictText(verdict, sealed)}\n`);
    if (verdict.findings.length > 0) throw new CliError('The books do not hold');
  } finally {
    queues.destroy();
    tables.destroy();
  }
}

async function booksOf(outputs: SystemOutputs, api: LedgerClient): Promise<Books> {
  const { orderId } = kaesongScenario(villageOptions);
  const tables = dynamoDbClient(outputs);
  try {
    const lines: string[] = [];
    for await (const { table, item } of allItems(tables, outputs))
      lines.push(`${table} ${JSON.stringify(Object.entries(item).toSorted())}`);
    return {
      report: JSON.stringify(await api.reconciliation(orderId), (name, value) =>
        name === 'asOf' ? undefined : value,
      ),
      items: createHash('sha256').update(lines.toSorted().join('\n')).digest('hex'),
    };
  } finally {
    tables.destroy();
  }
}
