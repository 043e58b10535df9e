/** What was posted, and every figure of the contract counted anew from it. */
import {
  type Amounts,
  add,
  amountOf,
  amountsOf,
  compare,
  contentOf,
  factorOf,
  minorOf,
  negated,
  sum,
  thousandthsOf,
  unitOfLine,
} from './messages.ts';

import { Shelf } from './shelf.ts';

export { amountOf } from './messages.ts';

export interface Composition {
  readonly effectiveFrom: string;
  /** The tick it was recorded at. */
  readonly recorded: number;
  readonly centreId: string;
  readonly adults: number;
  readonly children: number;
  readonly priority: number;
  /** Why it was withdrawn, where it was. */
  readonly withdrawn?: string;
}

export interface Household {
  name: string | undefined;
  erased: boolean;
  readonly history: Composition[];
}

export interface Location {
  readonly locationId: string;
  readonly kind: string;
  readonly name: string;
  readonly suppliedBy?: string;
}

/** How an order came to be as it is. */
export interface Step {
  readonly kind: string;
  readonly revision: number;
  readonly content: string;
  readonly reason?: string;
}

export interface Order {
  readonly orderId: string;
  /** As last amended, in the form of the issued event's data. */
  terms: any;
  /** The content it was issued with. */
  readonly issued: string;
  revision: number;
  /** The tick of the last acceptance: the registry counts as recorded by then. */
  accepted: number;
  centres: readonly string[];
  /** The reason it was cancelled for. */
  cancelled: string | undefined;
  readonly steps: Step[];
  /** The unit each commodity is answered in. */
  readonly units: Map<string, string>;
  currency: string | undefined;
  /** The currency of money given before any was promised. */
  fundedIn: string | undefined;
}

/** A household that was not served. */
export interface Missed {
  readonly orderId: string;
  readonly centreId: string;
  readonly householdId: string;
  readonly reason: string;
  readonly occurredAt: string;
}

/** A receipt or return, payment or reversal that was posted. */
export interface Booking {
  readonly type: string;
  readonly reference: string;
  readonly orderId: string;
  readonly householdId: string;
  /** The centre or payer. */
  readonly bookId: string;
  /** As its sender wrote it; payments need none. */
  readonly time?: string;
  readonly reverses?: string;
  readonly lines: Amounts;
  readonly money: bigint;
}

/** One line of a stock card. */
export interface CardLine {
  readonly type: string;
  readonly reference: string;
  readonly lines: Amounts;
  /** What it changes of the variances of counts that were recorded before it. */
  readonly variance?: Amounts;
}

export interface CashLine {
  readonly type: string;
  readonly reference: string;
  readonly money: bigint;
}

export interface Totals {
  received: bigint;
  lostOnArrival: bigint;
  lost: bigint;
  dispatched: bigint;
  handedOver: bigint;
  transferredIn: bigint;
  transferredOut: bigint;
  variance: bigint;
}

/** Where goods set out, as a dispatch has it: from outside, or from a location's stock. */
type Origin =
  | { readonly source: string; readonly locationId?: undefined }
  | { readonly locationId: string; readonly source?: undefined };

export interface Waybill {
  readonly orderId: string;
  to: string | undefined;
  from: Origin | undefined;
  arrivedAt: string | undefined;
  /** Content of its dispatch; empty for a share that a hub sent on. */
  dispatch: string | undefined;
  readonly dispatched: Amounts;
  readonly fromStock: Amounts;
  readonly received: Amounts;
  readonly lost: Amounts;
  /** What came with each, lost or not, in the order recorded. */
  readonly arrivals: { readonly at: string; readonly lines: Amounts; readonly lost: Amounts }[];
  /** What was recorded of it, by the ids of events. */
  readonly events: WaybillEvent[];
}

export interface EventName {
  readonly source: string;
  readonly id: string;
}

export interface WaybillEvent extends EventName {
  readonly type: string;
  /** Where goods left or arrived; none for those from outside. */
  readonly locationId?: string | undefined;
}

export interface Anomaly {
  readonly kind: string;
  readonly orderId: string;
  readonly locationId: string;
  readonly commodity?: string;
  readonly quantity: bigint;
  readonly references: readonly string[];
}

const most = (one: bigint, other: bigint): bigint => (one > other ? one : other);
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

