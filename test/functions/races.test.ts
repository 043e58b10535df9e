/** What comes twice, or meets what takes it back or takes its place, at the very moment at which it is decided. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endOfHeldId } from '../../shared/ledger/event-records.ts';
import { eventIdempotencyKey } from '../../shared/ledger/id-claims.ts';
import type { ItemKey } from '../../shared/ledger/keys.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Commit } from '../../shared/posting/ports.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import {
  arrival,
  count,
  dispatch,
  handovers,
  households,
  locations,
  missed,
  order,
  receipt,
} from '../flows/events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books, type SentEvent } from './ledger-api/books.ts';

/** A store in which something happens once before the first commit that writes a chain of some kind. */
class InterruptedStore extends Store {
  interruption: { readonly before: RegExp; readonly happens: () => Promise<void> } | undefined;

  override async commit(writes: readonly Write[]): Promise<Commit> {
    const { interruption } = this;
    const isMet = writes.some((write) => 'key' in write && interruption?.before.test(write.key.subject));
    if (interruption !== undefined && isMet) {
      this.interruption = undefined;
      await interruption.happens();
    }
    return super.commit(writes);
  }
}

let engine: TestTables;
let books: Books;
/** Another worker over the same tables. */
let other: Books;
let store: InterruptedStore;

beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  books = await Books.openIn(engine);
  store = new InterruptedStore(books.tables);
  other = Books.over(books.tables, store);
  const homes = ['H-1', 'H-2'].map((householdId) => ({ householdId, adults: 2, children: 2 }));
  await send(locations, households('C-1', homes), order('O-1'));
});

const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const send = async (...events: readonly object[]): Promise<void> => {
  for (const event of events) await books.send(event as SentEvent);
};
const bodyOf = (event: object, id: string): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'urn:test:desk',
    time: '2020-08-08T09:00:00+09:00',
    ...event,
  });
const told = async () =>
  (await books.all('/exceptions', 100))
    .map(({ reference, status, reason }) => [reference, status, reason])
    .sort();
const idOf = async (reference: string): Promise<string> =>
  (await books.all('/exceptions', 100)).find((one) => one.reference === reference)?.exceptionId;
const received = async (householdId: string): Promise<number> =>
  (await books.get(`/households/${householdId}`)).orders[0].entitlements[0].received;

const withdraw = (exceptionId: string) =>
  books.sendBody(
    'handovers',
    bodyOf(
      { type: 'relief.held.withdrawn.v1', data: { exceptionId, reason: 'a slip' } },
      `withdraw ${exceptionId}`,
    ),
    'C-1',
  );

describe('messages of one batch', () => {
  it('of which a correction comes twice, under one event id and under another, post it once', async () => {
    await send(arrival('O-1', 'T-1', 'C-1', rice(40)), handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 200)]));
    const corrects = await idOf('R-1');
    const correction = handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20, { corrects })]);
    const bodies = ['second', 'second', 'third'].map((id) => bodyOf(correction, id));
    await books.sendBodies('handovers', bodies, 'C-1');
    expect(await received('H-1')).toBe(20);
    expect(await told()).toEqual([['R-1', 'rejected', 'exceeds-entitlement']]);
  });

  it('of which a sheet of missed households comes twice note each once', async () => {
    const sheet = missed('O-1', 'C-1', [
      { householdId: 'H-1', reason: 'absent' },
      { householdId: 'H-9', reason: 'moved' },
    ]);
    const body = bodyOf(sheet, 'sheet');
    await books.sendBodies('handovers', [body, body], 'C-1');
    expect((await books.get('/households/H-1')).orders[0].missed).toHaveLength(1);
    expect((await books.all('/exceptions', 100)).map(({ householdId }) => householdId)).toEqual(['H-9']);
    await send(households('C-1', [{ householdId: 'H-9', adults: 1, children: 0 }]));
    expect(await told()).toEqual([[undefined, 'rejected', 'not-covered']]);
  });

  it('of which two correct one receipt at once let the first do it, though it is refused again', async () => {
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 200)]));
    const corrects = await idOf('R-1');
    const sheets = [150, 5].map((kilograms) =>
      handovers('O-1', 'C-1', [receipt('R-1', 'H-1', kilograms, { corrects })]),
    );
    const bodies = sheets.map((sheet, index) => bodyOf(sheet, `correction-${index}`));
    await books.sendBodies('handovers', bodies, 'C-1');
    expect(await told()).toEqual([
      ['R-1', 'rejected', 'conflicting-duplicate'],
      ['R-1', 'rejected', 'exceeds-entitlement'],
      ['R-1', 'rejected', 'exceeds-entitlement'],
    ]);
  });

  it('of which a row that cannot be read comes again leave what corrected it alone', async () => {
    const spoilt = handovers('O-1', 'C-1', [receipt('R-1', 'H-1', -5)]);
    await books.sendBody('handovers', bodyOf(spoilt, 'first'), 'C-1');
    const corrects = await idOf('R-1');
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 200, { corrects })]));
    const before = await told();
    const bodies = ['first', 'first-again', 'first-again'].map((id) => bodyOf(spoilt, id));
    await books.sendBodies('handovers', bodies, 'C-1');
    expect(await told()).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

