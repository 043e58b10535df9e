import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../shared/audit/archive/write-once.ts';
import { sealBooks } from '../../shared/audit/seal-day.ts';
import { linkKey } from '../../shared/ledger/keys.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import {
  DrillCity,
  type Finding,
  householdIds,
  keyOf,
  linesOf,
  nothing,
  orderId,
  ration,
  stipend,
  sumOf,
  type Totals,
} from './drill-city.ts';

interface Scheme {
  readonly name: string;
  /** On the day, before the evening's counts, where it is left out. */
  readonly when?: 'after the seal';
  readonly play: (city: DrillCity) => Promise<void>;
  /** All that was taken or tried, as auditors must find it. */
  readonly found: readonly Finding[];
}

/** The two of a centre who have not come yet. */
const absent = (centreId: string): [string, string] => householdIds(centreId).slice(-2) as [string, string];

const goodsFound = (
  found: string,
  actor: string,
  document: string,
  what: string,
  amount: number,
  household?: string,
): Finding => ({
  found,
  actor,
  document,
  what,
  amount,
  ...(household !== undefined && { household }),
});

const rationFound = (found: string, actor: string, document: string, household: string): Finding[] => [
  goodsFound(found, actor, document, 'oil', 3, household),
  goodsFound(found, actor, document, 'rice', 15, household),
];

const forged = { rice: 10, oil: 3 };
const ghosts = ['G-1', 'G-2'];
const prey = ['C-1', 'C-2', 'C-3'].flatMap((centreId) => absent(centreId));

