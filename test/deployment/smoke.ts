/** `npm run smoke -- --outputs cdk-outputs.json`: asks a deployed stage, and fails where an answer is not as it should be. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CliError, reportError } from '../../tools/cli/cli-error.ts';
import { smokeTest } from './smoke-test.ts';
import { totp } from './totp.ts';

interface SignIn {
  readonly Session?: string;
  readonly ChallengeName?: string;
  readonly AuthenticationResult?: { readonly AccessToken: string };
}

/** The token of the reader whom the environment names, by password and second factor; undefined where it names none. */
function signIn(pool: string, client: string): string | undefined {
  const { SMOKE_USERNAME: username, SMOKE_PASSWORD: password, SMOKE_TOTP_SECRET: secret } = process.env;
  if (!username || !password || !secret) return undefined;
  const cognito = (...args: readonly string[]): SignIn =>
    JSON.parse(
      execFileSync(
        'aws',
        ['cognito-idp', ...args, '--user-pool-id', pool, '--client-id', client, '--output', 'json'],
        {
          encoding: 'utf8',
        },
      ),
    ) as SignIn;
  const first = cognito(
    'admin-initiate-auth',
    ...['--auth-flow', 'ADMIN_USER_PASSWORD_AUTH'],
    ...['--auth-parameters', JSON.stringify({ USERNAME: username, PASSWORD: password })],
  );
  if (first.ChallengeName !== 'SOFTWARE_TOKEN_MFA' || first.Session === undefined)
    throw new CliError(`The pool asks for ${first.ChallengeName ?? 'nothing more'}, not for a second factor`);
  const code = totp(secret, Date.now() / 1_000);
  const second = cognito(
    'admin-respond-to-auth-challenge',
    ...['--challenge-name', 'SOFTWARE_TOKEN_MFA', '--session', first.Session],
    ...['--challenge-responses', JSON.stringify({ USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code })],
  );
  return second.AuthenticationResult?.AccessToken;
}

try {
  const { values } = parseArgs({ options: { outputs: { type: 'string', default: 'cdk-outputs.json' } } });
  const stacks = JSON.parse(readFileSync(values.outputs, 'utf8')) as Record<string, Record<string, string>>;
  const outputs: Record<string, string> = Object.assign({}, ...Object.values(stacks));
  const { PageUrl: pageUrl, ApiUrl: apiUrl, Stage: stage, UserPoolId: pool, ClientId: client } = outputs;
  if (pageUrl === undefined || apiUrl === undefined)
    throw new CliError(`${values.outputs} names no page and API`, 2);
  const token = pool === undefined || client === undefined ? undefined : signIn(pool, client);
  const results = await smokeTest({ pageUrl, apiUrl }, token);
  for (const { what, passed, found } of results)
    process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${what}${passed ? '' : `: ${found}`}\n`);
  if (token === undefined)
    process.stdout.write(
      'Nobody signed in: SMOKE_USERNAME, SMOKE_PASSWORD and SMOKE_TOTP_SECRET name no reader\n',
    );
  const failed = results.filter(({ passed }) => !passed).length;
  if (failed > 0)
    throw new CliError(`${failed} of ${results.length} checks of ${stage ?? 'the stage'} failed`);
} catch (error) {
  process.exitCode = reportError(error);
}
