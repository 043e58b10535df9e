/** The page as each role has it, signed in for real: the token goes through the authoriser, and the API refuses by it. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import { funding, handovers, payment, payments, receipt } from '../flows/events.ts';
import { expectToFit, violationsInThemes, violationsOf } from './accessibility.ts';
import { orderId } from './small-round.ts';
import { signedInStage } from './stage.ts';
import { visit } from './visit.ts';

const stage = signedInStage();

beforeAll(async () => {
  await stage.desk.send(handovers(orderId, 'C-2', [receipt('R-8', 'H-3', 500)]));
  await stage.desk.send(funding(orderId, 'P-1', 'F-1', 20_000));
  await stage.desk.send(payments(orderId, 'P-1', [payment('Y-2', 'H-2', 1_000_000)]));
  await stage.desk.send(
    payments(orderId, 'P-2', [payment('Y-3', 'H-3', 2_000), payment('Y-4', 'H-3', 1_000_000)]),
  );
  for (const reference of ['R-8', 'Y-2', 'Y-4']) await stage.desk.exception('rejected', reference);
  await stage.desk.until(
    'the money',
    () => stage.desk.get('/payers/P-1'),
    ({ balances }) => balances[0].funded === 20_000,
  );
});

/** What the page has asked of the API in a visit. */
interface Asked {
  readonly path: string;
  readonly status: number;
}

interface Session {
  readonly page: Page;
  readonly asked: Asked[];
  readonly complaints: string[];
}

/** Of everybody who has signed in, by their groups. */
const sessions = new Map<string, Session>();

/** Notes what is asked and complained of at a page. */
function sessionAt(page: Page): Session {
  const asked: Asked[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (response) => {
    const { pathname, search } = new URL(response.url());
    if (response.request().resourceType() === 'fetch' && response.url().startsWith(stage.url)) {
      asked.push({ path: `${pathname}${search}`, status: response.status() });
    }
  });
  return { page, asked, complaints };
}

/** Signs somebody of these groups in, and looks at the place. Guarantees: the browser has complained of nothing. */
async function as(
  groups: readonly string[],
  place: string,
  look: (session: Session) => Promise<void>,
): Promise<void> {
  stage.issuer.signIn(groups);
  const reader = JSON.stringify(groups);
  for (const told of [sessions.get(reader)?.asked, sessions.get(reader)?.complaints]) told?.splice(0);
  const session = (): Session => sessions.get(reader) as Session;
  await visit(stage.browser, `${stage.url}/${place}`, () => look(session()), {
    reader,
    onOpen: (page) => sessions.set(reader, sessionAt(page)),
  });
  expect(session().complaints).toEqual([]);
}

const staff = ['centre-staff', 'location:C-1'];
const payer = ['payer', 'payer:P-1'];
const sections = (page: Page) => page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'First centre' }).getByRole('link', { name, exact: true });

/** Questions about an order as such, and `/me`, say nothing of anybody. */
const ofNobody = /^\/(me|orders\?limit=500|config\.json)$/;

