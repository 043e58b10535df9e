/** Whoever signs in writes as themselves, and only what is theirs to write. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { formHref } from '../../../dashboard/writing/offers.ts';
import { orderId } from '../small-round.ts';
import { signedInStage } from '../stage.ts';
import { visit } from '../visit.ts';

const stage = signedInStage();

async function as(groups: readonly string[], address: string, look: (page: Page) => Promise<void>) {
  stage.issuer.signIn(groups);
  await visit(stage.browser, `${stage.url}/${address}`, look, { reader: groups.join() });
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check and continue' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

const staff = ['centre-staff', 'location:C-1'];

describe('the staff of a centre', () => {
  it('count at their own centre, under their own name', async () => {
    await as(staff, formHref('count', orderId, 'C-1'), async (page) => {
      await page.locator('[name="time"]').fill('2020-08-10T12:00');
      await page.locator('[name="lines.0.quantity"]').fill('9.5');
      await page.getByText('The count agrees with the books.').waitFor();
      await send(page);
      await page.locator('[data-outcome="posted"]').waitFor();
      const [newest] = await stage.desk.all(`/locations/C-1/ledger?orderId=${orderId}`);
      expect(newest.event).toMatch(/^urn:relief:reader:somebody:[2-9A-Z]{8}#page-/);
    });
  });

  it('are told whose it is when they name another centre, and change it', async () => {
    await as(staff, formHref('dispatch', orderId, 'C-2'), async (page) => {
      await page.locator('[name="to"]').fill('C-1');
      await page.locator('[name="lines.0.commodity"]').fill('rice');
      await page.locator('[name="lines.0.quantity"]').fill('1');
      await send(page);
      await page.locator('[data-outcome="refused"]').waitFor();
      await page.getByRole('button', { name: 'Change it' }).click();
      expect(await page.locator('[name="lines.0.quantity"]').inputValue()).toBe('1');
    });
  });

  it('are not given the forms of coordinators', async () => {
    await as(staff, formHref('transfer', orderId, 'C-1'), async (page) => {
      await page.getByRole('heading', { level: 1, name: 'You cannot send this form' }).waitFor();
    });
    await as(staff, `#/orders/${orderId}/write`, async (page) => {
      await page.getByRole('link', { name: 'Count stock' }).waitFor();
      expect(await page.getByRole('link', { name: 'Issue an order' }).count()).toBe(0);
    });
  });
});

describe('a payer', () => {
  it('pays under its own number', async () => {
    await as(['payer', 'payer:P-1'], formHref('pay', orderId, 'P-1'), async (page) => {
      await page.locator('[name="time"]').fill('2020-08-10T12:00');
      await page.getByRole('button', { name: 'Add a payment' }).click();
      await page.locator('[name="payments.0.householdId"]').fill('H-2');
      await page.locator('[name="payments.0.amount"]').fill('8000');
      await page.locator('[name="payments.0.currency"]').fill('KPW');
      await send(page);
      await page.locator('[data-outcome="posted"]').waitFor();
    });
  });
});
