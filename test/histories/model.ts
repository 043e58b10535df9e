/**
 * The books by plain arithmetic, as the contract tells them: no chains, no transactions, no stored shares.
 *
 * Quantities are bigints of grams, millilitres or items; money is a bigint of hundredths.
 */
import { calledAgain, calledByReversal } from './copies.ts';
import { isCorrectable, isOfNumber } from './corrections.ts';
import { type Exception, exceptionOf, type Item, unnamed } from './exceptions.ts';
import { amountOf, Journal, type Order } from './journal.ts';
import {
  amountsOf,
  compare,
  contentOf,
  familyOf,
  isSoundEvent,
  isSoundRow,
  type Message,
  minorOf,
  negated,
  queueOf,
  type RowKind,
  sheetKinds,
  unitOfLine,
  voidType,
  waybillOf,
} from './messages.ts';
import { reversalOf } from './reversals.ts';
import { duplicate, held, posted, rejected, type Verdict } from './verdicts.ts';
import { allInTransit, type EventName } from './waybill.ts';

interface Refused {
  readonly item: Item;
  readonly reason: string;
}

interface Held extends Refused {
  readonly dependsOn: string;
}

/** Nine hours ahead of UTC, all the year round. */
const pyongyangDate = (time: string): string =>
  new Date(Date.parse(time) + 9 * 3_600_000).toISOString().slice(0, 10);

export class Model {
  readonly journal = new Journal();
  /** How often each outcome was seen. */
  readonly outcomes = new Map<string, number>();
  #held: Held[] = [];
  readonly #rejected: Refused[] = [];
  /** Households that were erased, by the kept item whose original forgot their names. */
  readonly #forgotten = new Map<Item, Set<string>>();
  /** The content that each id was first used for. */
  readonly #claims = new Map<string, string>();
  /** Whose the number of each document is, whatever became of it. */
  readonly #numbers = new Map<string, readonly { readonly content: string; readonly event: EventName }[]>();
  /** The event that each event id was first used for. */
  readonly #events = new Map<string, Message>();
  /** Events that are in the books by themselves, and not by another with the same document. */
  readonly #booked = new Set<string>();
  /** Ids with a content that was refused when it came: the same again is no news. */
  readonly #refused = new Set<string>();
  /** What senders may name by the id of its exception. */
  readonly #named = new Map<string, Item>();
  /** Events that sent something again, put right, by what that was. */
  readonly #corrected = new Map<Item, EventName>();
  readonly #calls: { readonly dependsOn: string; readonly queue: string; readonly group: string }[] = [];

  get held(): readonly Exception[] {
    return this.#held.map((one) => this.#exceptionOf(one));
  }

  get rejected(): readonly Exception[] {
    return this.#rejected.map((one) => this.#exceptionOf(one));
  }

  /** What of the refused can be put right, the held first. */
  get correctable(): readonly { readonly item: Item; readonly exception: Exception }[] {
    return [...this.#held, ...this.#rejected]
      .filter(({ item: { message, row } }) => isCorrectable(message, row))
      .map((one) => ({ item: one.item, exception: this.#exceptionOf(one) }));
  }

  /** Says by which id an item's exception is known. */
  name(exceptionId: string, item: Item): void {
    this.#named.set(exceptionId, item);
  }

  /** What is held although it would be posted if it were tried, or its order has ended. */
  get forgotten(): readonly Exception[] {
    const fitting = this.#held.filter(({ item }) => {
      const verdict = this.#judge(item);
      return verdict.status === 'posted' || ('reason' in verdict && verdict.reason.startsWith('order-'));
    });
    return fitting.map((one) => this.#exceptionOf(one));
  }

  /** Takes a message in, and then all that was held for what it brings. */
  take(message: Message): void {
    this.#receive(message);
    for (let call = this.#calls.shift(); call !== undefined; call = this.#calls.shift()) {
      const { dependsOn, queue, group } = call;
      const waiting = this.#held
        .filter((one) => one.dependsOn === dependsOn && groupOf(one.item) === `${queue}/${group}`)
        .sort((one, other) => one.item.position - other.item.position);
      for (const run of runsOf(waiting)) this.#retry(run);
    }
  }

  #receive(message: Message): void {
    const { event } = message;
    const key = `event/${event.source}#${event.id}`;
    const content = contentOf({ type: event.type, time: Date.parse(event.time), data: event.data });
    const whole: Item = { message, index: 0, row: undefined, position: this.journal.tick() };
    const claim = this.#claim(key, content);
    if (claim === undefined) this.#events.set(nameOf(event), message);
    const reason = reasonOfMessage(message, claim, content);
    const kind = sheetKinds[event.type];
    if (reason !== undefined) {
      const called = this.#refuse(whole, reason, key, content);
      // What is no event of this queue calls nothing.
      if (reason === 'conflicting-duplicate') this.#wake(called);
    } else if (claim !== undefined) this.#call(whole, this.#copied(whole));
    else if (kind === undefined) this.#decide(whole, key, content);
    else this.#processBatch(message, kind);
    this.#forgetNamesAnew(message);
    // A void may have come before it.
    this.#wake([`event:${nameOf(event)}`]);
  }

  #processBatch(message: Message, kind: RowKind): void {
    const { event } = message;
    const came = new Set<string>();
    for (const [index, row] of (
      event.data.receipts ??
      event.data.payments ??
      event.data.households
    ).entries()) {
      const item: Item = { message, index, row, position: this.journal.tick() };
      for (const name of this.#takeRow(item, kind)) came.add(name);
    }
    this.#wake(came);
  }

  /** What the id was first used for, when it was not for this now. */
  #claim(scope: string, content: string): string | undefined {
    const claim = this.#claims.get(scope);
    if (claim === undefined) this.#claims.set(scope, content);
    return claim;
  }

  #decide(whole: Item, key: string, content: string): void {
    const { corrects } = whole.message.event.data;
    const correction = corrects === undefined ? undefined : this.#correctionOf(whole, corrects);
    const corrected = correction?.status === 'corrects' ? correction.item : undefined;
    const byNumber = this.#byNumber(whole, corrected);
    // A copy of what has corrected it is one.
    const refusal =
      correction?.status === 'rejected' && byNumber?.status !== 'duplicate'
        ? rejected(correction.reason)
        : byNumber;
    const verdict = refusal ?? this.#judge(whole);
    // What the books have of another leaves the number, and what would have been put right, as they were.
    const isTaken = 'reason' in verdict && verdict.reason === 'conflicting-duplicate';
    if (refusal === undefined && !isTaken) {
      if (corrected !== undefined) this.#correct(corrected, whole);
      this.#claimNumber(whole);
    }
    const came =
      verdict.status === 'rejected'
        ? this.#refuse(whole, verdict.reason, key, content)
        : this.#settle(whole, verdict);
    this.#call(whole, came);
  }

