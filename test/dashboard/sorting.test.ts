/** Goods, waybills and ledgers are sorted by their headings; what is loaded in parts only once it is whole. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hrefOf, withFilters } from '../../dashboard/place.ts';
import { dispatch, funding, payment, payments } from '../flows/events.ts';
import { violationsOf } from './accessibility.ts';
import { orderId } from './small-round.ts';
import { smallRoundStage } from './stage.ts';
import { visitsTo } from './visit.ts';

const stage = smallRoundStage();

const line = (commodity: string, quantity: number, unit: string) => ({ commodity, quantity, unit });

beforeAll(async () => {
  const granary = { source: 'the granary' };
  await stage.desk.send(
    dispatch(orderId, 'W-10', granary, 'HUB', [line('rice', 7, 'kg'), line('oil', 30, 'bottle')]),
  );
  await stage.desk.send(dispatch(orderId, 'W-9', granary, 'HUB', [line('rice', 100, 'kg')]));
  await stage.desk.until('the waybill', () => stage.desk.get('/shipments/W-9'), Boolean);
  await stage.desk.send(funding(orderId, 'P-1', 'F-1', 20_000));
  await stage.desk.send(payments(orderId, 'P-1', [payment('Y-2', 'H-2', 2_000)]));
  await stage.desk.until(
    'the money',
    () => stage.desk.get('/payers/P-1'),
    ({ balances }) => balances[0].balance === 20_000 - 8_000.5 - 2_000,
  );
}, 240_000);

const { on, onForAll } = visitsTo(stage);

const heading = (within: Locator | Page, name: string) =>
  within.getByRole('columnheader', { name, exact: true });

/** Sorts by a heading with the keys alone; returns what it says of itself then. */
async function pressOn(within: Locator | Page, name: string): Promise<string | null> {
  await heading(within, name).getByRole('button').focus();
  await heading(within, name).getByRole('button').press('Enter');
  return heading(within, name).getAttribute('aria-sort');
}

const textsOf = async (cells: Locator): Promise<readonly string[]> =>
  (await cells.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

describe('goods', () => {
  it('are sorted by each figure of the overview, by keys, and in the address', async () => {
    await on(hrefOf(orderId), async (page) => {
      const goods = page.getByRole('region', { name: 'Goods' });
      const commodities = goods.locator('tbody th');
      const asTheyCome = await textsOf(commodities);
      expect(await pressOn(goods, 'In transit')).toBe('ascending');
      const up = await textsOf(goods.locator('td.inTransit'));
      expect(await pressOn(goods, 'In transit')).toBe('descending');
      expect(page.url()).toMatch(/goods=-inTransit/);
      const down = await textsOf(goods.locator('td.inTransit'));
      expect(down[0]).toBe('18');
      expect(up).toEqual([...down].reverse());
      expect(await pressOn(goods, 'In transit')).toBeNull();
      expect(await textsOf(commodities)).toEqual(asTheyCome);
    });
    await on(withFilters(hrefOf(orderId), { goods: 'commodity' }), async (page) => {
      const goods = page.getByRole('region', { name: 'Goods' });
      const names = await textsOf(goods.locator('tbody th'));
      expect(names).toEqual([...names].sort());
      await page.setViewportSize({ width: 360, height: 740 });
      await goods.getByLabel('Sort by').selectOption('-commodity');
      expect(await textsOf(goods.locator('tbody th'))).toEqual([...names].reverse());
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  it('are sorted on the page of a location', async () => {
    await onForAll(hrefOf(orderId, 'locations', 'C-1'), async (page) => {
      const balance = page.getByRole('region', { name: 'Balance' });
      await pressOn(balance, 'Arrived');
      await pressOn(balance, 'Arrived');
      const received = (await textsOf(balance.locator('td.received'))).map(Number);
      expect(received[0]).toBe(22.5);
      expect(received).toEqual([...received].sort((one, other) => other - one));
    });
  });
});

describe('waybills', () => {
  it('are sorted by their numbers, and by figures line by line', async () => {
    await on(hrefOf(orderId, 'shipments'), async (page) => {
      const table = page.locator('.waybills');
      const numbers = table.locator('tbody th');
      expect(await pressOn(table, 'Waybill')).toBe('ascending');
      expect(await textsOf(numbers)).toEqual(['W-1', 'W-1/C-1', 'W-1/C-2', 'W-9', 'W-10']);
      expect(await table.locator('.share-sent-on').count()).toBe(0);
      expect(await pressOn(table, 'Dispatched')).toBe('ascending');
      expect(await pressOn(table, 'Dispatched')).toBe('descending');
      expect((await textsOf(numbers)).slice(0, 3)).toEqual(['W-9', 'W-1', 'W-10']);
      expect(await numbers.count()).toBe(6);
      expect(await pressOn(table, 'Dispatched')).toBeNull();
      expect(await numbers.count()).toBe(5);
      expect(await table.locator('.share-sent-on').count()).toBe(2);
    });
  });

  it('can be sorted on a tablet, by a choice and by keys that show where they are', async () => {
    await onForAll(hrefOf(orderId, 'shipments'), async (page) => {
      await page.setViewportSize({ width: 768, height: 800 });
      await page.getByLabel('Sort by').selectOption('-waybill');
      expect((await textsOf(page.locator('.waybills tbody th')))[0]).toBe('W-10');
      const button = heading(page, 'From and to').getByRole('button');
      await button.focus();
      expect((await button.boundingBox())?.width).toBeGreaterThan(20);
    });
  });
});

describe('a ledger', () => {
  const cashBook = hrefOf(orderId, 'payers', 'P-1');
  const changes = (page: Page) => textsOf(page.locator('.entries td.change'));

  it('is sorted by when, by what and by how much', async () => {
    await onForAll(cashBook, async (page) => {
      const newestFirst = await changes(page);
      expect(newestFirst).toHaveLength(3);
      await pressOn(page, 'Change');
      expect(await changes(page)).toEqual(['-KPW 8,000.5', '-KPW 2,000', 'KPW 20,000']);
      await pressOn(page, 'Entry');
      expect(await heading(page, 'Entry').getAttribute('aria-sort')).toBe('ascending');
      expect(page.url()).toMatch(/entries=what/);
      expect(await heading(page, 'Balance').getByRole('button').count()).toBe(0);
    });
  });

  it('that is loaded in parts cannot be sorted until all of it is there', async () => {
    await on('', async (page) => {
      await page.route(/\/payers\/P-1\/ledger\?/, (route) =>
        route.continue({ url: route.request().url().replace('limit=200', 'limit=2') }),
      );
      await page.goto(`${stage.url}/${withFilters(cashBook, { entries: 'change' })}`);
      await page.locator('.entries tbody tr').nth(1).waitFor();
      const newestFirst = await changes(page);
      expect(newestFirst).toHaveLength(2);
      expect(await page.locator('.entries thead button').count()).toBe(0);
      expect(await heading(page, 'Change').getAttribute('aria-sort')).toBeNull();
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.locator('.entries tbody tr').nth(2).waitFor();
      await expect.poll(() => heading(page, 'Change').getAttribute('aria-sort')).toBe('ascending');
      expect((await changes(page))[0]).toBe('-KPW 8,000.5');
    });
  });
});
