/** What can happen to a desk's device: its camera is shown a card, its disk is full, and two people share it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { encode } from 'uqr';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { launchChromium } from '../../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../../flows/desk.ts';
import { cancellation } from '../../flows/events.ts';
import { patienceMs } from '../visit.ts';
import { openDesk, serve, statesOf, takeWhole } from './many-desks.ts';
import { centreId, numberOf, orderId, playYard } from './yard.ts';

const folder = mkdtempSync(join(tmpdir(), 'desk-scanner-'));
const seen = join(folder, 'seen.y4m');

const [width, height, pixelsOfModule] = [640, 480, 8];
const [white, black, noColour] = [235, 16, 128];

/** What a camera sees of a card: its QR code in the middle of a white sheet, for one frame, which repeats. */
function pictureOf(text: string): Buffer {
  const { data, size } = encode(text);
  const luma = Buffer.alloc(width * height, white);
  const [left, top] = [width, height].map((side) => Math.floor((side - size * pixelsOfModule) / 2));
  for (let y = 0; y < size * pixelsOfModule; y += 1)
    for (let x = 0; x < size * pixelsOfModule; x += 1)
      if (data[Math.floor(y / pixelsOfModule)]?.[Math.floor(x / pixelsOfModule)] === true)
        luma[((top ?? 0) + y) * width + (left ?? 0) + x] = black;
  const chroma = Buffer.alloc((width * height) / 2, noColour);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame]);
}

let system: LocalSystem;
let ledger: Desk;
let browser: Browser;
let page: Page;
let origin: string;
/** Files of the page that were asked for. */
const asked: string[] = [];

beforeAll(async () => {
  system = await startSystem();
  ledger = new Desk(system);
  await playYard(ledger, 3);
  browser = await launchChromium(
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${seen}`,
  );
  const { items } = await ledger.get(`/cards?centreId=${centreId}&orderId=${orderId}`);
  const card = items.find(({ householdId }: { householdId: string }) => householdId === numberOf(1));
  writeFileSync(seen, pictureOf(card.url));
  ({ origin } = new URL(system.outputs.ApiUrl));
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 780 } });
  await context.grantPermissions(['camera'], { origin });
  page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${origin}/#/desk`);
  await page.getByRole('combobox', { name: /^Order/ }).waitFor();
  await page.getByRole('button', { name: 'Take it along' }).click();
  await page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
});

