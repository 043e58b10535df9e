/** The offices' files in a real browser: looked at, put right, sent through the real API, and found in the real books. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import readWorkbook from 'read-excel-file/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { formHref } from '../../../dashboard/writing/offers.ts';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { encoded } from '../../../shared/files/encoding.ts';
import { eventsOf } from '../../../shared/files/events-of-records.ts';
import { readRecords } from '../../../shared/files/records.ts';
import { optionNames } from '../../../tools/cli/import/office-file.ts';
import { funding } from '../../flows/events.ts';
import { expectToFit, violationsInThemes, violationsOf } from '../accessibility.ts';
import { orderId } from '../small-round.ts';
import { signedInStage } from '../stage.ts';
import { patienceMs } from '../visit.ts';

const stage = signedInStage();

const complaints: string[] = [];

beforeAll(async () => {
  await stage.desk.send(funding(orderId, 'P-1', 'F-1', 100_000));
});

async function as(
  groups: readonly string[],
  look: (page: Page) => Promise<void>,
  locale = 'en-GB',
): Promise<void> {
  const context = await stage.browser.newContext({ locale, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The API's own 404 of what nobody has decided, registered or sent yet; everything else is a fault of the page.
    if (message.type() === 'error' && !/\/(events\?|households\/|shipments\/)/.test(message.location().url))
      complaints.push(message.text());
  });
  stage.issuer.signIn(groups);
  try {
    await page.goto(`${stage.url}/${formHref('file', orderId)}`);
    await page.locator('#file-chosen').waitFor();
    await look(page);
  } finally {
    await context.close();
  }
}

const choose = (page: Page, name: string, content: string | Uint8Array): Promise<void> =>
  page
    .locator('#file-chosen')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

const preview = (page: Page, name: string) => page.getByRole('region', { name: `What was read of ${name}` });

async function saved(page: Page, button: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const sent = (page: Page, file: string, standing: string) =>
  page.locator(`[data-file="${file}"][data-outcome="${standing}"]`).waitFor();

describe('a coordinator who registers households from a file', () => {
  const text =
    'householdId,adults,children,name\nN-1,2,1,Kim\nN-2,two,0,Ri\nN-3,1,0,Pak\nN-4,1,2 or 3,Choe\nN-5,1,1,Jong\n';

  it('is told of two rows, sends the others, corrects the two, and finds all in the registry', async () => {
    await as(['coordinator'], async (page) => {
      await page.locator('[name="centreId"]').fill('C-1');
      await page.locator('[name="effectiveFrom"]').fill('2020-07-24');
      await choose(page, 'households.csv', text);
      const looked = preview(page, 'households.csv');
      await looked.getByText('3 rows can be sent').waitFor();
      await looked.getByText('6 persons').waitFor();
      expect(await looked.locator('[data-line="3"]').innerText()).toMatch(
        /3\s+5\s+adults\s+Expected: a whole number from 0 to 10000. Found: "two"/,
      );
      expect(await looked.locator('[data-line="5"]').innerText()).toMatch(/5\s+7\s+children/);
      expect(await violationsOf(page)).toEqual([]);
      const rejects = await saved(page, 'Save 2 rows to correct');
      expect(rejects.name).toBe('households.rejects.csv');
      await page.getByRole('button', { name: 'Send 3 rows' }).click();
      await sent(page, 'households.csv', 'posted');
      await page.reload();
      await sent(page, 'households.csv', 'posted');
      await page.locator('[name="centreId"]').fill('C-1');
      await page.locator('[name="effectiveFrom"]').fill('2020-07-24');
      const corrected = rejects.bytes.toString('utf8').replace(',two,', ',2,').replace('2 or 3', '3');
      await choose(page, rejects.name, corrected);
      await page.getByRole('button', { name: 'Send 2 rows' }).click();
      await sent(page, rejects.name, 'posted');
      const sizes = await Promise.all(
        ['N-1', 'N-2', 'N-3', 'N-4', 'N-5'].map(
          async (id) => (await stage.desk.get(`/households/${id}`)).composition,
        ),
      );
      expect(sizes.map(({ adults, children }) => [adults, children])).toEqual([
        [2, 1],
        [2, 0],
        [1, 0],
        [1, 3],
        [1, 1],
      ]);
      // The registry has all of it: chosen again, nothing is left to send.
      await choose(page, 'households.csv', text);
      await page.getByText('3 rows say what the registry says already, and are not sent.').waitFor();
      expect(await page.getByRole('button', { name: /^Send \d/ }).count()).toBe(0);
    });
  });
});

describe('a payer', () => {
  const text = 'paymentId,householdId,amount,date\nP-101,H-2,8000,2020-08-10\nP-102,H-9,8000,2020-08-10\n';

  it('pays from a file that a bad line holds up nowhere, and sends it twice in vain', async () => {
    await as(['payer', 'payer:P-1'], async (page) => {
      expect(await page.locator('#file-kind option').count()).toBe(1);
      expect(await page.locator('[name="payerId"]').inputValue()).toBe('P-1');
      await page.locator('[name="currency"]').fill('KPW');
      await choose(page, 'payments.csv', text);
      await preview(page, 'payments.csv').getByText('KPW 16,000').waitFor();
      await page.getByRole('button', { name: 'Send 2 rows' }).click();
      await sent(page, 'payments.csv', 'held');
      await page.getByText('Line 3 · P-102 · H-9').waitFor();
      const before = await stage.desk.all(`/payers/P-1/ledger?orderId=${orderId}`);
      await choose(page, 'payments.csv', text);
      await page.getByRole('button', { name: 'Send 2 rows' }).click();
      await sent(page, 'payments.csv', 'held');
      expect(await page.locator('[data-file]').count()).toBe(1);
      expect(await stage.desk.all(`/payers/P-1/ledger?orderId=${orderId}`)).toEqual(before);
    });
  });

  it('makes the events that the command line makes of the same file', async () => {
    const { records, context } = await readRecords({
      kind: 'payments',
      bytes: new TextEncoder().encode(text),
      zone: 'Asia/Pyongyang',
      now: '2020-08-20T12:00:00+09:00',
      defaults: { payerId: 'P-1', orderId, currency: 'KPW' },
      options: optionNames,
    });
    const [made] = (await eventsOf(records, context)).events;
    const outcome = await stage.desk.get(
      `/events?source=${encodeURIComponent('urn:relief:reader:somebody')}&id=${made?.event.id}`,
    );
    expect(outcome.rows).toMatchObject([{ reference: 'P-101' }, { reference: 'P-102' }]);
  });

  it('is told of rows that are of another payer', async () => {
    await as(['payer', 'payer:P-1'], async (page) => {
      await page.locator('[name="currency"]').fill('KPW');
      await page.locator('[name="payerId"]').fill('P-2');
      await choose(page, 'payments.csv', text);
      await preview(page, 'payments.csv').getByText('2 rows are not sent').waitFor();
      await page.getByText('Expected: what is yours: P-1. Found: "P-2".').first().waitFor();
    });
  });
});

describe('the staff of a centre', () => {
  it('send receipts from a workbook, and get back as one what the system rejects', async () => {
    const columns = ['receiptId', 'householdId', 'date', 'rice (kg)'];
    const bytes = await workbookOf({
      columns,
      rows: [
        ['X-1', 'H-2', '2020-08-09', 1.5],
        ['X-2', 'H-2', '2020-08-09', 4_000],
        ['X-3', 'H-2', '2020-08-09', -1],
      ],
    });
    await as(['centre-staff', 'location:C-1'], async (page) => {
      await page.locator('#file-kind').selectOption('handovers');
      await choose(page, 'receipts.xlsx', bytes);
      await preview(page, 'receipts.xlsx').getByText('rice 4,001.5 kg').waitFor();
      await page.getByLabel('I have looked at this, and it is right as it stands').check();
      await page.getByRole('button', { name: 'Send 2 rows' }).click();
      await sent(page, 'receipts.xlsx', 'rejected');
      const rejects = await saved(page, 'Save 2 rows to correct');
      expect(rejects.name).toBe('receipts.rejects.xlsx');
      const [sheet] = await readWorkbook(rejects.bytes);
      expect(sheet?.data).toMatchObject([
        [...columns, 'corrects', 'error'],
        [
          'X-2',
          'H-2',
          '2020-08-09',
          4_000,
          expect.stringMatching(/./),
          expect.stringContaining('rejected as'),
        ],
        ['X-3', 'H-2', '2020-08-09', expect.anything(), null, expect.stringContaining('expected')],
      ]);
    });
  });

  it('are told of a day on which the order is not in force, and of an order that is not there', async () => {
    await as(['centre-staff', 'location:C-1'], async (page) => {
      await page.locator('#file-kind').selectOption('handovers');
      const rows = 'X-8,H-2,O-1,2019-08-09,1\nX-9,H-2,O-9,2020-08-09,1\n';
      await choose(page, 'receipts.csv', `receiptId,householdId,orderId,date,rice (kg)\n${rows}`);
      await page
        .locator('[data-line="2"]')
        .getByText(/a day of O-1, from 20/)
        .waitFor();
      await page.getByText('There is no order O-9 yet.').waitFor();
    });
  });

  it('keep a file without a connection, over a reload, and send it once there is one', async () => {
    await as(['centre-staff', 'location:C-1'], async (page) => {
      await page.locator('#file-kind').selectOption('missed');
      await page.route('**/events**', (route) => route.abort());
      await choose(page, 'missed.csv', 'householdId,reason,date\nH-1,absent,2020-08-09\n');
      await page.getByRole('button', { name: 'Send 1 row' }).click();
      await page.getByText('Sending stopped').waitFor();
      await page.unroute('**/events**');
      await page.reload();
      await sent(page, 'missed.csv', 'posted');
    });
    complaints.splice(0);
  });
});

