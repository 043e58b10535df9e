/** Who is still owed goods or money: the lists that desks and cashiers work by. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hrefOf, withFilters } from '../../dashboard/place.ts';
import { households, order } from '../flows/events.ts';
import { violationsOf } from './accessibility.ts';
import { orderId } from './small-round.ts';
import { smallRoundStage } from './stage.ts';
import { visitsTo } from './visit.ts';

const stage = smallRoundStage();

beforeAll(async () => {
  await stage.desk.send(
    households('C-1', [{ householdId: 'H-2', adults: 1, children: 0, name: '리', neighbourhood: '선죽동' }]),
  );
  await stage.desk.until(
    'the neighbourhood',
    () => stage.desk.get('/households/H-2'),
    ({ neighbourhood }) => neighbourhood !== undefined,
  );
}, 240_000);

const { on, onForAll } = visitsTo(stage);

const households1 = '.distribution-list tbody th';

const savedLines = async (page: Page): Promise<readonly string[]> =>
  (await savedFile(page)).map((line) => line.split(',')[0] ?? '');

async function savedFile(page: Page): Promise<readonly string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8')
    .trim()
    .split(/\r?\n/);
}

describe('who is still owed', () => {
  it('is told by centre, from the overview on, beside who was fully served', async () => {
    await on(hrefOf(orderId), async (page) => {
      await page
        .getByText(/have received all that they are entitled to/)
        .first()
        .waitFor();
      await page.getByRole('link', { name: 'Who is still owed' }).click();
      await page.getByText('3 of 3 households have not received all of their entitlement').waitFor();
      const row = page.getByRole('row', { name: /First centre/ });
      expect(await row.innerText()).toMatch(/2\s+1\s+Payment list\s+Rice/);
      await row.getByRole('link', { name: 'Payment list: First centre' }).click();
      await page.getByRole('heading', { level: 1, name: 'Payment list: First centre' }).waitFor();
    });
  });

  it('goods is listed by household over all centres, and saved as one file', async () => {
    await on(hrefOf(orderId, 'still-owed'), async (page) => {
      const owed = page.getByRole('region', { name: 'Households of all centres' });
      await owed.getByText('3 households', { exact: true }).waitFor();
      const row = owed.getByRole('row', { name: /^H-1/ });
      expect(await row.innerText()).toMatch(/Rice 7\.5 kg, Oil 4 bottles\s+First centre/);
      const lines = await savedFile(page);
      expect(lines[0]).toMatch(/centreId,centre,householdId,.*"?rice outstanding \(kg\)"?,/);
      expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual(['H-1', 'H-2', 'H-3']);
      expect(lines[1]).toMatch(/^C-1,First centre,H-1,.*,7\.5,4$/);
    });
  });

  it.each([
    ['nothing', ['H-2', 'H-3'], /Rice 5 kg/],
    ['money', ['H-1', 'H-2', 'H-3'], /KPW.8,000/],
  ])('%s is asked for in the address, whatever the centre', async (of, ids, told) => {
    await on(withFilters(hrefOf(orderId, 'still-owed'), { of }), async (page) => {
      const owed = page.getByRole('region', { name: 'Households of all centres' });
      await owed.getByText(`${ids.length} households`, { exact: true }).waitFor();
      expect(await owed.locator('tbody th').allInnerTexts()).toEqual(ids);
      expect(await owed.getByRole('row', { name: /^H-2/ }).innerText()).toMatch(told);
      const lines = await savedFile(page);
      expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual(ids);
    });
  });

  it('goods is read anew from the first after a page of it failed', async () => {
    await onForAll(hrefOf(orderId, 'still-owed'), async (page) => {
      const owed = page.getByRole('region', { name: 'Households of all centres' });
      await owed.getByText('3 households', { exact: true }).waitFor();
      await page.route('**/C-2/payment-list**', (route) => route.abort());
      await owed.getByLabel('Show').selectOption('money');
      await owed.getByText('This could not be loaded').waitFor();
      await page.unroute('**/C-2/payment-list**');
      await owed.getByRole('button', { name: 'Show more' }).click();
      await owed.getByText('3 households', { exact: true }).waitFor();
      const outstanding = owed.getByRole('columnheader', { name: 'Still owed' }).getByRole('button');
      await outstanding.click();
      await outstanding.click();
      expect(await owed.locator('tbody th').allInnerTexts()).toEqual(['H-3', 'H-2', 'H-1']);
    });
  });

  it('money is on the payment list, which a cashier pays by and saves', async () => {
    await onForAll(hrefOf(orderId, 'payment-list', 'C-1'), async (page) => {
      await page.getByText(/2 of 2 households are still owed KPW/).waitFor();
      expect(await page.locator(households1).allInnerTexts()).toEqual(['H-1', 'H-2']);
      expect((await savedLines(page)).slice(1)).toEqual(['H-1', 'H-2']);
      await page.getByRole('link', { name: 'Pay stipends' }).click();
      await page.getByRole('region', { name: /C-1/ }).getByRole('checkbox').first().waitFor();
    });
  });

  it('something now is asked for in the address, with where they live, and leads to the handover', async () => {
    const list = hrefOf(orderId, 'distribution-list', 'C-1');
    const due = (await stage.desk.all(`/locations/C-1/distribution-list?orderId=${orderId}`))
      .filter(({ commodities }) => commodities.some(({ dueNow }: { dueNow: number }) => dueNow > 0))
      .map(({ householdId }) => householdId);
    await onForAll(list, async (page) => {
      await page.getByRole('columnheader', { name: 'Neighbourhood' }).waitFor();
      await page.getByLabel('Only who may receive something now').check();
      await page.waitForURL(/due=now/);
      await page.reload();
      await page.locator(households1).first().waitFor();
      expect((await page.locator(`${households1} a`).allInnerTexts()).sort()).toEqual(due.sort());
      await page.getByRole('link', { name: `Hand over goods: ${due[0]}` }).click();
      await page.getByRole('heading', { level: 1, name: 'Hand over goods' }).waitFor();
    });
  });

  it('anything at all is saved as a file of its own', async () => {
    await onForAll(hrefOf(orderId, 'not-served', 'C-1'), async (page) => {
      await page.locator(households1).first().waitFor();
      expect((await savedLines(page)).slice(1)).toEqual(['H-2']);
    });
  });

  it('is said in Korean too', async () => {
    await onForAll(
      hrefOf(orderId, 'payment-list', 'C-1'),
      async (page) => {
        await page.getByText(/2세대 중 2세대가 아직/).waitFor();
      },
      { locale: 'ko-KR' },
    );
  });
});

