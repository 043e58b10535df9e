/** Writers who are faster than the page, or in two tabs, or on a full device: what is said to be in the books is. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formHref } from '../../../dashboard/writing/offers.ts';
import { orderId } from '../small-round.ts';
import { smallRoundStage } from '../stage.ts';
import { patienceMs } from '../visit.ts';

const stage = smallRoundStage();
/** In which something would have been sent, or overwritten. */
const meanwhileMs = 600;

let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  context = await stage.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  page = await opened();
});
afterEach(() => context.close());

async function opened(): Promise<Page> {
  const tab = await context.newPage();
  tab.setDefaultTimeout(patienceMs);
  await tab.addInitScript(`{
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...values) {
      if (window.isFull) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, values);
    };
  }`);
  return tab;
}

async function go(hash: string, tab = page): Promise<void> {
  await tab.goto(`${stage.url}/${hash}`);
  await tab.locator('main h1').waitFor();
  await tab.locator('.loading').first().waitFor({ state: 'detached' });
}

/** Fills a loss at the first centre in, up to what is read before it is sent. */
async function loss(quantity: string, tab = page): Promise<void> {
  await tab.locator('[name="lines.0.commodity"]').fill('rice');
  await tab.locator('[name="lines.0.quantity"]').fill(quantity);
  await tab.locator('[name="lines.0.cause"]').selectOption('spoiled');
  await tab.locator('[name="time"]').fill('2020-08-11T12:00');
}
async function send(tab = page): Promise<void> {
  await tab.getByRole('button', { name: 'Check and continue' }).click();
  await tab.getByRole('button', { name: 'Send', exact: true }).click();
}
const change = () => page.getByRole('button', { name: 'Change' }).first().click();
const unreachable = (tab = page) => tab.getByText('There is no connection').first().waitFor();

/** What the page says became of the newest. */
async function said(tab = page): Promise<string | null> {
  const outcome = tab.locator('[data-outcome="posted"], [data-outcome="rejected"]').first();
  await outcome.waitFor();
  return outcome.getAttribute('data-outcome');
}

/** Units: grams of rice that the books have lost at the first centre. */
async function lost(): Promise<number> {
  const { commodities } = await stage.desk.get(`/locations/C-1/reconciliation?orderId=${orderId}`);
  return Math.round(commodities[0].lost * 1_000);
}

/** What the device keeps. */
const kept = (store: 'drafts' | 'sendings'): Promise<readonly any[]> =>
  page.evaluate(`new Promise((done) => {
    const opening = indexedDB.open('relief-ledger');
    opening.onsuccess = () => {
      const all = opening.result.transaction('${store}').objectStore('${store}').getAll();
      all.onsuccess = () => {
        opening.result.close();
        done(all.result);
      };
    };
  })`);