describe('what is probably a mistake', () => {
  const arrivals =
    'shipmentId,at,commodity,quantity,unit,date\nW-1/C-1,C-2,Rice,9,t,2020-08-10\nW-9,C-1,rice,9,t,2020-08-10\n';

  it('is said before a file is sent, and sent only by who has looked at it', async () => {
    await as(['coordinator'], async (page) => {
      await page.locator('#file-kind').selectOption('arrivals');
      await choose(page, 'arrivals.csv', arrivals);
      const warnings = page.getByRole('region', { name: /^Is this right\? 3 things/ });
      await warnings.waitFor();
      expect(await warnings.locator('li').allInnerTexts()).toEqual([
        'Line 2: O-1 has no Rice. Is it rice?',
        'C-1: the file has Rice of 9,000 kg, and O-1 plans 25 kg in all. Is a unit wrong?',
        'Line 2: W-1/C-1 was sent to C-1, not to C-2.',
      ]);
      const send = page.getByRole('button', { name: 'Send 2 rows' });
      expect(await send.isDisabled()).toBe(true);
      expect(await violationsInThemes(page)).toEqual([]);
      await warnings.getByLabel('I have looked at this, and it is right as it stands').check();
      expect(await send.isEnabled()).toBe(true);
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        await expectToFit(page);
      }
      // Another file is looked at anew.
      await choose(page, 'arrivals.csv', arrivals.replace('Rice', 'oyl'));
      await page.getByText('O-1 has no oyl. It has').waitFor();
      expect(await send.isDisabled()).toBe(true);
    });
  });

  it('is an arrival that was reported before', async () => {
    await as(
      ['coordinator'],
      async (page) => {
        await page.locator('#file-kind').selectOption('arrivals');
        const again = 'shipmentId,at,commodity,quantity,unit,date\nW-1/C-1,C-1,rice,20,kg,2020-08-11\n';
        await choose(page, 'arrivals.csv', again);
        await page.getByText('2번째 줄: W-1/C-1은(는) 이미 도착했습니다. 두 번 보고한 것입니까?').waitFor();
      },
      'ko-KR',
    );
  });

  it('is held against the report of their own centre by its staff', async () => {
    await as(['centre-staff', 'location:C-1'], async (page) => {
      await page.locator('#file-kind').selectOption('handovers');
      const rows = 'R-H-1-9,H-2,26,2020-08-10\nX-20,H-2,26,2020-08-10\n';
      await choose(page, 'receipts.csv', `receiptId,householdId,rice (kg),date\n${rows}`);
      await page.getByText('C-1: the file has Rice of 26 kg, and O-1 plans 25 kg in all.').waitFor();
      expect(await page.locator('[data-line="2"]').innerText()).toMatch(
        /Expected: a receipt number of household H-2. Found: "R-H-1-9"/,
      );
    });
  });
});