const lossCauses = ['spoiled', 'damaged', 'spilled', 'stolen', 'short-delivered', 'unexplained'];
const suspiciousCauses = ['stolen', 'short-delivered', 'unexplained'];

const arrived = ({ received, lost }: Waybill, commodity: string): bigint =>
  amountOf(received, commodity) + amountOf(lost, commodity);

/** Dispatched, and neither received nor lost. */
export const inTransit = (waybill: Waybill, commodity: string): bigint =>
  most(amountOf(waybill.dispatched, commodity) - arrived(waybill, commodity), 0n);

export const shortfall = (waybill: Waybill, commodity: string): bigint =>
  waybill.arrivedAt === undefined ? 0n : inTransit(waybill, commodity);

/** Without a dispatch, the waybill is taken as what came. */
export const surplus = (waybill: Waybill, commodity: string): bigint =>
  waybill.to === undefined
    ? 0n
    : most(arrived(waybill, commodity) - amountOf(waybill.dispatched, commodity), 0n);

/** Of what left the stock of one location, the part that came to another. */
export const onward = (waybill: Waybill, commodity: string): bigint =>
  least(amountOf(waybill.fromStock, commodity), arrived(waybill, commodity));

export const commoditiesOf = ({ dispatched, received, lost }: Waybill): readonly string[] => [
  ...new Set([...dispatched.keys(), ...received.keys(), ...lost.keys()]),
];

export class Journal {
  readonly locations = new Map<string, Location>();
  readonly households = new Map<string, Household>();
  readonly orders = new Map<string, Order>();
  readonly waybills = new Map<string, Waybill>();
  readonly bookings: Booking[] = [];
  readonly missed: Missed[] = [];
  /** By `location/order`. */
  readonly stockCards = new Map<string, CardLine[]>();
  /** By `payer/order`. */
  readonly cashBooks = new Map<string, CashLine[]>();
  readonly anomalies: Anomaly[] = [];
  readonly counted: {
    readonly orderId: string;
    readonly locationId: string;
    readonly commodity: string;
    readonly countId: string;
  }[] = [];
  readonly #totals = new Map<string, Map<string, Totals>>();
  /** By `location/order`. */
  readonly #shelves = new Map<string, Shelf>();
  /** By order and proxy, the receipts by household. */
  readonly #proxies = new Map<string, Map<string, string>>();
  #ticks = 0;

  tick(): number {
    this.#ticks += 1;
    return this.#ticks;
  }

  /** The composition in force on a date, of those recorded by a tick. */
  inForce(history: readonly Composition[], date: string, by = this.#ticks): Composition | undefined {
    const known = history.filter(({ effectiveFrom, recorded }) => effectiveFrom <= date && recorded <= by);
    if (known.at(-1)?.withdrawn !== undefined) return undefined;
    return known
      .filter(({ withdrawn }) => withdrawn === undefined)
      .sort((a, b) => compare(a.effectiveFrom, b.effectiveFrom) || a.recorded - b.recorded)
      .at(-1);
  }

  withdrawalOf(householdId: string): Composition | undefined {
    const last = this.households.get(householdId)?.history.at(-1);
    return last?.withdrawn === undefined ? undefined : last;
  }

  withdraw(householdId: string, effectiveFrom: string, withdrawn: string): void {
    const recorded = this.tick();
    const { history = [] } = this.households.get(householdId) ?? {};
    const last = history.at(-1);
    if (last !== undefined) history.push({ ...last, effectiveFrom, recorded, withdrawn });
  }

  covered(order: Order, householdId: string): Composition | undefined {
    const history = this.households.get(householdId)?.history ?? [];
    const composition = this.inForce(history, order.terms.referenceDate, order.accepted);
    return composition && order.centres.includes(composition.centreId) ? composition : undefined;
  }

  /** The households that an order serves at a centre, by id. */
  served(order: Order, centreId: string): readonly (readonly [string, Composition])[] {
    return [...this.households.keys()].sort().flatMap((householdId) => {
      const composition = this.covered(order, householdId);
      return composition?.centreId === centreId ? [[householdId, composition] as const] : [];
    });
  }

  entitled(order: Order, { adults, children }: Composition, commodity: string): bigint {
    const ration = order.terms.rations.find((one: any) => one.commodity === commodity);
    if (ration === undefined) return 0n;
    const perPerson = thousandthsOf(ration.quantityPerPerson) * factorOf(ration.unit);
    return (perPerson * BigInt(adults + children)) / 1_000n;
  }

