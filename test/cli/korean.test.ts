import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'fast-string-width';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { nothingSealed } from '../../shared/audit/sealed-books.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { runRelief } from '../../tools/cli/relief.ts';
import { verdictText } from '../../tools/cli/verify.ts';
import { languageOf } from '../../tools/cli/words/language.ts';
import { speak } from '../../tools/cli/words/words.ts';
import { listenAt } from '../../tools/local/ports.ts';
import { projectRoot } from '../flows/desk.ts';
import { orderTerms } from './fake-api.ts';
import { reconciliation } from './reconciliation-of-two-centres.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-korean-'));
const outputs = join(folder, 'outputs.json');
let answers: Record<string, unknown>;
let server: Server;
let out: string;
let err: string;

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const body = answers[url];
    response
      .writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(body ?? { title: 'Not found' }));
  });
  const address = `http://127.0.0.1:${await listenAt(server, 0)}`;
  const queues = Object.fromEntries(queueNames.map((name) => [name, `${address}/queue/${name}`]));
  const tables = { households: 'h', stock: 's', ledgers: 'l' };
  writeFileSync(
    outputs,
    JSON.stringify({
      ApiUrl: address,
      SqsEndpoint: address,
      Zone: 'Asia/Seoul',
      Queues: queues,
      Tables: tables,
    }),
  );
});
afterAll(async () => {
  server.close();
  rmSync(folder, { recursive: true });
  await speak('en');
});

beforeEach(() => {
  answers = {};
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const inKorean = (...args: readonly string[]): Promise<number> => runRelief([...args, '--lang', 'ko']);
const asked = (...args: readonly string[]): Promise<number> => inKorean(...args, '--outputs', outputs);

const hangul = /[가-힣]/;

/** Words of English in a row that stand in no quotation, path or command. */
const englishIn = (text: string): readonly string[] =>
  text
    .replaceAll(/"[^"]*"|\brelief(?: [a-z]+)+/g, '')
    .split('\n')
    .filter((line) => !line.startsWith('  $ ') && !/^ {2}[\w-]+ +[\w.]+, /.test(line))
    .flatMap((line) => line.match(/\b[a-z]{2,} [a-z]+ [a-z]+\b/gi) ?? []);

const commands = [
  ...['send', 'import', 'template', 'report', 'orders', 'find', 'list', 'household', 'stock', 'shipments'],
  ...['payers', 'payments', 'cards', 'publish', 'exceptions', 'anomalies', 'note', 'audit', 'audit open'],
  ...['audit draws', 'audit observe', 'audit show', 'retry', 'withdraw', 'void', 'verify', 'seal', 'export'],
  ...['doctor', 'readers', 'readers import', 'completion'],
];

describe('the help in Korean', () => {
  it('is there for every command', async () => {
    expect([await inKorean('--help'), err]).toEqual([0, '']);
    const listed = [...out.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name]) => name);
    expect(listed.filter((name) => name !== 'help')).toEqual(commands.filter((name) => !name.includes(' ')));
    expect(englishIn(out)).toEqual([]);
  });

  it.each(commands)('has no sentence of English: %s', async (command) => {
    expect([await inKorean(...command.split(' '), '--help'), err]).toEqual([0, '']);
    expect(englishIn(out)).toEqual([]);
    expect(out).toMatch(/^사용법: relief /);
    expect(out).not.toMatch(/Options:|Arguments:|Commands:|Examples:|\[options\]|default:|choices:/);
    // Each item of the lists, with the lines that it goes on in.
    const items = out.match(/^ {2}-.+(?:\n {10,}.+)*/gm) ?? [];
    expect(items.length).toBeGreaterThan(1);
    for (const item of items) expect(item).toMatch(hangul);
  });
});

