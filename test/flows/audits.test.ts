/** Forged receipts come to light by a card and by an audit, as people carry it out: by commands, on the page, from an export. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hrefOf } from '../../dashboard/place.ts';
import { runRelief } from '../../tools/cli/relief.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { verdictOnFolder } from '../verifier/verdict.ts';
import { Desk, startSystem } from './desk.ts';
import { arrival, handovers, households, locations, order, receipt } from './events.ts';

type Json = any;

const orderId = 'O-1';
const forged = 'R-7';
const homes = Array.from({ length: 20 }, (_, index) => String(index + 1));
const opening = ['--order', orderId, '--commodity', 'rice', '--tolerance', '90', '--unit', 'kg'] as const;

let folder: string;
let system: LocalSystem;
let desk: Desk;
let sealDate: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relief-audit-'));
  system = await startSystem();
  writeFileSync(join(folder, 'outputs.json'), JSON.stringify(system.outputs));
  desk = new Desk(system);
  await desk.send(locations);
  await desk.until('the centre', () => desk.get('/locations/C-1'), Boolean);
  await desk.send(
    households(
      'C-1',
      homes.map((home) => ({ householdId: `H-${home}`, adults: 3, children: 0 })),
    ),
  );
  await desk.until('the households', () => desk.get(`/households/H-${homes.length}`), Boolean);
  await desk.send(order(orderId));
  await desk.until('the order', () => desk.get(`/orders/${orderId}`), Boolean);
  await desk.send(arrival(orderId, 'W-1', 'C-1', [{ commodity: 'rice', quantity: 300, unit: 'kg' }]));
  await desk.send(
    handovers(
      orderId,
      'C-1',
      homes.map((home) => receipt(`R-${home}`, `H-${home}`, 15)),
    ),
  );
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
  desk?.close();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a command says. Errors: throws when it does not end well. */
async function relief(...args: readonly string[]): Promise<string> {
  const said: Uint8Array[] = [];
  const hear = (text: string | Uint8Array): boolean => {
    said.push(Buffer.from(text));
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(hear),
  );
  const code = await runRelief([...args, '--outputs', join(folder, 'outputs.json')]).finally(() => {
    for (const stream of streams) stream.mockRestore();
  });
  const text = Buffer.concat(said).toString('utf8');
  if (code !== 0) throw new Error(`it ended with ${code}:\n${text}`);
  return text;
}

const open = (auditId: string, seed: string): Promise<string> =>
  relief('audit', 'open', auditId, ...opening, '--seal', sealDate, '--seed', seed, '--wait');

/** Visits the first draws, and writes down what each household says. */
async function visit(auditId: string, count: number, found: (receiptId: string) => string): Promise<string> {
  const drawn: Json[] = JSON.parse(
    await relief('audit', 'draws', auditId, '--count', String(count), '--json'),
  );
  const rows = drawn.map(({ draw, receiptId }) => {
    const quantity = found(receiptId);
    return `${draw},${quantity},${quantity === 'not-found' ? '' : 'kg'},2026-01-02,Ri`;
  });
  const file = join(folder, `${auditId}.csv`);
  writeFileSync(file, ['draw,found,unit,visitedOn,visitor', ...rows].join('\n'));
  return relief('audit', 'observe', auditId, file, '--wait');
}

const honest = '12345678901234567890';
/** A seed that draws the forged receipt before the audit is confirmed. */
const meeting = '2023733112815921112303';

