/** The cards of a centre: as they come out of a printer, and the page that each opens on a small phone. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../flows/desk.ts';
import { centreId, orderId, playYard } from './desk/yard.ts';

const households = 25;

let system: LocalSystem;
let desk: Desk;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  system = await startSystem();
  desk = new Desk(system);
  await playYard(desk, households);
  page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(`${system.outputs.ApiUrl}/${hrefOf(orderId, 'cards', centreId)}`);
  await page
    .locator('.paper-card .qr-code')
    .nth(households - 1)
    .waitFor();
});

afterAll(async () => {
  await browser?.close();
  desk?.close();
  await system?.stop();
});

describe('the cards of a centre', () => {
  it('say who, how many persons, and what is due, a line for each', async () => {
    const text = await page.locator('.paper-card .card-lines').first().innerText();
    expect(text.split('\n').map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
      'KS-00001 Name 1 Sonjuk',
      'Relief round',
      '2 persons',
      '• Rice 10 kg',
      '• Oil 2 bottles',
      '• KPW 8,000',
    ]);
  });

  it.each(['A4', 'Letter'])('take a sheet of %s for each ten, and none is left blank', async (format) => {
    const paper = (await page.pdf({ format })).toString('latin1');
    expect(paper.match(/\/Type \/Page\b/g)).toHaveLength(Math.ceil(households / 10));
  });

  it('are printed whole', async () => {
    await page.emulateMedia({ media: 'print' });
    const cut = await page
      .locator('.paper-card')
      .evaluateAll(
        (cards) =>
          cards.filter(
            ({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
              scrollHeight > clientHeight || scrollWidth > clientWidth,
          ).length,
      );
    expect(cut).toBe(0);
  });
});

describe('the page that a card opens, on the smallest phone', () => {
  it.each([
    ['en-GB', 'ltr'],
    ['ko-KR', 'ltr'],
    ['en-GB', 'rtl'],
  ])('shows every column in %s, written %s', async (locale, direction) => {
    const { items } = await desk.get(`/cards?centreId=${centreId}&orderId=${orderId}&limit=1`);
    const phone = await browser.newContext({ locale, viewport: { width: 360, height: 740 } });
    const card = await phone.newPage();
    await card.goto(items[0].url);
    await card.locator('.wide table').waitFor();
    await card.evaluate((dir) => {
      document.documentElement.dir = dir;
    }, direction);
    const beyond = await card.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('.wide')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ tagName, scrollWidth, clientWidth }) => `${tagName} ${scrollWidth} of ${clientWidth}`),
    );
    await phone.close();
    expect(beyond).toEqual([]);
  });
});