describe('what goes wrong, in Korean', () => {
  it.each([
    [['nope'], "알 수 없는 명령 'nope'"],
    [['lost'], '(list입니까?)'],
    [['orders', '--nope'], "알 수 없는 옵션 '--nope'"],
    [['orders', 'one'], "'orders' 명령의 인수가 너무 많습니다. 0개여야 하는데 1개입니다."],
    [['report'], "필요한 인수 'orderId'이(가) 없습니다"],
    [['list', 'C-1'], "필요한 옵션 '--order <orderId>'이(가) 없습니다"],
    [['list', 'C-1', '--order'], "옵션 '--order <orderId>'의 값이 없습니다"],
    [['report', 'o', '--csv', '--xlsx'], "옵션 '--xlsx'은(는) 옵션 '--csv'과(와) 함께 쓸 수 없습니다"],
    [['template', 'nope'], "인수 'kind'에 'nope'은(는) 쓸 수 없습니다. 쓸 수 있는 값: households"],
    [['exceptions', '--status', 'x'], "'x'은(는) 쓸 수 없습니다. 쓸 수 있는 값: held, rejected."],
  ])('is a usage error for %j', async (args, said) => {
    expect(await inKorean(...args)).toBe(2);
    expect(err).toContain(said);
    expect(err).toContain('(--help로 사용법을 볼 수 있습니다)');
    expect(englishIn(err)).toEqual([]);
  });

  it('says what is not there, with the exit code that English has', async () => {
    expect(await asked('report', 'order-9')).toBe(1);
    expect(err).toBe('order-9 지시가 없습니다\n');
    err = '';
    expect(await inKorean('orders', '--outputs', join(folder, 'nope.json'))).toBe(2);
    expect(err).toMatch(/^출력 파일 .*nope\.json을\(를\) 읽을 수 없습니다\n$/);
  });
});

it('names a fault of a row in Korean, and in English for programs', async () => {
  const file = join(folder, 'households.csv');
  writeFileSync(file, 'householdId,adults,children\nH-1,two,0\n');
  answers['/households/H-1'] = undefined;
  const args = [
    'import',
    'households',
    file,
    '--centre',
    'C-1',
    '--effective-from',
    '2020-08-01',
    '--dry-run',
  ];
  expect(await asked(...args)).toBe(2);
  expect(err).toContain(`${file}:2:5 adults: 필요한 값: `);
  expect(err).toContain('1행은 보내지 않을 것입니다');
  expect(out).toBe('0행을 메시지 0건으로 보낼 것입니다\n');
  expect(englishIn(err.replaceAll(file, ''))).toEqual([]);
  out = '';
  await asked(...args, '--json');
  expect(JSON.parse(out).errors).toEqual([expect.stringMatching(/adults: expected a whole number/)]);
  const korean = out;
  out = '';
  await runRelief([...args, '--json', '--outputs', outputs]);
  expect(out).toBe(korean);
});

it('asks in Korean about what is probably a mistake', async () => {
  const file = join(folder, 'handovers.csv');
  writeFileSync(file, 'receiptId,householdId,ryce (kg)\n7,H-1,5\n');
  answers['/orders/O-1'] = orderTerms();
  answers['/orders/O-1/reconciliation'] = { ...reconciliation(), locations: [] };
  const args = ['--centre', 'C-1', '--order', 'O-1', '--date', '2020-08-08'];
  expect(await asked('import', 'handovers', file, ...args)).toBe(2);
  expect(err).toContain('맞습니까? 2번째 줄: O-1에는 ryce 품목이 없습니다. 있는 품목: rice, oil');
  expect(err).toContain('아무것도 보내지 않았습니다');
});

it('tells people what the machine lacks in Korean, and programs in English', async () => {
  await inKorean('doctor');
  expect(out).toMatch(/^(?:확인|없음|모름) Node: /m);
  expect(out).toMatch(/^(?:확인|없음|모름) 디스크: [\d.]+ GB 남음$/m);
  out = '';
  await inKorean('doctor', '--json');
  expect(JSON.parse(out).map(({ what }: { what: string }) => what)).toEqual(
    expect.arrayContaining(['Node', 'clock', 'disk', 'memory']),
  );
  expect(out).not.toMatch(hangul);
});

