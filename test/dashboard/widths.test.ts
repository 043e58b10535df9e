/** The header at each width of a window, and the tables on a tablet; `page.test.ts` holds those of each view to a phone and a desk. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { hrefOf, type View } from '../../dashboard/place.ts';
import { beyondEdge, expectToFit, violationsOf } from './accessibility.ts';
import { orderId } from './small-round.ts';
import { shownRoundStage } from './stage.ts';
import { visit } from './visit.ts';

const stage = shownRoundStage();

const at = (view: View, id: string | undefined, width: number, look: (page: Page) => Promise<void>) =>
  visit(stage.browser, `${stage.url}/${hrefOf(orderId, view, id)}`, look, {
    viewport: { width, height: 800 },
  });

it.each([
  ['overview', undefined],
  ['locations', 'C-1'],
] as const)('at 768 px what is outstanding in %s is in sight', async (view, id) => {
  await at(view, id, 768, async (page) => {
    await page.locator('td.outstanding').first().waitFor();
    expect((await beyondEdge(page)).filter((cell) => cell.includes('outstanding'))).toEqual([]);
  });
});

it('rows of a stock card stand under their columns', async () => {
  await at('locations', 'C-1', 1440, async (page) => {
    const [head, cell] = await Promise.all(
      ['thead th:last-child', 'tbody tr:first-child td:last-child'].map((which) =>
        page.locator(`table.entries ${which}`).boundingBox(),
      ),
    );
    expect(cell?.x).toBeCloseTo(head?.x ?? 0, 0);
    expect(cell?.y).toBeGreaterThan(head?.y ?? 0);
  });
});

it('the header is one line of a phone, and all the rest of it is behind a button', async () => {
  await at('overview', undefined, 360, async (page) => {
    const heightOf = async () => (await page.locator('header').boundingBox())?.height;
    const folded = page.getByRole('button', { name: 'Refresh', exact: true });
    const sections = page.getByRole('navigation', { name: 'Sections' });
    expect(await heightOf()).toBeLessThan(52);
    expect([await folded.isVisible(), await sections.isVisible()]).toEqual([false, false]);
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.press('Enter');
    expect(await menu.getAttribute('aria-expanded')).toBe('true');
    await sections.getByRole('link', { name: 'Locations' }).waitFor();
    for (const label of ['Language', 'Colour theme', 'Order'])
      expect(await page.getByLabel(label).isVisible(), label).toBe(true);
    await expectToFit(page);
    expect(await violationsOf(page)).toEqual([]);
    await folded.focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.innerText')).toBe('Menu');
    await folded.waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await expect.poll(() => page.evaluate('document.activeElement.role')).toBe('combobox');
    await sections.getByRole('link', { name: 'Locations' }).click();
    await page.getByRole('heading', { level: 1, name: 'Locations' }).waitFor();
    await expect.poll(heightOf).toBeLessThan(52);
  });
});

it.each([
  [641, 'en-GB'],
  [768, 'en-GB'],
  [768, 'ko-KR'],
  [1024, 'en-GB'],
  [1216, 'en-GB'],
  [1217, 'en-GB'],
  [1217, 'ko-KR'],
  [1440, 'en-GB'],
])('the header is two lines at %i px in %s, and all of it can be reached', async (width, locale) => {
  const look = async (page: Page): Promise<void> => {
    const menu = page.getByRole('button', { name: /^(Menu|메뉴)$/ });
    const theme = page.getByLabel(/Colour theme|색상 테마/);
    const last = page.locator('.sections a').last();
    expect((await page.locator('header').boundingBox())?.height).toBeLessThan(96);
    await expectToFit(page);
    await last.focus();
    const box = await last.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    expect(await theme.isVisible()).toBe(width > 1_216);
    if (await menu.isVisible()) {
      await menu.press('Enter');
      expect(await violationsOf(page)).toEqual([]);
    }
    expect(await theme.isVisible()).toBe(true);
  };
  await visit(stage.browser, `${stage.url}/${hrefOf(orderId, 'locations')}`, look, {
    viewport: { width, height: 800 },
    locale,
  });
});
