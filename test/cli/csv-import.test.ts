import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readMessage } from '../../shared/contract/read-message.ts';
import { type ImportDefaults, type ImportKind, importKinds } from '../../tools/cli/csv-columns.ts';
import { type Imported, importCsv } from '../../tools/cli/csv-import.ts';
import { projectRoot } from '../flows/desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function importing(
  kind: ImportKind,
  text: string,
  defaults: ImportDefaults = {},
  encoding: BufferEncoding = 'utf8',
): Promise<Imported[]> {
  const file = join(folder, 'f.csv');
  writeFileSync(file, text, encoding);
  const imported: Imported[] = [];
  for await (const one of importCsv(kind, file, defaults, '2020-08-08T17:00:00+09:00')) imported.push(one);
  return imported;
}

const errorsIn = (imported: readonly Imported[]): string[] =>
  imported
    .flatMap((one) => (one.kind === 'rejected' ? one.errors : []))
    .map((error) => error.replace(`${folder}/`, ''));
const eventsIn = (imported: readonly Imported[]) =>
  imported.flatMap((one) => (one.kind === 'event' ? [one.event] : []));
const failure = (
  kind: ImportKind,
  text: string,
  defaults?: ImportDefaults,
  encoding?: BufferEncoding,
): Promise<string> =>
  importing(kind, text, defaults, encoding).then(
    () => 'nothing failed',
    (error: Error) => error.message.replace(`${folder}/`, ''),
  );

const handoverDefaults = { centreId: 'C-1', orderId: 'O-1' };

describe('importing CSV', () => {
  it.each(importKinds)('takes the template of %s as it stands', async (kind) => {
    const template = readFileSync(join(projectRoot, 'examples', 'templates', `${kind}.csv`), 'utf8');
    const imported = await importing(kind, template);
    expect(errorsIn(imported)).toEqual([]);
    for (const event of eventsIn(imported)) {
      expect(readMessage(JSON.stringify(event))).toMatchObject({ ok: true });
    }
  });

  it('turns households into registrations of their centre and day', async () => {
    const text =
      '\ufeffhouseholdId,adults,children,centreId,effectiveFrom,name,priority\r\nH-1,2,1,C-1,2020-07-24,"Kim, eldest",2\r\nH-2,1,0,C-2,2020-07-24,,\r\n';
    expect(eventsIn(await importing('households', text)).map(({ type, data }) => ({ type, data }))).toEqual([
      {
        type: 'relief.households.registered.v1',
        data: {
          centreId: 'C-1',
          effectiveFrom: '2020-07-24',
          households: [{ householdId: 'H-1', adults: 2, children: 1, name: 'Kim, eldest', priority: 2 }],
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
      ['f.csv:2:5 adults: expected a whole number from 0 to 50, found "two"'],
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
      ['f.csv:2:5 adults: expected 1 to 50 adults and children together, found "0"'],
    ],
    [
      'a place behind quoted cells, commas and line breaks',
      'households',
      'householdId,name,adults,children\nH-1,"Kim, ""eldest""\nof two",x,1\n\nH-2,,1,y\n',
      [
        'f.csv:2:5 name: expected text of at most 500 characters on one line, found "Kim, \\"eldest\\"\\nof two"',
        'f.csv:3:9 adults: expected a whole number from 0 to 50, found "x"',
        'f.csv:5:8 children: expected a whole number from 0 to 50, found "y"',
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
      ['f.csv:2:9 effectiveFrom: expected a date as YYYY-MM-DD, found "2020-02-30"'],
    ],
  ])('says where %s stands', async (_, kind, text, errors) => {
    const defaults = { ...handoverDefaults, effectiveFrom: '2020-07-24', payerId: 'office', currency: 'KPW' };
    expect(errorsIn(await importing(kind, text, defaults))).toEqual(errors);
  });

  it('lets no bad row hold up a good one', async () => {
    const text = 'receiptId,householdId,rice (kg)\nR-1,H-1,5\nR-2,H-2,five\nR-3,H-3,5\n';
    const imported = await importing('handovers', text, handoverDefaults);
    expect(eventsIn(imported)[0]?.data['receipts']).toHaveLength(2);
    expect(imported.find((one) => one.kind === 'rejected')).toMatchObject({
      header: ['receiptId', 'householdId', 'rice (kg)'],
      cells: ['R-2', 'H-2', 'five'],
    });
  });

  it('takes a corrected rejects file, whose last column holds the errors', async () => {
    const text = 'receiptId,householdId,rice (kg),error\nR-2,H-2,5,"was five"\n';
    const [event] = eventsIn(await importing('handovers', text, handoverDefaults));
    expect(event?.data['receipts']).toHaveLength(1);
  });

  it.each<[string, ImportKind, string, string]>([
    [
      'an unknown column',
      'payments',
      'paymentId,household\n',
      'f.csv:1:11 header: expected one of paymentId, householdId, amount, payerId, orderId, currency, time, found "household"',
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
      'f.csv:1:1 header: expected householdId, adults, children, centreId, effectiveFrom, name, neighbourhood, priority, time; the file is empty',
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

  it('counts columns in characters, and says so of a decimal comma', async () => {
    const text = 'receiptId;householdId;collectedBy;rice (kg)\nR-1;H-1;김 🌾;7,5\n';
    expect(errorsIn(await importing('handovers', text, handoverDefaults))).toEqual([
      'f.csv:2:13 rice (kg): expected a quantity in kg greater than zero with at most three decimals, or nothing, found "7,5"; write decimals with a point, as in 2.5',
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

  it('tells an Excel workbook from CSV', async () => {
    expect(await failure('households', 'PK\x03\x04\0\0', {}, 'latin1')).toBe(
      'f.csv is an Excel workbook; save it as "CSV UTF-8" and import that file',
    );
  });

  it('tells files that are not UTF-8', async () => {
    expect(await failure('households', '\ufeffhouseholdId,adults', {}, 'utf16le')).toBe(
      'f.csv:1:1 expected UTF-8, found UTF-16; save it as "CSV UTF-8"',
    );
    const rows = 'householdId,adults,children,name\nH-1,1,0,Zoë\nH-2,1,0,Ann\n';
    const defaults = { centreId: 'C-1', effectiveFrom: '2020-07-24' };
    const imported = await importing('households', rows, defaults, 'latin1');
    expect(errorsIn(imported)).toEqual([
      'f.csv:2:9 name: expected UTF-8 (save the file as "CSV UTF-8"), found "Zo\ufffd"',
    ]);
    expect(eventsIn(imported)).toHaveLength(1);
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

  it('dates rows by their own time, by the option, and else by now', async () => {
    const text = 'receiptId,householdId,rice (kg),time\nR-1,H-1,5,2020-08-09T10:00:00+09:00\nR-2,H-2,5,\n';
    const timesWith = async (defaults: ImportDefaults) =>
      eventsIn(await importing('handovers', text, { ...handoverDefaults, ...defaults })).map(
        ({ time }) => time,
      );
    expect(await timesWith({})).toEqual(['2020-08-09T10:00:00+09:00', '2020-08-08T17:00:00+09:00']);
    const time = '2020-08-10T08:00:00+09:00';
    expect(await timesWith({ time })).toEqual(['2020-08-09T10:00:00+09:00', time]);
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
    const missing = importCsv('households', join(folder, 'none.csv'), {}, '');
    await expect(missing.next()).rejects.toThrow(`There is no file ${join(folder, 'none.csv')}`);
  });
});
