/**
 * Random histories of independent events: whatever order they arrive in, the same becomes of each.
 *
 * What decides by arrival order is left out, and nothing else:
 * - scarcity: at each place more comes than is ever asked of it, and each float is given more than it pays;
 * - the registry as an order reads it: all registrations come before the orders and their amendments, but their
 *   dates, not their arrival, say which composition is in force;
 * - what an amendment takes away: these only give more, and no receipt asks for more than the first revision gave;
 * - counts, whose entries tell what was known of them when they were recorded, and cancellations;
 * - voids that come before all else is in the books: they take back what is held then, and reverse what is posted;
 * - the outstanding need by which a hub shares goods: one train an order, with exactly what its centres need;
 * - two uses of one id: they are in one message group, and so in one order.
 */
import fc from 'fast-check';
import { groupOf, type Message, queueOf, voidType } from './messages.ts';

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const centreIds = ['C-1', 'C-2', 'C-3'] as const;
type CentreId = (typeof centreIds)[number];

interface Home {
  readonly householdId: string;
  readonly centreId: CentreId;
  readonly adults: number;
  readonly persons: number;
}

/** Units: kilograms and bottles a person, won an adult. */
const scale = { rice: 4, oil: 2, stipend: 100 } as const;

export function independentMessages(generate: fc.GeneratorValue): readonly Message[] {
  return new IndependentHistory(generate).messages;
}

class IndependentHistory {
  readonly messages: Message[] = [];
  readonly #generate: fc.GeneratorValue;
  readonly #homes: Home[] = [];
  #ids = 0;

  constructor(generate: fc.GeneratorValue) {
    this.#generate = generate;
    this.#registry();
    this.#orders();
    for (const centreId of centreIds) this.#goods(centreId);
    this.#train();
    for (const orderId of ['O-1', 'O-2']) {
      this.#handovers(orderId);
      this.#payments(orderId);
    }
    this.#refusals();
    for (const wrong of this.#typedWrongly()) this.#takeBack(wrong);
  }

  /** Movements that never happened: nothing of them is used, for at each place there is more. */
  #typedWrongly(): readonly Message[] {
    const at = this.#pick(centreIds);
    const lines = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
    const place = { orderId: 'O-1', locationId: at };
    const goods = { shipmentId: 'V-1', orderId: 'O-1' };
    const lost = lines(2).map((line) => ({ ...line, cause: 'stolen' }));
    const losses = [{ quantity: 2, cause: 'unexplained' }];
    const arrived = lines(7).map((line) => ({ ...line, losses }));
    const sent = { ...goods, from: { locationId: at }, to: 'S-1', lines: lines(3) };
    const events: readonly (readonly [string, object])[] = [
      ['relief.shipment.dispatched.v1', sent],
      ['relief.shipment.arrived.v1', { ...goods, shipmentId: 'V-2', at, lines: arrived }],
      ['relief.stock.lost.v1', { lossId: 'V-3', ...place, lines: lost }],
      [
        'relief.payer.funded.v1',
        { fundingId: 'V-4', payerId: 'P-1', orderId: 'O-2', amount: 9, currency: 'KPW' },
      ],
    ];
    return events.flatMap(([type, data]) => (this.#chance(2) ? [this.#send(type, data)] : []));
  }

  #takeBack({ queue, group, event: { source, id } }: Message): void {
    const data = { source, id, reason: 'typed wrongly' };
    this.#send(voidType, data, { queue, group });
  }

  #send(
    type: string,
    data: any,
    more: { readonly queue?: string; readonly group?: string; readonly time?: string } = {},
  ): Message {
    this.#ids += 1;
    const { queue = queueOf[type] ?? '', time = '2020-08-08T09:00:00+09:00' } = more;
    const event = { id: `E-${this.#ids}`, source: 'urn:test:desk', type, time, data };
    const message = { queue, group: more.group ?? groupOf(type, data), event };
    this.messages.push(message);
    // What was not acknowledged in time is sent again.
    if (this.#chance(8)) this.messages.push(message);
    return message;
  }

  #whole(min: number, max: number): number {
    return this.#generate(whole, min, max);
  }

