/** What a city's senders do about what they sent before: they take it back, put it right, end it or move it elsewhere. */
import { locationAccount, payerAccount } from '../../shared/domain/accounts.ts';
import { type QueuedEventType, voidType } from '../../shared/domain/events.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { documentIdempotencyKey, eventClaimId, exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import type { Dice } from '../support/dice.ts';

export type Data = Readonly<Record<string, unknown>>;

/** An event as it was sent. */
export interface SentEvent {
  readonly type: QueuedEventType;
  readonly messageGroup: string;
  readonly id: string;
  readonly data: Data;
}

/** Where senders put their events. */
export interface Desk {
  readonly dice: Dice;
  readonly source: string;
  readonly sent: readonly SentEvent[];
  send(event: Pick<SentEvent, 'type' | 'messageGroup' | 'data'> & { readonly id?: string }): void;
  /** Puts an event on the queue, and in the group, of another one. */
  sendWith(of: SentEvent, type: typeof voidType, data: Data): void;
  /** Puts it where the intake puts what takes back an event, `source#id`, that it does not know. */
  sendEarly(event: string, type: typeof voidType, data: Data): void;
  nextDocument(letter: string): string;
}

/** What they may think better of, each as often as it stands here. */
const regretted = [
  'relief.shipment.dispatched.v1',
  'relief.shipment.dispatched.v1',
  'relief.shipment.arrived.v1',
  'relief.shipment.arrived.v1',
  'relief.stock.counted.v1',
  'relief.stock.counted.v1',
  'relief.stock.lost.v1',
  'relief.stock.transferred.v1',
  'relief.payer.funded.v1',
  'relief.handovers.made.v1',
  'relief.payments.made.v1',
  'relief.order.issued.v1',
] as const satisfies readonly QueuedEventType[];

/** Whole events whose document may be sent again under its number. */
const corrected: readonly QueuedEventType[] = [
  'relief.shipment.dispatched.v1',
  'relief.shipment.arrived.v1',
  'relief.stock.counted.v1',
  'relief.stock.lost.v1',
  'relief.stock.transferred.v1',
  'relief.payer.funded.v1',
];

