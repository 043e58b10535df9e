import { describe, expect, it } from 'vitest';
import type { Order } from '../../shared/domain/order.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { RegistryLink, RegistryRow } from '../../shared/ledger/registry-chain.ts';
import { Rosters } from '../../shared/store/rosters.ts';

const order = (revision: number, acceptedAt: string): Order => ({
  zone: 'Asia/Pyongyang',
  orderId: 'O-1',
  revision,
  acceptedAt,
  terms: {
    title: 'Aid',
    issuedBy: 'Committee',
    referenceDate: '2020-08-05',
    startsOn: '2020-08-05',
    centres: 'all',
    rations: [],
    pledges: [],
    prohibitions: [],
    release: 'proportional',
  },
  covers: 'all',
  units: new Map(),
  cancelled: false,
  revisions: [],
});

const row = (householdId: string, centreId: string, adults: number): RegistryRow => ({
  householdId,
  effectiveFrom: '2020-07-01',
  centreId,
  adults,
  children: 0,
  priority: 0,
});

const link = (seq: number, at: string, rows: readonly RegistryRow[]): RegistryLink => ({
  account: 'registry:C-1',
  seq,
  at,
  previousHash: '',
  hash: '',
  event: `E-${seq}`,
  rows,
});

const planOf = (households: number): Plan => [{ priority: 0, adults: 2, persons: 2, households }];

/** A registry that counts how often it is read. */
class Registry {
  reads = 0;
  links: RegistryLink[] = [];

  get(): Promise<readonly RegistryLink[]> {
    this.reads += 1;
    return Promise.resolve(this.links);
  }

  from(_centreId: string, seq: number): Promise<readonly RegistryLink[]> {
    return Promise.resolve(this.links.slice(seq - 1));
  }
}

describe('the roster of a centre', () => {
  it('has those whom the centre serves as the registry stood when the revision was accepted', async () => {
    const registry = new Registry();
    registry.links = [
      link(1, '2020-08-01T00:00:00.000Z', [row('H-1', 'C-1', 2), row('H-2', 'C-1', 3)]),
      link(2, '2020-08-02T00:00:00.000Z', [row('H-2', 'C-2', 3)]),
      link(3, '2020-08-06T00:00:00.000Z', [row('H-1', 'C-1', 9), row('H-3', 'C-1', 1)]),
    ];
    const roster = await new Rosters(registry).get(order(1, '2020-08-05T00:00:00.000Z'), 'C-1', planOf(1), 1);
    expect([...roster.compositions].map(([householdId, { adults }]) => [householdId, adults])).toEqual([
      ['H-1', 2],
    ]);
  });

  it('is read once for a revision, and anew for the next', async () => {
    const registry = new Registry();
    registry.links = [link(1, '2020-08-01T00:00:00.000Z', [row('H-1', 'C-1', 2)])];
    const rosters = new Rosters(registry);
    const first = order(1, '2020-08-05T00:00:00.000Z');
    await rosters.get(first, 'C-1', planOf(1), 1);
    registry.links.push(link(2, '2020-08-06T00:00:00.000Z', [row('H-1', 'C-1', 4)]));
    expect((await rosters.get(first, 'C-1', planOf(1), 1)).compositions.get('H-1')?.adults).toBe(2);
    expect(registry.reads).toBe(1);
    const amended = order(2, '2020-08-07T00:00:00.000Z');
    expect((await rosters.get(amended, 'C-1', planOf(1), 1)).compositions.get('H-1')?.adults).toBe(4);
  });

  it('is not read while the households asked for are cheaper one by one, nor where the order has no plan', async () => {
    const registry = new Registry();
    const rosters = new Rosters(registry);
    const large = order(1, '2020-08-05T00:00:00.000Z');
    // The chain of 2,600 households is 20 read units.
    await rosters.get(large, 'C-1', planOf(2_600), 10);
    await rosters.get(large, 'C-1', planOf(2_600), 9);
    await rosters.get(large, 'C-2', [], 500);
    expect(registry.reads).toBe(0);
    await rosters.get(large, 'C-1', planOf(2_600), 1);
    expect(registry.reads).toBe(1);
  });

  it('is read on for who was withdrawn since, and who was registered again', async () => {
    const registry = new Registry();
    registry.links = [link(1, '2020-08-01T00:00:00.000Z', [row('H-1', 'C-1', 2), row('H-2', 'C-1', 3)])];
    const rosters = new Rosters(registry);
    const accepted = order(1, '2020-08-05T00:00:00.000Z');
    const before = await rosters.get(accepted, 'C-1', planOf(2), 2);
    expect([before.links, before.withdrawals.size]).toEqual([1, 0]);
    const withdrawn = { reason: 'departed' } as const;
    const both = [row('H-1', 'C-1', 2), row('H-2', 'C-1', 3)].map((of) => ({ ...of, withdrawn }));
    registry.links.push(link(2, '2020-08-06T00:00:00.000Z', both));
    registry.links.push(link(3, '2020-08-07T00:00:00.000Z', [row('H-2', 'C-1', 3)]));
    const after = await rosters.readOn(accepted, 'C-1', before);
    expect([...after.withdrawals.keys()]).toEqual(['H-1']);
    expect(after.links).toBe(3);
    expect([...after.compositions.keys()]).toEqual(['H-1', 'H-2']);
    expect(await rosters.get(accepted, 'C-1', planOf(2), 2)).toEqual(after);
    expect(registry.reads).toBe(1);
  });

  it('is read once as it stands now, and from then on read on; without a plan nothing is kept', async () => {
    const registry = new Registry();
    registry.links = [link(1, '2020-08-01T00:00:00.000Z', [row('H-1', 'C-1', 2), row('H-2', 'C-1', 3)])];
    const rosters = new Rosters(registry);
    const accepted = order(1, '2020-08-05T00:00:00.000Z');
    expect((await rosters.latest(accepted, 'C-1', planOf(2))).withdrawals.size).toBe(0);
    registry.links.push(
      link(2, '2020-08-06T00:00:00.000Z', [{ ...row('H-1', 'C-1', 2), withdrawn: { reason: 'departed' } }]),
    );
    const later = await rosters.latest(accepted, 'C-1', planOf(2));
    expect([[...later.withdrawals.keys()], later.links, registry.reads]).toEqual([['H-1'], 2, 1]);
    await rosters.latest(accepted, 'C-2', []);
    await rosters.latest(accepted, 'C-2', []);
    expect(registry.reads).toBe(3);
  });

  it('is read again after a read that failed', async () => {
    let fails = true;
    const registry = {
      get: () =>
        fails
          ? Promise.reject(new Error('no answer'))
          : Promise.resolve([link(1, '2020-08-01T00:00:00.000Z', [row('H-1', 'C-1', 2)])]),
      from: () => Promise.resolve([]),
    };
    const rosters = new Rosters(registry);
    const accepted = order(1, '2020-08-05T00:00:00.000Z');
    await expect(rosters.get(accepted, 'C-1', planOf(1), 1)).rejects.toThrow('no answer');
    fails = false;
    expect((await rosters.get(accepted, 'C-1', planOf(1), 1)).compositions.size).toBe(1);
  });
});
