import { describe, expect, it } from 'vitest';
import { nextLink } from '../../shared/ledger/chain.ts';
import { orderListing } from '../../shared/ledger/keys.ts';
import { orderVersionBody, readOrderVersion } from '../../shared/ledger/order-chain.ts';
import {
  countRegistry,
  planRecord,
  readPlan,
  readRegistryLink,
  registeredAt,
  registryBody,
} from '../../shared/ledger/registry-chain.ts';
import { termsWith } from '../support/orders.ts';

const at = '2020-08-05T00:00:00.000Z';

describe('a step of an order', () => {
  const terms = termsWith({
    pledges: [
      { commodity: 'coal', quantity: 180_000_000n, unit: 't', source: 'mine', responsible: 'Cabinet' },
      { commodity: 'soap', source: 'works', responsible: 'Ministry' },
    ],
  });
  const step = { kind: 'amended', revision: 2, event: 'urn:x#e', digest: 'd', terms } as const;
  const stored = (body: typeof step & { reason?: string; covers?: readonly string[] }) =>
    readOrderVersion(nextLink('order:O-1', undefined, at, orderVersionBody(body)));

  it('is read as it was written', () => {
    expect(stored({ ...step, reason: 'more', covers: ['C-1'] })).toMatchObject({
      ...step,
      seq: 1,
      at,
      reason: 'more',
      covers: ['C-1'],
    });
  });

  it('holds no more than it was given', () => {
    const { stipend: _, endsOn: __, ...bare } = terms;
    const read = stored({ ...step, terms: { ...bare, pledges: [] } } as unknown as typeof step);
    expect(Object.keys(read).sort()).toEqual(
      ['at', 'digest', 'event', 'kind', 'link', 'revision', 'seq', 'terms'].sort(),
    );
    expect(read.terms).toEqual({ ...bare, pledges: [] });
    expect(Object.keys(orderVersionBody(step))).toEqual(['kind', 'revision', 'event', 'digest', 'terms']);
  });
});

it('an order is listed among all orders', () => {
  expect(orderListing('O-1')).toEqual({ table: 'ledgers', subject: 'orders', item: 'O-1' });
});

describe('a registry', () => {
  const row = { effectiveFrom: '2020-07-01', centreId: 'C-1', adults: 2, children: 1, priority: 3 };
  const body = registryBody('urn:x#e', [{ householdId: 'H-1', ...row }]);
  const link = readRegistryLink(nextLink('registry:C-1', undefined, at, body));

  it('is read as it was written', () => {
    expect(link).toMatchObject({
      account: 'registry:C-1',
      seq: 1,
      at,
      previousHash: '',
      event: 'urn:x#e',
      rows: [{ householdId: 'H-1', ...row }],
    });
  });

  it('serves whom it holds on the day, as far as it was recorded by then, and has not moved', () => {
    const moved = {
      ...link,
      seq: 2,
      at: '2020-08-06T00:00:00.000Z',
      rows: [{ householdId: 'H-1', ...row, centreId: 'C-2' }],
    };
    const served = (day: string, recordedBy: string) => [
      ...registeredAt('C-1', [link, moved], day, recordedBy).keys(),
    ];
    expect(served('2020-08-05', at)).toEqual(['H-1']);
    expect(served('2020-06-30', at)).toEqual([]);
    expect(served('2020-08-05', '2020-08-06T00:00:00.000Z')).toEqual([]);
    expect([...registeredAt('C-2', [link, moved], '2020-08-05', '2020-08-06T00:00:00.000Z').keys()]).toEqual([
      'H-1',
    ]);
  });

  it('is counted into a plan, which is read as it was written', () => {
    const plan = countRegistry('C-1', [link], { referenceDate: '2020-08-05' }, at);
    expect(plan).toEqual([{ priority: 3, adults: 2, persons: 3, households: 1 }]);
    expect(readPlan(planRecord(plan))).toEqual(plan);
  });
});