describe('a held row', () => {
  beforeEach(() => send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)])));

  it('that is withdrawn while it is tried again is not posted beside that', async () => {
    const exceptionId = await idOf('R-1');
    store.interruption = { before: /^household:H-1/, happens: () => withdraw(exceptionId) };
    await other.send(arrival('O-1', 'T-1', 'C-1', rice(40)) as SentEvent);
    expect(store.interruption).toBeUndefined();
    expect(await told()).toEqual([['R-1', 'rejected', 'withdrawn']]);
    expect(await received('H-1')).toBe(0);
  });

  it('that is replaced while it is tried again is not posted beside what corrects it', async () => {
    const corrects = await idOf('R-1');
    const correction = handovers('O-1', 'C-1', [receipt('R-1', 'H-2', 5, { corrects })]);
    store.interruption = { before: /^household:H-1/, happens: () => send(correction) };
    await other.send(arrival('O-1', 'T-1', 'C-1', rice(40)) as SentEvent);
    expect(store.interruption).toBeUndefined();
    expect(await told()).toEqual([['R-1', 'rejected', 'replaced']]);
    expect([await received('H-1'), await received('H-2')]).toEqual([0, 5]);
  });
});

describe('a held event', () => {
  const left = (kilograms: number) => dispatch('O-1', 'W-1', { locationId: 'C-1' }, 'C-2', rice(kilograms));

  it('that is replaced while it is tried again is not posted, though what corrects it waits too', async () => {
    await send({ ...left(10), id: 'first' });
    const corrects = await idOf('W-1');
    const { type, data } = left(60);
    const correction = { type, data: { ...data, corrects } };
    store.interruption = { before: /^shipment:W-1/, happens: () => send(correction) };
    await other.send(arrival('O-1', 'T-1', 'C-1', rice(40)) as SentEvent);
    expect(store.interruption).toBeUndefined();
    expect(await told()).toEqual([
      ['W-1', 'held', 'insufficient-stock'],
      ['W-1', 'rejected', 'replaced'],
    ]);
    expect((await books.ask('/shipments/W-1')).status).toBe(404);
  });

  it('that is withdrawn while it is tried again is not posted beside that', async () => {
    await send({ ...left(10), id: 'first' });
    const voiding = {
      type: 'relief.event.voided.v1',
      queue: 'shipment-arrivals',
      data: { source: 'urn:test:desk', id: 'first', reason: 'typed wrongly' },
    };
    store.interruption = { before: /^shipment:W-1/, happens: () => send(voiding) };
    await other.send(arrival('O-1', 'T-1', 'C-1', rice(40)) as SentEvent);
    expect(store.interruption).toBeUndefined();
    expect(await told()).toEqual([['W-1', 'rejected', 'withdrawn']]);
    expect((await books.ask('/shipments/W-1')).status).toBe(404);
  });

  it('of a waybill number that a void frees meanwhile is not refused for it', async () => {
    await send(order('O-2'));
    const outside = (orderId: string, kilograms: number) =>
      dispatch(orderId, 'W-1', { source: 'the mill' }, 'C-1', rice(kilograms));
    await send({ ...outside('O-1', 10), id: 'first' });
    const voiding = {
      type: 'relief.event.voided.v1',
      queue: 'shipment-arrivals',
      data: { source: 'urn:test:desk', id: 'first', reason: 'typed wrongly' },
    };
    store.interruption = { before: /^case:/, happens: () => send(voiding) };
    await other.send(outside('O-2', 7) as SentEvent);
    expect(store.interruption).toBeUndefined();
    expect(await told()).toEqual([]);
    expect(await books.get('/shipments/W-1')).toMatchObject({ orderId: 'O-2', lines: [{ dispatched: 7 }] });
  });
});