  #call(whole: Item, came: readonly string[]): void {
    this.#retryFirst(whole, came);
    this.#wake(came);
  }

  /** What whoever has the number of a document already leaves of another one; nothing where the number may be its own. */
  #byNumber({ message: { event } }: Item, corrected: Item | undefined): Verdict | undefined {
    const { type, data, time } = event;
    const all = this.#numbers.get(numberOf(type, data) ?? '') ?? [];
    const known = all.at(-1);
    if (known === undefined) return undefined;
    if (type === 'relief.shipment.dispatched.v1' && this.journal.isVoided(known.event)) return undefined;
    const isCorrected = (claim: typeof known): boolean =>
      [...this.#corrected.keys()].some(({ message }) => nameOf(message.event) === nameOf(claim.event));
    if (corrected !== undefined) {
      const { event: refused } = corrected.message;
      const isOwn =
        nameOf(known.event) === nameOf(refused) &&
        known.content === documentContent(refused.data, refused.time);
      return isOwn || isCorrected(known) ? undefined : rejected('conflicting-duplicate');
    }
    const same = all.findLast(({ content }) => content === documentContent(data, time));
    if (same === known || (same !== undefined && isCorrected(same))) return duplicate;
    // What was put right under another number has left this one.
    return isCorrected(known) ? undefined : rejected('conflicting-duplicate');
  }

  #claimNumber({ message: { event } }: Item): void {
    const { type, data, time, source, id } = event;
    const number = numberOf(type, data);
    const claim = { content: documentContent(data, time), event: { source, id } };
    if (number !== undefined) this.#numbers.set(number, [...(this.#numbers.get(number) ?? []), claim]);
  }

  #takeRow(item: Item, kind: RowKind): readonly string[] {
    const { row, message } = item;
    const { data, source, id } = message.event;
    const reference = row.receiptId ?? row.paymentId;
    const document = data.centreId === undefined ? 'payment' : 'receipt';
    const scope =
      reference === undefined
        ? `event/${source}#${id}/${item.index}`
        : `${document}/${data.centreId ?? data.payerId}/${data.orderId}/${reference}`;
    const content = contentOf({ kind, row });
    const claim = this.#claim(scope, content);
    const refused = (reason: string): readonly string[] => this.#refuse(item, reason, scope, content);
    if (!isSoundRow(kind, row)) return refused('invalid-message');
    if (claim !== undefined && claim !== content) {
      const correction = row.corrects === undefined ? undefined : this.#correctionOf(item, row.corrects);
      const isKnown = this.#refused.has(`${scope}\n${content}`);
      if (correction?.status === 'rejected') return refused(correction.reason);
      // The number stands for what was refused last, and for nothing posted.
      const isOpen = correction !== undefined && claim === this.#contentOf(correction.item);
      if (correction === undefined || !isOpen || isKnown) return refused('conflicting-duplicate');
      this.#refused.add(`${scope}\n${claim}`);
      this.#claims.set(scope, content);
      this.#correct(correction.item, item);
    } else if (claim === undefined && row.corrects !== undefined) return refused('invalid-message');
    const verdict = claim === content ? duplicate : this.#judge(item);
    return verdict.status === 'rejected' ? refused(verdict.reason) : this.#settle(item, verdict);
  }

  readonly #contentOf = ({ message, row }: Item): string =>
    contentOf({ kind: sheetKinds[message.event.type], row });

  /** What a document makes of the exception that it says it corrects. */
  #correctionOf(
    item: Item,
    corrects: string,
  ): { readonly status: 'corrects'; readonly item: Item } | { status: 'rejected'; reason: string } {
    const corrected = this.#named.get(corrects);
    const found = this.correctable.find((one) => one.item === corrected)?.exception;
    if (corrected === undefined || !isOfNumber(found ?? exceptionOf(corrected, ''), exceptionOf(item, '')))
      return { status: 'rejected', reason: 'invalid-message' };
    return this.#corrected.has(corrected)
      ? { status: 'rejected', reason: 'conflicting-duplicate' }
      : { status: 'corrects', item: corrected };
  }

  /** What was held is replaced; what was rejected keeps its reason. */
  #correct(corrected: Item, { message: { event } }: Item): void {
    const { source, id } = event;
    this.#corrected.set(corrected, { source, id });
    if (!this.#held.some(({ item }) => item === corrected)) return;
    this.#held = this.#held.filter(({ item }) => item !== corrected);
    this.#rejected.push({ item: corrected, reason: 'replaced' });
    this.#note('rejected: replaced');
  }

  /**
   * Households that waited for their centre are registered before an order that waited for it counts them, and what
   * amends or cancels an order is booked before the rows that waited for the order.
   */
  #retryFirst({ message: { event, queue } }: Item, came: Iterable<string>): void {
    if (!['relief.locations.registered.v1', 'relief.order.issued.v1'].includes(event.type)) return;
    for (const name of came) this.#retryHeld(name, queue);
  }

  #retryHeld(dependsOn: string, queue: string): void {
    const waiting = this.#held.filter(
      ({ item, dependsOn: name }) => name === dependsOn && item.message.queue === queue,
    );
    for (const one of waiting.sort(
      ({ item }, other) => compare(groupOf(item), groupOf(other.item)) || item.position - other.item.position,
    ))
      this.#retry([one]);
  }

  /** Held rows of one book that follow one another are tried as one sheet: word of what they bring goes out once. */
  #retry(run: readonly Held[]): void {
    const came = new Set<string>();
    for (const one of run) {
      const verdict = this.#judge(one.item);
      // While it waits for the same thing, it is told as it first was.
      if (verdict.status === 'held' && verdict.dependsOn === one.dependsOn) continue;
      this.#held = this.#held.filter((other) => other !== one);
      const settled = this.#settle(one.item, verdict);
      this.#retryFirst(one.item, settled);
      for (const name of settled) came.add(name);
    }
    this.#wake(came);
  }

  #settle(item: Item, verdict: Verdict): readonly string[] {
    if (verdict.status === 'duplicate') return this.#copied(item);
    this.#note('reason' in verdict ? `${verdict.status}: ${verdict.reason}` : verdict.status);
    switch (verdict.status) {
      case 'posted':
        this.#note(`posted ${item.message.event.type}`);
        if (item.row === undefined) this.#booked.add(nameOf(item.message.event));
        return verdict.book();
      case 'held':
        this.#held.push({ item, reason: verdict.reason, dependsOn: verdict.dependsOn });
        return [];
      case 'rejected':
        this.#rejected.push({ item, reason: verdict.reason });
        return [];
    }
  }

  #refuse(item: Item, reason: string, scope: string, content: string): readonly string[] {
    const known = this.#refused.has(`${scope}\n${content}`);
    this.#refused.add(`${scope}\n${content}`);
    return known ? this.#copied(item) : this.#settle(item, { status: 'rejected', reason });
  }

  /** Returns what a copy calls. */
  #copied({ message: { event } }: Item): readonly string[] {
    this.#note('duplicate');
    const { type, data } = event;
    const order = this.journal.orders.get(data.orderId);
    if (type === 'relief.order.amended.v1' || type === 'relief.order.cancelled.v1')
      return order === undefined ? [] : this.#calledByChange(order, data);
    if (type !== voidType) return calledAgain(event, this.journal);
    const target = this.#events.get(nameOf(data));
    const isReversed = this.#booked.has(nameOf(event)) && this.#booked.has(nameOf(data));
    return target !== undefined && isReversed ? calledByReversal(target.event) : [];
  }

  #note(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  /**
   * The contract leaves open which message group hears first; these books call them by name. What waits in one group alone is
   * named with that.
   */
  #wake(came: Iterable<string>): void {
    for (const name of new Set(came)) {
      const [dependsOn = '', only] = name.split('\n');
      const waiting = this.#held.filter(
        (one) => one.dependsOn === dependsOn && (only === undefined || groupOf(one.item) === only),
      );
      const groups = new Map(waiting.map(({ item }) => [groupOf(item), item.message]));
      for (const [, { queue, group }] of [...groups].sort(([one], [other]) => compare(one, other))) {
        this.#calls.push({ dependsOn, queue, group });
      }
    }
  }

  #judge({ message, row }: Item): Verdict {
    const { source, id, type, data, time } = message.event;
    const event = { source, id };
    switch (type) {
      case 'relief.locations.registered.v1':
        return this.#locations(data);
      case 'relief.households.registered.v1':
        return this.#registration(data, id);
      case 'relief.household.erased.v1':
        return this.#erasure(data);
      case 'relief.household.withdrawn.v1':
        return this.#withdrawal(data);
      case 'relief.handovers.missed.v1':
        return this.#miss(data, time, row);
      case 'relief.order.issued.v1':
        return this.#issue(data);
      case 'relief.order.amended.v1':
        return this.#amend(data);
      case 'relief.order.cancelled.v1':
        return this.#cancel(data);
      case 'relief.shipment.dispatched.v1':
        return this.#dispatch(data, time, event);
      case 'relief.shipment.arrived.v1':
        return this.#arrive(data, time, event);
      case 'relief.shipment.closed.v1':
        return this.#close(data, time, event);
      case 'relief.handovers.made.v1':
        return this.#handOver(data, time, row);
      case 'relief.payments.made.v1':
        return this.#pay(data, time, row);
      case 'relief.handovers.returned.v1':
      case 'relief.payments.reversed.v1':
        return this.#undo(data, time, row);
      case 'relief.payer.funded.v1':
        return this.#fund(data, time);
      case 'relief.stock.counted.v1':
        return this.#count(data, time);
      case 'relief.stock.lost.v1':
        return this.#lose(data, time, event);
      case 'relief.stock.transferred.v1':
        return this.#transfer(data, time, event);
      case voidType:
        return this.#void(message);
      default:
        throw new Error(`${type} is no type of the contract`);
    }
  }

  #locations({ locations }: any): Verdict {
    const kinds = new Map<string, string>();
    for (const [locationId, { kind }] of this.journal.locations) kinds.set(locationId, kind);
    for (const { locationId, kind } of locations) {
      if ((kinds.get(locationId) ?? kind) !== kind) return rejected('invalid-message');
      kinds.set(locationId, kind);
    }
    if (locations.some(({ suppliedBy }: any) => (kinds.get(suppliedBy) ?? 'hub') !== 'hub'))
      return rejected('invalid-message');
    return posted(() => {
      for (const location of locations) this.journal.locations.set(location.locationId, location);
      return locations.map(({ locationId }: any) => `location:${locationId}`);
    });
  }

  #registration({ centreId, effectiveFrom, households }: any, eventId: string): Verdict {
    const location = this.journal.locations.get(centreId);
    if (location === undefined) return held('unknown-location', `location:${centreId}`);
    if (location.kind !== 'centre') return rejected('invalid-message');
    return posted(() => {
      this.journal.register(centreId, effectiveFrom, households, eventId);
      return households.map(({ householdId }: any) => `household:${householdId}`);
    });
  }

  #erasure({ householdId }: any): Verdict {
    const household = this.journal.households.get(householdId);
    if (household === undefined) return held('unknown-household', `household:${householdId}`);
    return posted(() => {
      household.name = undefined;
      household.erased = true;
      this.#forgetName(householdId, [...this.#held, ...this.#rejected]);
      return [];
    });
  }

  #withdrawal({ householdId, effectiveFrom, reason }: any): Verdict {
    if (!this.journal.households.has(householdId))
      return held('unknown-household', `household:${householdId}`);
    return posted(() => {
      this.journal.withdraw(householdId, effectiveFrom, reason);
      return [];
    });
  }

  #miss({ centreId, orderId }: any, time: string, { householdId, reason }: any): Verdict {
    const order = this.journal.orders.get(orderId);
    if (order === undefined) return held('unknown-order', `order:${orderId}`);
    const refusal =
      this.#stopped(order, time) ?? this.#unknownLocation(centreId) ?? this.#notServed(householdId);
    if (refusal !== undefined) return refusal;
    const composition = this.journal.covered(order, householdId);
    if (composition === undefined) return rejected('not-covered');
    if (composition.centreId !== centreId) return rejected('wrong-centre');
    return posted(() => {
      this.journal.missed.push({ orderId, centreId, householdId, reason, occurredAt: time });
      return [];
    });
  }

  /** A household that nothing is given to: one that is not known, or was withdrawn. */
  #notServed(householdId: string): Verdict | undefined {
    const unknown = this.#unknownHousehold(householdId);
    if (unknown !== undefined) return unknown;
    return this.journal.withdrawalOf(householdId) && rejected('household-withdrawn');
  }

  /** A registration that comes after an erasure brings no name back, in what is kept of it either, whatever it is refused for. */
  #forgetNamesAnew({ event }: Message): void {
    if (event.type !== 'relief.households.registered.v1') return;
    const ofEvent = [...this.#held, ...this.#rejected].filter(
      ({ item: { message } }) => message.event.source === event.source && message.event.id === event.id,
    );
    for (const { householdId } of event.data.households ?? [])
      if (this.journal.households.get(householdId)?.erased === true) this.#forgetName(householdId, ofEvent);
  }

  #forgetName(householdId: string, kept: readonly Refused[]): void {
    for (const { item } of kept) {
      const forgotten = this.#forgotten.get(item) ?? new Set();
      this.#forgotten.set(item, forgotten.add(householdId));
    }
  }

  #exceptionOf({ item, reason }: Refused): Exception {
    const exception = { ...exceptionOf(item, reason), correctedBy: this.#corrected.get(item) };
    const forgotten = this.#forgotten.get(item);
    const original = this.#withoutForeign(exception.original);
    return { ...exception, original: forgotten === undefined ? original : unnamed(original, forgotten) };
  }

  /** A row of an erased household, alone or in its sheet, loses a field that no contract knows, for a name may stand in it. */
  #withoutForeign(original: any): unknown {
    const data = original?.data;
    for (const rows of ['receipts', 'payments']) {
      const sheet = data?.[rows];
      if (!Array.isArray(sheet)) continue;
      return { ...original, data: { ...data, [rows]: sheet.map((row: any) => this.#withoutForeign(row)) } };
    }
    if (this.journal.households.get(original?.householdId)?.erased !== true) return original;
    const { colour: _colour, ...row } = original;
    return row;
  }

  #unknownOrder(orderId: string): Verdict | undefined {
    return this.journal.orders.has(orderId) ? undefined : held('unknown-order', `order:${orderId}`);
  }

  #unknownLocation(locationId: string): Verdict | undefined {
    return this.journal.locations.has(locationId)
      ? undefined
      : held('unknown-location', `location:${locationId}`);
  }

  #unknownHousehold(householdId: string): Verdict | undefined {
    return this.journal.households.has(householdId)
      ? undefined
      : held('unknown-household', `household:${householdId}`);
  }

  /** Refuses a unit of another family than that of the commodity's first use. */
  #wrongUnit(units: ReadonlyMap<string, string> | undefined, lines: readonly any[]): Verdict | undefined {
    const seen = new Map(units);
    for (const line of lines.filter((one) => one.unit !== undefined)) {
      const { commodity } = line;
      const unit = unitOfLine(line);
      if (familyOf(seen.get(commodity) ?? unit) !== familyOf(unit)) return rejected('wrong-unit');
      seen.set(commodity, seen.get(commodity) ?? unit);
    }
    return undefined;
  }

  #issue(data: any): Verdict {
    const known = this.journal.orders.get(data.orderId);
    if (known !== undefined) {
      return known.issued === contentOf(data) ? duplicate : rejected('conflicting-duplicate');
    }
    const { centres } = data.area;
    for (const centreId of centres === 'all' ? [] : centres) {
      const unknown = this.#unknownLocation(centreId);
      if (unknown !== undefined) return unknown;
      if (this.journal.locations.get(centreId)?.kind !== 'centre') return rejected('invalid-message');
    }
    const byUnit = this.#wrongUnit(undefined, [...data.rations, ...data.pledges]);
    if (byUnit !== undefined) return byUnit;
    return posted(() => {
      this.journal.issue(data);
      return [`order:${data.orderId}`];
    });
  }

  #amend(data: any): Verdict {
    const { orderId, revision, reason, ...changes } = data;
    const order = this.journal.orders.get(orderId);
    if (order?.steps.some(({ content }) => content === contentOf(data))) return duplicate;
    if (order === undefined) return held('unknown-order', `order:${orderId}`);
    if (order.cancelled !== undefined) return rejected('order-cancelled');
    if (revision <= order.revision) return rejected('stale-revision');
    if (revision > order.revision + 1)
      return held('unknown-reference', `revision:${orderId}/${order.revision + 1}`);
    const terms = { ...order.terms, ...changes };
    if (terms.endsOn < terms.startsOn) return rejected('invalid-message');
    const byUnit = this.#wrongUnit(order.units, [...terms.rations, ...terms.pledges]);
    if (byUnit !== undefined) return byUnit;
    if (this.#isOtherMoney(order, changes.stipend?.currency)) return rejected('wrong-unit');
    return posted(() => {
      this.journal.amend(order, terms, { revision, content: contentOf(data), reason });
      return [`revision:${orderId}/${revision}`, ...this.#calledByChange(order, data)];
    });
  }

  /** An order's money keeps its first currency, promised or given. */
  #isOtherMoney(order: Order | undefined, currency: string | undefined): boolean {
    const expected = order?.currency ?? order?.fundedIn ?? currency;
    return currency !== undefined && currency !== expected;
  }

  /** What an amendment calls, or a cancellation, which has no `revision`. */
  #calledByChange(order: Order, changes: object): readonly string[] {
    const mayEnd = 'endsOn' in changes || !('revision' in changes);
    return [...this.#waitingUnder(order), ...(mayEnd ? this.#waitingRows(order) : [])];
  }

  /** More may be released and paid by an amendment; a cancellation ends all waiting for it. Neither brings goods to a hub or a store. */
  #waitingUnder({ orderId, centres }: Order): readonly string[] {
    const shelves = centres.map((centreId) => `stock:${centreId}/${orderId}`);
    const names = this.#held.map(({ dependsOn }) => dependsOn);
    return names
      .filter((name) => shelves.includes(name) || (/^funds:/.test(name) && name.endsWith(`/${orderId}`)))
      .sort();
  }

  #cancel(data: any): Verdict {
    const { orderId, reason } = data;
    const order = this.journal.orders.get(orderId);
    if (order === undefined) return held('unknown-order', `order:${orderId}`);
    if (order.cancelled !== undefined)
      return order.cancelled === reason ? duplicate : rejected('order-cancelled');
    return posted(() => {
      this.journal.cancel(order, reason);
      return [`revision:${orderId}/${order.revision + 1}`, ...this.#calledByChange(order, data)];
    });
  }

  /** What receipts and payments under an order, and transfers to it, wait for: they are refused once it has ended. */
  #waitingRows({ orderId }: Order): readonly string[] {
    return this.#held
      .filter(({ item: { message, row } }) => {
        const { data } = message.event;
        return data.toOrderId === orderId || (row !== undefined && data.orderId === orderId);
      })
      .map(({ item, dependsOn }) => `${dependsOn}\n${groupOf(item)}`)
      .sort();
  }

  /** What went out of a stretch between counts was there in it. */
  #lacking(
    locationId: string,
    orderId: string,
    asked: ReadonlyMap<string, bigint>,
    time: string,
  ): Verdict | undefined {
    const isShort = this.journal.shelf(locationId, orderId).lacks(asked, Date.parse(time));
    return isShort ? held('insufficient-stock', `stock:${locationId}/${orderId}`) : undefined;
  }

  #dispatch(data: any, time: string, event: EventName): Verdict {
    const { shipmentId, orderId, from, to, lines } = data;
    const known = this.journal.waybills.get(shipmentId);
    const content = documentContent(data, time);
    if (known?.dispatch === content) return duplicate;
    if (from.locationId === to) return rejected('invalid-message');
    if (known?.dispatch !== undefined) return rejected('conflicting-duplicate');
    if (known !== undefined && known.orderId !== orderId) return rejected('conflicting-duplicate');
    const origin: string | undefined = from.locationId;
    const asked = amountsOf(lines);
    const refusal =
      this.#unknownOrder(orderId) ??
      (origin === undefined ? undefined : this.#unknownLocation(origin)) ??
      this.#unknownLocation(to) ??
      this.#wrongUnit(this.journal.orders.get(orderId)?.units, lines) ??
      (origin === undefined ? undefined : this.#lacking(origin, orderId, asked, time));
    if (refusal !== undefined) return refusal;
    return posted(() => {
      this.journal.useUnits(orderId, lines);
      if (origin !== undefined) {
        this.journal.book(origin, orderId, 'dispatched', {
          type: 'dispatch',
          reference: shipmentId,
          lines: negated(asked),
          time,
        });
      }
      this.journal.send(shipmentId, orderId, {
        from,
        to,
        time,
        lines: asked,
        content,
        event,
      });
      return [waybillOf(shipmentId)];
    });
  }

  #close(data: any, time: string, event: EventName): Verdict {
    const { shipmentId, orderId } = data;
    const known = this.journal.waybills.get(shipmentId);
    const content = documentContent(data, time);
    if (known?.closing?.content === content) return duplicate;
    if (known !== undefined && known.orderId !== orderId) return rejected('conflicting-duplicate');
    if (known?.closing !== undefined && allInTransit(known).size === 0)
      return rejected('conflicting-duplicate');
    const refusal = this.#unknownOrder(orderId);
    if (refusal !== undefined) return refusal;
    if (known === undefined) return held('unknown-reference', waybillOf(shipmentId));
    return posted(() => {
      this.journal.close(shipmentId, data, { time, event, content });
      return known.dispatches.flatMap(({ from }) =>
        from.locationId === undefined ? [] : [`stock:${from.locationId}/${orderId}`],
      );
    });
  }

  /** A whole earlier event is taken back, once. */
  #void(message: Message): Verdict {
    const { source, id } = message.event.data;
    const name = nameOf({ source, id });
    const target = this.#events.get(name);
    if (name === nameOf(message.event)) return rejected('not-voidable');
    if (target === undefined) return held('unknown-reference', `event:${name}`);
    if ((queueOf[target.event.type] ?? target.queue) !== message.queue) return rejected('wrong-queue');
    if (this.journal.isVoided({ source, id })) return rejected('already-reversed');
    const stillHeld = this.#held.filter(({ item }) => nameOf(item.message.event) === name);
    if (stillHeld.length > 0)
      return posted(() => {
        this.journal.void({ source, id });
        this.#held = this.#held.filter((one) => !stillHeld.includes(one));
        this.#rejected.push(...stillHeld.map(({ item }) => ({ item, reason: 'withdrawn' })));
        for (const _one of stillHeld) this.#note('rejected: withdrawn');
        return [];
      });
    const verdict = this.#booked.has(name) ? reversalOf(this.journal, target.event) : undefined;
    if (verdict?.status !== 'posted') return verdict ?? rejected('not-voidable');
    return posted(() => {
      this.journal.void({ source, id });
      return verdict.book();
    });
  }

  #arrive(data: any, time: string, event: EventName): Verdict {
    const { shipmentId, orderId, at, lines } = data;
    const known = this.journal.waybills.get(shipmentId);
    if (known !== undefined && known.orderId !== orderId) return rejected('conflicting-duplicate');
    const order = this.journal.orders.get(orderId);
    const refusal =
      this.#unknownOrder(orderId) ?? this.#unknownLocation(at) ?? this.#wrongUnit(order?.units, lines);
    if (refusal !== undefined || order === undefined) return refusal ?? duplicate;
    return posted(() => {
      this.journal.useUnits(orderId, lines);
      this.journal.receive(shipmentId, orderId, { at, lines, time, event });
      const isRunning = this.#stopped(order, time) === undefined;
      if (this.journal.locations.get(at)?.kind === 'hub' && isRunning)
        this.journal.sendOnward(shipmentId, order, at, amountsOf(lines), {
          saidFrom: data.from?.locationId,
          time,
          event,
        });
      return [`stock:${at}/${orderId}`, waybillOf(shipmentId)];
    });
  }

  #stopped(order: Order, time: string): Verdict | undefined {
    if (order.cancelled !== undefined) return rejected('order-cancelled');
    const date = pyongyangDate(time);
    if (date < order.terms.startsOn) return rejected('order-not-started');
    return date > order.terms.endsOn ? rejected('order-ended') : undefined;
  }

  #handOver({ centreId, orderId }: any, time: string, row: any): Verdict {
    const { receiptId, householdId, collectedBy, overIssue, lines } = row;
    const order = this.journal.orders.get(orderId);
    if (order === undefined) return held('unknown-order', `order:${orderId}`);
    const composition = this.journal.covered(order, householdId);
    const notDue = [
      this.#stopped(order, time),
      this.#unknownLocation(centreId) ?? this.#unknownHousehold(householdId),
      this.journal.withdrawalOf(householdId) && rejected('household-withdrawn'),
      composition === undefined ? rejected('not-covered') : undefined,
      composition?.centreId === centreId ? undefined : rejected('wrong-centre'),
    ].filter((refusal) => refusal !== undefined);
    // It happened all the same; what is not known yet still holds it.
    const refusal = notDue.find(({ status }) => overIssue === undefined || status === 'held');
    if (refusal !== undefined) return refusal;
    const isRationed = (line: any) =>
      order.terms.rations.some(({ commodity }: any) => commodity === line.commodity);
    if (!lines.every(isRationed)) return rejected('unknown-commodity');
    const byUnit = this.#wrongUnit(order.units, lines);
    if (byUnit !== undefined) return byUnit;
    const asked = amountsOf(lines);
    const received = this.journal.received(householdId, orderId);
    const exceeds = (limit: (commodity: string) => bigint): boolean =>
      [...asked].some(([commodity, base]) => amountOf(received, commodity) + base > limit(commodity));
    const isDue = composition !== undefined && overIssue === undefined;
    if (isDue && exceeds((commodity) => this.journal.entitled(order, composition, commodity)))
      return rejected('exceeds-entitlement');
    if (isDue && exceeds((commodity) => this.journal.released(order, composition, commodity)))
      return held('exceeds-release', `stock:${centreId}/${orderId}`);
    const byStock = this.#lacking(centreId, orderId, asked, time);
    if (byStock !== undefined) return byStock;
    return posted(() => {
      this.journal.book(centreId, orderId, 'handedOver', {
        type: 'handover',
        reference: receiptId,
        lines: negated(asked),
        time,
      });
      this.journal.give({
        type: 'handover',
        reference: receiptId,
        orderId,
        householdId,
        bookId: centreId,
        time,
        lines: asked,
      });
      if (overIssue !== undefined) {
        const share = (commodity: string): bigint =>
          composition === undefined || notDue.length > 0
            ? amountOf(received, commodity)
            : this.journal.released(order, composition, commodity);
        const has = (commodity: string): bigint => amountOf(received, commodity);
        this.journal.listOverIssue(orderId, { locationId: centreId, receiptId, asked, has, share });
      }
      if (collectedBy !== undefined)
        this.journal.collect(collectedBy, orderId, { locationId: centreId, householdId, receiptId });
      return [`reference:centre/${centreId}/${orderId}`];
    });
  }

  #pay({ payerId, orderId }: any, time: string, row: any): Verdict {
    const { paymentId, householdId, amount, currency } = row;
    const order = this.journal.orders.get(orderId);
    if (order === undefined) return held('unknown-order', `order:${orderId}`);
    const refusal = this.#stopped(order, time) ?? this.#notServed(householdId);
    if (refusal !== undefined) return refusal;
    const composition = this.journal.covered(order, householdId);
    if (composition === undefined) return rejected('not-covered');
    if (this.#isOtherMoney(order, currency)) return rejected('wrong-unit');
    const money = minorOf(amount);
    if (this.journal.paid(householdId, orderId) + money > this.journal.due(order, composition))
      return rejected('exceeds-due');
    const isFloat = order.terms.stipend?.funding === 'float';
    if (isFloat && money > this.journal.payerBalance(payerId, orderId))
      return held('insufficient-funds', `funds:${payerId}/${orderId}`);
    return posted(() => {
      this.journal.give({
        type: 'payment',
        reference: paymentId,
        orderId,
        householdId,
        bookId: payerId,
        money,
      });
      this.journal.cash(payerId, orderId, { type: 'payment', reference: paymentId, money: -money });
      return [`reference:payer/${payerId}/${orderId}`];
    });
  }

  #undo({ orderId, centreId, payerId }: any, time: string, row: any): Verdict {
    const { reverses, householdId } = row;
    const isGoods = centreId !== undefined;
    const bookId: string = centreId ?? payerId;
    const reference = row.receiptId ?? row.paymentId;
    const refusal =
      this.#unknownOrder(orderId) ??
      (isGoods ? this.#unknownLocation(centreId) : undefined) ??
      this.#unknownHousehold(householdId);
    if (refusal !== undefined) return refusal;
    const ofBook = this.journal.bookings.filter(
      (one) =>
        one.orderId === orderId &&
        one.householdId === householdId &&
        one.bookId === bookId &&
        ['handover', 'return'].includes(one.type) === isGoods,
    );
    const undone = ofBook.find((one) => one.reference === reverses && one.reverses === undefined);
    if (undone === undefined)
      return held('unknown-reference', `reference:${isGoods ? 'centre' : 'payer'}/${bookId}/${orderId}`);
    if (ofBook.some((one) => one.reverses === reverses)) return rejected('already-reversed');
    return posted(() => {
      const { lines, money } = undone;
      const back = {
        reference,
        orderId,
        householdId,
        bookId,
        reverses,
        lines: negated(lines),
        money: -money,
      };
      this.journal.give({ ...back, type: isGoods ? 'return' : 'reversal' });
      if (isGoods) {
        this.journal.book(bookId, orderId, 'handedOver', { type: 'return', reference, lines, time });
        return [`stock:${bookId}/${orderId}`];
      }
      this.journal.cash(bookId, orderId, { type: 'reversal', reference, money });
      return [`funds:${bookId}/${orderId}`];
    });
  }

  /** A document of a place or payer that may be written once. */
  #known(scope: string, data: any, time: string): Verdict | undefined {
    const known = this.#claims.get(scope);
    if (known === undefined) return undefined;
    return known === documentContent(data, time) ? duplicate : rejected('conflicting-duplicate');
  }

  #fund(data: any, time: string): Verdict {
    const { fundingId, payerId, orderId, amount, currency } = data;
    const scope = `funding/${payerId}/${orderId}/${fundingId}`;
    const refusal = this.#known(scope, data, time) ?? this.#unknownOrder(orderId);
    if (refusal !== undefined) return refusal;
    const order = this.journal.orders.get(orderId);
    if (this.#isOtherMoney(order, currency)) return rejected('wrong-unit');
    return posted(() => {
      if (order !== undefined && order.currency === undefined) order.fundedIn ??= currency;
      this.#claims.set(scope, documentContent(data, time));
      this.journal.cash(payerId, orderId, { type: 'funding', reference: fundingId, money: minorOf(amount) });
      return [`funds:${payerId}/${orderId}`];
    });
  }

  /** The first order may be over; nothing comes under a second one that is. */
  #transfer(data: any, time: string, event: EventName): Verdict {
    const { transferId, locationId, fromOrderId, toOrderId, lines } = data;
    const scope = `transfer/${locationId}/${fromOrderId}/${transferId}`;
    const [from, to] = [fromOrderId, toOrderId].map((orderId) => this.journal.orders.get(orderId));
    const refusal =
      this.#known(scope, data, time) ??
      this.#unknownOrder(fromOrderId) ??
      this.#unknownOrder(toOrderId) ??
      this.#over(to, time) ??
      this.#unknownLocation(locationId) ??
      this.#wrongUnit(from?.units, lines) ??
      this.#wrongUnit(to?.units, lines) ??
      this.#lacking(locationId, fromOrderId, amountsOf(lines), time);
    if (refusal !== undefined) return refusal;
    return posted(() => {
      this.#claims.set(scope, documentContent(data, time));
      this.journal.useUnits(toOrderId, lines);
      const { rations = [], pledges = [] } = to?.terms ?? {};
      const planned = [...rations, ...pledges].map(({ commodity }) => commodity);
      const commodities: string[] = lines.map(({ commodity }: any) => commodity);
      const unplanned = commodities.filter((commodity) => !planned.includes(commodity));
      this.journal.transfer(data, { time, unplanned, event });
      return [`stock:${locationId}/${toOrderId}`];
    });
  }

  /** What is not given any more may still be counted towards an order that has not begun. */
  #over(order: Order | undefined, time: string): Verdict | undefined {
    const stopped = order && this.#stopped(order, time);
    return stopped?.status === 'rejected' && stopped.reason === 'order-not-started' ? undefined : stopped;
  }

  #count(data: any, time: string): Verdict {
    const { countId, locationId, orderId, lines } = data;
    const scope = `count/${locationId}/${orderId}/${countId}`;
    const refusal =
      this.#known(scope, data, time) ??
      this.#unknownOrder(orderId) ??
      this.#unknownLocation(locationId) ??
      this.#wrongUnit(this.journal.orders.get(orderId)?.units, lines);
    if (refusal !== undefined) return refusal;
    const counted = amountsOf(lines);
    if (!this.journal.shelf(locationId, orderId).mayCount(Date.parse(time), counted))
      return held('insufficient-stock', `stock:${locationId}/${orderId}`);
    return posted(() => {
      this.#claims.set(scope, documentContent(data, time));
      this.journal.useUnits(orderId, lines);
      this.journal.count(locationId, orderId, { countId, time, counted });
      return [`stock:${locationId}/${orderId}`];
    });
  }

  #lose(data: any, time: string, event: EventName): Verdict {
    const { lossId, locationId, orderId, lines } = data;
    const scope = `loss/${locationId}/${orderId}/${lossId}`;
    const refusal =
      this.#known(scope, data, time) ??
      this.#unknownOrder(orderId) ??
      this.#unknownLocation(locationId) ??
      this.#wrongUnit(this.journal.orders.get(orderId)?.units, lines) ??
      this.#lacking(locationId, orderId, amountsOf(lines), time);
    if (refusal !== undefined) return refusal;
    return posted(() => {
      this.#claims.set(scope, documentContent(data, time));
      this.journal.useUnits(orderId, lines);
      this.journal.lose(locationId, orderId, { reference: lossId, losses: lines, time, event });
      return [];
    });
  }
}

