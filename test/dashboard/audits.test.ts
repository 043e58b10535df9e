/** An audit by visits on the page: a coordinator opens it, an auditor types in what visits found, and p falls. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import { formHref } from '../../dashboard/writing/offers.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../flows/desk.ts';
import { arrival, handovers, households, locations, order, receipt } from '../flows/events.ts';
import { expectToFit } from './accessibility.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { visit } from './visit.ts';

const clientId = 'dashboard';
const orderId = 'O-1';
const homes = Array.from({ length: 20 }, (_, index) => `H-${index + 1}`);
const eachGot = 15;

let issuer: Issuer;
let system: LocalSystem;
let desk: Desk;
let browser: Browser;
let sealDate: string;

beforeAll(async () => {
  browser = await launchChromium();
  issuer = await startIssuer(clientId);
  system = await startSystem(':memory:', { issuerUrl: issuer.url, audience: [clientId] });
  desk = new Desk(system, issuer.tokenOf(['coordinator']));
  await desk.send(locations);
  await desk.until('the centre', () => desk.get('/locations/C-1'), Boolean);
  const rows = homes.map((householdId) => ({ householdId, adults: 3, children: 0 }));
  await desk.send(households('C-1', rows));
  await desk.until('the households', () => desk.get(`/households/${homes.at(-1)}`), Boolean);
  await desk.send(order(orderId));
  await desk.until('the order', () => desk.get(`/orders/${orderId}`), Boolean);
  await desk.send(arrival(orderId, 'W-1', 'C-1', [{ commodity: 'rice', quantity: 300, unit: 'kg' }]));
  const receipts = homes.map((householdId) => receipt(`R-${householdId}`, householdId, eachGot));
  await desk.send(handovers(orderId, 'C-1', receipts));
  await desk.until(
    'the receipts',
    () => desk.get(`/orders/${orderId}/reconciliation`),
    (report) => report.commodities[0].handedOver === 300,
  );
  await system.runSchedules();
  const { items } = await desk.get('/seals');
  sealDate = items[0].date;
});

afterAll(async () => {
  await browser?.close();
  desk?.close();
  await system?.stop();
  issuer?.stop();
});

async function as(group: string, address: string, look: (page: Page) => Promise<void>): Promise<void> {
  issuer.signIn([group], group);
  await visit(browser, `${system.outputs.ApiUrl}/${address}`, look, { reader: group });
}

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
const audits = hrefOf(orderId, 'audits');
const auditAddress = hrefOf(orderId, 'audits', 'A-1');
const openOne = (page: Page) => page.getByRole('link', { name: 'Open an audit' });
const observe = (page: Page) => page.getByRole('link', { name: 'What visits found' });

/** Sends what is filled in, and waits until it is booked beside all that was sent here before. */
async function send(page: Page): Promise<void> {
  const booked = page.locator('[data-outcome="posted"]');
  const before = await booked.count();
  await page.getByRole('button', { name: 'Check and continue' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect.poll(() => booked.count()).toBe(before + 1);
}

/** Opens an address anew: nothing of the place before is taken for it. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto(`${system.outputs.ApiUrl}/${address}`);
  await page.reload();
}

/** Types in what the visits of the list found, from the first row on. Returns the draws of the rows. */
async function typeIn(page: Page, found: (draw: number) => string): Promise<readonly number[]> {
  await field(page, 'observations.0.draw').waitFor();
  const draws: number[] = [];
  for (let row = 0; (await field(page, `observations.${row}.draw`).count()) > 0; row += 1) {
    const draw = Number(await field(page, `observations.${row}.draw`).inputValue());
    draws.push(draw);
    await field(page, `observations.${row}.quantity`).fill(found(draw));
    await field(page, `observations.${row}.visitedOn`).fill('2020-08-20');
    await field(page, `observations.${row}.visitor`).fill('Ri');
  }
  await send(page);
  return draws;
}

/** The texts of the chart are as large on a phone as on a desk, and stand within it. */
async function expectReadable(page: Page): Promise<void> {
  const texts = page.locator('.p-chart text');
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await expectToFit(page);
    const place = await page.locator('.p-chart').boundingBox();
    const drawn = page.locator('.p-chart svg');
    await expect
      .poll(async () => (await drawn.boundingBox())?.width)
      .toBeCloseTo(Math.floor(place?.width ?? 0), 0);
    const sizes: readonly number[] = await texts.evaluateAll((all) =>
      all.map((text) => {
        const svg = text as unknown as { getScreenCTM(): { a: number } };
        return Number.parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a;
      }),
    );
    expect(sizes.length).toBeGreaterThan(4);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
    for (const text of await texts.all()) {
      const box = await text.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(place?.x ?? 0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(
        (place?.x ?? 0) + (place?.width ?? 0) + 1,
      );
    }
  }
}

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a coordinator', () => {
  it('opens an audit, and sees whom to visit', { timeout: 60_000 }, async () => {
    await as('coordinator', audits, async (page) => {
      await page.getByText('No audit has been opened under this order.').waitFor();
      await openOne(page).click();
      await field(page, 'auditId').fill('A-1');
      await field(page, 'commodity').fill('rice');
      await field(page, 'quantity').fill('60');
      await field(page, 'unit').selectOption('kg');
      await field(page, 'sealDate').fill(sealDate);
      await field(page, 'seed').fill('12345678901234567890');
      await send(page);
      await show(page, auditAddress);
      await page.getByText('p stands at 1 until the first visit.').waitFor();
      const { drawsIfClean } = await desk.get('/audits/A-1');
      expect(drawsIfClean).toBe(14);
      await page.locator('.distribution-list tbody tr').first().waitFor();
      expect(await page.locator('.distribution-list tbody tr').count()).toBe(drawsIfClean);
    });
  });

  it('is not given what visits found to write, by the page or by the API', async () => {
    await as('coordinator', auditAddress, async (page) => {
      await page.getByText('p stands at 1').waitFor();
      expect(await observe(page).count()).toBe(0);
      await show(page, formHref('observe', orderId, 'A-1'));
      await page.getByRole('heading', { level: 1, name: 'You cannot send this form' }).waitFor();
    });
    const response = await fetch(`${system.outputs.ApiUrl}/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${issuer.tokenOf(['coordinator'])}`,
        'content-type': 'application/cloudevents+json',
      },
      body: JSON.stringify({
        specversion: '1.0',
        id: 'visits-of-a-coordinator',
        source: 'urn:relief:reader:somebody',
        type: 'relief.audit.observed.v1',
        time: '2020-08-20T12:00:00+09:00',
        data: {
          auditId: 'A-1',
          observations: [{ draw: 1, found: 'not-found', visitedOn: '2020-08-20', visitor: 'Ri' }],
        },
      }),
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('auditors') });
  });
});

