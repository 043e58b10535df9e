/** The reference of the API in a browser: served by the system itself, and tried from there. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { referenceHref } from '../../dashboard/place.ts';
import { orderId } from './small-round.ts';
import { shownRoundStage } from './stage.ts';
import { patienceMs } from './visit.ts';

const stage = shownRoundStage();
let page: Page;
const complaints: string[] = [];
const asked = new Set<string>();

beforeAll(async () => {
  page = await (await stage.browser.newContext({ locale: 'en-GB' })).newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  await page.goto(`${stage.url}/${referenceHref}`);
});

it('lists what can be asked and sent, and loads nothing from elsewhere', async () => {
  await page.locator('[data-path="/orders/{orderId}/reconciliation"]').first().waitFor();
  await page.getByText('Send one event, or a batch of them.').waitFor();
  expect([...asked].filter((origin) => origin !== 'null')).toEqual([new URL(stage.url).origin]);
});

it('sends a question and shows its answer', async () => {
  const question = page.locator('#operations-Orders-orders');
  await question.getByRole('button').first().click();
  await question.getByRole('button', { name: 'Try it out' }).click();
  await question.getByRole('button', { name: 'Execute' }).click();
  await question.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
  expect(await question.locator('.live-responses-table').innerText()).toContain(`"orderId": "${orderId}"`);
});

it('leads back to the page, and complains of nothing', async () => {
  await page.getByRole('link', { name: 'Back to the page' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(complaints).toEqual([]);
});
