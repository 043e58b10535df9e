/** Files of an office, from their columns to the books. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/files/events-of-records.ts';
import { type ImportKind, kindsOfFiles } from '../../../shared/files/kinds.ts';
import { readOfficeFile } from '../../../tools/cli/import/office-file.ts';
import { Books } from '../../functions/ledger-api/books.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-books-'));
let engine: TestTables;
let books: Books;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

async function bring(kind: ImportKind, text: string): Promise<void> {
  const file = join(folder, `${kind}.csv`);
  writeFileSync(file, text);
  const reading = {
    kind,
    file,
    defaults: { orderId: 'O-1', centreId: 'C-1', payerId: 'office', currency: 'KPW' },
    zone: 'Asia/Pyongyang',
    now: '2020-08-08T17:00:00+09:00',
  };
  const { records, refused, context } = await readOfficeFile(reading);
  const made = await eventsOf(records, context);
  expect([...refused, ...made.refused]).toEqual([]);
  for (const { event } of made.events)
    await books.sendBody(kindsOfFiles[kind].queue, JSON.stringify(event), 'C-1');
}

beforeEach(async () => {
  books = await Books.openIn(engine);
  await bring('locations', 'locationId,name,kind\nC-1,One,centre\n');
  await bring(
    'households',
    'householdId,adults,children,effectiveFrom\nH-1,2,2,2020-07-24\nH-2,1,0,2020-07-24\n',
  );
  await books.send({
    type: 'relief.order.issued.v1',
    data: {
      orderId: 'O-1',
      title: 'Relief',
      issuedBy: 'Central Committee',
      referenceDate: '2020-08-05',
      startsOn: '2020-08-05',
      area: { centres: 'all' },
      rations: [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }],
      stipend: { amountPerAdult: 8000, currency: 'KPW' },
      pledges: [],
      prohibitions: [],
      release: 'first-come',
    },
  });
});

const rice = async () => {
  const { commodities } = await books.get('/orders/O-1/reconciliation');
  return commodities.find(({ commodity }: { commodity: string }) => commodity === 'rice');
};
const only = async (status: 'held' | 'rejected') => {
  const { items } = await books.get(`/exceptions?status=${status}`);
  expect(items).toHaveLength(1);
  return items[0];
};

describe('a file brought into the books', () => {
  it('of arrivals and counts tells how much a bag contains', async () => {
    await bring(
      'arrivals',
      'shipmentId,at,commodity,quantity,unit,contains,containsUnit,lost,cause,time\n' +
        'W-1,C-1,rice,9,bag,5,kg,1,damaged,2020-08-08 08:00\n',
    );
    expect(await rice()).toMatchObject({ received: 50, lost: 5, onHand: 45 });
    await bring(
      'counts',
      'countId,locationId,commodity,quantity,unit,contains,containsUnit,time\n' +
        'K-1,C-1,rice,8,bag,5,kg,2020-08-08 12:00\n',
    );
    expect(await rice()).toMatchObject({ countVariance: -5, onHand: 40 });
  });

  it('of waybills sends bags of a size, and puts right one that was rejected under its own number', async () => {
    const header = 'shipmentId,source,to,commodity,quantity,unit,contains,containsUnit,time,corrects\n';
    await bring('waybills', `${header}W-1,mill,C-1,rice,10,bag,,,2020-08-08 08:00,\n`);
    const { exceptionId, reason } = await only('rejected');
    expect(reason).toBe('wrong-unit');
    await bring('waybills', `${header}W-1,mill,C-1,rice,10,bag,5,kg,2020-08-08 08:00,${exceptionId}\n`);
    expect((await books.get('/shipments/W-1')).lines).toMatchObject([{ unit: 'kg', dispatched: 50 }]);
    expect((await only('rejected')).correctedBy).toMatchObject({ id: expect.any(String) });
  });

  it('of handovers books what was given too much with its reason, and puts right a receipt', async () => {
    await bring(
      'arrivals',
      'shipmentId,at,commodity,quantity,unit,time\nW-1,C-1,rice,40,kg,2020-08-08 08:00\n',
    );
    await bring(
      'handovers',
      'receiptId,householdId,overIssue,rice (kg)\nR-1,H-1,,12\nR-2,H-1,given twice,12\nR-3,H-2,,50\n',
    );
    expect(await rice()).toMatchObject({ handedOver: 24, overIssued: 4 });
    const { items } = await books.get('/anomalies?orderId=O-1&kind=over-issue');
    expect(items).toMatchObject([{ references: ['R-2'], quantity: 4, unit: 'kg' }]);
    const { exceptionId, reason } = await only('rejected');
    expect(reason).toBe('exceeds-entitlement');
    await bring('handovers', `receiptId,householdId,rice (kg),corrects\nR-3,H-2,5,${exceptionId}\n`);
    expect(await rice()).toMatchObject({ handedOver: 29, overIssued: 4 });
  });

  it('of returns and payments puts right what waits, which is then replaced', async () => {
    await bring('payments', 'paymentId,householdId,amount\nM-1,H-9,8000\n');
    const held = await only('held');
    await bring('payments', `paymentId,householdId,amount,corrects\nM-1,H-2,8000,${held.exceptionId}\n`);
    expect((await only('rejected')).reason).toBe('replaced');
    expect((await books.get('/orders/O-1/reconciliation')).stipend).toMatchObject({ paid: 8000 });

    await bring(
      'arrivals',
      'shipmentId,at,commodity,quantity,unit,time\nW-1,C-1,rice,40,kg,2020-08-08 08:00\n',
    );
    await bring('handovers', 'receiptId,householdId,rice (kg)\nR-1,H-1,12\n');
    await bring('returns', 'receiptId,reverses,householdId,reason\nB-1,R-7,H-1,wrong bag\n');
    const waiting = await only('held');
    await bring(
      'returns',
      `receiptId,reverses,householdId,reason,corrects\nB-1,R-1,H-1,wrong bag,${waiting.exceptionId}\n`,
    );
    expect(await rice()).toMatchObject({ handedOver: 0, onHand: 40 });
  });

  it('of arrivals and counts puts right what was rejected', async () => {
    const arrivals = 'shipmentId,at,commodity,quantity,unit,time,corrects\n';
    await bring('arrivals', `${arrivals}W-1,C-1,rice,4,bag,2020-08-08 08:00,\n`);
    const { exceptionId } = await only('rejected');
    await bring('arrivals', `${arrivals}W-1,C-1,rice,40,kg,2020-08-08 08:00,${exceptionId}\n`);
    const counts = 'countId,locationId,commodity,quantity,unit,time,corrects\n';
    await bring('counts', `${counts}K-1,C-9,rice,38,kg,2020-08-08 12:00,\n`);
    const held = await only('held');
    await bring('counts', `${counts}K-1,C-1,rice,38,kg,2020-08-08 12:00,${held.exceptionId}\n`);
    expect(await rice()).toMatchObject({ received: 40, countVariance: -2, onHand: 38 });
  });

  it('of missed households says at the desk why each was not served', async () => {
    await bring('missed', 'householdId,reason,note,time\nH-1,absent,at the clinic,2020-08-08 12:00\n');
    const { items } = await books.get('/locations/C-1/distribution-list?orderId=O-1');
    expect(items[0]).toMatchObject({
      householdId: 'H-1',
      missed: { reason: 'absent', note: 'at the clinic' },
    });
  });
});
