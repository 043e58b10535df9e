import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import { handovers, households, missed, receipt, withdrawal } from '../flows/events.ts';
import { expectToFit, violationsOf } from './accessibility.ts';
import { orderId } from './small-round.ts';
import { smallRoundStage } from './stage.ts';
import { visit } from './visit.ts';

const stage = smallRoundStage();

/** What goes wrong after the small round, and what is done about it. */
async function putRight(): Promise<void> {
  await stage.desk.send(
    handovers(orderId, 'C-1', [receipt('R-5', 'H-1', 9, { overIssue: { reason: 'given twice' } })]),
  );
  await stage.desk.send(missed(orderId, 'C-1', [{ householdId: 'H-2', reason: 'absent', note: 'ill' }]));
  await stage.desk.until(
    'that it was missed',
    () => stage.desk.get('/households/H-2'),
    ({ orders }) => orders[0].missed.length > 0,
  );
  await stage.desk.send(households('C-2', [{ householdId: 'H-1', adults: 2, children: 2 }], '2020-08-10'));
  await stage.desk.send(withdrawal('H-2', '2020-08-11', { reason: 'merged', into: 'H-1' }));
  await stage.desk.until(
    'the withdrawal',
    () => stage.desk.get('/households/H-2'),
    ({ withdrawn }) => withdrawn !== null,
  );
  await stage.desk.until(
    'the move',
    () => stage.desk.get('/households/H-1'),
    ({ centreId }) => centreId === 'C-2',
  );
  await stage.desk.until(
    'the over-issue',
    () => stage.desk.all(`/anomalies?orderId=${orderId}`),
    (anomalies) => anomalies.some(({ kind }) => kind === 'over-issue'),
  );
  await stage.desk.send({
    type: 'relief.shipment.closed.v1',
    data: { shipmentId: 'W-1', orderId, reason: 'the lorry turned back', remainder: 'never-sent' },
  });
  await stage.desk.until(
    'the closing',
    () => stage.desk.get('/shipments/W-1'),
    ({ closed }) => closed !== undefined,
  );
}

beforeAll(async () => {
  await putRight();
});

const on = (hash: string, look: (page: Page) => Promise<void>): Promise<void> =>
  visit(stage.browser, `${stage.url}/${hash}`, async (page) => {
    await look(page);
    await page.setViewportSize({ width: 360, height: 740 });
    await expectToFit(page);
    expect(await violationsOf(page)).toEqual([]);
  });

describe('a coordinator', () => {
  it('is led from what is held to its correction and its withdrawal', async () => {
    const { exceptionId } = await stage.desk.exception('held', 'R-3');
    await on(hrefOf(orderId, 'exceptions', exceptionId), async (page) => {
      const details = page.getByRole('region', { name: 'Details' });
      await details.getByText('Register the household; if its number').waitFor();
      await page.getByRole('link', { name: 'Correct and send again' }).waitFor();
      await page.getByText('What can be done').click();
      await page.getByRole('link', { name: 'Take back a mistake' }).waitFor();
    });
  });

  it('is led from a count to taking it back', async () => {
    await on(hrefOf(orderId, 'locations', 'C-1'), async (page) => {
      const row = page.locator('[data-entry="K-1"]');
      await row.getByText('What can be done').click();
      await row.getByRole('link', { name: 'Take back a mistake' }).waitFor();
      expect(await page.locator('[data-entry="R-5"] .remedy:not(.proof)').count()).toBe(0);
    });
  });
});

describe('a household', () => {
  it('that moved is told who serves it under the order, and what it has too much', async () => {
    await on(hrefOf(orderId, 'households', 'H-1'), async (page) => {
      await page.getByText('under this order C-1 goes on serving it').waitFor();
      expect(await page.locator('[data-figure="rice overIssued"]').innerText()).toBe('1.5');
      await page.getByText('beyond what was allowed: given twice').waitFor();
    });
  });

  it('that was missed and withdrawn is told so, with the reasons', async () => {
    await on(hrefOf(orderId, 'households', 'H-2'), async (page) => {
      await page
        .getByText('Taken off the registry from 11 Aug 2020: merged with another household.')
        .waitFor();
      await page.getByRole('row', { name: /nobody came\s+ill/ }).waitFor();
    });
  });
});

describe('a waybill', () => {
  it('that was closed says so, and why', async () => {
    await on(hrefOf(orderId, 'shipments', 'W-1'), async (page) => {
      await page.getByText(/was never sent. the lorry turned back/).waitFor();
    });
  });
});
