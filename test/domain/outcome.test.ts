import { expect, it } from 'vitest';
import { dependencyOn } from '../../shared/domain/outcome.ts';

it('what waits is found under the names that it was stored by', () => {
  expect([
    dependencyOn.order('O-1'),
    dependencyOn.revision('O-1', 2),
    dependencyOn.household('H-1'),
    dependencyOn.location('C-1'),
    dependencyOn.stock('C-1', 'O-1'),
    dependencyOn.funds('O-1'),
    dependencyOn.reference('centre:C-1/O-1'),
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