  planned(order: Order, centreId: string, commodity: string): bigint {
    return sum(this.served(order, centreId).map(([, one]) => this.entitled(order, one, commodity)));
  }

  due(order: Order, { adults }: Composition): bigint {
    return minorOf(order.terms.stipend?.amountPerAdult ?? 0) * BigInt(adults);
  }

  /** The four rules, household by household. */
  released(order: Order, of: Composition, commodity: string): bigint {
    const households = this.served(order, of.centreId).map(([, composition]) => composition);
    const owed = (one: Composition): bigint => this.entitled(order, one, commodity);
    const owedTo = (some: readonly Composition[]): bigint => sum(some.map(owed));
    const came = this.cameInGoodOrder(of.centreId, order.orderId, commodity);
    const all = owedTo(households);
    if (order.terms.release === 'first-come' || came >= all) return owed(of);
    switch (order.terms.release) {
      case 'proportional':
        return (owed(of) * came) / all;
      case 'equal': {
        let [fits, tooMuch] = [0n, all + 1n];
        while (tooMuch - fits > 1n) {
          const level = (fits + tooMuch) / 2n;
          if (sum(households.map((one) => least(owed(one), level))) <= came) fits = level;
          else tooMuch = level;
        }
        return least(owed(of), fits);
      }
      case 'priority': {
        const left = came - owedTo(households.filter(({ priority }) => priority > of.priority));
        const peers = owedTo(households.filter(({ priority }) => priority === of.priority));
        if (left <= 0n) return 0n;
        return left >= peers ? owed(of) : (owed(of) * left) / peers;
      }
      default:
        throw new Error(`${order.terms.release} is no rule of the contract`);
    }
  }

  /** What a household holds; what it once held is listed with zero. */
  received(householdId: string, orderId: string): Amounts {
    const amounts: Amounts = new Map();
    for (const { lines } of this.ofHousehold(householdId, orderId)) {
      for (const [commodity, base] of lines) add(amounts, commodity, base);
    }
    return amounts;
  }

  /** When a household was last handed something that did not come back. */
  servedAt(householdId: string, orderId: string): string | undefined {
    const all = this.ofHousehold(householdId, orderId);
    const isBack = ({ reference, bookId }: Booking): boolean =>
      all.some((one) => one.type === 'return' && one.reverses === reference && one.bookId === bookId);
    const times = all.flatMap((one) => (one.type === 'handover' && !isBack(one) ? (one.time ?? []) : []));
    return times.toSorted((one, other) => Date.parse(one) - Date.parse(other)).at(-1);
  }

  paid(householdId: string, orderId: string): bigint {
    return sum(this.ofHousehold(householdId, orderId).map(({ money }) => money));
  }

  ofHousehold(householdId: string, orderId: string): readonly Booking[] {
    return this.bookings.filter((one) => one.householdId === householdId && one.orderId === orderId);
  }

  /** What a household got from some books, up to what it is owed by the terms of today. */
  met(order: Order, householdId: string, commodity: string, isOf: (bookId: string) => boolean): bigint {
    const composition = this.covered(order, householdId);
    const owed = composition === undefined ? 0n : this.entitled(order, composition, commodity);
    let [has, met] = [0n, 0n];
    for (const { lines, bookId } of this.ofHousehold(householdId, order.orderId)) {
      const before = least(has, owed);
      has += amountOf(lines, commodity);
      if (isOf(bookId)) met += least(has, owed) - before;
    }
    return met;
  }

  totalsOf(locationId: string, orderId: string): ReadonlyMap<string, Totals> {
    return this.#totals.get(`${locationId}/${orderId}`) ?? new Map();
  }

  onHand(locationId: string, orderId: string, commodity: string): bigint {
    return this.shelf(locationId, orderId).onHand(commodity);
  }

  shelf(locationId: string, orderId: string): Shelf {
    const key = `${locationId}/${orderId}`;
    const shelf = this.#shelves.get(key) ?? new Shelf();
    this.#shelves.set(key, shelf);
    return shelf;
  }

  cameInGoodOrder(locationId: string, orderId: string, commodity: string): bigint {
    const totals = this.totalsOf(locationId, orderId).get(commodity);
    return totals === undefined ? 0n : totals.received - totals.lostOnArrival + totals.transferredIn;
  }

