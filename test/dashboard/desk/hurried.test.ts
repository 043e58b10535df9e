/** What a clerk who is faster than the device does at a desk: taps twice, holds a key, opens the next household. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { launchChromium } from '../../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../../flows/desk.ts';
import { patienceMs } from '../visit.ts';
import { numberOf, orderId, playYard } from './yard.ts';

/** In which a second record would have been kept. */
const meanwhileMs = 400;

let system: LocalSystem;
let ledger: Desk;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [browser, system] = await Promise.all([launchChromium(), startSystem()]);
  ledger = new Desk(system);
  await playYard(ledger, 10);
  page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  page.setDefaultTimeout(patienceMs);
  await page.addInitScript(`{
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...values) {
      if (window.isFull) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, values);
    };
  }`);
  await page.goto(`${system.outputs.ApiUrl}/#/desk`);
  await page.getByRole('button', { name: 'Take it along' }).click();
  await page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  ledger?.close();
  await system?.stop();
});

const handOver = () => page.locator('.desk-keys .primary');
const card = () => page.locator('.household-card');
const recorded = (index: number) => page.getByText(`Recorded: ${numberOf(index)}`).waitFor();

async function open(index: number): Promise<void> {
  await page.getByRole('button', { name: 'Serve', exact: true }).click();
  await page.getByLabel('Number, name or neighbourhood').fill(numberOf(index));
  await page.keyboard.press('Enter');
  await card().getByText(numberOf(index)).first().waitFor();
}

/** How many records the device holds of a household. */
const recordsOf = (index: number): Promise<number> =>
  page.evaluate(`new Promise((done) => {
    const opening = indexedDB.open('relief-ledger');
    opening.onsuccess = () => {
      const all = opening.result.transaction('desk-records').objectStore('desk-records').getAll();
      all.onsuccess = () => {
        opening.result.close();
        done(all.result.filter(({ householdId }) => householdId === '${numberOf(index)}').length);
      };
    };
  })`);

/** As a device that is slow: nothing is written until the function that is returned is called. */
async function slowDevice(): Promise<() => Promise<void>> {
  await page.evaluate(`new Promise((isHeld) => {
    const opening = indexedDB.open('relief-ledger');
    opening.onsuccess = () => {
      window.isHeld = true;
      const store = opening.result.transaction('desk-records', 'readwrite').objectStore('desk-records');
      const hold = () => {
        if (!window.isHeld) return opening.result.close();
        store.get('-').onsuccess = hold;
      };
      hold();
      isHeld();
    };
  })`);
  return () => page.evaluate('window.isHeld = false');
}

describe('a clerk', () => {
  it('who taps twice hands over once', async () => {
    await open(0);
    await handOver().dblclick();
    await recorded(0);
    await open(1);
    const goOn = await slowDevice();
    await handOver().click();
    await handOver().click();
    await goOn();
    await recorded(1);
    await delay(meanwhileMs);
    expect([await recordsOf(0), await recordsOf(1)]).toEqual([1, 1]);
  });

  it('who has opened the next household stays with it when the last is on the device', async () => {
    await open(2);
    const goOn = await slowDevice();
    await handOver().click();
    await page.keyboard.press('Escape');
    await open(3);
    await goOn();
    await expect.poll(() => recordsOf(2)).toBe(1);
    await delay(meanwhileMs);
    expect(await card().locator('h2').innerText()).toContain(numberOf(3));
    await page.keyboard.press('Escape');
  });

  it('who taps twice on undo is told that it is undone', async () => {
    await open(4);
    await handOver().click();
    await recorded(4);
    await page.getByRole('button', { name: 'Undo' }).dblclick();
    await expect.poll(() => recordsOf(4)).toBe(0);
    await delay(meanwhileMs);
    expect(await page.locator('.last-record .fault').count()).toBe(0);
  });

  it('who ends a Korean syllable by Enter hands nothing over, and who holds Enter hands over once', async () => {
    await open(5);
    const collector = card().locator('label.field input').first();
    await collector.fill('김영');
    await collector.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    await delay(meanwhileMs);
    expect(await recordsOf(5)).toBe(0);
    const goOn = await slowDevice();
    await collector.focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await goOn();
    await recorded(5);
    await delay(meanwhileMs);
    expect(await recordsOf(5)).toBe(1);
  });

  it('who types half a bottle is told so, before a whole sheet is refused for it', async () => {
    await open(6);
    await page.getByRole('button', { name: 'Hand over less' }).click();
    const oil = page.locator('.due-table input').nth(1);
    await oil.fill('0.5');
    await page.getByText('Write a quantity such as 2.5 kg or 2 bottles: Oil.').waitFor();
    expect(await handOver().isDisabled()).toBe(true);
    await oil.fill('1');
    await handOver().click();
    await recorded(6);
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('[data-unsent="0"]').waitFor();
    const handovers = async () =>
      (await ledger.all(`/households/${numberOf(6)}/ledger?orderId=${orderId}`)).filter(
        ({ type }) => type === 'handover',
      ).length;
    await expect.poll(handovers).toBe(1);
  });

  it('whose device is full when it sends is told so, and loses nothing', async () => {
    await open(7);
    await handOver().click();
    await recorded(7);
    await page.evaluate('window.isFull = true');
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('alert').filter({ hasText: 'Nothing was sent: the device is full.' }).waitFor();
    await page.evaluate('window.isFull = false');
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('[data-unsent="0"]').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
