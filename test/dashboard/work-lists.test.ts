/** The lists that people work through: what was not posted and what is unusual, and a wrong import that is taken back. */
import { beforeAll, describe, expect, it } from 'vitest';
import { hrefOf, withFilters } from '../../dashboard/place.ts';
import { arrival, handovers, receipt } from '../flows/events.ts';
import { orderId } from './small-round.ts';
import { smallRoundStage } from './stage.ts';
import { visitsTo } from './visit.ts';

const stage = smallRoundStage();

const source = 'urn:relief:import';
const [sheets, rowsOfSheet] = [4, 15];

beforeAll(async () => {
  for (let sheet = 0; sheet < sheets; sheet += 1)
    await stage.desk.send({
      ...handovers(
        orderId,
        'C-2',
        Array.from({ length: rowsOfSheet }, (_, row) => receipt(`X-${sheet}-${row}`, `N-${sheet}-${row}`, 1)),
      ),
      source,
    });
  await stage.desk.send(handovers('O-typo', 'C-1', [receipt('T-1', 'H-1', 1)]));
  await stage.desk.until(
    'the import',
    () => stage.desk.get(`/exceptions?orderId=${orderId}&status=held&reason=unknown-household&limit=1`),
    ({ counts }) => counts.open === sheets * rowsOfSheet + 1,
    100,
  );
  await stage.desk.send(arrival(orderId, 'W-9', 'C-9', [{ commodity: 'rice', quantity: 1, unit: 'kg' }]));
  await stage.desk.exception('held', 'W-9');
  await stage.desk.until(
    'the unknown order',
    () => stage.desk.get('/exceptions?orderId=O-typo'),
    ({ items }) => items.length === 1,
  );
}, 300_000);

const { on, onForAll } = visitsTo(stage);

const exceptions = hrefOf(orderId, 'exceptions');

describe('what was not booked', () => {
  it('is listed newest first with the field and the document, counted, and grouped by reason', async () => {
    await on(exceptions, async (page) => {
      const first = page.locator('.finding-list li').first();
      expect(await first.innerText()).toMatch(/W-9/);
      await page.getByText(/6\d open · 0 being looked into · 0 explained/).waitFor();
      const row = page.getByRole('row', { name: /The household is not registered yet/ });
      expect(await row.innerText()).toMatch(/61\s+61\s+0\s+Register the household/);
      await row.getByRole('link').click();
      await page.waitForURL(/reason=unknown-household/);
      await page.getByText('61 open').waitFor();
    });
  });

  it('keeps its filters in the address, on a reload and when it is shared', async () => {
    await on(exceptions, async (page) => {
      await page.getByText('Filters', { exact: true }).click();
      await page.getByLabel('Document').fill('R-2');
      await page.getByRole('button', { name: 'Apply filters' }).click();
      await page.waitForURL(/reference=R-2/);
      await page.getByRole('link', { name: /More than the household is entitled to.*R-2/ }).waitFor();
      await page.reload();
      await page.getByText('1 item', { exact: true }).waitFor();
      expect(await page.locator('.finding-list > li').count()).toBe(1);
      expect(await page.getByLabel('Document').inputValue()).toBe('R-2');
      await page.getByRole('link', { name: /R-2/ }).first().click();
      await page.getByRole('region', { name: 'Details' }).getByText('exceeds-entitlement').waitFor();
      expect(page.url()).toMatch(/reference=R-2/);
      await page.getByRole('link', { name: 'Clear filters' }).click();
      await page.getByText(/6\d open/).waitFor();
    });
  });

  it('keeps what is typed into a filter and chosen of it while the list is read again', async () => {
    await onForAll(exceptions, async (page) => {
      await page.getByText('Filters', { exact: true }).click();
      await page.getByLabel('Document').fill('R-2');
      await page.getByRole('combobox', { name: 'Reason', exact: true }).selectOption('exceeds-entitlement');
      const fresh = page.locator('[data-fresh]');
      const before = (await fresh.getAttribute('data-fresh')) ?? '';
      await page.getByRole('button', { name: 'Refresh', exact: true }).click();
      await expect.poll(() => fresh.getAttribute('data-fresh')).not.toBe(before);
      expect(await page.getByLabel('Document').inputValue()).toBe('R-2');
      expect(await page.getByRole('combobox', { name: 'Reason', exact: true }).inputValue()).toBe(
        'exceeds-entitlement',
      );
    });
  });

  it('never reassures where a filter is misspelt', async () => {
    await onForAll(withFilters(exceptions, { locationId: 'C-11', reson: 'x' }), async (page) => {
      await page.getByText('filters that this list does not know: reson').waitFor();
      await page.getByText('Nothing matches these filters. Check how they are written.').waitFor();
      await page.getByText('There is no location C-11.').waitFor();
    });
    await onForAll(withFilters(exceptions, { reason: 'unknown-houshold' }), async (page) => {
      await page
        .getByText(/reason must be one of/)
        .first()
        .waitFor();
      expect(await page.getByText('Nothing is held').count()).toBe(0);
    });
  });

  it('that names no order, or an unknown one, has a list of its own', async () => {
    await onForAll(hrefOf(orderId), async (page) => {
      await page.getByRole('link', { name: '1 item names no order, or an unknown one' }).click();
      await page.getByRole('heading', { level: 1, name: 'Without an order' }).waitFor();
      await page.getByRole('link', { name: 'Names O-typo, which does not exist' }).click();
      await page.getByRole('link', { name: /The order is not known yet.*T-1/ }).waitFor();
    });
  });

  it('stands on the pages of the household and the waybill that it is about', async () => {
    await on(hrefOf(orderId, 'households', 'H-2'), async (page) => {
      const panel = page.getByRole('region', { name: 'Not booked' });
      await panel.getByRole('link', { name: /R-2/ }).first().click();
      await page.waitForURL(/exceptions\/x\w+\?householdId=H-2/);
    });
    await onForAll(hrefOf(orderId, 'households', 'H-9'), async (page) => {
      await page.getByRole('region', { name: 'Not booked' }).getByText('R-3').waitFor();
    });
    await onForAll(hrefOf(orderId, 'households', 'H-3'), async (page) => {
      expect(await page.getByRole('region', { name: 'Not booked' }).count()).toBe(0);
    });
  });

  it('says in Korean what it says in English', async () => {
    await onForAll(
      exceptions,
      async (page) => {
        await page.getByText(/미처리 6\d건/).waitFor();
        await page.getByText('사유별').waitFor();
      },
      { locale: 'ko-KR' },
    );
  });
});

