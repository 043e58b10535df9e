import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipmentAccount } from '../../../shared/domain/accounts.ts';
import { onHandOf, type StockTotals, stockTotalsOf } from '../../../shared/domain/books.ts';
import { inTransit } from '../../../shared/domain/shipment.ts';
import { lawful } from '../../support/lawful.ts';
import { foundCity, PostedEvents, type Sent } from '../../support/posted-events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';

let engine: TestTables;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const places = [
  ['store', 'STORE'],
  ['centre', 'C-1'],
  ['centre', 'C-2'],
] as const;
type PlaceId = (typeof places)[number][1];
const waybills = ['W-1', 'W-2', 'W-3'] as const;

const place = fc.constantFrom<PlaceId>('STORE', 'C-1', 'C-2');
const grams = fc.integer({ min: 1, max: 30 });
const hour = fc.integer({ min: 0, max: 5 });

/** One report of the field, and the hour that it tells of. Units: grams. */
type Report = { hour: number } & (
  | { kind: 'dispatch'; waybill: string; from: PlaceId | 'outside'; to: PlaceId; grams: number }
  | { kind: 'arrival'; waybill: string; at: PlaceId; received: number; lost: number }
  | { kind: 'loss'; at: PlaceId; grams: number }
  | { kind: 'count'; at: PlaceId; grams: number }
);

const report: fc.Arbitrary<Report> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('dispatch'),
      waybill: fc.constantFrom(...waybills),
      from: fc.constantFrom<PlaceId | 'outside'>('outside', 'STORE', 'C-1'),
      to: place,
      grams,
      hour,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('arrival'),
      waybill: fc.constantFrom(...waybills),
      at: place,
      received: grams,
      lost: fc.integer({ min: 0, max: 5 }),
      hour,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('loss'), at: place, grams, hour }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('count'), at: place, grams, hour }) },
);

const sentOf = (one: Report, index: number): Sent => ({
  ...documentOf(one, index),
  time: `2020-08-08T0${one.hour}:00:00Z`,
});

const documentOf = (one: Report, index: number): Sent => {
  const line = (quantity: number) => ({ commodity: 'rice', quantity, unit: 'g' });
  const orderId = 'O-1';
  switch (one.kind) {
    case 'dispatch': {
      const from = one.from === 'outside' ? { source: 'Nampo' } : { locationId: one.from };
      const lines = [line(one.grams)];
      return {
        type: 'relief.shipment.dispatched.v1',
        data: { shipmentId: one.waybill, orderId, from, to: one.to, lines },
      };
    }
    case 'arrival': {
      const losses = one.lost > 0 ? [{ quantity: one.lost, cause: 'spilled' }] : [];
      const lines = [{ ...line(one.received), losses }];
      return {
        type: 'relief.shipment.arrived.v1',
        data: { shipmentId: one.waybill, orderId, at: one.at, lines },
      };
    }
    case 'loss': {
      const lines = [{ ...line(one.grams), cause: 'damaged' }];
      return {
        type: 'relief.stock.lost.v1',
        data: { lossId: `L-${index}`, orderId, locationId: one.at, lines },
      };
    }
    case 'count':
      return {
        type: 'relief.stock.counted.v1',
        data: { countId: `N-${index}`, orderId, locationId: one.at, lines: [line(one.grams)] },
      };
  }
};

/** What lies at a place: what came and went by its hour, and what was counted. */
class PlainShelf {
  readonly #moves: { readonly hour: number; readonly grams: number }[] = [];
  /** By hour: of two counts of one hour the later one stands. */
  #counts = new Map<number, number>();

