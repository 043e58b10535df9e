import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepable, readJson } from '../../shared/contract/json.ts';
import { isQueued, queueOfType } from '../../shared/domain/events.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
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
import { Desk, type SentEvent, startSystem } from './desk.ts';
import { arrival, funding, handovers, households, locations, loss, order, returns } from './events.ts';

type Json = any;

let system: LocalSystem;
let desk: Desk;

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

interface Group {
  readonly queue: string;
  readonly group: string;
}

const groupsOfQueue = 12;
const groups: readonly Group[] = [...new Set(Object.values(queueOfType))].flatMap((queue) =>
  Array.from({ length: groupsOfQueue }, (_, n) => ({ queue, group: `hostile-${n}` })),
);

/** Sends bodies to their queues, those of a queue dealt out to its groups. */
async function deal(messages: readonly { readonly queue: string; readonly body: string }[]): Promise<void> {
  await Promise.all(
    groups.map(({ queue, group }, index) => {
      const bodies = messages.filter((message) => message.queue === queue);
      return desk.sendBodies(
        bodies.filter((_, n) => n % groupsOfQueue === index % groupsOfQueue).map(({ body }) => body),
        { queue, group },
      );
    }),
  );
}

const rejectedNow = (): Promise<Json[]> => desk.all('/exceptions?status=rejected');

const post = async (
  event: SentEvent,
  path: string,
  isThere: (answer: Json) => boolean = Boolean,
): Promise<Json> => {
  await desk.send(event);
  return desk.until(path, () => desk.get(path), isThere);
};

const household = 'H-1';
const oneGram = [{ commodity: 'rice', quantity: 1, unit: 'g' }];

const itemsAt = async (path: string): Promise<Json[]> => (await desk.get(path))?.items ?? [];

/** An event that is in order, for each queue, and whether it has been posted. */
const goodEvents: Readonly<
  Record<string, (n: number) => { readonly event: SentEvent; readonly isPosted: () => Promise<boolean> }>
> = {
  registrations: (n) => ({
    event: households('C-2', [{ householdId: `N-${n}`, adults: 1, children: 0 }]),
    isPosted: async () => (await desk.get(`/households/N-${n}`)) !== undefined,
  }),
  'policy-orders': (n) => ({
    event: order(`O-${n}`),
    isPosted: async () => (await desk.get(`/orders/O-${n}`)) !== undefined,
  }),
  'shipment-arrivals': (n) => ({
    event: arrival('O-1', `W-${n}`, 'C-2', oneGram),
    isPosted: async () => (await desk.get(`/shipments/W-${n}`)) !== undefined,
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
  system = await startSystem();
  desk = new Desk(system);
  await post(locations, '/locations/C-2');
  const persons = { adults: 50, children: 0 };
  const others = Array.from({ length: groups.length }, (_, n) => ({ householdId: `G-${n}`, ...persons }));
  await post(
    households('C-1', [{ householdId: household, ...persons }, ...others]),
    `/households/${household}`,
  );
  await post(order('O-1'), '/orders/O-1');
  await post(
    arrival('O-1', 'W-stock', 'C-1', [{ commodity: 'rice', quantity: 500, unit: 'kg' }]),
    '/shipments/W-stock',
  );
});

afterAll(async () => {
  desk?.close();
  await system?.stop();
});

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
      .map((body, n) => ({ queue: groups[n % groups.length]?.queue ?? '', body }));
    await deal([...told, ...texts]);
    const good = groups.map(({ queue }, n) => goodEvents[queue]?.(n));
    await Promise.all(groups.map((group, n) => desk.send(good[n]?.event as SentEvent, group)));

    await desk.until(
      'the good events',
      () => Promise.all(good.map((one) => one?.isPosted())),
      (posted) => posted.every(Boolean),
      120,
    );
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

    expect(await desk.all('/exceptions?status=held')).toEqual([]);
    expect(await desk.deadLetters()).toBe(0);
  }, 180_000);

  it('count what the text of each number says, to the gram', async () => {
    const numbered = edgeNumbers.map(({ text, grams }, n) => ({ shipmentId: `W-number-${n}`, text, grams }));
    const bodies = numbered.map(({ shipmentId, text }) =>
      waybillOf(text, shipmentId, { id: shipmentId, source: 'urn:numbers' }),
    );
    await desk.sendBodies(bodies, { queue: 'shipment-arrivals', group: 'C-1' });
    await post(arrival('O-1', 'W-last-number', 'C-1', oneGram), '/shipments/W-last-number');
    const rejected = new Map((await rejectedNow()).map((one) => [one.event.id, one]));
    for (const { shipmentId, text, grams } of numbered) {
      const waybill = await desk.get(`/shipments/${shipmentId}`);
      const found = waybill?.lines[0].received ?? rejected.get(shipmentId)?.detail.path;
      const expected = grams === undefined ? 'data.lines[0].quantity' : Number(grams) / 1_000;
      expect({ text, found }).toEqual({ text, found: expected });
    }
  });
});

