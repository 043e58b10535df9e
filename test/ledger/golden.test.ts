/**
 * Hashes that must never change: a seal of years ago holds entries made by the code of years ago.
 *
 * Where a change of the code changes one of these, it is the change that is wrong.
 */

import { describe, expect, it } from 'vitest';
import { sealLine } from '../../shared/audit/sealed-books.ts';
import { emptyPayerTally } from '../../shared/domain/books.ts';
import { groupHashOf, nextLink } from '../../shared/ledger/chain.ts';
import { appendEntry, type EntryBody } from '../../shared/ledger/entry.ts';
import { orderVersionBody } from '../../shared/ledger/order-chain.ts';
import { registryBody } from '../../shared/ledger/registry-chain.ts';
import { nextSeal, sha256Hex } from '../../shared/ledger/seal.ts';

const at = '2020-08-08T00:00:00.000Z';
const common = {
  orderId: 'O-1',
  reference: 'R-1',
  event: 'urn:relief:c-07#sheet-1',
  occurredAt: '2020-08-08T09:00:00+09:00',
  digest: 'digest',
  counterparty: 'centre:C-07',
} as const;
const goods = {
  ...common,
  lines: new Map([
    ['rice', 5_000n],
    ['oil', 1n],
  ]),
  balance: new Map([
    ['rice', 15_000n],
    ['oil', 0n],
  ]),
};
const money = { ...common, lines: new Map(), balance: new Map(), currency: 'KPW' };
const totals = {
  received: 30_000n,
  lostOnArrival: 500n,
  lost: 500n,
  dispatched: 0n,
  handedOver: 5_000n,
  variance: -1n,
  onward: 0n,
  transferredIn: 0n,
  transferredOut: 0n,
};

const entries: readonly (readonly [string, EntryBody, string])[] = [
  [
    'a household’s receipt',
    { ...goods, type: 'handover', counterpartyEntry: 'centre:C-07/O-1@7', collectedBy: 'Ri, "a neighbour"' },
    '4LAkjgzmRHoKVrGnPbIJJ251F7oWGrydxjGpSO3aS6k',
  ],
  [
    'a return',
    { ...goods, type: 'return', reverses: 'R-0', reason: 'falscher Sack, 米' },
    'IYAG5wt3I8V5aI_NPbflTvglV8VqVFHAXDguNesXeSo',
  ],
  [
    'a centre’s sheet',
    {
      ...goods,
      type: 'handover',
      group: [
        { reference: 'R-1', householdId: 'H-1' },
        { reference: 'R-2', householdId: 'H-2' },
      ],
      groupHash: groupHashOf(['one', 'other']),
      events: [{ key: 'urn:relief:c-07#sheet-1', digest: 'digest' }],
      stock: { stock: new Map([['rice', totals]]), householdsServed: 2, receipts: 0 },
    },
    'k3ljrab1kz8q4EUNjO-Ls8HKQowixCLE7rdtMpWxr0U',
  ],
  [
    'a part of a waybill that arrived',
    { ...goods, type: 'arrival', from: 'source:Sinuiju', lost: new Map([['rice', 500n]]) },
    '9EeCLEzjqtYEj7mHLqAfIgpOHR-EPHIcmFK-vm5mCo0',
  ],
  [
    'a waybill’s dispatch',
    { ...goods, type: 'dispatch', to: 'C-07', carrier: 'Railway' },
    'GhCMNz4niMALsNxczCW2i8-QPM4leDQdjfOl6CxkaF0',
  ],
  [
    'a payer’s payment',
    {
      ...money,
      type: 'payment',
      money: -800_000n,
      moneyBalance: 200_000n,
      payer: { ...emptyPayerTally, paid: 800_000n, funded: 1_000_000n, payments: 1, householdsPaid: 1 },
    },
    'Yys6US2fh3LdD5515Z2vG8WUgpUNNQb9ImiZGS9v6Hc',
  ],
];

describe('the hash of an entry', () => {
  it.each(entries)('of %s', (_what, body, hash) => {
    expect(appendEntry('account/O-1', undefined, at, body).record.hash).toBe(hash);
  });
});

describe('the hash of another link', () => {
  it('of a registration', () => {
    const row = {
      householdId: 'H-1',
      effectiveFrom: '2020-07-01',
      centreId: 'C-07',
      adults: 2,
      children: 1,
      priority: 0,
    };
    expect(nextLink('registry:C-07', undefined, at, registryBody('urn:relief:registry#1', [row])).hash).toBe(
      'oOczv1bMakefh2zVGoqlpctcXn7n6SDJ073AXY273ZE',
    );
  });

  it('of an order', () => {
    const body = orderVersionBody({
      kind: 'issued',
      revision: 1,
      event: 'urn:relief:committee#1',
      digest: 'digest',
      covers: ['C-07'],
      terms: {
        title: 'Relief',
        issuedBy: 'Committee',
        referenceDate: '2020-08-05',
        startsOn: '2020-08-05',
        centres: 'all',
        rations: [{ commodity: 'rice', perPersonThousandths: 5_000n, unit: 'kg' }],
        stipend: { perAdultMinor: 800_000n, currency: { code: 'KPW', decimals: 2 }, funding: 'own' },
        pledges: [
          { commodity: 'coal', quantity: 180_000_000n, unit: 't', source: 'mine', responsible: 'Cabinet' },
        ],
        prohibitions: ['gathering firewood'],
        release: 'proportional',
      },
    });
    expect(nextLink('order:O-1', undefined, at, body).hash).toBe(
      'Xba7vwoeD6xBDC7wBZCcRez7LUaLmd0hG7qgCH48PDI',
    );
  });

  it('of a seal, and the digest of its list', () => {
    const lines = [
      { account: 'centre:C-07/O-1', seq: 7, hash: 'a' },
      { account: 'shipment:W/1', seq: 1, hash: 'b' },
    ].map(sealLine);
    expect(lines).toEqual(['centre:C-07/O-1@7:a\n', 'shipment:W/1@1:b\n']);
    const sha256 = sha256Hex(lines.join(''));
    expect(sha256).toBe('fb10b3b1a143bc135bd1bdae6bb66d66a3aecac05d91319efba7952f92d5ebe9');
    const list = { key: 'tails/2020-08-08-0.txt', sha256 };
    const body = {
      date: '2020-08-08',
      openedAt: at,
      digest: sha256,
      books: 2,
      entries: 8,
      tails: list,
      added: list,
    };
    expect(nextSeal(undefined, at, body).hash).toBe('0B9yBYULlSY7P_8rSDcY7MCCyHJ0KxS4sGXGGY5cnyk');
  });

  it('of a group', () => {
    expect(groupHashOf(['one', 'other'])).toBe('5qXmc_WnqjDHGo7v9k0CUOPnDvpo5Q9OJv1SWoqGkWs');
  });
});
