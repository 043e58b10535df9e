/** What happens to a desk with a sign-in while receipts wait on it; and what it prints, and takes from paper. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hrefOf } from '../../../dashboard/place.ts';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { launchChromium } from '../../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../../flows/desk.ts';
import { expectToFit, violationsInThemes } from '../accessibility.ts';
import { type Issuer, startIssuer } from '../issuer.ts';
import { patienceMs } from '../visit.ts';
import { type FrontProxy, startFrontProxy } from './front-proxy.ts';
import { centreId, numberOf, orderId, playYard } from './yard.ts';

const clientId = 'dashboard';
const householdCount = 60;

let issuer: Issuer;
let system: LocalSystem;
let front: FrontProxy;
let ledger: Desk;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let device: string;
/** Each question that the browser asked, such as whether to leave the page. */
const questions: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  issuer = await startIssuer(clientId);
  system = await startSystem(':memory:', { issuerUrl: issuer.url, audience: [clientId] });
  front = await startFrontProxy(system.outputs.ApiUrl);
  ledger = new Desk(system, issuer.tokenOf(['coordinator']));
  await playYard(ledger, householdCount);
  context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 780 } });
  // Headless, nobody looks at a print preview, and nothing says when it was closed.
  await context.addInitScript('window.print = () => { document.documentElement.dataset.printed = "yes"; }');
  page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.accept();
  });
  issuer.signIn(['centre-staff', `location:${centreId}`], 'clerk');
  await page.goto(`${front.url}/`);
  await page.locator('h1').waitFor();
  await page.goto(`${front.url}/#/desk`);
  await page.getByRole('button', { name: 'Take it along' }).click();
  await atDesk();
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  device = await onDevicePanel();
});

afterAll(async () => {
  await browser?.close();
  ledger?.close();
  front?.stop();
  await system?.stop();
  issuer?.stop();
});

const atDesk = (): Promise<void> => page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
const show = (part: string): Promise<void> => page.getByRole('button', { name: part, exact: true }).click();
const expectUnsent = (count: number): Promise<void> => page.locator(`[data-unsent="${count}"]`).waitFor();

async function onDevicePanel(): Promise<string> {
  await show('This device');
  return page.locator('[data-device]').innerText();
}

/** Number, Enter, Enter. */
async function serve(index: number): Promise<void> {
  await show('Serve');
  await page.getByLabel('Number, name or neighbourhood').fill(String(index + 1));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText(`Recorded: ${numberOf(index)}`).waitFor();
}

/** How often the books have a receipt of a household; 60 s is longer than anything takes here. */
async function inTheBooks(index: number): Promise<number> {
  const entries = await ledger.all(`/households/${numberOf(index)}/ledger?orderId=${orderId}`);
  return entries.filter(({ type }) => type === 'handover').length;
}

const untilBooked = (index: number): Promise<unknown> =>
  ledger.until(
    `the receipt of ${numberOf(index)}`,
    () => inTheBooks(index),
    (count) => count > 0,
  );

describe('a new version of the page', () => {
  it('waits while receipts are unsent, and loses none when the clerk takes it', async () => {
    await context.setOffline(true);
    await serve(0);
    await serve(1);
    await expectUnsent(2);
    // Sending fails for now, so that the receipts are still unsent when the version comes.
    front.lose(true);
    await context.setOffline(false);
    front.deploy('later');
    await page.evaluate('navigator.serviceWorker.ready.then((one) => one.update()).then(() => true)');
    await page.getByText('A new version of this page is ready.').waitFor();
    // Loaded anew it is still the old one: two versions never mix.
    await page.reload();
    await atDesk();
    expect(await page.evaluate('document.documentElement.dataset.version ?? "first"')).toBe('first');
    await expectUnsent(2);
    questions.length = 0;
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Load it' }).click()]);
    await atDesk();
    expect(await page.evaluate('document.documentElement.dataset.version')).toBe('later');
    expect(questions).toEqual([]);
    await expectUnsent(2);
    front.lose(false);
    await page.getByRole('button', { name: 'Send now' }).click();
    await expectUnsent(0);
    for (const index of [0, 1]) {
      await untilBooked(index);
      expect(await inTheBooks(index)).toBe(1);
    }
  });
});

