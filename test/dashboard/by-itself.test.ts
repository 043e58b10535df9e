/** What the page does while it is open: it finds an order, shows what is new, and says when it cannot. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../flows/desk.ts';
import { handovers, order, receipt } from '../flows/events.ts';
import { orderId, playSmallRound } from './small-round.ts';

let system: LocalSystem;
let desk: Desk;
let browser: Browser;
let emptyText: string;

beforeAll(async () => {
  browser = await launchChromium();
  system = await startSystem();
  desk = new Desk(system);
  const page = await open('');
  await page.locator('h1').waitFor();
  emptyText = await page.locator('main').innerText();
  await playSmallRound(desk);
  // It finds the order by itself.
  await page.getByRole('heading', { level: 1, name: 'Relief round' }).waitFor();
  await page.context().close();
});

afterAll(async () => {
  await browser?.close();
  desk?.close();
  await system?.stop();
});

const complaints: string[] = [];

/** Opens the page, refreshing every second; whatever the browser complains of, such as its policy, is kept. */
async function open(hash: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route('**/config.json', (route) => route.fulfill({ json: { refreshSeconds: 1 } }));
  await page.goto(`${system.outputs.ApiUrl}/${hash}`);
  return page;
}

async function on(hash: string, look: (page: Page) => Promise<void>): Promise<void> {
  const page = await open(hash);
  try {
    await page.locator('h1').waitFor();
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    await look(page);
  } finally {
    await page.context().close();
  }
}

const overview = hrefOf(orderId);

describe('before there is an order', () => {
  it('the page says so, and what it is waiting for', () => {
    expect(emptyText).toContain('There are no orders yet');
  });
});

describe('by itself', () => {
  it('the page shows a new handover, and when it last read the books', async () => {
    await on(overview, async (page) => {
      const fresh = page.locator('[data-fresh]');
      const before = await fresh.getAttribute('data-fresh');
      await desk.send(handovers(orderId, 'C-1', [receipt('R-4', 'H-2', 2.5)]));
      await page.getByText('2 of 3 households have received something').waitFor();
      expect(await page.locator('[data-figure="rice handedOver"]').innerText()).toBe('15');
      expect(await fresh.getAttribute('data-fresh')).not.toBe(before);
    });
  });

  it('it says that the API is down and how old its figures are, and recovers', async () => {
    await on(overview, async (page) => {
      await page.route('**/orders**', (route) => route.abort());
      await page.getByText(/The server is not responding. You are seeing the figures as of/).waitFor();
      expect(await page.locator('[data-figure="rice handedOver"]').isVisible()).toBe(true);
      await page.unroute('**/orders**');
      await page.locator('.stale').waitFor({ state: 'detached' });
    });
    complaints.splice(0);
  });

  it('it says what the API said of a fault, with the id to find it by', async () => {
    const problem = { title: 'Internal Server Error', detail: 'It is logged.', correlationId: 'request-7' };
    await on(overview, async (page) => {
      await page.route('**/activity', (route) => route.fulfill({ status: 500, json: problem }));
      await page
        .locator('.stale')
        .getByText('It is logged. (request-7) You are seeing the figures as of')
        .waitFor();
    });
    complaints.splice(0);
  });

  it('it finds an order that was issued since it was opened, by a link to it', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${system.outputs.ApiUrl}/${overview}`);
    await page.getByRole('heading', { level: 1, name: 'Relief round' }).waitFor();
    await desk.send(order('O-2', { title: 'A second round' }));
    await desk.until('the order', () => desk.get('/orders/O-2'), Boolean);
    await page.goto(`${system.outputs.ApiUrl}/${hrefOf('O-2')}`);
    // Sooner than the orders are read again by themselves.
    await page.getByRole('heading', { level: 1, name: 'A second round' }).waitFor({ timeout: 15_000 });
    await context.close();
  });

  it('it says so too when nothing could be read at all', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const bare = await context.newPage();
    await bare.route('**/config.json', (route) => route.fulfill({ json: { refreshSeconds: 1 } }));
    await bare.route('**/orders**', (route) => route.abort());
    await bare.goto(system.outputs.ApiUrl);
    await bare.getByRole('button', { name: 'Try again' }).waitFor();
    await bare.unroute('**/orders**');
    await bare.getByRole('button', { name: 'Try again' }).click();
    await bare.getByRole('heading', { level: 1, name: 'Relief round' }).waitFor();
    await context.close();
  });
});

it('nothing was complained of by the browser', () => {
  expect(complaints).toEqual([]);
});
