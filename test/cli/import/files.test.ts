import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { readMessage } from '../../../shared/contract/read-message.ts';
import { decimalMarks } from '../../../shared/files/decimals.ts';
import { eventsOf } from '../../../shared/files/events-of-records.ts';
import { type ImportKind, importKinds } from '../../../shared/files/kinds.ts';
import type { ImportDefaults } from '../../../shared/files/options.ts';
import {
  errorsOf,
  type OfficeFileReading,
  readOfficeFile,
  writeRejects,
} from '../../../tools/cli/import/office-file.ts';
import { projectRoot } from '../../flows/desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Options = Partial<Pick<OfficeFileReading, 'decimal' | 'encoding' | 'zone' | 'now'>>;

async function importing(
  kind: ImportKind,
  content: string | Buffer,
  defaults: ImportDefaults = {},
  options: Options = {},
) {
  const file = join(folder, 'f.csv');
  writeFileSync(file, content);
  const reading = { zone: 'Asia/Pyongyang', now: '2020-08-08T17:00:00+09:00', ...options };
  const records = await readOfficeFile({ kind, file, defaults, ...reading });
  const made = await eventsOf(records.records, records.context);
  const refused = [...records.refused, ...made.refused].toSorted(
    (one, other) => one.row.line - other.row.line,
  );
  return { records, refused, events: made.events.map(({ event }) => event) };
}
type Imported = Awaited<ReturnType<typeof importing>>;

const errorsIn = ({ refused }: Imported): string[] => [...errorsOf('f.csv', refused)];
const eventsIn = ({ events }: Imported) => events;
const failure = (...args: Parameters<typeof importing>): Promise<string> =>
  importing(...args).then(
    () => 'nothing failed',
    (error: Error) => error.message.replace(`${folder}/`, ''),
  );
const rejectsOf = async ({ records, refused }: Imported): Promise<Buffer> => {
  const file = join(folder, 'f.rejects.csv');
  await writeRejects(file, join(folder, 'f.csv'), records, refused);
  return readFileSync(file);
};

const handoverDefaults = { centreId: 'C-1', orderId: 'O-1' };
const paymentDefaults = { payerId: 'office', orderId: 'O-1', currency: 'KPW' };
const householdDefaults = { centreId: 'C-1', effectiveFrom: '2020-07-24' };