describe('the view', () => {
  it('takes a file in CP949, in Korean, and gives its rejects back in CP949', async () => {
    await as(
      ['coordinator'],
      async (page) => {
        await page.locator('[name="centreId"]').fill('C-1');
        await page.locator('[name="effectiveFrom"]').fill('2020-07-24');
        const bytes = encoded('householdId,adults,children,name\nN-7,1,0,박\nN 8,1,0,똠\n', 'cp949');
        await choose(page, '세대.csv', bytes);
        await page.getByText('이 파일은 읽을 수 없습니다').waitFor();
        await page.locator('#file-encoding').selectOption('cp949');
        await page.getByText('박', { exact: true }).waitFor();
        const rejects = await saved(page, '고칠 행 1개 저장');
        expect(rejects.name).toBe('세대.rejects.csv');
        expect(rejects.bytes.includes(Buffer.from(encoded('똠', 'cp949')))).toBe(true);
        expect(await violationsInThemes(page)).toEqual([]);
      },
      'ko-KR',
    );
  });

  it('fits every window, and gives templates', async () => {
    await as(['coordinator'], async (page) => {
      const template = await saved(page, 'Template as CSV');
      expect(template.name).toBe('households.csv');
      await choose(page, template.name, template.bytes);
      await preview(page, 'households.csv').waitFor();
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        await expectToFit(page);
      }
    });
  });

  it('complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
