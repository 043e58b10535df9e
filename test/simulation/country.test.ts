import { describe, expect, it } from 'vitest';
import { type HotKey, playCountry } from './country.ts';
import { KeyLoads } from './key-loads.ts';

const slice = { centres: 2, householdsOfCentre: 196 } as const;
const households = slice.centres * slice.householdsOfCentre;
/** So many times larger is the country. */
const times = 6_112_469 / households;

const keyOf = (keys: readonly HotKey[], kind: string, pattern: string): HotKey | undefined =>
  keys.find((key) => key.kind === kind && key.pattern === pattern);

describe('the load of a key', () => {
  it('is counted by the second and by the hour, and the most is kept', () => {
    const loads = new KeyLoads();
    for (const [second, units] of [
      [10, 3],
      [10, 4],
      [11, 5],
      [3_600, 6],
    ] as const) {
      loads.setSecond(second);
      loads.take('write', 'stock a', units);
    }
    expect(loads.loads()).toEqual([
      { key: 'stock a', kind: 'write', second: 7, hour: 12 / 3_600, total: 18 },
    ]);
  });

  it('of an index is a write for an item that enters or leaves it, and two for one that moves', () => {
    const loads = new KeyLoads();
    const waiting = { subject: { S: 'waiting/x' }, listing: { S: 'held' }, listedAt: { S: 'a' } };
    const change = { table: 'ledgers', partition: 'waiting/x', sort: 'y' };
    loads.follow([{ ...change, before: undefined, after: waiting }]);
    loads.follow([{ ...change, before: waiting, after: { ...waiting, listedAt: { S: 'b' } } }]);
    loads.follow([{ ...change, before: waiting, after: undefined }]);
    loads.follow([{ ...change, before: undefined, after: { subject: { S: 'order:x' } } }]);
    expect(loads.loads()).toMatchObject([{ key: 'ledgers/exceptions held', total: 4 }]);
  });
});

describe('a day of a country', () => {
  it('serves and pays all, writes no key that the whole country shares, and reads none much', async () => {
    const day = await playCountry({ ...slice, day: 'plain' });
    expect(day).toMatchObject({ served: households, paid: households, held: 0, rejected: 0 });
    // A book and its payer's first entry list it under the order and check the order's next step: twice a centre a day.
    expect(
      day.paced.filter(({ kind, shared }) => kind === 'write' && shared).map(({ pattern }) => pattern),
    ).toEqual(['ledgers order:country', 'ledgers books:country']);
    // Every desk's question reads the list of orders and the order: one unit each.
    const orders = keyOf(day.paced, 'read', 'ledgers orders');
    expect(orders?.units).toBeGreaterThan(0);
    expect(keyOf(day.paced, 'read', 'ledgers order:country')?.units).toBeGreaterThanOrEqual(
      orders?.units ?? 0,
    );
    // The same seed plays the same day.
    expect(await playCountry({ ...slice, day: 'plain' })).toEqual(day);
  });

  it('holds whoever comes before the train, and serves them when it has come', async () => {
    const day = await playCountry({ ...slice, day: 'late-train' });
    expect(day).toMatchObject({ served: households, paid: households, held: 0, rejected: 0 });
    // Each that waited leaves the list, three in five of the day's: of its eight parts none bears a quarter of that.
    const settled = keyOf(day.atOnce, 'write', 'ledgers/exceptions held')?.units ?? 0;
    const waited = settled / (households * times);
    expect(waited).toBeGreaterThan(0.5 / 8);
    expect(waited).toBeLessThan(0.75 / 4);
  });

  it('rejects all under a cancelled order, and no part of their list bears much of it', async () => {
    const day = await playCountry({ ...slice, day: 'cancelled' });
    expect(day).toMatchObject({ served: 0, paid: 0, held: 0, rejected: 2 * households });
    // A case is two write units in the table and one in the list: of the eight parts none has a quarter of them.
    const cases = (keyOf(day.tables, 'write', 'ledgers')?.units ?? 0) / 2;
    const part = keyOf(day.paced, 'write', 'ledgers/exceptions rejected')?.units ?? 0;
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(cases / 4);
  });
});
