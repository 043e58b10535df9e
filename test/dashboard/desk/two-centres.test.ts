/** One device that serves two centres, with lists that grow old while others serve the same households. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { launchChromium } from '../../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../../flows/desk.ts';
import { arrival, handovers, households, receipt } from '../../flows/events.ts';
import { expectToFit, violationsInThemes } from '../accessibility.ts';
import { patienceMs } from '../visit.ts';
import { centreId, numberOf, orderId, playYard } from './yard.ts';

const otherCentre = 'C-2';
const otherNumber = (index: number): string => `PS-${String(index + 1).padStart(5, '0')}`;

let system: LocalSystem;
let ledger: Desk;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  system = await startSystem();
  ledger = new Desk(system);
  const rows = Array.from({ length: 4 }, (_, index) => ({
    householdId: otherNumber(index),
    name: `Other ${index + 1}`,
    adults: 1,
    children: 1,
  }));
  // Before the order, which counts those who are registered by then.
  await playYard(ledger, 6, 20, async () => {
    await ledger.send(households(otherCentre, rows));
    await ledger.until('the other households', () => ledger.get(`/households/${otherNumber(3)}`), Boolean);
  });
  await ledger.send(
    arrival(orderId, 'W-2', otherCentre, [
      { commodity: 'rice', quantity: 100, unit: 'kg' },
      { commodity: 'oil', quantity: 20, unit: 'bottle' },
    ]),
  );
  await ledger.until(
    'the goods of the other centre',
    () => ledger.get(`/locations/${otherCentre}`),
    ({ balances }) => balances.length > 0,
  );
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 780 } });
  page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${system.outputs.ApiUrl}/#/desk`);
});

afterAll(async () => {
  await browser?.close();
  ledger?.close();
  await system?.stop();
});

const show = (part: string): Promise<void> => page.getByRole('button', { name: part, exact: true }).click();
const at = (centre: string): Promise<void> => page.getByRole('heading', { level: 1, name: centre }).waitFor();
const switchTo = (centre: string): Promise<unknown> =>
  page.getByRole('combobox', { name: /^List on show/ }).selectOption(`${centre} · Relief round`);
const expectUnsent = (count: number): Promise<void> => page.locator(`[data-unsent="${count}"]`).waitFor();

async function take(centre: string): Promise<void> {
  await page.getByRole('combobox', { name: /^Centre/ }).selectOption(centre);
  await page.getByRole('button', { name: 'Take it along' }).click();
  await at(centre);
}

async function open(number: string): Promise<void> {
  await page.getByLabel('Number, name or neighbourhood').fill(number);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: number }).waitFor();
}

async function serve(number: string): Promise<void> {
  await open(number);
  await page.keyboard.press('Enter');
  await page.getByText(`Recorded: ${number}`).waitFor();
}

const due = (commodity: string): Promise<string> =>
  page.locator(`[data-goods="${commodity}"] .due`).innerText();

const bookedOf = async (number: string, at: string): Promise<readonly string[]> => {
  const entries = await ledger.all(`/households/${number}/ledger?orderId=${orderId}`);
  return entries
    .filter(({ type, counterparty }) => type === 'handover' && counterparty.includes(`:${at}`))
    .map(({ reference }) => reference);
};

it('takes the lists of both along, and serves from the one that is chosen, which a reload keeps', async () => {
  await page.getByRole('combobox', { name: /^Order/ }).waitFor();
  await take('First centre');
  await show('This device');
  await page.getByRole('button', { name: 'Take another list along' }).click();
  await take('Second centre');
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await page.context().setOffline(true);
  await show('Serve');
  await page.getByText('4 households', { exact: true }).waitFor();
  await page.getByLabel('Number, name or neighbourhood').fill(numberOf(1));
  await page.getByText(/No household/).waitFor();
  await serve(otherNumber(0));
  await page.reload();
  await at('Second centre');
  await serve(otherNumber(1));
  await switchTo('First centre');
  await at('First centre');
  await serve(numberOf(0));
  await serve(numberOf(1));
  await switchTo('Second centre');
  await open(otherNumber(0));
  await page.getByText(/This household was already served today/).waitFor();
  expect([await due('rice'), await due('oil')]).toEqual(['0', '0']);
  await page.getByRole('button', { name: 'Back to the search' }).click();
  await expectUnsent(4);
});

it('sends what was recorded for both, each to the books of its own centre', async () => {
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Send now' }).click();
  await expectUnsent(0);
  for (const [number, centre, other] of [
    [numberOf(0), centreId, otherCentre],
    [numberOf(1), centreId, otherCentre],
    [otherNumber(0), otherCentre, centreId],
    [otherNumber(1), otherCentre, centreId],
  ] as const) {
    await ledger.until(
      `the receipt of ${number}`,
      () => bookedOf(number, centre),
      (booked) => booked.length === 1,
    );
    expect(await bookedOf(number, other)).toEqual([]);
  }
  await show('Recorded here');
  await expect.poll(() => page.locator('[data-state="posted"]').count()).toBe(4);
  const records = await page.locator('[data-record]').allInnerTexts();
  expect(records.filter((text) => /PS-\d+ Other \d\s+Second centre/.test(text))).toHaveLength(2);
  expect(records.filter((text) => /KS-\d+ Name \d\s+First centre/.test(text))).toHaveLength(2);
});

it('learns from a refusal what its old list does not know, and shows it until the newest is taken', async () => {
  const [ofFirst, ofSecond] = [numberOf(2), otherNumber(2)];
  // Another desk serves them, of which these lists know nothing.
  await ledger.send(handovers(orderId, centreId, [receipt('PAPER-1', ofFirst, 8)]));
  await ledger.send(handovers(orderId, otherCentre, [receipt('PAPER-2', ofSecond, 10)]));
  for (const [number, centre] of [
    [ofFirst, centreId],
    [ofSecond, otherCentre],
  ] as const)
    await ledger.until(
      'what the other desk gave',
      () => bookedOf(number, centre),
      (booked) => booked.length === 1,
    );
  await show('Serve');
  await serve(ofSecond);
  await switchTo('First centre');
  await serve(ofFirst);
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByRole('button', { name: '2 were refused' }).waitFor();
  await page.getByText('One household of this list was refused since it was taken.').waitFor();
  await page.getByLabel('Number, name or neighbourhood').fill(ofFirst);
  await page.getByRole('button', { name: new RegExp(`${ofFirst}.*Refused`) }).click();
  const told = page.locator('.refused-since');
  await told
    .getByText(/The ledger refused what was recorded here at .*: More than the household is/)
    .waitFor();
  await told.getByText('It was served before: the books have Rice 8 kg as received.').waitFor();
  // 2 of 10 kg are left; of the oil in the same receipt nothing is known.
  expect([await due('rice'), await due('oil')]).toEqual(['2', '0']);
  for (const width of [360, 390, 1_440]) {
    await page.setViewportSize({ width, height: 780 });
    await expectToFit(page);
  }
  await page.setViewportSize({ width: 390, height: 780 });
  expect(await violationsInThemes(page)).toEqual([]);
  await told.getByText('What to do with the goods').click();
  await told.getByRole('button', { name: 'They came back to the shelf' }).click();
  await page.getByRole('button', { name: '1 was refused' }).waitFor();
  await page.getByRole('button', { name: 'Back to the search' }).click();
  // A household of which nothing was refused is due what it was.
  await open(numberOf(3));
  expect(await page.locator('.refused-since').count()).toBe(0);
  expect([await due('rice'), await due('oil')]).toEqual(['10', '2']);
  await page.getByRole('button', { name: 'Back to the search' }).click();
  await switchTo('Second centre');
  await open(ofSecond);
  expect([await due('rice'), await due('oil')]).toEqual(['0', '0']);
  await page.getByText('Nothing is due to this household now.').waitFor();
  await page.getByRole('button', { name: 'Back to the search' }).click();
});

it('says it no longer once the newest list is taken, which knows what is due', async () => {
  await show('This device');
  await page.getByRole('button', { name: 'Take another list along' }).click();
  await page.getByRole('combobox', { name: /^Centre/ }).waitFor();
  await take('First centre');
  await show('Serve');
  expect(await page.getByText(/refused since it was taken/).count()).toBe(0);
  await open(numberOf(2));
  expect(await page.locator('.refused-since').count()).toBe(0);
  expect([await due('rice'), await due('oil')]).toEqual(['2', '2']);
  await page.getByRole('button', { name: 'Hand over all' }).click();
  await page.getByText(`Recorded: ${numberOf(2)}`).waitFor();
  await page.getByRole('button', { name: 'Send now' }).click();
  await ledger.until(
    'the rest',
    () => bookedOf(numberOf(2), centreId),
    (booked) => booked.length === 2,
  );
  // The other list is as old as it was.
  await switchTo('Second centre');
  await page.getByText('One household of this list was refused since it was taken.').waitFor();
});
