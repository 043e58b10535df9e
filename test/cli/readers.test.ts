import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { queueNames } from '../../shared/domain/events.ts';
import { readReaders } from '../../tools/cli/readers/read-readers.ts';
import { runRelief } from '../../tools/cli/relief.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-readers-'));
const pascal = (name: string): string => name.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

/** Stands in for Cognito: knows users and groups, and answers as it does. */
let server: Server;
let users: Map<string, { readonly asked: Record<string, unknown>; readonly groups: string[] }>;
let groups: Set<string>;
let calls: string[];
const environment = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** The name of the error that Cognito answers with. */
function answer(operation: string, asked: Record<string, any>): string | undefined {
  const { Username, GroupName } = asked;
  calls.push(`${operation} ${Username ?? ''} ${GroupName ?? ''}`.trim());
  switch (operation) {
    case 'AdminCreateUser':
      if (Username.startsWith('refused')) return 'CodeDeliveryFailureException';
      if (users.has(Username)) return 'UsernameExistsException';
      users.set(Username, { asked, groups: [] });
      return undefined;
    case 'CreateGroup':
      if (groups.has(GroupName)) return 'GroupExistsException';
      groups.add(GroupName);
      return undefined;
    default:
      if (!groups.has(GroupName)) return 'ResourceNotFoundException';
      users.get(Username)?.groups.push(GroupName);
      return undefined;
  }
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const error = answer(operation, JSON.parse(text));
      response.writeHead(error === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(error === undefined ? {} : { __type: error, message: `It says ${error}` }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, environment, { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url });
});
afterAll(() => {
  for (const name of [...Object.keys(environment), 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'])
    delete process.env[name];
  server.close();
  rmSync(folder, { recursive: true });
});

let printed: { out: string; err: string };
beforeEach(() => {
  users = new Map();
  groups = new Set(['coordinator', 'auditor', 'centre-staff', 'payer']);
  calls = [];
  printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const stackOutputs = (more: object): string =>
  JSON.stringify({
    ReliefLedgerWorkflow: {
      ApiUrl: 'https://api.example',
      ...Object.fromEntries(queueNames.map((name) => [`Queue${pascal(name)}`, 'https://sqs.example/q'])),
      TableHouseholds: 'h',
      TableStock: 's',
      TableLedgers: 'l',
      ...more,
    },
  });
const outputs = (): string => fileOf('outputs.json', stackOutputs({ UserPoolId: 'pool-1' }));

const readers = `mail,role,locations,payers
one@example.org,coordinator,,
desk-07@example.org,centre-staff,C-07 C-08,
pay@example.org,payer,,P-1
`;
const run = (file: string, ...more: string[]) =>
  runRelief(['readers', 'import', file, '--outputs', outputs(), ...more]);

describe('readers of a file', () => {
  it('are invited by mail, with their role and the groups of what they may read', async () => {
    expect(await run(fileOf('readers.csv', readers))).toBe(0);
    expect([...users].map(([mail, { groups: own }]) => [mail, own])).toEqual([
      ['one@example.org', ['coordinator']],
      ['desk-07@example.org', ['centre-staff', 'location:C-07', 'location:C-08']],
      ['pay@example.org', ['payer', 'payer:P-1']],
    ]);
    // By mail and not by the phone that nobody gave, and with an address that counts for a new password.
    expect(users.get('pay@example.org')?.asked).toEqual({
      UserPoolId: 'pool-1',
      Username: 'pay@example.org',
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: [
        { Name: 'email', Value: 'pay@example.org' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    expect(printed.out).toContain('desk-07@example.org invited');
    expect(printed.err).toContain('3 readers in the pool, 0 failed');
  });

  it('get no second mail when the file is imported again, and the groups that they have not', async () => {
    await run(fileOf('readers.csv', readers));
    expect(await run(fileOf('more.csv', readers.replace('C-07 C-08', 'C-07 C-09')))).toBe(0);
    expect(printed.out).toContain('desk-07@example.org known');
    expect(users.get('desk-07@example.org')?.groups).toContain('location:C-09');
  });

  it('that Cognito refuses keep none of the others back', async () => {
    const file = fileOf('refused.csv', readers.replace('one@', 'refused@'));
    expect(await run(file, '--json')).toBe(3);
    expect(JSON.parse(printed.out)).toMatchObject([
      { line: 2, mail: 'refused@example.org', status: 'failed', why: 'It says CodeDeliveryFailureException' },
      { line: 3, status: 'invited' },
      { line: 4, status: 'invited' },
    ]);
  });

  it('are only told of in a dry run', async () => {
    expect(await run(fileOf('readers.csv', readers), '--dry-run')).toBe(0);
    expect(printed.out).toContain(
      'desk-07@example.org would be invited: centre-staff, location:C-07, location:C-08',
    );
    expect(calls).toEqual([]);
  });

  it('are not invited while anything in the file is wrong, and each fault is told with its line', async () => {
    const file = fileOf(
      'wrong.csv',
      'mail;role;locations;payers\nnobody;auditor;;\na@b.org;boss;;\n\nc@b.org;centre-staff;;\nd@b.org;payer;C-1;P-1\nC@b.org;coordinator;;\n',
    );
    expect(await run(file)).toBe(2);
    expect(printed.err.split('\n').slice(0, 5)).toEqual([
      `${file}:2: mail "nobody" is no address of mail`,
      `${file}:3: role must be coordinator, auditor, centre-staff, payer, not "boss"`,
      `${file}:5: locations is empty: whoever is centre-staff reads nothing without it`,
      `${file}:6: locations must be empty: it says nothing about a reader who is payer`,
      `${file}:7: mail C@b.org is in line 5 already`,
    ]);
    expect(calls).toEqual([]);
  });

  it.each([
    [
      'name,role\nx,y',
      'The first line must name the columns mail and role, and may name locations and payers, not "name"',
    ],
    [
      'mail\nx@y.org',
      'The first line must name the columns mail and role, and may name locations and payers',
    ],
    ['mail,role\n"x@y.org,auditor', 'Quote'],
  ])('are not read from %j', (text, why) => {
    expect(() => readReaders(text)).toThrow(why);
  });

  it('cannot be invited where the system has no sign-in, or an issuer of its own', async () => {
    const local = JSON.parse(stackOutputs({})).ReliefLedgerWorkflow;
    const localFile = fileOf(
      'local.json',
      JSON.stringify({
        ApiUrl: 'http://127.0.0.1:3000',
        SqsEndpoint: 'http://127.0.0.1:9324',
        Queues: Object.fromEntries(queueNames.map((name) => [name, 'http://127.0.0.1:9324/q'])),
        Tables: { households: local.TableHouseholds, stock: 's', ledgers: 'l' },
      }),
    );
    const file = fileOf('readers.csv', readers);
    expect(await runRelief(['readers', 'import', file, '--outputs', localFile])).toBe(2);
    expect(printed.err).toContain('The local system has no sign-in');
    const ownIssuer = fileOf('own.json', stackOutputs({}));
    expect(await runRelief(['readers', 'import', file, '--outputs', ownIssuer])).toBe(2);
    expect(printed.err).toContain('an issuer of your own');
  });
});