describe('the staff of a centre', () => {
  it('come to their centre: its stock, whom it has served, and its stock card', async () => {
    await as(staff, '', async ({ page }) => {
      await page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
      expect(await sections(page).allInnerTexts()).toEqual(['First centre', 'Households', 'Record']);
      await page.getByText('1 of 2 households have received something').waitFor();
      expect(await page.locator('[data-figure="rice onHand"]').innerText()).toBe('9.5');
      await page.locator('[data-entry="K-1"]').waitFor();
      expect(await page.getByRole('link', { name: 'HUB' }).count()).toBe(0);
    });
  });

  it('come to what they go to while the page opens', async () => {
    stage.issuer.signIn(staff);
    const elsewhere = hrefOf(orderId, 'not-served', 'C-1');
    const context = await stage.browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    // Gone to as the orders are read, when the page itself would lead to the centre.
    await page.addInitScript(`{
      const { text: read } = Response.prototype;
      Response.prototype.text = async function () {
        const text = await read.call(this);
        if (new URL(this.url).pathname === '/orders') location.hash = '${elsewhere}';
        return text;
      };
    }`);
    await page.goto(stage.url);
    await page.getByRole('heading', { level: 1, name: 'Not served yet: First centre' }).waitFor();
    expect(new URL(page.url()).hash).toBe(elsewhere);
    await context.close();
  });

  it('see what is on its way and what has come, waybill by waybill', async () => {
    await as(staff, hrefOf(orderId, 'on-the-way', 'C-1'), async ({ page }) => {
      await page.getByText('Nothing is on its way here.').waitFor();
      await page.getByRole('link', { name: 'W-1/C-1' }).click();
      await page.getByRole('heading', { level: 1, name: 'Waybill W-1/C-1' }).waitFor();
      await page.getByRole('link', { name: 'All waybills sent here' }).click();
      await page.getByRole('heading', { level: 1, name: 'Waybills: First centre' }).waitFor();
    });
  });

  it('print who is due what, find one of them by name, and see who has received nothing', async () => {
    await as(staff, '', async ({ page }) => {
      await tab(page, 'Distribution list').click();
      const rows = page.locator('.distribution-list tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(2);
      await page.getByLabel('Find a household').fill('김');
      expect(await rows.locator('th a').allInnerTexts()).toEqual(['H-1']);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('columnheader', { name: 'Signature' }).isVisible()).toBe(true);
      expect(await tab(page, 'Stock').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('O-1-C-1-distribution-list.csv');
      await tab(page, 'Not served yet').click();
      await page.getByRole('heading', { level: 1, name: 'Not served yet: First centre' }).waitFor();
      await expect.poll(() => rows.locator('th a').allInnerTexts()).toEqual(['H-2']);
    });
  });

  it('open what was not posted there to its evidence', async () => {
    await as(staff, hrefOf(orderId, 'location-exceptions', 'C-1'), async ({ page }) => {
      expect(await page.locator('.finding-list a').count()).toBe(2);
      await page.getByRole('link', { name: /More than the household is entitled to.*R-2/ }).click();
      const evidence = page.getByRole('region', { name: 'Details' });
      await evidence.getByText('exceeds-entitlement').waitFor();
      await evidence.getByRole('link', { name: 'H-2' }).click();
      await page.getByRole('heading', { level: 1, name: 'H-2' }).waitFor();
    });
  });

  it('look a household of theirs up, and are told of another only that it is not theirs', async () => {
    await as(staff, hrefOf(orderId, 'households'), async ({ page, complaints }) => {
      expect(await page.locator('.centre-links a').allInnerTexts()).toEqual(['First centre']);
      await page.getByRole('combobox', { name: 'Search' }).fill('H-1');
      await page.getByRole('option', { name: 'Household H-1' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[data-entry="R-1"]').waitFor();
      await page.getByRole('combobox', { name: 'Search' }).fill('H-3');
      await page.getByText('0 results.').waitFor();
      await page.goto(page.url().replace('H-1', 'H-3'));
      await page.getByText('Your centre has never served household H-3').waitFor();
      expect(await page.locator('.stale').count()).toBe(0);
      complaints.splice(0);
    });
  });

  it('are told nothing of another centre, wherever they go', async () => {
    const elsewhere = [
      hrefOf(orderId, 'locations', 'C-2'),
      hrefOf(orderId, 'distribution-list', 'C-2'),
      hrefOf(orderId, 'not-served', 'C-2'),
      hrefOf(orderId, 'on-the-way', 'C-2'),
      hrefOf(orderId, 'location-exceptions', 'C-2'),
      hrefOf(orderId, 'shipments', 'W-1/C-2'),
      hrefOf(orderId, 'households', 'H-3'),
      hrefOf(orderId, 'payers', 'P-1'),
      hrefOf(orderId, 'payer-exceptions', 'P-1'),
      ...(['locations', 'shipments', 'exceptions', 'anomalies', 'payers'] as const).map((view) =>
        hrefOf(orderId, view),
      ),
    ];
    await as(staff, '', async ({ page, asked, complaints }) => {
      for (const place of elsewhere) {
        await page.goto(`${stage.url}/${place}`);
        // Nothing of the place before is taken for this one.
        await page.reload();
        await page
          .getByText(/You don't have access to this page|never served/)
          .first()
          .waitFor();
        expect(await page.locator('main').innerText()).not.toMatch(/Second centre|Station|22\.5|KPW/);
      }
      const answered = asked.filter(({ status }) => status === 200).map(({ path }) => path);
      for (const path of answered.filter((one) => !ofNobody.test(one))) expect(path).toMatch(/C-1/);
      expect(asked.some(({ status }) => status === 403)).toBe(true);
      complaints.splice(0);
    });
  });

  it('of two locations come to both, and to the list of each', async () => {
    await as([...staff, 'location:C-2'], '', async ({ page }) => {
      expect(await sections(page).allInnerTexts()).toEqual([
        'Overview',
        'First centre',
        'Second centre',
        'Households',
        'Record',
      ]);
      const row = page.getByRole('row', { name: /First centre/ });
      await expect.poll(() => row.innerText()).toMatch(/1 \/ 2\s+Rice 9\.5 kg/);
      await sections(page).filter({ hasText: 'Second centre' }).click();
      await page.getByRole('heading', { level: 1, name: 'Second centre' }).waitFor();
    });
  });
});

describe('a payer', () => {
  it('comes to its cash book: what it was given, has paid and has left, as a chart and line by line', async () => {
    await as(payer, '', async ({ page, asked }) => {
      await page.getByRole('heading', { level: 1, name: 'Cash book: P-1' }).waitFor();
      expect(await sections(page).allInnerTexts()).toEqual(['P-1', 'Record']);
      const figure = async (name: string) =>
        (await page.locator(`[data-figure="${name}"]`).innerText()).replaceAll(/\s+/g, ' ');
      expect(await figure('book.funded')).toBe('Funding received KPW 20,000');
      expect(await figure('household.paid')).toBe('Paid KPW 8,000.5');
      expect(await figure('book.left')).toBe('Remaining KPW 11,999.5');
      expect(await page.getByRole('img', { name: /2 movements; the balance is KPW.11,999\.5/ }).count()).toBe(
        1,
      );
      expect(await page.locator('.entries tbody tr').count()).toBe(2);
      expect(await page.getByRole('link', { name: 'H-1' }).count()).toBe(0);
      for (const { path, status } of asked.filter(({ path: one }) => !ofNobody.test(one))) {
        expect([path, status]).toEqual([expect.stringMatching(/P-1/), 200]);
      }
    });
  });

  it('opens what was not posted of its own, and of no other payer', async () => {
    await as(payer, hrefOf(orderId, 'payer-exceptions', 'P-1'), async ({ page }) => {
      expect(await page.locator('.finding-list a').count()).toBe(1);
      await page.locator('.finding-list a').click();
      const evidence = page.getByRole('region', { name: 'Details' });
      await evidence.getByText('exceeds-due').waitFor();
      expect(await evidence.innerText()).toContain('Y-2');
      await page.evaluate(`location.hash = ${JSON.stringify(hrefOf(orderId, 'payers', 'P-2'))}`);
      await page.getByRole('heading', { level: 1, name: "You don't have access to this page" }).waitFor();
      await page.getByRole('link', { name: 'Back to your pages' }).click();
      await page.getByRole('heading', { level: 1, name: 'Cash book: P-1' }).waitFor();
    });
  });
});

describe('whoever reads everything', () => {
  it.each(['coordinator', 'auditor'])(
    'has every section as %s, and comes to a centre from the grid',
    async (role) => {
      await as([role], '', async ({ page }) => {
        // An auditor finds the one form that is theirs, the count, on the pages of locations.
        expect(await sections(page).count()).toBe(role === 'coordinator' ? 10 : 9);
        await page
          .getByRole('row', { name: /First centre/ })
          .getByRole('link', { name: 'First centre' })
          .click();
        await tab(page, 'Exceptions').click();
        await page.getByRole('heading', { level: 1, name: 'Exceptions: First centre' }).waitFor();
      });
    },
  );
});

describe('whoever has no role, or one that is bound to nothing', () => {
  it.each([[[]], [['centre-staff']], [['location:C-1', 'payer:P-1']]])(
    'of %j is told whom to ask',
    async (groups) => {
      await as(groups, '', async ({ page, complaints }) => {
        await page
          .getByRole('heading', { level: 1, name: "You don't have access to any pages yet" })
          .waitFor();
        expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(1);
        expect(await page.locator('.stale').count()).toBe(0);
        complaints.splice(0);
      });
    },
  );
});

describe.each([
  ['staff', staff, hrefOf(orderId)],
  ['staff', staff, hrefOf(orderId, 'on-the-way', 'C-1')],
  ['staff', staff, hrefOf(orderId, 'location-exceptions', 'C-1')],
  ['staff', staff, hrefOf(orderId, 'distribution-list', 'C-1')],
  ['staff of two', [...staff, 'location:C-2'], hrefOf(orderId)],
  ['a payer', payer, hrefOf(orderId)],
  ['a payer', payer, hrefOf(orderId, 'payer-exceptions', 'P-1')],
  ['somebody', [], hrefOf(orderId)],
])('as %s %j the page at %s', (_, groups, place) => {
  it('is accessible in light and in dark, and in Korean on a phone, where it fits', async () => {
    await as(groups, place, async ({ page, complaints }) => {
      expect(await violationsInThemes(page)).toEqual([]);
      await page.getByLabel('Language').selectOption('ko');
      await page.setViewportSize({ width: 360, height: 740 });
      await page.getByRole('button', { name: '메뉴' }).click();
      await expectToFit(page);
      expect(await violationsOf(page), 'on a phone').toEqual([]);
      if (groups.length === 0) complaints.splice(0);
    });
  });
});
