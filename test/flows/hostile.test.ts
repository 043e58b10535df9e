/** A sample of what hostile senders put on every queue, through the queues and back out of the HTTP API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepable, readJson } from '../../shared/contract/json.ts';
import { isQueued, queueOfType } from '../../shared/domain/events.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import {
  isCarriedBySqs,
  jsonTexts,
  naughtyTexts,
  repeatedKeys,
  unknownFields,
  wrongTypes,
} from '../support/hostile.ts';
import { Desk, type SentEvent, startSystem } from './desk.ts';
import { arrival, handovers, households, locations, order } from './events.ts';

type Json = any;

let system: LocalSystem;
let desk: Desk;

/** Some of many messages, of which test/functions/hostile.test.ts sends far more; the seed says which. */
const every = <T>(step: number, messages: readonly T[]): readonly T[] =>
  messages.filter((_, n) => (n + Number(process.env['SEED'] ?? 0)) % step === 0);

const household = 'H-1';
const oneGram = [{ commodity: 'rice', quantity: 1, unit: 'g' }];
const queues = [...new Set(Object.values(queueOfType))];

const rejectedNow = (): Promise<Json[]> => desk.all('/exceptions?status=rejected');

async function post(event: SentEvent, path: string): Promise<void> {
  await desk.send(event);
  await desk.until(path, () => desk.get(path), Boolean);
}

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
  await post(
    households('C-1', [{ householdId: household, adults: 50, children: 0 }]),
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
  it('become one exception each, which shows them; good ones behind them are posted', async () => {
    const told = [...every(60, wrongTypes), ...every(15, unknownFields), ...every(15, repeatedKeys)].map(
      ({ type, body }, n) => ({
        queue: isQueued(type) ? queueOfType[type] : 'stock-counts',
        names: [`e-${n}`, `urn:hostile:${n}`],
        body: body.replaceAll('"e-1"', `"e-${n}"`).replaceAll('urn:relief:test', `urn:hostile:${n}`),
      }),
    );
    const texts = every(4, jsonTexts.filter(isCarriedBySqs)).map((body, n) => ({
      queue: queues[n % queues.length] ?? '',
      body,
    }));
    const sent = [...told, ...texts];
    await Promise.all(
      queues.map(async (queue) => {
        const bodies = sent.filter((one) => one.queue === queue).map(({ body }) => body);
        await desk.sendBodies(bodies, { queue, group: `hostile-${queue}` });
      }),
    );
    const good = (queue: string): Promise<SentEvent> =>
      desk.send(order(`O-${queue}`), { queue, group: `hostile-${queue}` });
    const ids = new Map((await Promise.all(queues.map(good))).map(({ id }, n) => [id, queues[n]]));

    // On every queue but its own an order is refused, in a batch with what is worse.
    const rejected = await desk.until(
      'all of it',
      rejectedNow,
      (list) => list.length >= sent.length + queues.length - 1,
      120,
    );
    await desk.until('the good order', () => desk.get('/orders/O-policy-orders'), Boolean);
    const misrouted = rejected.filter(({ event }) => ids.has(event.id));
    expect(
      misrouted.map(({ reason, event, detail }) => [reason, ids.get(event.id) === detail.found]),
    ).toEqual(Array(queues.length - 1).fill(['wrong-queue', true]));
    const hostile = rejected.filter(({ event }) => !ids.has(event.id));
    expect([...new Set(hostile.map(({ reason }) => reason))]).toEqual(['invalid-message']);
    expect(hostile).toHaveLength(sent.length);
    const nameOf = ({ event }: Json): string => event.id ?? event.source;
    const names = new Set(hostile.map(nameOf));
    expect(told.filter((one) => !one.names.some((name) => names.has(name)))).toEqual([]);
    const ours = new Set(told.flatMap((one) => one.names));
    const nameless = hostile.filter((one) => !ours.has(nameOf(one)));
    expect(nameless.map(({ original }) => keyOf(original)).sort()).toEqual(
      texts.map(({ body }) => shownOf(body)).sort(),
    );
    expect(await desk.all('/exceptions?status=held')).toEqual([]);
    expect(await desk.deadLetters()).toBe(0);
  }, 180_000);
});

