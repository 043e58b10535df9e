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
import {
  type Arrived,
  allInTransit,
  arrived,
  type Dispatched,
  type EventName,
  inTransit,
  Waybill,
} from './waybill.ts';

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

export interface Anomaly {
  readonly kind: string;
  readonly orderId: string;
  readonly locationId: string;
  readonly commodity?: string;
  readonly quantity: bigint;
  readonly references: readonly string[];
  /** What it rests on: when that is voided, it leaves the list. */
  readonly event?: EventName;
}

const most = (one: bigint, other: bigint): bigint => (one > other ? one : other);
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

const lossCauses = ['spoiled', 'damaged', 'spilled', 'stolen', 'short-delivered', 'unexplained'];
const suspiciousCauses = ['stolen', 'short-delivered', 'unexplained'];

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
  readonly #counted: {
    readonly orderId: string;
    readonly locationId: string;
    readonly commodity: string;
    readonly countId: string;
  }[] = [];
  /** Events that were taken back. */
  readonly #voided = new Set<string>();
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
    for (const commodity of counted.keys()) this.#counted.push({ orderId, locationId, commodity, countId });
  }

  /** A count is as if it had never been made. */
  uncount(locationId: string, orderId: string, { countId, lines: counted }: any): void {
    const shelf = this.shelf(locationId, orderId);
    const lines = changed(shelf, amountsOf(counted).keys(), () => shelf.uncount(countId));
    this.#card(locationId, orderId, { type: 'void', reference: countId, lines });
    this.#total(`${locationId}/${orderId}`, 'variance', lines);
  }

  /** Lists a line, and adds what it changes of variances. */
  #card(locationId: string, orderId: string, line: CardLine): void {
    const key = `${locationId}/${orderId}`;
    this.stockCards.set(key, [...(this.stockCards.get(key) ?? []), line]);
    this.#total(key, 'variance', line.type === 'count-variance' ? line.lines : (line.variance ?? new Map()));
  }

  /** The variances of all counts as they are now. */
  countVariances(ofOrder: string): readonly Anomaly[] {
    return this.#counted
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
    const waybill = this.waybills.get(shipmentId) ?? new Waybill(orderId);
    this.waybills.set(shipmentId, waybill);
    return waybill;
  }

  send(shipmentId: string, orderId: string, dispatch: Omit<Dispatched, 'type'>): void {
    this.#waybill(shipmentId, orderId).note({ type: 'dispatch', ...dispatch });
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
    this.#waybill(shipmentId, orderId).note({
      type: 'arrival',
      event,
      at,
      time,
      lines: came,
      lost,
      losses,
    });
    this.book(at, orderId, 'received', { type: 'arrival', reference: shipmentId, lines: came, time });
    this.#total(`${at}/${orderId}`, 'lostOnArrival', lost);
    this.lose(at, orderId, { reference: shipmentId, losses, time, event });
  }

  /** What is in transit never left the stock that it was dispatched from, or is lost where it was sent. */
  close(
    shipmentId: string,
    data: any,
    { time, event, content }: { time: string; event: EventName; content: string },
  ): void {
    const { orderId, reason, remainder, cause } = data;
    const waybill = this.#waybill(shipmentId, orderId);
    const ended = allInTransit(waybill);
    const returned = waybill.inTransitByDispatch();
    const endedFromStock: Amounts = new Map();
    for (const { lines } of returned)
      for (const [commodity, base] of lines) add(endedFromStock, commodity, base);
    waybill.note({
      type: 'closing',
      event,
      content,
      reason,
      remainder,
      ended,
      endedFromStock,
    });
    const line = { type: 'closing', reference: shipmentId, time };
    if (remainder === 'never-sent')
      for (const { locationId, time: sentAt, lines } of returned)
        this.book(locationId, orderId, 'dispatched', { ...line, lines, time: sentAt });
    else if (ended.size > 0 && waybill.to !== undefined) {
      this.book(waybill.to, orderId, 'received', { ...line, lines: ended });
      this.#total(`${waybill.to}/${orderId}`, 'lostOnArrival', ended);
      this.book(waybill.to, orderId, 'lost', { ...line, type: 'loss', lines: negated(ended) });
      if (suspiciousCauses.includes(cause))
        this.#listLoss(waybill.to, orderId, { lost: ended, reference: shipmentId, event });
    }
  }

  isVoided({ source, id }: EventName): boolean {
    return this.#voided.has(eventName({ source, id }));
  }

  /** Notes that an event was taken back: its anomalies leave the list. */
  void(event: EventName): void {
    this.#voided.add(eventName(event));
  }

  /** What was recorded under an order and rests on nothing that was taken back. */
  recorded(ofOrder: string): readonly Anomaly[] {
    return this.anomalies.filter(
      ({ orderId, event }) => orderId === ofOrder && (event === undefined || !this.isVoided(event)),
    );
  }

  /** What an event dispatched under a waybill, as long as that stands. */
  dispatchOf(shipmentId: string, event: EventName): Dispatched | undefined {
    return this.waybills.get(shipmentId)?.dispatches.find((one) => isSame(one.event, event));
  }

  arrivalOf(shipmentId: string, event: EventName): Arrived | undefined {
    return this.waybills.get(shipmentId)?.arrivals.find((one) => isSame(one.event, event));
  }

  /** Takes a dispatch back, into the stock that it left. */
  unsend(shipmentId: string, dispatch: Dispatched, time: string): void {
    const { lines, from } = dispatch;
    const { orderId } = this.#takeBack(shipmentId, dispatch);
    if (from.locationId === undefined) return;
    this.book(from.locationId, orderId, 'dispatched', {
      type: 'void',
      reference: shipmentId,
      lines,
      time,
    });
  }

  /** Takes back an arrival with its losses. */
  unreceive(shipmentId: string, arrival: Arrived): void {
    const { at, time, lines, lost, losses } = arrival;
    const { orderId } = this.#takeBack(shipmentId, arrival);
    this.unlose(at, orderId, { reference: shipmentId, losses, time });
    this.#total(`${at}/${orderId}`, 'lostOnArrival', negated(lost));
    const line = { type: 'void', reference: shipmentId, lines: negated(lines), time };
    this.book(at, orderId, 'received', line);
  }

  /** Whether goods of a waybill would be in transit again without an arrival. */
  isCarriedBy(waybill: Waybill, { lines }: Arrived): boolean {
    return [...lines].some(
      ([commodity, base]) => amountOf(waybill.dispatched, commodity) > arrived(waybill, commodity) - base,
    );
  }

  #takeBack(shipmentId: string, document: Dispatched | Arrived): Waybill {
    const waybill = this.waybills.get(shipmentId);
    if (waybill === undefined) throw new Error(`${shipmentId} is not there`);
    waybill.takeBack(document);
    // Its number may be used again.
    if (waybill.isEmpty) this.waybills.delete(shipmentId);
    return waybill;
  }

  /** The shares that an arrival at a hub sent and that no centre has confirmed yet, by waybill number. */
  openShares(shipmentId: string, order: Order, event: EventName): ReadonlyMap<string, Dispatched> {
    const shares = [...this.waybills.keys()]
      .filter((shareId) => shareId.startsWith(`${shipmentId}/`))
      .sort()
      .flatMap((shareId) => {
        const { arrivals = [], closing, orderId } = this.waybills.get(shareId) ?? {};
        const isOpen = arrivals.length === 0 && closing === undefined && orderId === order.orderId;
        const share = isOpen ? this.dispatchOf(shareId, event) : undefined;
        return share === undefined ? [] : [[shareId, share] as const];
      });
    return new Map(shares);
  }

  lose(
    locationId: string,
    orderId: string,
    {
      reference,
      losses,
      time,
      event,
    }: { reference: string; losses: readonly any[]; time: string; event: EventName },
  ): void {
    for (const lost of byCause(losses))
      this.book(locationId, orderId, 'lost', { type: 'loss', reference, lines: negated(lost), time });
    const suspicious = amountsOf(losses.filter(({ cause }) => suspiciousCauses.includes(cause)));
    this.#listLoss(locationId, orderId, { lost: suspicious, reference, event });
  }

  #listLoss(
    locationId: string,
    orderId: string,
    { lost, reference, event }: { lost: Amounts; reference: string; event: EventName },
  ): void {
    for (const [commodity, quantity] of lost) {
      const about = { orderId, locationId, commodity, quantity, references: [reference], event };
      this.anomalies.push({ kind: 'unexplained-loss', ...about });
    }
  }

  /** Takes losses back, the last first. */
  unlose(
    locationId: string,
    orderId: string,
    { reference, losses, time }: { reference: string; losses: readonly any[]; time: string },
    isLastFirst = true,
  ): void {
    const parts = byCause(losses);
    for (const lines of isLastFirst ? parts.toReversed() : parts)
      this.book(locationId, orderId, 'lost', { type: 'void', reference, lines, time });
  }

  /** What is left under one order comes under another, where it lies. */
  transfer(
    { transferId, locationId, fromOrderId, toOrderId, lines }: any,
    {
      time,
      unplanned,
      event,
    }: { readonly time: string; readonly unplanned: readonly string[]; readonly event: EventName },
  ): void {
    const moved = amountsOf(lines);
    const line = { type: 'transfer', reference: transferId, time };
    this.book(locationId, fromOrderId, 'transferredOut', { ...line, lines: negated(moved) });
    this.book(locationId, toOrderId, 'transferredIn', { ...line, lines: moved });
    for (const [commodity, quantity] of moved) {
      if (!unplanned.includes(commodity)) continue;
      const about = { orderId: toOrderId, locationId, commodity, quantity, references: [transferId], event };
      this.anomalies.push({ kind: 'unplanned-goods', ...about });
    }
  }

  /** What a transfer moved is under the first order again. */
  untransfer({ transferId, locationId, fromOrderId, toOrderId, lines }: any, time: string): void {
    const moved = amountsOf(lines);
    const line = { type: 'void', reference: transferId, time };
    this.book(locationId, fromOrderId, 'transferredOut', { ...line, lines: moved });
    this.book(locationId, toOrderId, 'transferredIn', { ...line, lines: negated(moved) });
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
        time,
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

/** Text that names an event. */
const eventName = ({ source, id }: EventName): string => `${source}#${id}`;

const isSame = (one: EventName, other: EventName): boolean => eventName(one) === eventName(other);

/** What was lost to each cause, in the contract's order of causes. */
const byCause = (losses: readonly any[]): readonly Amounts[] =>
  lossCauses
    .map((cause) => amountsOf(losses.filter((loss) => loss.cause === cause)))
    .filter(({ size }) => size > 0);

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
