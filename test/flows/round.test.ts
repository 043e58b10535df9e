import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../tools/local/system.ts';
import { Desk, type SentEvent, startSystem } from './desk.ts';
import {
  arrival,
  handovers,
  households,
  locations,
  order,
  payment,
  payments,
  receipt,
  returns,
  reversals,
} from './events.ts';

describe('a relief round through the real local system', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'relief-round-'));
  let system: LocalSystem;
  let desk: Desk;
  const sent: SentEvent[] = [];
  const send = async (event: SentEvent): Promise<void> => void sent.push(await desk.send(event));

  beforeAll(async () => {
    system = await startSystem(dataDir);
    desk = new Desk(system);
    await send(locations);
    await desk.until('the centre', () => desk.get('/locations/C-2'), Boolean);
    await send(
      households('C-1', [
        { householdId: 'H-1', name: 'Kim', adults: 2, children: 2 },
        { householdId: 'H-2', adults: 1, children: 0 },
      ]),
    );
    await send(households('C-2', [{ householdId: 'H-3', adults: 3, children: 1 }]));
    await desk.until('the household', () => desk.get('/households/H-3'), Boolean);
    await desk.until('the household', () => desk.get('/households/H-2'), Boolean);
    await send(order('O-1'));
    await desk.until('the order', () => desk.get('/orders/O-1'), Boolean);
    await send(
      arrival('O-1', 'W-1', 'C-1', [
        { commodity: 'rice', quantity: 24.5, unit: 'kg', losses: [{ quantity: 0.5, cause: 'spilled' }] },
        { commodity: 'oil', quantity: 5, unit: 'bottle' },
      ]),
    );
    await desk.until('the waybill', () => desk.get('/shipments/W-1'), Boolean);
    await send(
      handovers('O-1', 'C-1', [
        receipt('R-1', 'H-1', 12.5),
        receipt('R-2', 'H-2', 5),
        { receiptId: 'R-3', householdId: 'H-1', lines: [{ commodity: 'oil', quantity: 2, unit: 'bottle' }] },
      ]),
    );
    await send(
      returns('O-1', 'C-1', [{ receiptId: 'T-1', reverses: 'R-2', householdId: 'H-2', reason: 'wrong bag' }]),
    );
    await send(
      payments('O-1', 'P-1', [
        payment('Y-1', 'H-1', 8000),
        payment('Y-2', 'H-1', 4000.5),
        payment('Y-3', 'H-3', 24000),
      ]),
    );
    await send(
      reversals('O-1', 'P-1', [
        { paymentId: 'Z-1', reverses: 'Y-3', householdId: 'H-3', reason: 'wrong person' },
      ]),
    );
    await desk.until('the round', () => desk.get('/orders/O-1/reconciliation'), isSettled);
  });

  const isSettled = (report: any): boolean =>
    report?.stipend?.paid === 12000.5 &&
    report?.commodities?.find((one: any) => one.commodity === 'rice')?.handedOver === 12.5;

  afterAll(async () => {
    desk?.close();
    await system?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('answers the reconciliation in balance, to the gram', async () => {
    const report = await desk.get('/orders/O-1/reconciliation');
    expect(report).toMatchObject({ orderId: 'O-1', status: 'active', exceptions: { held: 0, rejected: 0 } });
    expect(report.commodities).toEqual(
      expect.arrayContaining([
        {
          commodity: 'rice',
          unit: 'kg',
          planned: 45,
          pledged: 0,
          inTransit: 0,
          received: 25,
          transferredIn: 0,
          transferredOut: 0,
          lost: 0.5,
          countVariance: 0,
          handedOver: 12.5,
          onHand: 12,
          outstanding: 32.5,
          overIssued: 0,
        },
        {
          commodity: 'oil',
          unit: 'bottle',
          planned: 9,
          pledged: 0,
          inTransit: 0,
          received: 5,
          transferredIn: 0,
          transferredOut: 0,
          lost: 0,
          countVariance: 0,
          handedOver: 2,
          onHand: 3,
          outstanding: 7,
          overIssued: 0,
        },
        expect.objectContaining({ commodity: 'coal', unit: 't', planned: 0, pledged: 180 }),
        expect.objectContaining({ commodity: 'soap' }),
      ]),
    );
    const first = report.locations.find((one: any) => one.locationId === 'C-1');
    expect(first).toMatchObject({
      kind: 'centre',
      households: 2,
      persons: 5,
      adults: 3,
      householdsServed: 1,
    });
    expect(report.stipend).toMatchObject({
      currency: 'KPW',
      due: 48000,
      paid: 12000.5,
      outstanding: 35999.5,
      householdsPaid: 1,
      payers: [{ payerId: 'P-1', paid: 12000.5, payments: 2 }],
    });
  });

  it('answers what each household is due and has received', async () => {
    expect(await desk.get('/households/H-1')).toMatchObject({
      householdId: 'H-1',
      centreId: 'C-1',
      composition: { adults: 2, children: 2, persons: 4, effectiveFrom: '2020-01-01' },
      orders: [
        {
          orderId: 'O-1',
          status: 'active',
          persons: 4,
          adults: 2,
          entitlements: [
            { commodity: 'rice', unit: 'kg', entitled: 20, released: 20, received: 12.5, outstanding: 7.5 },
            { commodity: 'oil', unit: 'bottle', entitled: 4, released: 4, received: 2, outstanding: 2 },
          ],
          stipend: { currency: 'KPW', due: 16000, paid: 12000.5, outstanding: 3999.5 },
        },
      ],
    });
  });

  it('keeps both sides of a return on their chains', async () => {
    const { items } = await desk.get('/households/H-2/ledger?orderId=O-1');
    expect(items).toMatchObject([
      {
        account: 'household:H-2/O-1/goods',
        seq: 2,
        type: 'return',
        reference: 'T-1',
        counterparty: 'centre:C-1',
        lines: [{ commodity: 'rice', unit: 'kg', quantity: -5 }],
        balance: [{ commodity: 'rice', unit: 'kg', quantity: 0 }],
        money: null,
      },
      { seq: 1, type: 'handover', reference: 'R-2', lines: [{ commodity: 'rice', unit: 'kg', quantity: 5 }] },
    ]);
    expect(items[0].previousHash).toBe(items[1].hash);
    const book = await desk.get('/locations/C-1/ledger?orderId=O-1');
    const named = book.items.find((one: any) => items[0].counterpartyEntry === `${one.account}@${one.seq}`);
    expect(named).toMatchObject({ type: 'return', lines: [{ commodity: 'rice', unit: 'kg', quantity: 5 }] });
  });

  it('shows the payer what it paid and took back', async () => {
    const { items } = await desk.get('/payers/P-1/ledger?orderId=O-1');
    expect(items[0]).toMatchObject({
      type: 'reversal',
      money: { amount: 24000, currency: 'KPW' },
      moneyBalance: { amount: -12000.5, currency: 'KPW' },
      lines: [],
      balance: [],
    });
    expect(items.at(-1)).toMatchObject({
      type: 'payment',
      group: [
        { reference: 'Y-1', householdId: 'H-1' },
        { reference: 'Y-2', householdId: 'H-1' },
        { reference: 'Y-3', householdId: 'H-3' },
      ],
    });
  });

  it('lets nothing happen when every event is sent again, now and after a restart', async () => {
    const before = await picture(desk);
    await resendAll();
    expect(await picture(desk)).toEqual(before);

    desk.close();
    await system.stop();
    system = await startSystem(dataDir);
    desk = new Desk(system);
    expect(await picture(desk)).toEqual(before);
    await resendAll();
    expect(await picture(desk)).toEqual(before);
    expect(await desk.deadLetters()).toBe(0);
  });

  /** Sends all again, and behind each group's last event one more that shows when the group is through. */
  async function resendAll(): Promise<void> {
    const mark = `M-${Math.random().toString(36).slice(2)}`;
    for (const event of sent) await desk.send(event);
    for (const group of ['C-1', 'C-2']) {
      await desk.send(households(group, [{ householdId: `${mark}-${group}`, adults: 1, children: 0 }]));
      await desk.until('the mark', () => desk.get(`/households/${mark}-${group}`), Boolean);
    }
    const marks = [
      handovers('O-9', 'C-1', [receipt(mark, 'H-1', 1)]),
      payments('O-9', 'P-1', [payment(mark, 'H-1', 1)]),
    ];
    for (const event of marks) await desk.send(event);
    await desk.until(
      'the marks',
      () => desk.all('/exceptions?status=held&orderId=O-9'),
      (items) => items.filter((item) => item.reference === mark).length === 2,
    );
  }
});

/** Every answer that must not change, without the instant of asking. */
async function picture(desk: Desk): Promise<unknown> {
  const { asOf: _asOf, ...report } = await desk.get('/orders/O-1/reconciliation');
  return {
    report,
    households: await Promise.all(['H-1', 'H-2', 'H-3'].map((id) => desk.get(`/households/${id}`))),
    ledgers: await Promise.all(
      [
        '/households/H-1/ledger',
        '/households/H-2/ledger',
        '/locations/C-1/ledger?orderId=O-1',
        '/payers/P-1/ledger?orderId=O-1',
      ].map((path) => desk.get(path)),
    ),
    shipment: await desk.get('/shipments/W-1'),
    exceptions: await desk.all('/exceptions?orderId=O-1'),
  };
}
