/** Schemes of which the books show nothing, because every paper is in order: only whoever visits the households finds them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../shared/audit/archive/write-once.ts';
import { sealBooks } from '../../shared/audit/seal-day.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { DrillCity, householdIds, orderId, ration } from './drill-city.ts';

type Json = any;

interface Scheme {
  readonly name: string;
  readonly play: (city: DrillCity) => Promise<void>;
  /** Kilograms of rice that each receipt lacks. */
  readonly short: Readonly<Record<string, number>>;
}

/** The last two of a centre, who did not come on the day. */
const absent = (centreId: string): readonly string[] => householdIds(centreId).slice(-2);

/** The centre tells of a whole ration, and takes it off the shelf; of that the household gets a part. */
async function handOver(city: DrillCity, centreId: string, householdId: string, rice: number): Promise<void> {
  const receiptId = `F-${householdId}`;
  await city.handover(centreId, [{ receiptId, householdId, goods: ration }]);
  city.move(centreId, ration, -1);
  if (rice > 0) city.give(householdId, receiptId, { rice, oil: ration.oil ?? 0 });
}

const schemes: readonly Scheme[] = [
  {
    name: 'receipts are forged for those who did not come',
    play: async (city) => {
      for (const householdId of absent('C-1')) await handOver(city, 'C-1', householdId, 0);
    },
    short: { 'F-H-C-1-7': 15, 'F-H-C-1-8': 15 },
  },
  {
    name: 'the scale of a centre gives short measure',
    play: async (city) => {
      for (const householdId of absent('C-2')) await handOver(city, 'C-2', householdId, 12);
    },
    short: { 'F-H-C-2-7': 3, 'F-H-C-2-8': 3 },
  },
  {
    name: 'one household is given a third, and told that no more has come',
    play: (city) => handOver(city, 'C-3', 'H-C-3-7', 5),
    short: { 'F-H-C-3-7': 10 },
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

/** Counts in the evening, seals the day, and opens an audit of the rice; nothing is found so far. */
async function openAudit(): Promise<void> {
  await city.eveningCounts();
  const { seal, findings } = await sealBooks({
    tables: city.books.tables,
    archive: new SealArchive(new WriteOnceFolder(folder)),
    now: () => city.books.now(),
    zone: 'Asia/Pyongyang',
  });
  expect(findings).toEqual([]);
  expect(await city.books.all('/anomalies', 500)).toEqual([]);
  expect(await city.books.all('/exceptions', 500)).toEqual([]);
  await city.tell('relief.audit.opened.v1', {
    auditId: 'A-1',
    orderId,
    measure: { commodity: 'rice' },
    tolerance: { quantity: 12, unit: 'kg' },
    riskPercent: 5,
    method: 'kaplan-markov',
    sealDate: seal.date,
    seed: '20237331128159211123',
  });
}

/** Visits the first draws, and hears from each household what it got. */
async function visit(draws: number): Promise<Json> {
  const { items } = await city.books.get(`/audits/A-1/draws?limit=${draws}`);
  const observations = items.map(({ draw, householdId, receiptId }: Json) => {
    const { rice } = city.got(householdId, receiptId);
    const found = rice === 0 ? 'not-found' : { quantity: rice, unit: 'kg' };
    return { draw, found, visitedOn: '2020-08-12', visitor: 'Ri' };
  });
  await city.tell('relief.audit.observed.v1', { auditId: 'A-1', observations });
  return city.books.get('/audits/A-1');
}

const shortOf = (anomalies: readonly Json[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    anomalies.map(({ kind, references, quantity }) => {
      expect(kind).toBe('disputed-receipt');
      return [references[0], quantity];
    }),
  );

describe('a day of which the books show nothing', () => {
  it('is confirmed by visits, if everybody was honest', async () => {
    await openAudit();
    const { drawsIfClean } = await city.books.get('/audits/A-1');
    expect((await visit(drawsIfClean - 1)).status).toBe('open');
    expect((await visit(drawsIfClean)).status).toBe('confirmed');
    expect(await city.books.all('/anomalies', 500)).toEqual([]);
  });

  it.each(schemes)('on which $name shows it to whoever visits the households', async ({ play, short }) => {
    await play(city);
    await openAudit();
    await visit(200);
    expect(shortOf(await city.books.all('/anomalies', 500))).toEqual(short);
  });

  it('on which all of it happens shows all of it, and is never confirmed', async () => {
    for (const { play } of schemes) await play(city);
    await openAudit();
    const { status, p, largestTaints } = await visit(200);
    expect({ status, p }).toEqual({ status: 'open', p: null });
    expect(largestTaints[0]).toMatchObject({ taint: 1, locationId: 'C-1' });
    const all = Object.assign({}, ...schemes.map(({ short }) => short));
    expect(shortOf(await city.books.all('/anomalies', 500))).toEqual(all);
    const gone = Object.values<number>(all).reduce((sum, kilograms) => sum + kilograms, 0);
    expect(gone).toBe(city.taken().rice);
  });
});
