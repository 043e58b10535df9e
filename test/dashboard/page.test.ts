/** What the page shows of a round, view by view. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hrefOf, views, viewsOfOne } from '../../dashboard/place.ts';
import { beyondEdge, expectToFit, violationsInThemes, violationsOf } from './accessibility.ts';
import { orderId } from './small-round.ts';
import { shownRoundStage } from './stage.ts';
import { visit } from './visit.ts';

const stage = shownRoundStage();

const complaints: string[] = [];

/** A household that is asked for because there is none. */
const nobody = 'H-404';

/** Keeps whatever the browser complains of, such as its policy, but that nobody is not there. */
function hear(page: Page): void {
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error' && !url.includes(nobody)) complaints.push(`${message.text()} ${url}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
}

const on = (hash: string, look: (page: Page) => Promise<void>): Promise<void> =>
  visit(stage.browser, `${stage.url}/${hash}`, look, { onOpen: hear });

const overview = hrefOf(orderId);
const text = (figure: number): string => figure.toLocaleString('en-GB', { maximumFractionDigits: 3 });

describe('the overview', () => {
  it('shows the figures of the reconciliation', async () => {
    const report = await stage.desk.get(`/orders/${orderId}/reconciliation`);
    await on(overview, async (page) => {
      for (const commodity of report.commodities) {
        for (const figure of ['received', 'inTransit', 'handedOver', 'onHand', 'lost', 'outstanding']) {
          const cell = page.locator(`[data-figure="${commodity.commodity} ${figure}"]`);
          expect(await cell.innerText()).toBe(text(commodity[figure]));
        }
      }
      expect(await page.locator('[data-figure="served"]').innerText()).toContain('1 of 3 households');
      const paid = (await page.locator('[data-figure="paid"]').innerText()).replaceAll(/\s/g, ' ');
      expect(paid).toContain('KPW 8,000.5 of KPW 48,000');
      expect(await page.getByRole('link', { name: '1 item held' }).count()).toBe(1);
      expect(await page.getByRole('link', { name: '1 item rejected' }).count()).toBe(1);
    });
  });

  it('shows each centre with the share of its households and rations, in numbers', async () => {
    await on(overview, async (page) => {
      const row = page.getByRole('row', { name: /First centre/ });
      const cells = await row.getByRole('cell').allInnerTexts();
      expect(cells.map((cell) => cell.replaceAll(/\s+/g, ' '))).toEqual([
        '1',
        '50 % 1 / 2',
        '0 %',
        '50 %',
        '0 %',
      ]);
      await page.getByRole('combobox', { name: 'Sort' }).selectOption('least');
      expect(await page.locator('.coverage tbody th').first().innerText()).toBe('First centre');
    });
  });

  it('draws what happened by day, and says it in words and as a table', async () => {
    await on(overview, async (page) => {
      const chart = page.getByRole('img', { name: /Household receipts/ });
      await chart.locator('canvas').waitFor();
      await page.getByText('Show as a table').click();
      const row = page.locator('.panel-activity tbody tr').first();
      expect(await row.innerText()).toMatch(/8 Aug 2020\s+1\s+1\s+1\s+KPW.8,000\.5/);
    });
  });

  it('names the waybill with a shortfall', async () => {
    await on(overview, async (page) => {
      await page.locator('.shortfalls').getByRole('link', { name: 'W-1', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Waybill W-1' }).waitFor();
      expect(await page.locator('.waybills .differs').first().innerText()).toBe('4.5');
    });
  });
});

describe('a location', () => {
  it('has a stock card with its running balance, as a table and as a chart', async () => {
    const { items } = await stage.desk.get(`/locations/C-1/ledger?orderId=${orderId}`);
    await on(hrefOf(orderId, 'locations', 'C-1'), async (page) => {
      const rows = page.locator('.entries tbody tr');
      expect(await rows.count()).toBe(items.length);
      const balances = await rows.locator('td:last-child').allInnerTexts();
      expect(balances).toEqual(
        items.map(
          (item: any) => `${text(item.balance.find((one: any) => one.commodity === 'rice').quantity)} kg`,
        ),
      );
      expect(await page.getByRole('img', { name: /the balance is 9\.5 kg/ }).count()).toBe(1);
    });
  });

  it('has a distribution list that prints with a place to sign', async () => {
    await on(hrefOf(orderId, 'distribution-list', 'C-1'), async (page) => {
      expect(await page.locator('.distribution-list tbody tr').count()).toBe(2);
      await page.getByLabel('Find a household').fill('김');
      expect(await page.locator('.distribution-list tbody tr').count()).toBe(1);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('columnheader', { name: 'Signature' }).isVisible()).toBe(true);
      expect(await page.locator('header').isVisible()).toBe(false);
    });
  });

  it('keeps in its address what is chosen of a view, for a reload and for whoever gets it', async () => {
    for (const [place, kept] of [
      [overview, 'sort=least'],
      [hrefOf(orderId, 'shipments'), 'show=arrived'],
      [hrefOf(orderId, 'complaints'), 'scope=none'],
    ] as const) {
      await on(place, async (page) => {
        const choice = page.locator('main .choice select:visible');
        await choice.selectOption(kept.replace(/.*=/, ''));
        expect(page.url()).toMatch(new RegExp(`\\?${kept}$`));
        await page.reload();
        expect(kept).toContain(`=${await choice.inputValue()}`);
      });
    }
    await on(hrefOf(orderId, 'distribution-list', 'C-1'), async (page) => {
      await page.getByLabel('Find a household').fill('H-2');
      await page.reload();
      await page.locator('.distribution-list tbody tr').first().waitFor();
      expect(await page.locator('.distribution-list tbody tr').count()).toBe(1);
    });
  });

  it('prints nothing that only opens on a screen', async () => {
    await on(hrefOf(orderId, 'households', 'H-1'), async (page) => {
      await page.getByText('Days on show').waitFor();
      await page.emulateMedia({ media: 'print' });
      for (const text of ['Days on show', 'What can be done', 'Proof'])
        expect(await page.getByText(text).first().isVisible(), text).toBe(false);
    });
  });

  it('lists who has received nothing yet, one step from the overview', async () => {
    await on(overview, async (page) => {
      const row = page.getByRole('row', { name: /First centre/ });
      await row.getByRole('link', { name: '1', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Not served yet: First centre' }).waitFor();
      await page.getByText('1 of 2 households have received something').waitFor();
      expect(await page.locator('.distribution-list tbody th a').allInnerTexts()).toEqual(['H-2']);
      await page.getByRole('link', { name: 'Distribution list' }).click();
      await page.getByRole('heading', { level: 1, name: 'Distribution list: First centre' }).waitFor();
      expect(await page.locator('.distribution-list tbody tr').count()).toBe(2);
    });
  });

  it('gives its distribution list as a CSV file, all of it', async () => {
    await on(hrefOf(orderId, 'distribution-list', 'C-1'), async (page) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('O-1-C-1-distribution-list.csv');
      const lines = readFileSync(await download.path(), 'utf8')
        .trim()
        .split(/\r?\n/);
      expect(lines.map((line) => line.split(',')[0])).toEqual(['householdId', 'H-1', 'H-2']);
    });
  });
});

describe('what was not posted', () => {
  it('opens to its evidence: the reason, the facts and the original; back closes it', async () => {
    await on(hrefOf(orderId, 'exceptions'), async (page) => {
      await page.getByRole('link', { name: /More than the household is entitled to.*R-2/ }).click();
      const evidence = page.getByRole('region', { name: 'Details' });
      await evidence.getByText('exceeds-entitlement').waitFor();
      expect(await evidence.innerText()).toMatch(/Requested\s+500/);
      await evidence.getByText('Message as received').click();
      expect(await evidence.locator('pre').innerText()).toContain('"receiptId": "R-2"');
      await page.goBack();
      await evidence.getByText('Choose an item to see its details.').waitFor();
    });
  });
});

describe('an anomaly', () => {
  it('opens to the waybill or the entries it was found in', async () => {
    await on(hrefOf(orderId, 'anomalies'), async (page) => {
      const evidence = page.getByRole('region', { name: 'Details' });
      await page.getByRole('link', { name: /Count variance/ }).click();
      await evidence.getByRole('row', { name: /K-1/ }).waitFor();
      await page.getByRole('link', { name: /Shortfall/ }).click();
      await evidence.getByRole('group', { name: 'W-1' }).getByRole('link', { name: 'W-1' }).waitFor();
    });
  });
});

describe('the look-up of a household', () => {
  it('shows what it is due and its receipts', async () => {
    await on(hrefOf(orderId, 'households'), async (page) => {
      await page.getByRole('combobox', { name: 'Search' }).fill('h-1');
      await page.getByRole('option', { name: 'Household H-1' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'H-1' }).waitFor();
      await page.locator('[data-entry="R-1"]').waitFor();
      expect(await page.locator('[data-figure="rice outstanding"]').innerText()).toBe('7.5');
      expect(await page.locator('[data-entry="Y-1"]').innerText()).toMatch(/Payment/);
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Find a household' }).waitFor();
    });
  });

  it('says when there is none', async () => {
    await on(hrefOf(orderId, 'households', nobody), async (page) => {
      await page.getByText(`Household ${nobody} was not found`).waitFor();
    });
  });
});

describe('a reader', () => {
  it('may have it in Korean, which stays chosen', async () => {
    await on(overview, async (page) => {
      await page.getByLabel('Language').selectOption('ko');
      await page.getByRole('heading', { name: '미수령 물자', exact: true }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('ko');
      await page.reload();
      await page.getByRole('link', { name: '이상 징후', exact: true }).waitFor();
    });
  });

  it('may have it dark, whatever the system says', async () => {
    await on(overview, async (page) => {
      const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const light = await ground();
      await page.getByLabel('Colour theme').selectOption('dark');
      await expect.poll(ground).not.toBe(light);
    });
  });

  it('may walk through it by keys alone', async () => {
    await on(overview, async (page) => {
      const focused = () => page.evaluate('document.activeElement?.textContent');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to main content');
      await page.keyboard.press('Enter');
      expect(await focused()).toBe('Relief round');
      for (let steps = 0; (await focused()) !== 'First centre'; steps += 1) {
        expect(steps).toBeLessThan(40);
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
      await expect.poll(focused).toBe('First centre');
    });
  });
});

const places = [
  ...views.filter((view) => !viewsOfOne.includes(view)).map((view) => hrefOf(orderId, view)),
  hrefOf(orderId, 'locations', 'C-1'),
  hrefOf(orderId, 'locations', 'HUB'),
  hrefOf(orderId, 'distribution-list', 'C-1'),
  hrefOf(orderId, 'not-served', 'C-1'),
  hrefOf(orderId, 'on-the-way', 'C-1'),
  hrefOf(orderId, 'payment-list', 'C-1'),
  hrefOf(orderId, 'count-sheet', 'C-1'),
  hrefOf(orderId, 'cards', 'C-1'),
  hrefOf(orderId, 'poster', 'C-1'),
  hrefOf(orderId, 'location-exceptions', 'C-1'),
  hrefOf(orderId, 'payer-exceptions', 'P-1'),
  hrefOf(orderId, 'shipments', 'W-1'),
  hrefOf(orderId, 'waybill-form', 'W-1'),
  hrefOf(orderId, 'households', 'H-1'),
  hrefOf(orderId, 'payers', 'P-1'),
];

describe.each(places)('%s', (place) => {
  it('is accessible in light, in dark and on a phone, and fits a phone and a desk with all of its tables', async () => {
    await on(place, async (page) => {
      // What it asks for next, once the first answers are there, it asks for at once.
      await pause(100);
      await page.locator('.loading').first().waitFor({ state: 'detached' });
      const first = page.locator('.finding-list a').first();
      if (await first.isVisible()) await first.click();
      expect(await violationsInThemes(page)).toEqual([]);
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 740 });
        await expectToFit(page);
        await expect.poll(() => beyondEdge(page), { message: `at ${width} px` }).toEqual([]);
      }
      expect(await violationsOf(page), 'on a phone').toEqual([]);
    });
  });
});

it('nothing was complained of by the browser, its content policy included', () => {
  expect(complaints.join('\n')).toBe('');
});

it('the page is served under a policy that lets nothing in from elsewhere', async () => {
  const response = await stage.desk.answer('/');
  expect(response.headers.get('content-type')).toMatch('text/html');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self'; connect-src 'self';/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const script = /src="(dashboard-\w+\.js)"/.exec(await response.text())?.[1];
  expect((await stage.desk.answer(`/${script}`)).headers.get('cache-control')).toMatch('immutable');
  expect(await (await stage.desk.answer('/config.json')).json()).toEqual({ zone: 'Asia/Pyongyang' });
});
