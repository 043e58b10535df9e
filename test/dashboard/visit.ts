/** Visits to the page: each in a browser context of its own, looked at once its answers are there. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectToFit, violationsInThemes, violationsOf } from './accessibility.ts';

interface VisitOptions extends BrowserContextOptions {
  /** How long the page may take for each thing that is looked for. */
  readonly timeoutMs?: number;
}

type Look = (page: Page) => Promise<void>;

export async function visit(
  browser: Browser,
  url: string,
  look: Look,
  { timeoutMs = 10_000, ...options }: VisitOptions = {},
): Promise<void> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(timeoutMs);
  try {
    await page.goto(url);
    await page.locator('main h1').waitFor();
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    await look(page);
  } finally {
    await context.close();
  }
}

/** As {@link visit}; what is seen in the end must be accessible in each theme, and on a phone. */
export const visitForAll = (
  browser: Browser,
  url: string,
  look: Look,
  options: VisitOptions,
): Promise<void> =>
  visit(
    browser,
    url,
    async (page) => {
      await look(page);
      expect(await violationsInThemes(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectToFit(page);
      expect(await violationsOf(page), 'on a phone').toEqual([]);
    },
    options,
  );