it('says in Korean what the check of the books expected and found', async () => {
  await speak('ko');
  const finding = {
    account: 'stock:C-1',
    seq: 3,
    at: '',
    expected: 'the entry that was sealed, with hash abc',
    found: 'an entry with hash def',
  };
  const report = { accounts: 1, entries: 3, findings: [finding, finding] };
  expect(verdictText(report, nothingSealed)).toBe(
    '어긋남: stock:C-1 3번 기장, 있어야 할 것: 해시가 abc인, 봉인된 기장, 있는 것: 해시가 def인 기장 (그 밖에 1건)',
  );
  expect(verdictText({ ...report, findings: [] }, nothingSealed)).toBe(
    '계정 1개의 기장 3건: 모든 해시 사슬과 잔고가 맞습니다. 다만 출력 파일에 대조할 봉인 보관소가 없습니다',
  );
});

/** A table's title, rule and rows, up to an empty line. */
const tableIn = (text: string): readonly string[] => {
  const lines = text.split('\n');
  const rule = lines.findIndex((line) => line.startsWith('─'));
  const end = lines.indexOf('', rule);
  return lines.slice(rule - 1, end === -1 ? undefined : end).filter((line) => !line.startsWith('    '));
};

/** Where each column begins on the screen. */
const columnsOf = (rule: string): readonly number[] => [...rule.matchAll(/─+/g)].map(({ index }) => index);

describe('a table in Korean', () => {
  it('is aligned on the screen, where a Korean letter takes two columns', async () => {
    answers['/locations/C-1/payment-list?orderId=O-1&limit=500'] = {
      items: [
        {
          householdId: 'H-1',
          name: '김영희',
          adults: 2,
          currency: 'KPW',
          due: 16_000,
          paid: 8_000,
          outstanding: 8_000,
          overpaid: 0,
        },
        {
          householdId: 'H-200',
          name: 'Ri',
          adults: 1,
          currency: 'KPW',
          due: 8_000,
          paid: 0,
          outstanding: 8_000,
          overpaid: 0,
        },
      ],
    };
    expect([await asked('payments', 'C-1', '--order', 'O-1'), err]).toEqual([0, '']);
    expect(out).toMatch(/^O-1 지시의 C-1: 2세대, 아직 받을 돈이 있는 세대 2\. /);
    const [title = '', rule = '', ...rows] = tableIn(out);
    expect(title).toMatch(/^세대 +이름 +성인 +전체 금액 +지급액 +받을 금액$/);
    // The last column is of numbers, to the right: each line ends where the rule does.
    expect(rows.length).toBe(2);
    for (const line of [title, ...rows]) expect(stringWidth(line)).toBe(stringWidth(rule));
    const names = columnsOf(rule)[1] ?? 0;
    const offset = (line: string, word: string): number => stringWidth(line.slice(0, line.indexOf(word)));
    expect([offset(title, '이름'), offset(rows[0] ?? '', '김영희'), offset(rows[1] ?? '', 'Ri')]).toEqual([
      names,
      names,
      names,
    ]);
  });

  it('has the words of the page for goods, units, kinds and states', async () => {
    answers['/orders/order-1/reconciliation'] = reconciliation();
    for (const list of ['exceptions', 'anomalies'])
      answers[`/${list}?orderId=order-1&limit=500`] = { items: [] };
    answers['/orders/order-1'] = { pledges: [] };
    expect([await asked('report', 'order-1'), err]).toEqual([0, '']);
    expect(out).toMatch(/^쌀 +kg +200 +100/m);
    expect(out).toMatch(/^C-01 +배급소 +5/m);
    expect(out).toContain('order-1 지시의 결산 (시행 중, ');
    expect(out).toContain('장부가 맞습니다.');
    expect(englishIn(out)).toEqual([]);
    const [title = '', rule = '', ...rows] = tableIn(out);
    for (const line of [title, ...rows]) expect(stringWidth(line)).toBe(stringWidth(rule));
  });

  it('says of an exception why, in the words of the page, and keeps the reason that filters take', async () => {
    const exception = {
      exceptionId: `x${'0'.repeat(32)}`,
      status: 'held',
      reason: 'invalid-message',
      detail: { path: 'data.at', expected: 'a calendar date as YYYY-MM-DD', found: '"x"' },
      state: 'open',
      recordedAt: '2020-08-09T00:00:00.000Z',
      event: { source: 's', id: 'e-1', type: 't' },
      original: {},
      notes: [],
    };
    answers['/exceptions?limit=500'] = { items: [exception] };
    expect([await asked('exceptions'), err]).toEqual([0, '']);
    expect(out).toMatch(/^보류 +invalid-message +미처리 +e-1$/m);
    expect(out).toContain('    정해진 형식에 맞지 않는 메시지\n');
    expect(out).toContain('항목 위치 data.at, 필요한 값 달력에 있는 날짜, 실제 값 "x"');
  });
});

