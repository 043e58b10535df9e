import { expect, it } from 'vitest';
import { awaited } from '../../shared/domain/outcome.ts';

it('what waits is found under the names that it was stored by', () => {
  expect([
    awaited.order('O-1'),
    awaited.revision('O-1', 2),
    awaited.household('H-1'),
    awaited.location('C-1'),
    awaited.stock('C-1', 'O-1'),
    awaited.funds('O-1'),
    awaited.reference('centre:C-1/O-1'),
  ]).toEqual([
    'order:O-1',
    'revision:O-1/2',
    'household:H-1',
    'location:C-1',
    'stock:C-1/O-1',
    'funds:O-1',
    'reference:centre:C-1/O-1',
  ]);
});