  #chance(one: number): boolean {
    return this.#whole(1, one) === 1;
  }

  #pick<T>(list: readonly T[]): T {
    const picked = list[this.#whole(0, list.length - 1)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  }

  #registry(): void {
    const place = (locationId: string, kind: string) => ({
      locationId,
      name: `Place ${locationId}`,
      kind,
      ...(kind !== 'hub' && { suppliedBy: 'HUB' }),
    });
    const places = [
      place('HUB', 'hub'),
      ...centreIds.map((id) => place(id, 'centre')),
      place('S-1', 'store'),
    ];
    this.#send('relief.locations.registered.v1', { locations: places });
    for (const centreId of centreIds) {
      for (let number = 1; number <= 3; number += 1)
        this.#household(`H-${centreId.slice(2)}${number}`, centreId);
    }
    if (this.#chance(2)) {
      const { householdId } = this.#pick(this.#homes);
      this.#send('relief.household.erased.v1', { householdId, reason: 'at its wish' });
    }
  }

  /** In force on the reference date is what it says last of a day before it, wherever and whenever it is recorded. */
  #household(householdId: string, first: CentreId): void {
    const isMoved = this.#chance(4);
    const stays = isMoved ? [first, this.#pick(centreIds)] : [first];
    const days = ['2020-07-01', '2020-08-03'];
    for (const [index, centreId] of stays.entries()) {
      const adults = this.#whole(1, 3);
      const children = this.#whole(0, 3);
      const one = {
        householdId,
        name: `Name of ${householdId}`,
        adults,
        children,
        priority: this.#whole(0, 2),
      };
      const data = { centreId, effectiveFrom: days[index], households: [one] };
      this.#send('relief.households.registered.v1', data);
      if (index < stays.length - 1) continue;
      this.#homes.push({ householdId, centreId, adults, persons: adults + children });
    }
  }

  #orders(): void {
    const release = () => this.#pick(['proportional', 'equal', 'priority', 'first-come']);
    const rations = (riceKilograms: number) => [
      { commodity: 'rice', quantityPerPerson: riceKilograms, unit: 'kg' },
      { commodity: 'oil', quantityPerPerson: scale.oil, unit: 'bottle' },
    ];
    const order = (orderId: string, funding: string) => ({
      orderId,
      title: 'Relief round',
      issuedBy: 'Central committee',
      referenceDate: '2020-08-05',
      startsOn: '2020-08-05',
      endsOn: '2020-09-05',
      area: { centres: 'all' },
      rations: rations(scale.rice),
      stipend: { amountPerAdult: scale.stipend, currency: 'KPW', funding },
      pledges: [{ commodity: 'coal', quantity: 2, unit: 't', source: 'the mine', responsible: 'Cabinet' }],
      prohibitions: [],
      release: release(),
    });
    this.#send('relief.order.issued.v1', order('O-1', 'own'));
    this.#send('relief.order.issued.v1', order('O-2', 'float'));
    const amendment = { orderId: 'O-1', reason: 'more came' };
    const more = { rations: rations(scale.rice + 1) };
    if (this.#chance(2)) this.#send('relief.order.amended.v1', { ...amendment, revision: 2, ...more });
  }

  /** Under the first order, goods come to each centre in parts, more than its households and losses take. */
  #goods(at: CentreId): void {
    const shipmentId = `W-${at}`;
    const lines = (quantity: number) => [
      { commodity: 'rice', quantity, unit: 'kg' },
      { commodity: 'oil', quantity: 80, unit: 'bottle' },
    ];
    for (let parts = this.#whole(2, 3); parts > 0; parts -= 1) {
      const [rice, oil] = lines(150);
      const losses = [{ quantity: this.#whole(1, 4), cause: this.#pick(['spilled', 'stolen']) }];
      const data = { shipmentId, orderId: 'O-1', at, lines: [{ ...rice, losses }, oil] };
      this.#send('relief.shipment.arrived.v1', data);
    }
    const from = { source: 'the mine' };
    const dispatched = { shipmentId, orderId: 'O-1', from, to: at, lines: lines(this.#whole(280, 460)) };
    if (this.#chance(2)) this.#send('relief.shipment.dispatched.v1', dispatched);
    if (this.#chance(2)) this.#transfer(at);
    if (this.#chance(2)) {
      const lost = [{ commodity: 'rice', quantity: this.#whole(1, 900), unit: 'g', cause: 'spoiled' }];
      const data = { lossId: `L-${at}`, locationId: at, orderId: 'O-1', lines: lost };
      this.#send('relief.stock.lost.v1', data);
    }
  }

  #transfer(from: CentreId): void {
    const to = this.#pick(['S-1', ...centreIds.filter((id) => id !== from)]);
    const waybill = { shipmentId: `W-${from}-${to}`, orderId: 'O-1' };
    const line = (quantity: number) => ({ commodity: 'rice', quantity, unit: 'kg' });
    this.#send('relief.shipment.dispatched.v1', {
      ...waybill,
      from: { locationId: from },
      to,
      lines: [line(5)],
    });
    // It comes in parts, or short, or more than was sent.
    for (const quantity of this.#pick([[5], [2, 3], [2], [4, 2]])) {
      this.#send('relief.shipment.arrived.v1', { ...waybill, at: to, lines: [line(quantity)] });
    }
  }

  /** Under the second order, one train with what all need; each centre confirms its share, be it before the train. */
  #train(): void {
    const amount = (persons: number) => [
      { commodity: 'rice', quantity: persons * scale.rice, unit: 'kg' },
      { commodity: 'oil', quantity: persons * scale.oil, unit: 'bottle' },
    ];
    const personsAt = (ids: readonly string[]): number =>
      this.#homes
        .filter(({ centreId }) => ids.includes(centreId))
        .reduce((sum, { persons }) => sum + persons, 0);
    const arrive = (shipmentId: string, at: string, lines: readonly object[]): void => {
      this.#send('relief.shipment.arrived.v1', { shipmentId, orderId: 'O-2', at, lines });
    };
    arrive('TRAIN', 'HUB', amount(personsAt(centreIds)));
    for (const centreId of centreIds) {
      const persons = personsAt([centreId]);
      if (persons === 0) continue;
      const [rice, oil] = amount(persons);
      if (rice === undefined || oil === undefined) continue;
      if (this.#chance(2)) arrive(`TRAIN/${centreId}`, centreId, [rice, oil]);
      else {
        arrive(`TRAIN/${centreId}`, centreId, [rice]);
        arrive(`TRAIN/${centreId}`, centreId, [oil]);
      }
    }
  }

  #handovers(orderId: string): void {
    for (const centreId of centreIds) {
      const homes = this.#homes.filter((home) => home.centreId === centreId);
      for (let visit = 1; visit <= 2 && homes.length > 0; visit += 1)
        this.#sheet(orderId, centreId, homes, visit);
    }
  }

  /** Two visits at most, each for less than half of what is due; some receipts are taken back. */
  #sheet(orderId: string, centreId: CentreId, homes: readonly Home[], visit: number): void {
    const receipts = homes.map(({ householdId, persons }) => ({
      receiptId: `R-${visit}-${householdId}`,
      householdId,
      ...(this.#chance(2) && { collectedBy: 'Kim' }),
      lines: [
        { commodity: 'rice', quantity: this.#whole(1, persons * scale.rice * 500), unit: 'g' },
        ...(this.#chance(2) ? [{ commodity: 'oil', quantity: persons, unit: 'bottle' }] : []),
      ],
    }));
    const sheets = this.#chance(2) ? [receipts] : receipts.map((receipt) => [receipt]);
    for (const sheet of sheets)
      this.#send('relief.handovers.made.v1', { centreId, orderId, receipts: sheet });
    for (const { receiptId: reverses, householdId } of receipts) {
      if (!this.#chance(5)) continue;
      const row = (number: number) => ({
        receiptId: `T-${number}-${reverses}`,
        reverses,
        householdId,
        reason: 'wrong person',
      });
      const numbers = this.#chance(3) ? [1, 2] : [1];
      for (const number of numbers)
        this.#send('relief.handovers.returned.v1', { centreId, orderId, receipts: [row(number)] });
    }
    if (!this.#chance(4)) return;
    const [first] = receipts;
    const changed = { ...first, lines: [{ commodity: 'rice', quantity: 0.25, unit: 'kg' }] };
    this.#send('relief.handovers.made.v1', { centreId, orderId, receipts: [changed] });
  }

  #payments(orderId: string): void {
    for (const payerId of ['P-1', 'P-2']) {
      const homes = this.#homes.filter(() => this.#chance(2));
      const payments = homes.map(({ householdId, adults }) => ({
        paymentId: `M-${payerId}-${householdId}`,
        householdId,
        amount: this.#whole(1, adults * scale.stipend * 50) / 100,
        currency: 'KPW',
      }));
      if (payments.length > 0) this.#send('relief.payments.made.v1', { payerId, orderId, payments });
      for (const { paymentId: reverses, householdId } of payments) {
        if (!this.#chance(5)) continue;
        const row = {
          paymentId: `N-${payerId}-${householdId}`,
          reverses,
          householdId,
          reason: 'wrong person',
        };
        this.#send('relief.payments.reversed.v1', { payerId, orderId, payments: [row] });
      }
      for (const number of [1, 2]) {
        const fund = { fundingId: `G-${number}`, payerId, orderId, amount: 1_500, currency: 'KPW' };
        this.#send('relief.payer.funded.v1', fund);
      }
    }
  }

  /** What is refused whenever it comes, and what waits for good. */
  #refusals(): void {
    const [home] = this.#homes;
    if (home === undefined) return;
    const { centreId, householdId } = home;
    const rice = (quantity: number, unit = 'kg') => [{ commodity: 'rice', quantity, unit }];
    const other = centreIds.find((id) => id !== centreId) ?? centreId;
    const sheet = (data: object, more: object = {}): void => {
      const row = { receiptId: `X-${this.#ids}`, householdId, lines: rice(0.001), ...more };
      this.#send('relief.handovers.made.v1', { centreId, orderId: 'O-1', receipts: [row], ...data });
    };
    const cases: readonly (() => void)[] = [
      () => sheet({}, { lines: rice(1_000) }),
      () => sheet({}, { lines: rice(1, 'bottle') }),
      () => sheet({}, { householdId: 'H-0' }),
      () => sheet({}, { colour: 'red' }),
      () => sheet({ centreId: other }),
      () => sheet({ centreId: 'C-0' }),
      () => sheet({ orderId: 'O-0' }),
      () => {
        const row = { paymentId: `X-${this.#ids}`, householdId, amount: 1_000, currency: 'KPW' };
        this.#send('relief.payments.made.v1', { payerId: 'P-1', orderId: 'O-1', payments: [row] });
      },
      () => {
        const row = { paymentId: `X-${this.#ids}`, householdId, amount: 1, currency: 'USD' };
        this.#send('relief.payments.made.v1', { payerId: 'P-1', orderId: 'O-1', payments: [row] });
      },
      () => {
        const data = {
          centreId,
          orderId: 'O-1',
          receipts: [{ receiptId: `X-${this.#ids}`, householdId, lines: rice(1) }],
        };
        this.#send('relief.handovers.made.v1', data, { time: '2020-09-06T00:30:00+09:00' });
      },
      () => {
        const data = { orderId: 'O-1', reason: 'over' };
        this.#send('relief.order.cancelled.v1', data, { queue: 'payments' });
      },
      () => this.#send('relief.order.amended.v1', { orderId: 'O-1', revision: 9, reason: 'too early' }),
      () => {
        const lines = rice(1_000_000);
        const from = { locationId: 'S-1' };
        const data = { shipmentId: `X-${this.#ids}`, orderId: 'O-1', from, to: centreId, lines };
        this.#send('relief.shipment.dispatched.v1', data);
      },
    ];
    for (const refused of cases) if (this.#chance(2)) refused();
  }
}

/** Sent before any order: what an order reads when it is accepted. */
const isReadByOrders = ({ event: { type } }: Message): boolean =>
  ['relief.locations.registered.v1', 'relief.households.registered.v1'].includes(type);

const isVoid = ({ event: { type } }: Message): boolean => type === voidType;

/** Lets the queues deliver, voids last, in any order that keeps each message group's own. */
export function delivered(messages: readonly Message[], generate: fc.GeneratorValue): readonly Message[] {
  const groups = new Map<string, Message[]>();
  for (const message of messages) {
    const key = `${message.queue}/${message.group}`;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  const order: Message[] = [];
  while (order.length < messages.length) {
    const waiting = [...groups.values()].filter((group) => group.length > 0);
    const hasUnread = waiting.some((group) => group.some(isReadByOrders));
    const others = waiting.filter(([first]) => first !== undefined && !isVoid(first));
    const ready = (others.length > 0 ? others : waiting).filter(
      ([first]) => !hasUnread || first?.queue !== 'policy-orders',
    );
    const next = ready[generate(whole, 0, ready.length - 1)]?.shift();
    if (next !== undefined) order.push(next);
  }
  return order;
}
