/** What a web page of another origin, or a name that was made to lead here, can do to the servers of a local system. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOfForeign, refusalOfForeignVisit } from '../../tools/local/foreign-requests.ts';
import { listenAt } from '../../tools/local/ports.ts';
import { inMemory } from '../../tools/local/settings.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { dynamoDbOf, removeDirectory, sqsOf, startFixture, writeAssembly } from './fixture.ts';

let system: LocalSystem;
let assembly: string;
beforeAll(async () => {
  assembly = writeAssembly();
  system = await startFixture(assembly, { dataDir: inMemory });
  await system.pausePollers();
});
afterAll(async () => {
  await system?.stop();
  removeDirectory(assembly);
});

type ServerName = 'ApiUrl' | 'SqsEndpoint' | 'DynamoDbEndpoint';
const servers: readonly ServerName[] = ['ApiUrl', 'SqsEndpoint', 'DynamoDbEndpoint'];

const queuePath = (): string => new URL(system.outputs.Queues['sheets'] ?? '').pathname;

async function messages(): Promise<number> {
  const { Attributes } = await sqsOf(system).send(
    new GetQueueAttributesCommand({
      QueueUrl: system.outputs.Queues['sheets'],
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages']);
}

const form = (): string =>
  new URLSearchParams({
    Action: 'SendMessage',
    MessageGroupId: 'a',
    MessageBody: `{"x":"${Math.random()}"}`,
  }).toString();

/** A request that writes, or reads all: of each server the one that needs the least. */
const worst = (server: ServerName) =>
  ({
    ApiUrl: { method: 'GET', path: '/orders', body: '', headers: {} },
    SqsEndpoint: {
      method: 'POST',
      path: queuePath(),
      body: form(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    DynamoDbEndpoint: {
      method: 'POST',
      path: '/',
      body: '{}',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
        'x-amz-date': '20260101T000000Z',
      },
    },
  })[server];

async function answerTo(server: ServerName, extra: Readonly<Record<string, string>>) {
  const { method, path, body, headers } = worst(server);
  const asked = request(`${system.outputs[server]}${path}`, { method, headers: { ...headers, ...extra } });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer;
}

describe.each(servers)('the server at %s', (server) => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { host: 'evil.example' },
    { host: 'evil.example:9324' },
  ])('does nothing for %o', async (foreign) => {
    const before = await messages();
    expect((await answerTo(server, foreign)).statusCode).toBe(403);
    expect(await messages()).toBe(before);
  });

  it('serves whoever says none of that, and lets no page read the answer', async () => {
    const { statusCode, headers } = await answerTo(server, {});
    expect(statusCode).toBe(200);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    const { port } = new URL(system.outputs[server]);
    expect((await answerTo(server, { host: `localhost:${port}` })).statusCode).toBe(200);
  });
});

it('the SDKs go on working', async () => {
  const { TableNames } = await dynamoDbOf(system).send(new ListTablesCommand({}));
  expect(TableNames).toContain(system.outputs.Tables['records']);
  const before = await messages();
  await sqsOf(system).send(
    new SendMessageCommand({
      QueueUrl: system.outputs.Queues['sheets'],
      MessageGroupId: 'sdk',
      MessageBody: '{}',
    }),
  );
  expect(await messages()).toBe(before + 1);
});

it('a page of another origin in a browser can neither send nor read', async () => {
  const before = await messages();
  const evil = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title>');
  });
  const port = await listenAt(evil, 0);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    // Another port is another origin; another name, made to lead here, is another site too.
    await page.goto(`http://evil.localhost:${port}`);
    for (const server of servers) {
      const { method, path, body, headers } = worst(server);
      const url = `${system.outputs[server]}${path}`;
      const read = await page.evaluate(
        async ([address, init]) => {
          const blind = {
            method: init.method,
            mode: 'no-cors',
            ...(init.body && { body: init.body }),
          } as const;
          const contentType = 'application/x-www-form-urlencoded';
          await fetch(address, { ...blind, headers: { 'content-type': contentType } }).catch(() => undefined);
          const { method, headers } = init;
          return fetch(address, { method, headers, ...(init.body && { body: init.body }) }).then(
            () => true,
            () => false,
          );
        },
        [url, { method, body, headers }] as const,
      );
      expect([server, read]).toEqual([server, false]);
    }
    // What a form posts needs no permission.
    const [response] = await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'POST'),
      page.evaluate(
        ([action, fields]) => {
          const sent = document.createElement('form');
          Object.assign(sent, { method: 'post', action });
          for (const [name, value] of new URLSearchParams(fields)) {
            sent.append(Object.assign(document.createElement('input'), { name, value }));
          }
          document.body.append(sent);
          sent.submit();
        },
        [`${system.outputs.SqsEndpoint}${queuePath()}`, form()] as const,
      ),
    ]);
    expect(response.status()).toBe(403);
    expect(await messages()).toBe(before);
  } finally {
    await browser.close();
    evil.close();
  }
});

describe('a link of another site', () => {
  const from = (headers: IncomingHttpHeaders): IncomingHttpHeaders => ({
    host: '127.0.0.1:3000',
    'sec-fetch-site': 'cross-site',
    ...headers,
  });
  const link = from({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' });

  it('leads to a page, such as back from an issuer', () => {
    expect(refusalOfForeignVisit(link, 3000)).toBeUndefined();
  });

  it.each([
    ['to an answer of the API', refusalOfForeign(link, 3000)],
    ['of a frame', refusalOfForeignVisit({ ...link, 'sec-fetch-dest': 'iframe' }, 3000)],
    ['under a foreign name', refusalOfForeignVisit({ ...link, host: 'evil.example' }, 3000)],
  ])('%s leads nowhere', (_what, refusal) => {
    expect(refusal).toBeTypeOf('string');
  });
});
