/** Asks the API and holds each answer against the model. */
import { expect } from 'vitest';
import { anomalyKinds } from '../flows/contract.ts';
import type { Books } from '../functions/ledger-api/books.ts';
import {
  anomalyText,
  byCommodity,
  comparableHousehold,
  comparableReconciliation,
  exceptionTexts,
  expectedAnomalies,
  expectedHousehold,
  expectedList,
  expectedLocation,
  expectedOrder,
  expectedReconciliation,
  expectedShipment,
  inUnits,
  money,
  unbalanced,
} from './expected.ts';
import type { Order } from './journal.ts';
import { type Amounts, add } from './messages.ts';
import type { Model } from './model.ts';
import { payersOf, tableQuestions } from './questions.ts';
import { compareForms } from './tables.ts';

/** One posted line of a ledger, as the model knows it. */
interface Line {
  readonly type: string;
  readonly reference: string;
  readonly lines?: Amounts;
  /** What it changes of the variances of counts recorded before it. */
  readonly variance?: Amounts;
  readonly money?: bigint;
}

const idPart = encodeURIComponent;

/** Pages in which a list is asked for after each step, and in the end. */
const widePage = 100;
const narrowPage = 2;

export class Comparison {
  readonly #books: Books;
  readonly #model: Model;
  #page = widePage;

  constructor(books: Books, model: Model) {
    this.#books = books;
    this.#model = model;
  }

