/** Random histories of a small city: what its senders put on the queues, and in what order. */
import {
  type EventType,
  type QueuedEventType,
  type QueueName,
  queueOfType,
} from '../../shared/domain/events.ts';
import { earlyVoidPlace } from '../../shared/ledger/early-voids.ts';
import type { Dice } from '../support/dice.ts';
import { withDesks } from './desks.ts';
import { withNotes } from './notes.ts';
import { withNumbersAgain } from './numbers-again.ts';
import { withSayings } from './sayings.ts';
import { type Data, SecondThoughts, type SentEvent } from './second-thoughts.ts';

/** One message on its way to a queue. */
export interface Sending {
  readonly queue: QueueName;
  readonly messageGroup: string;
  readonly deduplicationId: string;
  readonly body: string;
  readonly title: string;
}

export interface History {
  readonly sendings: readonly Sending[];
  /** So many of the first are worked off before the next is sent. */
  readonly settledFirst: number;
}

export type Profile =
  /** Anything may come: shortage, amendments, conflicting copies, careless senders. */
  | 'wild'
  /** Plenty of everything and no two answers to any question: the end is the same whatever comes first. */
  | 'plentiful';

interface Home {
  readonly householdId: string;
  centreId: string;
  adults: number;
  children: number;
}

const commodities = [
  { commodity: 'rice', unit: 'kg', small: 'g', perPerson: [1, 2, 0.5] },
  { commodity: 'oil', unit: 'bottle', small: 'bottle', perPerson: [1, 2, 0.3] },
] as const;

const scales = ['quantityPerPerson', 'quantityPerPerson', 'quantityPerAdult', 'quantityPerChild'];

const secondThoughts = [
  'void',
  'void',
  'void',
  'correct',
  'correct row',
  'close',
  'transfer',
  'waybill',
  'people',
] as const;

const source = 'urn:relief:test';

/** Makes one history; `dice` decides all of it. */
export function drawHistory(dice: Dice, profile: Profile): History {
  const history = new Chronicle(dice, profile).write();
  return profile === 'wild' ? withNumbersAgain(withDesks(withSayings(withNotes(history)))) : history;
}

class Chronicle {
  readonly #dice: Dice;
  readonly #wild: boolean;
  readonly #sendings: Sending[] = [];
  readonly #centres: readonly string[];
  readonly #payers: readonly string[];
  readonly #orders: readonly string[];
  readonly #homes: Home[];
  readonly #careless: boolean;
  /** How often a sender gives a further receipt or payment an id that another has, be it of a row or of a sheet. */
  readonly #clashes: number;
  readonly #perPerson = new Map<string, number>();
  readonly #receipts: { id: string; centreId: string; orderId: string; householdId: string }[] = [];
  readonly #payments: { id: string; payerId: string; orderId: string; householdId: string }[] = [];
  readonly #sheetIds: { readonly id: string; readonly bookId: string }[] = [];
  readonly #sent: SentEvent[] = [];
  readonly #secondThoughts: SecondThoughts;
  #events = 0;
  #documents = 0;