describe('importing files', () => {
  it.each(importKinds)('takes the template of %s as it stands', async (kind) => {
    const template = readFileSync(join(projectRoot, 'examples', 'templates', `${kind}.csv`), 'utf8');
    const imported = await importing(kind, template);
    expect(errorsIn(imported)).toEqual([]);
    expect(eventsIn(imported)).not.toEqual([]);
    for (const event of eventsIn(imported)) {
      expect(readMessage(JSON.stringify(event))).toMatchObject({ ok: true });
    }
  });

  it('turns households into registrations of their centre and day', async () => {
    const text =
      '\ufeffhouseholdId,adults,children,centreId,effectiveFrom,name,priority\r\nH-1,2,1,C-1,2020-07-24,"Kim, eldest",9007199254740991\r\nH-2,1,0,C-2,2020-07-24,,\r\n';
    expect(eventsIn(await importing('households', text)).map(({ type, data }) => ({ type, data }))).toEqual([
      {
        type: 'relief.households.registered.v1',
        data: {
          centreId: 'C-1',
          effectiveFrom: '2020-07-24',
          households: [
            { householdId: 'H-1', adults: 2, children: 1, name: 'Kim, eldest', priority: 2 ** 53 - 1 },
          ],
        },
      },
      {
        type: 'relief.households.registered.v1',
        data: {
          centreId: 'C-2',
          effectiveFrom: '2020-07-24',
          households: [{ householdId: 'H-2', adults: 1, children: 0 }],
        },
      },
    ]);
  });

  it('turns a column for each commodity into lines, leaving out empty cells and zeros', async () => {
    const text =
      'receiptId,householdId,rice (kg),soy sauce (bottle),corn (kg)\nR-1,H-1,20,0,\nR-2,H-2,,1,7.25\n';
    expect(eventsIn(await importing('handovers', text, handoverDefaults))[0]?.data).toEqual({
      centreId: 'C-1',
      orderId: 'O-1',
      receipts: [
        { receiptId: 'R-1', householdId: 'H-1', lines: [{ commodity: 'rice', unit: 'kg', quantity: 20 }] },
        {
          receiptId: 'R-2',
          householdId: 'H-2',
          lines: [
            { commodity: 'soy sauce', unit: 'bottle', quantity: 1 },
            { commodity: 'corn', unit: 'kg', quantity: 7.25 },
          ],
        },
      ],
    });
  });

  it('fills sheets of 96 payments, which fit one transaction, and names each event by its content and place', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `P-${index},H-${index},16000,office,O-1,KPW\n`);
    const text = `paymentId,householdId,amount,payerId,orderId,currency\n${rows.join('')}`;
    const first = eventsIn(await importing('payments', text));
    const second = eventsIn(await importing('payments', text));
    expect(first.map(({ data }) => (data['payments'] as unknown[]).length)).toEqual([96, 96, 8]);
    expect(new Set(first.map(({ id }) => id)).size).toBe(3);
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  });

  it.each<[string, ImportKind, string, string[]]>([
    [
      'a number that is none',
      'households',
      'householdId,adults,children\nH-1,two,1\n',
      ['f.csv:2:5 adults: expected a whole number from 0 to 10000, found "two"'],
    ],
    [
      'two faults in one row',
      'households',
      'householdId,adults,children\nH-1,1,0\n-H,,1\n',
      [
        'f.csv:3:1 householdId: expected an id of 1 to 128 letters, digits and . _ : -, beginning with a letter or digit, found "-H"',
        'f.csv:3:4 adults: expected a value',
      ],
    ],
    [
      'nobody in a household',
      'households',
      'householdId,adults,children\nH-1,0,0\n',
      [
        expect.stringMatching(
          /^f\.csv:2:1 households: expected 1 to [\d,]+ adults and children together, found/,
        ),
      ],
    ],
    [
      'a place behind quoted cells, commas and line breaks',
      'households',
      'householdId,name,adults,children\nH-1,"Kim, ""eldest""\nof two",x,1\n\nH-2,,1,y\n',
      [
        'f.csv:2:5 name: expected text of at most 500 characters on one line, found "Kim, \\"eldest\\"\\nof two"',
        'f.csv:3:9 adults: expected a whole number from 0 to 10000, found "x"',
        'f.csv:5:8 children: expected a whole number from 0 to 10000, found "y"',
      ],
    ],
    [
      'too many decimals',
      'handovers',
      'receiptId,householdId,rice (kg)\nR-1,H-1,1.0005\n',
      [
        'f.csv:2:9 rice (kg): expected a quantity in kg greater than zero with at most three decimals, or nothing, found "1.0005"',
      ],
    ],
    [
      'half a bottle',
      'handovers',
      'receiptId,householdId,oil (bottle)\nR-1,H-1,0.5\n',
      [
        'f.csv:2:9 oil (bottle): expected a whole number of bottle greater than zero, or nothing, found "0.5"',
      ],
    ],
    [
      'nothing handed over',
      'handovers',
      'receiptId,householdId,rice (kg)\nR-1,H-1,\n',
      ['f.csv:2:1 row: expected a quantity of at least one commodity'],
    ],
    [
      'a cell too many, and one too few',
      'payments',
      'paymentId,householdId,amount\nP-1,H-1,8000,9\nP-2,H-2\n',
      ['f.csv:2:14 row: expected 3 cells, found "4"', 'f.csv:3:1 amount: expected a value'],
    ],
    [
      'a day that is not in the calendar',
      'households',
      'householdId,adults,children,effectiveFrom\nH-1,1,0,2020-02-30\n',
      ['f.csv:2:9 effectiveFrom: expected a date of the calendar as YYYY-MM-DD, found "2020-02-30"'],
    ],
  ])('says where %s stands', async (_, kind, text, errors) => {
    const defaults = { ...handoverDefaults, effectiveFrom: '2020-07-24', payerId: 'office', currency: 'KPW' };
    expect(errorsIn(await importing(kind, text, defaults))).toEqual(errors);
  });

  it('lets no bad row hold up a good one', async () => {
    const text = 'receiptId,householdId,rice (kg)\nR-1,H-1,5\nR-2,H-2,five\nR-3,H-3,5\n';
    const imported = await importing('handovers', text, handoverDefaults);
    expect(eventsIn(imported)[0]?.data['receipts']).toHaveLength(2);
    expect((await rejectsOf(imported)).toString('utf8')).toMatch(
      /^\ufeffreceiptId,householdId,rice \(kg\),error\r\nR-2,H-2,five,"/,
    );
  });

  it('takes a corrected rejects file, whose last column holds the errors', async () => {
    const text = 'receiptId,householdId,rice (kg),error\nR-2,H-2,5,"was five"\n';
    const [event] = eventsIn(await importing('handovers', text, handoverDefaults));
    expect(event?.data['receipts']).toHaveLength(1);
  });

  it.each<[string, ImportKind, string, string]>([
    [
      'a misspelt column',
      'payments',
      'paymentId,household\n',
      'f.csv:1:1 header: expected a column householdId; not read: household',
    ],
    [
      'goods whose unit is not in brackets',
      'handovers',
      'receiptId,householdId,rice (kg),oil bottles\n',
      'f.csv:1:33 header: expected goods with their unit such as "rice (kg)", the unit one of g, kg, t, ml, l, piece, bottle, bar, bag, box, found "oil bottles"',
    ],
    ['a missing column', 'payments', 'paymentId\nP-1\n', 'f.csv:1:1 header: expected a column householdId'],
    [
      'a missing column that an option could replace',
      'payments',
      'paymentId,householdId,amount\n',
      'f.csv:1:1 header: expected a column payerId, or the option --payer',
    ],
    [
      'a column twice',
      'payments',
      'paymentId,paymentId\n',
      'f.csv:1:11 header: expected each column once, found "paymentId" again',
    ],
    [
      'an empty file',
      'households',
      '',
      'f.csv:1:1 header: expected householdId, adults, children, centreId, effectiveFrom, name, neighbourhood, priority, date, time; the file is empty',
    ],
  ])('sends nothing from a file with %s', async (_, kind, text, message) => {
    expect(await failure(kind, text)).toBe(message);
  });

  it('names the line of a quote that never ends', async () => {
    expect(
      await failure('households', 'householdId,adults,children,centreId,effectiveFrom\nH-1,"2,1\n'),
    ).toBe('f.csv:2:1 row: expected a closing quote');
  });

  it('takes what spreadsheets write: semicolons, tabs, empty rows, a stray quote', async () => {
    for (const text of [
      'receiptId;householdId;rice (kg);collectedBy\r\nR-1;H-1;5;O"Brien, Ann\r\n;;;\r\n   \r\n\r\n',
      'receiptId\thouseholdId\trice (kg)\tcollectedBy\nR-1\tH-1\t5\t"O""Brien, Ann"\n',
    ]) {
      const [event, ...others] = eventsIn(await importing('handovers', text, handoverDefaults));
      expect(others).toEqual([]);
      expect(event?.data['receipts']).toEqual([
        {
          receiptId: 'R-1',
          householdId: 'H-1',
          collectedBy: 'O"Brien, Ann',
          lines: [{ commodity: 'rice', unit: 'kg', quantity: 5 }],
        },
      ]);
    }
  });

  it('counts columns in characters', async () => {
    const text = 'receiptId;householdId;collectedBy;rice (kg)\nR-1;H-1;김 🌾;7,5\n';
    expect(errorsIn(await importing('handovers', text, handoverDefaults))).toEqual([
      'f.csv:2:13 rice (kg): expected a number that every country reads alike; say with --decimal point or --decimal comma which sign stands before decimals, found "7,5"',
    ]);
  });

  it('reads headers in upper and lower case', async () => {
    const text = 'ReceiptID,HOUSEHOLDID,rice (KG),Error\nR-1,H-1,5,\n';
    const [event] = eventsIn(await importing('handovers', text, handoverDefaults));
    expect(event?.data['receipts']).toEqual([
      { receiptId: 'R-1', householdId: 'H-1', lines: [{ commodity: 'rice', unit: 'kg', quantity: 5 }] },
    ]);
    expect(await failure('payments', 'paymentId,PaymentID\n')).toBe(
      'f.csv:1:11 header: expected each column once, found "PaymentID" again',
    );
  });

  it('says of what is called a workbook, or is one of an old Excel, that it cannot be read', async () => {
    expect(await failure('households', Buffer.from('PK\x03\x04\0\0', 'latin1'))).toMatch(
      /^f\.csv cannot be read as an Excel workbook: /,
    );
    expect(await failure('households', Buffer.from('\xd0\xcf\x11\xe0', 'latin1'))).toBe(
      'f.csv is a workbook of an old Excel (.xls); save it as .xlsx or as "CSV UTF-8"',
    );
  });

  it('takes a row that is there twice once, and refuses one that says another thing', async () => {
    const text = 'householdId,adults,children\nH-1,2,1\nH-1,2,1\nH-2,1,0\nH-1,2,2\n';
    const defaults = { centreId: 'C-1', effectiveFrom: '2020-07-24' };
    const imported = await importing('households', text, defaults);
    expect(eventsIn(imported)[0]?.data['households']).toHaveLength(2);
    expect(errorsIn(imported)).toEqual([
      'f.csv:5:1 householdId: expected the same as in line 2, found "H-1"',
    ]);
  });

  it('keeps an event within what a queue takes', async () => {
    const name = '가'.repeat(500);
    const rows = Array.from({ length: 400 }, (_, index) => `H-${index},1,0,${name}\n`).join('');
    const defaults = { centreId: 'C-1', effectiveFrom: '2020-07-24' };
    const events = eventsIn(
      await importing('households', `householdId,adults,children,name\n${rows}`, defaults),
    );
    expect(events.length).toBeGreaterThan(2);
    for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(256 * 1024);
  });

  it('says when there is no such file', async () => {
    const file = join(folder, 'none.csv');
    const reading = { kind: 'households' as const, file, defaults: {}, zone: 'UTC', now: '' };
    await expect(readOfficeFile(reading)).rejects.toThrow(`There is no file ${file}`);
  });
});

