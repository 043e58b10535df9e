import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { queueNames } from '../../shared/domain/events.ts';
import { readReaders } from '../../tools/cli/readers/read-readers.ts';
import { runRelief } from '../../tools/cli/relief.ts';
import { listenAt } from '../../tools/local/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-readers-'));
const pascal = (name: string): string => name.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

/** Stands in for Cognito: knows users and groups, and answers as it does. */
let server: Server;
let users: Map<string, { readonly asked: Record<string, unknown>; readonly groups: string[] }>;
let groups: Set<string>;
let calls: string[];
const environment = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** A page of users holds two, so that a pool of three takes two pages. */
const usersOfPage = 2;

/** What Cognito answers, or the name of the error that it answers with. */
function answer(operation: string, asked: Record<string, any>): object | string {
  const { GroupName } = asked;
  const Username = asked['Username']?.replace(/^sub-of-/, '');
  calls.push(`${operation} ${Username ?? ''} ${GroupName ?? ''}`.trim());
  switch (operation) {
    case 'AdminCreateUser':
      if (Username.startsWith('refused')) return 'CodeDeliveryFailureException';
      if (users.has(Username)) return 'UsernameExistsException';
      users.set(Username, { asked, groups: [] });
      return {};
    case 'CreateGroup':
      if (groups.has(GroupName)) return 'GroupExistsException';
      groups.add(GroupName);
      return {};
    case 'ListUsers': {
      const first = Number(asked['PaginationToken'] ?? 0);
      const page = [...users.keys()].slice(first, first + usersOfPage);
      return {
        // A pool names whoever signs in by mail itself, and has the mail as an attribute.
        Users: page.map((mail) => ({
          Username: `sub-of-${mail}`,
          Attributes: [{ Name: 'email', Value: mail }],
        })),
        ...(users.size > first + usersOfPage && { PaginationToken: String(first + usersOfPage) }),
      };
    }
    case 'AdminListGroupsForUser':
      return { Groups: users.get(Username)?.groups.map((name) => ({ GroupName: name })) };
    case 'AdminRemoveUserFromGroup':
      users.get(Username)?.groups.splice(users.get(Username)?.groups.indexOf(GroupName) ?? 0, 1);
      return {};
    case 'AdminUserGlobalSignOut':
      return Username.startsWith('stuck') ? 'InternalErrorException' : {};
    case 'AdminDeleteUser':
      users.delete(Username);
      return {};
    default:
      if (!groups.has(GroupName)) return 'ResourceNotFoundException';
      users.get(Username)?.groups.push(GroupName);
      return {};
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
      const answered = answer(operation, JSON.parse(text));
      const isError = typeof answered === 'string';
      response.writeHead(isError ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(isError ? { __type: answered, message: `It says ${answered}` } : answered));
    });
  });
  const url = `http://127.0.0.1:${await listenAt(server, 0)}`;
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

const groupsOf = (mail: string): readonly string[] | undefined => users.get(mail)?.groups;

describe('a file that names all readers', () => {
  const fewer = `mail,role,locations
ONE@example.org,coordinator,
desk-07@example.org,centre-staff,C-07
`;
  beforeEach(async () => {
    await run(fileOf('readers.csv', readers.replaceAll('one@', 'ONE@')));
    users.get('desk-07@example.org')?.groups.push('of-another-system');
    calls = [];
    printed = { out: '', err: '' };
  });

  it('signs out and removes whoever it does not name, and takes the groups that it does not give', async () => {
    expect(await run(fileOf('fewer.csv', fewer), '--only')).toBe(0);
    expect([...users.keys()]).toEqual(['ONE@example.org', 'desk-07@example.org']);
    expect(groupsOf('ONE@example.org')).toContain('coordinator');
    expect(new Set(groupsOf('desk-07@example.org'))).toEqual(
      new Set(['centre-staff', 'location:C-07', 'of-another-system']),
    );
    expect(calls.filter((call) => call.endsWith(' pay@example.org'))).toEqual([
      'AdminUserGlobalSignOut pay@example.org',
      'AdminDeleteUser pay@example.org',
    ]);
    expect(printed.out).toContain('pay@example.org removed');
    expect(printed.out).toContain('desk-07@example.org reduced');
  });

  it('keeps whom the operator keeps', async () => {
    expect(await run(fileOf('fewer.csv', fewer), '--only', '--keep', 'Pay@example.org')).toBe(0);
    expect(groupsOf('pay@example.org')).toEqual(['payer', 'payer:P-1']);
    expect(groupsOf('desk-07@example.org')).not.toContain('location:C-08');
  });

  it('removes nobody unless that is said, and tells beforehand whom it would', async () => {
    expect(await run(fileOf('fewer.csv', fewer))).toBe(0);
    expect(groupsOf('pay@example.org')).toContain('payer');
    expect(groupsOf('desk-07@example.org')).toContain('location:C-08');
    expect(await run(fileOf('fewer.csv', fewer), '--only', '--dry-run')).toBe(0);
    expect(printed.out).toContain('pay@example.org would be removed');
    expect(printed.out).toContain('desk-07@example.org would lose: location:C-08');
    expect(users.size).toBe(3);
  });

  it('keeps a reader whom Cognito cannot sign out, and removes the others', async () => {
    await run(fileOf('stuck.csv', 'mail,role\nstuck@example.org,auditor\nzoe@example.org,auditor\n'));
    printed = { out: '', err: '' };
    expect(await run(fileOf('fewer.csv', fewer), '--only')).toBe(3);
    expect([...users.keys()]).toEqual(['ONE@example.org', 'desk-07@example.org', 'stuck@example.org']);
    expect(printed.out).toContain('stuck@example.org failed: It says InternalErrorException');
    expect(printed.err).toContain('2 readers in the pool, 1 failed');
  });

  it('is refused where it names nobody', async () => {
    expect(await run(fileOf('nobody.csv', 'mail,role\n'), '--only')).toBe(2);
    expect(printed.err).toContain('names nobody');
    expect(users.size).toBe(3);
  });
});

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
