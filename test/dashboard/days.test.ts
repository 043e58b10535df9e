/** Books by days, as they stood, and with what proves them. */
import { describe, expect, it } from 'vitest';
import { hrefOf, withFilters } from '../../dashboard/place.ts';
import { orderId } from './small-round.ts';
import { shownRoundStage } from './stage.ts';
import { visitsTo } from './visit.ts';

const stage = shownRoundStage();

const { on, onForAll } = visitsTo(stage);

describe('a stock card', () => {
  it('shows a range of days, which stays in the address, and says whose days they are', async () => {
    await on(hrefOf(orderId, 'locations', 'C-1'), async (page) => {
      const rows = page.locator('.entries tbody tr');
      await rows.first().waitFor();
      await page.getByText('Days on show', { exact: true }).click();
      await page.getByText('Days are those of Asia/Pyongyang').waitFor();
      await page.getByLabel('To day').fill('2020-08-07');
      await page.getByRole('button', { name: 'Apply filters' }).click();
      await page.waitForURL(/to=2020-08-07/);
      await page.getByText('To 7 Aug 2020 (Asia/Pyongyang)').waitFor();
      await page.getByText('Nothing has moved here under this order yet.').waitFor();
      await page.reload();
      await page.getByText('To 7 Aug 2020 (Asia/Pyongyang)').waitFor();
      await page.getByRole('link', { name: 'Clear filters' }).click();
      await rows.first().waitFor();
    });
  });

  it('shows of each entry its place, its hash and its sender', async () => {
    const { items } = await stage.desk.get(`/locations/C-1/ledger?orderId=${orderId}&limit=1`);
    await onForAll(hrefOf(orderId, 'locations', 'C-1'), async (page) => {
      const proof = page.locator('.entries .proof').first();
      await proof.getByText('Proof').click();
      expect(await proof.innerText()).toContain(items[0].hash);
      expect(await proof.innerText()).toContain(`${items[0].account}@${items[0].seq}`);
      expect(await proof.innerText()).toContain('urn:test:desk');
      await proof.getByRole('link').click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForURL(/events/);
    });
  });
});

describe('the overview', () => {
  it('shows the books as they were recorded by the end of a day', async () => {
    await on(withFilters(hrefOf(orderId), { asOf: '2100-01-01' }), async (page) => {
      await page.getByText('As recorded by the end of 1 Jan 2100 (Asia/Pyongyang)').waitFor();
      await page.locator('[data-figure="served"]').waitFor();
      expect(await page.getByRole('heading', { name: 'Needs attention' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Clear filters' }).click();
      await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
    });
  });

  it('says so in Korean too', async () => {
    await onForAll(
      withFilters(hrefOf(orderId), { asOf: '2100-01-01' }),
      async (page) => {
        await page
          .getByText(/끝까지 기록된 대로/)
          .first()
          .waitFor();
      },
      { locale: 'ko-KR' },
    );
  });
});

describe('the seals', () => {
  it('show the digests and hashes to compare with what was published', async () => {
    const seal = {
      date: '2020-08-08',
      seq: 1,
      openedAt: '2020-08-08T15:05:00.000Z',
      sealedAt: '2020-08-08T15:05:09.000Z',
      digest: 'd'.repeat(64),
      books: 12,
      entries: 345,
      tails: { key: 'seals/2020-08-08/tails', sha256: 'a'.repeat(64) },
      added: { key: 'seals/2020-08-08/added', sha256: 'b'.repeat(64) },
      previousHash: '',
      hash: 'h'.repeat(43),
    };
    await onForAll(hrefOf(orderId, 'audits'), async (page) => {
      await page.route('**/seals?*', (route) => route.fulfill({ json: { items: [seal] } }));
      await page.getByRole('link', { name: 'Seals' }).click();
      const panel = page.getByRole('region', { name: '8 Aug 2020' });
      await panel.getByText('345').waitFor();
      expect(await panel.innerText()).toMatch(/Books\s+12[\s\S]*d{64}[\s\S]*h{43}/);
    });
  });

  it('are reached from the audits, and say when there is none', async () => {
    await on(hrefOf(orderId, 'audits'), async (page) => {
      await page.getByRole('link', { name: 'Seals' }).click();
      await page.getByRole('heading', { level: 1, name: 'Seals' }).waitFor();
      await page.getByText('Nothing has been sealed yet.').waitFor();
    });
  });
});