describe('a card', () => {
  it('brings a forged receipt to light that no visit met', { timeout: 120_000 }, async () => {
    const { items } = await desk.get(`/cards?centreId=C-1&orderId=${orderId}&limit=500`);
    const { token } = items.find(({ householdId }: Json) => householdId === 'H-8');
    const response = await fetch(`${system.outputs.ApiUrl}/card/statements`, {
      method: 'POST',
      headers: { 'relief-card': token, 'content-type': 'application/json' },
      body: JSON.stringify({ orderId, reference: 'R-8', statement: 'not-received' }),
    });
    expect(response.status).toBe(202);
    const disputed = await desk.until(
      'the dispute',
      () => desk.get(`/anomalies?orderId=${orderId}&kind=disputed-receipt`),
      (list) => list.items.length > 0,
    );
    expect(disputed.items).toMatchObject([
      { references: ['R-8'], householdId: 'H-8', locationId: 'C-1', commodity: 'rice', quantity: 15 },
    ]);
    const complained = await desk.until(
      'the complaint',
      () => desk.get(`/complaints?orderId=${orderId}&status=open`),
      (list) => list.items.length > 0,
    );
    expect(complained.items).toMatchObject([
      { kind: 'not-received', channel: 'card', householdId: 'H-8', reference: 'R-8' },
    ]);
    const { confirmations } = await desk.get(`/orders/${orderId}/reconciliation`);
    expect(confirmations).toEqual({ received: 0, less: 0, notReceived: 1, unheard: homes.length - 1 });
  });
});

describe('an audit', () => {
  it('is opened, drawn, observed and confirmed by the command line', { timeout: 120_000 }, async () => {
    expect(await open('A-1', honest)).toContain('The opening of audit A-1 was sent');
    const { drawsIfClean } = await desk.get('/audits/A-1');
    expect(await relief('audit', 'show', 'A-1')).toContain('p');
    await visit('A-1', drawsIfClean - 1, () => '15');
    expect((await desk.get('/audits/A-1')).status).toBe('open');
    await visit('A-1', drawsIfClean, () => '15');
    const said = await relief('audit', 'show', 'A-1');
    expect(said).toContain(
      'With 95 % confidence, at most 90 kg of the 300 kg of rice booked as handed over did not reach a household.',
    );
    expect(JSON.parse(await relief('audit', 'show', '--json'))).toEqual((await desk.get('/audits')).items);
  });

  it('brings a forged receipt to light, and proves nothing', { timeout: 120_000 }, async () => {
    await open('A-2', meeting);
    const drawn: Json[] = JSON.parse(await relief('audit', 'draws', 'A-2', '--count', '60', '--json'));
    const met = drawn.find(({ receiptId }) => receiptId === forged)?.draw;
    await visit('A-2', met, (receiptId) => (receiptId === forged ? 'not-found' : '15'));
    expect(await desk.get('/audits/A-2')).toMatchObject({
      status: 'open',
      p: null,
      largestTaints: [{ receiptId: forged, householdId: 'H-7', missing: 15, taint: 1 }],
    });
    const { items } = await desk.get(`/anomalies?orderId=${orderId}&kind=disputed-receipt`);
    expect(items.filter(({ householdId }: Json) => householdId !== 'H-8')).toMatchObject([
      {
        references: expect.arrayContaining([forged]),
        householdId: 'H-7',
        locationId: 'C-1',
        quantity: 15,
        unit: 'kg',
      },
    ]);
    expect(await relief('audit', 'show', 'A-2')).toContain('Nothing is proved');
  });

  it('comes to the same by an export, without the code of the project', { timeout: 120_000 }, async () => {
    const directory = join(folder, 'export');
    await relief('export', directory);
    const said = await verdictOnFolder(directory);
    const { confirmedAt, p } = await desk.get('/audits/A-1');
    expect(said).toMatch(new RegExp(`A-1.*${p.toFixed(10)}.*confirmed at draw ${confirmedAt}`));
    expect(said).toMatch(/A-2.*open/);
    expect(said).toMatch(/^0: /);
  });

  it('says on the page what is proved', { timeout: 120_000 }, async () => {
    const browser = await launchChromium();
    try {
      const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
      await page.goto(`${system.outputs.ApiUrl}/${hrefOf(orderId, 'audits', 'A-1')}`);
      await page.getByText('With 95 % confidence, at most 90 kg of the 300 kg of rice').first().waitFor();
      await page.goto(`${system.outputs.ApiUrl}/${hrefOf(orderId, 'audits', 'A-2')}`);
      await page.getByText(forged).first().waitFor();
    } finally {
      await browser.close();
    }
  });
});