describe('an order that is being accepted in the place of one that waits', () => {
  const issued = (centres: readonly string[] | 'all', more: object = {}) => {
    const { type, data } = order('O-3', { area: { centres } });
    return { type, data: { ...data, ...more } };
  };
  const status = async (id: string) => (await books.get(`/events?source=urn:test:desk&id=${id}`)).status;

  it.each([
    ['waits as well', ['C-78'], 'unknown-location'],
    ['might be accepted', ['C-1'], 'conflicting-duplicate'],
  ])('is accepted, though another correction of that %s', async (_title, centres, reason) => {
    await send({ ...issued(['C-77']), id: 'first' });
    const corrects = await idOf('O-3');
    const second = { ...issued(centres, { corrects }), id: 'second' };
    store.interruption = { before: /^registry:C-1/, happens: () => send(second) };
    await other.send({ ...issued('all', { corrects }), id: 'begun' } as SentEvent);
    expect(store.interruption).toBeUndefined();
    expect(await told()).toContainEqual(['O-3', reason === 'unknown-location' ? 'held' : 'rejected', reason]);
    expect(await status('begun')).toBe('posted');
    expect(await books.get('/orders/O-3')).toMatchObject({ area: { centres: 'all' } });
    await send({ ...issued('all', { corrects }), id: 'copy' });
    expect(await status('copy')).toBe('posted');
  });
});

/** Tables in which something happens once, after a read of a subject of some kind; a single item is read after that. */
class InterruptedTables extends Tables {
  interruption: { readonly after: RegExp; readonly happens: () => Promise<void> } | undefined;
  readonly #happened = Promise.withResolvers<void>();

  override async get(key: ItemKey): ReturnType<Tables['get']> {
    if (this.interruption?.after.test(key.subject)) await this.#happened.promise;
    return super.get(key);
  }

  override async page(...asked: Parameters<Tables['page']>): ReturnType<Tables['page']> {
    const page = await super.page(...asked);
    await this.#interrupt(asked[1]);
    return page;
  }

  override async getAll(...asked: Parameters<Tables['getAll']>): ReturnType<Tables['getAll']> {
    const found = await super.getAll(...asked);
    await this.#interrupt(asked[1].map(({ subject }) => subject).join(' '));
    return found;
  }

  async #interrupt(subject: string): Promise<void> {
    const { interruption } = this;
    if (interruption === undefined || !interruption.after.test(subject)) return;
    this.interruption = undefined;
    await interruption.happens();
    this.#happened.resolve();
  }
}

/** A store whose worker is gone once it has committed that an event is taken back. */
class DyingStore extends Store {
  #isGone = false;

  override async commit(writes: readonly Write[]): Promise<Commit> {
    if (this.#isGone) throw new Error('the worker is gone');
    const committed = await super.commit(writes);
    this.#isGone = writes.some((write) => 'key' in write && write.key.subject.startsWith('voided:'));
    return committed;
  }
}

/** A bug planted: what was held is refused later, whatever another worker has made of it meanwhile. */
class RefusesWhatAnotherPosted extends Store {
  override async commit(writes: readonly Write[]): Promise<Commit> {
    const isEnd = (write: Write) => write.kind === 'precondition' && write.key.subject.startsWith('case:');
    const isSettling = writes.some(({ kind }) => kind === 'settle');
    return super.commit(isSettling ? writes.filter((write) => !isEnd(write)) : writes);
  }
}

describe('a void that waited', () => {
  /** Two workers try it at once, and one of them is gone before it is done; the other is over `storeOf` its tables. */
  async function tryTwice(storeOf: (tables: Tables) => Store): Promise<void> {
    const data = { source: 'urn:test:desk', id: 'sheet', reason: 'typed wrongly' };
    await send({ type: 'relief.event.voided.v1', queue: 'handovers', data, id: 'void' });
    const sheet = { ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)]), id: 'sheet' };
    const dying = Books.over(books.tables, new DyingStore(books.tables));
    const tables = new InterruptedTables(books.tables.client, books.tables.names);
    tables.interruption = {
      after: new RegExp(endOfHeldId(eventIdempotencyKey('urn:test:desk#void'))),
      happens: () => expect(dying.send(sheet as SentEvent)).rejects.toThrow('went back to its queue'),
    };
    await Books.over(tables, storeOf(tables)).send(sheet as SentEvent);
    expect(tables.interruption).toBeUndefined();
  }

  const ofVoid = () => books.get('/events?source=urn:test:desk&id=void');

  it('is finished by a worker that meets what another did, and left, while it decided', async () => {
    await tryTwice((tables) => new Store(tables));
    expect(await told()).toEqual([['R-1', 'rejected', 'withdrawn']]);
    expect(await ofVoid()).toMatchObject({ status: 'posted' });
  });

  it('is refused for what it did itself by a worker that does not ask whether it is posted: a planted bug', async () => {
    await tryTwice((tables) => new RefusesWhatAnotherPosted(tables));
    expect(await ofVoid()).toMatchObject({ status: 'rejected', reason: 'already-reversed' });
  });
});

