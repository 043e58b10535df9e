/** A whole round in a browser, by four people with four tokens: nobody has a queue client or a command line. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formHref } from '../../../dashboard/writing/offers.ts';
import { imbalancesOf } from '../../../tools/cli/reconciliation.ts';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { launchChromium } from '../../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../../flows/desk.ts';
import { type Issuer, startIssuer } from '../issuer.ts';
import { patienceMs } from '../visit.ts';

const clientId = 'dashboard';
const orderId = 'O-1';

const groups = {
  coordinator: ['coordinator'],
  station: ['centre-staff', 'location:HUB'],
  centre: ['centre-staff', 'location:C-1'],
  payer: ['payer', 'payer:P-1'],
} as const;
type Person = keyof typeof groups;

let issuer: Issuer;
let system: LocalSystem;
/** Reads what came of it, as an auditor. */
let desk: Desk;
let browser: Browser;
const pages = new Map<Person, Page>();

beforeAll(async () => {
  browser = await launchChromium();
  issuer = await startIssuer(clientId);
  system = await startSystem(':memory:', { issuerUrl: issuer.url, audience: [clientId] });
  desk = new Desk(system, issuer.tokenOf(['auditor']));
});

afterAll(async () => {
  await browser?.close();
  desk?.close();
  await system?.stop();
  issuer?.stop();
});

/** The page of a person, each in a browser profile of their own, at a form. */
async function at(person: Person, address: string): Promise<Form> {
  const known = pages.get(person);
  const page = known ?? (await (await browser.newContext({ locale: 'en-GB' })).newPage());
  pages.set(person, page);
  page.setDefaultTimeout(patienceMs);
  issuer.signIn(groups[person], person);
  await page.goto('about:blank');
  await page.goto(`${system.outputs.ApiUrl}/${address}`);
  await page.locator('main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  return new Form(page);
}

class Form {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Types what is given into its fields; of a choice it takes the one of that value. */
  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(values)) {
      const field = this.page.locator(`[name="${name}"]`);
      const isChoice = await field.evaluate((element) => element.tagName === 'SELECT');
      await (isChoice ? field.selectOption(value) : field.fill(value));
    }
  }

  add(what: string): Promise<void> {
    return this.page.getByRole('button', { name: what }).click();
  }

  /** Sends it, and waits until it is in the books. */
  async send(): Promise<void> {
    const posted = this.page.locator('[data-outcome="posted"]');
    const before = await posted.count();
    await this.page.getByRole('button', { name: 'Check and continue' }).click();
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
    await posted.nth(before).waitFor();
  }
}

describe('a round in the browser', { timeout: 120_000 }, () => {
  it('begins with a coordinator, who registers places and households and issues an order', async () => {
    const places = await at('coordinator', formHref('locations', undefined));
    await places.fill({
      'locations.0.locationId': 'HUB',
      'locations.0.name': 'Station',
      'locations.0.kind': 'hub',
    });
    await places.send();
    const centres = await at('coordinator', formHref('locations', undefined));
    await centres.fill({
      'locations.0.locationId': 'C-1',
      'locations.0.name': 'First centre',
      'locations.0.kind': 'centre',
      'locations.0.suppliedBy': 'HUB',
    });
    await centres.send();
    const households = await at('coordinator', formHref('households', undefined, 'C-1'));
    await households.fill({
      'households.0.householdId': 'H-1',
      'households.0.adults': '2',
      'households.0.children': '1',
    });
    await households.add('Add a household');
    await households.fill({
      'households.1.householdId': 'H-2',
      'households.1.adults': '1',
      'households.1.children': '0',
    });
    await households.send();
    const order = await at('coordinator', formHref('issue', undefined));
    await order.fill({
      orderId,
      title: 'First round',
      issuedBy: 'Central committee',
      'rations.0.commodity': 'rice',
      'rations.0.unit': 'kg',
      'rations.0.quantityPerPerson': '5',
      hasStipend: 'yes',
      amountPerAdult: '8000',
      currency: 'KPW',
    });
    await order.page.locator('[data-planned="rice"]').getByText('20 kg').waitFor();
    await order.send();
  });

  it('goes on at the station, which receives the train', async () => {
    const train = await at('station', formHref('receive', orderId));
    await train.fill({
      shipmentId: 'W-1',
      origin: 'source',
      fromSource: 'Pyongyang',
      'lines.0.commodity': 'rice',
      'lines.0.quantity': '20',
      'lines.0.unit': 'kg',
    });
    await train.send();
  });

  it('at the centre, which receives its share and hands it over', async () => {
    await desk.until('the share', () => desk.get('/shipments/W-1%2FC-1'), Boolean);
    const share = await at('centre', formHref('receive', orderId, 'W-1/C-1'));
    await share.page.getByText('20 kg sent, 20 kg still to come').waitFor();
    await share.fill({ 'lines.0.quantity': '20' });
    await share.send();
    for (const [householdId, due] of [
      ['H-1', '15'],
      ['H-2', '5'],
    ]) {
      const receipt = await at('centre', formHref('handover', orderId, `C-1~${householdId}`));
      expect(await receipt.page.locator('[name="receipts.0.lines.0.quantity"]').inputValue()).toBe(due);
      await receipt.send();
    }
    const count = await at('centre', formHref('count', orderId, 'C-1'));
    await count.fill({ 'lines.0.quantity': '0' });
    await count.send();
  });

  it('and at the payer, which pays the stipend', async () => {
    const payments = await at('payer', formHref('pay', orderId, 'P-1'));
    for (const [index, [householdId, amount]] of [
      ['H-1', '16000'],
      ['H-2', '8000'],
    ].entries()) {
      await payments.add('Add a payment');
      await payments.fill({
        [`payments.${index}.householdId`]: householdId ?? '',
        [`payments.${index}.amount`]: amount ?? '',
        [`payments.${index}.currency`]: 'KPW',
      });
    }
    await payments.send();
  });

  it('ends in books that balance, each entry under the name of who made it', async () => {
    const report = await desk.get(`/orders/${orderId}/reconciliation`);
    expect(imbalancesOf(report)).toEqual([]);
    expect(report).toMatchObject({
      commodities: [
        { commodity: 'rice', planned: 20, received: 20, handedOver: 20, onHand: 0, outstanding: 0 },
      ],
      stipend: { due: 24_000, paid: 24_000, outstanding: 0 },
      exceptions: { held: 0, rejected: 0 },
    });
    expect(await desk.all(`/anomalies?orderId=${orderId}`)).toEqual([]);
    const senders = async (path: string) => {
      const entries = await desk.all(`${path}?orderId=${orderId}`);
      return new Set(entries.map(({ event }) => /^urn:relief:reader:([a-z]+):/.exec(event)?.[1]));
    };
    expect(await senders('/locations/HUB/ledger')).toEqual(new Set(['station']));
    expect(await senders('/locations/C-1/ledger')).toEqual(new Set(['centre']));
    expect(await senders('/payers/P-1/ledger')).toEqual(new Set(['payer']));
    const overview = await at('coordinator', `#/orders/${orderId}`);
    await overview.page.getByRole('heading', { level: 1, name: 'First round' }).waitFor();
  });
});