  payerBalance(payerId: string, orderId: string): bigint {
    return sum((this.cashBooks.get(`${payerId}/${orderId}`) ?? []).map(({ money }) => money));
  }

  register(centreId: string, effectiveFrom: string, registrations: readonly any[], eventId: string): void {
    const recorded = this.tick();
    for (const { householdId, name, adults, children, ...given } of registrations) {
      const household = this.households.get(householdId) ?? { name: undefined, erased: false, history: [] };
      const priority = given.priority ?? household.history.at(-1)?.priority ?? 0;
      this.households.set(householdId, household);
      const composition = { effectiveFrom, recorded, centreId, adults, children, priority };
      const before = [...household.history];
      household.history.push(composition);
      if (!household.erased) household.name = name ?? household.name;
      for (const order of this.orders.values()) {
        const was = this.inForce(before, order.terms.referenceDate);
        const is = this.inForce(household.history, order.terms.referenceDate);
        const isCovered = order.cancelled === undefined && this.covered(order, householdId) !== undefined;
        if (!isCovered || was === undefined || is !== composition || isAlike(was, is)) continue;
        const quantity = BigInt(adults + children - was.adults - was.children);
        const { orderId } = order;
        this.anomalies.push({
          kind: 'backdated-registration',
          orderId,
          locationId: centreId,
          quantity,
          references: [householdId, eventId],
        });
      }
    }
  }

  issue(data: any): void {
    const order: Order = {
      orderId: data.orderId,
      terms: data,
      issued: contentOf(data),
      revision: 1,
      accepted: 0,
      centres: [],
      cancelled: undefined,
      steps: [],
      units: new Map(),
      currency: undefined,
      fundedIn: undefined,
    };
    this.orders.set(data.orderId, order);
    this.#accept(order, { kind: 'issued', revision: 1, content: contentOf(data) });
  }

  amend(order: Order, terms: any, step: { revision: number; content: string; reason: string }): void {
    order.terms = terms;
    order.revision = step.revision;
    this.#accept(order, { kind: 'amended', ...step });
  }

  cancel(order: Order, reason: string): void {
    order.cancelled = reason;
    order.steps.push({ kind: 'cancelled', revision: order.revision, content: '', reason });
  }

