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
  const { origin } = new URL(system.outputs.ApiUrl);
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 780 } });
  await context.grantPermissions(['camera'], { origin });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${origin}/#/desk`);
  await page.getByRole('combobox', { name: /^Order/ }).waitFor();
  await page.getByRole('button', { name: 'Take it along' }).click();
  await page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  ledger?.close();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('finds the household of a card that the camera is shown, and hands over to it', async () => {
  await page.getByRole('button', { name: 'Scan a card' }).click();
  await page.getByRole('heading', { name: numberOf(1) }).waitFor();
  // The camera is off again.
  expect(await page.locator('video').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.getByText(`Recorded: ${numberOf(1)}`).waitFor();
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