describe('a number that depends on the reader’s country', () => {
  const payment = (amount: string, options?: Options) =>
    importing('payments', `paymentId;householdId;amount\nP-1;H-1;${amount}\n`, paymentDefaults, options);

  it.each(['8.000', '12.500', '600.000', '1,5', '1.234.567', '1.234,50', "8'000", '8 000'])(
    'is refused at its line and column: %s',
    async (amount) => {
      expect(errorsIn(await payment(amount))).toEqual([
        `f.csv:2:9 amount: expected a number that every country reads alike; say with --decimal point or --decimal comma which sign stands before decimals, found "${amount}"`,
      ]);
    },
  );

  it.each([
    ['8.25', 8.25],
    ['1234.5', 1234.5],
    ['0.500', 0.5],
    ['8000', 8000],
  ])('is no such number: %s', async (amount, value) => {
    expect((await payment(amount)).events[0]?.data['payments']).toMatchObject([{ amount: value }]);
  });

  it.each([
    ['8.000', 'point', 8],
    ['8.000', 'comma', 8000],
    ['8,000', 'point', 8000],
    ['1,5', 'comma', 1.5],
    ['1.234.567,5', 'comma', 1234567.5],
    ['1 234,5', 'comma', 1234.5],
  ] as const)('is read as the command says: %s with a decimal %s', async (amount, decimal, value) => {
    const read = await payment(amount, { decimal });
    expect(read.events[0]?.data['payments']).toMatchObject([{ amount: value }]);
  });

  it.each(decimalMarks)('is refused where it does not fit a decimal %s', async (decimal) => {
    expect(errorsIn(await payment('1.23,456.7', { decimal }))).toHaveLength(1);
  });

  it('is none in a workbook, whose numbers are numbers', async () => {
    const columns = ['paymentId', 'householdId', 'amount'];
    const read = await importing(
      'payments',
      await workbookOf({ columns, rows: [['P-1', '00777', 22.227]] }),
      {
        ...paymentDefaults,
        currency: 'KWD',
      },
    );
    expect(read.events[0]?.data['payments']).toMatchObject([{ householdId: '00777', amount: 22.227 }]);
  });
});

