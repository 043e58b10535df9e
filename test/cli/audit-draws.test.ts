import { describe, expect, it } from 'vitest';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';

/** Each draw is looked for by some nine reads: whoever wants a few must not have hundreds looked for. */
describe('the draws of an audit', () => {
  it.each([
    [60, ['60']],
    [100, ['100']],
    [230, ['100', '100', '100']],
  ])('are asked for in pages that hold %i of them, and no more than a hundred each', async (count, pages) => {
    const limits: (string | null)[] = [];
    let drawn = 0;
    const api = new LedgerClient('http://ledger.test', undefined, async (address) => {
      const limit = new URL(String(address)).searchParams.get('limit');
      limits.push(limit);
      const items = Array.from({ length: Number(limit) }, () => {
        drawn += 1;
        return { draw: drawn, g: drawn, receiptId: 'R', householdId: 'H', at: '2020-08-08T09:00:00+09:00' };
      });
      return Response.json({ items, next: 'more' });
    });
    const draws: number[] = [];
    for await (const { draw } of api.auditDraws('A-1', count)) draws.push(draw);
    expect(draws).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(limits).toEqual(pages);
  });
});
