import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { launchChromium } from '../../../tools/screenshots/chromium.ts';
import { Desk } from '../../flows/desk.ts';
import { handovers } from '../../flows/events.ts';
import { startedSystem } from '../../support/started-system.ts';
import { expectToFit, violationsInThemes } from '../accessibility.ts';
import { centreId, numberOf, orderId, playYard } from './yard.ts';

const householdCount = 400;
/** What a practised clerk may take: seconds, and taps or keys beside the number itself. */
const [mostSeconds, mostTaps] = [10, 3];

const dataDir = mkdtempSync(join(tmpdir(), 'desk-day-'));
let system: LocalSystem;
let ledger: Desk;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

const start = (apiPort: number): Promise<LocalSystem> => startedSystem({ apiPort, dataDir });

beforeAll(async () => {
  browser = await launchChromium();
  system = await start(0);
  ledger = new Desk(system);
  await playYard(ledger, householdCount);
  context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 780 } });
  await open();
});

afterAll(async () => {
  await browser?.close();
  ledger?.close();
  await system?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(): Promise<void> {
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${system.outputs.ApiUrl}/#/desk`);
}

const atDesk = (): Promise<void> => page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
const unsent = async (): Promise<number> =>
  Number(await page.locator('[data-unsent]').getAttribute('data-unsent'));
const show = (part: string): Promise<void> => page.getByRole('button', { name: part, exact: true }).click();

/** Number, Enter, Enter. Returns how long it took, in milliseconds, until the screen said that it is recorded. */
async function serveByKeys(index: number): Promise<number> {
  const from = performance.now();
  await page.keyboard.insertText(String(index + 1));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText(`Recorded: ${numberOf(index)}`).waitFor();
  return performance.now() - from;
}

describe('a day at a desk', { timeout: 240_000 }, () => {
  it('begins with a list that is taken along in a second', async () => {
    await page.getByRole('combobox', { name: /^Order/ }).waitFor();
    await page.getByRole('button', { name: 'Take it along' }).click();
    await atDesk();
    await page.getByText('400 households', { exact: true }).waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  });

  it('offers the neighbourhoods of the list, and takes no part along in which nobody is', async () => {
    await show('This device');
    await page.getByRole('button', { name: 'Take another list along' }).click();
    const part = page.getByLabel('Which households');
    const take = page.getByRole('button', { name: 'Take it along' });
    await part.selectOption('A range of numbers');
    await page.getByLabel('From number').fill('401');
    await page.getByLabel('To number').fill('500');
    await take.click();
    await page.getByText('No household of this centre is in what you chose.').waitFor();
    await page.getByLabel('To number').fill('10');
    await page.getByLabel('From number').fill('6');
    await take.click();
    await page.getByText('5 households', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take another list along' }).click();
    await part.selectOption('Some neighbourhoods');
    await page.getByLabel('Haeun · 100 households').check();
    await page.getByLabel('Namsan · 100 households').check();
    await expectToFit(page);
    expect(await violationsInThemes(page)).toEqual([]);
    await take.click();
    await page.getByText('only Haeun, Namsan', { exact: true }).waitFor();
    await page.getByText('200 households', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take another list along' }).click();
    await take.click();
    await page.getByText('400 households', { exact: true }).waitFor();
    await show('Serve');
  });

  it('shows on a small phone all that is due, the proxy and the keys, and none behind another', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.keyboard.insertText('1');
    await page.keyboard.press('Enter');
    const keys = page.locator('.desk-keys');
    const proxy = page.getByLabel('Collected by');
    const topOf = async (part: typeof keys): Promise<number> => (await part.boundingBox())?.y ?? Number.NaN;
    expect((await topOf(proxy)) + 44).toBeLessThanOrEqual(await topOf(keys));
    await page.getByRole('button', { name: 'Hand over less' }).click();
    await page.getByRole('textbox', { name: 'Rice' }).fill('11');
    const fault = page.getByText('More than is due: Rice.');
    expect(await topOf(fault)).toBeLessThan(640);
    await expectToFit(page);
    expect(await violationsInThemes(page)).toEqual([]);
    // Whoever notes that nobody came must not hand over by mistake.
    await page.getByText('Not served today').click();
    await page.getByRole('button', { name: 'Hand over these' }).waitFor({ state: 'hidden' });
    await page.getByText('Not served today').click();
    await page.getByRole('button', { name: 'Hand over these' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Number, name or neighbourhood').fill('');
    await page.setViewportSize({ width: 390, height: 780 });
  });

  it('goes on without a network and without a server: 400 households, with two restarts of the page', async () => {
    await system.stop();
    await context.setOffline(true);
    const times: number[] = [];
    for (let index = 0; index < householdCount; index += 1) {
      if (index === 120) {
        await page.reload();
        await atDesk();
      }
      if (index === 260) {
        await page.close({ runBeforeUnload: false });
        await open();
        await atDesk();
        // A page that is opened in a context without a network may not notice that there is none.
        await context.setOffline(false);
        await context.setOffline(true);
        await expect.poll(() => page.evaluate('navigator.onLine')).toBe(false);
      }
      times.push(await serveByKeys(index));
    }
    expect(await unsent()).toBe(householdCount);
    expect(Math.max(...times) / 1_000).toBeLessThan(mostSeconds);
    const stored = (await page.evaluate(readStored)) as { records: number; list: number };
    expect(stored.records).toBe(householdCount);
    expect(stored.list).toBeLessThan(2_000_000);
  });

  it('says at once that a household was served today, and offers nothing twice', async () => {
    await page.keyboard.insertText(numberOf(7));
    await page.keyboard.press('Enter');
    await page.getByText('This household was already served today').waitFor();
    expect(await page.getByRole('button', { name: 'Hand over a second time today' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
  });

  it('undoes the last one, and takes three taps at most to serve it again', async () => {
    await page.getByLabel('Number, name or neighbourhood').fill('');
    await page.getByText('Recorded: KS-00400').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: nothing was recorded for KS-00400').waitFor();
    expect(await unsent()).toBe(householdCount - 1);
    let taps = 0;
    const tap = async (name: string): Promise<void> => {
      taps += 1;
      await page.getByRole('button', { name }).first().click();
    };
    await page.getByLabel('Number, name or neighbourhood').fill('Name 400');
    await tap('KS-00400');
    await tap('Hand over all');
    await page.getByText('Recorded: KS-00400').waitFor();
    expect(taps).toBeLessThanOrEqual(mostTaps);
  });

  it('ends with everything in the books once the network is back, but for what another desk gave', async () => {
    const port = Number(new URL(system.outputs.ApiUrl).port);
    system = await start(port);
    ledger.close();
    ledger = new Desk(system);
    await ledger.send(
      handovers(orderId, centreId, [
        {
          receiptId: 'OTHER-1',
          householdId: numberOf(0),
          lines: [{ commodity: 'rice', quantity: 10, unit: 'kg' }],
        },
      ]),
    );
    await ledger.until(
      "the other desk's receipt",
      () => ledger.get(`/orders/${orderId}/reconciliation`),
      (report) => report.commodities[0].handedOver === 10,
    );
    await context.setOffline(false);
    await page.locator('[data-unsent="0"]').waitFor();
    await page.getByText('1 was refused').waitFor();
    // What is sent may still be on its way into the books.
    const report = await ledger.until(
      'every household',
      () => ledger.get(`/orders/${orderId}/reconciliation`),
      ({ locations }) => locations[0].householdsServed === householdCount,
    );
    const figures = report.commodities.map((one: any) => [one.commodity, one.handedOver, one.overIssued]);
    expect(figures.slice(0, 2)).toEqual([
      ['rice', 10 * householdCount, 0],
      ['oil', 2 * (householdCount - 1), 0],
    ]);
  });

  it('shows the refusal by name, and what can be done', async () => {
    await page.getByRole('button', { name: '1 was refused' }).click();
    expect(await page.getByLabel('Only what needs attention').isChecked()).toBe(true);
    const refused = page.locator('[data-state="rejected"]');
    await refused.getByText('KS-00001 Name 1').waitFor();
    await refused.getByText('More than the household is entitled to').waitFor();
    await refused.getByRole('button', { name: 'They came back to the shelf' }).click();
    await page.locator('[data-state="rejected"]').waitFor({ state: 'detached' });
  });

  it('fits every screen in both languages, light and dark, and axe finds nothing wrong', async () => {
    for (const language of ['en', 'ko']) {
      await page.locator('.desk-bar select').selectOption(language);
      for (const width of [360, 768, 1_440]) {
        await page.setViewportSize({ width, height: 800 });
        for (const at of [0, 1, 2, 3]) {
          await page.locator('.handover-desk .tabs button').nth(at).click();
          await expectToFit(page);
          expect(await violationsInThemes(page)).toEqual([]);
        }
      }
    }
    await page.locator('.desk-bar select').selectOption('en');
  });

  it('says so where there is a network and the ledger does not answer, and leads back from the page', async () => {
    await context.route('**/events', (route) => route.abort());
    await show('Serve');
    await page.keyboard.insertText('3');
    await page.keyboard.press('Enter');
    await page.getByText('Not served today').click();
    await page.getByRole('button', { name: 'Record as not served' }).click();
    await page.getByText('Recorded as not served').waitFor();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('The ledger does not answer. Go on serving').waitFor();
    expect(await unsent()).toBe(1);
    await context.unroute('**/events');
    await context.setOffline(true);
    await page.getByRole('link', { name: 'Open the ledger' }).click();
    await page.getByRole('link', { name: /^Open the handover desk/ }).click();
    await atDesk();
    expect(await unsent()).toBe(1);
    await context.setOffline(false);
    await page.locator('[data-unsent="0"]').waitFor();
  });

  it('lets nobody clear the device while something is unsent', async () => {
    await ledger.send({
      type: 'relief.households.registered.v1',
      data: {
        centreId,
        effectiveFrom: '2020-01-01',
        households: [{ householdId: 'KS-99999', adults: 1, children: 0 }],
      },
    });
    await context.setOffline(true);
    await page.locator('.handover-desk .tabs button').nth(0).click();
    await page.keyboard.insertText('2');
    await page.keyboard.press('Enter');
    await page.getByText('Not served today').click();
    await page.getByRole('button', { name: 'Record as not served' }).click();
    await page.getByText('Recorded as not served').waitFor();
    await show('This device');
    await page.getByRole('button', { name: 'Clear this device' }).click();
    await page.getByText('Nothing was cleared: 1 record is').waitFor();
    await context.setOffline(false);
    await page.locator('[data-unsent="0"]').waitFor();
    await page.getByRole('button', { name: 'Clear this device' }).click();
    await page.getByRole('heading', { name: 'Take a list along' }).waitFor();
    expect(await page.evaluate(readStored)).toEqual({ records: 0, list: 2 });
    expect(complaints).toEqual([]);
  });
});

/** Reads the device's database: how many records it has, and how many characters its lists take. */
const readStored = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('relief-ledger');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const reading = opening.result.transaction(['desk-records', 'desk-lists']);
    const records = reading.objectStore('desk-records').count();
    const lists = reading.objectStore('desk-lists').getAll();
    reading.oncomplete = () => {
      opening.result.close();
      resolve({ records: records.result, list: JSON.stringify(lists.result).length });
    };
  };
})`;
