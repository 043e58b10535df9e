import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import { expectToFit, violationsOf } from './accessibility.ts';
import { orderId } from './small-round.ts';
import { shownRoundStage } from './stage.ts';
import { visit } from './visit.ts';

const stage = shownRoundStage();

const on = (look: (page: Page) => Promise<void>, locale = 'en-GB'): Promise<void> =>
  visit(stage.browser, `${stage.url}/${hrefOf(orderId)}`, look, { locale });

const boxOf = (page: Page) => page.getByRole('combobox', { name: 'Search' });
const optionsOf = (page: Page, filter?: { readonly name?: string | RegExp; readonly selected?: boolean }) =>
  page.locator('#search-found').getByRole('option', filter);
const headingOf = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();

async function found(page: Page, text: string): Promise<readonly string[]> {
  await boxOf(page).fill(text);
  await optionsOf(page).first().waitFor();
  return optionsOf(page).allInnerTexts();
}

describe('the search', () => {
  it('is reached by a slash, walked by arrows, and opened by Enter', async () => {
    await on(async (page) => {
      await page.keyboard.press('/');
      expect(await boxOf(page).evaluate('document.activeElement.id')).toBe('search-text');
      await page.keyboard.type('h-');
      await optionsOf(page, { name: 'H-3' }).waitFor();
      expect(await optionsOf(page).count()).toBe(3);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const chosen = optionsOf(page, { selected: true });
      expect(await chosen.innerText()).toMatch(/H-2/);
      expect(await boxOf(page).getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
      await page.keyboard.press('Enter');
      await headingOf(page, 'H-2');
      expect(await boxOf(page).inputValue()).toBe('');
    });
  });

  it('keeps the focus of who reaches it as soon as a page has come', async () => {
    await on(async (page) => {
      const atOnce = `new Promise((done) => {
        const seen = new MutationObserver(() => {
          if (document.querySelector('main h1')?.textContent !== 'Locations') return;
          seen.disconnect();
          document.getElementById('search-text').focus();
          setTimeout(() => done(document.activeElement.id), 300);
        });
        seen.observe(document.body, { childList: true, subtree: true, characterData: true });
        location.hash = '${hrefOf(orderId, 'locations')}';
      })`;
      expect(await page.evaluate(atOnce)).toBe('search-text');
      expect(await found(page, 'H-1')).toHaveLength(1);
    });
  });

  it('is closed by Escape, and then emptied', async () => {
    await on(async (page) => {
      await found(page, 'H-1');
      await page.keyboard.press('Escape');
      expect(await optionsOf(page).count()).toBe(0);
      expect(await boxOf(page).inputValue()).toBe('H-1');
      await page.keyboard.press('Escape');
      expect(await boxOf(page).inputValue()).toBe('');
    });
  });

  it('finds a name, and is clean while its list is open, on a phone too', async () => {
    await on(async (page) => {
      expect(await found(page, '김')).toEqual([expect.stringMatching(/Household\s+H-1\s+김\s+C-1/)]);
      await page.keyboard.press('ArrowDown');
      expect(await violationsOf(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectToFit(page);
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  it.each([
    ['R-1', /^Receipt R-1/, 'H-1'],
    ['R-2', /^Receipt R-2.*rejected/, /Exceptions/],
    ['Y-1', /^Payment Y-1/, 'P-1'],
    ['W-1/C-1', /^Waybill W-1\/C-1/, /W-1\/C-1/],
    ['first', /^Location C-1/, /First centre|C-1/],
  ])('leads from %s to its page', async (text, name, heading) => {
    await on(async (page) => {
      await found(page, text);
      await optionsOf(page, { name }).first().click();
      await headingOf(page, heading);
    });
  });

  it('leads from a message number to what became of it', async () => {
    const [posted] = (await stage.desk.get(`/households/H-1/ledger?orderId=${orderId}`)).items;
    const id = String(posted.event).split('#').at(-1) ?? '';
    await on(async (page) => {
      await found(page, id);
      await optionsOf(page, { name: /^Message/ }).click();
      await headingOf(page, `Message ${id}`);
      await page
        .getByText(/Posted/)
        .first()
        .waitFor();
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  it('says that nothing was found, in the language of the reader', async () => {
    await on(async (page) => {
      await page.getByRole('combobox').first().waitFor();
      await page.locator('#search-text').fill('H-404');
      await page.getByText('결과 0건.').waitFor();
    }, 'ko-KR');
  });
});