  /** Reads the registry: whoever is registered later is not counted. */
  #accept(order: Order, step: Step): void {
    const { terms } = order;
    const { centres } = terms.area;
    const all = [...this.locations.values()].filter((location) => location.kind === 'centre');
    order.accepted = this.tick();
    order.centres = centres === 'all' ? all.map(({ locationId }) => locationId) : centres;
    order.steps.push(step);
    order.currency ??= terms.stipend?.currency;
    // The order's own lines say the unit, rations before pledges.
    for (const { commodity, unit } of [...terms.rations, ...terms.pledges].reverse()) {
      if (unit !== undefined) order.units.set(commodity, unit);
    }
  }

  useUnits(orderId: string, lines: readonly any[]): void {
    const units = this.orders.get(orderId)?.units;
    for (const line of lines) {
      if (!units?.has(line.commodity)) units?.set(line.commodity, unitOfLine(line));
    }
  }

  /** A line on a stock card; `column` grows by what came in, or shrinks by what went out, whichever it counts. */
  book(
    locationId: string,
    orderId: string,
    column: Exclude<keyof Totals, 'variance'>,
    line: CardLine & { readonly time: string },
  ): void {
    const { time, ...movement } = line;
    const isOut = ['lost', 'dispatched', 'handedOver', 'transferredOut'].includes(column);
    this.#total(`${locationId}/${orderId}`, column, isOut ? negated(line.lines) : line.lines);
    const shelf = this.shelf(locationId, orderId);
    const variance = changed(shelf, line.lines.keys(), () => shelf.move(Date.parse(time), line.lines));
    this.#card(locationId, orderId, { ...movement, variance });
  }

  count(
    locationId: string,
    orderId: string,
    {
      countId,
      time,
      counted,
    }: { readonly countId: string; readonly time: string; readonly counted: Amounts },
  ): void {
    const shelf = this.shelf(locationId, orderId);
    const lines = changed(shelf, counted.keys(), () =>
      shelf.count({ countId, at: Date.parse(time), counted }),
    );
    this.#card(locationId, orderId, { type: 'count-variance', reference: countId, lines });
    for (const commodity of counted.keys()) this.counted.push({ orderId, locationId, commodity, countId });
  }

  /** Lists a line, and adds what it changes of variances. */
  #card(locationId: string, orderId: string, line: CardLine): void {
    const key = `${locationId}/${orderId}`;
    this.stockCards.set(key, [...(this.stockCards.get(key) ?? []), line]);
    this.#total(key, 'variance', line.type === 'count-variance' ? line.lines : (line.variance ?? new Map()));
  }

  /** The variances of all counts as they are now. */
  countVariances(ofOrder: string): readonly Anomaly[] {
    return this.counted
      .filter(({ orderId }) => orderId === ofOrder)
      .flatMap(({ orderId, locationId, commodity, countId }) => {
        const quantity = this.shelf(locationId, orderId).variances(commodity).get(countId) ?? 0n;
        const about = { orderId, locationId, commodity, quantity, references: [countId] };
        return quantity === 0n ? [] : [{ kind: 'count-variance', ...about }];
      });
  }

  #total(key: string, column: keyof Totals, amounts: Amounts): void {
    const site = this.#totals.get(key) ?? new Map<string, Totals>();
    this.#totals.set(key, site);
    for (const [commodity, base] of amounts) {
      const totals = site.get(commodity) ?? {
        received: 0n,
        lostOnArrival: 0n,
        lost: 0n,
        dispatched: 0n,
        handedOver: 0n,
        transferredIn: 0n,
        transferredOut: 0n,
        variance: 0n,
      };
      totals[column] += base;
      site.set(commodity, totals);
    }
  }

  cash(payerId: string, orderId: string, line: CashLine): void {
    const key = `${payerId}/${orderId}`;
    this.cashBooks.set(key, [...(this.cashBooks.get(key) ?? []), line]);
  }

  give(booking: Omit<Booking, 'lines' | 'money'> & Partial<Booking>): void {
    this.bookings.push({ lines: new Map(), money: 0n, ...booking });
  }

  /** What goes beyond what a household might draw. */
  listOverIssue(
    orderId: string,
    given: {
      readonly locationId: string;
      readonly receiptId: string;
      readonly asked: Amounts;
      readonly has: (commodity: string) => bigint;
      readonly share: (commodity: string) => bigint;
    },
  ): void {
    const { locationId, receiptId, asked, has, share } = given;
    for (const [commodity, base] of asked) {
      const quantity = least(has(commodity) + base - share(commodity), base);
      const about = { orderId, locationId, commodity, quantity, references: [receiptId] };
      if (quantity > 0n) this.anomalies.push({ kind: 'over-issue', ...about });
    }
  }

  /** One proxy for more than five households under an order. */
  collect(
    collectedBy: string,
    orderId: string,
    at: { locationId: string; householdId: string; receiptId: string },
  ): void {
    const { locationId, householdId, receiptId } = at;
    const proxy = `${orderId}/${collectedBy.toLowerCase().trim()}`;
    const receipts = this.#proxies.get(proxy) ?? new Map<string, string>();
    this.#proxies.set(proxy, receipts);
    const isSixth = receipts.size === 5 && !receipts.has(householdId);
    if (!receipts.has(householdId)) receipts.set(householdId, receiptId);
    if (!isSixth) return;
    const references = [...receipts.values()];
    this.anomalies.push({ kind: 'shared-collector', orderId, locationId, quantity: 6n, references });
  }

  #waybill(shipmentId: string, orderId: string): Waybill {
    const waybill: Waybill = this.waybills.get(shipmentId) ?? {
      orderId,
      to: undefined,
      from: undefined,
      arrivedAt: undefined,
      dispatch: undefined,
      dispatched: new Map(),
      fromStock: new Map(),
      received: new Map(),
      lost: new Map(),
      arrivals: [],
      events: [],
    };
    this.waybills.set(shipmentId, waybill);
    return waybill;
  }

  /** What came with each of some arrivals beyond the dispatch looks like siphoning; those before them fill it first. */
  #listSurplus(shipmentId: string, { orderId, dispatched, arrivals }: Waybill, from: number): void {
    const came: Amounts = new Map();
    for (const [index, { at: locationId, lines }] of arrivals.entries()) {
      for (const [commodity, base] of lines) {
        const sent = amountOf(dispatched, commodity);
        const before = most(amountOf(came, commodity) - sent, 0n);
        add(came, commodity, base);
        const quantity = most(amountOf(came, commodity) - sent, 0n) - before;
        const about = { orderId, locationId, commodity, quantity, references: [shipmentId] };
        if (index >= from && quantity > 0n) this.anomalies.push({ kind: 'surplus', ...about });
      }
    }
  }

  send(
    shipmentId: string,
    orderId: string,
    dispatch: {
      readonly from: Origin;
      readonly to: string;
      readonly lines: Amounts;
      readonly content: string;
      readonly event: EventName;
    },
  ): void {
    const { from, to, lines, content, event } = dispatch;
    const waybill = this.#waybill(shipmentId, orderId);
    const isFirst = waybill.to === undefined;
    waybill.to ??= to;
    waybill.from ??= from;
    waybill.dispatch ??= content;
    waybill.events.push({ ...event, type: 'dispatch', locationId: from.locationId });
    for (const [commodity, base] of lines) {
      add(waybill.dispatched, commodity, base);
      if (from.locationId !== undefined) add(waybill.fromStock, commodity, base);
    }
    if (isFirst) this.#listSurplus(shipmentId, waybill, 0);
  }

  receive(
    shipmentId: string,
    orderId: string,
    { at, lines, time, event }: { at: string; lines: readonly any[]; time: string; event: EventName },
  ): void {
    // A loss inside a line is of the same bags.
    const losses = lines.flatMap(({ losses = [], ...line }: any) =>
      losses.map((loss: any) => ({ ...line, ...loss })),
    );
    const lost = amountsOf(losses);
    const came = amountsOf([...lines, ...losses]);
    const waybill = this.#waybill(shipmentId, orderId);
    waybill.arrivedAt = at;
    waybill.arrivals.push({ at, lines: came, lost });
    waybill.events.push({ ...event, type: 'arrival', locationId: at });
    for (const [commodity, base] of amountsOf(lines)) add(waybill.received, commodity, base);
    for (const [commodity, base] of lost) add(waybill.lost, commodity, base);
    if (waybill.to !== undefined) this.#listSurplus(shipmentId, waybill, waybill.arrivals.length - 1);
    this.book(at, orderId, 'received', { type: 'arrival', reference: shipmentId, lines: came, time });
    this.#total(`${at}/${orderId}`, 'lostOnArrival', lost);
    this.lose(at, orderId, { reference: shipmentId, losses, time });
  }

  lose(
    locationId: string,
    orderId: string,
    { reference, losses, time }: { reference: string; losses: readonly any[]; time: string },
  ): void {
    for (const cause of lossCauses) {
      const lost = amountsOf(losses.filter((loss) => loss.cause === cause));
      if (lost.size > 0)
        this.book(locationId, orderId, 'lost', { type: 'loss', reference, lines: negated(lost), time });
    }
    const suspicious = amountsOf(losses.filter(({ cause }) => suspiciousCauses.includes(cause)));
    for (const [commodity, quantity] of suspicious) {
      this.anomalies.push({
        kind: 'unexplained-loss',
        orderId,
        locationId,
        commodity,
        quantity,
        references: [reference],
      });
    }
  }

  /** What is left under one order comes under another, where it lies. */
  transfer(
    { transferId, locationId, fromOrderId, toOrderId, lines }: any,
    { time, unplanned }: { readonly time: string; readonly unplanned: readonly string[] },
  ): void {
    const moved = amountsOf(lines);
    const line = { type: 'transfer', reference: transferId, time };
    this.book(locationId, fromOrderId, 'transferredOut', { ...line, lines: negated(moved) });
    this.book(locationId, toOrderId, 'transferredIn', { ...line, lines: moved });
    for (const [commodity, quantity] of moved) {
      if (!unplanned.includes(commodity)) continue;
      const about = { orderId: toOrderId, locationId, commodity, quantity, references: [transferId] };
      this.anomalies.push({ kind: 'unplanned-goods', ...about });
    }
  }

  /** What came to a hub goes on to the centres it supplies that the order covers, by outstanding need. */
  sendOnward(
    shipmentId: string,
    order: Order,
    hubId: string,
    received: Amounts,
    {
      saidFrom,
      time,
      event,
    }: { readonly saidFrom: string | undefined; readonly time: string; readonly event: EventName },
  ): void {
    const { orderId } = order;
    const left = [saidFrom, this.waybills.get(shipmentId)?.from?.locationId];
    const supplied = order.centres.filter((centreId) => this.locations.get(centreId)?.suppliedBy === hubId);
    const centres = supplied
      // What a centre gives back does not go to that centre again.
      .filter((centreId) => !left.includes(centreId))
      .filter((centreId) => {
        // A waybill of another order or to another place cannot carry the share.
        const taken = this.waybills.get(`${shipmentId}/${centreId}`);
        return (taken?.orderId ?? orderId) === orderId && (taken?.to ?? centreId) === centreId;
      });
    const shares = new Map<string, Amounts>(centres.map((centreId) => [centreId, new Map()]));
    for (const { commodity } of order.terms.rations) {
      const needs = new Map(
        centres.map((centreId) => [
          centreId,
          this.#need(order, { centreId, supplied }, shipmentId, commodity),
        ]),
      );
      for (const [centreId, base] of largestRemainder(amountOf(received, commodity), needs)) {
        if (base > 0n) shares.get(centreId)?.set(commodity, base);
      }
    }
    for (const [centreId, lines] of [...shares].sort(([one], [other]) => compare(one, other))) {
      if (lines.size === 0) continue;
      const reference = `${shipmentId}/${centreId}`;
      this.book(hubId, orderId, 'dispatched', { type: 'dispatch', reference, lines: negated(lines), time });
      this.send(reference, orderId, {
        from: { locationId: hubId },
        to: centreId,
        lines,
        content: '',
        event,
      });
    }
  }

  /** Owed, and neither handed over by a centre of the hub nor on hand at the centre nor on its way there. */
  #need(
    order: Order,
    { centreId, supplied }: { readonly centreId: string; readonly supplied: readonly string[] },
    shipmentId: string,
    commodity: string,
  ): bigint {
    const { orderId } = order;
    const households = this.served(order, centreId).map(([householdId]) => householdId);
    const isOfHub = (bookId: string): boolean => supplied.includes(bookId);
    const onItsWay = [...this.waybills.values()].filter(
      (waybill) => waybill.orderId === orderId && waybill.to === centreId,
    );
    // What a centre confirmed before the share was sent is this very share: it is not come yet.
    const share = this.waybills.get(`${shipmentId}/${centreId}`);
    const before =
      share === undefined ? 0n : arrived(share, commodity) - amountOf(share.dispatched, commodity);
    const ahead = share === undefined ? 0n : least(most(before, 0n), amountOf(share.received, commodity));
    return (
      this.planned(order, centreId, commodity) -
      sum(households.map((householdId) => this.met(order, householdId, commodity, isOfHub))) -
      this.onHand(centreId, orderId, commodity) -
      sum(onItsWay.map((waybill) => inTransit(waybill, commodity))) +
      ahead
    );
  }
}

