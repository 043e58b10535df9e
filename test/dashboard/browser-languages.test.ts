/** Browsers that name their language as a locale of the system that they run on, which is no language tag. */
import { expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import { orderId } from './small-round.ts';
import { shownRoundStage } from './stage.ts';

const stage = shownRoundStage();

it.each([
  { told: ['C'], language: 'en', heading: 'Relief round' },
  { told: ['en-US@posix'], language: 'en-US', heading: 'Relief round' },
  { told: [''], language: 'en', heading: 'Relief round' },
  { told: ['', 'de-DE'], language: 'de-DE', heading: 'Relief round' },
  { told: ['ko_KR.UTF-8'], language: 'ko-KR', heading: 'Relief round', button: '새로 고침' },
])('the page and its charts are drawn where the browser tells $told', async (browser) => {
  const { told, language, heading, button = 'Refresh' } = browser;
  const context = await stage.browser.newContext({ reducedMotion: 'reduce' });
  try {
    await context.addInitScript(`Object.defineProperties(Navigator.prototype, {
      language: { get: () => ${JSON.stringify(told[0])}, configurable: true },
      languages: { get: () => ${JSON.stringify(told)}, configurable: true },
    });`);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${stage.url}/${hrefOf(orderId)}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.locator('.chart canvas').first().waitFor();
    await page.getByRole('button', { name: button, exact: true }).waitFor();
    expect(await page.evaluate('[navigator.language, navigator.languages[0]]')).toEqual([language, language]);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
});