describe('the language', () => {
  const of = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): string =>
    languageOf(args, environment);

  it('is what --lang says, wherever it stands', () => {
    expect(of(['--lang', 'ko', 'orders'], { RELIEF_LANG: 'en' })).toBe('ko');
    expect(of(['orders', '--lang=en'], { RELIEF_LANG: 'ko', LANG: 'ko_KR.UTF-8' })).toBe('en');
    expect(of(['note', 'x', '--', '--lang', 'ko'])).toBe('en');
  });

  it('is RELIEF_LANG before the locale, and the locale as POSIX ranks it', () => {
    expect(of([], { RELIEF_LANG: 'ko', LC_ALL: 'en_US.UTF-8' })).toBe('ko');
    expect(of([], { RELIEF_LANG: 'en', LANG: 'ko_KR.UTF-8' })).toBe('en');
    expect(of([], { LC_ALL: 'ko_KR.UTF-8', LC_MESSAGES: 'en', LANG: 'en' })).toBe('ko');
    expect(of([], { LC_ALL: '', LC_MESSAGES: 'ko', LANG: 'en_US' })).toBe('ko');
    expect(of([], { LC_ALL: 'C', LANG: 'ko_KR.UTF-8' })).toBe('en');
    expect(of([], { LANG: 'ko' })).toBe('ko');
  });

  it('is English where nothing says Korean', () => {
    expect(of([])).toBe('en');
    expect(of([], { RELIEF_LANG: 'fr', LANG: 'kok_IN.UTF-8' })).toBe('en');
  });

  it('finds its command behind --lang, and refuses a language that it does not speak', async () => {
    expect(await runRelief(['--lang', 'ko', 'orders', '--help'])).toBe(0);
    expect(out).toMatch(/^사용법: relief orders /);
    expect(await runRelief(['--lang', 'fr', 'orders'])).toBe(2);
    expect(err).toContain("argument 'fr' is invalid. Allowed choices are en, ko.");
  });

  it('is RELIEF_LANG of the process', async () => {
    vi.stubEnv('RELIEF_LANG', 'ko');
    expect(await runRelief(['template', 'nope'])).toBe(2);
    vi.unstubAllEnvs();
    expect(err).toContain('쓸 수 없습니다');
  });
});

/** The rooms of texts, in both languages. */
const rooms = readdirSync(join(projectRoot, 'tools/cli/words/en')).map((file) => file.replace('.ts', ''));
type Texts = Record<string, string | Record<string, string>>;

describe.each(rooms)('the texts of %s', (name) => {
  it('are filled in with the same in both languages, and are Korean in one', async () => {
    const english: Texts = (await import(`../../tools/cli/words/en/${name}.ts`))[name];
    const korean: Texts = (await import(`../../tools/cli/words/ko/${name}.ts`))[name];
    const fillings = (text: Texts[string] = ''): readonly string[] =>
      [...new Set(JSON.stringify(text).match(/\{\w+\}/g))].sort();
    for (const [key, text] of Object.entries(english)) {
      expect([key, fillings(korean[key])]).toEqual([key, fillings(text)]);
      const words = JSON.stringify(text).replaceAll(/\{\w+\}|"/g, '');
      if (/[a-z]{3}/.test(words) && !['SHA-256', 'API', 'Node'].includes(words))
        expect(JSON.stringify(korean[key]), key).toMatch(hangul);
    }
  });
});
