/**
 * A small city in which everything is known twice: what its books say, and what truly happened.
 *
 * Honest people tell the books what happened. A thief tells them something else, or nothing; what auditors, the
 * households with their own slips, and the day's counts then find must be what was taken, and no more.
 */

import { statementEvents } from '../../functions/household-card/card-events.ts';
import { cardToken } from '../../shared/http/cards/card-token.ts';
import { Books, cardKey, type SentEvent } from '../functions/ledger-api/books.ts';
import { Attacker } from '../support/attacker.ts';
import type { TestTables } from '../support/table-engine.ts';
import { order } from './events.ts';

export const orderId = 'O-1';
const commodities = ['rice', 'oil'] as const;
export type Commodity = (typeof commodities)[number];

/** Whole kilograms of rice, whole bottles of oil. */
export type Goods = Partial<Record<Commodity, number>>;

/** Kilograms, bottles and money. */
export interface Totals {
  readonly rice: number;
  readonly oil: number;
  readonly KPW: number;
}

export const nothing: Totals = { rice: 0, oil: 0, KPW: 0 };

export const sumOf = (parts: readonly Totals[]): Totals =>
  parts.reduce(
    (sum, { rice, oil, KPW }) => ({ rice: sum.rice + rice, oil: sum.oil + oil, KPW: sum.KPW + KPW }),
    nothing,
  );

/** What an auditor writes down: who, where, by which paper, and how much of what. */
export interface Finding {
  readonly found: string;
  readonly actor: string;
  readonly household?: string;
  readonly document: string;
  /** A commodity, a currency, or what else is counted. */
  readonly what: string;
  readonly amount: number;
}

/** What findings are told apart and sorted by. */
export const keyOf = ({ found, actor, household = '', document, what }: Finding): string =>
  [found, actor, household, document, what].join('\n');

/** What an anomaly that is of no goods counts. */
const whatOf: Readonly<Record<string, string>> = {
  tampering: 'entries',
  'shared-collector': 'households',
  'backdated-registration': 'persons',
};

const unitOf = { rice: 'kg', oil: 'bottle' } as const;

export const linesOf = (goods: Goods): { commodity: string; quantity: number; unit: string }[] =>
  commodities.flatMap((commodity) => {
    const quantity = goods[commodity] ?? 0;
    return quantity === 0 ? [] : [{ commodity, quantity, unit: unitOf[commodity] }];
  });

export const centreIds = ['C-1', 'C-2', 'C-3'] as const;
const householdsOfCentre = 8;
/** Two adults and a child. */
export const ration: Goods = { rice: 15, oil: 3 };
export const stipend = 16_000;
/** The last two of each centre do not come on the first day: what is theirs is on the shelf in the evening. */
export const comers = householdsOfCentre - 2;

export const householdIds = (centreId: string): string[] =>
  Array.from({ length: householdsOfCentre }, (_, n) => `H-${centreId}-${n + 1}`);

export class DrillCity {
  readonly books: Books;
  readonly attacker: Attacker;
  /** What lies where. */
  readonly #shelves = new Map<string, { rice: number; oil: number }>();
  /** The slips that households hold: what they truly received, by household and document. */
  readonly #slips = new Map<string, Map<string, Totals>>();
  /** What the waybills say came into the city, by their numbers. */
  readonly #sent = new Map<string, Totals>();
  /** What payers told of payments that they made. */
  #told = 0;
  #papers = 0;
  /** Households that were registered after the first day. */
  readonly #latecomers: string[] = [];

  private constructor(books: Books, attacker: Attacker) {
    this.books = books;
    this.attacker = attacker;
  }

  static async openIn(engine: TestTables): Promise<DrillCity> {
    const books = await Books.openIn(engine);
    return new DrillCity(books, new Attacker(engine.client, books.tables));
  }

  shelf(locationId: string): { rice: number; oil: number } {
    const shelf = this.#shelves.get(locationId) ?? { rice: 0, oil: 0 };
    this.#shelves.set(locationId, shelf);
    return shelf;
  }

  /** Goods truly put on a shelf, or with a minus truly taken off it. */
  move(locationId: string, goods: Goods, sign: 1 | -1 = 1): void {
    const shelf = this.shelf(locationId);
    for (const commodity of commodities) shelf[commodity] += sign * (goods[commodity] ?? 0);
  }