describe('a sign-in that ends', () => {
  it('keeps the receipts, is said, and after another sign-in they are sent once', async () => {
    await page.evaluate(spoilToken);
    await serve(2);
    await page.getByRole('button', { name: 'Send now' }).click();
    // Before the desk looks after the sign-in by itself again, every ten seconds.
    const ended = page.getByText('Your sign-in has ended. What you recorded is kept.');
    await ended.waitFor({ timeout: 5_000 });
    await expectUnsent(1);
    await serve(3);
    await expectUnsent(2);
    expect(await inTheBooks(2)).toBe(0);
    questions.length = 0;
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Sign in' }).click()]);
    await atDesk();
    expect(await page.getByText('Your sign-in has ended.').count()).toBe(0);
    // Signed in and with a network, the desk sends by itself.
    await expectUnsent(0);
    expect(questions).toEqual([]);
    for (const index of [2, 3]) {
      await untilBooked(index);
      expect(await inTheBooks(index)).toBe(1);
    }
  });
});

describe('a device that is lost', () => {
  let office: Page;
  beforeAll(async () => {
    issuer.signIn(['coordinator'], 'coordinator-1');
    office = await (await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })).newPage();
    office.setDefaultTimeout(patienceMs);
    await office.goto(`${front.url}/${hrefOf(orderId, 'devices')}`);
    await office.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    issuer.signIn(['centre-staff', `location:${centreId}`], 'clerk');
  });
  afterAll(() => office?.context().close());

  it('is ended by a coordinator by its name, once a reason is given and the name was checked', async () => {
    await office.locator(`[data-device="${device}"]`).getByText('Came as urn:relief:reader:clerk:').waitFor();
    await office.getByLabel('Name of the device').fill(device);
    await office.getByRole('button', { name: 'End this device', exact: true }).click();
    expect(await office.getByText('No device is ended.').isVisible()).toBe(true);
    await office.getByLabel('Why, without names of people').fill('Left on the train');
    await office.getByLabel('I have checked the name').check();
    await office.getByRole('button', { name: 'End this device', exact: true }).click();
    await office.getByText(`The device ${device} is ended.`).waitFor();
    const ended = office.getByRole('region', { name: 'Ended devices' });
    await ended.getByText(/by urn:relief:reader:coordinator-1: Left on the train/).waitFor();
    for (const width of [360, 1_440]) {
      await office.setViewportSize({ width, height: 800 });
      await expectToFit(office);
      expect(await violationsInThemes(office)).toEqual([]);
    }
  });

  it('is refused from then on: its desk says so, keeps everything, and says what to do', async () => {
    await serve(4);
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText(`A coordinator ended this device, ${device}`).waitFor();
    await expectUnsent(1);
    await show('Recorded here');
    const waiting = page.locator('[data-state="refused"]');
    await waiting.getByText(numberOf(4)).waitFor();
    await waiting.getByText('because a coordinator ended this device').waitFor();
    await expectToFit(page);
    expect(await violationsInThemes(page)).toEqual([]);
    // After a restart it is all still there, and nothing of it has come.
    await page.reload();
    await atDesk();
    await page.getByText(`A coordinator ended this device, ${device}`).waitFor();
    await expectUnsent(1);
    expect(await inTheBooks(4)).toBe(0);
    // What came before stands.
    expect(await inTheBooks(0)).toBe(1);
  });

  it('is let in again, and sends what it kept, once', async () => {
    await office.getByRole('button', { name: `Let it in again: ${device}` }).click();
    await office.getByLabel('Why, without names of people').fill('Found at the station');
    await office.getByLabel('I have checked the name').check();
    await office.getByRole('button', { name: 'Let it in again', exact: true }).click();
    await office.getByText(`The device ${device} is let in again.`).waitFor();
    await page.getByRole('button', { name: 'Send now' }).click();
    await expectUnsent(0);
    await page.getByText('A coordinator ended this device').first().waitFor({ state: 'detached' });
    await untilBooked(4);
    expect(await inTheBooks(4)).toBe(1);
  });

  it('is decided about by nobody else: others are told that the page is not theirs', async () => {
    await page.goto(`${front.url}/${hrefOf(orderId, 'devices')}`);
    await page.getByRole('heading', { level: 1, name: "You don't have access to this page" }).waitFor();
    await page.goto(`${front.url}/#/desk`);
    await atDesk();
  });
});