describe('a form that was sent', () => {
  it('is another event once its line was taken out of the list', async () => {
    const before = await lost();
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.25');
    await send();
    expect(await said()).toBe('posted');
    await page.getByRole('button', { name: 'Remove from this list' }).first().click();
    await loss('0.5');
    await send();
    expect(await said()).toBe('posted');
    expect((await lost()) - before).toBe(750);
  });

  it('is not told as booked with what was changed after its answer was lost', async () => {
    const before = await lost();
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.25');
    await page.route('**/events', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await send();
    await unreachable();
    await change();
    await page.locator('[name="lines.0.quantity"]').fill('0.5');
    await page.unroute('**/events');
    await send();
    expect(await said()).toBe('rejected');
    expect((await lost()) - before).toBe(250);
  });

  it('is not told as booked with what was changed on its way', async () => {
    const before = await lost();
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.25');
    const end = Promise.withResolvers<void>();
    await page.route(
      '**/events',
      async (route) => {
        const response = await route.fetch();
        await end.promise;
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    await send();
    await change();
    await page.locator('[name="lines.0.quantity"]').fill('0.5');
    end.resolve();
    await send();
    expect(await said()).toBe('rejected');
    expect((await lost()) - before).toBe(250);
  });

  it('leaves what was typed into the next one, where it is taken back', async () => {
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.1');
    await page.route('**/events', (route) => route.abort());
    await send();
    await unreachable();
    await page.getByRole('button', { name: /another/i }).click();
    await loss('0.7');
    const number = await page.locator('[name="lossId"]').inputValue();
    const asked = page.waitForEvent('dialog');
    const taken = change();
    const dialog = await asked;
    expect(dialog.message()).toMatch(/will be lost/);
    await dialog.dismiss();
    await taken;
    expect(await page.locator('[name="lossId"]').inputValue()).toBe(number);
    expect(await page.locator('[name="lines.0.quantity"]').inputValue()).toBe('0.7');
  });

  it('leaves no draft of its id where the tab is closed in the middle', async () => {
    // What is not done by then is never done.
    await page.addInitScript(`{
      const { delete: drop } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.delete = function (key) {
        if (this.name !== 'drafts' || !window.isClosing) return drop.call(this, key);
        this.transaction.abort();
        location.reload();
        throw new DOMException('closed', 'AbortError');
      };
    }`);
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.05');
    await page.getByRole('button', { name: 'Check and continue' }).click();
    await page.evaluate('window.isClosing = true');
    await Promise.all([
      page.waitForEvent('load'),
      page.getByRole('button', { name: 'Send', exact: true }).click(),
    ]);
    await page.locator('[name="lines.0.quantity"]').waitFor();
    const [drafts, sendings] = [await kept('drafts'), await kept('sendings')];
    const sent = sendings.map(({ key }) => key);
    expect(drafts.map(({ eventId }) => eventId).filter((id) => sent.includes(id))).toEqual([]);
    expect(drafts.length + sendings.length).toBe(1);
  });
});

describe('two tabs', () => {
  it('with one draft never say that both are booked where one is', async () => {
    const before = await lost();
    const other = await opened();
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.25');
    await go(formHref('lose', orderId, 'C-1'), other);
    await loss('0.5', other);
    await send();
    expect(await said()).toBe('posted');
    await send(other);
    expect(await said(other)).toBe('rejected');
    expect((await lost()) - before).toBe(250);
  });

  it('send nothing that was taken back in one of them', async () => {
    const before = await lost();
    await context.route('**/events', (route) => route.abort());
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.1');
    await send();
    await unreachable();
    const other = await opened();
    await go(`#/orders/${orderId}/write`, other);
    await unreachable(other);
    await change();
    await page.locator('[name="lines.0.quantity"]').fill('0.2');
    await expect.poll(() => kept('sendings')).toEqual([]);
    await context.unroute('**/events');
    await other.evaluate("dispatchEvent(new Event('online'))");
    await delay(meanwhileMs);
    expect((await lost()) - before).toBe(0);
  });
});

describe('a device that is full', () => {
  const notKept = () => page.getByRole('alert').filter({ hasText: 'this device could not keep it' });

  it('says so when a form is sent, and sends it once there is room', async () => {
    await go(formHref('lose', orderId, 'C-1'));
    await loss('0.1');
    await page.getByRole('button', { name: 'Check and continue' }).click();
    await page.evaluate('window.isFull = true');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await notKept().waitFor();
    await page.evaluate('window.isFull = false');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    expect(await said()).toBe('posted');
  });

  it('says so when a file is sent, and keeps it chosen', async () => {
    await go(formHref('file', orderId));
    await page.locator('#file-chosen').waitFor();
    await page.locator('[name="centreId"]').fill('C-1');
    await page.locator('[name="effectiveFrom"]').fill('2020-07-24');
    const buffer = Buffer.from('householdId,adults,children,name\nN-1,2,1,Kim\n');
    await page.locator('#file-chosen').setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer });
    const button = page.getByRole('button', { name: 'Send 1 row' });
    await button.waitFor();
    await page.evaluate('window.isFull = true');
    await button.click();
    await notKept().waitFor();
    await page.evaluate('window.isFull = false');
    await button.click();
    await button.waitFor({ state: 'detached' });
    await stage.desk.until('the household', () => stage.desk.get('/households/N-1'), Boolean);
  });
});