describe('a count sheet', () => {
  it('names the goods and leaves out what the books say of them', async () => {
    await on(hrefOf(orderId, 'locations', 'C-1'), async (page) => {
      await page.getByRole('link', { name: 'Count sheet' }).click();
      await page.getByRole('heading', { level: 1, name: 'Count sheet: First centre' }).waitFor();
      const rows = await page.locator('.count-sheet tbody tr').allInnerTexts();
      expect(rows.map((row) => row.trim().replaceAll(/\s+/g, ' '))).toEqual([
        'Rice kg',
        'Oil bottles',
        '',
        '',
        '',
      ]);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
      await page.emulateMedia({ media: null });
    });
  });
});

describe('a list of many households', () => {
  const many = Array.from({ length: 120 }, (_, at) => ({
    householdId: `L-${at + 1}`,
    adults: 1 + (at % 7),
    children: 0,
    name: at === 60 ? '가' : `나${at + 1}`,
  }));
  beforeAll(async () => {
    await stage.desk.send(households('C-2', many));
    await stage.desk.until('the households', () => stage.desk.get('/households/L-120'), Boolean);
    await stage.desk.send(order('O-2'));
    await stage.desk.until('the order', () => stage.desk.get('/orders/O-2'), Boolean);
  }, 60_000);

  const rowsOf = (page: Page) => page.locator(households1);
  const first = async (page: Page) => (await rowsOf(page).first().innerText()).split(/\s/)[0];

  it('shows a hundred, more when asked, and all on paper', async () => {
    await on(hrefOf('O-2', 'distribution-list', 'C-2'), async (page) => {
      await page.getByText('100 of 121 shown. All of them are printed.').waitFor();
      expect(await rowsOf(page).count()).toBe(100);
      await page.evaluate(
        `addEventListener('beforeprint', () => { globalThis.printed = document.querySelectorAll('${households1}').length })`,
      );
      await page.pdf();
      expect(await page.evaluate('globalThis.printed')).toBe(121);
      await expect.poll(() => rowsOf(page).count()).toBe(100);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('columnheader', { name: 'People' }).getByRole('button').isVisible()).toBe(
        true,
      );
      expect(await page.getByRole('button', { name: 'Show more' }).isVisible()).toBe(false);
      await page.emulateMedia({ media: null });
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.getByText('100 of 121 shown').waitFor({ state: 'detached' });
      expect(await rowsOf(page).count()).toBe(121);
    });
  });

  it('is sorted by its headings, all of it, by mouse or keys, and by its address', async () => {
    await onForAll(hrefOf('O-2', 'distribution-list', 'C-2'), async (page) => {
      const heading = (name: string) => page.getByRole('columnheader', { name });
      await heading('Household').getByRole('button').click();
      expect((await rowsOf(page).allInnerTexts()).slice(1, 12).map((text) => text.split(/\s/)[0])).toEqual(
        Array.from({ length: 11 }, (_, at) => `L-${at + 1}`),
      );
      await heading('People').getByRole('button').press('Enter');
      expect(await heading('People').getAttribute('aria-sort')).toBe('ascending');
      expect(await heading('Household').getAttribute('aria-sort')).toBeNull();
      await heading('People').getByRole('button').press('Enter');
      expect(await heading('People').getAttribute('aria-sort')).toBe('descending');
      expect(await first(page)).toBe('L-105');
      expect(page.url()).toMatch(/\?sort=-persons$/);
      await page.getByLabel('Only who may receive something now').check();
      await page.waitForURL(/sort=-persons&due=now/);
      await page.getByLabel('Only who may receive something now').uncheck();
      await page.reload();
      await rowsOf(page).first().waitFor();
      expect(await first(page)).toBe('L-105');
      await heading('People').getByRole('button').click();
      expect(await heading('People').getAttribute('aria-sort')).toBeNull();
    });
    await on(withFilters(hrefOf('O-2', 'distribution-list', 'C-2'), { sort: 'name' }), async (page) => {
      await rowsOf(page).first().waitFor();
      expect(await first(page)).toBe('L-61');
      await page.setViewportSize({ width: 360, height: 740 });
      await page.getByLabel('Sort by').selectOption('-household');
      expect(await first(page)).toBe('L-120');
      expect(await violationsOf(page)).toEqual([]);
    });
  });
});

describe('the paper of a waybill', () => {
  it('names what was sent, and leaves two lines for what was not announced', async () => {
    await on(hrefOf(orderId, 'waybill-form', 'W-1'), async (page) => {
      const rows = page.locator('.waybill-sheet tbody tr');
      await rows.first().waitFor();
      const texts = (await rows.allInnerTexts()).map((row) => row.trim().replaceAll(/\s+/g, ' '));
      expect(texts).toEqual(['Rice 45 kg', '', '']);
      for (const row of await rows.all()) expect(await row.locator('th, td').count()).toBe(5);
    });
  });
});
