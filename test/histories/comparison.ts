/** Asks the API and holds each answer against the model. */
import { expect } from 'vitest';
import type { Books } from '../functions/ledger-api/books.ts';
import {
  anomalyText,
  answeredExceptionTexts,
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

/** One posted line of a ledger, as the model knows it. */
interface Line {
  readonly type: string;
  readonly reference: string;
  readonly lines?: Amounts;
  readonly money?: bigint;
}

const idPart = encodeURIComponent;

export class Comparison {
  readonly #books: Books;
  readonly #model: Model;

  constructor(books: Books, model: Model) {
    this.#books = books;
    this.#model = model;
  }

  /** The answers in which every movement shows, for each step. */
  async overall(): Promise<void> {
    const { orders } = this.#model.journal;
    await Promise.all([
      this.#exceptions(),
      ...[...orders.values()].flatMap((order) => [this.#reconciliation(order), this.#anomalies(order)]),
    ]);
  }

  /** Each answer about each thing there is. */
  async everything(): Promise<void> {
    const { journal } = this.#model;
    const orders = [...journal.orders.values()];
    const payers = new Set([...journal.cashBooks.keys()].map((key) => key.slice(0, key.indexOf('/'))));
    await this.overall();
    await Promise.all([this.#orders(), this.#locations(), ...orders.map((order) => this.#order(order))]);
    await Promise.all([...journal.households.keys()].map((householdId) => this.household(householdId)));
    for (const order of orders) {
      await Promise.all([...journal.households.keys()].map((id) => this.#householdLedger(order, id)));
      await Promise.all([...journal.locations.keys()].map((id) => this.#stockCard(order, id)));
      await Promise.all([...journal.locations.keys()].map((id) => this.#distributionList(order, id)));
      await Promise.all([...payers].map((id) => this.#cashBook(order, id)));
    }
    await Promise.all([...journal.locations.keys()].map((id) => this.#location(id)));
    await Promise.all([...journal.waybills.keys()].map((id) => this.#shipment(id)));
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
    const answered = await this.#books.all('/orders', 1);
    expect(answered.map(({ orderId }) => orderId)).toEqual([...this.#model.journal.orders.keys()].sort());
  }

  async #order(order: Order): Promise<void> {
    const answered = await this.#books.get(`/orders/${order.orderId}`);
    const { title: _t, issuedBy: _i, startsOn: _s, pledges: _p, prohibitions: _o, ...rest } = answered;
    const revisions = answered.revisions.map(({ kind, revision }: any) => ({ kind, revision }));
    expect({ ...rest, revisions }).toEqual(expectedOrder(order, this.#today));
  }

  async #locations(): Promise<void> {
    const answered = await this.#books.all('/locations', 2);
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
      this.#books.all('/exceptions?status=held', 100),
      this.#books.all('/exceptions?status=rejected', 100),
    ]);
    expect(answeredExceptionTexts(held), 'held').toEqual(exceptionTexts(this.#model.held));
    expect(answeredExceptionTexts(rejected), 'rejected').toEqual(exceptionTexts(this.#model.rejected));
  }

  async #anomalies(order: Order): Promise<void> {
    const answered = await this.#books.all(`/anomalies?orderId=${order.orderId}`, 100);
    expect(answered.map(anomalyText).sort(), 'anomalies').toEqual(expectedAnomalies(this.#model, order));
  }

  async household(householdId: string): Promise<void> {
    const expected = expectedHousehold(this.#model, householdId, this.#today);
    const answered = await this.#answer(`/households/${householdId}`, expected);
    if (answered !== undefined) expect(comparableHousehold(answered)).toEqual(expected);
  }

  async #distributionList(order: Order, locationId: string): Promise<void> {
    const path = `/locations/${locationId}/distribution-list?orderId=${order.orderId}`;
    if (this.#model.journal.locations.get(locationId)?.kind !== 'centre') return;
    const answered = await this.#books.all(path, 100);
    const items = answered.map((item) => ({ ...item, commodities: byCommodity(item.commodities) }));
    expect(items, path).toEqual(expectedList(this.#model, order, locationId));
  }

  async #shipment(shipmentId: string): Promise<void> {
    const expected = expectedShipment(this.#model, shipmentId);
    const answered = await this.#answer(`/shipments/${idPart(shipmentId)}`, expected);
    if (answered === undefined) return;
    const { carrier: _carrier, lines, ...rest } = answered;
    expect({ ...rest, lines: byCommodity(lines) }).toEqual(expected);
  }

  async #householdLedger(order: Order, householdId: string): Promise<void> {
    const path = `/households/${householdId}/ledger?orderId=${order.orderId}`;
    const answered = (await this.#books.all(path, 100)).reverse();
    const bookings = this.#model.journal.ofHousehold(householdId, order.orderId);
    for (const isGoods of [true, false]) {
      const entries = answered.filter((entry) => (entry.money === null) === isGoods);
      const posted = bookings.filter(({ type }) => ['handover', 'return'].includes(type) === isGoods);
      compareLedger(path, order, entries, posted);
    }
  }

  async #stockCard(order: Order, locationId: string): Promise<void> {
    const path = `/locations/${locationId}/ledger?orderId=${order.orderId}`;
    const answered = (await this.#books.all(path, 100)).reverse();
    const card = this.#model.journal.stockCards.get(`${locationId}/${order.orderId}`) ?? [];
    compareLedger(path, order, answered, card);
  }

  async #cashBook(order: Order, payerId: string): Promise<void> {
    const path = `/payers/${payerId}/ledger?orderId=${order.orderId}`;
    const answered = (await this.#books.all(path, 100)).reverse();
    compareLedger(
      path,
      order,
      answered,
      this.#model.journal.cashBooks.get(`${payerId}/${order.orderId}`) ?? [],
    );
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