/** What something changes of the variances of some commodities, nothing left out. */
function changed(shelf: Shelf, commodities: Iterable<string>, change: () => void): Amounts {
  const before = [...commodities].map((commodity) => [commodity, shelf.variance(commodity)] as const);
  change();
  return new Map(
    before
      .map(([commodity, variance]) => [commodity, shelf.variance(commodity) - variance] as const)
      .filter(([, quantity]) => quantity !== 0n),
  );
}

const isAlike = (one: Composition, other: Composition): boolean =>
  one.adults === other.adults &&
  one.children === other.children &&
  one.priority === other.priority &&
  one.centreId === other.centreId;

/** Whole units in proportion to need, the largest remainders rounded up, ties by centreId. */
function largestRemainder(came: bigint, needs: ReadonlyMap<string, bigint>): Amounts {
  const wanting = [...needs].filter(([, need]) => need > 0n);
  const all = sum(wanting.map(([, need]) => need));
  const amount = least(came, all);
  const shares: Amounts = new Map();
  for (const [centreId, need] of wanting) shares.set(centreId, (amount * need) / all);
  const byRemainder = wanting
    .map(([centreId, need]) => ({ centreId, remainder: (amount * need) % all }))
    .sort((a, b) => Number(b.remainder - a.remainder) || compare(a.centreId, b.centreId));
  for (const { centreId } of byRemainder) {
    if (sum(shares.values()) < amount) add(shares, centreId, 1n);
  }
  return shares;
}
