import { describe, expect, it } from 'vitest';
import { listTampering, ownerOf } from '../../shared/audit/tampering.ts';
import type { Unit } from '../../shared/domain/quantity.ts';
import { listAnomaly, listGoodsAnomalies } from '../../shared/ledger/anomalies.ts';
import { proxySubject } from '../../shared/ledger/keys.ts';
import { appendCollection } from '../../shared/ledger/proxies.ts';

const now = '2020-08-08T00:00:00.000Z';
const found = {
  kind: 'count-variance',
  orderId: 'O-1',
  locationId: 'C-1',
  commodity: 'rice',
  unit: 'kg',
  quantity: -500n,
  references: ['K-1'],
} as const;

describe('an anomaly', () => {
  it('is listed under its order by time and kind, its quantity as text', () => {
    const { key, record } = listAnomaly(found, 'count K-1', now);
    expect(key).toMatchObject({ table: 'ledgers', subject: 'anomalies:O-1' });
    expect(key.item).toMatch(/^2020-08-08T00:00:00\.000Z#count-variance#[\w-]{22}$/);
    expect(record).toEqual({ ...found, quantity: '-500', recordedAt: now });
  });

  it('has one key for one cause, and another for another kind, commodity or cause', () => {
    const keys = [
      listAnomaly(found, 'count K-1', now),
      listAnomaly({ ...found, quantity: 7n }, 'count K-1', now),
      listAnomaly(found, 'count K-2', now),
      listAnomaly({ ...found, commodity: 'oil' }, 'count K-1', now),
      listAnomaly({ ...found, kind: 'surplus' }, 'count K-1', now),
    ].map(({ key }) => key.item);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(4);
  });

  it('keeps the key where it already stands, so that a try after an upgrade writes it once', () => {
    const { commodity: _, unit: __, ...household } = found;
    expect([found, household].map((one) => listAnomaly(one, 'count K-1', now).key.item)).toEqual([
      `${now}#count-variance#1LuPcpqvhcIjlRIWD-uN-i`,
      `${now}#count-variance#NmBqZoTuwFX7ZLVk-fyleE`,
    ]);
  });

  it('of goods is one for each commodity, with its unit where the order knows one', () => {
    const amounts = new Map([
      ['rice', 5n],
      ['coal', 2n],
    ]);
    const of = {
      orderId: 'O-1',
      locationId: 'C-1',
      references: ['W-1'],
      units: new Map<string, Unit>([['rice', 'kg']]),
    } as const;
    const records = listGoodsAnomalies('surplus', amounts, of, 'W-1', now).map(({ record }) => record);
    const common = {
      kind: 'surplus',
      orderId: 'O-1',
      locationId: 'C-1',
      references: ['W-1'],
      recordedAt: now,
    };
    expect(records).toStrictEqual([
      { ...common, commodity: 'rice', quantity: '5', unit: 'kg' },
      { ...common, commodity: 'coal', quantity: '2' },
    ]);
  });
});

describe('a proxy', () => {
  const subject = proxySubject('O-1', 'Mr Pak');

  it.each(['MR PAK', ' mr  pak ', 'Mr\u00a0Pak', 'Ｍｒ Pak'])('is the same one however written: %j', (name) =>
    expect(proxySubject('O-1', name)).toBe(subject),
  );

  it('is another by another name, or under another order', () => {
    expect(subject).toMatch(/^collector:O-1\/[\w-]{22}$/);
    expect(proxySubject('O-1', 'Mr Paek')).not.toBe(subject);
    expect(proxySubject('O-1', 'MrPak')).not.toBe(subject);
    expect(proxySubject('O-2', 'Mr Pak')).toBe(subject.replace('O-1', 'O-2'));
  });

  it('is noted with each further household, after those before', () => {
    expect(appendCollection(subject, 2, { householdId: 'H-3', receiptId: 'R-3' })).toEqual({
      kind: 'append',
      key: { table: 'ledgers', subject, item: '000000003' },
      record: { householdId: 'H-3', receiptId: 'R-3' },
    });
  });
});

describe('tampering', () => {
  it.each([
    ['centre:C-1/O-1', { orderId: 'O-1', locationId: 'C-1' }],
    ['hub:HUB/O-1', { orderId: 'O-1', locationId: 'HUB' }],
    ['store:S-1/O-1', { orderId: 'O-1', locationId: 'S-1' }],
    ['inbound:C-1/O-1', { orderId: 'O-1', locationId: 'C-1' }],
    ['household:H-1/O-1/goods', { orderId: 'O-1' }],
    ['payer:P-1/O-1', { orderId: 'O-1' }],
    ['collector:O-1/abc', { orderId: 'O-1' }],
    ['registry:C-1', { orderId: '', locationId: 'C-1' }],
    ['order:O-1', { orderId: 'O-1' }],
    ['plan:O-1', { orderId: 'O-1' }],
    ['books:O-1', { orderId: 'O-1' }],
    ['shipments:O-1', { orderId: 'O-1' }],
    ['anomalies:O-1', { orderId: 'O-1' }],
    ['shipment:W-1/C-1', { orderId: '' }],
    ['locations', { orderId: '' }],
    ['centre:C-1', { orderId: '', locationId: 'C-1' }],
  ])('of %s is told of its order and its place, as far as the name tells them', (account, owner) => {
    expect(ownerOf(account)).toEqual(owner);
  });

  it('is one entry, by its name, under the order that it tells, or that its account does', () => {
    const tampered = { account: 'centre:C-1/O-1', reference: 'centre:C-1/O-1@7' };
    expect(listTampering(tampered, now).record).toEqual({
      kind: 'tampering',
      orderId: 'O-1',
      locationId: 'C-1',
      quantity: '1',
      references: ['centre:C-1/O-1@7'],
      recordedAt: now,
    });
    const told = listTampering({ account: 'shipment:W-1', reference: 'shipment:W-1@2', orderId: 'O-2' }, now);
    expect(told.key.subject).toBe('anomalies:O-2');
  });
});
