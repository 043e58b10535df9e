/** What hostile senders put on every queue, told to the real workers over tables in their own process. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepable, readJson } from '../../shared/contract/json.ts';
import { isQueued, queueOfType } from '../../shared/domain/events.ts';
import { arrival, funding, handovers, households, locations, loss, order, returns } from '../flows/events.ts';
import {
  edgeNumbers,
  isCarriedBySqs,
  jsonTexts,
  naughtyTexts,
  repeatedKeys,
  unknownFields,
  waybillOf,
  wrongTypes,
} from '../support/hostile.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

type Json = any;

let books: Books;
/** Of what is noted about. */
let anomalyId: string;

/** An id, as the contract has it; of a waybill, it may also hold a slash. */
const isId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(text);
const isWaybillNumber = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/.test(text);

/** Text that people write: up to so many characters, no control characters, no half of a pair. */
const isText = (text: string, most: number): boolean =>
  text !== '' &&
  [...text].length <= most &&
  ![...text].some((character) => /^[\p{Cc}\p{Cs}]$/u.test(character));

/** A third of the list, and all that was added to it: for what is sent one by one. */
const few = naughtyTexts.filter((_, n) => n % 3 === 0 || n > naughtyTexts.length - 40);

/** Some of many messages that differ in their place alone; the seed says which. The contract's tests read them all. */
const every = <T>(step: number, messages: readonly T[]): readonly T[] =>
  messages.filter((_, n) => (n + Number(process.env['SEED'] ?? 0)) % step === 0);

const sound = naughtyTexts.filter((text) => isText(text, 500));

const queues = [...new Set(Object.values(queueOfType))];
const groupsOfQueue = 12;
const groups = queues.flatMap((queue) =>
  Array.from({ length: groupsOfQueue }, (_, n) => ({ queue, group: `hostile-${n}` })),
);
const inBatch = 10;

/** Sends an event as the flows write it; answers its id. */
async function send(event: object): Promise<string> {
  const id = randomUUID();
  await books.send({ id, ...(event as SentEvent) });
  return id;
}

const bodyOf = (id: string, event: object): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'urn:naughty',
    time: '2020-08-08T09:00:00+09:00',
    ...event,
  });

/** Sends bodies of one queue in batches, as a queue hands them out. */
async function sendBodies(bodies: readonly string[], queue: string, group: string): Promise<void> {
  for (let start = 0; start < bodies.length; start += inBatch)
    await books.sendBodies(queue, bodies.slice(start, start + inBatch), group);
}

const all = (path: string): Promise<Json[]> => books.all(path, 500);
const rejectedNow = (): Promise<Json[]> => all('/exceptions?status=rejected');

const household = 'H-1';
const oneGram = [{ commodity: 'rice', quantity: 1, unit: 'g' }];

const itemsAt = async (path: string): Promise<Json[]> => (await books.get(path)).items;
const isThere = async (path: string): Promise<boolean> => (await books.ask(path)).status === 200;

/** An event that is in order, for each queue, and whether it has been posted. */
const goodEvents: Readonly<
  Record<string, (n: number) => { readonly event: object; readonly isPosted: () => Promise<boolean> }>