describe('naughty texts', () => {
  it('come back to the letter, or are refused row by row', async () => {
    const texts = naughtyTexts.slice(-500);
    const rows = texts.map((text, n) => ({
      receiptId: `T-${n}`,
      householdId: household,
      lines: oneGram,
      collectedBy: text,
    }));
    const { id } = await desk.send(handovers('O-1', 'C-1', rows));
    const ledger = `/households/${household}/ledger`;
    const last = { receiptId: 'R-last', householdId: household, lines: oneGram };
    await desk.send(handovers('O-1', 'C-1', [last]));
    await desk.until(
      'the sheet behind it',
      () => desk.get(`${ledger}?limit=1`),
      ({ items: [entry] }) => entry?.reference === 'R-last',
      60,
    );
    const posted = (await desk.all(ledger))
      .filter(({ reference }) => reference !== 'R-last')
      .map(({ reference, collectedBy }) => [reference, collectedBy] as const);
    const refused = (await desk.all('/exceptions?orderId=O-1&reason=invalid-message'))
      .filter(({ event }) => event.id === id)
      .map(({ reference, original }) => [reference, original.collectedBy] as const);
    expect(posted.length).toBeGreaterThan(300);
    expect(refused.length).toBeGreaterThan(10);
    expect(new Map([...posted, ...refused])).toEqual(
      new Map(rows.map(({ receiptId, collectedBy }) => [receiptId, collectedBy])),
    );
    expect(posted.length + refused.length).toBe(rows.length);
  }, 120_000);

  it('as waybill numbers are found under them', async () => {
    const texts = [...every(10, naughtyTexts), ...naughtyTexts.slice(-40)].filter((text) =>
      /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/.test(text),
    );
    const waybills = [...new Set(texts)];
    expect(waybills.length).toBeGreaterThan(15);
    for (const text of waybills) await desk.send(arrival('O-1', text, 'C-1', oneGram));
    await post(arrival('O-1', 'W-last', 'C-1', oneGram), '/shipments/W-last');
    for (const text of waybills)
      expect((await desk.get(`/shipments/${encodeURIComponent(text)}`))?.shipmentId).toBe(text);
  }, 120_000);
});

describe('messages of 1 MiB', () => {
  const maxBytes = 1024 * 1024;

  it('are kept whole, and the list of them fits its answers', async () => {
    const large = ['쌀', '\\'].map((filling, n) => {
      const frame = JSON.stringify({ id: `large-${n}`, source: 'urn:large', note: '' });
      const room = maxBytes - Buffer.byteLength(frame);
      const bytes = Buffer.byteLength(JSON.stringify(filling)) - 2;
      const note = JSON.stringify(filling.repeat(Math.floor(room / bytes)));
      return frame.replace('""', () => note);
    });
    // What is no JSON is shown as text: with all of it escaped, or with few characters of many bytes.
    const texts = ['"', '쌀', '쌀', '쌀', '쌀', '쌀'].map((filling, n) =>
      `${n}${filling.repeat(maxBytes)}`.slice(0, Math.floor(maxBytes / Buffer.byteLength(filling))),
    );
    for (const body of [...large, ...texts])
      await desk.sendBody(body, { queue: 'registrations', group: 'large' });
    await desk.send(households('C-2', [{ householdId: 'last', adults: 1, children: 0 }]), { group: 'large' });
    await desk.until('the household behind them', () => desk.get('/households/last'), Boolean, 60);
    const kept = new Set((await rejectedNow()).map(({ original }) => keyOf(original)));
    // Not compared by `toEqual`: nobody wants to read a difference of a megabyte.
    expect([...large, ...texts].map((body) => kept.has(body))).toEqual(Array(8).fill(true));
    for (const form of ['json', 'csv'])
      expect((await desk.answer(`/exceptions?limit=500&format=${form}`)).status).toBe(200);
    expect(await desk.deadLetters()).toBe(0);
  }, 120_000);
});
