import { expect, it } from 'vitest';
import { unplannedGoods } from '../../shared/domain/unplanned.ts';
import { riceRation } from '../support/orders.ts';

it('goods that are neither rationed nor pledged are unplanned, where there are any', () => {
  const coal = { commodity: 'coal', source: 'the mine', responsible: 'Cabinet' };
  const goods = new Map([
    ['rice', 5n],
    ['coal', 5n],
    ['sugar', 5n],
    ['salt', 0n],
    ['tea', -1n],
  ]);
  expect(unplannedGoods({ rations: [riceRation], pledges: [coal] }, goods)).toEqual(new Map([['sugar', 5n]]));
});