describe('paper', () => {
  it('is printed before: who may collect what, with a place to sign, and nothing of the page around it', async () => {
    await show('Paper');
    await page.getByRole('button', { name: 'Print the list' }).click();
    await page.locator('[data-printed]').waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    const sheet = page.locator('.printed');
    expect(await sheet.locator('h1').innerText()).toBe('First centre');
    expect(await sheet.locator('thead th').allInnerTexts()).toEqual([
      'Household',
      'Name',
      'People',
      'Rice kg',
      'Oil bottles',
      'Signature',
    ]);
    const rows = sheet.locator('tbody tr');
    expect(await rows.count()).toBe(householdCount);
    const cells = (index: number): Promise<string[]> => rows.nth(index).locator('th, td').allInnerTexts();
    // Served above, so nothing is due.
    expect(await cells(0)).toEqual(['KS-00001', 'Name 1', '2', '0', '0', '']);
    expect(await cells(9)).toEqual(['KS-00010', 'Name 10', '2', '10', '2', '']);
    expect(await rows.nth(9).locator('.signature').isVisible()).toBe(true);
    for (const around of ['.header', '.tabs', 'main'])
      expect(await page.locator(around).first().isVisible(), around).toBe(false);
  });

  it('breaks between households, and repeats the heading on every sheet', async () => {
    const styleOf = (selector: string, property: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);
    expect(await styleOf('.printed tbody tr', 'breakInside')).toBe('avoid');
    expect(await styleOf('.printed thead', 'display')).toBe('table-header-group');
    const pdf = await page.pdf({ format: 'A4' });
    // 9 mm a household and 29.7 cm a sheet: some 28 households on each.
    expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(3);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await page.locator('.printed').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Print the list' }).isVisible()).toBe(true);
  });

  it('is typed in afterwards: number, Enter, number, Enter', async () => {
    await context.setOffline(true);
    await page.getByLabel('When it was handed over').fill('2020-08-08T10:30');
    const field = page.getByRole('textbox', { name: 'Number' });
    await field.focus();
    // As fast as keys can come: the next number is typed over the last, and none is taken for another.
    for (const number of ['11', '12', '13']) {
      await page.keyboard.insertText(number);
      await page.keyboard.press('Enter');
    }
    await page.getByText(`Recorded: ${numberOf(12)}`).waitFor();
    await expectUnsent(3);
  });

  it('says of a number that nobody has, and of one that was served, that nothing was recorded', async () => {
    const typed = async (number: string): Promise<void> => {
      await page.keyboard.insertText(number);
      await page.keyboard.press('Enter');
    };
    await typed('999');
    await page.getByText('No household of this list has the number 999.').waitFor();
    await typed('11');
    await page.getByText(`Nothing is due to ${numberOf(10)}: nothing was recorded.`).waitFor();
    await typed('1');
    await page.getByText(`Nothing is due to ${numberOf(0)}: nothing was recorded.`).waitFor();
    // Enter twice is one receipt.
    await page.keyboard.insertText('14');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText(`Nothing is due to ${numberOf(13)}: nothing was recorded.`).waitFor();
    await expectUnsent(4);
  });

  it('is booked once each, at the time that was written on it', async () => {
    await context.setOffline(false);
    await expectUnsent(0);
    for (const index of [10, 11, 12, 13]) await untilBooked(index);
    const [entry] = await ledger.all(`/households/${numberOf(10)}/ledger?orderId=${orderId}`);
    expect(Date.parse(entry.occurredAt)).toBe(Date.parse('2020-08-08T10:30:00+09:00'));
    for (const index of [10, 11, 12, 13]) expect(await inTheBooks(index)).toBe(1);
    expect((await ledger.all(`/exceptions?orderId=${orderId}`)).length).toBe(0);
  });
});

/** As if the token had ended: the page takes it for good, and the API does not. */
const spoilToken = `(() => {
  const [key] = Object.keys(sessionStorage).filter((name) => name.startsWith('oidc.user:'));
  const user = JSON.parse(sessionStorage.getItem(key));
  sessionStorage.setItem(key, JSON.stringify({ ...user, access_token: user.access_token + 'x' }));
})()`;
