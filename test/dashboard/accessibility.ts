/** What is wrong with a page as it is shown. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** All that axe asks of colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong. `rules`: some of its rules, else all. */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if ((await page.evaluate('typeof window.axe')) === 'undefined') await addAxe(page);
  // Whatever is in order need not be described, nor brought over from the page.
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )) as AxeResults['violations'];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Adds axe as a debugger would: handed to `evaluate`, a script of its size is read twice. */
async function addAxe(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: axe });
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
  await session.detach();
}

/** What axe finds wrong in light, and then in dark: the theme changes the colours of the page, and nothing else of it. */
export async function violationsInThemes(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  const inLight = await violationsOf(page);
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
  return [...inLight, ...(await violationsOf(page, colourRules))];
}

/** What of the tables in sight lies beyond the right edge of their place. */
export const beyondEdge = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('.wide')]
    .filter((wide) => wide.checkVisibility())
    .flatMap((wide) => {
      const { right } = wide.getBoundingClientRect();
      return [...wide.querySelectorAll('td, tbody th')]
        .filter((cell) => cell.checkVisibility() && cell.getBoundingClientRect().right > right + 1)
        .map((cell) => wide.getAttribute('aria-label') + ': ' + cell.className + ' ' + cell.innerText);
    })`);

/** Waits until the page is no wider than the window: what is drawn to measure follows a change of it. */
export const expectToFit = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
