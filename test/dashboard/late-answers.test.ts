/** Answers that come late, readers who have gone on by then, and parts of the page that do not come at all. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import { formHref } from '../../dashboard/writing/offers.ts';
import { funding, payment, payments } from '../flows/events.ts';
import { orderId } from './small-round.ts';
import { smallRoundStage } from './stage.ts';
import { patienceMs } from './visit.ts';

const stage = smallRoundStage();
/** In which a late answer would have had its effect. */
const meanwhileMs = 600;

let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  context = await stage.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
});
afterEach(() => context.close());

async function go(hash: string): Promise<void> {
  await page.goto(`${stage.url}/${hash}`);
  await page.locator('main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
}
const walk = (hash: string) => page.evaluate(`location.hash = '${hash}'`);
const fill = (name: string, text: string) => page.locator(`[name="${name}"]`).fill(text);
const focused = () => page.evaluate('document.activeElement.id');

/** Holds what is asked back, and then its answer as it was when it was asked, until the function that is returned is called. */
async function hold(path: RegExp, isHeld: (request: Request) => boolean = () => true): Promise<() => void> {
  const end = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    if (!isHeld(route.request())) return route.continue();
    const response = await route.fetch();
    await end.promise;
    await route.fulfill({ response }).catch(() => undefined);
  });
  return end.resolve;
}

describe('the search', () => {
  it('opens by Enter only what was found for what is typed now', async () => {
    await go(hrefOf(orderId));
    const box = page.getByRole('combobox', { name: 'Search' });
    await box.fill('H-1');
    await page.locator('#search-found').getByRole('option').first().waitFor();
    await box.fill('H-2');
    await page.keyboard.press('Enter');
    await delay(meanwhileMs);
    expect(new URL(page.url()).hash).toBe(hrefOf(orderId));
  });

  it.each([
    [
      'the evidence of an exception',
      async () => {
        const { exceptionId } = await stage.desk.exception('held', 'R-3');
        const goOn = await hold(/\/exceptions\?/);
        await page.goto(`${stage.url}/${hrefOf(orderId, 'exceptions', exceptionId)}`);
        return goOn;
      },
      () => page.getByText('R-3').first(),
    ],
    [
      'a form',
      async () => {
        await go(hrefOf(orderId));
        const goOn = await hold(/\.js$/);
        await walk(formHref('lose', orderId, 'C-1'));
        return goOn;
      },
      () => page.locator('[name="lossId"]'),
    ],
  ])('keeps the focus of who types into it while %s is on its way', async (_, begin, come) => {
    const goOn = await begin();
    await page.locator('.loading').first().waitFor();
    await page.getByRole('combobox', { name: 'Search' }).focus();
    await page.keyboard.type('H');
    goOn();
    await come().waitFor();
    await delay(meanwhileMs);
    expect(await focused()).toBe('search-text');
  });
});

describe('a list that is read once', () => {
  it('is read again for whoever comes back to it, and says as of when it was read', async () => {
    await page.clock.install();
    await go(hrefOf(orderId, 'distribution-list', 'C-1'));
    const asOf = page.getByText(/^As of /);
    const before = await asOf.innerText();
    await walk(hrefOf(orderId, 'locations', 'C-1'));
    await page.getByText('Stock card').first().waitFor();
    await page.clock.fastForward(3 * 3_600_000);
    const read = page.waitForResponse(/distribution-list/);
    const goOn = await hold(/distribution-list/);
    await walk(hrefOf(orderId, 'distribution-list', 'C-1'));
    await asOf.waitFor();
    expect(await asOf.innerText()).toBe(before);
    goOn();
    await read;
    await expect.poll(() => asOf.innerText()).not.toBe(before);
  });

  it('of whom to pay leaves out who has been paid since', async () => {
    await stage.desk.send(funding(orderId, 'P-1', 'F-9', 100_000));
    await go(formHref('pay', orderId, 'P-1~C-1'));
    const [first, second] = ['H-1', 'H-2'].map((one) => page.getByRole('checkbox', { name: `Pay ${one}` }));
    await second?.waitFor();
    await walk(hrefOf(orderId, 'payers', 'P-1'));
    await page.getByRole('heading', { level: 1, name: 'Cash book: P-1' }).waitFor();
    await stage.desk.send(payments(orderId, 'P-1', [payment('Y-9', 'H-2', 8_000)]));
    const owed = async () =>
      (await stage.desk.all(`/locations/C-1/payment-list?orderId=${orderId}`)).find(
        ({ householdId }: { readonly householdId: string }) => householdId === 'H-2',
      ).outstanding;
    await stage.desk.until('the payment', owed, (outstanding) => outstanding === 0);
    await walk(formHref('pay', orderId, 'P-1~C-1'));
    await first?.waitFor();
    await expect.poll(() => second?.count()).toBe(0);
  });

  it('is shown where it comes as another view that waits for it is drawn', async () => {
    await page.addInitScript(`{
      const { text: read } = Response.prototype;
      const held = new Promise((resolve) => { window.release = resolve; });
      Response.prototype.text = async function () {
        const text = await read.call(this);
        if (new URL(this.url).pathname.endsWith('/distribution-list')) await held;
        return text;
      };
    }`);
    const came = page.waitForEvent('requestfinished', (one) => one.url().includes('/distribution-list'));
    await page.goto(`${stage.url}/${hrefOf(orderId, 'distribution-list', 'C-1')}`);
    await came;
    await page.evaluate(`new Promise((done) => {
      const watch = new MutationObserver(() => {
        if (!document.querySelector('main h1')?.textContent.startsWith('Not served')) return;
        watch.disconnect();
        window.release();
        done();
      });
      watch.observe(document.body, { childList: true, subtree: true, characterData: true });
      location.hash = '${hrefOf(orderId, 'not-served', 'C-1')}';
    })`);
    await page.locator('main .loading').first().waitFor({ state: 'detached' });
  });
});