afterAll(async () => {
  await browser?.close();
  ledger?.close();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const isLibrary = (path: string): boolean => /jsQR|jsqr/i.test(path);

it('says on the screen that nothing was recorded while the disk is full, and why', async () => {
  // As Chromium refuses it; a quota that is taken away takes effect only once the browser looks again, half a minute later.
  await page.evaluate(`{
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    globalThis.makeRoom = () => {
      IDBObjectStore.prototype.put = put;
    };
  }`);
  await page.getByLabel('Number, name or neighbourhood').fill(numberOf(0));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText('It was NOT recorded: the device is full.').waitFor();
  expect(await page.locator('[data-recorded]').count()).toBe(0);
  expect(await page.locator('[data-unsent="0"]').count()).toBe(1);
  await page.evaluate('makeRoom()');
  await page.getByRole('button', { name: 'Hand over all' }).click();
  await page.getByText(`Recorded: ${numberOf(0)}`).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(`Undone: nothing was recorded for ${numberOf(0)}`).waitFor();
});

it('says that the browser has not promised to keep what is recorded, and once it has, that', async () => {
  const notice = page.getByText('The browser has not promised to keep what is recorded here');
  const promise = page.getByText('The browser has promised to keep what is recorded here.');
  await page.getByRole('button', { name: 'This device' }).click();
  await notice.waitFor();
  const session = await browser.newBrowserCDPSession();
  const { targetInfo } = await (await page.context().newCDPSession(page)).send('Target.getTargetInfo');
  await session.send('Browser.grantPermissions', {
    origin,
    permissions: ['durableStorage', 'videoCapture'],
    ...(targetInfo.browserContextId !== undefined && { browserContextId: targetInfo.browserContextId }),
  });
  // The desk asks for it whenever it is opened.
  await page.reload();
  await page.getByRole('button', { name: 'This device' }).click();
  await promise.waitFor();
  expect(await notice.count()).toBe(0);
  await page.getByRole('button', { name: 'Serve', exact: true }).click();
});

it('finds the household of a card that the camera is shown, and hands over to it', async () => {
  // In the yard there is no network, and the library comes from the device.
  await page.context().setOffline(true);
  expect(asked.some(isLibrary)).toBe(false);
  await page.getByRole('button', { name: 'Scan a card' }).click();
  await page.getByRole('heading', { name: numberOf(1) }).waitFor();
  // The camera is off again.
  expect(await page.locator('video').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.getByText(`Recorded: ${numberOf(1)}`).waitFor();
  expect(asked.some(isLibrary)).toBe(true);
  await page.context().setOffline(false);
});

it('has the browser itself read the card where it can, and then loads no library', async () => {
  asked.length = 0;
  // No browser on Linux has a detector, so this stands for that of a phone: it looks at the picture once it moves.
  await page.evaluate(`globalThis.BarcodeDetector = class {
    static getSupportedFormats = async () => ['ean_13', 'qr_code'];
    detect = async ({ videoWidth }) => (videoWidth > 0 ? [{ rawValue: '${numberOf(2)}' }] : []);
  }; 1`);
  await page.getByRole('button', { name: 'Scan a card' }).click();
  await page.getByRole('heading', { name: numberOf(2) }).waitFor();
  expect(asked.some(isLibrary)).toBe(false);
  await page.keyboard.press('Escape');
});

it('says that a receipt could not be kept where the disk is full, and keeps it once there is room', async () => {
  const desk = await openDesk(system.outputs.ApiUrl, 'full', (api) => api, 'full');
  await takeWhole(desk);
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('there is no room', 'QuotaExceededError');
  });
  await expect(serve(desk, numberOf(0))).rejects.toThrow('there is no room');
  expect(desk.records).toEqual([]);
  full.mockRestore();
  await serve(desk, numberOf(0));
  const again = await openDesk(system.outputs.ApiUrl, 'full', (api) => api, 'full');
  expect(statesOf(again)).toEqual([{ is: 'recorded' }]);
});

it('keeps what one person recorded until that person sends it, whoever else uses the device', async () => {
  const { ApiUrl } = system.outputs;
  const first = await openDesk(ApiUrl, 'first', (api) => api, 'shared');
  await takeWhole(first);
  await serve(first, numberOf(0));
  const second = await openDesk(ApiUrl, 'second', (api) => api, 'shared');
  expect([second.records, second.lists]).toEqual([[], []]);
  expect(second.unsentOfOthers).toBe(1);
  await second.sync();
  expect(await second.leave()).toBe(false);
  const back = await openDesk(ApiUrl, 'first', (api) => api, 'shared');
  expect(back.records.map(({ householdId }) => householdId)).toEqual([numberOf(0)]);
  await back.sync();
  await vi.waitUntil(
    async () => {
      await back.sync();
      return statesOf(back).every(({ is }) => is === 'posted');
    },
    { timeout: 15_000 },
  );
  expect(await back.leave()).toBe(true);
});

it('drops a list after 14 days as soon as the desk is opened, and keeps what is unsent', async () => {
  const { ApiUrl } = system.outputs;
  const desk = await openDesk(ApiUrl, 'old', (api) => api, 'old');
  await takeWhole(desk);
  await desk.miss(numberOf(2), 'absent');
  const in15Days = (): Date => new Date(Date.now() + 15 * 86_400_000);
  const later = await openDesk(ApiUrl, 'old', (api) => api, 'old', in15Days);
  expect([later.lists, later.unsent]).toEqual([[], 1]);
});

it('drops a list once its order was cancelled, and sends what waits all the same', async () => {
  const { ApiUrl } = system.outputs;
  const desk = await openDesk(ApiUrl, 'cancelled');
  await takeWhole(desk);
  await desk.sync();
  expect(desk.lists).toHaveLength(1);
  await desk.miss(numberOf(2), 'absent');
  await ledger.send(cancellation(orderId));
  await ledger.until(
    'the cancellation',
    () => ledger.get(`/orders/${orderId}`),
    ({ status }) => status === 'cancelled',
  );
  await desk.sync();
  expect([desk.lists, desk.unsent]).toEqual([[], 0]);
});