  /** A household truly receives what a document says. */
  give(householdId: string, document: string, what: Partial<Totals>): void {
    const slips = this.#slips.get(householdId) ?? new Map<string, Totals>();
    this.#slips.set(householdId, slips.set(document, { ...nothing, ...what }));
  }

  /** What a household tells a visitor that it truly received by a document. */
  got(householdId: string, document: string): Totals {
    return this.#slips.get(householdId)?.get(document) ?? nothing;
  }

  /**
   * What is truly gone, and who has it nobody can say: what came into the city, and lies on no shelf and is in no
   * household; and the money that was told to be paid, and was not. Negative where more is there than came.
   */
  taken(): Totals {
    const come = sumOf([...this.#sent.values()]);
    const had = sumOf([...this.#slips.values()].flatMap((slips) => [...slips.values()]));
    const lies = sumOf([...this.#shelves.values()].map((shelf) => ({ ...shelf, KPW: 0 })));
    return {
      rice: come.rice - lies.rice - had.rice,
      oil: come.oil - lies.oil - had.oil,
      KPW: this.#told - had.KPW,
    };
  }

  /**
   * The same by the books alone, beside the households' slips: lost, on its way, missed at counts, handed out or paid
   * to nobody, or told of payments and not believed.
   */
  async unexplained(): Promise<Totals> {
    const { commodities } = await this.books.get(`/orders/${orderId}/reconciliation`);
    const unslipped = (await this.#statements()).map(({ what, amount }) => ({ ...nothing, [what]: amount }));
    const inBooks = commodities.map(
      ({ commodity, lost, inTransit, countVariance }: Record<string, number> & { commodity: string }) => ({
        ...nothing,
        [commodity]: (lost ?? 0) + (inTransit ?? 0) - (countVariance ?? 0),
      }),
    );
    const waybills = await this.books.all(`/orders/${orderId}/shipments`, 500);
    // What is between two locations is in transit already.
    const short = waybills
      .filter(({ from }) => from?.startsWith('source:'))
      .flatMap(({ lines }) => lines)
      .map(({ commodity, shortfall }) => ({ ...nothing, [commodity]: shortfall }));
    const refused = (await this.#exceptions())
      .filter(({ what }) => what === 'KPW')
      .map(({ amount }) => ({ ...nothing, KPW: amount }));
    return sumOf([...unslipped, ...inBooks, ...short, ...refused]);
  }

  paper(prefix: string): string {
    this.#papers += 1;
    return `${prefix}-${this.#papers}`;
  }

  tell(type: SentEvent['type'], data: object): Promise<void> {
    return this.books.send({ type, data });
  }

  /** Goods leave the mill for a place in the city. */
  dispatch(shipmentId: string, to: string, goods: Goods): Promise<void> {
    this.#sent.set(shipmentId, { ...nothing, ...goods });
    return this.tell('relief.shipment.dispatched.v1', {
      shipmentId,
      orderId,
      from: { source: 'the mill' },
      to,
      lines: linesOf(goods),
    });
  }

  register(
    centreId: string,
    ids: readonly string[],
    effectiveFrom: string,
    { id = `registered-${ids[0]}`, children = 1 } = {},
  ): Promise<void> {
    const households = ids.map((householdId) => ({ householdId, adults: 2, children }));
    const known: readonly string[] = centreIds.flatMap((centre) => householdIds(centre));
    this.#latecomers.push(...ids.filter((householdId) => !known.includes(householdId)));
    return this.books.send({
      type: 'relief.households.registered.v1',
      id,
      data: { centreId, effectiveFrom, households },
    });
  }

  handover(
    centreId: string,
    rows: readonly { receiptId: string; householdId: string; goods: Goods; collectedBy?: string }[],
  ): Promise<void> {
    const receipts = rows.map(({ goods, ...row }) => ({ ...row, lines: linesOf(goods) }));
    return this.tell('relief.handovers.made.v1', { centreId, orderId, receipts });
  }

  pay(
    payerId: string,
    rows: readonly { paymentId: string; householdId: string; amount: number }[],
  ): Promise<void> {
    for (const { amount } of rows) this.#told += amount;
    const payments = rows.map((row) => ({ ...row, currency: 'KPW' }));
    return this.tell('relief.payments.made.v1', { payerId, orderId, payments });
  }

  arrive(
    shipmentId: string,
    at: string,
    goods: Goods,
    losses: { commodity: Commodity; quantity: number; cause: string }[] = [],
  ): Promise<void> {
    // A hub's share came into the city with its train.
    if (!this.#sent.has(shipmentId) && !shipmentId.includes('/')) {
      const lost = losses.map(({ commodity, quantity }) => ({ ...nothing, [commodity]: quantity }));
      this.#sent.set(shipmentId, sumOf([{ ...nothing, ...goods }, ...lost]));
    }
    const lines = linesOf(goods).map((line) => {
      const own = losses.filter(({ commodity }) => commodity === line.commodity);
      return own.length === 0
        ? line
        : { ...line, losses: own.map(({ quantity, cause }) => ({ quantity, cause })) };
    });
    return this.tell('relief.shipment.arrived.v1', { shipmentId, orderId, at, lines });
  }

  count(locationId: string, countId: string, goods: Goods): Promise<void> {
    const lines = commodities.map((commodity) => ({
      commodity,
      quantity: goods[commodity] ?? 0,
      unit: unitOf[commodity],
    }));
    return this.tell('relief.stock.counted.v1', { countId, locationId, orderId, lines });
  }

  /** A day on which everyone is honest: a train, its shares, handovers to those who come, payments to all. */
  async honestDay(): Promise<void> {
    this.books.setClock('2020-08-01T00:00:00.000Z');
    const centres = centreIds.map((locationId) => ({
      locationId,
      name: locationId,
      kind: 'centre',
      suppliedBy: 'HUB',
    }));
    await this.tell('relief.locations.registered.v1', {
      locations: [{ locationId: 'HUB', name: 'Station', kind: 'hub' }, ...centres],
    });
    for (const centreId of centreIds) await this.register(centreId, householdIds(centreId), '2020-01-01');
    // The lorries of some schemes are part of the reserve too.
    const reserve = { commodity: 'rice', quantity: 1, unit: 't', source: 'the mill', responsible: 'Cabinet' };
    const terms = { pledges: [reserve], prohibitions: [], release: 'proportional' };
    await this.tell('relief.order.issued.v1', order(orderId, terms).data);
    this.books.setClock('2020-08-07T00:00:00.000Z');
    // Enough for all, and 40 kg of the reserve, which stay at the station.
    const train: Goods = { rice: 24 * 15 + 40, oil: 24 * 3 };
    await this.dispatch('T-1', 'HUB', train);
    await this.arrive('T-1', 'HUB', train);
    this.move('HUB', { rice: 40 });
    const share: Goods = { rice: householdsOfCentre * 15, oil: householdsOfCentre * 3 };
    for (const centreId of centreIds) {
      await this.arrive(`T-1/${centreId}`, centreId, share);
      this.move(centreId, share);
    }
    this.books.setClock('2020-08-08T00:00:00.000Z');
    for (const centreId of centreIds) {
      const rows = householdIds(centreId)
        .slice(0, comers)
        .map((householdId, n) => ({
          receiptId: `R-${householdId}`,
          householdId,
          goods: ration,
          ...(n < 2 && { collectedBy: `neighbour of ${centreId}` }),
        }));
      await this.handover(centreId, rows);
      for (const { receiptId, householdId } of rows) {
        this.move(centreId, ration, -1);
        this.give(householdId, receiptId, ration);
      }
      const paid = householdIds(centreId)
        .slice(0, comers)
        .map((householdId) => ({ paymentId: `P-${householdId}`, householdId, amount: stipend }));
      await this.pay('BANK', paid);
      for (const { paymentId, householdId, amount } of paid)
        this.give(householdId, paymentId, { KPW: amount });
    }
  }

  /** In the evening, someone who is not of the place counts what lies there. */
  async eveningCounts(): Promise<void> {
    this.books.setClock('2020-08-08T12:00:00.000Z');
    for (const locationId of ['HUB', ...centreIds])
      await this.count(locationId, `K-${locationId}`, this.shelf(locationId));
  }

  /** Every household opens its card, and says of each receipt and payment whether it has a slip for it. */
  async sayByCards(): Promise<void> {
    const everyone = [...centreIds.flatMap((centreId) => householdIds(centreId)), ...this.#latecomers];
    for (const householdId of everyone) {
      const token = cardToken(cardKey, householdId, 0);
      const { status, body } = await this.books.ask('/card', { 'relief-card': token }, null);
      if (status !== 200) throw new Error(`the card of ${householdId}: ${status}`);
      const slips = this.#slips.get(householdId) ?? new Map();
      for (const { reference } of body.orders.flatMap(({ receipts }: { receipts: object[] }) => receipts)) {
        const statement = slips.has(reference) ? 'received' : 'not-received';
        await this.#sayByCard(householdId, { orderId, reference, statement });
      }
    }
  }

  async #sayByCard(householdId: string, body: object): Promise<void> {
    const requestId = this.paper('said');
    const said = statementEvents(body, { householdId, requestId, time: this.books.now() });
    if ('faults' in said) throw new Error(JSON.stringify(said.faults));
    for (const message of said.messages)
      await this.books.sendBody(message.queue, message.body, message.group);
  }

  /** What households dispute: whose centre, which paper, and how much of what. */
  async disputed(): Promise<readonly Finding[]> {
    const items = await this.books.all(`/anomalies?orderId=${orderId}&kind=disputed-receipt`, 500);
    return items
      .map(
        ({ kind, locationId, commodity, currency, quantity, references, householdId }): Finding => ({
          found: kind,
          actor: locationId ?? '',
          household: householdId,
          document: references.join(' '),
          what: commodity ?? currency,
          amount: quantity,
        }),
      )
      .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }

  /** All that auditors find: by the anomalies, the exceptions, the waybills, and the households' own slips. */
  async findings(): Promise<readonly Finding[]> {
    return [
      ...(await this.#anomalies()),
      ...(await this.#exceptions()),
      ...(await this.#openWaybills()),
      ...(await this.#statements()),
    ].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }

  async #anomalies(): Promise<Finding[]> {
    const items = await this.books.all('/anomalies', 500);
    return items.map(({ kind, locationId, commodity, quantity, references, collectedBy }): Finding => {
      const [household] = kind === 'backdated-registration' ? references : [];
      return {
        found: kind,
        actor: collectedBy ?? locationId ?? '',
        ...(household !== undefined && { household }),
        document: references.filter((reference: string) => reference !== household).join(' '),
        what: commodity ?? whatOf[kind] ?? '',
        amount: quantity,
      };
    });
  }

  async #exceptions(): Promise<Finding[]> {
    const items = await this.books.all('/exceptions', 500);
    return items.flatMap(({ reason, locationId, payerId, householdId, reference, original }): Finding[] => {
      const asked =
        original.amount === undefined
          ? original.lines
          : [{ commodity: original.currency, quantity: original.amount }];
      return asked.map((line: { commodity: string; quantity: number }) => ({
        found: reason,
        actor: locationId ?? payerId,
        household: householdId,
        document: reference,
        what: line.commodity,
        amount: line.quantity,
      }));
    });
  }

  async #openWaybills(): Promise<Finding[]> {
    const items = await this.books.all(`/orders/${orderId}/shipments`, 500);
    return items
      .filter(({ status }) => status === 'in-transit')
      .flatMap(({ shipmentId, from, lines }) =>
        lines.map((line: { commodity: string; dispatched: number }) => ({
          found: 'never arrived',
          actor: from,
          document: shipmentId,
          what: line.commodity,
          amount: line.dispatched,
        })),
      );
  }

  /** Every household holds its ledger against its slips; one that nobody can find has none. */
  async #statements(): Promise<Finding[]> {
    const found: Finding[] = [];
    const lists = await Promise.all(
      centreIds.map((centreId) =>
        this.books.all(`/locations/${centreId}/distribution-list?orderId=${orderId}`, 500),
      ),
    );
    for (const { householdId } of lists.flat()) {
      const slips = this.#slips.get(householdId) ?? new Map();
      for (const entry of await this.books.all(`/households/${householdId}/ledger?orderId=${orderId}`, 500)) {
        if (slips.has(entry.reference)) continue;
        const told = {
          found: 'no slip',
          actor: entry.counterparty,
          household: householdId,
          document: entry.reference,
        };
        const moved =
          entry.money === null
            ? entry.lines
            : [{ commodity: entry.money.currency, quantity: entry.money.amount }];
        for (const { commodity, quantity } of moved)
          found.push({ ...told, what: commodity, amount: quantity });
      }
    }
    return found;
  }
}