describe('a note', () => {
  it('is written from the line, and shows its state, its owner and its words there', async () => {
    const { exceptionId } = await stage.desk.exception('rejected', 'R-2');
    await onForAll(withFilters(exceptions, { reference: 'R-2' }), async (page) => {
      await page.getByRole('link', { name: 'Add a note: R-2' }).click();
      await page.getByLabel('What was found out').fill('the scale was wrong');
      await page.getByLabel(/^State/).selectOption({ label: 'Explained' });
      await page.getByLabel(/^Who looks after it/).fill('Ri');
      await page.getByRole('button', { name: 'Check and continue' }).click();
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByRole('link', { name: 'Show it in the books' }).click();
      expect(page.url()).toContain(exceptionId);
      const details = page.getByRole('region', { name: 'Details' });
      await details.getByText('the scale was wrong').waitFor();
    });
    await onForAll(withFilters(exceptions, { reference: 'R-2' }), async (page) => {
      const line = page.locator('.finding-list li', { hasText: 'R-2' });
      await line.getByText('Explained').waitFor();
      expect(await line.innerText()).toMatch(/Looked after by Ri\s+.?the scale was wrong/);
    });
  });
});

describe('an anomaly', () => {
  it('is found by its kind and place, in the address', async () => {
    await onForAll(hrefOf(orderId, 'anomalies'), async (page) => {
      await page.getByText('Filters', { exact: true }).click();
      await page.getByLabel('Kind').selectOption({ label: 'Count variance' });
      await page.getByRole('button', { name: 'Apply filters' }).click();
      await page.waitForURL(/kind=count-variance/);
      await page.getByText('1 anomaly', { exact: true }).waitFor();
      await page.reload();
      await page.getByText('1 anomaly', { exact: true }).waitFor();
      expect(await page.getByLabel('Kind').inputValue()).toBe('count-variance');
      await page.getByRole('link', { name: /^Add a note: count-variance/ }).waitFor();
    });
  });
});

describe('a wrong import', () => {
  it('is recognised, and withdrawn at once', async () => {
    await onForAll(exceptions, async (page) => {
      await page.getByText('By import', { exact: true }).click();
      const row = page.getByRole('row', { name: new RegExp(source) });
      expect(await row.innerText()).toMatch(/Handovers[\s\S]*\s60\s+0/);
      await row.getByRole('link', { name: 'Withdraw this import' }).click();
      await page.getByText('60 items held, in 4 messages.').waitFor();
      await page.getByLabel('Reason').fill('the wrong file');
      await page.getByRole('button', { name: 'Withdraw 60 items' }).click();
      await page.getByText('4 of 4 messages are being withdrawn.').waitFor();
      await page.getByText('All of it is withdrawn.').waitFor({ timeout: 40_000 });
    });
    const { counts } = await stage.desk.get(
      `/exceptions?orderId=${orderId}&status=held&reason=unknown-household&limit=1`,
    );
    expect(counts.open).toBe(1);
  });
});