describe('naughty texts', () => {
  let sheets = 0;

  /** Sends rows of which each stands or falls alone, and answers what became of each, in order. */
  async function rowsOf(sheet: (rows: Json[]) => SentEvent, rows: readonly Json[]): Promise<Json[]> {
    const starts = new Map<string, number>();
    for (let start = 0; start < rows.length; start += 500) {
      const { id = '' } = await desk.send(sheet(rows.slice(start, start + 500)));
      starts.set(id, start);
    }
    sheets += 1;
    const last = `R-last-${sheets}`;
    await desk.send(handovers('O-1', 'C-1', [{ receiptId: last, householdId: household, lines: oneGram }]));
    const ledger = `/households/${household}/ledger`;
    await desk.until(
      last,
      () => itemsAt(`${ledger}?limit=1`),
      ([entry]) => entry?.reference === last,
      60,
    );
    const posted = new Map((await desk.all(ledger)).map((entry) => [entry.reference, entry]));
    const refused = (await desk.all('/exceptions?orderId=O-1')).filter(({ event }) => starts.has(event.id));
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
      expect(['invalid-message', 'unknown-commodity', 'exceeds-entitlement', 'not-covered']).toContain(
        outcome.reason,
      );
  }, 120_000);

  it('stand in names and titles to the letter', async () => {
    const named = sound.map((name, n) => ({ locationId: `N-${n}`, name, kind: 'store' }));
    await desk.send({ type: 'relief.locations.registered.v1', data: { locations: named } });
    const rows = sound.map((name, n) => ({
      householdId: `Q-${n}`,
      name,
      neighbourhood: name,
      adults: 1,
      children: 0,
    }));
    await desk.send(households('C-2', rows));
    const last = sound.length - 1;
    await desk.until('the last location', () => desk.get(`/locations/N-${last}`), Boolean);
    await desk.until('the last household', () => desk.get(`/households/Q-${last}`), Boolean);
    const locationNames = new Map((await desk.all('/locations')).map((one) => [one.locationId, one.name]));
    expect(sound.map((_, n) => locationNames.get(`N-${n}`))).toEqual(sound);

    for (let start = 0; start < sound.length; start += 100) {
      const some = sound.slice(start, start + 100);
      const title = some[0] ?? '';
      const pledges = [{ commodity: 'soap', source: title, responsible: title }];
      await desk.send(order(`O-${start}-of`, { title, issuedBy: title, prohibitions: some, pledges }));
      const stored = await desk.until('the order', () => desk.get(`/orders/O-${start}-of`), Boolean);
      expect(stored).toMatchObject({ title, issuedBy: title, prohibitions: some, pledges });
    }
    const list = await desk.all('/locations/C-2/distribution-list?orderId=O-0-of');
    const byId = new Map(list.map((item) => [item.householdId, item]));
    expect(sound.map((_, n) => byId.get(`Q-${n}`)?.name)).toEqual(sound);
    expect(sound.map((_, n) => byId.get(`Q-${n}`)?.neighbourhood)).toEqual(sound);
  }, 60_000);

  it('as waybill numbers and as event ids are taken, or refused, one by one', async () => {
    const bodyOf = (id: string, event: SentEvent): string =>
      JSON.stringify({
        specversion: '1.0',
        id,
        source: 'urn:naughty',
        time: '2020-08-08T09:00:00+09:00',
        ...event,
      });
    const place = (locationId: string): SentEvent => ({
      type: 'relief.locations.registered.v1',
      data: { locations: [{ locationId, name: 'Any', kind: 'store' }] },
    });
    const waybills = few.map((text, n) => bodyOf(`W-${n}`, arrival('O-1', text, 'C-1', oneGram)));
    const places = few.map((text, n) => bodyOf(text, place(`E-${n}`)));
    await Promise.all([
      desk.sendBodies(waybills, { queue: 'shipment-arrivals', group: 'C-1' }),
      desk.sendBodies(places, { queue: 'registrations', group: 'locations' }),
    ]);
    await desk.send(arrival('O-1', 'W-last', 'C-1', oneGram));
    await desk.send(place('E-last'));
    await desk.until('the last waybill', () => desk.get('/shipments/W-last'), Boolean, 60);
    await desk.until('the last location', () => desk.get('/locations/E-last'), Boolean, 60);

    const rejected = await rejectedNow();
    const refusedWaybills = new Set(rejected.map(({ event }) => event.id));
    const refusedPlaces = new Set(rejected.map(({ original }) => original?.data?.locations?.[0]?.locationId));
    const registered = new Set((await desk.all('/locations')).map(({ locationId }) => locationId));
    for (const [n, text] of few.entries()) {
      const waybill = isWaybillNumber(text)
        ? (await desk.get(`/shipments/${encodeURIComponent(text)}`))?.shipmentId
        : refusedWaybills.has(`W-${n}`);
      expect({ text, waybill }).toEqual({ text, waybill: isWaybillNumber(text) ? text : true });
      const fates = [registered.has(`E-${n}`), refusedPlaces.has(`E-${n}`)];
      expect({ text, fates }).toEqual({ text, fates: [isText(text, 256), !isText(text, 256)] });
    }
    expect(await desk.deadLetters()).toBe(0);
  }, 120_000);
});