describe('when a row happened', () => {
  const header = 'receiptId,householdId,rice (kg),date,time\n';
  const timesIn = async (cells: string, defaults: ImportDefaults = {}, options?: Options) =>
    (
      await importing(
        'handovers',
        `${header}R-1,H-1,5,${cells}\n`,
        { ...handoverDefaults, ...defaults },
        options,
      )
    ).events.map(({ time }) => time);

  it.each([
    [',2020-08-09T10:00:00+09:00', '2020-08-09T10:00:00+09:00'],
    [',2020-08-09 10:00', '2020-08-09T10:00:00+09:00'],
    [',2020-08-09t10:00:00z', '2020-08-09T10:00:00Z'],
    ['2020-08-09,', '2020-08-09T12:00:00+09:00'],
    ['2020-08-09,7:30', '2020-08-09T07:30:00+09:00'],
  ])('stands in its own cells: %s', async (cells, time) => {
    expect(await timesIn(cells, { time: '2020-08-10T08:00:00+09:00' })).toEqual([time]);
  });

  it('is else what the command says, and else now', async () => {
    const time = '2020-08-10T08:00:00+09:00';
    expect(await timesIn(',', { time })).toEqual([time]);
    expect(await timesIn(',', { date: '2020-08-10' })).toEqual(['2020-08-10T12:00:00+09:00']);
    expect(await timesIn(',', {}, { zone: 'Africa/Juba' })).toEqual(['2020-08-08T17:00:00+09:00']);
  });

  it.each([
    '2020-02-30 10:00',
    '2021-02-29T10:00:00+09:00',
    '2020-08-08 24:00',
    '2020-08-08T10:61:00Z',
    '08.08.2020',
  ])('is refused before it is sent where no calendar or clock shows it: %s', async (time) => {
    const read = await importing('handovers', `${header}R-1,H-1,5,,${time}\n`, handoverDefaults);
    expect(read.events).toEqual([]);
    expect(errorsIn(read)).toEqual([
      expect.stringMatching(/^f\.csv:2:12 time: expected a time of the calendar/),
    ]);
    expect((await rejectsOf(read)).toString('utf8')).toContain(`R-1,H-1,5,,${time},`);
  });

  it.each(['01.02.2020', '2/3/2020', '2020-02-30'])('is no date that could be two: %s', async (date) => {
    const read = await importing('handovers', `${header}R-1,H-1,5,${date},\n`, handoverDefaults);
    expect(errorsIn(read)).toEqual([
      expect.stringMatching(/^f\.csv:2:11 date: expected a date of the calendar/),
    ]);
  });

  it('is a date cell of a workbook too', async () => {
    const { default: write } = await import('write-excel-file/node');
    const day = (value: Date) => ({ value, type: Date, format: 'dd.mm.yyyy' });
    const workbook = await write([
      ['receiptId', 'householdId', 'rice (kg)', 'date'],
      ['R-1', 'H-1', 5, day(new Date(Date.UTC(2020, 1, 3)))],
    ]).toBuffer();
    const read = await importing('handovers', workbook, handoverDefaults);
    expect(read.events[0]?.time).toBe('2020-02-03T12:00:00+09:00');
  });

  it('must be said of a count to the minute, and of an arrival to the day', async () => {
    const count = 'countId,locationId,orderId,commodity,quantity,unit\nC-1,L-1,O-1,rice,5,kg\n';
    expect(errorsIn(await importing('counts', count, { date: '2020-08-08' }))).toEqual([
      'f.csv:2:1 time: expected the time of the count, in a column time or by --time',
    ]);
    const arrival = 'shipmentId,at,orderId,commodity,quantity,unit\nW-1,L-1,O-1,rice,5,kg\n';
    expect(errorsIn(await importing('arrivals', arrival))).toEqual([
      'f.csv:2:1 date: expected when it happened, in a column date or time, or by --date or --time',
    ]);
  });
});