const schemes: readonly Scheme[] = [
  {
    name: 'a short delivery is signed as full, and the rest sold on the way',
    play: async (city) => {
      await city.dispatch('T-2', 'C-1', { rice: 50 });
      await city.arrive('T-2', 'C-1', { rice: 50 });
      city.move('C-1', { rice: 43 });
    },
    found: [goodsFound('count-variance', 'C-1', 'K-C-1', 'rice', -7)],
  },
  {
    name: 'a lorry loses a part of its load that nobody accounts for',
    play: async (city) => {
      await city.dispatch('T-3', 'C-2', { rice: 30 });
      await city.arrive('T-3', 'C-2', { rice: 19 });
      city.move('C-2', { rice: 19 });
    },
    found: [goodsFound('shortfall', 'C-2', 'T-3', 'rice', 11)],
  },
  {
    name: 'goods are claimed to have been stolen on the way',
    play: async (city) => {
      await city.arrive('T-4', 'C-3', { rice: 20 }, [{ commodity: 'rice', quantity: 9, cause: 'stolen' }]);
      city.move('C-3', { rice: 20 });
    },
    found: [goodsFound('unexplained-loss', 'C-3', 'T-4', 'rice', 9)],
  },
  {
    name: 'a storekeeper reports a theft of what he carried home',
    play: async (city) => {
      await city.tell('relief.stock.lost.v1', {
        lossId: 'L-1',
        locationId: 'HUB',
        orderId,
        lines: [{ ...linesOf({ rice: 8 })[0], cause: 'unexplained' }],
      });
      city.move('HUB', { rice: 8 }, -1);
    },
    found: [goodsFound('unexplained-loss', 'HUB', 'L-1', 'rice', 8)],
  },
  {
    name: 'a dispatch is diverted and arrives nowhere',
    play: async (city) => {
      await city.tell('relief.shipment.dispatched.v1', {
        shipmentId: 'T-5',
        orderId,
        from: { locationId: 'HUB' },
        to: 'C-1',
        lines: linesOf({ rice: 12 }),
      });
      city.move('HUB', { rice: 12 }, -1);
    },
    found: [goodsFound('never arrived', 'hub:HUB', 'T-5', 'rice', 12)],
  },
  {
    name: 'receipts are forged for households that never came',
    play: async (city) => {
      const [first] = absent('C-1');
      await city.handover('C-1', [{ receiptId: 'R-forged', householdId: first, goods: forged }]);
      city.move('C-1', forged, -1);
    },
    found: [
      goodsFound('no slip', 'centre:C-1', 'R-forged', 'oil', 3, absent('C-1')[0]),
      goodsFound('no slip', 'centre:C-1', 'R-forged', 'rice', 10, absent('C-1')[0]),
    ],
  },
  {
    name: 'one man collects for six households and keeps it all',
    play: async (city) => {
      for (const [n, householdId] of prey.entries()) {
        const centreId = householdId.slice(2, 5);
        await city.handover(centreId, [
          { receiptId: `R-taken-${n}`, householdId, goods: { rice: 1 }, collectedBy: 'Mr Pak' },
        ]);
        city.move(centreId, { rice: 1 }, -1);
      }
    },
    found: [
      goodsFound('shared-collector', 'Mr Pak', prey.map((_, n) => `R-taken-${n}`).join(' '), 'households', 6),
      ...prey.map((householdId, n) =>
        goodsFound('no slip', `centre:${householdId.slice(2, 5)}`, `R-taken-${n}`, 'rice', 1, householdId),
      ),
    ],
  },
  {
    name: 'a family is enlarged back in time',
    play: (city) => city.register('C-1', ['H-C-1-5'], '2020-08-01', { id: 'enlarged', children: 4 }),
    found: [goodsFound('backdated-registration', 'C-1', 'enlarged', 'persons', 3, 'H-C-1-5')],
  },
  {
    name: 'families that nobody can find are registered late, counted by an amendment, and served',
    play: async (city) => {
      await city.register('C-2', ghosts, '2020-08-01');
      await city.tell('relief.order.amended.v1', {
        orderId,
        revision: 2,
        reason: 'longer',
        endsOn: '2020-12-31',
      });
      await city.arrive('T-6', 'C-2', { rice: 30, oil: 6 });
      city.move('C-2', { rice: 30, oil: 6 });
      await city.handover(
        'C-2',
        ghosts.map((householdId) => ({ receiptId: `R-${householdId}`, householdId, goods: ration })),
      );
      city.move('C-2', { rice: 30, oil: 6 }, -1);
    },
    found: [
      ...ghosts.flatMap((householdId) =>
        rationFound('no slip', 'centre:C-2', `R-${householdId}`, householdId),
      ),
    ],
  },
  {
    name: 'a household that was served collects again at another centre',
    play: (city) => city.handover('C-3', [{ receiptId: 'R-again', householdId: 'H-C-1-1', goods: ration }]),
    found: rationFound('wrong-centre', 'C-3', 'R-again', 'H-C-1-1'),
  },
  {
    name: 'a household that was served collects again at its own',
    play: (city) => city.handover('C-1', [{ receiptId: 'R-more', householdId: 'H-C-1-2', goods: ration }]),
    found: rationFound('exceeds-entitlement', 'C-1', 'R-more', 'H-C-1-2'),
  },
  {
    name: 'a receipt is sent again with more on it',
    play: (city) =>
      city.handover('C-1', [{ receiptId: 'R-H-C-1-3', householdId: 'H-C-1-3', goods: { rice: 25 } }]),
    found: [goodsFound('conflicting-duplicate', 'C-1', 'R-H-C-1-3', 'rice', 25, 'H-C-1-3')],
  },
  {
    name: 'a payer reports as paid what it keeps',
    play: (city) =>
      city.pay('BANK', [{ paymentId: 'P-kept', householdId: absent('C-1')[1], amount: stipend }]),
    found: [goodsFound('no slip', 'payer:BANK', 'P-kept', 'KPW', stipend, absent('C-1')[1])],
  },
  {
    name: 'a payer reports a second payment of one stipend',
    play: (city) => city.pay('BANK', [{ paymentId: 'P-twice', householdId: 'H-C-2-1', amount: 500 }]),
    found: [goodsFound('exceeds-due', 'BANK', 'P-twice', 'KPW', 500, 'H-C-2-1')],
  },
  {
    name: 'a clerk counts what the book says, and carries the difference home',
    play: async (city) => {
      await city.count('HUB', 'K-false', city.shelf('HUB'));
      city.move('HUB', { rice: 2 }, -1);
    },
    found: [goodsFound('count-variance', 'HUB', 'K-HUB', 'rice', -2)],
  },
  {
    name: 'stock is moved between centres without a waybill',
    play: async (city) => {
      city.move('C-1', { oil: 2 }, -1);
      city.move('C-2', { oil: 2 });
    },
    found: [
      goodsFound('count-variance', 'C-1', 'K-C-1', 'oil', -2),
      goodsFound('count-variance', 'C-2', 'K-C-2', 'oil', 2),
    ],
  },
  {
    name: 'more comes than the waybill says, and nobody reports it',
    play: async (city) => {
      await city.arrive('T-7', 'C-2', { rice: 10 });
      city.move('C-2', { rice: 13 });
    },
    found: [goodsFound('count-variance', 'C-2', 'K-C-2', 'rice', 3)],
  },
  {
    name: 'a receipt is undone on paper, to hand its goods out once more',
    play: (city) =>
      city.tell('relief.handovers.returned.v1', {
        centreId: 'C-3',
        orderId,
        receipts: [
          { receiptId: 'B-forged', reverses: 'R-H-C-3-2', householdId: 'H-C-3-2', reason: 'spoiled' },
        ],
      }),
    found: [
      goodsFound('count-variance', 'C-3', 'K-C-3', 'oil', -3),
      goodsFound('count-variance', 'C-3', 'K-C-3', 'rice', -15),
      goodsFound('no slip', 'centre:C-3', 'B-forged', 'oil', -3, 'H-C-3-2'),
      goodsFound('no slip', 'centre:C-3', 'B-forged', 'rice', -15, 'H-C-3-2'),
    ],
  },
  {
    name: 'an entry is altered behind the books',
    when: 'after the seal',
    play: (city) => city.attacker.change('household:H-C-1-4/O-1/goods', 1, { lines: [['rice', '5000']] }),
    found: [goodsFound('tampering', '', 'household:H-C-1-4/O-1/goods@1', 'entries', 1)],
  },
  {
    name: 'an entry is deleted behind the books',
    when: 'after the seal',
    play: (city) => city.attacker.remove(linkKey('centre:C-3/O-1', 2)),
    found: [goodsFound('tampering', 'C-3', 'centre:C-3/O-1@2', 'entries', 1)],
  },
];