  /** Whether no stretch between counts holds less than nothing with it; otherwise all is left as it was. */
  move(hour: number, grams: number): boolean {
    this.#moves.push({ hour, grams });
    if (grams >= 0 || this.#fits) return true;
    this.#moves.pop();
    return false;
  }

  count(hour: number, grams: number): boolean {
    const before = this.#counts;
    this.#counts = new Map([...before, [hour, grams]]);
    if (this.#fits) return true;
    this.#counts = before;
    return false;
  }

  get onHand(): number {
    return this.#stretches.at(-1)?.holds ?? 0;
  }

  get variance(): number {
    return sumOf(this.#stretches.map(({ holds, found }) => (found ?? holds) - holds));
  }

  get #fits(): boolean {
    return this.#stretches.every(({ holds }) => holds >= 0);
  }

  get #stretches(): readonly { readonly holds: number; readonly found: number | undefined }[] {
    const hours = [...this.#counts.keys()].sort((one, other) => one - other);
    return [...hours, Number.POSITIVE_INFINITY].map((until, index) => {
      const since = hours[index - 1] ?? Number.NEGATIVE_INFINITY;
      const between = this.#moves.filter((move) => move.hour > since && move.hour <= until);
      const holds = (this.#counts.get(since) ?? 0) + sumOf(between.map((move) => move.grams));
      return { holds, found: this.#counts.get(until) };
    });
  }
}

/** The same books by plain arithmetic: what is posted moves numbers, and what is held is tried in its order. */
class PlainBooks {
  readonly shelves: Record<PlaceId, PlainShelf> = {
    STORE: new PlainShelf(),
    'C-1': new PlainShelf(),
    'C-2': new PlainShelf(),
  };
  lost = 0;
  readonly sent = new Map<string, { grams: number; fromStock: boolean }>();
  /** What each waybill was first dispatched as, whatever became of that. */
  readonly #numbers = new Map<string, string>();
  readonly came = new Map<string, number>();
  #held: readonly Report[] = [];

  take(one: Report): string {
    const status = this.#byNumber(one) ?? this.#try(one);
    if (status === 'held') this.#held = [...this.#held, one];
    return status;
  }

  #byNumber(one: Report): string | undefined {
    if (one.kind !== 'dispatch') return undefined;
    const content = JSON.stringify(one);
    const known = this.#numbers.get(one.waybill);
    if (known !== undefined) return known === content ? 'duplicate' : 'rejected';
    this.#numbers.set(one.waybill, content);
    return undefined;
  }

  #try(one: Report): string {
    switch (one.kind) {
      case 'dispatch': {
        if (one.from === one.to) return 'rejected';
        if (one.from !== 'outside' && !this.shelves[one.from].move(one.hour, -one.grams)) return 'held';
        this.sent.set(one.waybill, { grams: one.grams, fromStock: one.from !== 'outside' });
        return 'posted';
      }
      case 'arrival':
        this.came.set(one.waybill, (this.came.get(one.waybill) ?? 0) + one.received + one.lost);
        this.shelves[one.at].move(one.hour, one.received);
        this.lost += one.lost;
        this.#wake(one.at);
        return 'posted';
      case 'loss':
        if (!this.shelves[one.at].move(one.hour, -one.grams)) return 'held';
        this.lost += one.grams;
        return 'posted';
      case 'count':
        if (!this.shelves[one.at].count(one.hour, one.grams)) return 'held';
        this.#wake(one.at);
        return 'posted';
    }
  }

  /** Dispatches wait in a queue of their own, and counts and losses in another: those of the shipments are called first. */
  #wake(at: PlaceId): void {
    const waiting = this.#held.filter((one) => (one.kind === 'dispatch' ? one.from : one.at) === at);
    for (const isShipment of [true, false]) {
      for (const one of waiting.filter(({ kind }) => (kind === 'dispatch') === isShipment)) {
        const held = this.#held;
        if (!held.includes(one)) continue;
        // What is posted is held no more when others are called for it.
        this.#held = held.filter((other) => other !== one);
        if (this.#try(one) === 'held') this.#held = held;
      }
    }
  }

  get onward(): number {
    return [...this.sent].reduce(
      (sum, [waybill, { grams: sent, fromStock }]) =>
        sum + (fromStock ? Math.min(sent, this.came.get(waybill) ?? 0) : 0),
      0,
    );
  }
}

const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, each) => sum + each, 0);

