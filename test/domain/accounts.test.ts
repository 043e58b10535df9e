import { expect, it } from 'vitest';
import {
  householdGoodsAccount,
  householdStipendAccount,
  inboundAccount,
  locationAccount,
  orderAccount,
  payerAccount,
  registryAccount,
  shipmentAccount,
} from '../../shared/domain/accounts.ts';

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