> = {
  registrations: (n) => ({
    event: households('C-2', [{ householdId: `N-${n}`, adults: 1, children: 0 }]),
    isPosted: () => isThere(`/households/N-${n}`),
  }),
  'policy-orders': (n) => ({ event: order(`O-${n}`), isPosted: () => isThere(`/orders/O-${n}`) }),
  'shipment-arrivals': (n) => ({
    event: arrival('O-1', `W-${n}`, 'C-2', oneGram),
    isPosted: () => isThere(`/shipments/W-${n}`),
  }),
  handovers: (n) => ({
    event: handovers('O-1', 'C-1', [{ receiptId: `R-${n}`, householdId: `G-${n}`, lines: oneGram }]),
    isPosted: async () => (await itemsAt(`/households/G-${n}/ledger`)).length === 1,
  }),
  payments: (n) => ({
    event: funding('O-1', `P-${n}`, `F-${n}`, 1),
    isPosted: async () => (await itemsAt(`/payers/P-${n}/ledger`)).length === 1,
  }),
  'stock-counts': (n) => ({
    event: loss('O-1', 'C-1', `L-${n}`, [{ ...oneGram[0], cause: 'spilled' }]),
    isPosted: async () =>
      (await itemsAt('/locations/C-1/ledger?limit=500')).some(({ reference }) => reference === `L-${n}`),
  }),
  assurance: (n) => ({
    event: { type: 'relief.finding.noted.v1', data: { anomalyId, note: `seen by ${n}` } },
    isPosted: async () =>
      (await itemsAt('/anomalies')).some(({ notes }) =>
        notes.some(({ note }: Json) => note === `seen by ${n}`),
      ),
  }),
};

/** How an original is found again: by what its text says. */
const keyOf = (original: unknown): string =>
  typeof original === 'string' ? original : JSON.stringify(original);

/** What an exception shows of a text that is JSON. */
function shownOf(body: string): string {
  const reading = readJson(body);
  return reading.ok ? keyOf(keepable(reading.value)) : body;
}

beforeAll(async () => {
  books = await Books.open();
  await send(locations);
  const persons = { adults: 50, children: 0 };
  const others = groups.map((_, n) => ({ householdId: `G-${n}`, ...persons }));
  await send(households('C-1', [{ householdId: household, ...persons }, ...others]));
  await send(order('O-1'));
  await send(arrival('O-1', 'W-stock', 'C-1', [{ commodity: 'rice', quantity: 500, unit: 'kg' }]));
  await send(loss('O-1', 'C-1', 'L-stolen', [{ ...oneGram[0], cause: 'stolen' }]));
  [{ anomalyId }] = await all('/anomalies');
});

afterAll(() => books.close());

describe('hostile messages on every queue', () => {
  it('become one exception each, which says where and what was expected; good ones behind them are posted', async () => {
    const told = [...every(12, wrongTypes), ...every(3, unknownFields), ...every(3, repeatedKeys)].map(
      ({ type, body, path }, n) => ({
        queue: isQueued(type) ? queueOfType[type] : 'stock-counts',
        path,
        id: `e-${n}`,
        source: `urn:hostile:${n}`,
        body: body.replaceAll('"e-1"', `"e-${n}"`).replaceAll('urn:relief:test', `urn:hostile:${n}`),
      }),
    );
    const texts = jsonTexts
      .filter(isCarriedBySqs)
      .map((body, n) => ({ queue: queues[n % queues.length] ?? '', body }));
    const good = groups.map(({ queue }, n) => goodEvents[queue]?.(n));
    for (const [n, { queue, group }] of groups.entries()) {
      const bodies = [...told, ...texts].filter((one) => one.queue === queue).map(({ body }) => body);
      const ofGroup = bodies.filter((_, index) => index % groupsOfQueue === n % groupsOfQueue);
      await sendBodies([...ofGroup, bodyOf(`good-${n}`, good[n]?.event ?? {})], queue, group);
    }
    expect(await Promise.all(good.map((one) => one?.isPosted()))).toEqual(groups.map(() => true));

    const rejected = await rejectedNow();
    expect(rejected.length).toBe(told.length + texts.length);
    expect([...new Set(rejected.map(({ reason }) => reason))]).toEqual(['invalid-message']);
    expect(rejected.filter(({ detail }) => !detail.expected)).toEqual([]);
    const nameOf = ({ event }: Json): string | undefined => event.id ?? event.source;
    const byName = new Map(rejected.map((one) => [nameOf(one), one]));
    expect(told.filter(({ id, source }) => byName.has(id) === byName.has(source))).toEqual([]);
    const pathOf = ({ id, source }: (typeof told)[number]) =>
      (byName.get(id) ?? byName.get(source))?.detail.path;
    expect(told.filter((one) => pathOf(one) !== one.path)).toEqual([]);
    const names = new Set(told.flatMap(({ id, source }) => [id, source]));
    const nameless = rejected.filter((one) => !names.has(nameOf(one) ?? ''));
    expect(nameless.map(({ original }) => keyOf(original)).sort()).toEqual(
      texts.map(({ body }) => shownOf(body)).sort(),
    );

    expect(await all('/exceptions?status=held')).toEqual([]);
  });

  it('count what the text of each number says, to the gram', async () => {
    const numbered = edgeNumbers.map(({ text, grams }, n) => ({ shipmentId: `W-number-${n}`, text, grams }));
    const bodies = numbered.map(({ shipmentId, text }) =>
      waybillOf(text, shipmentId, { id: shipmentId, source: 'urn:numbers' }),
    );
    await sendBodies(bodies, 'shipment-arrivals', 'C-1');
    const rejected = new Map((await rejectedNow()).map((one) => [one.event.id, one]));
    for (const { shipmentId, text, grams } of numbered) {
      const { status, body: waybill } = await books.ask(`/shipments/${shipmentId}`);
      const found =
        (status === 200 ? waybill.lines[0].received : undefined) ?? rejected.get(shipmentId)?.detail.path;
      const expected = grams === undefined ? 'data.lines[0].quantity' : Number(grams) / 1_000;
      expect({ text, found }).toEqual({ text, found: expected });
    }
  });
});

