import { describe, expect, it } from 'vitest';
import {
  isCorrectable,
  remedyOfEntry,
  remedyOfException,
  remedyOfWaybill,
} from '../../dashboard/findings/remedies.ts';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';

const account = 'hub:HUB/O-1';

const entry = (seq: number, type: EntryAnswer['type'], more: Partial<EntryAnswer> = {}): EntryAnswer => ({
  account,
  seq,
  at: '2020-08-20T00:00:00.000Z',
  occurredAt: '2020-08-09T11:00:00+09:00',
  type,
  orderId: 'O-1',
  reference: 'W-1',
  event: `urn:station#e-${seq}`,
  counterparty: 'shipment:W-1',
  lines: [],
  balance: [],
  money: null,
  previousHash: '',
  hash: '',
  ...more,
});

const exception = (status: ExceptionAnswer['status']): ExceptionAnswer => ({
  exceptionId: 'x0f1',
  status,
  reason: 'insufficient-stock',
  detail: {},
  state: 'open',
  notes: [],
  event: { source: 'urn:desk', id: 'e-1' },
  recordedAt: '2020-08-20T00:00:00.000Z',
  original: {},
});

describe('what can be done about an exception', () => {
  it('is to withdraw what is held; what was rejected is final', () => {
    expect(remedyOfException(exception('held'))).toEqual({ of: 'held', form: 'void', about: 'urn:desk#e-1' });
    expect(remedyOfException(exception('rejected'))).toBeUndefined();
  });

  it('is to put it right, unless that was done; what was taken back has its number still', () => {
    expect(isCorrectable(exception('rejected'))).toBe(true);
    expect(isCorrectable({ ...exception('rejected'), reason: 'withdrawn' })).toBe(true);
    expect(isCorrectable({ ...exception('rejected'), reason: 'replaced' })).toBe(false);
    expect(isCorrectable({ ...exception('rejected'), correctedBy: { source: 'urn:desk', id: 'e-2' } })).toBe(
      false,
    );
  });
});

describe('what can be done about an entry', () => {
  it.each(['dispatch', 'arrival', 'loss', 'count-variance', 'funding', 'transfer'] as const)(
    'of the type %s is to void its event',
    (type) => {
      const one = entry(3, type);
      expect(remedyOfEntry(one, [one])).toEqual({
        of: type,
        form: 'void',
        about: 'urn:station#e-3',
      });
    },
  );

  it.each(['return', 'reversal', 'void', 'closing'] as const)('of the type %s is not to void it', (type) => {
    const one = entry(3, type);
    expect(remedyOfEntry(one, [one])).toBeUndefined();
  });

  it('is nothing where it was taken back already', () => {
    const wrong = entry(3, 'arrival');
    const taking = entry(4, 'void', { reverses: `${account}@3` });
    expect(remedyOfEntry(wrong, [taking, wrong])).toBeUndefined();
    expect(remedyOfEntry(wrong, [entry(4, 'void', { reverses: `${account}@33` }), wrong])).toBeDefined();
  });

  it('stands beside an arrival, not beside what came of it', () => {
    const came = entry(3, 'arrival');
    const lost = entry(4, 'loss', { event: came.event });
    const sentOn = entry(5, 'dispatch', { event: came.event, counterparty: 'centres' });
    const card = [sentOn, lost, came];
    expect(card.map((one) => remedyOfEntry(one, card)?.of)).toEqual([undefined, undefined, 'arrival']);
  });

  it.each([
    ['handover', 'centre:C-1', 'return', 'C-1~H-1~R-1'],
    ['payment', 'payer:P-1', 'reverse', 'P-1~H-1~R-1'],
  ] as const)('of a %s is to undo it, in the book of its household', (type, counterparty, form, about) => {
    const given = entry(3, type, { account: 'household:H-1/O-1', counterparty, reference: 'R-1' });
    expect(remedyOfEntry(given, [given])).toEqual({ of: type, form, about });
    const undone = entry(4, 'return', { reverses: 'R-1' });
    expect(remedyOfEntry(given, [undone, given])).toBeUndefined();
    const ofSheet = entry(3, type, { counterparty: 'households' });
    expect(remedyOfEntry(ofSheet, [ofSheet])).toBeUndefined();
  });
});

describe('what can be done about a waybill', () => {
  const at = '2020-08-20T00:00:00.000Z';
  const dispatch = { type: 'dispatch', source: 'urn:station', id: 'e-1', at } as const;
  const waybill = (more: Partial<ShipmentAnswer>): ShipmentAnswer => ({
    shipmentId: 'W-1',
    orderId: 'O-1',
    from: 'source:the mill',
    to: 'HUB',
    status: 'in-transit',
    lines: [],
    events: [dispatch],
    ...more,
  });

  it('that came from outside is to void its dispatch, while nothing has arrived', () => {
    expect(remedyOfWaybill(waybill({}))).toEqual({
      of: 'dispatch',
      form: 'void',
      about: 'urn:station#e-1',
    });
    const arrival = { ...dispatch, type: 'arrival', id: 'e-2', locationId: 'HUB' } as const;
    expect(remedyOfWaybill(waybill({ events: [dispatch, arrival] }))).toBeUndefined();
    expect(remedyOfWaybill(waybill({ events: [arrival] }))).toBeUndefined();
  });

  it('that left a location is done in the book of that location', () => {
    expect(
      remedyOfWaybill(waybill({ from: 'hub:HUB', events: [{ ...dispatch, locationId: 'HUB' }] })),
    ).toBeUndefined();
  });
});