describe('any history of dispatches, arrivals, losses and counts', () => {
  it('ends in the books that plain arithmetic gives, and always balances', async () => {
    await lawful(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 14 }), async (reports) => {
        const events = new PostedEvents(await engine.tables());
        await foundCity(events, {
          centres: [
            { centreId: 'C-1', persons: 1 },
            { centreId: 'C-2', persons: 1 },
          ],
        });
        const plain = new PlainBooks();
        for (const [index, one] of reports.entries()) {
          const { status } = await events.send(sentOf(one, index));
          expect(status, JSON.stringify(one)).toBe(plain.take(one));
        }
        let inTransitByPlace = 0n;
        for (const [kind, locationId] of places) {
          const totals = stockTotalsOf(await events.tally(kind, locationId, 'O-1'), 'rice');
          const { onHand, variance } = plain.shelves[locationId];
          expect(onHandOf(totals), locationId).toBe(BigInt(onHand));
          expect(totals.variance, locationId).toBe(BigInt(variance));
          inTransitByPlace += (await events.inbound(locationId, 'O-1')).get('rice') ?? 0n;
        }
        const totals: StockTotals = stockTotalsOf(await events.orderTally('O-1'), 'rice');
        const received = totals.received - totals.onward;
        const moving = totals.dispatched - totals.onward;
        expect(totals.onward).toBe(BigInt(plain.onward));
        expect(received).toBe(BigInt(sumOf(plain.came.values()) - plain.onward));
        expect(totals.lost).toBe(BigInt(plain.lost));
        expect(received).toBe(totals.handedOver + totals.lost + onHandOf(totals) + moving - totals.variance);
        const chains = await events.journal.shipments.all(waybills);
        const open = chains.reduce((sum, { shipment }) => sum + (inTransit(shipment).get('rice') ?? 0n), 0n);
        expect(inTransitByPlace).toBe(open);
        const accounts = [
          ...(await events.journal.books.ofOrder('stock', 'O-1')),
          ...waybills.map(shipmentAccount),
        ];
        expect((await events.audit(accounts)).findings).toEqual([]);
      }),
      25,
    );
  });

  it('ends in the same books whatever order its reports come in, where nothing is in the way', async () => {
    const plenty: Sent = {
      type: 'relief.shipment.arrived.v1',
      data: {
        shipmentId: 'FIRST',
        orderId: 'O-1',
        at: 'STORE',
        lines: [{ commodity: 'rice', quantity: 900, unit: 'g' }],
      },
      time: '2020-08-07T00:00:00Z',
    };
    const flow = fc.record({
      sent: fc.integer({ min: 1, max: 50 }),
      parts: fc.array(fc.record({ received: grams, lost: fc.integer({ min: 0, max: 5 }) }), { maxLength: 3 }),
      at: fc.constantFrom<PlaceId>('C-1', 'C-2'),
    });
    const flows = fc.array(flow, { minLength: 1, maxLength: 3 });
    await lawful(
      fc.asyncProperty(flows, fc.infiniteStream(fc.nat()), async (all, keys) => {
        const reports = all.flatMap(({ sent, parts, at }, index): Report[] => [
          { kind: 'dispatch', waybill: `W-${index}`, from: 'STORE', to: at, grams: sent, hour: 3 },
          ...parts.map((part) => ({ kind: 'arrival', waybill: `W-${index}`, at, ...part, hour: 2 }) as const),
          // Whatever is recorded before them or after, the store is counted in between.
          { kind: 'count', at: 'STORE', grams: 600 + sent, hour: index },
        ]);
        const shuffled = reports
          .map((one) => ({ one, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const ends = [];
        for (const order of [reports, shuffled]) {
          const events = new PostedEvents(await engine.tables());
          await foundCity(events, {
            centres: [
              { centreId: 'C-1', persons: 1 },
              { centreId: 'C-2', persons: 1 },
            ],
          });
          await events.send(plenty);
          for (const [index, one] of order.entries()) await events.send(sentOf(one, index));
          const chains = await events.journal.shipments.all(all.map((_, index) => `W-${index}`));
          ends.push({
            total: (await events.orderTally('O-1')).stock,
            onHand: await Promise.all(
              places.map(async ([kind, id]) =>
                onHandOf(stockTotalsOf(await events.tally(kind, id, 'O-1'), 'rice')),
              ),
            ),
            waybills: chains.map(({ shipment: { dispatched, received, lost } }) => ({
              dispatched,
              received,
              lost,
            })),
            inbound: await Promise.all(
              places.map(async ([, id]) => (await events.inbound(id, 'O-1')).get('rice') ?? 0n),
            ),
          });
        }
        expect(ends[1]).toEqual(ends[0]);
      }),
      12,
    );
  });
});