let engine: TestTables;
let folder: string;
let city: DrillCity;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relief-drill-'));
  city = await DrillCity.openIn(engine);
  await city.honestDay();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const seal = () =>
  sealBooks({
    tables: city.books.tables,
    archive: new SealArchive(new WriteOnceFolder(folder)),
    now: () => city.books.now(),
    zone: 'Asia/Pyongyang',
  });

interface Audited {
  /** What auditors find once the day is sealed. */
  readonly atSeal: readonly Finding[];
  /** What they find at the next seal, of the closed books too. */
  readonly atNext: readonly Finding[];
  /** What was truly taken on the day, and what the books cannot explain of it. */
  readonly taken: Totals;
  readonly unexplained: Totals;
}

/** Plays schemes on the day, counts in the evening, seals; plays the others on the closed books, and seals again. */
async function audited(played: readonly Scheme[]): Promise<Audited> {
  for (const { when, play } of played) if (when === undefined) await play(city);
  await city.eveningCounts();
  expect((await seal()).findings).toEqual([]);
  const atSeal = await city.findings();
  const unexplained = await city.unexplained();
  for (const { when, play } of played) if (when !== undefined) await play(city);
  city.books.setClock('2020-08-09T12:00:00.000Z');
  await seal();
  return { atSeal, atNext: await city.findings(), taken: city.taken(), unexplained };
}

const foundOf = (played: readonly Scheme[], when: Scheme['when']): readonly Finding[] =>
  sorted(played.filter((scheme) => scheme.when === when).flatMap(({ found }) => found));

/** What findings make of goods that are gone, and of money that was told and not paid; goods that were only asked for are there. */
const goneBy = (findings: readonly Finding[]): Totals =>
  sumOf(
    findings.map(({ found, what, amount }) => {
      const sign = found === 'count-variance' ? -1 : isGone.has(found) ? 1 : 0;
      return what in nothing ? { ...nothing, [what]: sign * amount } : nothing;
    }),
  );