describe('an auditor', () => {
  it('types in a list of visits, and sees p fall until the audit is confirmed', {
    timeout: 90_000,
  }, async () => {
    await as('auditor', auditAddress, async (page) => {
      await observe(page).click();
      expect(await typeIn(page, () => String(eachGot))).toEqual(numbers(1, 10));
      await show(page, auditAddress);
      // (1 - 60/300)^10
      const chart = page.getByRole('img', { name: /p after each of 10 visits, from 1 down to 0\.107/ });
      await chart.waitFor();
      await expectReadable(page);
      expect(await desk.get('/audits/A-1')).toMatchObject({ status: 'open', observed: 10 });

      await observe(page).click();
      expect(await typeIn(page, () => String(eachGot))).toEqual(numbers(11, 20));
      await show(page, auditAddress);
      await page.getByText('Draw 14 confirmed it. That answer is final.').waitFor();
      await page.getByText('Every visit found all that is recorded.').waitFor();
      const { p, confirmedAt } = await desk.get('/audits/A-1');
      expect([p, confirmedAt]).toEqual([0.8 ** 20, 14].map((each) => expect.closeTo(each, 9)));
    });
  });

  it('may open another one, in which a short visit lets p rise', { timeout: 60_000 }, async () => {
    await as('auditor', audits, async (page) => {
      await openOne(page).click();
      await field(page, 'auditId').fill('A-2');
      await field(page, 'commodity').fill('rice');
      await field(page, 'quantity').fill('60');
      await field(page, 'unit').selectOption('kg');
      await field(page, 'sealDate').fill(sealDate);
      await field(page, 'seed').fill('98765432109876543210');
      await send(page);
      await show(page, formHref('observe', orderId, 'A-2'));
      await typeIn(page, (draw) => (draw === 10 ? '3' : String(eachGot)));
      await show(page, hrefOf(orderId, 'audits', 'A-2'));
      // 0.8^9, and then four fifths of what is recorded are missing: times 0.8 / 0.2.
      await page.getByRole('img', { name: /p after each of 10 visits, from 1 down to 0\.53/ }).waitFor();
      const short = page.getByRole('region', { name: 'Where least was found' });
      await short.getByText('80 %').waitFor();
    });
  });
});