  /** Each answer about each thing there is; ledgers by order or over all orders, as it comes. */
  async everything(isByOrder: boolean): Promise<void> {
    const { journal } = this.#model;
    const orders = [...journal.orders.values()];
    const locationIds = [...journal.locations.keys()];
    const householdIds = [...journal.households.keys()];
    await Promise.all([
      this.#exceptions(),
      this.#orders(),
      this.#locations(),
      this.#seals(),
      ...orders.flatMap((order) => [
        this.#order(order),
        this.#reconciliation(order),
        this.#anomalies(order),
        ...locationIds.map((id) => this.#distributionList(order, id)),
      ]),
      ...locationIds.map((id) => this.#location(id)),
      ...householdIds.map((id) => this.#household(id)),
      ...[...journal.waybills.keys()].map((id) => this.#shipment(id)),
    ]);
    await Promise.all([
      ...householdIds.map((id) => this.#householdLedger(id, isByOrder)),
      ...locationIds.map((id) => this.#stockCard(id, isByOrder)),
      ...payersOf(journal).map((id) => this.#cashBook(id, isByOrder)),
    ]);
  }

  /** The same in narrow pages, in the form of tables, and through every filter. */
  async inEveryForm(): Promise<void> {
    this.#page = narrowPage;
    await this.everything(true);
    await this.#filters();
    for (const path of tableQuestions(this.#model.journal)) await compareForms(this.#books, path);
  }

  /** What the API says of a thing the model does not know is a 404. */
  async #answer(path: string, expected: object | undefined): Promise<any> {
    const { status, body } = await this.#books.ask(path);
    expect(status, path).toBe(expected === undefined ? 404 : 200);
    return status === 200 ? body : undefined;
  }

  get #today(): string {
    return this.#books.lastInstant.slice(0, 10);
  }

  async #orders(): Promise<void> {
    const answered = await this.#books.all('/orders', this.#page);
    expect(answered.map(({ orderId }) => orderId)).toEqual([...this.#model.journal.orders.keys()].sort());
  }

  /** Nobody seals here. */
  async #seals(): Promise<void> {
    expect(await this.#books.get('/seals')).toEqual({ items: [] });
    await this.#answer(`/seals/${this.#today}`, undefined);
  }

  async #order(order: Order): Promise<void> {
    const answered = await this.#books.get(`/orders/${order.orderId}`);
    const revisions = answered.revisions.map(({ at: _at, ...revision }: any) => revision);
    expect({ ...answered, revisions }).toEqual(expectedOrder(order, this.#today));
  }

  async #locations(): Promise<void> {
    const answered = await this.#books.all('/locations', this.#page);
    const known = [...this.#model.journal.locations.values()];
    const byId = new Map(known.map((location) => [location.locationId, location]));
    expect(answered).toEqual([...byId.keys()].sort().map((id) => byId.get(id)));
  }

  async #location(locationId: string): Promise<void> {
    const answered = await this.#books.get(`/locations/${locationId}`);
    const balances = answered.balances.map(({ orderId, commodities }: any) => ({
      orderId,
      commodities: byCommodity(commodities),
    }));
    expect({ ...answered, balances }).toEqual(expectedLocation(this.#model, locationId));
  }

  async #reconciliation(order: Order): Promise<void> {
    const answered = await this.#books.get(`/orders/${order.orderId}/reconciliation`);
    expect(unbalanced(answered), 'out of balance').toEqual([]);
    expect(comparableReconciliation(answered)).toEqual(
      expectedReconciliation(this.#model, order, this.#today),
    );
  }

  async #exceptions(): Promise<void> {
    const [held, rejected] = await Promise.all([
      this.#books.all('/exceptions?status=held', this.#page),
      this.#books.all('/exceptions?status=rejected', this.#page),
    ]);
    expect(exceptionTexts(held), 'held').toEqual(exceptionTexts(this.#model.held));
    expect(exceptionTexts(rejected), 'rejected').toEqual(exceptionTexts(this.#model.rejected));
  }

  async #anomalies(order: Order): Promise<void> {
    const answered = await this.#books.all(`/anomalies?orderId=${order.orderId}`, this.#page);
    expect(answered.map(anomalyText).sort(), 'anomalies').toEqual(expectedAnomalies(this.#model, order));
  }

  /** A filter answers what of the whole list fits it, and nothing else. */
  async #filters(): Promise<void> {
    const exceptions = await this.#books.all('/exceptions', widePage);
    expect(exceptions).toHaveLength(this.#model.held.length + this.#model.rejected.length);
    for (const name of ['orderId', 'locationId', 'reason'] as const) {
      const values = new Set<string>(exceptions.flatMap((one) => one[name] ?? []));
      for (const value of [...values, 'other-queue']) await this.#exceptionFilter(exceptions, name, value);
    }
    const anomalies = await this.#books.all('/anomalies', widePage);
    expect(anomalies.map(anomalyText).sort()).toEqual(
      [...this.#model.journal.orders.values()]
        .flatMap((order) => expectedAnomalies(this.#model, order))
        .sort(),
    );
    for (const kind of anomalyKinds) {
      expect(await this.#books.all(`/anomalies?kind=${kind}`, narrowPage), kind).toEqual(
        anomalies.filter((one) => one.kind === kind),
      );
    }
  }

  async #exceptionFilter(
    all: readonly any[],
    name: 'orderId' | 'locationId' | 'reason',
    value: string,
  ): Promise<void> {
    if (name === 'reason' && value === 'other-queue') return;
    for (const status of ['', 'held', 'rejected']) {
      const path = `/exceptions?${name}=${value}${status && `&status=${status}`}`;
      expect(await this.#books.all(path, narrowPage), path).toEqual(
        all.filter((one) => one[name] === value && (status === '' || one.status === status)),
      );
    }
  }

  async #household(householdId: string): Promise<void> {
    const expected = expectedHousehold(this.#model, householdId, this.#today);
    const answered = await this.#answer(`/households/${householdId}`, expected);
    if (answered !== undefined) expect(comparableHousehold(answered)).toEqual(expected);
  }

  async #distributionList(order: Order, locationId: string): Promise<void> {
    const path = `/locations/${locationId}/distribution-list?orderId=${order.orderId}`;
    if (this.#model.journal.locations.get(locationId)?.kind !== 'centre') return;
    const answered = await this.#books.all(path, this.#page);
    const items = answered.map((item) => ({ ...item, commodities: byCommodity(item.commodities) }));
    expect(items, path).toEqual(expectedList(this.#model, order, locationId));
  }

  async #shipment(shipmentId: string): Promise<void> {
    const expected = expectedShipment(this.#model, shipmentId);
    const answered = await this.#answer(`/shipments/${idPart(shipmentId)}`, expected);
    if (answered === undefined) return;
    const { carrier: _carrier, lines, events, closed, ...rest } = answered;
    const named = events.map(({ at: _at, ...event }: any) => event);
    const { at: _closedAt, ...ended } = closed ?? {};
    const comparable = {
      ...rest,
      ...(closed && { closed: ended }),
      lines: byCommodity(lines),
      events: named,
    };
    expect(comparable, shipmentId).toEqual(expected);
  }

  /** The entries of a ledger by order, the first first. */
  async #ledger(path: string, isByOrder: boolean): Promise<readonly (readonly [Order, readonly any[]])[]> {
    const orders = [...this.#model.journal.orders.values()];
    if (isByOrder) {
      return Promise.all(
        orders.map(async (order) => {
          const entries = await this.#books.all(`${path}?orderId=${order.orderId}`, this.#page);
          return [order, entries.reverse()] as const;
        }),
      );
    }
    const all = await this.#books.all(path, this.#page);
    const instants = all.map(({ at }) => at);
    expect(instants, `${path}: newest first`).toEqual([...instants].sort().reverse());
    return orders.map((order) => [order, all.filter(({ orderId }) => orderId === order.orderId).reverse()]);
  }

  async #householdLedger(householdId: string, isByOrder: boolean): Promise<void> {
    const path = `/households/${householdId}/ledger`;
    for (const [order, answered] of await this.#ledger(path, isByOrder)) {
      const bookings = this.#model.journal.ofHousehold(householdId, order.orderId);
      for (const isGoods of [true, false]) {
        const entries = answered.filter((entry) => (entry.money === null) === isGoods);
        const posted = bookings.filter(({ type }) => ['handover', 'return'].includes(type) === isGoods);
        compareLedger(path, order, entries, posted);
      }
    }
  }

  async #stockCard(locationId: string, isByOrder: boolean): Promise<void> {
    const path = `/locations/${locationId}/ledger`;
    for (const [order, answered] of await this.#ledger(path, isByOrder)) {
      const card = this.#model.journal.stockCards.get(`${locationId}/${order.orderId}`) ?? [];
      compareLedger(path, order, answered, card);
    }
  }

  async #cashBook(payerId: string, isByOrder: boolean): Promise<void> {
    const path = `/payers/${payerId}/ledger`;
    for (const [order, answered] of await this.#ledger(path, isByOrder)) {
      const book = this.#model.journal.cashBooks.get(`${payerId}/${order.orderId}`) ?? [];
      compareLedger(path, order, answered, book);
    }
  }
}

/** One entry may stand for a group of posted lines: their sums, and the balance after the last of them. */
function compareLedger(path: string, order: Order, entries: readonly any[], posted: readonly Line[]): void {
  const balance: Amounts = new Map();
  let moneyBalance = 0n;
  let next = 0;
  for (const entry of entries) {
    const group: readonly any[] = entry.group ?? [entry];
    const sums: Amounts = new Map();
    let amount = 0n;
    const lines = posted.slice(next, next + group.length);
    next += group.length;
    for (const line of lines) {
      for (const [commodity, base] of line.lines ?? []) {
        add(sums, commodity, base);
        add(balance, commodity, base);
      }
      for (const [commodity, base] of line.variance ?? []) add(balance, commodity, base);
      amount += line.money ?? 0n;
      moneyBalance += line.money ?? 0n;
    }
    const isMoney = entry.money !== null;
    expect(
      {
        entries: group.map(({ reference }) => `${entry.type} ${reference}`),
        lines: quantities(entry.lines),
        balance: quantities(entry.balance),
        money: isMoney ? entry.money.amount : 0,
        moneyBalance: isMoney ? entry.moneyBalance.amount : 0,
      },
      path,
    ).toEqual({
      entries: lines.map(({ type, reference }) => `${type} ${reference}`),
      lines: inUnits(order, sums),
      balance: inUnits(order, balance),
      money: isMoney ? money(amount) : 0,
      moneyBalance: isMoney ? money(moneyBalance) : 0,
    });
  }
  expect(next, `${path}: entries`).toBe(posted.length);
}

const quantities = (lines: readonly any[]): Record<string, number> =>
  Object.fromEntries(
    lines.filter(({ quantity }) => quantity !== 0).map(({ commodity, quantity }) => [commodity, quantity]),
  );