const isGone = new Set(['shortfall', 'unexplained-loss', 'never arrived', 'no slip', 'exceeds-due']);

const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));

const totals = (findings: readonly Finding[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const { what, amount } of findings) sums.set(what, (sums.get(what) ?? 0) + Math.abs(amount));
  return sums;
};

/** Receipts and payments in the names of households that got nothing. */
const forgeries = schemes.filter(({ found }) =>
  found.some(({ found: how, amount }) => how === 'no slip' && amount > 0),
);

/** What a household that has no slip disputes, of what auditors would find by asking it. */
const disputedOf = (found: readonly Finding[]): readonly Finding[] =>
  sorted(
    found
      .filter(({ found: how, amount }) => how === 'no slip' && amount > 0)
      .map(({ actor, ...finding }) => ({
        ...finding,
        found: 'disputed-receipt',
        actor: actor.startsWith('centre:') ? actor.slice('centre:'.length) : '',
      })),
  );

describe('the cards of a small city', () => {
  it('dispute nothing where everyone is honest', async () => {
    await city.sayByCards();
    expect(await city.disputed()).toEqual([]);
    const { confirmations, complaints } = await city.books.get(`/orders/${orderId}/reconciliation`);
    expect(confirmations).toEqual({ received: 36, less: 0, notReceived: 0, unheard: 0 });
    expect(complaints).toMatchObject({ open: 0 });
  });

  it.each(forgeries)('bring to light that $name', async ({ play, found }) => {
    await play(city);
    await city.sayByCards();
    expect(await city.disputed()).toEqual(disputedOf(found));
    const forged = new Set(disputedOf(found).map(({ document }) => document)).size;
    const { confirmations, complaints } = await city.books.get(`/orders/${orderId}/reconciliation`);
    expect(confirmations).toEqual({ received: 36, less: 0, notReceived: forged, unheard: 0 });
    expect(complaints).toMatchObject({ open: forged, answered: 0 });
  });

  it('bring all forgeries to light at once, and no honest receipt', async () => {
    for (const { play } of forgeries) await play(city);
    await city.sayByCards();
    expect(await city.disputed()).toEqual(disputedOf(forgeries.flatMap(({ found }) => found)));
  });
});

describe('a day in a small city', () => {
  it('on which everyone is honest leaves nothing to find', async () => {
    expect(await audited([])).toEqual({ atSeal: [], atNext: [], taken: nothing, unexplained: nothing });
    const {
      commodities,
      exceptions,
      stipend: money,
    } = await city.books.get(`/orders/${orderId}/reconciliation`);
    expect(exceptions).toEqual({ held: 0, rejected: 0 });
    expect(
      commodities.map(({ countVariance, lost, inTransit }: Record<string, number>) => [
        countVariance,
        lost,
        inTransit,
      ]),
    ).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(money.paid).toBe(18 * stipend);
  });

  it.each(schemes)(
    'on which $name shows who, where, by which paper and how much, and nothing else',
    async (scheme) => {
      const { atSeal, atNext, taken, unexplained } = await audited([scheme]);
      expect(atSeal).toEqual(foundOf([scheme], undefined));
      expect(atNext).toEqual(sorted(scheme.found));
      expect(unexplained).toEqual(taken);
      expect(goneBy(atSeal)).toEqual(taken);
    },
  );

  it('on which all of it happens shows all of it: what is unexplained is what was taken, to the unit', async () => {
    const { atSeal, atNext: found, taken, unexplained } = await audited(schemes);
    expect(atSeal).toEqual(foundOf(schemes, undefined));
    expect(found).toEqual(sorted(schemes.flatMap((scheme) => scheme.found)));
    // Neither side knows the other: shelves and slips on one, the query API on the other.
    expect(unexplained).toEqual(taken);
    expect(goneBy(found)).toEqual(taken);
    expect([taken.rice, taken.oil, taken.KPW].every((amount) => amount > 0)).toBe(true);
    process.stdout.write(
      `${schemes.length} schemes, ${found.length} findings: ${[...totals(found)].map(([what, amount]) => `${amount} ${what}`).join(', ')}; gone: ${JSON.stringify(taken)}\n`,
    );
  });
});
