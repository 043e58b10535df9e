/** People write in a real browser, through the real API, into the real books. */
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { formHref } from '../../../dashboard/writing/offers.ts';
import { orderId } from '../small-round.ts';
import { smallRoundStage } from '../stage.ts';
import { patienceMs } from '../visit.ts';

const stage = smallRoundStage();
let context: BrowserContext;
let page: Page;

const complaints: string[] = [];

beforeAll(async () => {
  context = await stage.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The API's own 404 while nothing is decided; everything else is a fault of the page.
    if (message.type() === 'error' && !message.location().url.includes('/events?'))
      complaints.push(message.text());
  });
});

async function open(address: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.url}/${address}`);
  await page.locator('main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
}

const field = (name: string) => page.locator(`[name="${name}"]`);
const fill = (name: string, text: string) => field(name).fill(text);
const choose = (name: string, value: string) => field(name).selectOption(value);

async function review(): Promise<void> {
  await page.getByRole('button', { name: 'Check and continue' }).click();
  await page.getByRole('heading', { name: 'Check before you send' }).waitFor();
}

async function send(): Promise<void> {
  await review();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** Waits for what became of the newest that was written here. */
const until = (outcome: string) => page.locator(`[data-outcome="${outcome}"]`).first().waitFor();

const atNoon = '2020-08-09T12:00';

describe('a clerk who receives a waybill', () => {
  it('sees what was sent, is told what is wrong, and finds it in the books, after a reload too', async () => {
    await open(formHref('receive', orderId, 'W-1/C-2'));
    await page.getByText('18 kg sent, 18 kg still to come').waitFor();
    await fill('time', atNoon);
    await fill('lines.0.quantity', '17,5');
    await page.getByRole('button', { name: 'Check and continue' }).click();
    const faults = page.getByRole('alert');
    await faults.getByText(/Line 1, Quantity: .*Found: 17,5/).waitFor();
    expect(await field('lines.0.quantity').getAttribute('aria-invalid')).toBe('true');
    await faults.getByRole('button').click();
    expect(await field('lines.0.quantity').evaluate((element) => element === document.activeElement)).toBe(
      true,
    );
    await fill('lines.0.quantity', '17.5');
    await page.getByRole('button', { name: 'Add a loss' }).click();
    await fill('lines.0.losses.0.quantity', '0.5');
    await choose('lines.0.losses.0.cause', 'spilled');
    await send();
    await until('posted');
    await page.reload();
    await until('posted');
    const waybill = await stage.desk.get('/shipments/W-1%2FC-2');
    expect(waybill).toMatchObject({
      status: 'arrived',
      lines: [{ received: 17.5, lost: 0.5, shortfall: 0 }],
    });
  });
});

describe('a clerk who counts', () => {
  it('sees the difference before it is sent', async () => {
    await open(formHref('count', orderId, 'C-1'));
    await fill('time', '2020-08-10T12:00');
    await fill('lines.0.quantity', '9');
    expect(await page.locator('[data-difference="rice"]').innerText()).toMatch(/9\.5 kg\s+9\s+-0\.5/);
    await send();
    await until('posted');
    const { commodities } = await stage.desk.get(`/locations/C-1/reconciliation?orderId=${orderId}`);
    expect(commodities[0]).toMatchObject({ commodity: 'rice', onHand: 9 });
  });
});

describe('a draft', () => {
  it('survives a reload, and keeps its number', async () => {
    await open(formHref('lose', orderId, 'C-1'));
    const number = await field('lossId').inputValue();
    await fill('lines.0.commodity', 'rice');
    expect(await field('lines.0.unit').inputValue()).toBe('kg');
    await fill('lines.0.quantity', '0.25');
    await page.reload();
    await page.locator('[name="lossId"]').waitFor();
    expect(await field('lossId').inputValue()).toBe(number);
    expect(await field('lines.0.quantity').inputValue()).toBe('0.25');
  });

  it('is kept without a connection, and sent once there is one', async () => {
    await choose('lines.0.cause', 'spoiled');
    await fill('time', '2020-08-11T12:00');
    await page.route('**/events**', (route) => route.abort());
    await send();
    await page.getByText('There is no connection').waitFor();
    await page.unroute('**/events**');
    await page.reload();
    await until('posted');
    complaints.splice(0);
    const { commodities } = await stage.desk.get(`/locations/C-1/reconciliation?orderId=${orderId}`);
    expect(commodities[0]).toMatchObject({ lost: 0.25, onHand: 8.75 });
  });
});

describe('a coordinator', () => {
  it('sends goods on, and closes the waybill of which nothing will come', async () => {
    await open(formHref('dispatch', orderId, 'C-1'));
    await choose('to', 'S-1');
    await fill('shipmentId', 'W-2');
    await fill('time', '2020-08-12T12:00');
    await fill('lines.0.commodity', 'rice');
    await fill('lines.0.quantity', '2');
    await page.getByText(/8\.75 kg → 6\.75 kg left/).waitFor();
    await send();
    await until('posted');
    await page.getByRole('link', { name: 'Print the waybill to sign' }).click();
    await page.getByRole('heading', { level: 1, name: 'Waybill and receipt of goods W-2' }).waitFor();
    await page.getByRole('img', { name: 'Code of the waybill W-2' }).waitFor();
    expect(await page.getByRole('row', { name: /Rice/ }).innerText()).toMatch(/^Rice\s+2 kg\s*$/);
    for (const name of ['Sender', 'Carrier', 'Receiver'])
      expect(await page.getByRole('region', { name }).innerText()).toMatch(
        /Name:\s+Signature:\s+Date and time:/,
      );
    const paper = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await open(formHref('close', orderId, 'W-2'));
    await fill('time', '2020-08-13T12:00');
    await choose('remainder', 'never-sent');
    await fill('reason', 'the lorry broke down');
    await send();
    await until('posted');
    expect(await stage.desk.get('/shipments/W-2')).toMatchObject({ closed: { remainder: 'never-sent' } });
  });

  it('registers a place and a household', async () => {
    await open(formHref('locations', undefined));
    await fill('locations.0.locationId', 'C-3');
    await fill('locations.0.name', 'Third centre');
    await choose('locations.0.kind', 'centre');
    await choose('locations.0.suppliedBy', 'HUB');
    await send();
    await until('posted');
    await open(formHref('households', undefined, 'C-3'));
    await fill('effectiveFrom', '2020-01-01');
    await fill('households.0.householdId', 'H-30');
    await fill('households.0.adults', '0');
    await fill('households.0.children', '0');
    await page.getByRole('button', { name: 'Check and continue' }).click();
    await page.getByText('1 to 10,000 adults and children together').first().waitFor();
    await fill('households.0.adults', '2');
    await send();
    await until('posted');
    expect(await stage.desk.get('/households/H-30')).toMatchObject({ centreId: 'C-3' });
  });

  it('issues an order after a look at what it will take, amends it and cancels it', async () => {
    await open(formHref('issue', undefined));
    await fill('orderId', 'O-2');
    await fill('title', 'Second round');
    await fill('issuedBy', 'Central committee');
    for (const day of ['referenceDate', 'startsOn']) await fill(day, '2020-09-01');
    await fill('rations.0.commodity', 'rice');
    await choose('rations.0.unit', 'kg');
    await fill('rations.0.quantityPerPerson', '2');
    await page.locator('[data-planned="rice"]').waitFor();
    // Eleven persons are registered by then.
    expect(await page.locator('[data-planned="rice"]').innerText()).toMatch(/22 kg/);
    await send();
    await until('posted');
    await open(formHref('amend', 'O-2'));
    await fill('reason', 'more came');
    await fill('rations.0.quantityPerPerson', '3');
    await send();
    await until('posted');
    expect(await stage.desk.get('/orders/O-2')).toMatchObject({
      revision: 2,
      title: 'Second round',
      rations: [{ commodity: 'rice', quantityPerPerson: 3 }],
    });
    await open(formHref('cancel', 'O-2'));
    await fill('reason', 'issued by mistake');
    await send();
    await until('posted');
    expect(await stage.desk.get('/orders/O-2')).toMatchObject({ status: 'cancelled' });
  });
});

describe('what goes wrong', () => {
  it('is told where it was sent from, put right in the same form, and sent again', async () => {
    await open(formHref('handover', orderId, 'C-1~H-2'));
    await fill('receipts.0.receiptId', 'R-20');
    await fill('time', atNoon);
    // What is due of oil is not there yet.
    await page.getByRole('button', { name: 'Remove Line 2' }).click();
    await fill('receipts.0.lines.0.quantity', '400');
    await send();
    await until('rejected');
    await page.getByRole('link', { name: 'Correct and send again' }).first().click();
    await page.getByRole('heading', { name: 'What is wrong' }).waitFor();
    expect(await field('receipts.0.receiptId').inputValue()).toBe('R-20');
    expect(await field('receipts.0.lines.0.quantity').inputValue()).toBe('400');
    await fill('receipts.0.lines.0.quantity', '4');
    await fill('time', atNoon);
    await send();
    await until('posted');
    const entries = await stage.desk.all(`/households/H-2/ledger?orderId=${orderId}`);
    expect(entries.map(({ reference }) => reference)).toEqual(['R-20']);
  });

  it('is undone by a return, from the page of the household', async () => {
    await open(`#/orders/${orderId}/households/H-2`);
    const row = page.locator('[data-entry="R-20"]');
    await row.getByText('What can be done').click();
    await row.getByRole('link', { name: 'Take goods back' }).click();
    await fill('receipts.0.reason', 'weighed wrongly');
    await fill('time', '2020-08-14T12:00');
    await send();
    await until('posted');
    const entries = await stage.desk.all(`/households/H-2/ledger?orderId=${orderId}`);
    expect(entries).toHaveLength(2);
  });

  it('is withdrawn while it waits', async () => {
    const held = await stage.desk.exception('held', 'R-3');
    await open(`#/orders/${orderId}/exceptions/${held.exceptionId}`);
    await page.getByText('What can be done').click();
    await page.getByRole('link', { name: 'Take back a mistake' }).click();
    await page.getByText('Something of that message is waiting').waitFor();
    await fill('reason', 'typed twice');
    await send();
    await until('posted');
    await stage.desk.until(
      'the withdrawal',
      () => stage.desk.all(`/exceptions?orderId=${orderId}&status=held`),
      (left) => left.every(({ reference }: { reference?: string }) => reference !== 'R-3'),
    );
  });
});

describe('a payer', () => {
  it('is funded, pays whom it ticks on the list, and takes a payment back', async () => {
    await open(formHref('fund', orderId, 'P-1'));
    await fill('amount', '100000');
    await send();
    await until('posted');
    await open(formHref('pay', orderId, 'P-1~C-1'));
    await page.getByRole('checkbox', { name: 'Pay H-2' }).check();
    await review();
    await page.getByText(/1 payment, KPW.8,000/).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await until('posted');
    const list = await stage.desk.all(`/locations/C-1/payment-list?orderId=${orderId}`);
    expect(list.find(({ householdId }) => householdId === 'H-2')).toMatchObject({ outstanding: 0 });
    await open(`#/orders/${orderId}/households/H-2`);
    await page.locator('.remedy summary').first().click();
    await page.getByRole('link', { name: 'Reverse a payment' }).click();
    await fill('payments.0.reason', 'paid twice');
    await send();
    await until('posted');
  });
});

describe('the page', () => {
  it('complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