describe('naughty texts', () => {
  /** Sends rows of which each stands or falls alone, and answers what became of each, in order. */
  async function rowsOf(sheet: (rows: Json[]) => object, rows: readonly Json[]): Promise<Json[]> {
    const starts = new Set<string>();
    for (let start = 0; start < rows.length; start += 500) {
      starts.add(await send(sheet(rows.slice(start, start + 500))));
    }
    const posted = new Map((await all(`/households/${household}/ledger`)).map((one) => [one.reference, one]));
    const refused = (await all('/exceptions?orderId=O-1')).filter(({ event }) => starts.has(event.id));
    const byRow = new Map(refused.map((one) => [JSON.stringify(one.original), one]));
    expect(byRow.size).toBe(refused.length);
    return rows.map((row) => {
      const outcomes = [posted.get(row.receiptId), byRow.get(JSON.stringify(row))].filter(Boolean);
      expect({ row, outcomes: outcomes.length }).toEqual({ row, outcomes: 1 });
      return outcomes[0];
    });
  }

  it('come back to the letter, or are refused row by row', async () => {
    const made = (rows: Json[]) => handovers('O-1', 'C-1', rows);
    const undone = (rows: Json[]) => returns('O-1', 'C-1', rows);
    const base = { householdId: household, lines: oneGram };

    const collected = naughtyTexts.map((text, n) => ({ receiptId: `T-${n}`, ...base, collectedBy: text }));
    for (const [n, outcome] of (await rowsOf(made, collected)).entries()) {
      const text = naughtyTexts[n] ?? '';
      if (isText(text, 200)) expect(outcome).toMatchObject({ type: 'handover', collectedBy: text });
      else expect(outcome).toMatchObject({ reason: 'invalid-message', reference: `T-${n}` });
    }
    const reasons = naughtyTexts.map((text, n) => ({
      receiptId: `B-${n}`,
      reverses: `T-${n}`,
      householdId: household,
      reason: text,
    }));
    for (const [n, outcome] of (await rowsOf(undone, reasons)).entries()) {
      const text = naughtyTexts[n] ?? '';
      if (isText(text, 200)) expect(outcome).toMatchObject({ type: 'return', reason: text });
      else if (!isText(text, 500)) expect(outcome).toMatchObject({ reason: 'invalid-message' });
      else expect(outcome).toMatchObject({ status: 'held', reason: 'unknown-reference' });
    }
    const ids = naughtyTexts.map((text) => ({ receiptId: text, ...base }));
    for (const [n, outcome] of (await rowsOf(made, ids)).entries()) {
      const text = naughtyTexts[n] ?? '';
      if (isId(text)) expect(outcome).toMatchObject({ type: 'handover', reference: text });
      else expect(outcome).toMatchObject({ reason: 'invalid-message', original: { receiptId: text } });
    }
    const goods = naughtyTexts.map((text, n) => ({
      receiptId: `K-${n}`,
      householdId: household,
      lines: [{ commodity: text, quantity: 1, unit: 'piece' }],
    }));
    for (const outcome of await rowsOf(made, goods))
      expect(['invalid-message', 'unknown-commodity']).toContain(outcome.reason);
  });

  it('stand in names and titles to the letter', async () => {
    const named = sound.map((name, n) => ({ locationId: `N-${n}`, name, kind: 'store' }));
    await send({ type: 'relief.locations.registered.v1', data: { locations: named } });
    const rows = sound.map((name, n) => ({
      householdId: `Q-${n}`,
      name,
      neighbourhood: name,
      adults: 1,
      children: 0,
    }));
    await send(households('C-2', rows));
    const locationNames = new Map((await all('/locations')).map((one) => [one.locationId, one.name]));
    expect(sound.map((_, n) => locationNames.get(`N-${n}`))).toEqual(sound);

    for (let start = 0; start < sound.length; start += 100) {
      const some = sound.slice(start, start + 100);
      const title = some[0] ?? '';
      const pledges = [{ commodity: 'soap', source: title, responsible: title }];
      await send(order(`O-${start}-of`, { title, issuedBy: title, prohibitions: some, pledges }));
      const stored = await books.get(`/orders/O-${start}-of`);
      expect(stored).toMatchObject({ title, issuedBy: title, prohibitions: some, pledges });
    }
    const list = await all('/locations/C-2/distribution-list?orderId=O-0-of');
    const byId = new Map(list.map((item) => [item.householdId, item]));
    expect(sound.map((_, n) => byId.get(`Q-${n}`)?.name)).toEqual(sound);
    expect(sound.map((_, n) => byId.get(`Q-${n}`)?.neighbourhood)).toEqual(sound);
  });

  it('as waybill numbers and as event ids are taken, or refused, one by one', async () => {
    const place = (locationId: string): object => ({
      type: 'relief.locations.registered.v1',
      data: { locations: [{ locationId, name: 'Any', kind: 'store' }] },
    });
    const waybills = few.map((text, n) => bodyOf(`W-${n}`, arrival('O-1', text, 'C-1', oneGram)));
    const places = few.map((text, n) => bodyOf(text, place(`E-${n}`)));
    await sendBodies(waybills, 'shipment-arrivals', 'C-1');
    await sendBodies(places, 'registrations', 'locations');

    const rejected = await rejectedNow();
    const refusedWaybills = new Set(rejected.map(({ event }) => event.id));
    const refusedPlaces = new Set(rejected.map(({ original }) => original?.data?.locations?.[0]?.locationId));
    const registered = new Set((await all('/locations')).map(({ locationId }) => locationId));
    for (const [n, text] of few.entries()) {
      const waybill = isWaybillNumber(text)
        ? (await books.get(`/shipments/${encodeURIComponent(text)}`)).shipmentId
        : refusedWaybills.has(`W-${n}`);
      expect({ text, waybill }).toEqual({ text, waybill: isWaybillNumber(text) ? text : true });
      const fates = [registered.has(`E-${n}`), refusedPlaces.has(`E-${n}`)];
      expect({ text, fates }).toEqual({ text, fates: [isText(text, 256), !isText(text, 256)] });
    }
  });
});