describe('messages of 1 MiB', () => {
  const maxBytes = 1024 * 1024;

  it('are kept whole, and the list of them fits its answers', async () => {
    const large = ['쌀', '"', '\\', '\n', '😀'].map((filling, n) => {
      const frame = JSON.stringify({ id: `large-${n}`, source: 'urn:large', note: '' });
      const room = maxBytes - Buffer.byteLength(frame);
      const bytes = Buffer.byteLength(JSON.stringify(filling)) - 2;
      const note = JSON.stringify(filling.repeat(Math.floor(room / bytes)));
      return frame.replace('""', () => note);
    });
    // What is no JSON is shown as text: with all of it escaped, or with few characters of many bytes.
    const texts = ['"', '쌀', '쌀', '쌀', '쌀', '쌀', '쌀', '쌀', '"'].map((filling, n) =>
      `${n}${filling.repeat(maxBytes)}`.slice(0, Math.floor(maxBytes / Buffer.byteLength(filling))),
    );
    for (const body of [...large, ...texts])
      await desk.sendBody(body, { queue: 'registrations', group: 'large' });
    await desk.send(households('C-2', [{ householdId: 'last', adults: 1, children: 0 }]), { group: 'large' });
    await desk.until('the household behind them', () => desk.get('/households/last'), Boolean, 60);
    const kept = new Set((await rejectedNow()).map(({ original }) => keyOf(original)));
    // Not compared by `toEqual`: nobody wants to read a difference of a megabyte.
    expect([...large, ...texts].map((body) => kept.has(body))).toEqual(Array(14).fill(true));
    for (const form of ['json', 'csv'])
      expect((await desk.answer(`/exceptions?limit=500&format=${form}`)).status).toBe(200);
    expect(await desk.deadLetters()).toBe(0);
  }, 120_000);
});
