import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionTimeout } from '../../infra/config.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { dynamoDbClient, sqsClient } from '../../shared/runtime/clients.ts';
import { timeOfGroupMs } from '../../shared/runtime/invocation-time.ts';
import { givenUpAfterMs, maxAttempts, requestHandler } from '../../shared/runtime/request-limits.ts';
import { listenAt } from '../../tools/local/ports.ts';

/** Takes every request and answers none. */
let server: Server;
let requests = 0;
const environment = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

beforeAll(async () => {
  server = createServer(() => {
    requests += 1;
  });
  const endpoint = `http://127.0.0.1:${await listenAt(server, 0)}`;
  Object.assign(process.env, environment, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
  });
});

afterAll(() => {
  for (const name of [...Object.keys(environment), 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_SQS'])
    delete process.env[name];
  server.closeAllConnections();
  server.close();
});

/** With a wait for an answer that a test can sit out; all else is as functions have it. */
function impatient<Client extends { readonly config: { readonly requestHandler: unknown } }>(
  client: Client,
): Client {
  const { requestHandler: handler } = client.config;
  (handler as { updateHttpClientConfig(name: string, value: number): void }).updateHttpClientConfig(
    'requestTimeout',
    100,
  );
  return client;
}

const asked = {
  dynamodb: () =>
    impatient(dynamoDbClient()).send(new GetItemCommand({ TableName: 't', Key: { id: { S: '1' } } })),
  sqs: () =>
    impatient(sqsClient()).send(
      new SendMessageCommand({ QueueUrl: `${process.env['AWS_ENDPOINT_URL_SQS']}/q`, MessageBody: 'x' }),
    ),
};

describe('a server that never answers', () => {
  it.each(Object.keys(asked) as (keyof typeof asked)[])('is given up by the client of %s', async (name) => {
    requests = 0;
    const begun = performance.now();
    await expect(asked[name]()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(requests).toBe(maxAttempts);
    // Of the real waits only the one for an answer is shortened.
    const shortened = maxAttempts * (requestHandler.requestTimeout - 100);
    expect(performance.now() - begun).toBeLessThan(givenUpAfterMs - shortened);
  });

  it('is given up while there is time to hand its messages back', () => {
    expect(givenUpAfterMs).toBeLessThan(timeOfGroupMs);
    expect(2 * timeOfGroupMs).toBeLessThan(functionTimeout.toMilliseconds());
  });
});

describe('every client', () => {
  const sources = ['functions', 'shared', 'tools/cli']
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(projectRoot, folder, file),
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));

  it('has a time within which an answer must come, and throws when it does not', () => {
    const clients = sources.flatMap(({ file, text }) =>
      [
        ...text.matchAll(
          /new (?:DynamoDB|SQS|S3|SecretsManager|CognitoIdentityProvider)Client\(([\s\S]*?)\n? *\);?\n/g,
        ),
      ].map(([, options = '']) => ({ file, options })),
    );
    expect(clients.length).toBeGreaterThanOrEqual(6);
    for (const { file, options } of clients) expect(`${file}: ${options}`).toContain('requestHandler');
    const limits = sources.filter(({ text }) => /requestHandler = \{/.test(text));
    expect(limits.length).toBeGreaterThanOrEqual(3);
    for (const { file, text } of limits) expect(`${file}: ${text}`).toContain('throwOnRequestTimeout: true');
  });
});