export class SecondThoughts {
  readonly #desk: Desk;
  readonly #dice: Dice;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#dice = desk.dice;
  }

  /** Takes an event back, perhaps twice, or before it comes; perhaps its number is used again. */
  void(): void {
    const dice = this.#dice;
    if (dice.chance(0.1)) this.#void(this.#unknown());
    const event = this.#pick([dice.pick(regretted)]);
    if (event === undefined) return;
    this.#void(event);
    if (dice.chance(0.15)) this.#void(event);
    if (dice.chance(0.5) && event.type === 'relief.shipment.dispatched.v1') this.#sendAgain(event);
  }

  /** A dispatch is taken back at once, and its number goes out again, perhaps under another order. */
  waybill(to: string, orderId: string, next: string): void {
    const type = 'relief.shipment.dispatched.v1';
    const shipmentId = this.#desk.nextDocument('W');
    const data = { shipmentId, orderId, from: { source: 'mill' }, to, lines: [this.#line(1, 9)] };
    this.#desk.send({ type, messageGroup: 'source', data });
    const event = this.#desk.sent.at(-1);
    if (event === undefined) return;
    this.#void(event);
    this.#sendAgain({ ...event, data: { ...data, orderId: next } });
  }

  /** A loss is taken back where nothing is scarce: it only gives. */
  voidLoss(): void {
    const event = this.#pick(['relief.stock.lost.v1']);
    if (event !== undefined) this.#void(event);
  }

  /** Half of all voids are typed over HTTP before the intake has heard of their events. */
  #void(event: SentEvent): void {
    const { source } = this.#desk;
    const { id } = event;
    const data = { source, id, reason: 'typed wrongly' };
    const isEarly = Number(id.slice('e-'.length)) % 2 === 0;
    if (isEarly) this.#desk.sendEarly(eventKey({ source, id }), voidType, data);
    else this.#desk.sendWith(event, voidType, data);
  }

  /** One that may be sent later, or never. */
  #unknown(): SentEvent {
    const number = this.#desk.sent.length + this.#dice.whole(2, 6);
    return { type: 'relief.stock.lost.v1', messageGroup: 'G-1', id: `e-${number}`, data: {} };
  }

  /** A waybill that was taken back goes out again with something else on it. */
  #sendAgain({ type, messageGroup, data }: SentEvent): void {
    this.#desk.send({ type, messageGroup, data: { ...data, lines: [this.#line(1, 9)] } });
  }

  /** Sends a document again, put right, whatever became of it. */
  correct(): void {
    const event = this.#pick(corrected);
    if (event === undefined) return;
    const { type, messageGroup, data, id } = event;
    const corrects = eventClaimId(`${this.#desk.source}#${id}`);
    if (type === 'relief.payer.funded.v1') {
      const amount = this.#dice.pick([50, 300, 700]);
      this.#desk.send({ type, messageGroup, data: { ...data, amount, corrects } });
      return;
    }
    const isLoss = type === 'relief.stock.lost.v1';
    const line = { ...this.#line(1, 6), ...(isLoss && { cause: 'spoiled' }) };
    this.#desk.send({ type, messageGroup, data: { ...data, lines: [line], corrects } });
  }

  /** Sends a row again under its number, put right. */
  correctRow(): void {
    const event = this.#pick(['relief.handovers.made.v1', 'relief.payments.made.v1']);
    if (event === undefined) return;
    const { type, messageGroup, data } = event;
    const isGoods = type === 'relief.handovers.made.v1';
    const name = isGoods ? 'receipts' : 'payments';
    const rows = (data[name] ?? []) as readonly Data[];
    const row = rows.length > 0 ? this.#dice.pick(rows) : {};
    const reference = row[isGoods ? 'receiptId' : 'paymentId'];
    if (typeof reference !== 'string') return;
    const { orderId, centreId, payerId } = data as Readonly<Record<string, string>>;
    const book = isGoods
      ? locationAccount('centre', centreId ?? '', orderId ?? '')
      : payerAccount(payerId ?? '', orderId ?? '');
    const corrects = exceptionIdOf(documentIdempotencyKey(book, reference));
    const right = isGoods ? { lines: [this.#line(1, 2)] } : { amount: this.#dice.pick([10, 50]) };
    this.#desk.send({ type, messageGroup, data: { ...data, [name]: [{ ...row, ...right, corrects }] } });
  }

  /** Ends a waybill, of which something may come all the same. */
  close(): void {
    const event = this.#pick(['relief.shipment.dispatched.v1', 'relief.shipment.arrived.v1']);
    if (event === undefined) return;
    const { shipmentId = '', orderId = '' } = event.data as Readonly<Record<string, string>>;
    const isLost = this.#dice.chance(0.5);
    this.#desk.send({
      type: 'relief.shipment.closed.v1',
      messageGroup: shipmentId,
      data: {
        shipmentId,
        orderId,
        reason: 'nothing more will come',
        remainder: isLost ? 'lost' : 'never-sent',
        ...(isLost && { cause: this.#dice.pick(['stolen', 'spilled']) }),
      },
    });
  }

  transfer(locationId: string, fromOrderId: string, toOrderId: string): void {
    this.#desk.send({
      type: 'relief.stock.transferred.v1',
      messageGroup: locationId,
      data: {
        transferId: this.#desk.nextDocument('T'),
        locationId,
        fromOrderId,
        toOrderId,
        reason: 'the first is over',
        lines: [this.#line(1, 4)],
      },
    });
  }

  withdraw(householdId: string): void {
    this.#desk.send({
      type: 'relief.household.withdrawn.v1',
      messageGroup: householdId,
      data: {
        householdId,
        effectiveFrom: this.#dice.pick(['2020-08-01', '2020-08-05', '2020-08-15']),
        reason: this.#dice.pick(['departed', 'duplicate']),
      },
    });
  }

  missed(centreId: string, orderId: string, householdIds: readonly string[]): void {
    const rows = householdIds.map((householdId) => ({
      householdId,
      reason: this.#dice.pick(['absent', 'moved']),
      ...(this.#dice.chance(0.3) && { note: `family ${householdId} was away` }),
    }));
    const data = { centreId, orderId, households: rows };
    this.#desk.send({ type: 'relief.handovers.missed.v1', messageGroup: centreId, data });
  }

  #line(least: number, most: number): Data {
    return { commodity: 'rice', quantity: this.#dice.whole(least, most), unit: 'kg' };
  }

  #pick(types: readonly QueuedEventType[]): SentEvent | undefined {
    const known = this.#desk.sent.filter(({ type }) => types.includes(type));
    return known.length > 0 ? this.#dice.pick(known) : undefined;
  }
}