describe('the id of an imported event', () => {
  const rows = 'receiptId,householdId,rice (kg)\nR-1,H-1,5\n';
  const idOf = async (...args: Parameters<typeof importing>) => (await importing(...args)).events[0]?.id;
  const at = (time: string) => idOf('handovers', rows, { ...handoverDefaults, time });

  it('is the same for the same file, and another for the same rows at another time', async () => {
    const id = await at('2020-08-08T10:00:00+09:00');
    expect(await at('2020-08-08T01:00:00Z')).toBe(id);
    expect(await at('2020-08-08T10:00:01+09:00')).not.toBe(id);
  });

  it('lets households go back to an earlier composition', async () => {
    const households = (adults: number, now: string) =>
      idOf('households', `householdId,adults,children\nH-1,${adults},0\n`, householdDefaults, { now });
    const ids = [await households(2, '2020-08-01T00:00:00Z'), await households(3, '2020-08-02T00:00:00Z')];
    ids.push(await households(2, '2020-08-03T00:00:00Z'));
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a file as an office makes it', () => {
  const receipts = [
    { receiptId: 'R-1', householdId: 'H-1', lines: [{ commodity: 'rice', unit: 'kg', quantity: 5 }] },
  ];

  it.each([
    ['empty columns behind', 'receiptId,householdId,rice (kg),,,\nR-1,H-1,5,,,\n'],
    ['a column more', 'receiptId,householdId,phone,rice (kg)\nR-1,H-1,0850-1,5\n'],
    ['a title line', 'Handovers of Pagyon-ri;;\n;;\nreceiptId;householdId;rice (kg)\nR-1;H-1;5\n'],
    ['sep=', 'sep=;\r\nreceiptId;householdId;rice (kg)\r\nR-1;H-1;5\r\n'],
    ['a byte order mark and spaces', '\ufeff receiptId , Household ID ,rice (kg)\nR-1 , H-1 , 5 \n'],
    [
      'UTF-16, as Excel’s "Unicode Text"',
      iconv.encode('receiptId\thouseholdId\trice (kg)\nR-1\tH-1\t5\n', 'utf-16le', { addBOM: true }),
    ],
  ])('is taken with %s', async (_, content) => {
    const read = await importing('handovers', content, handoverDefaults);
    expect(errorsIn(read)).toEqual([]);
    expect(read.events[0]?.data['receipts']).toEqual(receipts);
  });

  it('is taken as a workbook, and what is refused of it goes back as one', async () => {
    const columns = ['receiptId', 'householdId', 'name', 'rice (kg)'];
    const rows = [
      ['R-1', '00777', '김용수', 22.227],
      ['R-2', 'H 2', '=1+1', 5],
    ];
    const read = await importing('handovers', await workbookOf({ columns, rows }), handoverDefaults);
    expect(read.events[0]?.data['receipts']).toMatchObject([
      { householdId: '00777', lines: [{ quantity: 22.227 }] },
    ]);
    expect(errorsIn(read)).toEqual([expect.stringMatching(/^f\.csv:3:2 householdId: expected an id/)]);
    const again = await importing('handovers', await rejectsOf(read), handoverDefaults);
    expect(again.refused[0]?.row.cells.map(({ text }) => text).slice(0, 4)).toEqual([
      'R-2',
      'H 2',
      '=1+1',
      '5',
    ]);
  });

  it('is refused whole where its bytes are not UTF-8, and taken as CP949 where the command says so', async () => {
    const text = 'householdId,adults,children,name\r\nH-1,1,0,김용수\r\nH 2,1,0,박\r\n';
    const bytes = iconv.encode(text, 'cp949');
    expect(await failure('households', bytes, householdDefaults)).toBe(
      'f.csv:2:9 expected UTF-8; save the file as "CSV UTF-8", or say --encoding cp949 if it is in that encoding',
    );
    const read = await importing('households', bytes, householdDefaults, { encoding: 'cp949' });
    expect(read.events[0]?.data['households']).toMatchObject([{ name: '김용수' }]);
    const rejects = await rejectsOf(read);
    expect(iconv.decode(rejects, 'cp949')).toMatch(/^householdId,adults,children,name,error\r\nH 2,1,0,박,/);
    const corrected = iconv.encode(iconv.decode(rejects, 'cp949').replace('H 2', 'H-2'), 'cp949');
    const again = await importing('households', corrected, householdDefaults, { encoding: 'cp949' });
    expect(again.events[0]?.data['households']).toMatchObject([{ householdId: 'H-2', name: '박' }]);
  });

  it('keeps its columns, its separator and its guarded formulas in the rejects file', async () => {
    const text = "receiptId;householdId;collectedBy;phone;rice (kg)\nR-1;H-1;'=1+1;0850;1,5\n";
    const read = await importing('handovers', text, handoverDefaults);
    const rejects = (await rejectsOf(read)).toString('utf8');
    expect(rejects).toMatch(
      /^\ufeffreceiptId;householdId;collectedBy;phone;rice \(kg\);error\r\nR-1;H-1;'=1\+1;0850;"1,5";/,
    );
    const again = await importing('handovers', rejects, handoverDefaults, { decimal: 'comma' });
    expect(again.events[0]?.data['receipts']).toMatchObject([
      { collectedBy: '=1+1', lines: [{ quantity: 1.5 }] },
    ]);
  });

  it('names in the rejects file the exception that a row corrects, where the system rejected it', async () => {
    const { records } = await importing(
      'handovers',
      'receiptId,householdId,rice (kg)\nR-1,H-1,50\n',
      handoverDefaults,
    );
    const [record] = records.records;
    if (record === undefined) throw new Error('the row was not read');
    const file = join(folder, 'rejected.csv');
    const rejectedAs = 'exceeds-entitlement';
    await writeRejects(file, 'rejected.csv', records, [
      { row: record.row, faults: [{ line: 2, column: 1, field: 'row', rejectedAs }], corrects: 'x01' },
    ]);
    expect(readFileSync(file, 'utf8')).toBe(
      '\ufeffreceiptId,householdId,rice (kg),corrects,error\r\nR-1,H-1,50,x01,rejected.csv:2:1 row: rejected as exceeds-entitlement\r\n',
    );
  });
});

describe('a document of several rows', () => {
  it('becomes one event, with what its bags contain and what was lost', async () => {
    const text = [
      'shipmentId,orderId,at,date,commodity,quantity,unit,lost,cause',
      'W-1,O-1,C-1,2020-08-07,rice,12.4,t,0.1,spoiled',
      'W-1,O-1,C-1,2020-08-07,oil,400,bottle,,',
      'W-2,O-1,C-1,2020-08-07,rice,0,kg,5,stolen',
    ];
    expect((await importing('arrivals', text.join('\n'))).events.map(({ data }) => data)).toEqual([
      {
        shipmentId: 'W-1',
        orderId: 'O-1',
        at: 'C-1',
        lines: [
          { commodity: 'rice', quantity: 12.4, unit: 't', losses: [{ quantity: 0.1, cause: 'spoiled' }] },
          { commodity: 'oil', quantity: 400, unit: 'bottle' },
        ],
      },
      {
        shipmentId: 'W-2',
        orderId: 'O-1',
        at: 'C-1',
        lines: [{ commodity: 'rice', quantity: 0, unit: 'kg', losses: [{ quantity: 5, cause: 'stolen' }] }],
      },
    ]);
  });

  it('is not sent in part', async () => {
    const text =
      'countId,locationId,orderId,time,commodity,quantity,unit\nC-1,L-1,O-1,2020-08-08 18:00,rice,5,kg\nC-1,L-1,O-1,2020-08-08 18:00,oil,2.5,bottle\nC-2,L-1,O-1,2020-08-09 18:00,rice,0,kg\n';
    const read = await importing('counts', text);
    expect(read.events.map(({ data }) => data['countId'])).toEqual(['C-2']);
    expect(read.refused.map(({ row }) => row.line)).toEqual([2, 3]);
  });

  it('must say the same of itself in every row', async () => {
    const text =
      'shipmentId,orderId,source,to,date,commodity,quantity,unit\nW-1,O-1,mill,HUB,2020-08-07,rice,5,kg\nW-1,O-1,mill,C-1,2020-08-07,oil,2,bottle\n';
    expect(errorsIn(await importing('waybills', text))).toContain(
      'f.csv:3:1 shipmentId: expected what line 2 says of the same document, found "W-1"',
    );
  });
});