describe('what is typed', () => {
  it('into an order is what its preview tells of, whichever answer comes last', async () => {
    await go(formHref('issue', undefined));
    await fill('orderId', 'O-9');
    await fill('title', 'Round nine');
    await fill('issuedBy', 'Committee');
    for (const day of ['referenceDate', 'startsOn']) await fill(day, '2020-09-01');
    await fill('rations.0.commodity', 'rice');
    await page.locator('[name="rations.0.unit"]').selectOption('kg');
    const goOn = await hold(
      /\/orders\/preview/,
      (request) => request.postDataJSON().rations[0].quantityPerPerson === 2,
    );
    const asked = page.waitForRequest(/preview/);
    await fill('rations.0.quantityPerPerson', '2');
    await asked;
    await fill('rations.0.quantityPerPerson', '3');
    const planned = page.locator('[data-planned="rice"]');
    await planned.waitFor();
    const now = await planned.innerText();
    goOn();
    await delay(meanwhileMs);
    expect(await planned.innerText()).toBe(now);
  });

  it('stays in its place, and the focus too, where another language is chosen', async () => {
    await go(formHref('lose', orderId, 'C-1'));
    const choice = page.locator('.header select').filter({ has: page.locator('option[value="ko"]') });
    await choice.focus();
    await choice.selectOption('ko');
    await expect.poll(() => page.evaluate('document.documentElement.lang')).toBe('ko');
    await delay(meanwhileMs);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SELECT');
  });
});

describe('a file that is chosen after a slow one', () => {
  it('is the one on show', async () => {
    await page.addInitScript(`{
      const read = Blob.prototype.arrayBuffer;
      const slow = new Promise((resolve) => { window.goOn = resolve; });
      Blob.prototype.arrayBuffer = async function () {
        if (this.name === 'slow.csv') await slow;
        return read.call(this);
      };
    }`);
    await go(formHref('file', orderId));
    await page.locator('#file-chosen').waitFor();
    await fill('centreId', 'C-1');
    await fill('effectiveFrom', '2020-07-24');
    for (const name of ['slow.csv', 'quick.csv']) {
      const buffer = Buffer.from('householdId,adults,children,name\nQ-1,2,1,Kim\n');
      await page.locator('#file-chosen').setInputFiles({ name, mimeType: 'text/csv', buffer });
    }
    const quick = page.getByRole('region', { name: 'What was read of quick.csv' });
    await quick.waitFor();
    await page.evaluate('window.goOn()');
    await delay(meanwhileMs);
    expect(await quick.count()).toBe(1);
  });
});

describe('a device', () => {
  const reason = () => page.getByLabel('Why, without names of people');
  async function end(device: string): Promise<void> {
    await page.getByLabel('Name of the device').fill(device);
    await reason().fill('Lost');
    await page.getByLabel('I have checked the name').check();
    await page.getByRole('button', { name: 'End this device', exact: true }).first().click();
  }
  const ended = (device: string) => page.getByText(`The device ${device} is ended.`).waitFor();
  const isPost = (request: Request) => request.method() === 'POST';

  it('that was ended is not said to have failed any more, and is listed though the list was being read', async () => {
    await go(hrefOf(orderId, 'devices'));
    await page.route(/\/devices$/, (route) => (isPost(route.request()) ? route.abort() : route.continue()));
    await end('CCCC2222');
    await page.getByRole('alert').waitFor();
    await page.unroute(/\/devices$/);
    const goOn = await hold(/\/devices\?/);
    const asked = page.waitForRequest(/\/devices\?/);
    await page.getByRole('button', { name: 'Refresh' }).first().click();
    await asked;
    await end('CCCC2222');
    await ended('CCCC2222');
    expect(await page.getByRole('alert').count()).toBe(0);
    goOn();
    await page.locator('[data-device="CCCC2222"]').waitFor();
  });

  it('may be ended while another is written about', async () => {
    await go(hrefOf(orderId, 'devices'));
    const goOn = await hold(/\/devices$/, isPost);
    await end('AAAA2222');
    await page.locator('[data-device] button').first().click();
    await reason().fill('Stolen on the road');
    goOn();
    await page.locator('[data-device="AAAA2222"]').waitFor();
    expect(await reason().inputValue()).toBe('Stolen on the road');
  });
});

describe('a clock that is set back', () => {
  it('does not stop the page from reading again', async () => {
    await page.clock.install();
    await go(hrefOf(orderId));
    await page.clock.setSystemTime(Date.now() - 86_400_000);
    const asked = page.waitForRequest(/\/orders\?/);
    await page.clock.runFor(60_000);
    await page.clock.runFor(60_000);
    await asked;
  });
});

describe('a part of the page that could not be loaded', () => {
  it.each([
    ['who tries again', () => page.getByRole('button', { name: 'Try again' }).click()],
    ['a network that is back', () => page.evaluate("dispatchEvent(new Event('online'))")],
  ])('comes with %s', async (_, again) => {
    await go(hrefOf(orderId));
    await page.route(/\.js$/, (route) => route.abort());
    await walk(formHref('lose', orderId, 'C-1'));
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.unroute(/\.js$/);
    await again();
    await page.locator('[name="lossId"]').waitFor();
  });
});