  constructor(dice: Dice, profile: Profile) {
    this.#dice = dice;
    this.#wild = profile === 'wild';
    this.#careless = this.#wild && dice.chance(0.25);
    this.#clashes = this.#wild ? dice.pick([0, 0, 0.08, 0.4]) : 0;
    // Ids hold what keys are made with, so that those of one kind nearly collide.
    const beginning = dice.pick(['', '', '', 'KP:', 'C-1:O-1.']);
    const named = (ids: readonly string[]) => ids.map((id) => `${beginning}${id}`);
    this.#centres = named(['C-1', 'C-2', 'C-3']).slice(0, dice.whole(1, 3));
    this.#payers = named(['P-1', 'P-2']).slice(0, dice.whole(1, 2));
    this.#orders = named(['O-1', 'O-2']).slice(0, dice.chance(0.4) ? 2 : 1);
    this.#secondThoughts = this.#makeSecondThoughts();
    this.#homes = Array.from({ length: dice.whole(1, 6) }, (_, index) => ({
      householdId: `${beginning}H-${index + 1}`,
      centreId: dice.pick(this.#centres),
      adults: dice.whole(1, 3),
      children: dice.whole(0, 3),
    }));
  }

  write(): History {
    const dice = this.#dice;
    this.#locations();
    this.#registrations();
    // Whoever is registered after the order is not covered by it: where nothing is settled before, most of what is handed
    // over is refused. In a history whose end may not depend on what comes first, it always is.
    const settled = this.#wild && dice.chance(0.3) ? 0 : this.#sendings.length;
    for (const orderId of this.#orders) this.#order(orderId);
    for (const orderId of this.#orders) {
      if (this.#wild) for (let count = dice.whole(0, 3); count > 0; count -= 1) this.#arrival(orderId, 1);
      else for (const centreId of this.#centres) this.#arrival(orderId, 1_000, centreId);
    }
    for (let count = dice.whole(1, 6); count > 0; count -= 1) {
      const orderId = dice.pick(this.#orders);
      this.#handovers(orderId);
      if (dice.chance(0.6)) this.#paid(orderId);
      if (dice.chance(0.3)) this.#returns(orderId);
      if (dice.chance(0.3)) this.#reversals(orderId);
      if (dice.chance(0.4)) this.#funding(orderId);
      if (this.#wild && dice.chance(0.3)) this.#arrival(orderId, 1);
      if (this.#wild && dice.chance(0.15)) this.#move();
      if (this.#wild && dice.chance(0.25)) this.#goods(orderId);
      if (this.#wild && dice.chance(0.35)) this.#rethink(orderId);
      if (!this.#wild && dice.chance(0.5)) this.#latePaper(orderId);
    }
    if (this.#wild) {
      for (const orderId of this.#orders) {
        if (dice.chance(0.3)) this.#amendment(orderId, 2);
        if (dice.chance(0.1)) this.#amendment(orderId, 3);
        if (dice.chance(0.15)) this.#send('relief.order.cancelled.v1', orderId, { orderId, reason: 'over' });
      }
    }
    this.#resend();
    return { sendings: this.#ordered(settled), settledFirst: settled };
  }

  /** Delays some messages, so that much comes before what it waits for. */
  #ordered(settled: number): readonly Sending[] {
    const delay = this.#dice.pick([0, 3, 12, 60]);
    const keyed = this.#sendings.map((sending, index) => ({
      sending,
      key: index < settled ? index : Math.max(index, settled) + this.#dice.whole(0, delay),
    }));
    return keyed.sort((one, other) => one.key - other.key).map(({ sending }) => sending);
  }

  #send(
    type: QueuedEventType,
    messageGroup: string,
    data: Data,
    title = JSON.stringify(data),
    id?: string,
  ): void {
    const eventId = this.#put(queueOfType[type], type, messageGroup, data, title, id);
    this.#sent.push({ type, messageGroup, id: eventId, data });
  }

  #put(
    queue: QueueName,
    type: EventType,
    messageGroup: string,
    data: Data,
    title = JSON.stringify(data),
    id?: string,
  ): string {
    this.#events += 1;
    const eventId = id ?? `e-${this.#events}`;
    const body = JSON.stringify({
      specversion: '1.0',
      id: eventId,
      source,
      type,
      time: this.#timeOf(type),
      data,
    });
    this.#sendings.push({
      queue,
      messageGroup: this.#groupOf(messageGroup),
      deduplicationId: `${this.#events}`,
      body,
      title: `${type} ${eventId} ${title}`,
    });
    return eventId;
  }

  /** The intake chooses its groups itself, so no sender can be careless with those. */
  #groupOf(messageGroup: string): string {
    const isCareless = this.#careless && this.#dice.chance(0.5);
    const group = isCareless ? `G-${this.#dice.whole(1, 2)}` : messageGroup;
    return messageGroup.startsWith('?') ? messageGroup : group;
  }

  /** Paper comes in any order, and some of it tells of one hour. Where nothing is scarce, goods came before all else. */
  #timeOf(type: EventType): string {
    if (!this.#wild && type === 'relief.shipment.arrived.v1') return '2020-08-09T09:00:00+09:00';
    const isEarly = this.#wild && this.#dice.chance(0.03);
    const day = isEarly ? 3 : this.#dice.whole(10, 28);
    return `2020-08-${String(day).padStart(2, '0')}T${this.#dice.pick(['09', '09', '15'])}:00:00+09:00`;
  }

  #makeSecondThoughts(): SecondThoughts {
    return new SecondThoughts({
      dice: this.#dice,
      source,
      sent: this.#sent,
      send: ({ type, messageGroup, data }) => this.#send(type, messageGroup, data),
      sendWith: (of, type, data) => {
        this.#put(queueOfType[of.type], type, of.messageGroup, data);
      },
      sendEarly: (event, type, data) => {
        const { queue, messageGroup } = earlyVoidPlace(event);
        this.#put(queue, type, messageGroup, data);
      },
      nextDocument: (letter) => {
        this.#documents += 1;
        return `${letter}-${this.#documents}`;
      },
    });
  }

  #rethink(orderId: string): void {
    const dice = this.#dice;
    const thoughts = this.#secondThoughts;
    switch (dice.pick(secondThoughts)) {
      case 'void':
        thoughts.void();
        break;
      case 'correct':
        thoughts.correct();
        break;
      case 'correct row':
        thoughts.correctRow();
        break;
      case 'close':
        thoughts.close();
        break;
      case 'transfer':
        this.#transfer(dice.pick(this.#centres), orderId);
        break;
      case 'waybill':
        thoughts.waybill(dice.pick(this.#centres), orderId, dice.pick(this.#orders));
        break;
      default: {
        const homes = dice.shuffled(this.#homes).slice(0, dice.whole(1, 3));
        const [first] = homes;
        if (first !== undefined && dice.chance(0.5)) thoughts.withdraw(first.householdId);
        else {
          const householdIds = homes.map(({ householdId }) => householdId);
          thoughts.missed(dice.pick(this.#centres), orderId, householdIds);
        }
      }
    }
  }

  /** Of plenty: counts that find plenty, small losses that may be taken back, and goods put under another order. */
  #latePaper(orderId: string): void {
    const dice = this.#dice;
    const locationId = dice.pick(this.#centres);
    this.#documents += 1;
    const rice = { commodity: 'rice', quantity: dice.whole(1, 9), unit: 'kg' };
    switch (dice.pick(['count', 'count', 'loss', 'void', 'transfer'])) {
      case 'count': {
        const data = { countId: `N-${this.#documents}`, locationId, orderId };
        const lines = [{ ...rice, quantity: 500 + rice.quantity }];
        this.#send('relief.stock.counted.v1', locationId, { ...data, lines });
        break;
      }
      case 'loss': {
        const data = { lossId: `L-${this.#documents}`, locationId, orderId };
        this.#send('relief.stock.lost.v1', locationId, { ...data, lines: [{ ...rice, cause: 'spoiled' }] });
        break;
      }
      case 'void':
        this.#secondThoughts.voidLoss();
        break;
      default:
        this.#transfer(locationId, orderId);
    }
  }

  #transfer(locationId: string, orderId: string): void {
    const others = this.#orders.filter((other) => other !== orderId);
    if (others.length > 0) this.#secondThoughts.transfer(locationId, orderId, this.#dice.pick(others));
  }

  #locations(): void {
    const locations = [
      { locationId: 'U-1', name: 'U-1', kind: 'hub' },
      ...this.#centres.map((locationId) => ({
        locationId,
        name: locationId,
        kind: 'centre',
        suppliedBy: 'U-1',
      })),
    ];
    if (this.#dice.chance(0.5)) {
      this.#send('relief.locations.registered.v1', 'locations', { locations });
    } else {
      for (const location of locations)
        this.#send('relief.locations.registered.v1', 'locations', { locations: [location] });
    }
  }

  #registrations(): void {
    for (const centreId of this.#centres) {
      const homes = this.#homes.filter((home) => home.centreId === centreId);
      const apart = this.#dice.chance(0.3);
      const groups = apart ? homes.map((home) => [home]) : [homes];
      for (const group of groups) if (group.length > 0) this.#register(centreId, group, '2020-07-01');
    }
  }

  #register(centreId: string, homes: readonly Home[], effectiveFrom: string): void {
    const households = homes.map(({ householdId, adults, children }) => ({
      householdId,
      name: `family ${householdId}`,
      adults,
      children,
      ...(this.#dice.chance(0.3) && { priority: this.#dice.whole(0, 2) }),
    }));
    this.#send('relief.households.registered.v1', centreId, { centreId, effectiveFrom, households });
  }

  /** A household is counted anew, perhaps elsewhere, perhaps from before the order's reference date. */
  #move(): void {
    const home = this.#dice.pick(this.#homes);
    home.centreId = this.#dice.pick(this.#centres);
    home.adults = this.#dice.whole(1, 3);
    this.#register(home.centreId, [home], this.#dice.pick(['2020-07-15', '2020-08-04', '2020-09-01']));
    if (this.#dice.chance(0.2)) {
      const { householdId } = home;
      this.#send('relief.household.erased.v1', householdId, { householdId, reason: 'asked for it' });
    }
  }

  #rations(): readonly Data[] {
    return commodities.map(({ commodity, unit, perPerson }) => {
      const plenty = 1_000;
      const quantityPerPerson = this.#wild ? this.#dice.pick(perPerson) : plenty;
      this.#perPerson.set(commodity, quantityPerPerson);
      const scale = this.#wild ? this.#dice.pick(scales) : 'quantityPerPerson';
      const more = this.#wild && this.#dice.chance(0.2) ? { quantityPerHousehold: 1 } : {};
      return { commodity, [scale]: quantityPerPerson, ...more, unit };
    });
  }

  #order(orderId: string): void {
    const dice = this.#dice;
    const funding = this.#wild ? dice.pick(['own', 'float']) : 'own';
    this.#send('relief.order.issued.v1', orderId, {
      orderId,
      title: 'rations',
      issuedBy: 'committee',
      referenceDate: '2020-08-05',
      startsOn: '2020-08-05',
      ...(this.#wild && dice.chance(0.2) && { endsOn: '2020-08-20' }),
      area: { centres: this.#wild && dice.chance(0.2) ? this.#centres.slice(0, 1) : 'all' },
      rations: this.#rations(),
      ...((!this.#wild || dice.chance(0.8)) && {
        stipend: { amountPerAdult: 100, currency: 'KPW', funding },
      }),
      pledges: [],
      prohibitions: [],
      release: this.#wild ? dice.pick(['proportional', 'equal', 'priority', 'first-come']) : 'first-come',
    });
  }

  #amendment(orderId: string, revision: number): void {
    const dice = this.#dice;
    this.#send('relief.order.amended.v1', orderId, {
      orderId,
      revision,
      reason: 'more, or less',
      ...(dice.chance(0.7) && { rations: this.#rations() }),
      ...(dice.chance(0.3) && {
        stipend: dice.pick([
          { amountPerAdult: 150, currency: 'KPW', funding: 'float' },
          { amountPerAdult: 50, currency: 'KPW', funding: 'own' },
          null,
        ]),
      }),
      ...(dice.chance(0.2) && { endsOn: '2020-08-15' }),
      ...(dice.chance(0.3) && {
        area: { centres: dice.pick(['all', this.#centres.slice(0, 1), this.#centres.slice(-1)]) },
      }),
      ...(dice.chance(0.2) && { referenceDate: dice.pick(['2020-08-02', '2020-08-16']) }),
      ...(dice.chance(0.2) && { release: dice.pick(['proportional', 'equal', 'first-come']) }),
    });
  }

  #arrival(orderId: string, scale: number, at = this.#dice.pick(this.#centres)): void {
    this.#documents += 1;
    const lines = commodities.map(({ commodity, unit }) => ({
      commodity,
      unit,
      quantity: scale * this.#dice.whole(1, 12),
    }));
    this.#send('relief.shipment.arrived.v1', at, {
      shipmentId: `S-${this.#documents}`,
      orderId,
      at,
      lines: this.#dice.chance(0.8) ? lines : lines.slice(0, 1),
    });
  }

  /** Goods come to a hub, go from centre to centre, are counted, or are lost. */
  #goods(orderId: string): void {
    const dice = this.#dice;
    this.#documents += 1;
    const at = dice.pick(this.#centres);
    const [{ commodity, unit }] = commodities;
    const line = { commodity, quantity: dice.whole(1, 8), unit };
    const shipmentId = `W-${this.#documents}`;
    switch (dice.pick(['hub', 'dispatch', 'count', 'loss'])) {
      case 'hub':
        this.#send('relief.shipment.arrived.v1', 'U-1', { shipmentId, orderId, at: 'U-1', lines: [line] });
        for (const centreId of this.#centres) {
          if (!dice.chance(0.7)) continue;
          const share = { shipmentId: `${shipmentId}/${centreId}`, orderId, at: centreId };
          const part = { ...line, quantity: dice.whole(1, 3), losses: [{ quantity: 1, cause: 'spilled' }] };
          this.#send('relief.shipment.arrived.v1', centreId, { ...share, lines: [part] });
        }
        break;
      case 'dispatch': {
        const to = dice.pick(this.#centres);
        const from = dice.chance(0.7) ? { locationId: at } : { source: 'mill' };
        this.#send('relief.shipment.dispatched.v1', at, { shipmentId, orderId, from, to, lines: [line] });
        for (let parts = dice.whole(0, 2); parts > 0; parts -= 1) {
          const part = { ...line, quantity: dice.whole(1, 6) };
          this.#send('relief.shipment.arrived.v1', to, { shipmentId, orderId, at: to, lines: [part] });
        }
        break;
      }
      case 'count':
        this.#send('relief.stock.counted.v1', at, {
          countId: `N-${this.#documents}`,
          locationId: at,
          orderId,
          lines: [line],
        });
        break;
      default:
        this.#send('relief.stock.lost.v1', at, {
          lossId: `L-${this.#documents}`,
          locationId: at,
          orderId,
          lines: [{ ...line, cause: dice.pick(['spoiled', 'stolen']) }],
        });
    }
  }

  #handovers(orderId: string): void {
    const dice = this.#dice;
    const centreId = dice.pick(this.#centres);
    // More rows than one transaction holds, at times.
    const most = dice.chance(0.04) ? 120 : 6;
    const receipts = Array.from({ length: dice.whole(1, most) }, () =>
      this.#receipt(orderId, centreId, most > 6),
    );
    const data = { centreId, orderId, receipts };
    this.#send('relief.handovers.made.v1', centreId, data, undefined, this.#sheetId(centreId));
  }

  /** A new id for a sheet, or at times that of an earlier one, at another book where there is one. */
  #sheetId(bookId: string): string {
    const elsewhere = this.#sheetIds.filter((sheet) => sheet.bookId !== bookId);
    const known = elsewhere.length > 0 ? elsewhere : this.#sheetIds;
    const again = known.length > 0 && this.#dice.chance(this.#clashes);
    const id = again ? this.#dice.pick(known).id : `e-${this.#events + 1}`;
    this.#sheetIds.push({ id, bookId });
    return id;
  }

  #receipt(orderId: string, servedAt: string, tiny: boolean): Data {
    const dice = this.#dice;
    const locals = this.#homes.filter(({ centreId }) => centreId === servedAt);
    const home = locals.length > 0 && dice.chance(0.9) ? dice.pick(locals) : dice.pick(this.#homes);
    const householdId = this.#wild && dice.chance(0.05) ? 'H-9' : home.householdId;
    const again = dice.chance(this.#clashes) ? this.#receipts.at(-1)?.id : undefined;
    this.#documents += 1;
    const receiptId = again ?? `R-${this.#documents}`;
    if (this.#wild && dice.chance(0.04)) return { receiptId, householdId, lines: [] };
    if (this.#wild && dice.chance(0.02)) return { householdId, lines: [] };
    this.#receipts.push({ id: receiptId, centreId: servedAt, orderId, householdId });
    const persons = home.adults + home.children;
    const lines = commodities.flatMap(({ commodity, unit, small }): Data[] => {
      if (!dice.chance(0.7)) return [];
      if (tiny || !this.#wild) return [{ commodity, quantity: 1, unit: small }];
      const share = dice.pick([0.1, 0.2, 0.3, 0.5, 1, 1.2]);
      const quantity = (this.#perPerson.get(commodity) ?? 1) * persons * share;
      return [{ commodity, quantity: Math.max(1, Math.floor(quantity)), unit }];
    });
    const [{ commodity, unit }] = commodities;
    const overIssue = this.#wild && dice.chance(0.06) ? { overIssue: { reason: 'it was raining' } } : {};
    const some = lines.length > 0 ? lines : [{ commodity, quantity: 1, unit }];
    return { receiptId, householdId, ...overIssue, lines: some };
  }

  #returns(orderId: string): void {
    const receipt = this.#receipts.length > 0 && this.#dice.pick(this.#receipts);
    if (!receipt || receipt.orderId !== orderId) return;
    if (!this.#wild) this.#receipts.splice(this.#receipts.indexOf(receipt), 1);
    const { id: reverses, centreId, householdId } = receipt;
    this.#documents += 1;
    const rows = [{ receiptId: `R-${this.#documents}`, reverses, householdId, reason: 'mistake' }];
    this.#send('relief.handovers.returned.v1', centreId, { centreId, orderId, receipts: rows });
  }

  #paid(orderId: string): void {
    const dice = this.#dice;
    const payerId = dice.pick(this.#payers);
    const payments = Array.from({ length: dice.whole(1, 5) }, () => {
      const { householdId, adults } = dice.pick(this.#homes);
      const again = dice.chance(this.#clashes) ? this.#payments.at(-1)?.id : undefined;
      this.#documents += 1;
      const paymentId = again ?? `M-${this.#documents}`;
      this.#payments.push({ id: paymentId, payerId, orderId, householdId });
      const amount = this.#wild ? dice.pick([50, 100, 100 * adults]) : 1;
      return { paymentId, householdId, amount, currency: 'KPW' };
    });
    this.#send(
      'relief.payments.made.v1',
      payerId,
      { payerId, orderId, payments },
      undefined,
      this.#sheetId(payerId),
    );
  }

  #reversals(orderId: string): void {
    const payment = this.#payments.length > 0 && this.#dice.pick(this.#payments);
    if (!payment || payment.orderId !== orderId) return;
    if (!this.#wild) this.#payments.splice(this.#payments.indexOf(payment), 1);
    const { id: reverses, payerId, householdId } = payment;
    this.#documents += 1;
    const rows = [{ paymentId: `M-${this.#documents}`, reverses, householdId, reason: 'mistake' }];
    this.#send('relief.payments.reversed.v1', payerId, { payerId, orderId, payments: rows });
  }

  #funding(orderId: string): void {
    const payerId = this.#dice.pick(this.#payers);
    this.#documents += 1;
    this.#send('relief.payer.funded.v1', payerId, {
      fundingId: `F-${this.#documents}`,
      payerId,
      orderId,
      amount: this.#dice.pick([100, 200, 500]),
      currency: 'KPW',
    });
  }

  /** Senders repeat themselves: the same event, the same rows under another event, or another content under one id. */
  #resend(): void {
    for (const sending of [...this.#sendings]) {
      if (!this.#dice.chance(0.15)) continue;
      const message = JSON.parse(sending.body) as { id: string; data: Record<string, unknown> };
      const kind = this.#wild ? this.#dice.pick(['same', 'same', 'rows', 'conflict']) : 'same';
      if (kind === 'rows') message.id = `${message.id}-again`;
      if (kind === 'conflict') this.#alter(message.data);
      this.#events += 1;
      this.#sendings.push({
        ...sending,
        deduplicationId: `again-${this.#events}`,
        body: JSON.stringify(message),
        title: `${kind} again: ${sending.title}`,
      });
    }
  }

  #alter(data: Record<string, unknown>): void {
    for (const name of ['receipts', 'payments', 'households', 'locations', 'lines'] as const) {
      const rows = data[name];
      if (!Array.isArray(rows) || rows.length < 2) continue;
      rows.pop();
      return;
    }
    if ('effectiveFrom' in data) data['effectiveFrom'] = '2020-08-03';
    else if ('reason' in data) data['reason'] = 'another reason';
    else if ('amount' in data) data['amount'] = 300;
  }
}