describe('an answer', () => {
  let tables: InterruptedTables;
  let reader: Books;
  beforeEach(() => {
    tables = new InterruptedTables(books.tables.client, books.tables.names);
    reader = Books.over(tables);
  });
  const ofEvent = (id: string) => reader.get(`/events?source=urn:test:desk&id=${id}`);

  it('about an event that is refused while it is asked after never is that it was posted', async () => {
    const refused = { ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 200)]), id: 'sheet' };
    tables.interruption = { after: /^case:/, happens: () => send(refused) };
    expect(await ofEvent('sheet')).toMatchObject({ status: 'rejected', rows: [{ status: 'rejected' }] });
    expect(tables.interruption).toBeUndefined();
  });

  it('about what is withdrawn while it is asked after never is that it was posted', async () => {
    await send({
      ...handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20), receipt('R-2', 'H-2', 200)]),
      id: 'sheet',
    });
    await send({ ...dispatch('O-1', 'W-1', { locationId: 'C-1' }, 'C-2', rice(10)), id: 'lorry' });
    const [row, lorry] = [await idOf('R-1'), await idOf('W-1')];
    const isOf = (exceptionId: string) => new RegExp(`^case:${exceptionId}`);
    tables.interruption = { after: isOf(row), happens: () => withdraw(row) };
    expect((await ofEvent('sheet')).rows[0]).toMatchObject({ status: 'rejected', reason: 'withdrawn' });
    const data = { source: 'urn:test:desk', id: 'lorry', reason: 'typed wrongly' };
    const voiding = { type: 'relief.event.voided.v1', queue: 'shipment-arrivals', group: 'C-1', data };
    tables.interruption = { after: isOf(lorry), happens: () => send(voiding) };
    expect(await ofEvent('lorry')).toMatchObject({ status: 'rejected', reason: 'withdrawn' });
    expect(tables.interruption).toBeUndefined();
  });
});

describe('a late count', () => {
  it('that leaves less between two counts than went out waits for what came in', async () => {
    const at = (hour: number, event: object) => ({
      ...event,
      time: `2020-08-08T${hour.toString().padStart(2, '0')}:00:00+09:00`,
    });
    await send(
      at(8, arrival('O-1', 'T-1', 'C-1', rice(30))),
      at(11, handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 20)])),
      at(12, count('O-1', 'C-1', 'N-2', rice(10))),
    );
    // It found 5 kg, and 20 went out after it.
    await send(at(10, count('O-1', 'C-1', 'N-1', rice(5))));
    expect(await told()).toEqual([['N-1', 'held', 'insufficient-stock']]);
    const report = async () => (await books.get('/orders/O-1/reconciliation')).commodities[0];
    expect(await report()).toMatchObject({ countVariance: 0, onHand: 10 });
    // Half an hour later a lorry came that nobody had reported.
    await send(at(11, arrival('O-1', 'T-2', 'C-1', rice(25))));
    expect(await told()).toEqual([]);
    expect(await report()).toMatchObject({ received: 55, countVariance: -25, onHand: 10 });
  });
});
