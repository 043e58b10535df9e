/** The cards of a centre: as they come out of a printer, and the page that each opens on a small phone. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../flows/desk.ts';
import { centreId, orderId, playYard } from './desk/yard.ts';
import { patienceMs } from './visit.ts';

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

describe('the page that a card opens, on a slow phone', () => {
  let context: BrowserContext;
  let card: Page;
  let urls: readonly string[];
  beforeAll(async () => {
    const { items } = await desk.get(`/cards?centreId=${centreId}&orderId=${orderId}&limit=3`);
    urls = items.map(({ url }: { readonly url: string }) => url);
  });
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB' });
    card = await context.newPage();
    card.setDefaultTimeout(patienceMs);
  });
  afterEach(() => context.close());

  /** Holds the first answer about a card back until the function that is returned is called; settles when it has come. */
  async function holdFirst(): Promise<() => Promise<void>> {
    const end = Promise.withResolvers<void>();
    let isFirst = true;
    await card.route('**/card', async (route) => {
      if (route.request().headers()['relief-card'] === undefined || !isFirst) return route.continue();
      isFirst = false;
      await end.promise;
      await route.continue();
    });
    const late = card.waitForEvent('requestfinished', (one) => one.headers()['relief-card'] !== undefined);
    return async () => {
      end.resolve();
      await late;
      await card.waitForLoadState('networkidle');
    };
  }
  const complaint = 'We waited for three days.';

  it('shows the card of its address, whichever answer comes last', async () => {
    const goOn = await holdFirst();
    await card.goto(urls[0] ?? '');
    await card.evaluate((url) => location.assign(url), urls[1] ?? '');
    await card.getByText('Household KS-00002').waitFor();
    await goOn();
    expect(await card.locator('.who').innerText()).toContain('KS-00002');
  });

  it('is in the language that was chosen last, and keeps what is written', async () => {
    const goOn = await holdFirst();
    await card.goto(urls[0] ?? '');
    await card.getByRole('button', { name: '한국어' }).click();
    await card.getByText('세대 KS-00001').waitFor();
    await goOn();
    expect(await card.locator('.who').innerText()).toContain('세대');
    await card.locator('textarea').fill(complaint);
    await card.getByRole('button', { name: 'English' }).click();
    await card.getByText('Household KS-00001').waitFor();
    expect(await card.locator('textarea').inputValue()).toBe(complaint);
  });

  it('keeps a complaint that could not be sent, and sends it once however often it is tapped', async () => {
    await card.goto(urls[2] ?? '');
    await card.locator('textarea').fill(complaint);
    await card.route('**/card/complaints', (route) => route.abort());
    await card.getByRole('button', { name: 'Send' }).click();
    await card.getByText('It was not sent. Try again.').waitFor();
    await card.unroute('**/card/complaints');
    await card.getByRole('button', { name: 'Try again' }).click();
    await card.locator('textarea').waitFor();
    expect(await card.locator('textarea').inputValue()).toBe(complaint);
    let sent = 0;
    card.on('request', (request) => {
      if (request.url().endsWith('/card/complaints')) sent += 1;
    });
    await card.getByRole('button', { name: 'Send' }).dblclick();
    await card.getByText('Thank you. It was sent.').waitFor();
    await card.waitForLoadState('networkidle');
    expect(sent).toBe(1);
  });

  it.each(['카드12', 'KS-00001.50%'])('says of %s that it is no card', async (number) => {
    await card.goto(`${system.outputs.ApiUrl}/card`);
    await card.locator('input').fill(number);
    await card.getByRole('button', { name: 'Open' }).click();
    await card.getByText('This card is not valid.').waitFor();
  });
});