/** What a message is refused for, whatever the books say. */
function reasonOfMessage(
  { event, queue }: Message,
  claim: string | undefined,
  content: string,
): string | undefined {
  if (!isSoundEvent(event)) return 'invalid-message';
  // A void travels on the queue of what it voids.
  if (event.type !== voidType && queueOf[event.type] !== queue) return 'wrong-queue';
  return claim === undefined || claim === content ? undefined : 'conflicting-duplicate';
}

/** Rows of one kind, book and order that follow one another; whole events each alone. */
function runsOf(waiting: readonly Held[]): readonly (readonly Held[])[] {
  const runs: Held[][] = [];
  const sheetOf = ({ item: { message, row } }: Held): string | undefined => {
    const { type, data } = message.event;
    return row && `${type}/${data.centreId ?? data.payerId}/${data.orderId}`;
  };
  for (const one of waiting) {
    const last = runs.at(-1);
    const isNext = last?.[0] !== undefined && sheetOf(one) !== undefined && sheetOf(one) === sheetOf(last[0]);
    if (isNext) last?.push(one);
    else runs.push([one]);
  }
  return runs;
}

/** The number of a document that is no row, with all that makes it unique. */
function numberOf(type: string, data: any): string | undefined {
  switch (type) {
    case 'relief.order.issued.v1':
      return `order/${data.orderId}`;
    case 'relief.shipment.dispatched.v1':
      return `waybill/${data.shipmentId}`;
    case 'relief.stock.counted.v1':
      return `count/${data.locationId}/${data.orderId}/${data.countId}`;
    case 'relief.stock.lost.v1':
      return `loss/${data.locationId}/${data.orderId}/${data.lossId}`;
    case 'relief.stock.transferred.v1':
      return `transfer/${data.locationId}/${data.fromOrderId}/${data.transferId}`;
    case 'relief.payer.funded.v1':
      return `funding/${data.payerId}/${data.orderId}/${data.fundingId}`;
    default:
      return undefined;
  }
}

/** What tells a document apart from another of its number: when it happened belongs to it. */
const documentContent = (data: any, time: string): string => contentOf({ data, at: Date.parse(time) });

const nameOf = ({ source, id }: EventName): string => `${source}#${id}`;

const groupOf = ({ message }: Item): string => `${message.queue}/${message.group}`;
