import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  accountKindOf,
  auditAccount,
  counterpartyId,
  counterpartyName,
  entryName,
  householdGoodsAccount,
  householdStipendAccount,
  inboundAccount,
  isFromOutside,
  locationAccount,
  orderAccount,
  parseAccount,
  parseEntryName,
  payerAccount,
  registryAccount,
  shipmentAccount,
} from '../../shared/domain/accounts.ts';
import { locationKinds } from '../../shared/domain/events.ts';
import { anyId, anyShipmentId } from '../support/any-ids.ts';
import { lawful } from '../support/lawful.ts';

it('accounts keep the names under which books already stand', () => {
  expect([
    locationAccount('hub', 'U-1', 'O-1'),
    householdGoodsAccount('H-1', 'O-1'),
    householdStipendAccount('H-1', 'O-1'),
    payerAccount('P-1', 'O-1'),
    shipmentAccount('S-1/C-1'),
    inboundAccount('C-1', 'O-1'),
    registryAccount('C-1'),
    orderAccount('O-1'),
  ]).toEqual([
    'hub:U-1/O-1',
    'household:H-1/O-1/goods',
    'household:H-1/O-1/stipend',
    'payer:P-1/O-1',
    'shipment:S-1/C-1',
    'inbound:C-1/O-1',
    'registry:C-1',
    'order:O-1',
  ]);
});

/** An account's name, built as every other part of the program builds it. */
function nameOf(account: Account): string {
  switch (account.kind) {
    case 'hub':
    case 'centre':
    case 'store':
      return locationAccount(account.kind, account.locationId, account.orderId);
    case 'household':
      return account.of === 'goods'
        ? householdGoodsAccount(account.householdId, account.orderId)
        : householdStipendAccount(account.householdId, account.orderId);
    case 'payer':
      return payerAccount(account.payerId, account.orderId);
    case 'shipment':
      return shipmentAccount(account.shipmentId);
    case 'inbound':
      return inboundAccount(account.locationId, account.orderId);
    case 'registry':
      return registryAccount(account.centreId);
    case 'order':
      return orderAccount(account.orderId);
    case 'audit':
      return auditAccount(account.auditId);
  }
}

const accounts: fc.Arbitrary<Account> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...locationKinds), locationId: anyId, orderId: anyId }),
  fc.record({
    kind: fc.constant('household' as const),
    householdId: anyId,
    orderId: anyId,
    of: fc.constantFrom('goods' as const, 'stipend' as const),
  }),
  fc.record({ kind: fc.constant('payer' as const), payerId: anyId, orderId: anyId }),
  fc.record({ kind: fc.constant('shipment' as const), shipmentId: anyShipmentId }),
  fc.record({ kind: fc.constant('inbound' as const), locationId: anyId, orderId: anyId }),
  fc.record({ kind: fc.constant('registry' as const), centreId: anyId }),
  fc.record({ kind: fc.constant('order' as const), orderId: anyId }),
  fc.record({ kind: fc.constant('audit' as const), auditId: anyId }),
);

describe('the name of an account', () => {
  it('is read back as what it was built of, for all ids', () => {
    lawful(
      fc.property(accounts, (account) => {
        expect(parseAccount(nameOf(account))).toEqual(account);
        expect(accountKindOf(nameOf(account))).toBe(account.kind);
      }),
      2_000,
    );
  });

  it('is never that of another account', () => {
    lawful(
      fc.property(accounts, accounts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(nameOf(one)).not.toBe(nameOf(other));
      }),
      2_000,
    );
  });

  it.each([
    '',
    'seals',
    'centre',
    'centre:C-1',
    'centre:C-1/O-1/goods',
    'centre:/O-1',
    'centre:C-1/',
    'household:H-1/O-1',
    'household:H-1/O-1/coal',
    'order:O-1/O-2',
    'order:',
    'shipment:',
    'books:O-1',
    'centre:C-1/O-1/',
  ])('is not read from what is none: %j', (text) => expect(parseAccount(text)).toBeUndefined());
});

describe('the name of an entry', () => {
  it('is read back as its account and number', () => {
    lawful(
      fc.property(accounts, fc.nat(), (account, seq) => {
        expect(parseEntryName(entryName(nameOf(account), seq))).toEqual({ account: nameOf(account), seq });
      }),
    );
  });
});

describe('the name of who stands on the other side', () => {
  it('tells the id, colons included, and whether it is from outside', () => {
    const kinds = fc.constantFrom(...locationKinds, 'household', 'payer', 'source');
    lawful(
      fc.property(kinds, anyId, (kind, id) => {
        expect(counterpartyId(counterpartyName(kind, id))).toBe(id);
        expect(isFromOutside(counterpartyName(kind, id))).toBe(kind === 'source');
      }),
    );
  });
});
